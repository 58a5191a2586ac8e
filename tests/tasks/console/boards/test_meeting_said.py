"""What a body said of a session's dossiers, as it stands now, and whether its decisions reached their applicants."""

from datetime import date

from sqlmodel import col, select

from models.dossiers.application import Application, Opinion
from models.vocabulary import DecisionSense, Finding, NoticeStatus, OpinionSense
from tasks.console.boards.meeting_said import Said
from tasks.decisions.rectify import hand_over, rectify
from tests.factories import campaign_with, paris
from tests.support.bodies import COMMISSION, GROUP, MET, come_back, shown, sit, waits
from tests.support.decided import handover, rectification, rectified
from tests.support.mails import Desk
from tests.support.members import signed, text
from tests.tasks.meetings.sheet.sheets import studied

AUGUST = paris("2026-08-20 10:00")


def decisions(desk: Desk) -> dict[str, Said]:
    """What was decided, as it stands in August, by reference."""
    return {one.reference: one for one in shown(desk, COMMISSION, at=AUGUST).said}


def decided(desk: Desk, sense: str, opinion: OpinionSense = OpinionSense.favourable) -> Application:
    """A dossier on which the commission decided."""
    dossier = waits(desk, COMMISSION, opinion=opinion)
    sit(desk, {dossier.reference: sense}, COMMISSION)
    desk.session.refresh(dossier)
    return dossier


def leave(desk: Desk) -> None:
    """Have the notices that wait leave, in the evening of the commission."""
    for one in desk.notices():
        if one.status is NoticeStatus.queued:
            one.status, one.sent_at = NoticeStatus.sent, paris("2026-07-09 18:00")
    desk.session.flush()


def test_opinions_are_counted_by_sense(desk: Desk) -> None:
    """Those that are not the finding of the examiner differ from it."""
    first, second, third = waits(desk), waits(desk), waits(desk, finding=Finding.unfavourable)
    given = {first.reference: "favourable", second.reference: "adjourn", third.reference: "unfavourable"}

    sit(desk, given)

    board = shown(desk, at=MET[GROUP])
    assert board.senses == {OpinionSense.favourable: 1, OpinionSense.adjourn: 1, OpinionSense.unfavourable: 1}
    assert [one.reference for one in board.said if one.differs] == [second.reference]
    assert {one.notified_on for one in board.said} == {None}


def test_a_decision_may_differ_from_the_opinion(desk: Desk) -> None:
    """Both are told; accepted is what a favourable opinion leads to."""
    opinions = (OpinionSense.favourable, OpinionSense.unfavourable, OpinionSense.unfavourable)
    dossiers = [waits(desk, COMMISSION, opinion=opinion) for opinion in opinions]
    senses = ("accepted", "accepted", "refused")

    sit(desk, {dossier.reference: sense for dossier, sense in zip(dossiers, senses, strict=True)}, COMMISSION)

    assert [(one.basis, one.sense, one.differs) for one in shown(desk, COMMISSION, at=AUGUST).said] == [
        (OpinionSense.favourable, DecisionSense.accepted, False),
        (OpinionSense.unfavourable, DecisionSense.accepted, True),
        (OpinionSense.unfavourable, DecisionSense.refused, False),
    ]


def test_a_decision_is_compared_with_the_opinion_before_it(desk: Desk) -> None:
    """The group may speak again of a dossier, in another session, after an adjournment."""
    dossier = decided(desk, "adjourned", OpinionSense.adjourn)
    studied(desk.session, campaign_with(desk.session, year=2027), dossier, OpinionSense.favourable)
    _, later = desk.session.exec(select(Opinion).order_by(col(Opinion.id))).all()
    later.given_at = paris("2027-06-18 15:00")

    assert decisions(desk)[dossier.reference].basis is OpinionSense.adjourn


def test_what_was_rectified_since_tells_both(desk: Desk) -> None:
    """The decision in force, and what the commission had said; rectified twice, what it had said still."""
    dossier = decided(desk, "refused")

    for sense in ("adjourned", "accepted"):
        rectified(desk, dossier, sense, at=AUGUST)

    now = decisions(desk)[dossier.reference]
    assert (now.sense, now.former, now.letter) == (
        DecisionSense.accepted,
        DecisionSense.refused,
        NoticeStatus.sent,
    )


def test_a_dossier_decided_again_at_another_meeting_is_not_rectified(desk: Desk) -> None:
    """Adjourned in July, it came back: each decision is a meeting's own."""
    dossier = decided(desk, "adjourned")
    dossier.status = waits(desk, COMMISSION).status
    sit(desk, {dossier.reference: "accepted"}, COMMISSION, at=AUGUST, on="2026-08-20")

    now = decisions(desk)[dossier.reference]

    assert (now.sense, now.former) == (DecisionSense.accepted, None)


def test_a_decision_is_notified_once_its_letter_has_left(desk: Desk) -> None:
    """On the day of the Région on which it did."""
    dossier = decided(desk, "refused")
    queued = decisions(desk)[dossier.reference]

    leave(desk)

    sent = decisions(desk)[dossier.reference]
    assert (queued.letter, queued.notified_on) == (NoticeStatus.queued, None)
    assert (sent.letter, sent.notified_on) == (NoticeStatus.sent, date(2026, 7, 9))


def test_a_decision_whose_letter_came_back_is_notified_once_handed_over(desk: Desk) -> None:
    """From the day that a person says; the letter stays what it is."""
    dossier = decided(desk, "refused")
    leave(desk)
    come_back(desk, "/refused/1")
    bounced = decisions(desk)[dossier.reference]

    hand_over(desk.session, handover(dossier), at=AUGUST)

    handed = decisions(desk)[dossier.reference]
    assert (bounced.letter, bounced.notified_on) == (NoticeStatus.bounced, None)
    assert (handed.letter, handed.notified_on) == (NoticeStatus.bounced, date(2026, 7, 16))


def test_a_rectified_decision_is_to_be_notified_anew(desk: Desk) -> None:
    """What was handed over is the former one."""
    dossier = decided(desk, "refused")
    leave(desk)
    hand_over(desk.session, handover(dossier), at=AUGUST)

    rectify(desk.session, rectification(dossier, "accepted"), at=AUGUST)

    assert decisions(desk)[dossier.reference].notified_on is None


def test_who_is_accepted_has_to_sign(desk: Desk) -> None:
    """Those who did not yet, and only they: the working group's dashboard is about other things."""
    unsigned, done = decided(desk, "accepted"), decided(desk, "accepted")
    signed(desk.session, done, text(desk.session, desk.campaign), date(2026, 7, 20))

    board = shown(desk, COMMISSION, at=AUGUST)

    assert ([one.reference for one in board.unsigned], board.unsigned_total) == ([unsigned.reference], 1)
