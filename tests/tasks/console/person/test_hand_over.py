"""All that is held about somebody is handed over, and nothing of others."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from models.errors import Refusal
from models.sessions.opening import add_prospects
from models.storage.aside.row import SetAside
from models.storage.database import transaction
from models.storage.private import open_to_others
from models.storage.settings import Settings
from tasks.console.person.hand_over import DATA, PAGE, Written, hand_over
from tasks.intake.store import Store
from tests.conftest import ON_SQLITE
from tests.factories import application, arrival, campaign_with, notice
from tests.tasks.console.person.person import AT, OTHERS, PIECE, RAW, SHE, write


class Handed(NamedTuple):
    """What was handed over: the folder, what the command was told, and each kind in the JSON."""

    folder: Path
    written: Written
    held: Mapping[str, Sequence[Mapping[str, Any]]]


@pytest.fixture
def installed(any_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the database of an installation."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path / "installation"))
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    return any_database


@pytest.fixture
def handed(installed: str, tmp_path: Path) -> Handed:
    """Hand over what is held about somebody who stands wherever an address may."""
    with transaction(installed) as session:
        write(session)
    written = hand_over(SHE.upper(), tmp_path / "acces", at=AT)
    assert written
    told = json.loads((tmp_path / "acces" / DATA).read_text(encoding="utf-8"))
    return Handed(tmp_path / "acces", written, {one["rubrique"]: one["éléments"] for one in told["rubriques"]})


def test_each_place_is_told(handed: Handed) -> None:
    """In capitals or not: her dossier and its request, mails, letters, advice, links, seats, lines of the journal."""
    assert {kind: len(found) for kind, found in handed.held.items()} == {
        "Dossiers": 1,
        "Demandes de compléments": 1,
        "Envois reçus": 1,
        "Lettres": 2,
        "Avis demandés": 1,
        "Liens remis": 2,
        "Services et sièges": 1,
        "Journal, et autres lignes qui nomment l'adresse": 2,
    }
    assert [link["Sous le nom de"] for link in handed.held["Liens remis"]] == ["Mme Anne", "commission"]
    assert handed.held["Dossiers"][0]["À quel titre"] == [
        "contact du dossier",
        "destinataire de la lettre",
        "auteur de l'envoi",
        "adresse de réponse de l'envoi",
    ]


def test_mails_files_and_letters_go_with_it(handed: Handed) -> None:
    """As they came and as they left, under names that lead nowhere else; what lies in quarantine is only named, and a
    letter that speaks of the dossiers of others only listed."""
    files = {str(path.relative_to(handed.folder)): path for path in handed.folder.rglob("*") if path.is_file()}
    [mail] = handed.held["Envois reçus"]
    raw, piece = mail["Fichiers remis"]
    own, of_others = handed.held["Lettres"]
    [letter] = own["Fichiers remis"]

    assert (files[raw].read_bytes(), files[piece].read_bytes()) == (RAW, PIECE)
    assert b"Bonjour Anne" in files[letter].read_bytes()
    assert mail["Fichiers en quarantaine"] == ["facture.exe"]
    assert "Fichiers remis" not in of_others
    assert files.keys() == {PAGE, DATA, raw, piece, letter}
    assert open_to_others(handed.folder) == 0


def test_nothing_of_others_is_told(handed: Handed) -> None:
    """Neither those whose address has hers in it, nor whom a line names beside her, nor who wrote it."""
    told = "".join((handed.folder / name).read_text(encoding="utf-8") for name in (PAGE, DATA))

    assert [
        address for address in (*OTHERS, "Mme Essai", "M. Essai", "Pour autrui", "M. Paul") if address in told
    ] == []
    [said, typed] = handed.held["Journal, et autres lignes qui nomment l'adresse"]
    assert said["Texte"] == [f"Contact : [autre adresse], et non {SHE}."]
    assert typed["À quel titre"] == "saisi par cette adresse"


def test_why_and_for_how_long_is_said(handed: Handed) -> None:
    """As the region file says, and what is left out."""
    page = (handed.folder / PAGE).read_text(encoding="utf-8")

    assert "Durée de conservation : cinq ans après la fin" in page
    assert "protection-donnees@example.invalid" in page
    assert "Ce qui n&#39;est connu que sous un nom" in page


@ON_SQLITE
def test_an_invitation_is_told(installed: str, tmp_path: Path) -> None:
    """To somebody who never wrote; a mark in an address is no wildcard."""
    with transaction(installed) as session:
        add_prospects(session, campaign_with(session), ["a_b@cidff.example", "axb@cidff.example"])

    written = hand_over("a_b@cidff.example", tmp_path / "acces", at=AT)

    assert written
    assert [(one.title, len(one.entries)) for one in written.sections] == [("Invitations", 1)]


@ON_SQLITE
def test_who_writes_about_the_dossier_of_another_is_not_told_of_it(installed: str, tmp_path: Path) -> None:
    """Nor is whoever was answered only: what came from them is handed over, and what they were answered."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        theirs = application(session, campaign, contact=OTHERS[0])
        mail = arrival(session, campaign, theirs, sender=SHE, reply_to=SHE)
        answered = {"recipient": SHE, "deposit_id": mail.id, "sent_at": AT}
        notice(session, campaign, due_at=None, application=theirs, **answered)

    written = hand_over(SHE, tmp_path / "acces", at=AT)

    assert written
    assert [one.title for one in written.sections] == ["Envois reçus", "Lettres"]


def test_a_former_contact_is_told_of_the_dossier(installed: str, tmp_path: Path) -> None:
    """They were written to."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        hers = application(session, campaign, contact=OTHERS[0])
        notice(session, campaign, due_at=None, application=hers, recipient=SHE, sent_at=AT)

    written = hand_over(SHE, tmp_path / "acces", at=AT)

    assert written
    assert written.sections[0].entries[0]["À quel titre"] == ["destinataire de la lettre"]


@ON_SQLITE
def test_what_the_store_lost_is_said(installed: str, tmp_path: Path) -> None:
    """All else is handed over."""
    with transaction(installed) as session:
        write(session)
    Path(Store(Settings().store).path(Store(Settings().store).put(PIECE))).unlink()

    written = hand_over(SHE, tmp_path / "acces", at=AT)

    assert written
    [lost] = written.missing
    assert lost.endswith("annexe.pdf » : n'est plus dans le magasin de fichiers.")


def test_what_is_set_aside_is_said(installed: str, tmp_path: Path) -> None:
    """It cannot be read: what it holds of her is not known."""
    with transaction(installed) as session:
        write(session)
        session.add(SetAside(key="deposit/2/", of="deposit", row=2, name="Envoi", reason="illisible", since=AT))

    written = hand_over(SHE, tmp_path / "acces", at=AT)

    assert written
    assert written.missing == ["1 ligne mise à part : le contenu n'a pas pu en être lu."]


@pytest.mark.parametrize("address", ["anne", "anne@", "anne@cidff.example paul@mlj.example"])
def test_what_is_no_address_is_refused(installed: str, tmp_path: Path, address: str) -> None:
    """Before anything is looked up."""
    with pytest.raises(Refusal, match="ce n'est pas une adresse"):
        hand_over(address, tmp_path / "acces", at=AT)
