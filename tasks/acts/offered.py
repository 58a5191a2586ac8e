"""For which dossiers an act is offered: those that the table of transitions lets it move, or that a flag is on."""

from collections.abc import Callable
from typing import NamedTuple

from models.dossiers.workflow import BY_MOVE
from models.vocabulary import MEETINGS, Event, Flag, StageKind, Status
from tasks.decisions.rectify import DECIDED_UPON
from tasks.dossiers.identify import UNKNOWN
from tasks.dossiers.merge import KEPT
from tasks.dossiers.postmarks import waits_for_a_verdict


class Dossier(NamedTuple):
    """A dossier that a form may offer, with its flags; what its region has: stages of which kinds, and whether nothing
    ends with a session; whether something is asked of it, whether its organisation has another one beside it, whether
    advice was asked about it, whether an appeal waits for an answer, and whether silence has accepted it; whether
    another act than a decision was notified, that may be contested, whether, carried over, it may still be admitted
    late, whether it is kept beyond its time, whether an act on it waits to be signed outside."""

    label: str
    status: Status
    kinds: frozenset[StageKind]
    goes_on: bool
    is_asked: bool
    flags: frozenset[str]
    has_twin: bool
    is_advised: bool
    is_appealed: bool
    is_tacit: bool
    is_contestable: bool
    is_kept_out: bool
    is_kept: bool
    is_to_sign: bool


def standing(statuses: frozenset[Status]) -> Callable[[Dossier], bool]:
    """Return what is true of a dossier that has one of some statuses."""
    return lambda dossier: dossier.status in statuses


def moved(event: Event, status: Status) -> Callable[[Dossier], bool]:
    """Return what is true of a dossier that an event may bring to a status."""
    return standing(BY_MOVE[event, status].sources)


def where_bodies_meet(offered: Callable[[Dossier], bool]) -> Callable[[Dossier], bool]:
    """Return what is true of a dossier only in a region whose bodies meet."""
    return lambda dossier: bool(MEETINGS & dossier.kinds) and offered(dossier)


def where_sessions_end(offered: Callable[[Dossier], bool]) -> Callable[[Dossier], bool]:
    """Return what is true of a dossier only where something ends with a session."""
    return lambda dossier: not dossier.goes_on and offered(dossier)


def where_decided(offered: Callable[[Dossier], bool]) -> Callable[[Dossier], bool]:
    """Return what is true of a dossier only in a region that decides of it."""
    return lambda dossier: StageKind.decision in dossier.kinds and offered(dossier)


def asked(dossier: Dossier) -> bool:
    """Return True if something is asked of a dossier."""
    return dossier.is_asked


def advised(dossier: Dossier) -> bool:
    """Return True if advice was asked about a dossier."""
    return dossier.is_advised


def appealed(dossier: Dossier) -> bool:
    """Return True if an appeal about a dossier waits for an answer."""
    return dossier.is_appealed


def exported(dossier: Dossier) -> bool:
    """Return True if an act on a dossier was exported, and waits for its signature."""
    return dossier.is_to_sign


def kept(dossier: Dossier) -> bool:
    """Return True if a person has a dossier kept beyond its time."""
    return dossier.is_kept


def rectifiable(dossier: Dossier) -> bool:
    """Return True if a decision is in force on a dossier, that of silence too."""
    return dossier.is_tacit or dossier.status in DECIDED_UPON


def contestable(dossier: Dossier) -> bool:
    """Return True if something was notified on a dossier that may be contested."""
    return dossier.is_contestable or rectifiable(dossier)


def admissible(dossier: Dossier) -> bool:
    """Return True if a dossier came too late for its session, where it may still be admitted."""
    return dossier.status is Status.late or dossier.is_kept_out


def unknown(dossier: Dossier) -> bool:
    """Return True if it is not known, or not sure, which organisation a dossier is from."""
    return bool(UNKNOWN & dossier.flags)


def mergeable(dossier: Dossier) -> bool:
    """Return True if a dossier may be the same candidacy as another."""
    return dossier.status in KEPT and (dossier.has_twin or Flag.possible_duplicate in dossier.flags)


def awaiting_verdict(dossier: Dossier) -> bool:
    """Return True if a dossier waits for a person to judge its postmark."""
    return waits_for_a_verdict(dossier.status, dossier.flags)
