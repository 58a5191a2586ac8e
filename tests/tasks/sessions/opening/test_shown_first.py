"""A session taken back is shown first: whom it moves, who is written to, and what is called off."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from models.dossiers.application import Application
from models.forms.mending import SessionCancellationForm, UndoingForm
from models.forms.parts import Form
from models.storage.database import transaction
from models.storage.preview.deed import Unconfirmed, deed
from models.storage.preview.effects import Effects, effects
from models.storage.preview.standing import standing
from models.vocabulary import NoticeKind, Status
from tasks.sessions.handover import pass_on
from tasks.sessions.opening.cancelled import cancel_session
from tasks.sessions.opening.undone import undo_opening
from tests.factories import application, campaign_with, paris, passage

AT, LATER = paris("2027-01-19 09:00"), paris("2027-01-19 09:10")


@pytest.fixture
def years(database: str) -> str:
    """Give a database where 2027 has opened, and taken a dossier of 2026 over."""
    with transaction(database) as session:
        campaign = campaign_with(session)
        passage(session, campaign, application(session, campaign, Status.late))
        pass_on(session, campaign_with(session, year=2027), at=AT)
    return database


def did(database: str, form: Form, rule: Callable[..., list[Application]], *, at: datetime = LATER) -> Effects:
    """Do an act, and return what it did. Raises Unconfirmed where it is shown first."""
    with deed(database, form, at=at) as done:
        before = standing(done.session)
        rule(done.session, form, at=at)
        return effects(before, standing(done.session))


@pytest.mark.parametrize(
    ("form", "rule", "letters"),
    [
        (UndoingForm, undo_opening, ([], [NoticeKind.next_session])),
        (SessionCancellationForm, cancel_session, ([NoticeKind.session_cancelled], [])),
    ],
)
def test_it_does_what_was_shown(
    years: str, form: type[Form], rule: Callable[..., Any], letters: tuple[list[NoticeKind], list[NoticeKind]]
) -> None:
    """Even for one dossier: nothing is taken back at the first page of the form."""
    said = {"session": "ara-2027", "reason": "Erreur d'année.", "by": "Mme Essai"}
    with pytest.raises(Unconfirmed) as told:
        did(years, form.model_validate(said), rule)

    done = did(years, form.model_validate({**said, "confirmed": told.value.code}), rule)

    assert told.value.effects == done
    assert ([one.kind for one in done.to_leave], [one.kind for one in done.called_off]) == letters
