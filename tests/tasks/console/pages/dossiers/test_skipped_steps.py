"""The steps of a dossier where no body meets, and the stages that forms offer to move there."""

from datetime import date

import pytest
from sqlmodel import Session

from models.calendar.business_days import business_days
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign, stages
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.console.forms.choices import read_choices
from tasks.console.pages.dossiers.steps import StepName, steps_of
from tests.factories import application, paris

AT = paris("2026-03-05 09:00")


def opened(session: Session, name: str) -> Campaign:
    """Return the session of 2026 of a shipped region."""
    region, at = load_region(name), paris("2026-01-05 09:00")
    return open_campaign(session, region, year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)[0]


def names(session: Session, name: str, status: Status) -> list[StepName]:
    """Return the steps that are told of a dossier."""
    campaign = opened(session, name)
    row = application(session, campaign, status)
    days = business_days(campaign.rules)
    return [step.name for step in steps_of(row, [], stages(session, campaign), days, due_on=None, member_since=None)]


def test_no_step_is_told_of_bodies_that_there_are_not(session: Session) -> None:
    """Nobody waits for an opinion or a decision where none is given."""
    steps = names(session, "centre-val-de-loire", Status.under_examination)

    assert steps == [StepName.deposited, StepName.complete, StepName.examined, StepName.effect]


def test_bodies_that_meet_all_year_are_steps(session: Session) -> None:
    """Where bodies meet all year, each is a step as elsewhere."""
    assert names(session, "label-national", Status.under_examination) == list(StepName)


def test_nothing_is_to_come_of_a_member(session: Session) -> None:
    """Whoever signed before anybody concluded is not told that the examination is to come."""
    assert names(session, "centre-val-de-loire", Status.member) == [StepName.deposited, StepName.effect]


@pytest.mark.parametrize(
    ("name", "offered"),
    [("centre-val-de-loire", 0), ("hauts-de-france", 0), ("label-national", 2)],
)
def test_only_stages_that_end_are_offered_to_be_moved(
    database: str, monkeypatch: pytest.MonkeyPatch, name: str, offered: int
) -> None:
    """A form never offers a stage whose date it would refuse to move."""
    with transaction(database) as session:
        opened(session, name)

    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    assert len(read_choices(at=AT).stages) == offered
