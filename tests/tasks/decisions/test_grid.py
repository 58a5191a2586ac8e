"""The examination grid: a line a commitment, filled in at once or in several goes, for the bodies to read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlmodel import select

from models.dossiers.application import Application, GridLine, Met
from models.errors import Refusal
from models.forms.dossiers import METS, ExaminationForm, grid_of
from models.vocabulary import Status
from notifications.loading.commitments import load_commitments
from tasks.decisions.record import examine
from tests.factories import application as dossier
from tests.support.forms import APRIL, JUNE, finding
from tests.support.mails import Desk


def seen(desk: Desk, application: Application) -> dict[str, tuple[str, str | None]]:
    """Return what is found of each commitment, of those that were appraised."""
    i = application.id or 0
    view = load_commitments(desk.session, desk.campaign.rules, [i])[i]
    return {one.code: (one.met, one.comment) for one in view.commitments if one.met}


def test_a_finding_comes_with_its_grid(desk: Desk) -> None:
    """Both are recorded by one act."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    examine(desk.session, finding(application, grid="E1 : tenu\ne2 : En partie, horaires à élargir"), at=APRIL)

    desk.session.refresh(application)
    assert application.status is Status.examined
    assert seen(desk, application) == {"E1": ("tenu", None), "E2": ("en partie", "horaires à élargir")}


def test_a_finding_without_a_grid_is_possible(desk: Desk) -> None:
    """It is warned of, and not refused."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    examine(desk.session, finding(application), at=APRIL)

    assert seen(desk, application) == {}


def test_a_grid_is_filled_in_in_several_goes(desk: Desk) -> None:
    """What is not named stays, an empty line takes back, and a corrected line is journaled."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    examine(desk.session, finding(application, finding=None, grid="E1 : tenu\nE2 : tenu\nE3 : tenu"), at=APRIL)
    examine(desk.session, finding(application, finding=None, grid="E2 : non tenu\nE3 :"), at=APRIL)

    assert seen(desk, application) == {"E1": ("tenu", None), "E2": ("non tenu", None)}
    assert len(desk.journal(application)) == 1


def test_the_same_grid_again_changes_nothing(desk: Desk) -> None:
    """An act may run twice: once examined, its finding and its grid are what they were."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    form = finding(application, grid="Q1 : sans objet")
    examine(desk.session, form, at=APRIL)
    desk.session.refresh(application)
    journal = desk.journal(application)

    examine(desk.session, form, at=APRIL)

    assert len(desk.session.exec(select(GridLine)).all()) == 1
    assert desk.journal(application) == journal


def test_a_grid_that_the_working_group_went_by_changes_no_more(desk: Desk) -> None:
    """What it read stays as it read it."""
    application = dossier(desk.session, desk.campaign, Status.studied)

    with pytest.raises(Refusal, match="sa grille d'examen ne se remplit plus : il est « étudié »"):
        examine(desk.session, finding(application, grid="E1 : tenu"), at=JUNE)


def test_an_unknown_commitment_is_refused(desk: Desk) -> None:
    """With those of the region, and nothing is recorded."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    with pytest.raises(Refusal) as refused:
        examine(desk.session, finding(application, grid="E1 : tenu\nZ1 : tenu"), at=APRIL)

    assert str(refused.value).startswith("Grille d'examen « Z1 » : inconnu ; engagements de la région : E1, E2")
    assert desk.session.exec(select(GridLine)).all() == []


@pytest.mark.parametrize(
    ("grid", "told"),
    [
        ("E1 tenu", "« E1 tenu » : écrivez le code, deux-points, puis ce que vous en dites"),
        ("E1 : oui", "« E1 : oui » : commencez par : tenu, en partie, non tenu, sans objet"),
        ("E1 : tenue", "« E1 : tenue » : commencez par"),
        ("E1 : tenu\nE1 : non tenu", "« E1 » : ce code est écrit deux fois"),
    ],
)
def test_a_line_that_says_none_of_the_words_is_refused(grid: str, told: str) -> None:
    """The form itself says so, with the line and the mend."""
    with pytest.raises(ValidationError, match=f"Grille d'examen {told}"):
        _form(grid=grid)


def test_a_grid_is_of_one_dossier() -> None:
    """What is found of one is nobody else's."""
    with pytest.raises(ValidationError, match="un seul dossier à la fois"):
        _form(applications=["ARA-2026-0001", "ARA-2026-0002"], grid="E1 : tenu")


def _form(**said: Any) -> ExaminationForm:  # noqa: ANN401
    row = {"applications": ["ARA-2026-0001"], "finding": "favourable", "by": "Mme Essai"}
    return ExaminationForm.model_validate(row | said)


CODES = st.from_regex(r"[a-z][0-9]{1,2}", fullmatch=True)
REMARKS = st.none() | st.from_regex(r"[a-zàéè][a-zàéè :'.]{0,30}[a-zé]", fullmatch=True)


@given(said=st.dictionaries(CODES, st.tuples(st.sampled_from(Met), REMARKS)))
def test_a_grid_is_read_as_it_was_written(said: dict[str, tuple[Met, str | None]]) -> None:
    """Whatever is found, with whatever remark."""
    lines = [f"{code.upper()} : {METS[met]}{f', {remark}' if remark else ''}" for code, (met, remark) in said.items()]

    assert grid_of("\n".join(lines)) == said
