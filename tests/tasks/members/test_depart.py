"""A member that leaves of its own will: on its day, confirmed, without a formal notice."""

from datetime import date

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.forms.membership.members import DepartureForm
from models.members.membership import Membership, NoticeOutcome
from tasks.members.depart import record_departure
from tasks.members.leave import give_notice, terminate
from tasks.members.register.lines import read_register
from tests.factories import campaign_with, paris
from tests.support.members import (
    BY,
    GIVEN,
    NAME,
    formal,
    journal,
    kinds,
    letter,
    member,
    notified,
    only,
    termination,
)
from tests.support.notices import REGION

AT, LAST = paris("2027-06-03 10:00"), date(2027, 6, 30)


@pytest.fixture
def joined(session: Session) -> Membership:
    """Give a member by its candidacy."""
    return member(session, campaign_with(session))


def departure(name: str = NAME, *, on: date = LAST, reason: str = "Fin d'activité.") -> DepartureForm:
    """Return a form that says that a member leaves."""
    return DepartureForm(reference=name, on=on, reason=reason, by=BY)


def members_on(session: Session, day: date) -> list[str]:
    """Return the references of the members of a day."""
    return [line.reference for line in read_register(session, REGION, on=day).members]


def test_its_membership_ends_on_its_day(session: Session, joined: Membership) -> None:
    """And its right to the logo; it is in the register until then, and no longer."""
    record_departure(session, departure(), at=AT)

    assert (joined.ends_on, joined.logo_withdrawn_on, joined.ended_by) == (LAST, LAST, BY)
    assert [members_on(session, day) for day in (LAST, date(2027, 7, 1))] == [[NAME], []]


def test_it_is_confirmed_and_kept_in_the_journal(session: Session, joined: Membership) -> None:
    """Once, however often it is said."""
    for _ in range(2):
        record_departure(session, departure(), at=AT)

    assert kinds(session) == ["departed"]
    assert journal(session)[-1] == ("depart", "dernier jour le 30/06/2027 : Fin d'activité.")
    assert "Son dernier jour est le mercredi 30 juin 2027 inclus" in letter(session, "departed")


def test_a_member_without_a_dossier_leaves_by_its_number(session: Session) -> None:
    """No mail of ours reaches it."""
    known = member(session, campaign_with(session), dossier=False)

    assert record_departure(session, departure(known.number), at=AT) == []
    assert (known.ends_on, kinds(session)) == (LAST, [])


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2029, 1, 1)])
def test_a_day_outside_the_membership_is_refused(session: Session, joined: Membership, on: date) -> None:
    """It ends neither before it began nor after its term."""
    with pytest.raises(Refusal, match=r"indiquez un jour de l'adhésion \(du 01/09/2026 au 31/12/2028\)"):
        record_departure(session, departure(on=on), at=AT)


def test_what_was_ended_is_not_ended_again(session: Session, joined: Membership) -> None:
    """On another day, or for another reason."""
    record_departure(session, departure(), at=AT)

    with pytest.raises(Refusal, match="a déjà pris fin"):
        record_departure(session, departure(on=date(2027, 7, 31)), at=AT)


def test_a_formal_notice_that_runs_is_without_object(session: Session, joined: Membership) -> None:
    """The confirmation says so; nobody is terminated who left."""
    notified(session)

    record_departure(session, departure(), at=AT)

    assert only(session).outcome is NoticeOutcome.left
    assert "adressée le jeudi 31 décembre 2026 est désormais sans objet" in letter(session, "departed")
    with pytest.raises(Refusal, match="par un acte enregistré"):
        terminate(session, termination(NAME), at=AT)


def test_a_formal_notice_that_has_not_left_never_does(session: Session, joined: Membership) -> None:
    """And is not spoken of."""
    give_notice(session, formal(NAME), at=GIVEN)

    record_departure(session, departure(), at=AT)

    assert kinds(session) == ["departed"]
    assert "mise en demeure" not in letter(session, "departed")
