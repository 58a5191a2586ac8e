"""A dossier made into one PDF and one archive: what is in them, and what never is."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from models.dossiers.application import Application, GridLine, Met
from models.intake.deposit import Deposit
from models.vocabulary import PieceState, Status
from notifications.outbox.enclosures import Enclosure
from tasks.dossiers.in_hand import bundle
from tasks.dossiers.in_hand.bundle import Bundle, make_bundle
from tasks.dossiers.in_hand.contents import read_contents
from tasks.reading.sandbox.process import NotDone
from tests.factories import application, arrival, file_of, paris
from tests.notifications.documents.papers import Paper, read
from tests.support.mails import Desk, compose
from tests.tasks.dossiers.advice.asking import EXPERT, consult
from tests.tasks.dossiers.in_hand.pieces import came, piece_of
from tests.tasks.reading.files.samples import locked_pdf, pdf

AT = paris("2026-06-12 09:00")
NAMES = ("dossier", *(f"annexe-{number}" for number in range(1, 8)))


def taken(desk: Desk, dossier: Application, *, at: datetime = AT) -> Bundle:
    """Return a dossier in hand."""
    return make_bundle(read_contents(desk.session, dossier), desk.store, at=at)


def paper(made: Bundle) -> Paper:
    """Return its PDF read back."""
    return read(made.pdf)


def packed(made: Bundle) -> dict[str, bytes]:
    """Return the files of its archive, its cover apart."""
    with ZipFile(BytesIO(made.archive)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held.pop("00 Bordereau.pdf").startswith(b"%PDF-")
    return held


def test_the_pieces_follow_the_cover_each_with_a_bookmark(desk: Desk) -> None:
    """In the order of the region file, whatever the order in which they came."""
    dossier = application(desk.session, desk.campaign)
    for name in reversed(NAMES):
        came(desk.session, desk.store, dossier, name, pdf(f"Contenu de {name}"))

    made = paper(taken(desk, dossier))

    labels = ["Dossier de candidature", *(f"Annexe {number}" for number in range(1, 8))]
    assert [title for title, _ in made.bookmarks if "version" in title] == [
        f"{one} (version 1 sur 1)" for one in labels
    ]
    shown = [made.pages[place - 1] for title, place in made.bookmarks if "version" in title]
    assert shown == [f"Contenu de {name}" for name in NAMES]
    assert made.title == "Dossier ARA-2026-0001, CIDFF de l’Ain"


def test_the_archive_holds_each_file_as_it_came(desk: Desk) -> None:
    """Whatever its format, under the label of its piece and the number of its version; others in a folder."""
    dossier = application(desk.session, desk.campaign)
    came(desk.session, desk.store, dossier, "dossier", pdf("Ancien"))
    later = paris("2026-03-02 10:00")
    came(desk.session, desk.store, dossier, "dossier", pdf("Nouveau"), received_at=later)
    came(desk.session, desk.store, dossier, "annexe-1", b"PK...", format="docx")
    came(desk.session, desk.store, dossier, None, b"\x89PNG", name="plan.png", format="png")

    made = taken(desk, dossier)

    assert packed(made) == {
        "01 Dossier de candidature (version 2 sur 2).pdf": pdf("Nouveau"),
        "02 Annexe 1 (version 1 sur 1).docx": b"PK...",
        "Autres fichiers/plan.png": b"\x89PNG",
    }
    assert [file.name for file in made.files] == ["ARA-2026-0001.pdf", "ARA-2026-0001.zip"]
    assert made.files[1] == Enclosure("ARA-2026-0001.zip", "application/zip", made.archive)


def test_the_cover_tells_what_is_there_and_what_is_not(desk: Desk) -> None:
    """Versions, SHA-256, pages; a piece that is missing, on paper or to be sent again, and why."""
    dossier = application(desk.session, desk.campaign, missing=["annexe-7"])
    sent = came(desk.session, desk.store, dossier, "annexe-1", pdf("Statuts"))
    came(desk.session, desk.store, dossier, "annexe-5", pdf("Non signée"))
    unsigned = piece_of(desk.session, dossier, "annexe-5")
    unsigned.state, unsigned.reason = PieceState.unusable, "non signée."

    cover = paper(taken(desk, dossier)).pages[0]

    assert "Annexe 1 01 Annexe 1 (version 1 sur 1).pdf" in cover
    assert sent.digest in cover.replace(" ", "")
    assert "PDF du dossier (1 page) et archive" in cover
    assert "Annexe 2 : reçu sur papier, à consulter au service instructeur" in cover
    assert "Annexe 5 : reçu, à fournir de nouveau (non signée)" in cover
    assert "Annexe 7 : à fournir" in cover


@pytest.mark.parametrize("content", [locked_pdf(password="secret"), b"%PDF-1.7 casse", b"%PDF-1.7\n%%EOF"])
def test_a_pdf_that_does_not_open_breaks_nothing(desk: Desk, content: bytes) -> None:
    """It is in the archive as it came, and the cover says so; the others are bound all the same."""
    dossier = application(desk.session, desk.campaign)
    came(desk.session, desk.store, dossier, "dossier", content)
    came(desk.session, desk.store, dossier, "annexe-1", pdf("Statuts"))

    made = taken(desk, dossier)

    assert "à part, dans l'archive : ce PDF n'a pas pu être repris" in paper(made).text
    assert paper(made).pages[-1] == "Statuts"
    assert packed(made)["01 Dossier de candidature (version 1 sur 1).pdf"] == content


def test_what_only_forbids_changes_is_bound(desk: Desk) -> None:
    """It opens without a password."""
    dossier = application(desk.session, desk.campaign)
    came(desk.session, desk.store, dossier, "dossier", locked_pdf(password=""))

    assert paper(taken(desk, dossier)).pages[-1] == "Organisme : CIO"


def test_nothing_of_the_quarantine_leaves(desk: Desk) -> None:
    """Neither what was put there, nor what an antivirus learned later of the same content; the cover says why."""
    dossier, elsewhere = (application(desk.session, desk.campaign) for _ in range(2))
    virus = came(desk.session, desk.store, dossier, "annexe-1", pdf("Virus"))
    file_of(desk.session, arrival(desk.session, desk.campaign, elsewhere), digest=virus.digest, trouble="infected")
    came(desk.session, desk.store, dossier, None, b"MZ", name="outil.exe", trouble="executable")
    came(desk.session, desk.store, dossier, None, pdf("Virus"), name="copie.pdf")

    made = taken(desk, dossier)

    assert packed(made) == {}
    assert "Annexe 1 : gardée en quarantaine : l'antivirus a signalé un contenu dangereux" in paper(made).text
    assert "Virus" not in paper(made).text


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Windows\\a.dll", "a\0b/../c", "con", "dossier/a:b?.pdf"])
def test_a_name_in_the_archive_is_no_place(desk: Desk, name: str) -> None:
    """Whatever an applicant called it."""
    dossier = application(desk.session, desk.campaign)
    came(desk.session, desk.store, dossier, None, b"un", name=name, format="txt")
    came(desk.session, desk.store, dossier, None, b"deux", name=name.upper(), format="txt")

    one, other = packed(taken(desk, dossier))

    for path in (one, other):
        folder, _, file = path.partition("/")
        assert (folder, set('\\/:*?"<>|\0') & set(file), file.strip(". ") == file) == ("Autres fichiers", set(), True)
    assert one.casefold() != other.casefold()


def test_what_is_lost_or_too_much_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that lacks a file, and a dossier that no machine would carry, are no reason to hand over nothing."""
    monkeypatch.setattr(bundle, "MOST", 2_000)
    dossier = application(desk.session, desk.campaign)
    came(desk.session, desk.store, dossier, "dossier", b"", digest="0" * 64)
    came(desk.session, desk.store, dossier, "annexe-1", b"x" * 2_001)
    made = taken(desk, dossier)

    assert packed(made) == {}
    assert "Dossier de candidature : introuvable" in paper(made).text
    assert "Annexe 1 : au-delà de 100,0 Mo, à demander au service instructeur" in paper(made).text


def test_without_the_process_apart_the_pieces_are_in_the_archive(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too much for it, alone or together, is never done here instead."""

    def too_much(*_args: object) -> object:
        raise NotDone

    dossier = application(desk.session, desk.campaign)
    came(desk.session, desk.store, dossier, "dossier", pdf("Contenu"))
    monkeypatch.setattr(bundle, "run_in_sandbox", too_much)
    made = taken(desk, dossier)

    assert len(paper(made).pages) == 1
    assert list(packed(made).values()) == [pdf("Contenu")]


def test_what_was_advised_goes_to_the_bodies_with_its_files(desk: Desk) -> None:
    """Its words on the cover, its file in a folder of its own."""
    dossier = application(desk.session, desk.campaign, Status.under_examination)
    consult(desk.session, dossier)
    asked = desk.notices(kind="advice_request")[0].message_id
    mail = compose("Le sud est oublié.", files={"note.pdf": pdf("note")}, sender=EXPERT, In_Reply_To=asked)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)

    made = taken(desk, dossier)

    assert list(packed(made)) == ["Avis/note.pdf"]
    assert "Le sud est oublié." in " ".join(paper(made).pages[0].split())


def test_whoever_is_asked_reads_no_other_advice(desk: Desk) -> None:
    """What one expert said is not another's."""
    dossier = application(desk.session, desk.campaign, Status.under_examination)
    consult(desk.session, dossier)

    assert read_contents(desk.session, dossier, only=["annexe-1"]).advice == ()


def test_the_cover_shows_what_it_commits_to(desk: Desk) -> None:
    """With what the examiner found; whoever reads some pieces alone, such as an expert, has no cover of it."""
    dossier = application(desk.session, desk.campaign)
    line = GridLine(application_id=dossier.id or 0, commitment="q5", met=Met.met, by="Mme Essai", at=AT)
    desk.session.add(line)
    desk.session.flush()

    whole = paper(taken(desk, dossier))

    assert "Q5 Référentiel du premier accueil sans réponse tenu" in whole.text
    assert read_contents(desk.session, dossier, only=["annexe-1"]).said is None
