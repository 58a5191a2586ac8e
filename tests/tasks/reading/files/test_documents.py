"""What documents say: their text, and what was filled into the fields of our own form."""

from datetime import date

import pytest

from models.region.file import load_region
from notifications.documents.application_form import application_form
from tasks.reading.files.documents import Document, read_document
from tests.factories import REGION
from tests.tasks.reading.files.samples import bomb_docx, docx, locked_pdf, open_document, pdf

NOTHING = Document("", {})


def control(tag: str, shown: str, *, inviting: bool = False) -> str:
    """Return a paragraph with a content control of Word's."""
    invitation = "<w:showingPlcHdr/>" if inviting else ""
    return (
        f'<w:p><w:r><w:t xml:space="preserve">Champ : </w:t></w:r><w:sdt><w:sdtPr><w:tag w:val="{tag}"/>{invitation}'
        f"</w:sdtPr><w:sdtContent><w:r><w:t>{shown}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )


def open_control(tag: str, shown: str, *, inviting: bool = False) -> str:
    """Return a paragraph with the same, as LibreOffice writes it."""
    invitation = ' loext:showing-place-holder="true"' if inviting else ""
    return (
        f'<text:p>Champ : <loext:content-control{invitation} loext:tag="{tag}">{shown}</loext:content-control></text:p>'
    )


def test_a_pdf_says_its_text_and_its_fields() -> None:
    """Line by line, and field by field."""
    content = pdf("Organisme : MJC de l'été", "SIRET : 123", siret="99900001200016", email="accueil@mjc.example")

    assert read_document(content, "pdf") == Document(
        "Organisme : MJC de l'été\nSIRET : 123\n",
        {"siret": "99900001200016", "email": "accueil@mjc.example"},
        ("Organisme : MJC de l'été\nSIRET : 123\n",),
    )


def test_a_field_of_a_pdf_is_named_by_the_end_of_its_path() -> None:
    """Programs put fields in groups; a box that is not ticked says nothing."""
    content = pdf(siret="x").replace(b"/T(siret)/V(x)", b"/T(a.siret)/V(x)")

    assert read_document(content, "pdf").fields == {"siret": "x"}


def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    """It opens without a password."""
    assert read_document(locked_pdf(password=""), "pdf").text == "Organisme : CIO\n"


def test_a_word_file_says_its_text_and_its_fields() -> None:
    """An invitation to fill a field in is no answer."""
    body = control("organisation", "MJC de l'été") + control("siret", "Saisissez le SIRET", inviting=True)

    assert read_document(docx(body), "docx") == Document(
        "Champ : MJC de l'été\nChamp : Saisissez le SIRET\n", {"organisation": "MJC de l'été"}
    )


def test_text_of_word_is_what_is_shown() -> None:
    """Breaks and tabs of the text are kept; measures, and what a revision deleted, are not text."""
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>'
        "<w:r><w:t>SIRET</w:t><w:tab/><w:t>1</w:t><w:br/></w:r>"
        "<w:del><w:r><w:delText>2</w:delText></w:r></w:del><w:ins><w:r><w:t>3</w:t></w:r></w:ins></w:p>"
    )

    assert read_document(docx(body), "docx").text == "SIRET\t1\n3\n"


def test_an_open_document_says_its_text_and_its_fields() -> None:
    """As LibreOffice keeps the controls of a Word file, and its own variables."""
    body = (
        '<office:text><text:user-field-decls><text:user-field-decl text:name="rna" office:string-value="W123456789"/>'
        "</text:user-field-decls><text:tracked-changes><text:p>supprimé</text:p></text:tracked-changes>"
        f"<text:h>Dossier<text:s/>2026</text:h>{open_control('siret', '123')}{open_control('uai', 'x', inviting=True)}"
        "</office:text>"
    )

    assert read_document(open_document(body=body), "odt") == Document(
        "\nDossier 2026\nChamp : 123\nChamp : x\n", {"rna": "W123456789", "siret": "123"}
    )


def test_our_own_form_says_which_it_is() -> None:
    """What its readers have filled in comes by tag: nothing yet."""
    form = application_form(load_region(REGION), year=2026, last_day=date(2026, 4, 30))

    read = read_document(form, "docx")

    assert read.fields["model"] == f"{REGION}/2026"
    assert {"organisation", "siret", "rna", "uai", "network", "contact", "email"}.isdisjoint(read.fields)


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b"", "pdf"),
        (b"%PDF-1.4", "pdf"),
        (locked_pdf(password="sésame"), "pdf"),
        (docx("<w:p>"), "docx"),
        (bomb_docx(), "docx"),
        (open_document(), "docx"),
        (docx(), "odt"),
        (b"PK\x03\x04", "odt"),
        (pdf("x"), "jpg"),
    ],
)
def test_what_cannot_be_read_says_nothing(content: bytes, format_: str) -> None:
    """Nothing makes reading fail."""
    assert read_document(content, format_) == NOTHING


def test_a_text_is_cut() -> None:
    """Two hundred thousand signs say enough, wherever they come from."""
    line = "<w:p><w:r><w:t>" + "x" * 999 + "</w:t></w:r></w:p>"

    assert len(read_document(docx(line * 300), "docx").text) == 200_000


def test_a_field_is_a_line() -> None:
    """Without control signs, and no longer than an answer is."""
    fields = read_document(docx(control("organisation", "a\n\u202e" + "b" * 900)), "docx").fields

    assert fields == {"organisation": "a " + "b" * 498}
