"""Who signs a text for all: it is sent once it is adopted, and the signature is kept with its author."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from models.errors import Refusal
from models.members.texts.text import DocumentStatus, TextSignatory
from models.notices import Notice, NoticeFile
from models.region.policies.membership import TextKey
from models.storage.settings import Settings
from tasks.intake.store import Store
from tasks.members.texts.signatories import follow_signatory
from tests.factories import campaign_with, typed
from tests.support.members import JULY, SIGNATORY, signatory, text


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a store of its own."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))


CONVENTION = {"text": "convention État-Région : 1"}
SIGNED = {"signed_on": date(2026, 7, 15), "signatory": SIGNATORY}


@pytest.mark.parametrize("status", [DocumentStatus.draft, DocumentStatus.proposed, DocumentStatus.superseded])
def test_what_is_not_adopted_is_not_sent_to_be_signed(session: Session, status: DocumentStatus) -> None:
    """Case 59: neither a draft, nor what was proposed or replaced."""
    text(session, campaign_with(session), status=status, document=TextKey.convention)

    with pytest.raises(Refusal, match="elle ne se signe pas"):
        follow_signatory(session, signatory(**CONVENTION), at=JULY)


def test_it_is_sent_then_signed(session: Session) -> None:
    """Each form sent twice does it once; another signature of the same is refused."""
    text(session, campaign_with(session), document=TextKey.convention)

    for said in ({}, {}, SIGNED, SIGNED):
        follow_signatory(session, signatory(**CONVENTION, **said), at=JULY)

    made = session.exec(select(TextSignatory)).one()
    assert (made.sent_on, made.signed_on, made.signatory_name) == (
        date(2026, 7, 10),
        date(2026, 7, 15),
        "Camille Essai",
    )
    with pytest.raises(Refusal, match="sa signature du 15/07/2026 est déjà enregistrée"):
        follow_signatory(session, signatory(**CONVENTION), at=JULY)


@pytest.mark.parametrize("name", ["prefet", "le préfet de région", "Le préfet de région"])
def test_the_text_leaves_once_to_the_mailbox_of_who_signs_it(session: Session, name: str) -> None:
    """With its file, to the role that the region file names, by its key or its label."""
    campaign = campaign_with(session)
    document = text(session, campaign, document=TextKey.convention)
    document.format, document.sha256 = "pdf", Store(Settings().store).put(b"%PDF-1.7 convention")
    session.add(document)

    for said in ({}, {}, SIGNED):
        follow_signatory(session, signatory(**CONVENTION, organisation=name, **said), at=JULY)

    [letter] = session.exec(select(Notice)).all()
    [enclosed] = session.exec(select(NoticeFile)).all()
    assert (letter.kind, letter.recipient) == ("text_to_sign", "siege-prefecture@example.invalid")
    assert f"est à signer par {name}" in typed(letter.text)
    assert enclosed.name == "convention-1.pdf"


@pytest.mark.parametrize("said", [{}, {"organisation": "prefet", **SIGNED}], ids=["no mailbox", "signed already"])
def test_whoever_has_no_mailbox_or_has_signed_is_sent_nothing(session: Session, said: dict[str, object]) -> None:
    """A person sends it otherwise, and the form notes that it did."""
    text(session, campaign_with(session), document=TextKey.convention)

    follow_signatory(session, signatory(**CONVENTION, **said), at=JULY)

    assert session.exec(select(Notice)).all() == []


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"signed_on": date(2026, 7, 15)}, "donnez à la fois"),
        ({"signatory": SIGNATORY}, "donnez à la fois"),
        ({"file": "fichier-1"}, "donnez aussi le jour"),
        ({**SIGNED, "signed_on": date(2026, 7, 9)}, "avant celui de l'envoi"),
    ],
)
def test_a_signature_is_told_whole(said: dict[str, object], refused: str) -> None:
    """With its day and its author, after it was sent."""
    with pytest.raises(ValidationError, match=refused):
        signatory(**said)
