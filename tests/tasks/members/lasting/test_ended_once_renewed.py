"""A member that renewed has two memberships: the one that runs is meant, and what becomes of it the other follows."""

from datetime import date

from sqlmodel import Session, select

from models.dossiers.application import Application
from models.members.membership import FormalNotice, MembershipCorrection
from models.storage.database import transaction
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tasks.members.lasting.renew import renew
from tasks.members.leave import terminate
from tests.factories import paris
from tests.support.members import NAME, memberships, notified, send, termination
from tests.tasks.decisions.appeals.appealing import answer_form, appeal_form
from tests.tasks.members.lasting.lasting import answer, renewing

ANSWERED, ENDED = paris("2028-06-20 10:00"), paris("2028-06-25 10:00")
JULY, LAST = paris("2028-07-10 10:00"), date(2028, 7, 15)


def _contested(session: Session) -> Application:
    """Return the dossier of a member that renewed, whose membership ends on 15 July 2028 and which contests that."""
    _, known = renewing(session)
    notified(session)
    renew(session, answer(), at=ANSWERED)
    terminate(session, termination(NAME, on=LAST), at=ENDED)
    send(session, "terminated", ENDED)
    dossier = session.get_one(Application, known.application_id)
    record_appeal(session, appeal_form(dossier, received_on="2028-07-08"), at=JULY)
    return dossier


def test_a_termination_taken_back_gives_both_memberships_again(any_database: str) -> None:
    """The one that was ended runs to its term, and what was to follow it begins; how they were ended is kept."""
    with transaction(any_database) as session:
        dossier = _contested(session)
        assert [one.ends_on for one in memberships(session)] == [LAST, date(2028, 8, 31)]

        answer_appeal(session, answer_form(dossier, "upheld"), at=JULY)

        assert [(one.starts_on, one.ends_on) for one in memberships(session)] == [
            (date(2026, 9, 1), date(2028, 8, 31)),
            (date(2028, 9, 1), date(2030, 8, 31)),
        ]
        assert {one.end_reason or one.ended_at or one.logo_withdrawn_on for one in memberships(session)} == {None}
        kept = session.exec(select(MembershipCorrection)).all()
        assert [one.former["ends_on"] for one in kept] == ["2028-07-15", "2028-08-31"]
        assert session.exec(select(FormalNotice.outcome)).one() == "cured"
