"""Files and letters opened from our pages: what others wrote is never a page of ours."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from flows.pages.download import attached
from models.notices import Document, NoticeFile, Posting
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import NoticeStatus
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with, file_of, notice
from tests.flows.pages.visit import visit

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
PAGE = b"<html><script>alert(1)</script></html>"
APART = ["sandbox", "default-src 'none'", "frame-ancestors 'self'"]


def came(rows: str, content: bytes | None, *, name: str = "dossier.pdf", **fields: Any) -> None:  # noqa: ANN401
    """Have a file in the store, as a mail brought it; without a content, the store does not have it."""
    digest = Store(Settings().store).put(content) if content is not None else "0" * 64
    with transaction(rows) as session:
        campaign = campaign_with(session)
        mail = arrival(session, campaign, application(session, campaign))
        file_of(session, mail, name=name, digest=digest, **fields)


def spoil(content: bytes) -> None:
    """Change what the store keeps of a content."""
    Path(Store(Settings().store).path(sha256(content).hexdigest())).write_bytes(content + b"other")


async def test_a_pdf_is_shown_in_a_frame_of_its_own(rows: str) -> None:
    """Of an origin that is none: no script, nothing loaded, no other page around it."""
    came(rows, PDF)

    page, content = await visit("/fichiers/1"), await visit("/fichiers/1/contenu")

    assert '<iframe class="shown" src="/spro/fichiers/1/contenu" title="dossier.pdf"></iframe>' in page.text
    assert content.content == PDF
    assert content.headers["content-type"] == "application/pdf"
    assert content.headers["content-disposition"].startswith("inline; ")
    assert content.headers["content-security-policy"].split("; ") == APART
    assert content.headers["x-content-type-options"] == "nosniff"


async def test_a_picture_is_shown(rows: str) -> None:
    """By what it is."""
    came(rows, PNG, name="carte")

    assert '<img class="shown" src="/spro/fichiers/1/contenu" alt="carte">' in (await visit("/fichiers/1")).text
    assert (await visit("/fichiers/1/contenu")).headers["content-type"] == "image/png"


@pytest.mark.parametrize("path", ["/fichiers/1", "/fichiers/1/contenu", "/fichiers/1/telecharger"])
@pytest.mark.parametrize("content", [PAGE, b"Bonjour", b"MZ\x90\0"])
async def test_whatever_else_is_only_saved(rows: str, path: str, content: bytes) -> None:
    """A page that calls itself a PDF too: what it is counts, whatever its name says."""
    came(rows, content)

    answer = await visit(path)

    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="dossier.pdf"')
    assert answer.headers["content-security-policy"].split("; ") == APART


@pytest.mark.parametrize("part", ["contenu", "telecharger"])
async def test_a_file_in_quarantine_does_not_open(rows: str, part: str) -> None:
    """Its page says why."""
    came(rows, PDF, trouble="encrypted")

    page = await visit("/fichiers/1")

    assert (page.status_code, "en quarantaine : le fichier est protégé" in page.text) == (403, True)
    assert (await visit(f"/fichiers/1/{part}")).status_code == 404


async def test_what_an_antivirus_learned_later_holds_for_the_same_content(rows: str) -> None:
    """It came before as a sound file."""
    came(rows, PDF)
    with transaction(rows) as session:
        digest = Store(Settings().store).put(PDF)
        file_of(session, arrival(session, campaign_with(session)), digest=digest, trouble="infected")

    assert (await visit("/fichiers/1")).status_code == 403


async def test_a_file_that_changed_since_it_came_is_never_shown(rows: str) -> None:
    """It is set aside, and whoever asks reads why."""
    came(rows, PDF)
    spoil(PDF)

    saved, page = await visit("/fichiers/1/telecharger"), await visit("/fichiers/1")

    assert (saved.status_code, page.status_code) == (404, 404)
    assert "Ce fichier n'est plus ce qu'il était à sa réception" in page.text


async def test_a_file_that_the_store_does_not_have_is_said(rows: str) -> None:
    """It was not looked at yet."""
    came(rows, None)

    page = await visit("/fichiers/1")

    assert (page.status_code, "pas encore classé" in page.text) == (404, True)


@pytest.mark.parametrize("path", ["/fichiers/2", "/fichiers/..%2F..%2Fetc", "/fichiers/" + "0" * 64, "/lettres/9"])
async def test_nothing_that_is_typed_names_a_place(rows: str, path: str) -> None:
    """A file has the number of its row, or is none."""
    came(rows, PDF)

    assert (await visit(path)).status_code == 404


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("Annexe n° 1.pdf", "filename=\"Annexe n_ 1.pdf\"; filename*=UTF-8''Annexe%20n%C2%B0%201.pdf"),
        ('a"\r\nSet-Cookie: b', "filename=\"a___Set-Cookie_ b\"; filename*=UTF-8''a___Set-Cookie_%20b"),
        ("../../etc/passwd", "filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd"),
        ("\u202egpj.exe", "filename=\"_gpj.exe\"; filename*=UTF-8''_gpj.exe"),
        ("...", "filename=\"fichier\"; filename*=UTF-8''fichier"),
    ],
)
def test_a_name_is_only_a_name(name: str, disposition: str) -> None:
    """No header, no folder, no sign that turns it round."""
    assert attached(b"", name).headers["content-disposition"] == f"attachment; {disposition}"


async def test_a_letter_is_shown_as_it_was_sent(rows: str) -> None:
    """Its text as text, its page in a frame without scripts, its files to be saved."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        sent = notice(
            session,
            campaign,
            application=application(session, campaign),
            due_at=None,
            status=NoticeStatus.sent,
            sent_at=campaign.opened_at,
            text="Bonjour <b>madame</b>",
            html="<p>Bonjour</p>",
        )
        document = Document(digest="1" * 64, media_type="text/html", content=PAGE)
        session.add(document)
        session.flush()
        session.add(NoticeFile(notice_id=sent.id or 0, position=1, name="pv.html", document_id=document.id or 0))

    page, html, file = [await visit(f"/lettres/1{part}") for part in ("", "/html", "/jointes/1")]

    assert "Bonjour &lt;b&gt;madame" in page.text
    assert '<iframe class="shown" sandbox src="/spro/lettres/1/html"' in page.text
    assert html.text == "<p>Bonjour</p>"
    assert html.headers["content-security-policy"].split("; ")[:3] == APART
    assert file.headers["content-disposition"].startswith("attachment; ")
    assert file.headers["content-type"] == "application/octet-stream"
    assert (await visit("/lettres/1/jointes/2")).status_code == 404


def _sheet() -> bytes:
    """Return a PDF of one small page."""
    writer, held = PdfWriter(), BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(held)
    return held.getvalue()


async def test_letters_on_paper_are_printed_from_one_document(rows: str) -> None:
    """Its list, its letters and their acts, shown apart from our pages; the page of each letter leads there."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign)
        kept = notice(
            session, campaign, application=dossier, kind="refused", due_at=None, status=NoticeStatus.sent, text="Oui."
        )
        posting = Posting(
            notice_id=kept.id or 0,
            batch=1,
            addressed_to="MJC Essai / 1 rue A / 01000 Bourg",
            is_registered=True,
            by="Essai",
            at=kept.enqueued_at,
            posted_on=kept.enqueued_at.date(),
        )
        act = Document(digest="a" * 64, media_type="application/pdf", content=_sheet())
        session.add_all([posting, act])
        session.flush()
        session.add(NoticeFile(notice_id=kept.id or 0, position=1, name="decision.pdf", document_id=act.id or 0))

    page, document, none = await visit("/lettres/1"), await visit("/poste/1.pdf"), await visit("/poste/2.pdf")

    pages = PdfReader(BytesIO(document.content)).pages
    text = " ".join(sheet.extract_text() for sheet in pages)
    assert 'href="/spro/poste/1.pdf"' in page.text
    assert document.headers["content-disposition"].startswith("inline; ")
    assert ["MJC Essai" in text, "Lettre recommandée avec avis de réception" in text] == [True, True]
    assert (len(pages), pages[-1].mediabox.width) == (3, 72)
    assert none.status_code == 404
