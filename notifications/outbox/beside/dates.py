"""The days that bind an applicant (to complete, to contest, of effect), as their letters put them into a diary, move
them there, and take them out once they bind no more.

What a diary holds is read from the letters that told it: one that was called off before it left told nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, remedies_until
from models.columns import among
from models.notices import Document, Notice, NoticeFile
from models.region.model import Region
from models.vocabulary import DecisionSense, NoticeKind, Status
from notifications.catalogue import KINDS
from notifications.outbox.enclosures import Enclosure
from notifications.writing.diary import CANCELLED, PUBLISHED, Entry, read_entry, written
from notifications.writing.mentions import told_remedies

K = NoticeKind


class What(StrEnum):
    """What a day is for; the value is the name of its file."""

    complete = "dernier-jour-pour-completer.ics"
    contest = "dernier-jour-pour-contester.ics"
    effect = "prise-d-effet.ics"


class Told(NamedTuple):
    """A letter to the applicant of a dossier as it was just written: its variables, its text, the day on which it may
    leave, and that of which memberships of its session take effect."""

    kind: NoticeKind
    variables: Mapping[str, Any]
    text: str
    on: date
    effect_on: date


class _Words(NamedTuple):
    summary: str
    said: str


_WORDS: Mapping[What, _Words] = {
    What.complete: _Words(
        "Dernier jour pour compléter le dossier {reference}",
        "Les pièces demandées sont à envoyer au plus tard ce jour.",
    ),
    What.contest: _Words(
        "Dossier {reference} : dernier jour pour contester",
        "Compté depuis l'envoi de la lettre ; le délai court de sa notification, et la lettre dit par quelles voies.",
    ),
    What.effect: _Words("Prise d'effet de l'adhésion au SPRO, dossier {reference}", "L'adhésion commence ce jour."),
}

_DECIDES = frozenset(
    {*(K(sense) for sense in DecisionSense), K.rectified, K.appeal_received, K.appeal_rejected, K.appeal_upheld}
)
_ENDS_ALL = frozenset({K.withdrawn, K.session_cancelled, K.terminated, K.departed})


def _to_complete(told: Told, _region: Region) -> date | None:
    request = told.variables.get("request")
    if told.kind is K.rectified and told.variables.get("decision") is None:
        return None  # The request that this letter shows is the one that it cancels.
    return request.due_on if request and request.pieces else None


def _to_contest(told: Told, region: Region) -> date | None:
    if not (KINDS[told.kind].states_remedies and told_remedies(told.text)):
        return None
    return remedies_until(business_days(region), told.on, months=region.remedies.months)


def _of_effect(told: Told, _region: Region) -> date | None:
    is_accepted = told.kind is K.accepted or told.variables["application"].status is Status.accepted
    return told.effect_on if is_accepted and told.kind not in _ENDS_ALL else None


_DAYS: Mapping[What, tuple[frozenset[NoticeKind], Callable[[Told, Region], date | None]]] = {
    What.complete: (
        frozenset(
            name
            for name, kind in KINDS.items()
            if "request" in kind.variables or K.completion_reminder in kind.calls_off or name in _ENDS_ALL
        ),
        _to_complete,
    ),
    What.contest: (
        frozenset(name for name, kind in KINDS.items() if kind.states_remedies) | _DECIDES | _ENDS_ALL,
        _to_contest,
    ),
    What.effect: (_DECIDES | _ENDS_ALL | {K.postponed}, _of_effect),
}
"""Which letters speak of each day, and which day it is then; None: it binds no more."""

Held = Mapping[tuple[int, What], Entry]


def speaks_of_days(kind: NoticeKind) -> bool:
    """Return True if a letter of a kind may put a day into a diary, or take one out."""
    return "application" in KINDS[kind].variables and any(kind in kinds for kinds, _ in _DAYS.values())


_TOLD = (
    select(Notice.application_id, NoticeFile.name, Document.content)
    .join(NoticeFile, col(NoticeFile.notice_id) == col(Notice.id))
    .join(Document, col(Document.id) == col(NoticeFile.document_id))
    .where(among(Notice.application_id), col(NoticeFile.name).in_(list(What)))
    .order_by(col(Notice.id))
)


def held_days(session: Session, ids: Sequence[int]) -> Held:
    """Return what the diaries of the applicants of some dossiers were told last."""
    rows = session.exec(_TOLD, params={"ids": ids})
    return {(application_id or 0, What(name)): read_entry(content) for application_id, name, content in rows}


def files_for_diaries(
    application_id: int, told: Told, held: Held, region: Region, *, key: str, at: datetime
) -> tuple[Enclosure, ...]:
    """Return what a letter tells the diary of its reader: each day that it speaks of, and those that bind no more."""
    found = []
    for what, (kinds, day_of) in _DAYS.items():
        if told.kind in kinds:
            entry = _entry(held.get((application_id, what)), day_of(told, region), told.on)
            if entry:
                found.append(_file(what, entry, region, key=key, at=at))
    return tuple(found)


def _entry(held: Entry | None, day: date | None, today: date) -> Entry | None:
    """Return how a day stands in a diary from now on; None where there is nothing to tell it."""
    if day is None or day < today:
        is_ahead = held is not None and not held.is_off and held.day >= today
        return Entry(held.day, held.revision + 1, is_off=True) if held and is_ahead else None
    if held is None:
        return Entry(day, 0)
    return Entry(day, held.revision + (held.is_off or held.day != day))


def _file(what: What, entry: Entry, region: Region, *, key: str, at: datetime) -> Enclosure:
    words, desk = _WORDS[what], region.roles.deposit_mailbox.email
    summary = words.summary.format(reference=key)
    summary = f"Annulé : {summary}" if entry.is_off else summary
    octets = written(entry, key=f"{key}/{what}", desk=desk, summary=summary, said=words.said, at=at)
    method = CANCELLED if entry.is_off else PUBLISHED
    return Enclosure(what, f"text/calendar; method={method}; charset=utf-8", octets)
