"""The lists of the page of a meeting: how many dossiers for each reason, the first of them, the form to use."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flows.boards.markdown import short
from flows.pages.meeting.words import BLOCKED, LETTERS, TONGUES, Act
from models.dossiers.workflow import LABELS
from models.forms.meetings import DECISIONS, OPINIONS
from models.vocabulary import NoticeStatus, StageKind, Status
from notifications.writing.wording import enumeration
from tasks.console.boards.meeting import MeetingBoard
from tasks.console.boards.meeting_queue import Blocked, Ready

NAMED = 10
"""How many dossiers a line names: the tables show what each is, and the others are counted."""

NOTHING = Act("")


class Named(NamedTuple):
    """A dossier that a list names, with the one thing to know of it."""

    reference: str
    organisation: str
    detail: str


class Listed(NamedTuple):
    """A list: its title, how long it is, what to do, its first dossiers, and the status that they share, if any."""

    title: str
    total: int
    act: Act
    named: tuple[Named, ...]
    status: Status | None = None


def apart(board: MeetingBoard) -> Iterator[Listed]:
    """Yield what is not as usual on the agenda: who keeps out of what, what was moved, what is for another meeting."""
    yield from _listed("Déports", [_named(one, _seats(one)) for one in board.ready if one.recused])
    moved = [_named(one, f"rang {one.position} : {one.moved}") for one in board.ready if one.moved]
    yield from _listed("Ordre changé", moved)
    others = [_named(one, "pour une autre séance") for one in board.ready if one.position is None]
    yield from _listed("Hors de cet ordre du jour", others)


def _seats(one: Ready) -> str:
    return enumeration(seat or "une personne sans siège" for seat in one.recused)


def _named(one: Ready, detail: str) -> Named:
    return Named(one.reference, one.organisation, detail)


def not_ready(board: MeetingBoard) -> Iterator[Listed]:
    """Yield what a body cannot study, by reason: first of all what its members expect to."""
    dropped = [Named(one.reference, one.organisation, LABELS[one.status]) for one in board.dropped]
    act = Act("Les membres ont leurs pièces ; ils ne sont plus à étudier.")
    yield from _listed("Sortis de l'ordre du jour", dropped, act)
    yield from (_blocked(one, board.zone) for one in board.blocked)


def _blocked(one: Blocked, zone: ZoneInfo) -> Listed:
    title, act = BLOCKED[one.status]
    named = tuple(
        Named(
            waits.reference,
            waits.organisation,
            f"jusqu'au {short(waits.due_on, zone)}" if waits.due_on else f"depuis le {short(waits.since, zone)}",
        )
        for waits in one.first
    )
    return Listed(title, one.total, act, named, one.status)


def remarks(board: MeetingBoard) -> Iterator[Listed]:
    """Yield what a body said otherwise than was proposed, and what was said otherwise since."""
    tongue = TONGUES[board.kind]
    differs = [
        Named(one.reference, one.organisation, tongue.differs.format(tongue.senses[one.sense], OPINIONS[one.basis]))
        for one in board.said
        if one.differs and one.basis
    ]
    rectified = [
        Named(one.reference, one.organisation, f"{tongue.senses[one.sense]} au lieu de {tongue.senses[one.former]}")
        for one in board.said
        if one.former
    ]
    yield from _listed("S'écartent de ce qui était proposé", differs)
    yield from _listed("Rectifiées depuis", rectified)


def left_to_notify(board: MeetingBoard) -> Iterator[Listed]:
    """Yield what is still to be told to applicants, and signed by those that are accepted."""
    if board.kind is not StageKind.decision:
        return
    unserved = [one for one in board.said if one.is_signed and one.notified_on is None]
    to_sign = [Named(one.reference, one.organisation, DECISIONS[one.sense]) for one in board.said if not one.is_signed]
    yield from _listed("À signer par la Région", to_sign, Act("Enregistrer les décisions signées", "signer-decisions"))
    otherwise = Act("Joindre le candidat autrement, puis dire quand il a reçu la décision", "notifier-autrement")
    for title, is_queued, act in (
        ("Non notifiées", False, otherwise),
        ("En attente d'envoi", True, Act("Le système les enverra seul.")),
    ):
        found = [one for one in unserved if (one.letter is NoticeStatus.queued) is is_queued]
        named = [Named(one.reference, one.organisation, LETTERS[one.letter]) for one in found]
        yield from _listed(title, named, act)
    if board.unsigned:
        named = [
            Named(one.reference, one.organisation, f"depuis le {short(one.since, board.zone)}")
            for one in board.unsigned
        ]
        act = Act("L'adresser à l'organisme, puis enregistrer sa signature", "enregistrer-signature")
        yield Listed("Cahier des charges à faire signer", board.unsigned_total, act, tuple(named))


def _listed(title: str, named: Sequence[Named], act: Act = NOTHING) -> Iterator[Listed]:
    if named:
        yield Listed(title, len(named), act, tuple(named[:NAMED]))
