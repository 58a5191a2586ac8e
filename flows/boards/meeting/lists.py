"""The lists of the dashboard of a meeting: how many dossiers for each reason, the first of them, the form to use."""

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from flows.boards.links import Links, form_link
from flows.boards.markdown import NAME, plain, short
from flows.boards.meeting.words import BLOCKED, LETTERS, TONGUES, Act
from flows.boards.waiting import ANSWER
from models.dossiers.workflow import LABELS
from models.forms.meetings import OPINIONS
from models.vocabulary import NoticeStatus, StageKind
from notifications.writing.wording import enumeration
from tasks.console.boards.meeting import MeetingBoard
from tasks.console.boards.meeting_queue import Blocked, Ready

NAMED = 10
"""How many dossiers a line names: the tables show what each is, and the others are counted."""


def apart(board: MeetingBoard) -> Iterator[dict[str, Any]]:
    """Yield what is not as usual on the agenda: who keeps out of what, what was moved, what is for another meeting."""
    lists = {
        "Déports": [(one, _seats(one)) for one in board.ready if one.recused],
        "Ordre changé": [
            (one, f"rang {one.position} : {plain(one.moved, longest=ANSWER)}") for one in board.ready if one.moved
        ],
        "Hors de cet ordre du jour": [(one, "pour une autre séance") for one in board.ready if one.position is None],
    }
    for title, found in lists.items():
        if named := [(one.reference, one.organisation, detail) for one, detail in found[:NAMED]]:
            yield _listed(title, named, total=len(found), act=Act(""), link=None)


def _seats(one: Ready) -> str:
    return enumeration(seat or "une personne sans siège" for seat in one.recused)


def not_ready(board: MeetingBoard, links: Links) -> Iterator[dict[str, Any]]:
    """Yield what a body cannot study, by reason: first of all what its members expect to."""
    yield from _dropped(board)
    yield from (_blocked(one, board.zone, links) for one in board.blocked)


def _dropped(board: MeetingBoard) -> Iterator[dict[str, Any]]:
    if board.dropped:
        named = [(one.reference, one.organisation, LABELS[one.status]) for one in board.dropped[:NAMED]]
        act = Act("Les membres ont leurs pièces ; ils ne sont plus à étudier.")
        yield _listed("Sortis de l'ordre du jour", named, total=len(board.dropped), act=act, link=None)


def _blocked(one: Blocked, zone: ZoneInfo, links: Links) -> dict[str, Any]:
    title, act = BLOCKED[one.status]
    named = [
        (
            waits.reference,
            waits.organisation,
            f"jusqu'au {short(waits.due_on, zone)}" if waits.due_on else f"depuis le {short(waits.since, zone)}",
        )
        for waits in one.first
    ]
    return _listed(title, named, total=one.total, act=act, link=form_link(links, act.form))


def remarks(board: MeetingBoard) -> Iterator[dict[str, Any]]:
    """Yield what a body said otherwise than was proposed, and what was said otherwise since."""
    tongue = TONGUES[board.stage.kind]
    lists = {
        "S'écartent de ce qui était proposé": [
            (one, tongue.differs.format(tongue.senses[one.sense], OPINIONS[one.basis]))
            for one in board.said
            if one.differs and one.basis
        ],
        "Rectifiées depuis": [
            (one, f"{tongue.senses[one.sense]} au lieu de {tongue.senses[one.former]}")
            for one in board.said
            if one.former
        ],
    }
    for title, found in lists.items():
        if named := [(one.reference, one.organisation, detail) for one, detail in found[:NAMED]]:
            yield _listed(title, named, total=len(found), act=Act(""), link=None)


def left_to_notify(board: MeetingBoard, links: Links) -> Iterator[dict[str, Any]]:
    """Yield what is still to be told to applicants, and signed by those that are accepted."""
    if board.stage.kind is not StageKind.decision:
        return
    unserved = [one for one in board.said if one.notified_on is None]
    stopped = [one for one in unserved if one.letter is not NoticeStatus.queued]
    queued = [one for one in unserved if one.letter is NoticeStatus.queued]
    otherwise = Act("Joindre le candidat autrement, puis dire quand il a reçu la décision", "notifier-autrement")
    for title, found, act in (
        ("Non notifiées", stopped, otherwise),
        ("En attente d'envoi", queued, Act("Le système réessaie seul.")),
    ):
        if found:
            named = [(one.reference, one.organisation, LETTERS[one.letter]) for one in found[:NAMED]]
            yield _listed(title, named, total=len(found), act=act, link=form_link(links, act.form))
    if board.unsigned:
        named = [
            (one.reference, one.organisation, f"depuis le {short(one.since, board.zone)}") for one in board.unsigned
        ]
        act = Act("L'adresser à l'organisme, puis enregistrer sa signature", "enregistrer-signature")
        link = form_link(links, act.form)
        yield _listed("Cahier des charges à faire signer", named, total=board.unsigned_total, act=act, link=link)


def _listed(
    title: str, named: Iterable[tuple[str, str, str]], *, total: int, act: Act, link: str | None
) -> dict[str, Any]:
    """Return a line of a list: how many dossiers, and the first of them, each with a detail."""
    dossiers = [f"{ref} {plain(name, longest=NAME)} ({detail})" for ref, name, detail in named]
    said = {"title": title, "total": total, "act": act.said, "form": act.form, "link": link}
    return {**said, "dossiers": dossiers, "others": total - len(dossiers)}
