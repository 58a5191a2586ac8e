"""Who signs a text for all: it is sent once it is adopted, and the signature is kept with its author."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from models.errors import Refusal
from models.members.texts.text import DocumentStatus, TextSignatory
from models.region.policies.membership import TextKey
from tasks.members.texts.signatories import follow_signatory
from tests.factories import campaign_with
from tests.support.members import JULY, SIGNATORY, signatory, text

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
