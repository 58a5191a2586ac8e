"""What the run forms offer to choose from: the dossiers that each act may be about, as a coordinator names them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models.application import Application, CompletionRequest, Organisation
from models.calendar import business_days
from models.campaign import Campaign
from models.database import reading
from models.form_parts import SEPARATOR
from models.opening import stages
from models.requests import expired_unanswered
from models.settings import Settings
from models.statuses import UNDECIDED, WITHDRAWABLE, Event, RequestOutcome, StageName, Status
from models.workflow import BY_MOVE, LABELS
from notifications.wording import long_date, short_date
from tasks.acts import EXAMINABLE
from tasks.requests import ASKABLE

LONGEST = 60
"""Characters shown of an organisation's name: a mail may give any length."""


class Dossier(NamedTuple):
    """A dossier that a form may offer, and whether something is asked of it."""

    label: str
    status: Status
    is_asked: bool


class Choices(NamedTuple):
    """What the forms offer at an instant: dossiers by deployment, pieces, sessions, and the days that they speak of."""

    dossiers: Mapping[str, list[str]]
    pieces: list[str]
    sessions: list[str]
    days_to_complete: int
    examination_ends: str


def _standing(statuses: frozenset[Status]) -> Callable[[Dossier], bool]:
    return lambda dossier: dossier.status in statuses


OFFERED: dict[str, Callable[[Dossier], bool]] = {
    "demander-complements": _standing(ASKABLE),
    "prolonger-complements": lambda dossier: dossier.is_asked,
    "annuler-demande": lambda dossier: dossier.is_asked,
    "reporter-dossier": _standing(BY_MOVE[Event.carry_over, Status.carried_over].sources),
    "representer-dossier": _standing(BY_MOVE[Event.resubmit, Status.under_examination].sources),
    "instruire-dossier": _standing(EXAMINABLE),
    "enregistrer-avis": _standing(BY_MOVE[Event.opinion, Status.studied].sources),
    "enregistrer-decision": _standing(BY_MOVE[Event.decision, Status.accepted].sources),
    "enregistrer-retrait": _standing(WITHDRAWABLE),
    "admettre-hors-delai": _standing(BY_MOVE[Event.admit_late, Status.registered].sources),
}
"""Which dossiers each form offers: those that the table of transitions lets it move."""


def read_choices() -> Choices | None:
    """Return what the forms offer, or None before the first session."""
    with reading(Settings().database) as session:
        latest = session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc())).first()
        if latest is None:
            return None
        dossiers = _dossiers(session, latest)
        days, ends = business_days(latest.rules), stages(session, latest)[StageName.examination].due_at
        return Choices(
            dossiers={name: [d.label for d in dossiers if offers(d)] for name, offers in OFFERED.items()},
            pieces=[f"{name}{SEPARATOR}{piece.label}" for name, piece in latest.rules.pieces.items()],
            sessions=list(session.exec(select(Campaign.code).order_by(col(Campaign.opens_at).desc()))),
            days_to_complete=latest.rules.policies.completion.days,
            examination_ends=long_date(days.last_day(ends)),
        )


def _dossiers(session: Session, latest: Campaign) -> list[Dossier]:
    """Return the dossiers that something may still be done about, by reference: those of the latest session, and what
    another left undecided."""
    asked = _asked(session)
    alive = (
        columns(
            col(Application.id),
            col(Application.reference),
            col(Organisation.name),
            col(Application.status),
            col(Application.status_at),
        )
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(Application.status).in_(WITHDRAWABLE),
            or_(col(Application.campaign_id) == latest.id, col(Application.status).in_(UNDECIDED)),
        )
        .order_by(col(Application.reference))
    )
    zone, found = latest.rules.zone, []
    for application_id, reference, name, status, since in session.execute(alive):
        day = since.astimezone(zone).date()
        stands = f"{LABELS[status]} depuis le {short_date(day, year=latest.year)}"
        label = SEPARATOR.join((reference, _shown(name), stands))
        found.append(Dossier(label, Status(status), application_id in asked))
    return found


def _asked(session: Session) -> set[int]:
    """Return the applications whose latest request is open, or expired without an answer: `models.requests` calls it
    living."""
    is_open = col(CompletionRequest.outcome) == RequestOutcome.open
    living = select(CompletionRequest.application_id).where(is_open | expired_unanswered())
    return set(session.exec(living))


def _shown(name: str) -> str:
    """Return a name on one line, without what would end its part of the choice."""
    line = " ".join(name.replace(SEPARATOR.strip(), " ").split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
