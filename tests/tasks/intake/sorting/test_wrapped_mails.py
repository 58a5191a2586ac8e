"""Files that come wrapped: in a mail that is sent on, in the text itself, beside a Mac's forks, or not to be opened."""

from binascii import b2a_uu
from email.message import EmailMessage

from flows.rehearsal.play.postman import page
from models.intake.words import Trouble
from models.vocabulary import NoticeKind
from tests.factories import typed
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret
from tests.tasks.reading.files.samples import zipped

NONE: dict[str, bytes] = {}
OTHERS = list(PIECES[2:])


def uuencoded(name: str, content: bytes) -> str:
    """Return a file as Unix wrote it into a text."""
    lines = (b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45))
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def test_the_files_of_a_mail_that_is_sent_on_are_pieces(desk: Desk) -> None:
    """And its words tell whose they are; a person finds out who the applicant is."""
    inner = compose(said("MJC des Lilas", siret=siret()), files=pdfs(PIECES[:2]), subject="notre envoi")
    outer = compose("Voir le message joint.", files=NONE, sender="pole@federation.example")
    outer.add_attachment(inner)

    application = desk.deposit(outer)

    organisation = desk.organisation(application)
    assert (organisation.name, organisation.siret, desk.missing(application)) == ("MJC des Lilas", siret(), OTHERS)
    assert desk.deposits()[0].trouble == (
        "Contient un courriel transféré : dire qui est le candidat, et à quelle adresse lui écrire."
    )


def test_files_that_are_written_out_in_a_text_are_pieces(desk: Desk) -> None:
    """As old programs sent them; its first lines are read as ever."""
    files = "\n".join(uuencoded(f"{piece}.pdf", page(piece)) for piece in PIECES[:2])

    application = desk.deposit(compose(f"{said(siret=siret())}\n{files}", files=NONE))

    assert (desk.missing(application), desk.organisation(application).siret) == (OTHERS, siret())
    assert [(file.name, file.format) for file in desk.files()] == [("dossier.pdf", "pdf"), ("annexe-1.pdf", "pdf")]


def test_the_forks_of_a_mac_are_left_out_in_silence(desk: Desk) -> None:
    """Beside each file, one of the same name: nothing is refused."""
    mail = compose(files=NONE)
    mail.make_mixed()
    for name, content in pdfs().items():
        both = EmailMessage()
        both.make_mixed()
        both.add_attachment(b"\0\5\x16\7" + b"\0" * 80, maintype="application", subtype="applefile", filename=name)
        both.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        both.replace_header("Content-Type", both["Content-Type"].replace("mixed", "appledouble"))
        mail.attach(both)

    application = desk.deposit(mail)

    assert (desk.missing(application), desk.kinds(application)) == ([], ["registration"])
    assert [file.format for file in desk.files()] == ["pdf"] * len(PIECES)


def test_what_cannot_be_opened_is_told_by_name(desk: Desk) -> None:
    """Documents of an office that nobody else has, and what a program made of all the files of a mail."""
    pages = zipped({"Index/Document.iwa": b"x", "preview.jpg": b"x"})
    winmail = b'x\x9f>"' + b"annexe-1.pdf" * 20
    files = {"dossier.pages": pages, "courrier.pages": pages, "winmail.dat": winmail}

    application = desk.deposit(compose(files=files))

    [letter] = desk.notices(application, kind=NoticeKind.file_refused)
    assert [file.trouble for file in desk.files()] == [Trouble.wrong_format, Trouble.wrong_format, Trouble.wrapped]
    assert all(name in letter.text for name in files)
    assert "format HTML ou texte brut" in typed(letter.text)
    assert desk.pieces(application)["annexe-1"] == "missing"


def test_what_cannot_be_opened_is_told_where_there_is_no_dossier(desk: Desk) -> None:
    """Beside a question, which opens none: its sender knows all the same that nobody could read the file."""
    pages = zipped({"Index/Document.iwa": b"x", "preview.jpg": b"x"})
    mail = compose("Bonjour, que pensez-vous de ce projet ?", files={"projet.pages": pages}, subject="Une question")

    assert desk.register(mail) is None

    [letter] = desk.notices(kind=NoticeKind.file_refused)
    assert (letter.recipient, letter.application_id) == ("direction@cidff01.example", None)
    assert "projet.pages" in letter.text
    assert "votre dossier sa référence" not in letter.text
