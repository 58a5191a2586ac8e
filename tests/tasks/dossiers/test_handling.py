"""How the Région shares its dossiers: given to a desk, noted, labelled; and nobody outside reads any of it."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

import notifications
from models.dossiers.application import Application
from models.dossiers.handling import agents_of, labels_of, notes_of
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.dossiers import WithdrawalForm
from models.forms.handling import AnnotationForm, AssignmentForm
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Status
from tasks.dossiers import requests
from tasks.dossiers.handling import annotate, assign
from tasks.dossiers.withdraw import withdraw
from tasks.sessions.daily import acknowledge
from tests.factories import application, campaign_with, paris
from tests.support.incomplete import cancellation, completion, extension

AT, LATER = paris("2026-05-20 10:00"), paris("2026-05-21 10:00")
AGENTS = {"agents": {"loire": {"label": "Instruction, Loire", "email": "loire-spro@example.invalid"}}}
BY = "Mme Essai"
SECRET, LABEL = "Rappeler avant la commission.", "zone blanche"


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give a session whose region file names a desk."""
    return campaign_with(session, AGENTS)


@pytest.fixture
def dossier(session: Session, campaign: Campaign) -> Application:
    """Give a dossier that is examined."""
    return application(session, campaign, Status.under_examination)


def given(session: Session, dossier: Application, agent: str | None, *, at: str = "2026-05-20 10:00") -> str | None:
    """Give a dossier to a desk, and return which one has it."""
    assign(session, AssignmentForm(references=[dossier.reference], agent=agent, by=BY), at=paris(at))
    session.flush()
    return agents_of(session, [dossier.id or 0]).get(dossier.id or 0)


def annotated(session: Session, dossier: Application, **said: object) -> None:
    """Annotate a dossier."""
    form = AnnotationForm.model_validate({"references": [dossier.reference], "by": BY} | said)
    annotate(session, form, at=AT)
    session.flush()


def test_a_dossier_is_given_to_a_desk_and_taken_back(session: Session, dossier: Application) -> None:
    """The journal says each of the two, once however often it is sent."""
    held = [given(session, dossier, agent) for agent in ("loire", "loire · Instruction, Loire", None)]

    lines = session.exec(select(JournalLine).where(JournalLine.event == Event.assign)).all()
    assert held == ["loire", "loire", None]
    assert [line.reason for line in lines] == ["Instruction, Loire", None]


def test_a_desk_that_the_region_file_does_not_name_is_refused(session: Session, dossier: Application) -> None:
    """With those there are, as people call them."""
    with pytest.raises(Refusal, match="choisissez parmi : « Instruction, Loire »"):
        given(session, dossier, "ain")


def test_a_dossier_is_noted_and_labelled(session: Session, dossier: Application) -> None:
    """The latest note first; a label is there once, until it is taken away."""
    annotated(session, dossier, note=SECRET, labels=[LABEL, "urgent"])
    annotated(session, dossier, note=SECRET, labels=[LABEL])
    annotated(session, dossier, note="Fait.", removed=["urgent"])

    notes = notes_of(session, dossier.id or 0)
    assert [(note.text, note.by) for note in notes] == [("Fait.", BY), (SECRET, BY)]
    assert labels_of(session, [dossier.id or 0]) == {dossier.id: (LABEL,)}


def test_an_annotation_says_something() -> None:
    """Nothing noted, nothing put, nothing taken away: there is nothing to record."""
    with pytest.raises(ValueError, match="écrivez une note"):
        AnnotationForm(references=["ARA-2026-0001"], by=BY)


def test_no_letter_shows_what_the_region_keeps_to_itself(session: Session, campaign: Campaign) -> None:
    """Whatever is written to the applicant afterwards."""
    dossier = application(session, campaign, Status.registered, missing=["annexe-1"])
    annotated(session, dossier, note=SECRET, labels=[LABEL])
    given(session, dossier, "loire")

    acknowledge(session, campaign, at=paris("2026-02-11 09:00"))
    session.refresh(dossier)
    requests.ask(session, completion(dossier, ["annexe-1", "annexe-2"]), at=AT)
    requests.extend(session, extension(dossier, date(2026, 6, 22)), at=AT)
    requests.cancel(session, cancellation(dossier), at=LATER)
    withdraw(session, WithdrawalForm(reference=dossier.reference, by=BY), at=LATER)

    letters = [f"{one.subject} {one.text} {one.html}" for one in session.exec(select(Notice))]
    kept = [SECRET, LABEL, "Instruction, Loire", "loire-spro"]
    assert len(letters) >= 5
    assert [word for word in kept for letter in letters if word in letter] == []


def test_what_is_said_knows_nothing_of_it() -> None:
    """No notice reads the tables in which it is kept."""
    room = Path(notifications.__file__).parent
    sources = [path for path in room.rglob("*") if path.suffix in {".py", ".txt", ".html", ".typ"}]

    assert [str(path) for path in sources if "models.dossiers.handling" in path.read_text(encoding="utf-8")] == []
