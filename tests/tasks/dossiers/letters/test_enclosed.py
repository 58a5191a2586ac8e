"""What goes with a letter: pieces in the version that counts, files of desks, within what a mail carries."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from models.dossiers.application import Application
from models.errors import Refusal
from models.intake.deposit import File
from models.intake.words import Nature, Trouble
from models.sessions.campaign import Campaign
from notifications.outbox.enclosures import files_of
from tasks.dossiers.letters.write import write
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with, file_of, paris
from tests.tasks.dossiers.in_hand.pieces import came
from tests.tasks.dossiers.letters.letters import letter_to, letters

AT = paris("2026-05-20 10:00")
DOSSIER = "ARA-2026-0001"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Give the store that the settings name."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    return Store((tmp_path / "store").as_uri())


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give a session in which a mail carries one megabyte."""
    return campaign_with(session, {"policies.in_hand": {"max_mb": 1, "link_days": 7}})


@pytest.fixture
def dossier(session: Session, campaign: Campaign) -> Application:
    """Give a dossier."""
    return application(session, campaign)


def of_a_desk(session: Session, store: Store, campaign: Campaign, content: bytes = b"modele") -> File:
    """Have a desk send a form."""
    mail = arrival(session, campaign, nature=Nature.desk, sender="instruction-spro@example.invalid", sorted_at=AT)
    row: dict[str, Any] = {"name": "modele.docx", "format": "docx", "size": len(content), "digest": store.put(content)}
    return file_of(session, mail, **row)


def test_pieces_and_files_of_desks_are_enclosed(
    session: Session, store: Store, campaign: Campaign, dossier: Application
) -> None:
    """Each once, as it was received; two of one name keep both their names apart."""
    came(session, store, dossier, "annexe-1", b"ancienne")
    came(session, store, dossier, "annexe-1", b"retenue", received_at=AT)
    sent = [of_a_desk(session, store, campaign), of_a_desk(session, store, campaign, b"autre")]

    files = [f"fichier-{file.id} · modele.docx · DFOR" for file in sent]
    write(session, letter_to(reference=DOSSIER, pieces=["annexe-1 · Annexe 1"], files=files), at=AT)

    [letter] = letters(session)
    carried = files_of(session, [letter.id or 0])[letter.id or 0]
    assert [(file.name, file.content) for file in carried] == [
        ("annexe-1.pdf", b"retenue"),
        ("modele.docx", b"modele"),
        ("modele (2).docx", b"autre"),
    ]
    assert all(f"- {file.name}" in letter.text for file in carried)


def test_what_is_too_heavy_is_refused(session: Session, store: Store, campaign: Campaign) -> None:
    """With how much it is, and how much a mail carries; nothing is written."""
    application(session, campaign)
    file = of_a_desk(session, store, campaign, b"x" * 1_000_000)

    with pytest.raises(Refusal, match=r"1,0 Mo.* plus que n'en porte un courriel \(1 Mo\)"):
        write(session, letter_to(reference=DOSSIER, files=[f"fichier-{file.id}"]), at=AT)
    assert letters(session) == []


@pytest.mark.parametrize("piece", ["annexe-1", "annexe-2"])
def test_a_piece_without_a_sound_file_is_refused(
    session: Session, store: Store, dossier: Application, piece: str
) -> None:
    """What is in quarantine never leaves, nor what has not come."""
    came(session, store, dossier, "annexe-1", b"virus")
    came(session, store, dossier, None, b"virus", trouble=Trouble.infected)

    with pytest.raises(Refusal, match="quarantaine" if piece == "annexe-1" else "n'en a pas de fichier"):
        write(session, letter_to(reference=DOSSIER, pieces=[piece]), at=AT)


def test_a_file_that_no_desk_sent_is_refused(session: Session, store: Store, dossier: Application) -> None:
    """An applicant's file is no choice of the list, whatever is typed; a path is none either."""
    file = came(session, store, dossier, "annexe-1", b"sienne")

    for said in (f"fichier-{file.id}", "/etc/passwd"):
        with pytest.raises(Refusal, match="choisissez dans la liste"):
            write(session, letter_to(reference=DOSSIER, files=[said]), at=AT)
    assert letters(session) == []
