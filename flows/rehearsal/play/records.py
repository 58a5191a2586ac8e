"""What a rehearsal looks up in the records, as the people whom it plays would know it."""

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from flows.rehearsal.scenario.event_parts import Deposit as DepositEvent
from flows.rehearsal.scenario.member_parts import Enter
from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.forms.intake import PaperForm
from models.intake.deposit import Deposit
from models.meetings.agenda import may_still_meet
from models.meetings.queue import ready_among
from models.members.membership import Membership
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign, stages
from models.vocabulary import MEETINGS, StageKind, StageName
from tasks.dossiers.paper import paper_identity
from tasks.dossiers.seen import ARRIVAL


def deposited(session: Session, said: DepositEvent) -> str:
    """Return the reference of the application that a mail was about that came before. Raises Refusal where it opened
    none."""
    about = select(Application.reference).join(Deposit, col(Deposit.application_id) == col(Application.id))
    found = session.exec(about.where(Deposit.message_id == said.message_id, Deposit.sender == said.from_)).first()
    if found is None:
        mend = "cet envoi n'a ouvert aucun dossier ; écrivez-le comme un courriel (mail), si c'est ce qui est voulu."
        raise Refusal("Dépôt", said.as_, mend)
    return found


def entered(session: Session, said: Enter) -> str:
    """Return the number of the membership of a structure that entered the register."""
    of_it = select(Membership).join(Organisation).where(col(Organisation.name) == said.organisation)
    return session.exec(of_it.where(Membership.starts_on == said.starts_on)).one().number


class Arrived(NamedTuple):
    """What became of a mail: its row, and the reference of its dossier, if it has one."""

    id: int
    reference: str | None

    @property
    def choice(self) -> str:
        """How a form would choose it."""
        return f"{ARRIVAL}-{self.id}"


def arrived(session: Session, content: bytes) -> Arrived | None:
    """Return what became of a mail, by its octets; None where it was no arrival of its own."""
    found = session.exec(select(Deposit.id).where(Deposit.raw_digest == sha256(content).hexdigest())).first()
    return arrived_as(session, found) if found else None


def arrived_as(session: Session, deposit_id: int) -> Arrived:
    """Return what became of an arrival."""
    of_dossier = select(Application.reference).join(Deposit, col(Deposit.application_id) == col(Application.id))
    return Arrived(deposit_id, session.exec(of_dossier.where(Deposit.id == deposit_id)).first())


def paper_recorded(session: Session, form: PaperForm, received_on: date) -> str:
    """Return the reference of the application that a paper was about."""
    about = select(Application.reference).join(Deposit, col(Deposit.application_id) == col(Application.id))
    return session.exec(about.where(Deposit.identity == paper_identity(form, received_on))).one()


def sessions_of(session: Session, references: Collection[str]) -> dict[str, str]:
    """Return the code of the session in which each application is now."""
    standing = select(Application.reference, Campaign.code).join(Campaign)
    return dict(session.exec(standing.where(col(Application.reference).in_(references))).all())


def latest_notice(session: Session, about: str | Arrived, kind: str | None = None) -> Notice:
    """Return the latest notice to the application of a reference, to an address or in answer to an arrival, or the
    latest of a kind that has left. Raises Refusal where there is none."""
    latest = select(Notice).where(_about(about, is_of_a_kind=kind is not None))
    if kind:
        latest = latest.where(Notice.kind == kind, col(Notice.sent_at).is_not(None))
    notice = session.exec(latest.order_by(col(Notice.id).desc())).first()
    if notice is None:
        whom = about.choice if isinstance(about, Arrived) else about
        raise Refusal("Notification", kind, f"aucune n'est partie vers {whom} à cet instant du scénario.")
    return notice


def _about(about: str | Arrived, *, is_of_a_kind: bool) -> ColumnElement[bool]:
    """SQL condition: a notice to the application of a reference, to an address, or in answer to an arrival; one of a
    kind may be to somebody who was asked about that application."""
    if isinstance(about, Arrived):
        return col(Notice.deposit_id) == about.id
    if "@" in about:
        return col(Notice.recipient) == about
    application = select(Application.id).where(Application.reference == about).scalar_subquery()
    asked = select(AdviceRequest.id).where(AdviceRequest.application_id == application)
    to_it = col(Notice.application_id) == application
    return to_it | col(Notice.advice_id).in_(asked) if is_of_a_kind else to_it


SAID_AT: dict[str, StageKind] = {"opinion": StageKind.opinion, "decision": StageKind.decision}
"""The kind of the stages at which an event of a scenario is said."""


def stage_awaited(session: Session, code: str, kind: StageKind, reference: str) -> StageName:
    """Return the stage of a kind that a dossier waits for in a session, else the last of them. Raises Refusal where the
    session has none."""
    campaign = find_campaign(session, code)
    alike = campaign.rules.stages.of_kind(kind)
    if not alike:
        raise Refusal("Session", code, f"elle n'a pas d'étape de ce genre ({kind}).")
    found = session.exec(select(Application.id).where(Application.reference == reference)).first()
    return next((one for one in alike if ready_among(session, campaign, one, [found])), alike[-1])


def runs(session: Session, code: str, name: StageName, *, at: datetime) -> bool:
    """Return True if a stage of a session still runs: nobody closed it, or its body has still to meet."""
    campaign = find_campaign(session, code)
    found = stages(session, campaign)
    if name not in found:
        return False
    if campaign.cancelled_at or found[name].kind not in MEETINGS:
        return campaign.cancelled_at is None and found[name].done_at is None
    return may_still_meet(session, campaign, found[name], effect_at=found.effect_at, at=at)
