"""A session is cancelled: each dossier is kept for the next, and whoever it concerns is told why."""

from datetime import date

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.dossiers import AdmissionForm
from models.forms.mending import SessionCancellationForm
from models.meetings.agenda import open_meeting
from models.notices import Notice
from models.sessions.opening import campaign_at, stages
from models.vocabulary import UNDECIDED, Event, RequestOutcome, Status
from tasks.dossiers.admit_late import admit_late
from tasks.meetings.convening.to_hold import tell_dates
from tasks.sessions.handover import hand_over, pass_on, represent
from tasks.sessions.opening.cancelled import cancel_session
from tests.factories import application as dossier
from tests.factories import campaign_with, completion_request, paris, passage, typed
from tests.support.bodies import put_off, send_convening, set_day, waits
from tests.support.incomplete import lines, requests, resubmission
from tests.support.letters import files
from tests.support.mails import Desk

AT = paris("2026-06-15 10:00")
WHY = "La convention n'est pas encore signée."


def cancel(desk: Desk) -> list[Application]:
    """Cancel the session of a desk."""
    form = SessionCancellationForm(session=desk.campaign.code, reason=WHY, by="Mme Essai")
    return cancel_session(desk.session, form, at=AT)


def told(desk: Desk, kind: str) -> list[str]:
    """Return to whom a notice of a kind was written."""
    desk.session.flush()
    return [one.recipient for one in desk.session.exec(select(Notice).order_by(Notice.key)) if one.kind == kind]


@pytest.mark.parametrize("status", sorted(UNDECIDED))
def test_an_undecided_dossier_is_kept_for_the_next_session(desk: Desk, status: Status) -> None:
    """Told so with the reason, in a letter of its own kind; at the next opening it is contacted as any other."""
    application = dossier(desk.session, desk.campaign, status)

    assert cancel(desk) == [application]

    desk.session.refresh(application)
    [letter] = desk.notices(application)
    assert (application.status, letter.kind, WHY in typed(letter.text)) == (
        Status.carried_over,
        "session_cancelled",
        True,
    )
    new = campaign_with(desk.session, year=2027)
    assert pass_on(desk.session, new, at=paris("2027-01-19 09:00")) == 1


@pytest.mark.parametrize("status", sorted(set(Status) - UNDECIDED))
def test_what_was_decided_stays_decided(desk: Desk, status: Status) -> None:
    """An acceptance is a right: it takes effect on its day."""
    application = dossier(desk.session, desk.campaign, status)

    assert cancel(desk) == []

    assert (application.status, desk.notices(application)) == (status, [])
    assert stages(desk.session, desk.campaign)["effect"].done_at is None


def test_the_journal_says_who_cancelled_and_why(desk: Desk) -> None:
    """A person's act, with its reason; what was asked is asked no more."""
    application = dossier(desk.session, desk.campaign, Status.incomplete, missing=["annexe-1"])
    completion_request(desk.session, desk.campaign, application, due_on=date(2026, 6, 30))

    cancel(desk)

    [line] = lines(desk, application)
    assert (line.event, line.by, line.reason) == (Event.cancel_session, "Mme Essai", WHY)
    assert [one.outcome for one in requests(desk, application)] == [RequestOutcome.cancelled]


def test_structures_that_were_told_of_the_session_are_told_of_its_end(desk: Desk) -> None:
    """Those that have not deposited, and might be preparing a dossier."""
    desk = Desk(desk.session, campaign_with(desk.session, year=2027, prospects=["contact@a.example"]), desk.store)

    cancel(desk)

    assert told(desk, "session_cancelled") == ["contact@a.example"]


def test_members_who_were_convened_are_told(desk: Desk) -> None:
    """Each once, and the secretary: the meeting is not held, and nothing waits for it."""
    waits(desk)
    set_day(desk)
    send_convening(desk)
    convened = told(desk, "convening")
    put_off(desk, date(2026, 6, 24), at=paris("2026-06-13 10:00"))

    cancel(desk)

    assert sorted(told(desk, "meeting_called_off")) == sorted(convened)
    assert open_meeting(desk.session, desk.campaign, "working_group") is None


def test_a_meeting_that_nobody_was_convened_to_is_called_off_in_silence(desk: Desk) -> None:
    """Nobody was told of it."""
    set_day(desk, "commission", on=date(2026, 7, 9))

    cancel(desk)

    assert told(desk, "meeting_called_off") == []
    assert open_meeting(desk.session, desk.campaign, "commission") is None


def test_members_who_hold_its_day_are_told_and_it_leaves_their_diaries(desk: Desk) -> None:
    """Those who were told of it, and its secretary, who was not, is not."""
    set_day(desk, "commission", on=date(2026, 7, 9))
    tell_dates(desk.session, desk.campaign, at=paris("2026-06-02 10:00"))
    told_of_it = told(desk, "meeting_date")

    cancel(desk)

    assert sorted(told(desk, "meeting_called_off")) == sorted(told_of_it)
    carried = [files(desk, letter)["seance.ics"] for letter in desk.notices(kind="meeting_called_off")]
    assert {file.media_type for file in carried} == {"text/calendar; method=CANCEL; charset=utf-8"}
    assert all(b"METHOD:CANCEL" in file.content for file in carried)


def test_nothing_more_is_prepared_in_it(desk: Desk) -> None:
    """Neither a date, nor a meeting, nor a dossier put back before its bodies."""
    application = dossier(desk.session, desk.campaign, Status.carried_over)
    passage(desk.session, desk.campaign, application)
    late = dossier(desk.session, desk.campaign, Status.refused)
    cancel(desk)
    late.status = Status.late
    admission = AdmissionForm(application=late.reference, reason="Panne.", by="Mme Essai")

    for act in (
        lambda: set_day(desk),
        lambda: put_off(desk, date(2026, 6, 25)),
        lambda: represent(desk.session, resubmission(application), at=AT),
        lambda: admit_late(desk.session, admission, at=AT),
    ):
        with pytest.raises(Refusal, match="elle a été annulée le 15/06/2026"):
            act()


def test_it_takes_no_deposit_while_another_session_is_open(desk: Desk) -> None:
    """Nor a dossier that a former one leaves."""
    former = desk.campaign
    new = Desk(desk.session, campaign_with(desk.session, year=2027), desk.store)
    application = dossier(desk.session, former, Status.late)
    cancel(new)
    at = paris("2027-02-01 09:00")

    assert hand_over(desk.session, former, at=at) == 0

    assert (campaign_at(desk.session, at), application.campaign_id) == (former, former.id)


def test_cancelled_again_it_changes_nothing(desk: Desk) -> None:
    """A run that died is run again."""
    dossier(desk.session, desk.campaign, Status.studied)
    cancel(desk)
    before = told(desk, "session_cancelled")

    assert cancel(desk) == []

    assert told(desk, "session_cancelled") == before


def test_a_session_whose_memberships_took_effect_is_over(desk: Desk) -> None:
    """There is nothing to cancel."""
    stages(desk.session, desk.campaign)["effect"].done_at = AT

    with pytest.raises(Refusal, match="ses adhésions ont pris effet"):
        cancel(desk)
