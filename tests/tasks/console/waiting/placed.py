"""Members who belong nowhere, signed nothing, or owe a report; a territory nobody coordinates; what ends each."""

from datetime import date, datetime
from typing import Any

from models.dossiers.application import Application
from models.forms.membership.territories import AttachmentForm, CommitteeForm, CoordinatorForm
from models.members.membership import Membership
from models.vocabulary import Status
from tasks.console.waiting.reasons import Reason
from tasks.meetings.territories.committee import record_committee
from tasks.meetings.territories.coordinate import attach, designate
from tasks.members.sign import sign
from tests.factories import application, desk_file, paris, rule_by
from tests.support.mails import Desk
from tests.support.members import adopt, member, signature, signed, text
from tests.tasks.console.waiting.reported import LATE_WINTER, answered_report, late_report, unreached_report

TERRITORIES = {"loire": {"label": "Loire", "departments": ["42"]}}


def belongs_nowhere(desk: Desk) -> Membership:
    """Give a region a territory, and a member that is in none."""
    rule_by(desk.campaign, {"territories": TERRITORIES})
    desk.session.add(desk.campaign)
    return member(desk.session, desk.campaign)


def attached(desk: Desk, one: Membership, at: datetime) -> None:
    """Say where a member is."""
    attach(desk.session, AttachmentForm(reference=one.number, place="42", by="DFOR"), at=at)


def drawn_up_long_ago(desk: Desk) -> None:
    """Ask for a state of play each six months; none was handed in since the session opened."""
    rule_by(desk.campaign, {"coordination.state_of_play_months": 6})
    desk.session.add(desk.campaign)


def drawn_up(desk: Desk, _: None, at: datetime) -> None:
    """Have the technical committee hand one in."""
    file = desk_file(desk.session, b"%PDF-1.4", "etat.pdf")
    said = {"session": desk.campaign.code, "work": "état des lieux du comité technique", "on": at.date(), "file": file}
    record_committee(desk.session, CommitteeForm.model_validate(said | {"by": "DFOR"}), at=at)


def vacant(desk: Desk) -> Membership:
    """Give a territory a member, and nobody who coordinates it."""
    one = belongs_nowhere(desk)
    attached(desk, one, desk.campaign.opened_at)
    return one


def designated(desk: Desk, one: Membership, at: datetime) -> None:
    """Have a member coordinate its territory."""
    said = {"territory": "loire", "contact_name": "Direction", "contact_email": "direction@mission.example"}
    days = {"starts_on": at.date(), "informed_on": at.date()}
    form = CoordinatorForm.model_validate({"reference": one.number, "by": "DFOR"} | said | days)
    designate(desk.session, form, at=at)


JULY, OCTOBER = paris("2026-07-09 16:00"), paris("2026-10-01 10:00")


def accepted(desk: Desk) -> Application:
    """Have an accepted organisation sign nothing yet."""
    text(desk.session, desk.campaign)
    return application(desk.session, desk.campaign, Status.accepted, status_at=JULY)


def signed_before(desk: Desk) -> Application:
    """Have a member sign a version that another replaced."""
    former = text(desk.session, desk.campaign)
    joined = member(desk.session, desk.campaign, document_id=former.id)
    signed(desk.session, joined, former, date(2026, 7, 18))
    adopt(desk.session, "2", at=OCTOBER, on=date(2026, 9, 15))
    return desk.session.get_one(Application, joined.application_id)


def sign_it(desk: Desk, dossier: Application, at: datetime) -> None:
    """Sign the version in force."""
    sign(desk.session, signature(dossier.reference, signed_on=at.date()), at=at)


OF_MEMBERS: dict[Reason, tuple[datetime, Any, Any]] = {
    Reason.coordination_vacant: (OCTOBER, vacant, designated),
    Reason.territory_unknown: (OCTOBER, belongs_nowhere, attached),
    Reason.signature: (OCTOBER, accepted, sign_it),
    Reason.signature_again: (OCTOBER, signed_before, sign_it),
    Reason.acceptance_late: (paris("2026-12-02 10:00"), signed_before, sign_it),
    Reason.state_of_play: (OCTOBER, drawn_up_long_ago, drawn_up),
    Reason.report_unreached: (LATE_WINTER, unreached_report, answered_report),
    Reason.report_late: (LATE_WINTER, late_report, answered_report),
}
"""When each of these waits for a person, what makes it wait, what takes it away."""
