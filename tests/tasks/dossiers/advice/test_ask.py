"""Advice asked about a dossier: of whom it may be, with which pieces, until when."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application
from models.dossiers.handling import DossierLink
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.meetings import RecusalForm
from models.notices import Notice
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import Event, Status
from notifications.outbox.enclosures import files_of
from tasks.dossiers.advice.ask import ask
from tasks.intake.store import Store
from tasks.meetings.calendar.recusals import recuse
from tests.factories import application, campaign_with, paris, typed
from tests.tasks.dossiers.advice.asking import ASKED_AT, EXPERT, LINKS, consult, request_form
from tests.tasks.dossiers.in_hand.pieces import came
from tests.tasks.reading.files.samples import pdf


@pytest.fixture
def dossier(session: Session) -> Application:
    """Give a dossier under examination."""
    return application(session, campaign_with(session), Status.under_examination)


def test_the_letter_asks_the_question_until_a_business_day(session: Session, dossier: Application) -> None:
    """Fifteen days lead to a Tuesday; the letter says so, and the journal whom was asked."""
    request = consult(session, dossier)

    [letter] = session.exec(select(Notice)).all()
    [line] = session.exec(select(JournalLine).where(JournalLine.event == Event.ask_advice)).all()
    assert request.due_on == date(2026, 4, 28)
    assert (letter.recipient, letter.application_id, letter.advice_id) == (EXPERT, None, request.id)
    assert "Le territoire est-il couvert ?" in typed(letter.text)
    assert "mardi 28 avril 2026 inclus" in typed(letter.text)
    assert line.reason == "à Observatoire de l'orientation, jusqu'au mardi 28 avril 2026"


def test_a_day_off_is_moved_to_the_next_business_day(session: Session, dossier: Application) -> None:
    """1 May 2026 is a Friday and a holiday: the last day is the Monday."""
    assert consult(session, dossier, due="2026-05-01").due_on == date(2026, 5, 4)


def test_a_desk_is_asked_at_its_own_address(session: Session, dossier: Application) -> None:
    """Chosen by its key, it is named by its label."""
    request = consult(session, dossier, desk="technical_contact", whom=None, address=None)

    assert request.address == "technique-spro@example.invalid"


def test_the_same_asked_again_is_asked_once(session: Session, dossier: Application) -> None:
    """A form that is sent twice leaves one request and one letter."""
    consult(session, dossier)
    consult(session, dossier)

    assert len(session.exec(select(AdviceRequest)).all()) == len(session.exec(select(Notice)).all()) == 1


def test_something_else_is_not_asked_before_the_answer(session: Session, dossier: Application) -> None:
    """An answer would not say which of the two questions it is about."""
    consult(session, dossier)

    with pytest.raises(Refusal, match="déjà attendu jusqu'au 28/04/2026"):
        consult(session, dossier, question="Et les horaires ?")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "direction@cidff1.example"}, "celle du candidat"),
        ({"address": "depot-spro@example.invalid"}, "l'adresse de dépôt"),
        ({"desk": "nulle-part", "whom": None, "address": None}, "n'est pas du fichier de région"),
        ({"pieces": ["annexe-9"]}, "inconnue"),
        ({"due": "2026-04-13"}, "un jour à venir"),
    ],
)
def test_what_may_not_be_asked_is_refused(
    session: Session, dossier: Application, fields: dict[str, object], said: str
) -> None:
    """The applicant, ourselves, an unknown desk or piece, a day that is over."""
    with pytest.raises(Refusal, match=said):
        consult(session, dossier, **fields)


@pytest.mark.parametrize("fields", [{"whom": "PREFECTURE de région"}, {"address": "siege-prefecture@example.invalid"}])
def test_a_member_who_keeps_out_is_no_expert(session: Session, dossier: Application, fields: dict[str, str]) -> None:
    """By the name of the seat, whatever its case, as by its address."""
    recuse(session, RecusalForm(references=[dossier.reference], name="Préfecture", by="Mme Essai"), at=ASKED_AT)

    with pytest.raises(Refusal, match="déporté"):
        consult(session, dossier, **fields)


def test_nothing_is_asked_of_what_is_decided(session: Session, dossier: Application) -> None:
    """Nothing is left to throw light on."""
    refused = application(session, campaign_with(session), Status.refused)

    with pytest.raises(Refusal, match="refusé"):
        consult(session, refused)


def test_heavy_pieces_are_behind_a_link_of_their_own(session: Session, dossier: Application) -> None:
    """It holds nothing but the pieces that were chosen, and no day ends it: the request does."""
    request = consult(session, dossier, pieces=["annexe-1"])

    [link] = session.exec(select(DossierLink)).all()
    assert (link.advice_id, link.application_id, link.ends_at) == (request.id, dossier.id, None)
    assert f"{LINKS}/" in session.exec(select(Notice)).one().text


async def test_the_pieces_that_were_chosen_go_along_and_no_other(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the archive as in the PDF: the dossier holds another piece, and a file that is none."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    with transaction(database) as session:
        made, store = application(session, campaign_with(session)), Store(Settings().store)
        for name in ("annexe-1", "annexe-2", None):
            came(session, store, made, name, pdf(f"Contenu {name}"))

    await ask.fn(request_form("ARA-2026-0001", pieces=["annexe-1"]), links=None, at=paris("2026-04-13 10:00"))

    with reading(database) as session:
        [letter] = session.exec(select(Notice)).all()
        _, archive = files_of(session, [letter.id or 0])[letter.id or 0]
    assert archive.content.count(b"Annexe 1 (version 1 sur 1).pdf") > 0
    assert b"Annexe 2" not in archive.content
    assert b"Autres fichiers" not in archive.content
