"""The facts of a meeting as its page tells them, one line each: what is not known, or not so, is not told."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from flows.boards.markdown import short
from flows.pages.meeting.words import LETTERS
from models.vocabulary import NoticeStatus
from notifications.writing.wording import count, enumeration, instant, long_date
from tasks.console.boards.meeting_facts import Facts


def facts_told(meeting: Facts, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return what there is to know of a meeting, by what each thing is called."""
    told = {
        "Quand": _when(meeting, zone),
        "Forme": meeting.mode or "",
        "Où": meeting.place or "",
        "Séance": _which(meeting),
        "Convocation": _convening(meeting, zone),
        "Convocation non reçue": _unreached(meeting),
        "Présents": _present(meeting),
        "Close": f"le {short(meeting.closed_at, zone)}" if meeting.closed_at else "",
        "Procès-verbal": f"courriel au secrétariat : {LETTERS[meeting.minutes]}" if meeting.minutes else "",
        "Auparavant": " ; ".join(_former(meeting)),
    }
    return [(label, said) for label, said in told.items() if said]


def _when(meeting: Facts, zone: ZoneInfo) -> str:
    moved = f", au lieu du {long_date(meeting.former_on)}" if meeting.former_on else ""
    if meeting.starts_at:
        return f"{instant(meeting.starts_at, zone)}{moved}"
    return f"{long_date(meeting.on)}{moved}" if meeting.on else "jour à saisir sur la première page"


def _which(meeting: Facts) -> str:
    second = ", seconde convocation : même ordre du jour, sans condition de quorum" if meeting.is_second else ""
    return f"n° {meeting.number}{second}" if meeting.number > 1 else ""


def _convening(meeting: Facts, zone: ZoneInfo) -> str:
    if meeting.convene_at:
        again = "repartira" if meeting.convened_at else "partira"
        return f"{again} seule {instant(meeting.convene_at, zone)}"
    if meeting.convened_at is None:
        return "aucune n'est partie"
    number, queued = sum(meeting.letters.values()), meeting.letters.get(NoticeStatus.queued, 0)
    waits = f", dont {queued} en attente d'envoi" if queued else ""
    return f"partie le {short(meeting.convened_at, zone)} ({count(number, 'courriel')}{waits})"


def _unreached(meeting: Facts) -> str:
    answers = [(one, filter(None, (LETTERS[one.status], one.said))) for one in meeting.unreached]
    named = " ; ".join(f"{one.name} ({' : '.join(said)})" for one, said in answers)
    return f"{named}. À joindre autrement." if named and not meeting.closed_at else named


def _present(meeting: Facts) -> str:
    proxies = f" ; par procuration : {enumeration(meeting.by_proxy)}" if meeting.by_proxy else ""
    if meeting.present is None:
        return f"à enregistrer{proxies}" if proxies else ""
    others = [count(meeting.others, "autre personne", "autres personnes")] if meeting.others else []
    named = [*meeting.present, *others]
    said = f"{len(meeting.present) + meeting.others} ({enumeration(named)})" if named else "aucun"
    said += proxies
    if not meeting.needed:
        return f"{said} ; aucun quorum n'était exigé"
    reached = "non atteint" if meeting.quorate is False else "atteint"
    return f"{said} ; quorum {reached}, il en fallait {meeting.needed}"


def _former(meeting: Facts) -> Iterator[str]:
    for one in meeting.former:
        day = f" du {long_date(one.on)}" if one.on else ""
        yield f"séance n° {one.number}{day}{', quorum non atteint' if one.quorate is False else ''}"
