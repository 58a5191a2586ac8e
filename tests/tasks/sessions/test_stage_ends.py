"""A stage ends: what is left to finish waits for people, and a region may keep what is incomplete where it is."""

import pytest

from models.region.stages.words import WORDS
from models.sessions.opening import stages
from models.vocabulary import RequestOutcome, StageName, Status
from tasks.dossiers.requests import cancel
from tasks.sessions.daily import carry_over, close_stage
from tests.factories import application as dossier
from tests.factories import paris
from tests.support.incomplete import cancellation, lacking, owe, requests, spend
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk


def close(desk: Desk, name: StageName, at: str) -> None:
    """Close a stage at an instant."""
    close_stage(desk.session, desk.campaign, stages(desk.session, desk.campaign)[name], at=paris(at))


@pytest.mark.parametrize(
    ("name", "at", "left", "told"),
    [
        ("examination", "2026-06-01 00:00", Status.under_examination, "2026-06-01 09:00"),
        ("working_group", "2026-07-01 00:00", Status.examined, "2026-07-01 09:00"),
        ("commission", "2026-08-01 00:00", Status.studied, "2026-08-03 09:00"),  # A Saturday.
    ],
)
def test_what_a_stage_leaves_to_finish_waits_for_people(
    desk: Desk, name: StageName, at: str, left: Status, told: str
) -> None:
    """Nothing is closed by its end; they are told on the next morning at work."""
    application = dossier(desk.session, desk.campaign, left)

    close(desk, name, at)

    assert stages(desk.session, desk.campaign)[name].done_at == paris(at)
    assert (desk.campaign.digest_at, application.status) == (paris(told), left)


@pytest.mark.parametrize("name", WORDS)
def test_nobody_is_told_of_a_stage_that_leaves_nothing(desk: Desk, name: StageName) -> None:
    """Those who are elsewhere in their life are another stage's matter."""
    for status in (Status.accepted, Status.refused, Status.carried_over, Status.registered):
        dossier(desk.session, desk.campaign, status)

    close(desk, name, "2026-09-01 00:00")

    assert desk.campaign.digest_at is None


def test_a_region_may_keep_what_is_incomplete(desk_with: OpenDesk) -> None:
    """Then nobody is carried over by a date: a person does it, dossier by dossier."""
    desk = desk_with({"policies.incomplete_at_end": "keep"})
    application = lacking(desk, "annexe-1")

    spend(desk, "2026-05-08 09:00", "2026-06-01 09:00")

    assert (application.status, desk.kinds(application)[-1]) == (Status.incomplete, "completion_expired")


def test_what_is_asked_for_nothing_any_more_is_carried_over_too(desk: Desk) -> None:
    """Its request was cancelled, and the piece still lacks."""
    application = lacking(desk, "annexe-1")
    cancel(desk.session, cancellation(application), at=paris("2026-04-20 10:00"))

    owe(desk, "2026-06-01 00:00", carry_over)

    desk.session.refresh(application)
    assert application.status is Status.carried_over
    assert desk.kinds(application)[-1] == "carried_over"


def test_the_end_of_the_instruction_and_of_a_delay_in_one_night(desk: Desk) -> None:
    """The request ended with the last day of the stage: in the morning it is told to be over, then the dossier is
    carried over."""
    application = lacking(desk, "annexe-1", received="2026-04-28 10:00")
    request = requests(desk, application)[0]
    request.due_at = paris("2026-06-01 00:00")

    told = spend(desk, "2026-06-01 00:00", "2026-06-01 09:00")

    assert told == [0, 2]
    assert request.outcome is RequestOutcome.expired
    assert desk.kinds(application)[-2:] == ["completion_expired", "carried_over"]
