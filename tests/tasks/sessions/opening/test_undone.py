"""An opening made by mistake is undone, while nothing was received or said: all is as it was."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.mending import UndoingForm
from models.notices import Notice
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import UNDECIDED, Event, NoticeStatus, RequestOutcome, Status
from tasks.sessions.handover import hand_over, pass_on
from tasks.sessions.opening.undone import undo_opening
from tests.factories import application as dossier
from tests.factories import arrival, campaign_with, completion_request, notice, paris, passage, taken
from tests.support.bodies import set_day
from tests.support.incomplete import lines, passages, requests
from tests.support.mails import Desk

AT, UNDONE = paris("2027-01-19 09:00"), paris("2027-01-19 09:10")


def undo(session: Session, code: str = "ara-2027") -> list[Application]:
    """Undo the opening of a session."""
    return undo_opening(session, UndoingForm(session=code, reason="Erreur d'année.", by="Mme Essai"), at=UNDONE)


def left(desk: Desk, status: Status, *missing: str) -> Application:
    """Return a dossier of 2026, which it came with."""
    made = dossier(desk.session, desk.campaign, status, missing=missing)
    passage(desk.session, desk.campaign, made)
    return made


def opened(desk: Desk) -> Campaign:
    """Return the session of 2027, opened: what waited for it has passed."""
    new = campaign_with(desk.session, year=2027)
    pass_on(desk.session, new, at=AT)
    return new


@pytest.mark.parametrize("status", sorted(UNDECIDED - {Status.validated}))  # which stays, to be signed
def test_dossiers_come_back_where_they_were(desk: Desk, status: Status) -> None:
    """In their session, at their status, with their one passage; the journal says both ways."""
    application = left(desk, status, "annexe-1")
    opened(desk)

    assert [one.reference for one in undo(desk.session)] == [application.reference]

    desk.session.refresh(application)
    assert (application.campaign_id, application.status) == (desk.campaign.id, status)
    [only] = passages(desk, application)
    assert (only.campaign_id, only.left_at, only.left_as) == (desk.campaign.id, None, None)
    last = lines(desk, application)[-1]
    assert (last.event, last.by, last.reason) == (
        Event.cancel_opening,
        "Mme Essai",
        "ouverture annulée : Erreur d'année.",
    )


def test_nothing_is_left_of_the_session(any_desk: Desk) -> None:
    """Neither stage, nor meeting, nor letter: those that waited are called off."""
    application = left(any_desk, Status.incomplete, "annexe-1")
    new = opened(any_desk)
    set_day(Desk(any_desk.session, new, any_desk.store), on=date(2027, 6, 17), at=AT)

    undo(any_desk.session)

    assert any_desk.session.exec(select(Campaign.code)).all() == ["ara-2026"]
    assert {stage.campaign_id for stage in any_desk.session.exec(select(Stage))} == {any_desk.campaign.id}
    assert any_desk.notices(application) == []


def test_what_was_asked_before_is_asked_again(desk: Desk) -> None:
    """The request of the former session is open again, with its last day and its reminders; the other is no more."""
    application = left(desk, Status.incomplete, "annexe-1")
    completion_request(desk.session, desk.campaign, application, due_on=date(2027, 2, 26))
    opened(desk)

    undo(desk.session)

    [request] = requests(desk, application)
    assert (request.outcome, request.closed_at, request.due_on) == (RequestOutcome.open, None, date(2027, 2, 26))
    assert request.next_reminder_at == paris("2027-02-19 09:00")


def test_the_right_year_can_be_opened_afterwards(desk: Desk) -> None:
    """Under the same code too: the slip may have been of its day."""
    application = left(desk, Status.late)
    opened(desk)
    undo(desk.session)

    new = opened(desk)

    assert (application.campaign_id, application.status) == (new.id, Status.carried_over)
    assert hand_over(desk.session, new, at=AT) == 0


def _received(desk: Desk, new: Campaign) -> None:
    arrival(desk.session, new, None)


def _sent(desk: Desk, new: Campaign) -> None:
    notice(desk.session, new, due_at=None, status=NoticeStatus.sent, sent_at=AT)


def _claimed(desk: Desk, new: Campaign) -> None:
    taken(desk.session, notice(desk.session, new, due_at=AT))


def _next_opened(desk: Desk, new: Campaign) -> None:
    later = campaign_with(desk.session, year=2028)
    pass_on(desk.session, later, at=paris("2028-01-19 09:00"))


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (_received, "1 envoi y est arrivé"),
        (_sent, "1 courriel en est parti"),
        (_claimed, "1 courriel en est parti"),
        (_next_opened, "une autre session s'est ouverte depuis, et a repris ses dossiers"),
    ],
)
def test_once_something_was_received_or_said_it_is_refused(
    desk: Desk, happened: Callable[[Desk, Campaign], None], why: str
) -> None:
    """With the reason, and what can be done instead; nothing has changed."""
    application = left(desk, Status.under_examination)
    new = opened(desk)
    happened(desk, new)
    before = application.campaign_id

    with pytest.raises(Refusal) as refusal:
        undo(desk.session)

    assert f"son ouverture ne s'annule plus : {why}." in str(refusal.value)
    assert (application.campaign_id, desk.session.get(Campaign, new.id)) == (before, new)


def test_the_first_session_of_all_is_undone_too(desk: Desk) -> None:
    """Nothing waited for it, and nothing comes back."""
    assert undo(desk.session, "ara-2026") == []
    assert desk.session.exec(select(Notice)).all() == []
    assert desk.session.exec(select(Campaign)).all() == []
