"""A yearly report that is late, or asked of whoever has no mail, and the answer that takes it away."""

from datetime import datetime

from models.members.membership import Membership
from tasks.sessions.reports.collect import open_report, validate_set
from tasks.sessions.reports.enter import enter_report
from tests.factories import paris, rule_by
from tests.support.mails import Desk
from tests.support.members import member
from tests.tasks.sessions.reports.asked import SET, opening, typed_in, validation, whole

LATE_WINTER = paris("2027-03-02 10:00")


def _asked(desk: Desk, *, dossier: bool) -> Membership:
    rule_by(desk.campaign, {"indicators": {"accueil": SET}})
    desk.session.add(desk.campaign)
    one = member(desk.session, desk.campaign, dossier=dossier)
    validate_set(desk.session, validation(), at=paris("2026-12-10 10:00"))
    open_report(desk.session, opening(), at=paris("2027-01-11 10:00"))
    return one


def late_report(desk: Desk) -> Membership:
    """Have a member that answers nothing."""
    return _asked(desk, dossier=True)


def unreached_report(desk: Desk) -> Membership:
    """Have a member that no mail reaches."""
    return _asked(desk, dossier=False)


def answered_report(desk: Desk, one: Membership, at: datetime) -> None:
    """Type all that a member answers."""
    enter_report(desk.session, typed_in(one.number, whole(40, 10, 20)), at=at)
