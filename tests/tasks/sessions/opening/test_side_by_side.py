"""A session opens beside one that still runs: what a body has still to speak of stays where it is."""

from datetime import date, datetime

import pytest

from models.due import next_work
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign
from models.vocabulary import StageKind, StageName, Status
from tasks.sessions.handover import KEPT, ON_THEIR_WAY, hand_over
from tests.factories import application as dossier
from tests.factories import paris, region_with, typed
from tests.support.bodies import COMMISSION, GROUP, put_off, send_convening, sit, waits
from tests.support.mails import Desk

OPENS, MET, OVER = paris("2026-10-01 00:00"), paris("2026-10-15 15:00"), paris("2026-10-16 00:00")
SET = paris("2026-07-01 10:00")
BODY_OF = dict.fromkeys(KEPT[StageKind.opinion] | ON_THEIR_WAY, GROUP) | dict.fromkeys(
    KEPT[StageKind.decision], COMMISSION
)


def following(desk: Desk, opens: date = date(2026, 10, 1)) -> Campaign:
    """Return the session of 2027, opened beside that of 2026."""
    at = datetime.fromisoformat(f"{opens}T00:00+02:00")
    return open_campaign(desk.session, region_with(), year=2027, opens=opens, by="Mme Essai", at=at)[0]


def put_off_to_october(desk: Desk, stage: StageName = COMMISSION) -> None:
    """Have a body of 2026 meet on 15 October."""
    put_off(desk, date(2026, 12, 1), "effect", at=SET)
    if stage == GROUP:
        put_off(desk, date(2026, 11, 12), COMMISSION, at=SET)
    put_off(desk, date(2026, 10, 15), stage, at=SET)


@pytest.mark.parametrize("status", sorted(BODY_OF))
def test_what_a_body_has_still_to_speak_of_stays_in_its_session(desk: Desk, status: Status) -> None:
    """Until that body has met, and no longer: then it goes on where it stands."""
    application = dossier(desk.session, desk.campaign, status)
    put_off_to_october(desk, BODY_OF[status])
    new = following(desk)

    hand_over(desk.session, desk.campaign, at=OPENS)

    assert application.campaign_id == desk.campaign.id
    assert hand_over(desk.session, new, at=MET) == 0
    assert (application.campaign_id, application.status) == (desk.campaign.id, status)


def test_it_is_decided_where_it_was_deposited(desk: Desk) -> None:
    """The commission of 15 October speaks of it in the session of 2026, open beside that of 2027."""
    application = waits(desk, COMMISSION)
    put_off_to_october(desk)
    following(desk)
    hand_over(desk.session, desk.campaign, at=OPENS)

    sit(desk, {application.reference: "accepted"}, COMMISSION, at=MET)
    hand_over(desk.session, desk.campaign, at=OVER)

    assert (application.status, application.campaign_id) == (Status.accepted, desk.campaign.id)


def test_it_passes_when_its_session_owes_it_nothing_more(desk: Desk) -> None:
    """At the end of a stage whose body never met: an instant that is known beforehand, and asked of that session."""
    application = dossier(desk.session, desk.campaign, Status.examined)
    new = following(desk, date(2026, 6, 10))
    ends = paris("2026-07-01 00:00")
    before = hand_over(desk.session, desk.campaign, at=paris("2026-06-30 23:59"))

    after = hand_over(desk.session, desk.campaign, at=ends)

    desk.session.refresh(application)
    assert (before, after, application.campaign_id) == (0, 0, new.id)
    assert next_work(desk.session, paris("2026-06-30 12:00")) == ends


def test_it_waits_for_what_its_meeting_said(desk: Desk) -> None:
    """Minutes that are typed a week later are of the session in which the body met."""
    application = waits(desk, COMMISSION)
    put_off_to_october(desk)
    send_convening(desk, COMMISSION, at=paris("2026-10-09 09:00"))
    following(desk)
    hand_over(desk.session, desk.campaign, at=OVER)

    sit(desk, {application.reference: "accepted"}, COMMISSION, at=paris("2026-10-22 10:00"))

    assert (application.status, application.campaign_id) == (Status.accepted, desk.campaign.id)


def test_it_waits_for_a_second_meeting_after_a_missing_quorum(desk: Desk) -> None:
    """That one has the same agenda (CRPA R133-10): what is on it goes nowhere."""
    application = waits(desk, COMMISSION)
    put_off_to_october(desk)
    following(desk)
    sit(desk, {}, COMMISSION, at=MET, present=())

    hand_over(desk.session, desk.campaign, at=OVER)

    assert application.campaign_id == desk.campaign.id


def test_it_waits_no_longer_than_the_memberships(desk: Desk) -> None:
    """A meeting that nobody ended, and that did not reach it: its session is over on the day of the effect."""
    heard, left = (waits(desk, COMMISSION) for _ in range(2))
    put_off_to_october(desk)
    new = following(desk)
    sit(desk, {heard.reference: "accepted"}, COMMISSION, at=MET)
    hand_over(desk.session, desk.campaign, at=paris("2026-11-30 23:59"))
    before = left.campaign_id

    hand_over(desk.session, desk.campaign, at=paris("2026-12-01 00:00"))

    desk.session.refresh(left)
    assert (before, left.campaign_id) == (desk.campaign.id, new.id)


def test_what_a_convened_agenda_leaves_is_told_that_it_goes_on(desk: Desk) -> None:
    """Without a new deposit, where it stands: nobody leaves an agenda in silence."""
    application = waits(desk, COMMISSION)
    put_off_to_october(desk)
    new = following(desk)
    send_convening(desk, COMMISSION, at=paris("2026-10-09 09:00"))
    sit(desk, {}, COMMISSION, at=MET, is_over=True)

    told = hand_over(desk.session, desk.campaign, at=OVER)

    assert (told, application.campaign_id, application.status) == (1, new.id, Status.studied)
    assert "n'ont pas pu se prononcer" in typed(desk.notices(application)[-1].text)


@pytest.mark.parametrize("status", [Status.late, Status.incomplete, Status.adjourned, Status.carried_over])
def test_what_waits_for_no_body_passes_at_the_opening(desk: Desk, status: Status) -> None:
    """Its session owes it nothing more, whoever meets in it."""
    application = dossier(desk.session, desk.campaign, status)
    put_off_to_october(desk)
    new = following(desk)

    hand_over(desk.session, desk.campaign, at=OPENS)

    assert application.campaign_id == new.id
