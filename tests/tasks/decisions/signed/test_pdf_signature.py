"""An act that comes back signed: it is the one that was exported, and its signature holds."""

from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from notifications.documents.typeset import typeset
from notifications.samples.documents import certificate
from tasks.decisions.pdf_signature import NotSigned, read_signature
from tasks.reading.sandbox import process
from tests.notifications.documents.papers import REGION
from tests.tasks.decisions.signed.signature_book import signed, signed_over

VIEW = certificate(REGION)
ACT = typeset("certificate", VIEW)
OTHER = typeset("certificate", replace(VIEW, number="ADH-2021-0002"))


def test_a_signed_act_says_who_and_when() -> None:
    """Whom the certificate names; signed by two, the last."""
    once = signed(ACT)
    twice = signed(once, "Dominique Essai")

    assert [read_signature(one, ACT).by for one in (once, twice)] == ["Camille Essai", "Dominique Essai"]
    assert read_signature(once, ACT).at.tzinfo is not None


def rewritten() -> bytes:
    """Return the act with something else on its page, then signed."""
    changed = IncrementalPdfFileWriter(BytesIO(ACT))
    page = changed.root["/Pages"]["/Kids"][0]
    page["/Contents"] = changed.add_object(StreamObject(stream_data=b"BT ET"))
    changed.update_container(page)
    return signed_over(changed)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (ACT, "aucune signature"),
        (signed(OTHER), "pas le document qui a été exporté"),
        (b"%PDF-1.7 rien", "pas le document qui a été exporté"),
        (ACT + b"\n1 0 obj", "aucune signature"),
        (rewritten(), "son contenu n'est plus"),
    ],
    ids=["unsigned", "another", "none", "damaged", "rewritten"],
)
def test_what_is_not_the_signed_act_is_refused(document: bytes, why: str) -> None:
    """Another document, one without a signature, one that was changed before it was signed."""
    with pytest.raises(NotSigned, match=why):
        read_signature(document, ACT)


def test_a_signature_that_was_tampered_with_does_not_hold() -> None:
    """One octet of what it covers is another."""
    whole = bytearray(signed(ACT))
    place = whole.index(b"pyHanko", len(ACT))
    whole[place] ^= 1

    with pytest.raises(NotSigned, match=r"ne tient pas|ne se lit pas"):
        read_signature(bytes(whole), ACT)


def test_a_file_that_is_read_for_ever_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps the process apart alone, which is ended: the act goes on, and the next file is read."""
    monkeypatch.setattr(process, "SECONDS", 0)
    with pytest.raises(NotSigned, match="ne se lit pas"):
        read_signature(signed(ACT), ACT)
    monkeypatch.undo()

    assert read_signature(signed(ACT), ACT).by == "Camille Essai"
