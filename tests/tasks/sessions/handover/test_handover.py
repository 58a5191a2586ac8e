"""The next session opens: what is undecided passes to it, and those who wait for it are contacted directly."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.dossiers.application import Application
from models.due import next_due
from models.vocabulary import UNDECIDED, Event, RequestOutcome, Status
from tasks.sessions.daily import acknowledge, expire_requests, remind_of_requests
from tasks.sessions.handover import CONTACTED, pass_on
from tests.factories import application as dossier
from tests.factories import campaign_with, completion_request, paris, typed
from tests.support.incomplete import lines, passages, requests
from tests.support.mails import Desk, wanted
from tests.tasks.dossiers.test_requests import rows

OPENING, AT = paris("2027-01-19 00:00"), paris("2027-01-19 09:00")


def following(desk: Desk, year: int = 2027) -> Desk:
    """Return the desk of a session that follows, opened on 19 January."""
    return Desk(desk.session, campaign_with(desk.session, year=year), desk.store)


def left(desk: Desk, status: Status, *missing: str, **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier that the session of 2026 leaves in a status."""
    return dossier(desk.session, desk.campaign, status, missing=missing, **fields)


@pytest.mark.parametrize("status", sorted(CONTACTED))
def test_those_who_wait_are_contacted(desk: Desk, status: Status) -> None:
    """Without a new deposit: one more session for the same record, and a request for what is still wanted."""
    application, new = left(desk, status, "annexe-1"), following(desk)

    assert pass_on(new.session, new.campaign, at=AT) == 1

    desk.session.refresh(application)
    assert (application.status, application.campaign_id) == (Status.carried_over, new.campaign.id)
    assert (application.reference, application.received_at) == ("ARA-2026-0001", paris("2026-02-10 09:11"))
    [notice], [request] = desk.notices(application), requests(desk, application)
    assert (notice.kind, "Annexe 1" in typed(notice.text), notice.campaign_id) == (
        "next_session",
        True,
        new.campaign.id,
    )
    assert (request.pieces, request.due_on) == ({"annexe-1": "missing"}, date(2027, 2, 9))


@pytest.mark.parametrize("status", sorted(UNDECIDED - CONTACTED - {Status.validated}))
def test_the_others_go_on_where_they_stand(desk: Desk, status: Status) -> None:
    """At their place in the queue, and nobody is written to: nothing is asked of them."""
    application, new = left(desk, status, "annexe-1"), following(desk)

    assert pass_on(new.session, new.campaign, at=AT) == 0

    desk.session.refresh(application)
    assert (application.status, application.campaign_id) == (status, new.campaign.id)
    assert (application.received_at, application.status_at) == (paris("2026-02-10 09:11"),) * 2
    assert [(one.campaign_id, one.entered_at) for one in passages(desk, application)] == [(new.campaign.id, AT)]
    assert (desk.notices(application), requests(desk, application)) == ([], [])


@pytest.mark.parametrize("status", sorted(set(Status) - UNDECIDED))
def test_what_is_settled_stays_in_its_session(desk: Desk, status: Status) -> None:
    """Decided, withdrawn, or without a dossier to examine."""
    application, new = left(desk, status), following(desk)

    pass_on(new.session, new.campaign, at=AT)

    assert (application.status, application.campaign_id) == (status, desk.campaign.id)
    assert (passages(desk, application), desk.notices(application)) == ([], [])


def test_nothing_passes_before_the_session_opens(desk: Desk) -> None:
    """Created in advance, it announces the instant of its opening; until then the former session goes on."""
    application, new = left(desk, Status.carried_over, "annexe-1"), following(desk)
    eve = OPENING - timedelta(seconds=1)

    assert pass_on(new.session, new.campaign, at=eve) == 0

    assert application.campaign_id == desk.campaign.id
    assert next_due(desk.session, paris("2026-12-01 09:00")) == OPENING
    assert pass_on(new.session, new.campaign, at=OPENING) == 1


def test_a_session_that_opens_twice_takes_over_once(any_desk: Desk) -> None:
    """The opening, the day's run, and the day's run again: not a row, a line or a notice more."""
    for status in sorted(UNDECIDED):
        left(any_desk, status, "annexe-1")
    new = following(any_desk)
    pass_on(new.session, new.campaign, at=OPENING)
    once = [*rows(any_desk), *(len(passages(any_desk, one)) for one in any_desk.applications())]

    assert [pass_on(new.session, new.campaign, at=at) for at in (OPENING, AT)] == [0, 0]

    assert [*rows(any_desk), *(len(passages(any_desk, one)) for one in any_desk.applications())] == once


def test_the_journal_says_which_session_opened(desk: Desk) -> None:
    """A line in the session that it leaves for what moves; none for what was carried over already."""
    late, waiting = left(desk, Status.late), left(desk, Status.carried_over)
    new = following(desk)

    pass_on(new.session, new.campaign, at=AT)

    [line] = lines(desk, late)
    assert (line.event, line.former, line.status) == (Event.open, Status.late, Status.carried_over)
    assert (line.by, line.reason, line.campaign_id) == ("system", "ouverture de la session 2027", desk.campaign.id)
    assert lines(desk, waiting) == []


def test_people_are_told_the_next_morning(desk: Desk) -> None:
    """What is whole waits to be presented; the letter is the new session's."""
    left(desk, Status.carried_over)
    new = following(desk)

    pass_on(new.session, new.campaign, at=OPENING)

    assert (desk.campaign.digest_at, new.campaign.digest_at) == (None, AT)


def test_where_nothing_was_left_nothing_happens(desk: Desk) -> None:
    """The first session of all, or one after a year in which all was decided."""
    left(desk, Status.member)
    new = following(desk)

    assert pass_on(new.session, new.campaign, at=AT) == 0

    assert new.campaign.digest_at is None
    assert pass_on(desk.session, desk.campaign, at=AT) == 0


def test_three_sessions_in_a_row_are_three_passages_of_one_record(desk: Desk) -> None:
    """Contacted at each opening, each time in that session's own notice, with a delay of its own."""
    application = left(desk, Status.incomplete, "annexe-1")
    sessions = [desk.campaign]
    for year in (2027, 2028):
        new = following(desk, year)
        sessions.append(new.campaign)
        pass_on(new.session, new.campaign, at=paris(f"{year}-01-19 09:00"))
        expire_requests(new.session, new.campaign, at=paris(f"{year}-03-01 09:00"))

    desk.session.refresh(application)
    assert (application.reference, application.campaign_id) == ("ARA-2026-0001", sessions[2].id)
    assert [one.campaign_id for one in passages(desk, application)] == [sessions[1].id, sessions[2].id]
    assert desk.kinds(application) == ["next_session", "completion_expired"] * 2
    assert [one.outcome for one in requests(desk, application)] == [RequestOutcome.expired] * 2


def test_only_the_latest_session_that_opened_takes_over(any_desk: Desk) -> None:
    """One that was skipped, or whose run comes late, leaves to the next what the next has or will take."""
    application = left(any_desk, Status.incomplete, "annexe-1")
    skipped, latest = following(any_desk, 2027), following(any_desk, 2028)
    at = paris("2028-01-19 09:00")

    taken = [pass_on(one.session, one.campaign, at=at) for one in (skipped, latest, skipped)]

    any_desk.session.refresh(application)
    assert (taken, application.campaign_id) == ([0, 1, 0], latest.campaign.id)


def test_a_session_created_in_advance_does_not_keep_the_former_from_opening(desk: Desk) -> None:
    """2028 is known already when 2027 opens: it takes over in its own time."""
    application = left(desk, Status.incomplete, "annexe-1")
    new, _ = following(desk, 2027), following(desk, 2028)

    assert pass_on(new.session, new.campaign, at=AT) == 1

    assert application.campaign_id == new.campaign.id


def test_a_dossier_registered_after_the_opening_is_taken_over_by_the_next_run(desk: Desk) -> None:
    """A mail of the former session that was read late."""
    new = following(desk)
    pass_on(new.session, new.campaign, at=OPENING)
    application = left(desk, Status.late, "annexe-1")

    assert pass_on(new.session, new.campaign, at=AT) == 1

    assert (application.status, application.campaign_id) == (Status.carried_over, new.campaign.id)


def test_each_region_takes_over_its_own(desk: Desk) -> None:
    """Those that shared an installation before one was refused."""
    other = campaign_with(desk.session, {"region.id": "ailleurs", "session.code": "ail-{year}"}, year=2027)
    application = left(desk, Status.incomplete, "annexe-1")

    assert pass_on(desk.session, other, at=AT) == 0

    assert application.campaign_id == desk.campaign.id


def test_what_passed_is_acknowledged_and_reminded_of_in_its_new_session(desk: Desk) -> None:
    """Its morning and its delay go on; the former session owes it nothing more."""
    registered = left(desk, Status.registered, acknowledge_at=AT)
    asked = left(desk, Status.under_examination, "annexe-1")
    row = {"next_reminder_at": paris("2027-01-20 09:00")}
    completion_request(desk.session, desk.campaign, asked, due_on=date(2027, 1, 27), **row)
    new = following(desk)
    pass_on(new.session, new.campaign, at=OPENING)

    done = [
        [obligation(desk.session, campaign, at=paris("2027-01-20 09:00")) for campaign in (desk.campaign, new.campaign)]
        for obligation in (acknowledge, remind_of_requests)
    ]

    assert done == [[0, 1], [0, 1]]
    assert (desk.kinds(registered), desk.kinds(asked)) == (["acknowledgement"], ["completion_reminder"])


def test_each_is_told_of_its_own_dossier(desk: Desk) -> None:
    """Where it stood, what it lacks; nobody reads of anybody else."""
    applications = [
        left(desk, status, *missing, name=f"Organisme-{number}")
        for number, (status, missing) in enumerate([(Status.late, ["annexe-1"]), (Status.adjourned, ["annexe-2"])])
    ]
    new = following(desk)

    pass_on(new.session, new.campaign, at=AT)

    told = [desk.notices(one)[0] for one in applications]
    names = [[f"Organisme-{number}" in notice.text for number in range(2)] for notice in told]
    assert names == [[True, False], [False, True]]
    assert [wanted(notice) for notice in told] == [["Annexe 1"], ["Annexe 2"]]
