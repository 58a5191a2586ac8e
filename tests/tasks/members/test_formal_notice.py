"""A formal notice: by mail or by letter, one at a time, closed without effect where it is heeded."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from models.errors import Refusal
from models.members.membership import FormalNotice, Membership, NoticeOutcome
from models.vocabulary import NoticeStatus
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

ON_TIME = paris("2027-02-28 10:00")


@pytest.fixture
def joined(session: Session) -> Membership:
    """Give a member by its candidacy."""
    return member(session, campaign_with(session))


def test_a_formal_notice_tells_and_invites(session: Session, joined: Membership) -> None:
    """Reasons, the delay as a rule, observations in writing or aloud, with counsel (CRPA L121-1, L122-1)."""
    give_notice(session, formal(NAME), at=GIVEN)

    text = letter(session, "formal_notice")
    for said in (
        REASONS,
        "délai de deux mois suivant l'envoi de cette mise en demeure",
        "présenter des observations jusqu'au mercredi 20 janvier 2027 inclus",
        "oralement, si vous le demandez",
        "assister par un conseil",
        "Camille Essai, Présidente",
    ):
        assert said in text
    assert journal(session) == [("formal_notice", REASONS)]
    assert (joined.ends_on, kinds(session)) == (date(2028, 12, 31), ["formal_notice"])


def test_the_same_formal_notice_again_changes_nothing(session: Session, joined: Membership) -> None:
    """One mail leaves, and one delay runs."""
    for _ in range(2):
        give_notice(session, formal(NAME), at=GIVEN)

    assert (only(session).outcome, kinds(session), len(journal(session))) == (NoticeOutcome.open, ["formal_notice"], 1)


def test_another_formal_notice_waits_for_the_end_of_the_first(session: Session, joined: Membership) -> None:
    """The member answers one set of facts at a time."""
    notified(session)

    with pytest.raises(Refusal, match=r"une mise en demeure est en cours depuis le 31/12/2026.*clore-mise-en-demeure"):
        give_notice(session, formal(NAME, reasons="Autre chose."), at=GIVEN)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"observations_until": date(2026, 12, 31)}, "Observations jusqu'au « 31/12/2026 » : indiquez un jour à venir"),
        ({"posted_on": date(2027, 1, 1)}, "Envoyée par lettre le « 01/01/2027 » : indiquez le jour où la lettre"),
        ({"posted_on": date(2026, 8, 31)}, "Envoyée par lettre le « 31/08/2026 » : indiquez le jour où la lettre"),
    ],
)
def test_a_day_that_cannot_be_is_refused(session: Session, joined: Membership, said: dict[str, Any], why: str) -> None:
    """Observations are still to come; a letter was posted in the course of the membership, today at the latest."""
    with pytest.raises(Refusal, match=why):
        give_notice(session, formal(NAME, **said), at=GIVEN)

    assert session.exec(select(FormalNotice)).all() == []


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2026-08-31 10:00", "cette adhésion n'a pas commencé"),
        ("2029-01-01 10:00", "cette adhésion a pris fin le 31/12/2028"),
    ],
)
def test_only_a_member_is_given_notice(session: Session, joined: Membership, at: str, why: str) -> None:
    """On the day of the act."""
    with pytest.raises(Refusal, match=why):
        give_notice(session, formal(NAME, observations_until=date(2030, 1, 1)), at=paris(at))


def test_who_has_no_dossier_is_given_notice_by_letter(session: Session) -> None:
    """We have no mailbox of a structure that never wrote."""
    by_text = member(session, campaign_with(session), dossier=False, circle=2)

    with pytest.raises(Refusal, match=r"ce membre n'a pas de dossier.*postez la lettre"):
        give_notice(session, formal(by_text.number), at=GIVEN)
    assert give_notice(session, formal(by_text.number, posted_on=date(2026, 12, 30)), at=GIVEN) == []

    assert (only(session).posted_on, kinds(session), journal(session)) == (date(2026, 12, 30), [], [])


def test_a_letter_that_was_posted_is_followed_by_no_mail(session: Session, joined: Membership) -> None:
    """There is one formal notice, and one sending to count from."""
    give_notice(session, formal(NAME, posted_on=date(2026, 12, 31)), at=GIVEN)

    assert (kinds(session), journal(session)) == ([], [("formal_notice", REASONS)])


@pytest.mark.parametrize("status", [NoticeStatus.failed, NoticeStatus.bounced, NoticeStatus.queued])
def test_a_mail_that_did_not_arrive_is_followed_by_a_letter(
    session: Session, joined: Membership, status: NoticeStatus
) -> None:
    """The delay counts from the letter."""
    give_notice(session, formal(NAME), at=GIVEN)
    send(session, "formal_notice", GIVEN, status)

    give_notice(session, formal(NAME, posted_on=date(2027, 1, 4)), at=paris("2027-01-05 10:00"))

    with pytest.raises(Refusal, match=r"mis en demeure le 04/01/2027, il ne peut .* qu'à partir du 04/03/2027"):
        terminate(session, termination(NAME), at=ON_TIME)


def test_a_mail_that_left_is_what_counts(session: Session, joined: Membership) -> None:
    """A letter posted besides does not give the member more time, nor us another date."""
    notified(session)

    with pytest.raises(Refusal, match="partie par courriel le 31/12/2026 : le délai court depuis ce jour"):
        give_notice(session, formal(NAME, posted_on=date(2027, 1, 4)), at=paris("2027-01-05 10:00"))


def test_a_letter_has_one_day(session: Session, joined: Membership) -> None:
    """Said again otherwise, it is refused; said again without it, nothing changes."""
    give_notice(session, formal(NAME, posted_on=date(2026, 12, 30)), at=GIVEN)

    give_notice(session, formal(NAME), at=GIVEN)
    with pytest.raises(Refusal, match="cette saisie dit autre chose"):
        give_notice(session, formal(NAME, posted_on=date(2026, 12, 31)), at=GIVEN)

    assert only(session).posted_on == date(2026, 12, 30)


def test_a_notice_that_was_heeded_is_closed_without_effect(session: Session, joined: Membership) -> None:
    """The membership goes on, the member is told, and it is over."""
    notified(session)

    cure(session, cured(NAME), at=paris("2027-01-15 10:00"))

    assert (only(session).outcome, joined.ends_on) == (NoticeOutcome.cured, date(2028, 12, 31))
    assert journal(session)[-1] == ("formal_notice", "close sans effet : L'accueil est de nouveau ouvert.")
    text = letter(session, "formal_notice")
    assert "adressée le jeudi 31 décembre 2026 est close sans effet" in text
    assert ("L'accueil est de nouveau ouvert." in text, "Camille Essai" in text) == (True, False)


@pytest.mark.parametrize("status", [NoticeStatus.held, NoticeStatus.queued])
def test_a_notice_closed_before_its_mail_left_is_told_to_nobody(
    session: Session, joined: Membership, status: NoticeStatus
) -> None:
    """Neither that it was given nor that it is over; the journal says both."""
    give_notice(session, formal(NAME), at=GIVEN)
    send(session, "formal_notice", GIVEN, status)

    cure(session, cured(NAME), at=GIVEN)

    said = "close sans effet : L'accueil est de nouveau ouvert. (son courriel n'était pas parti : il ne part pas)"
    assert (kinds(session), journal(session)) == ([], [("formal_notice", REASONS), ("formal_notice", said)])


def test_a_notice_posted_since_is_closed_by_one_mail(session: Session, joined: Membership) -> None:
    """The member had the letter: it is told that it is over, and the mail that waits does not leave."""
    give_notice(session, formal(NAME), at=GIVEN)
    give_notice(session, formal(NAME, posted_on=date(2027, 1, 4)), at=paris("2027-01-05 10:00"))

    cure(session, cured(NAME), at=paris("2027-01-15 10:00"))

    assert kinds(session) == ["formal_notice"]
    assert "adressée le lundi 4 janvier 2027 est close sans effet" in letter(session, "formal_notice")


def test_closing_again_changes_nothing(session: Session, joined: Membership) -> None:
    """For another reason, there is nothing to close any more."""
    notified(session)
    for _ in range(2):
        cure(session, cured(NAME), at=paris("2027-01-15 10:00"))

    with pytest.raises(Refusal, match="aucune mise en demeure n'est en cours"):
        cure(session, cured(NAME, "Autre chose."), at=paris("2027-01-15 10:00"))

    assert kinds(session) == ["formal_notice", "formal_notice"]


def test_a_notice_may_follow_one_that_was_closed(session: Session, joined: Membership) -> None:
    """Its own mail leaves, and its own delay runs."""
    notified(session)
    cure(session, cured(NAME), at=paris("2027-01-15 10:00"))

    give_notice(session, formal(NAME, observations_until=date(2027, 4, 1)), at=paris("2027-03-01 10:00"))

    assert kinds(session) == ["formal_notice"] * 3
