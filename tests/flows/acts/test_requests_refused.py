"""What the rules refuse of a coordinator: the run says why in French, changes nothing, and is no failure."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

import pytest
from prefect.client.schemas.objects import State, StateType
from sqlmodel import SQLModel, select

from flows.acts import table
from models.dossiers.application import Application, CompletionRequest, Passage, Piece
from models.dossiers.journal import JournalLine
from models.forms.parts import Form
from models.forms.requests import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm
from models.notices import Notice
from models.storage.database import reading, transaction
from models.vocabulary import Status
from tests.conftest import Installation
from tests.factories import application, campaign_with, completion_request, paris, passage

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect")]

AT = paris("2026-05-20 10:00")
TABLES: tuple[type[SQLModel], ...] = (Application, CompletionRequest, Piece, Passage, JournalLine, Notice)
EXAMINED, ASKED, REGISTERED, MEMBER = (f"ARA-2026-{number:04d}" for number in range(1, 5))

NOT_ASKED = "aucune demande de compléments n'y est en cours ; demander-complements en ouvre une."
UNKNOWN = "ARA-2026-0099"


def asking(reference: str, piece: str = "annexe-1", due: date | None = None) -> CompletionForm:
    """A form that asks for a piece, by a day if one is said."""
    said = {"reference": reference, "pieces": [{"piece": piece, "reason": "missing"}], "by": "Mme Essai"}
    return CompletionForm.model_validate({**said, "due": due})


def extending(reference: str, to: date) -> ExtensionForm:
    """A form that gives until a later day."""
    return ExtensionForm(reference=reference, to=to, reason="Congés.", by="Mme Essai")


REFUSED = [
    pytest.param(
        table.ask,
        asking(REGISTERED),
        f"Dossier « {REGISTERED} » : ce dossier est « enregistré » : on ne peut pas demander des compléments.",
        id="asked before its acknowledgement",
    ),
    pytest.param(
        table.ask,
        asking(EXAMINED, due=date(2026, 5, 20)),
        "Dernier jour « 20/05/2026 » : il faut un jour à venir, qui laisse le temps de répondre.",
        id="asked by this very day",
    ),
    pytest.param(
        table.ask,
        asking(EXAMINED, piece="annexe-9"),
        "Pièces demandées « annexe-9 » : inconnue ; pièces de la région : dossier, annexe-1,",
        id="asked for a piece that is none",
    ),
    pytest.param(
        table.ask,
        asking(UNKNOWN),
        f"Dossier « {UNKNOWN} » : ",
        id="asked of a dossier that is none",
    ),
    pytest.param(
        table.extend,
        extending(EXAMINED, date(2026, 6, 12)),
        f"Dossier « {EXAMINED} » : {NOT_ASKED}",
        id="extended, and never asked",
    ),
    pytest.param(
        table.extend,
        extending(ASKED, date(2026, 5, 21)),
        "Nouveau dernier jour « 21/05/2026 » : la demande court déjà jusqu'au 29/05/2026 ;",
        id="extended to an earlier day",
    ),
    pytest.param(
        table.cancel,
        CancellationForm(reference=EXAMINED, reason="Erreur.", by="Mme Essai"),
        f"Dossier « {EXAMINED} » : {NOT_ASKED}",
        id="cancelled, and never asked",
    ),
    pytest.param(
        table.carry_over_by_hand,
        CarryOverForm(reference=MEMBER, reason="Déménagement.", by="Mme Essai"),
        f"Dossier « {MEMBER} » : ce dossier est « membre » ;",
        id="carried over, and settled",
    ),
    pytest.param(
        table.represent,
        ResubmissionForm(reference=EXAMINED, by="Mme Essai"),
        f"Dossier « {EXAMINED} » : ",
        id="presented again, and never put off",
    ),
]


@pytest.fixture
def dossiers(spro: Installation) -> Installation:
    """Give an installation with a dossier under examination, one that a piece is asked of, one that is only
    registered, and a member's."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        for status in (Status.under_examination, Status.incomplete, Status.registered, Status.member):
            made = application(session, campaign, status, missing=["annexe-1"])
            passage(session, campaign, made)
            if status is Status.incomplete:
                completion_request(session, campaign, made, due_on=date(2026, 5, 29))
    return spro


def rows(spro: Installation) -> Sequence[dict[str, object]]:
    """Everything that the database holds of the dossiers."""
    with reading(spro.database) as session:
        return [row.model_dump() for table in TABLES for row in session.exec(select(table))]


@pytest.mark.parametrize(("flow", "form", "why"), REFUSED)
async def test_what_is_refused_says_why_and_leaves_nothing(
    dossiers: Installation, flow: Callable[..., Awaitable[State[Any]]], form: Form, why: str
) -> None:
    """The field, the value and the mend, in the state that people read; no row, no mail."""
    former = rows(dossiers)

    state = await flow(form, at=AT, return_state=True)

    assert (state.type, state.name) == (StateType.CANCELLED, "Refusé")
    assert str(state.message).startswith(why)
    assert (rows(dossiers), dossiers.mails()) == (former, [])
