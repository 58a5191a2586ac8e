"""Appeals against acts that are no decision on a candidacy: a termination, a dossier that a person carries over."""

from datetime import date

import pytest
from sqlmodel import col, select

from models.dossiers.appeal import Appeal
from models.dossiers.application import Application
from models.errors import Refusal
from models.members.membership import FormalNotice, Membership, MembershipCorrection
from models.vocabulary import Status
from tasks.console.pages.dossiers.appealed import appealed
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tasks.members.leave import terminate
from tasks.sessions.handover import carry_over_by_hand, represent
from tests.factories import paris, passage
from tests.support.decided import decided
from tests.support.incomplete import carrying, resubmission
from tests.support.mails import Desk
from tests.support.members import member, notified, send, termination
from tests.tasks.decisions.appeals.appealing import answer_form, appeal_form, appeals

ENDED, MARCH, APRIL = paris("2027-02-28 10:00"), paris("2027-03-15 10:00"), paris("2027-04-05 10:00")


def _terminated(desk: Desk) -> Application:
    """Return the dossier of a member whose membership ended on 28 February 2027, and which was told that day."""
    joined = member(desk.session, desk.campaign)
    notified(desk.session)
    terminate(desk.session, termination("ARA-2026-0001"), at=ENDED)
    send(desk.session, "terminated", ENDED)
    return desk.session.get_one(Application, joined.application_id)


def _contested(desk: Desk) -> Application:
    dossier = _terminated(desk)
    record_appeal(desk.session, appeal_form(dossier, received_on="2027-03-12"), at=MARCH)
    return dossier


def _carried(desk: Desk) -> Application:
    """Return a dossier that a person carried over on 20 July, whose letter arrived that day."""
    dossier, at = decided(desk, "adjourned"), paris("2026-07-20 10:00")
    passage(desk.session, desk.campaign, dossier)
    carry_over_by_hand(desk.session, carrying(dossier), at=at)
    send(desk.session, "carried_over", at)
    return dossier


def test_an_appeal_is_about_the_last_act_that_was_told(any_desk: Desk) -> None:
    """Its delay runs from that letter: two months, until 29 April."""
    dossier = _contested(any_desk)

    [made] = appeals(any_desk)
    [seen] = appealed(any_desk.session, dossier, any_desk.campaign.rules, today=date(2027, 3, 15))
    text = " ".join(any_desk.notices(dossier, kind="appeal_received")[0].text.split())
    assert (made.decision_id, made.implied_on, seen.is_late) == (None, date(2027, 5, 12), False)
    assert "de résiliation de votre adhésion" in text
    assert "ouvert jusqu'au jeudi 29 avril 2027 inclus" in text


def test_upheld_the_membership_runs_to_its_term_again(any_desk: Desk) -> None:
    """One letter says so, signed; what was is kept."""
    dossier = _contested(any_desk)

    answer_appeal(any_desk.session, answer_form(dossier, "upheld"), at=APRIL)

    any_desk.session.flush()
    [joined], [kept] = (any_desk.session.exec(select(table)).all() for table in (Membership, MembershipCorrection))
    text = " ".join(any_desk.notices(dossier, kind="formal_notice")[-1].text.split())
    assert isinstance(joined, Membership)
    assert isinstance(kept, MembershipCorrection)
    assert (joined.ends_on, joined.end_reason, kept.former["ends_on"]) == (date(2028, 12, 31), None, "2027-02-28")
    assert [one.outcome for one in appeals(any_desk)] == ["upheld"]
    assert "est retirée, et réputée n'avoir jamais été prise" in text
    assert any_desk.session.exec(select(FormalNotice.outcome)).one() == "cured"


def test_rejected_the_termination_stands(desk: Desk) -> None:
    """Its letter names what is maintained."""
    dossier = _contested(desk)

    answer_appeal(desk.session, answer_form(dossier, "rejected"), at=APRIL)

    text = " ".join(desk.notices(dossier, kind="appeal_rejected")[0].text.split())
    assert "par laquelle votre adhésion au Service public régional de l'orientation (SPRO) a été résiliée" in text
    assert desk.session.exec(select(col(Membership.ends_on))).one() == date(2027, 2, 28)


def test_a_termination_that_never_was_is_not_contested(desk: Desk) -> None:
    """The act that is named is looked for."""
    with pytest.raises(Refusal, match=r"Acte contesté .* aucun n'a été notifié"):
        record_appeal(desk.session, appeal_form(decided(desk, "refused"), act="termination"), at=MARCH)


def test_a_letter_that_waits_may_be_called_off_and_is_not_contested(desk: Desk) -> None:
    """Nothing was notified yet."""
    dossier, at = decided(desk, "adjourned"), paris("2026-07-20 10:00")
    carry_over_by_hand(desk.session, carrying(dossier), at=at)

    with pytest.raises(Refusal, match=r"Acte contesté .* aucun n'a été notifié"):
        record_appeal(desk.session, appeal_form(dossier, act="carry_over"), at=paris("2026-08-05 10:00"))


def test_a_carrying_over_may_be_named(desk: Desk) -> None:
    """By its word, as well as implied."""
    dossier = _carried(desk)

    record_appeal(desk.session, appeal_form(dossier, act="carry_over"), at=paris("2026-08-05 10:00"))

    assert desk.session.exec(select(Appeal.decision_id)).all() == [None]


def test_a_dossier_presented_again_ends_the_appeal_against_its_carrying_over(any_desk: Desk) -> None:
    """The answer names the form that does it."""
    dossier, at = _carried(any_desk), paris("2026-08-05 10:00")
    record_appeal(any_desk.session, appeal_form(dossier), at=at)

    with pytest.raises(Refusal, match="formulaire representer-dossier"):
        answer_appeal(any_desk.session, answer_form(dossier, "upheld"), at=at)
    represent(any_desk.session, resubmission(dossier, "Recours fondé."), at=at)

    any_desk.session.refresh(dossier)
    assert dossier.status in {Status.under_examination, Status.incomplete}
    assert [(one.outcome, one.reasons) for one in appeals(any_desk)] == [("upheld", "Recours fondé.")]
