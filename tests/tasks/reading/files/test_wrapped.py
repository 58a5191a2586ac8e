"""What is wrapped: opened within the bounds of archives, or refused by name with how to send it again."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from models.intake.words import Trouble
from notifications.writing.file_advice import ADVICE
from tasks.reading.mail.mail import read_mail
from tests.support.mails import compose, pdfs
from tests.tasks.reading.files.samples import SMALL, bound, looked, pdf, zipped

SIGNED = bytes.fromhex("3082200006092a864886f70d010702") + b"0" * 40
ENCRYPTED = bytes.fromhex("308006092a864886f70d010703") + b"0" * 40


def portfolio(**files: bytes) -> bytes:
    """Return a PDF whose page is but the cover of some files."""
    return _written(lambda writer: [writer.add_attachment(f"{name}.pdf", held) for name, held in files.items()])


def _written(fill: Callable[[PdfWriter], object], key: str = "/Collection") -> bytes:
    writer, held = PdfWriter(), BytesIO()
    writer.append(BytesIO(pdf("Please wait...")))
    fill(writer)
    writer.root_object[NameObject(key)] = DictionaryObject()
    writer.write(held)
    return held.getvalue()


def shell() -> bytes:
    """Return a form that only one program shows."""
    form = DictionaryObject({NameObject("/XFA"): ArrayObject(), NameObject("/Fields"): ArrayObject()})
    return _written(lambda writer: writer.root_object.update({NameObject("/AcroForm"): form}), key="/Names")


def test_a_mail_that_is_sent_on_is_opened() -> None:
    """Its files, and those of archives among them."""
    mail = compose(files=pdfs(["dossier"]) | {"annexes.zip": zipped({"annexe 1.pdf": pdf("1")})}).as_bytes()

    found = looked(mail, "notre envoi.eml")

    assert (found.format, found.trouble) == ("eml", None)
    assert [(one.name, one.format, one.trouble) for one in found.members] == [
        ("dossier.pdf", "pdf", None),
        ("annexes.zip/annexe 1.pdf", "pdf", None),
    ]


def test_a_mail_without_a_file_is_no_trouble() -> None:
    """Its words are read all the same."""
    found = looked(compose(files={}).as_bytes(), "notre envoi.eml")

    assert (found.format, found.trouble, found.members) == ("eml", None, ())


def test_mails_in_mails_are_bounded() -> None:
    """As archives are: by their depth, and by what comes out of them."""
    deep = compose(files={}).as_bytes()
    for _ in range(5):
        deep = compose(files={"tr.eml": deep}).as_bytes()
    many = compose(files={f"{number}.bin": b"x" for number in range(12)}).as_bytes()

    found = [looked(mail, "tr.eml", limits=SMALL).trouble for mail in (deep, many)]

    assert found == [Trouble.too_many, Trouble.too_many]


def test_a_portfolio_is_opened() -> None:
    """A PDF that only holds files is none of them; another that has files attached stays what it is."""
    found = looked(portfolio(dossier=pdf("d"), annexe=pdf("a")), "MJC.pdf")
    plain = PdfWriter()
    plain.append(BytesIO(bound("Annexe 1")))
    plain.add_attachment("note.pdf", pdf("n"))
    held = BytesIO()
    plain.write(held)

    assert (found.format, sorted(one.name for one in found.members)) == ("portfolio", ["annexe.pdf", "dossier.pdf"])
    assert looked(held.getvalue())[:2] == ("pdf", None)


@pytest.mark.parametrize(
    ("content", "name", "trouble"),
    [
        (b'x\x9f>"' + b"0" * 40, "winmail.dat", Trouble.wrapped),
        (SIGNED, "smime.p7m", Trouble.wrapped),
        (ENCRYPTED, "smime.p7m", Trouble.wrapped),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA", "encrypted.asc", Trouble.wrapped),
        (shell(), "dossier.pdf", Trouble.dynamic),
        (zipped({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "dossier.pages", Trouble.wrong_format),
        (SIGNED, "smime.p7s", Trouble.wrong_format),
    ],
)
def test_what_cannot_be_opened_is_refused_by_name(content: bytes, name: str, trouble: Trouble) -> None:
    """With how to send it again; a signature beside a mail is what it is, and asked for by nobody."""
    assert looked(content, name).trouble is trouble
    assert ADVICE[trouble]


def test_a_broken_envelope_raises_nothing() -> None:
    """Cut anywhere, what a mail program wrapped is opened as far as it can be, or refused."""
    mails = Path(__file__).parents[3] / "flows" / "rehearsal" / "cases" / "wrapped"
    whole = read_mail((mails / "winmail.eml").read_bytes()).attachments[0].content

    found = {looked(whole[:length], "winmail.dat").trouble for length in range(4, len(whole), 97)}

    assert found <= {None, Trouble.wrapped, Trouble.corrupted, Trouble.wrong_format}
