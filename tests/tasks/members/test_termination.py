"""The end of a membership: observations awaited, two months from the sending, a reasoned and contestable decision."""

from datetime import date

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.members.membership import Membership, NoticeOutcome
from models.vocabulary import NoticeStatus, Status
from tasks.members.leave import cure, give_notice, terminate
from tests.factories import campaign_with, paris
from tests.support.members import (
    GIVEN,
    NAME,
    REASONS,
    cured,
    formal,
    journal,
    kinds,
    letter,
    member,
    notified,
    only,
    send,
    termination,
)

ON_TIME, TOO_EARLY = paris("2027-02-28 10:00"), paris("2027-02-27 23:59")


@pytest.fixture
def joined(session: Session) -> Membership:
    """Give a member by its candidacy."""
    return member(session, campaign_with(session))


def test_a_notice_that_was_closed_ends_nothing(session: Session, joined: Membership) -> None:
    """Another would open another delay."""
    notified(session)
    cure(session, cured(NAME), at=paris("2027-01-15 10:00"))

    with pytest.raises(Refusal, match="aucune mise en demeure n'est en cours"):
        terminate(session, termination(NAME), at=ON_TIME)


def test_nobody_is_ended_without_having_been_heard(session: Session, joined: Membership) -> None:
    """CRPA L121-1 and L122-1: a formal notice invites observations before anything is decided."""
    with pytest.raises(Refusal, match=r"inviter le membre à présenter ses observations \(articles L\. 121-1 et"):
        terminate(session, termination(NAME), at=ON_TIME)


def test_two_months_from_the_sending_are_waited_for(session: Session, joined: Membership) -> None:
    """Sent on 31 December, it may be ended on 28 February, and not a minute before."""
    notified(session)

    with pytest.raises(Refusal, match=r"mis en demeure le 31/12/2026, .* qu'à partir du 28/02/2027"):
        terminate(session, termination(NAME), at=TOO_EARLY)
    terminate(session, termination(NAME), at=ON_TIME)

    assert joined.ends_on == date(2027, 6, 30)


def test_the_delay_runs_from_the_day_on_which_it_really_left(session: Session, joined: Membership) -> None:
    """The mail server was out: recorded in December, sent in January."""
    give_notice(session, formal(NAME), at=GIVEN)
    send(session, "formal_notice", paris("2027-01-03 08:00"))

    with pytest.raises(Refusal, match=r"mis en demeure le 03/01/2027, .* qu'à partir du 03/03/2027"):
        terminate(session, termination(NAME), at=ON_TIME)


@pytest.mark.parametrize("status", [NoticeStatus.queued, NoticeStatus.failed, NoticeStatus.bounced])
def test_nothing_is_counted_from_a_notice_that_did_not_leave(
    session: Session, joined: Membership, status: NoticeStatus
) -> None:
    """The mend is told: post it."""
    give_notice(session, formal(NAME), at=GIVEN)
    send(session, "formal_notice", GIVEN, status)

    with pytest.raises(Refusal, match="n'est pas partie, ou est revenue ; postez-la"):
        terminate(session, termination(NAME), at=paris("2027-06-01 10:00"))


def test_observations_are_waited_for_to_the_end_of_their_last_day(session: Session, joined: Membership) -> None:
    """However long after the sending."""
    notified(session, observations_until=date(2027, 3, 15))

    with pytest.raises(Refusal, match="présenter ses observations jusqu'au 15/03/2027 inclus"):
        terminate(session, termination(NAME), at=paris("2027-03-15 23:59"))
    terminate(session, termination(NAME), at=paris("2027-03-16 00:00"))

    assert joined.ends_on == date(2027, 6, 30)


def test_a_termination_tells_why_and_how_to_contest_it(session: Session, joined: Membership) -> None:
    """Reasons in law and in fact, its author, the court and the delay, the logo that goes."""
    notified(session)

    terminate(session, termination(NAME), at=ON_TIME)

    text = letter(session, "terminated")
    for said in (
        "ADH-2026-0001",
        "résiliée par décision du dimanche 28 février 2027",
        "mise en demeure envoyée le jeudi 31 décembre 2026",
        REASONS,
        "Camille Essai, Présidente",
        "cessez d'utiliser le logo",
        "Tribunal administratif de Lyon",
        "deux mois à compter de sa notification",
    ):
        assert said in text


def test_a_termination_is_kept_and_the_dossier_stays_what_it_was(session: Session, joined: Membership) -> None:
    """« Membre » is history; the register, by its dates, says who is one."""
    notified(session)

    [dossier] = terminate(session, termination(NAME), at=ON_TIME)

    assert dossier.status is Status.member
    assert (joined.logo_withdrawn_on, joined.end_reason) == (date(2027, 6, 30), REASONS)
    assert (joined.end_signatory, joined.ended_by) == ("Camille Essai, Présidente", "Mme Essai")
    assert (only(session).outcome, journal(session)[-1]) == (NoticeOutcome.terminated, ("terminate", REASONS))


def test_the_same_termination_again_changes_nothing(session: Session, joined: Membership) -> None:
    """Sent twice, even the day after; in other words, there is nothing left to end."""
    notified(session)
    for at in (ON_TIME, paris("2027-03-01 10:00")):
        terminate(session, termination(NAME), at=at)

    with pytest.raises(Refusal, match="cette adhésion prend fin le 30/06/2027"):
        terminate(session, termination(NAME, reasons="Autre chose."), at=paris("2027-03-01 10:00"))

    assert (joined.ends_on, kinds(session).count("terminated")) == (date(2027, 6, 30), 1)


def test_who_has_no_dossier_is_ended_without_a_mail(session: Session) -> None:
    """Its letter was posted; the decision is to be posted too."""
    by_text = member(session, campaign_with(session), dossier=False, circle=2)
    give_notice(session, formal(by_text.number, posted_on=date(2026, 12, 31)), at=GIVEN)

    assert terminate(session, termination(by_text.number), at=ON_TIME) == []

    assert (by_text.ends_on, kinds(session)) == (date(2027, 6, 30), [])


def test_another_member_is_left_alone(session: Session, joined: Membership) -> None:
    """A formal notice is against one."""
    notified(session)
    other = member(session, campaign_with(session), name="Cité des métiers")

    with pytest.raises(Refusal, match="aucune mise en demeure"):
        terminate(session, termination("ARA-2026-0002"), at=ON_TIME)

    assert other.ends_on == date(2028, 12, 31)
