"""Which members the forms about them offer: who has to sign, who may be given notice, whose notice runs, who enters."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.dossiers.application import Application, Organisation
from models.dossiers.workflow import BY_MOVE, LABELS
from models.members.membership import FormalNotice, Instrument, Membership, NoticeOutcome
from models.members.register import has_signed
from models.members.renewal import is_asked
from models.members.texts.versions import adopted
from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, Event, Status
from notifications.writing.wording import short_date


class Choice(NamedTuple):
    """What a form offers: a reference or a number, a name, and how it stands."""

    reference: str
    name: str
    stands: str


def to_sign(session: Session, latest: Campaign) -> list[Choice]:
    """Return those accepted, and the members, who have not signed the version in force; none where there is none."""
    document = adopted(session, latest.rules, Instrument.cahier_des_charges)
    if document is None:
        return []
    signs = {n for n, circle in latest.rules.circles.items() if circle.instrument == Instrument.cahier_des_charges}
    accepted = (col(Application.circle).in_(signs), ~has_signed(col(Application.organisation_id), document))
    members = (
        col(Membership.instrument) == Instrument.cahier_des_charges,
        ~has_signed(col(Membership.organisation_id), document),
    )
    return [*_dossiers(session, latest, Status.accepted, *accepted), *current(session, latest, *members)]


def to_accede(session: Session, latest: Campaign) -> list[Choice]:
    """Return the dossiers of those who may sign the convention; none where one does not enter so."""
    if latest.rules.entry != "agreement":
        return []
    ready = sorted(BY_MOVE[Event.accede, Status.member].sources)
    return [choice for status in ready for choice in _dossiers(session, latest, status)]


def receiving(session: Session, latest: Campaign) -> list[Choice]:
    """Return those whose sites may be recorded: the dossiers that nothing is decided of yet, those accepted, and the
    members."""
    alive = (status for status in Status if status in UNDECIDED or status is Status.accepted)
    dossiers = [choice for status in alive for choice in _dossiers(session, latest, status)]
    return [*dossiers, *current(session, latest)]


def to_enter(session: Session, latest: Campaign) -> list[Choice]:
    """Return the dossiers of those who had none to deposit, and are in no register yet."""
    return _dossiers(session, latest, Status.not_required, ~_is_member())


def under_notice(session: Session, latest: Campaign) -> list[Choice]:
    """Return the members against whom a formal notice runs."""
    notified = exists().where(
        col(FormalNotice.membership_id) == col(Membership.id), col(FormalNotice.outcome) == NoticeOutcome.open
    )
    return current(session, latest, notified)


def to_renew(session: Session, latest: Campaign) -> list[Choice]:
    """Return the members who may be asked whether they renew, and have not answered; none where nobody is asked."""
    return current(session, latest, is_asked()) if latest.rules.membership.renewal else []


def for_tax(session: Session, latest: Campaign) -> list[Choice]:
    """Return the members, who may ask for the apprenticeship tax; none where the region tells nobody of its window."""
    return current(session, latest) if latest.rules.membership.tax else []


def to_place(session: Session, latest: Campaign) -> list[Choice]:
    """Return the members, who may belong to a territory or coordinate it; none where the region names none."""
    return current(session, latest) if latest.rules.territories else []


def to_report(session: Session, latest: Campaign) -> list[Choice]:
    """Return the members, who may be asked for a yearly report; none where the region has no indicators."""
    return current(session, latest) if latest.rules.indicators else []


def _is_member() -> ColumnElement[bool]:
    return exists().where(col(Membership.application_id) == col(Application.id))


def current(session: Session, latest: Campaign, *conditions: ColumnElement[bool]) -> list[Choice]:
    """Return the members of a region whose membership nobody has ended, by reference."""
    rows = session.execute(
        columns(Membership, col(Organisation.name), col(Application.reference))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .outerjoin(Application, col(Application.id) == col(Membership.application_id))
        .where(col(Membership.region_id) == latest.region_id, col(Membership.end_reason).is_(None), *conditions)
    )
    return sorted(
        Choice(reference or one.number, name, f"membre depuis le {short_date(one.starts_on, year=latest.year)}")
        for one, name, reference in rows
    )


def _dossiers(session: Session, latest: Campaign, status: Status, *conditions: ColumnElement[bool]) -> list[Choice]:
    """Return the dossiers of a region in a status, by reference."""
    rows = session.execute(
        columns(col(Application.reference), col(Organisation.name), col(Application.status_at))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .join(Campaign, col(Campaign.id) == col(Application.campaign_id))
        .where(col(Campaign.region_id) == latest.region_id, col(Application.status) == status, *conditions)
        .order_by(col(Application.reference))
    )
    return [Choice(reference, name, _since(latest, status, at)) for reference, name, at in rows]


def _since(latest: Campaign, status: Status, at: datetime) -> str:
    day = at.astimezone(latest.rules.zone).date()
    return f"{LABELS[status]} depuis le {short_date(day, year=latest.year)}"
