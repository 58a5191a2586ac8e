"""Whatever people do in a year is what they were shown: plan equals deed. The stories hold it too, of each act."""

import asyncio

import pytest

from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.generated import generate
from models.forms.dossiers import ExaminationForm, OpeningForm
from models.forms.meetings import SittingForm
from tests.flows.rehearsal.direct import Shown


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Play a generated year, each act as it was shown."""
    conductor = Shown()
    scenario = generate(8, seed=15, region="auvergne-rhone-alpes", year=2021)
    asyncio.run(rehearse(scenario, tmp_path_factory.mktemp("annee"), lambda at, what: None, conductor))
    return conductor


def test_a_plan_is_what_the_deed_does(year: Shown) -> None:
    """Which dossiers move, which letters leave and are called off, which dates change."""
    shown = [(form, told == done) for form, told, done in year.done if told]

    assert {type(form) for form, _ in shown} == {OpeningForm, ExaminationForm, SittingForm}
    assert all(is_equal for _, is_equal in shown)


def test_what_is_not_shown_first_is_about_the_dossier_chosen(year: Shown) -> None:
    """Nobody else is moved, or written to."""
    unseen = [(form, done.touched - {*getattr(form, "dossiers", ())}) for form, told, done in year.done if told is None]

    assert [(form, others) for form, others in unseen if others] == []
