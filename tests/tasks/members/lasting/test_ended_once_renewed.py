"""A member that renewed has two memberships: the one that runs is meant, and what becomes of it the other follows."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Application
from models.forms.membership.members import MemberForm
from models.forms.membership.territories import CoordinatorForm
from models.members.membership import FormalNotice, MembershipCorrection
from models.members.register import latest_of
from models.members.territories import Coordination
from models.storage.database import transaction
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tasks.meetings.territories.coordinate import designate
from tasks.members.account import MemberAccount, read_member
from tasks.members.depart import record_departure
from tasks.members.lasting.renew import renew
from tasks.members.leave import give_notice, terminate
from tasks.sessions.reports.account import read_entry
from tasks.sessions.reports.collect import open_report, validate_set
from tasks.sessions.reports.enter import enter_report
from tests.factories import campaign_with, paris
from tests.support.members import (
    BY,
    NAME,
    cured,
    formal,
    letter,
    member,
    memberships,
    notified,
    only,
    send,
    termination,
)
from tests.tasks.decisions.appeals.appealing import answer_form, appeal_form
from tests.tasks.members.lasting.lasting import YEARS, answer, renewing
from tests.tasks.members.test_depart import departure
from tests.tasks.sessions.reports.asked import RULES, opening, typed_in, validation, whole

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


def test_the_page_of_the_dossier_shows_the_last_day_of_the_one_that_was(session: Session) -> None:
    """What a renewal had it followed by never began."""
    _, known = renewing(session)
    dossier = session.get_one(Application, known.application_id)
    renew(session, answer(), at=ANSWERED)
    following = latest_of(session, dossier)
    assert following is not None
    assert following.number == "ADH-2028-0002"

    record_departure(session, departure(on=LAST), at=ENDED)

    shown = latest_of(session, dossier)
    assert shown is not None
    assert (shown.number, shown.ends_on) == ("ADH-2026-0001", LAST)


def test_a_decision_names_the_membership_that_it_ends(session: Session) -> None:
    """Its number and its last day, not those of the one that was to follow."""
    renewing(session)
    renew(session, answer(), at=ANSWERED)
    notified(session)
    terminate(session, termination(NAME, on=LAST), at=ENDED)

    decided = letter(session, "terminated")
    assert "numéro ADH-2026-0001, en vigueur depuis le mardi 1er septembre 2026" in decided
    assert "Son dernier jour est le samedi 15 juillet 2028 inclus" in decided


def test_the_letter_about_a_departure_names_the_membership_that_ends(session: Session) -> None:
    """And the day that the member said."""
    renewing(session)
    renew(session, answer(), at=ANSWERED)

    record_departure(session, departure(on=LAST), at=ENDED)

    confirmed = letter(session, "departed")
    assert "numéro ADH-2026-0001, en vigueur depuis le mardi 1er septembre 2026" in confirmed
    assert "Son dernier jour est le samedi 15 juillet 2028 inclus" in confirmed


def test_a_termination_taken_back_gives_both_memberships_again(database: str) -> None:
    """The one that was ended runs to its term, and what was to follow it begins; how they were ended is kept."""
    with transaction(database) as session:
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


@pytest.mark.parametrize(
    ("said", "number"), [("2028-08-31 23:30", "ADH-2026-0001"), ("2028-09-01 00:30", "ADH-2028-0002")]
)
def test_which_one_runs_is_told_by_the_day_of_the_region(session: Session, said: str, number: str) -> None:
    """Half past midnight in Lyon is the day before elsewhere: the membership that begins that day is meant."""
    renewing(session)
    renew(session, answer(), at=ANSWERED)

    give_notice(session, formal(NAME, observations_until=date(2028, 12, 1)), at=paris(said))

    noticed = [one.number for one in memberships(session) if one.id == only(session).membership_id]
    assert noticed == [number]


@pytest.fixture
def renewed(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give an installation of one member, which renewed: the one that the settings name."""
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    with transaction(database) as session:
        renewing(session)
        renew(session, answer(), at=ANSWERED)
    return database


def _told(form: MemberForm) -> MemberAccount:
    """Return what is told of a member after a form of 25 June 2028."""
    found = read_member(form, at=ENDED)
    assert found is not None
    return found


def test_the_account_of_an_act_is_about_the_membership_that_it_ended(renewed: str) -> None:
    """Not about the one that was to follow: its number, its last day, and the formal notice that runs."""
    with transaction(renewed) as session:
        notified(session)
    told = _told(cured(NAME))
    assert (told.number, told.formal is not None) == ("ADH-2026-0001", True)

    with transaction(renewed) as session:
        terminate(session, termination(NAME, on=LAST), at=ENDED)

    told = _told(termination(NAME, on=LAST))
    assert (told.number, told.until, told.is_ended) == ("ADH-2026-0001", LAST, True)


def test_the_account_of_a_renewal_is_about_what_follows(renewed: str) -> None:
    """Which that act entered; of a departure, about the membership of its day."""
    assert [_told(form).number for form in (answer(), departure(on=LAST))] == ["ADH-2028-0002", "ADH-2026-0001"]


def test_who_renewed_coordinates_a_territory_before_the_next_membership(session: Session) -> None:
    """It is a member that day, by the one that runs."""
    campaign = campaign_with(session, {**YEARS, **RULES})
    member(session, campaign, ends_on=date(2028, 8, 31))
    renew(session, answer(), at=ANSWERED)
    days = {"starts_on": "2028-06-22", "informed_on": "2028-06-22", "by": BY}
    whom = {"territory": "loire", "contact_name": "Direction", "contact_email": "direction@cidff.example"}

    designate(session, CoordinatorForm.model_validate({"reference": NAME} | days | whom), at=ENDED)

    assert session.exec(select(Coordination)).one().starts_on == date(2028, 6, 22)


def test_who_renewed_answers_what_it_was_asked_before(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the number of the membership that it had then: the report is that of the structure."""
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    with transaction(database) as session:
        campaign = campaign_with(session, {**YEARS, **RULES})
        member(session, campaign, ends_on=date(2028, 8, 31))
        validate_set(session, validation(), at=paris("2026-12-10 10:00"))
        open_report(session, opening(year=2027, due=date(2028, 7, 31)), at=paris("2028-06-01 10:00"))
        renew(session, answer(), at=ANSWERED)

        form = typed_in(NAME, whole(40, 10, 20)).model_copy(update={"year": 2027})
        enter_report(session, form, at=ENDED)

    told = read_entry(form, at=ENDED)
    assert told is not None
    assert (told.year, told.missing, told.faults) == (2027, (), ())
