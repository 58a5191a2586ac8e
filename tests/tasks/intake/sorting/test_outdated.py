"""A dossier on the form of a former session: a defect of form, that its applicant is invited to put right by itself."""

from datetime import date

from sqlmodel import select

from models.dossiers.application import Piece
from models.region.file import load_file
from models.vocabulary import Event, Flag, PieceState, RequestOutcome, Status
from notifications.documents.application_form import application_form
from notifications.outbox.enclosures import files_of as enclosed
from tasks.console.boards.board import board_of
from tasks.dossiers.requests import cancel
from tasks.intake.published.files import publish
from tasks.intake.published.templates import read_templates
from tasks.sessions.daily import acknowledge
from tests.factories import campaign_with, paris
from tests.notifications.documents.word import fill
from tests.support.incomplete import cancellation, lacking, lines, read, requests
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret
from tests.tasks.intake.conftest import RegionFolder, words
from tests.tasks.reading.files.samples import pdf

MORNING = paris("2026-04-16 09:00")
ANNEXES = pdfs(PIECES[1:])
TEXT = "Annexe 1. Le projet de la structure pour son public, décrit en une page au plus."


def form(desk: Desk, year: int) -> bytes:
    """Return the form of a year, filled in."""
    made = application_form(desk.campaign.rules, year=year, last_day=date(year, 4, 29))
    return fill(made, organisation="CIDFF de l'Ain", siret=siret())


def deposit(desk: Desk, dossier: bytes, name: str = "dossier.docx", **headers: str) -> None:
    """Deposit a whole dossier, of which this is the form."""
    desk.deposit(compose(said(siret=siret()), files={name: dossier, **ANNEXES}, **headers))


def dossier_of(desk: Desk) -> Piece:
    """Return the form of the only dossier, as a piece."""
    return desk.session.exec(select(Piece).where(Piece.piece_id == "dossier")).one()


def test_the_acknowledgement_invites_to_put_it_right(desk: Desk) -> None:
    """What is wrong, by when, by which text and what follows otherwise, with the form of the session: no refusal, and
    nobody else has to act (case 34)."""
    deposit(desk, form(desk, 2021))
    [application] = desk.applications()
    assert application.flags == [Flag.old_form]

    acknowledge(desk.session, desk.campaign, at=MORNING)

    [request] = requests(desk, application)
    assert (request.pieces, application.status, application.flags) == (
        {"dossier": "wrong_form"},
        Status.incomplete,
        [],
    )
    letter = desk.notices(application)[-1]
    assert "Accusé de réception et demande de régularisation" in letter.subject
    told = read(letter)
    for words_of_law in (
        "établie sur un autre modèle ; attendu : celui de la session 2026",
        "au plus tard le jeudi 7 mai 2026",
        "article L. 114-6 du code des relations entre le public et l'administration",
        "Ce report n'est pas un refus",
        "Le fichier à remplir est joint à ce courriel : Dossier de candidature.",
    ):
        assert words_of_law in told
    files = enclosed(desk.session, [letter.id or 0])[letter.id or 0]
    assert "dossier-de-candidature-2026.docx" in [file.name for file in files]
    assert Flag.old_form not in {one.reason for one in board_of(desk.session, desk.campaign, at=MORNING).pending}


def test_the_journal_says_on_which_form(desk: Desk) -> None:
    """The one that was used, by the name that it gives itself."""
    deposit(desk, form(desk, 2021))

    written = [(line.event, line.reason) for line in lines(desk, desk.applications()[0])]

    assert written == [
        (Event.deposit, "établi sur : auvergne-rhone-alpes/2021"),
        (Event.set_aside, "modèle d'une session précédente : Dossier de candidature (auvergne-rhone-alpes/2021)"),
    ]


def test_the_form_of_the_session_is_no_defect(desk: Desk) -> None:
    """It is known, and taken."""
    deposit(desk, form(desk, 2026))

    assert dossier_of(desk).state is PieceState.received
    assert desk.applications()[0].flags == []
    assert desk.files()[0].form_version == "auvergne-rhone-alpes/2026"


def test_a_form_that_prints_a_former_year_is_a_former_one(desk: Desk) -> None:
    """One that the Région made before this system, told by its heading."""
    deposit(desk, pdf("Dossier de candidature SPRO 2021"), "dossier.pdf")

    assert (dossier_of(desk).state, desk.files()[0].form_version) == (PieceState.unusable, "session 2021")


def test_a_letter_that_names_a_former_candidacy_is_no_form(desk: Desk) -> None:
    """It has its own date besides."""
    deposit(desk, pdf("Lyon, le 3 mars 2026", "Notre candidature 2021 fut refusée."), "dossier.pdf")

    assert dossier_of(desk).state is PieceState.received


def test_the_form_of_the_session_puts_it_right(desk: Desk) -> None:
    """Sent in answer, it completes the dossier."""
    deposit(desk, form(desk, 2021))
    acknowledge(desk.session, desk.campaign, at=MORNING)
    [application] = desk.applications()

    answer(desk, form(desk, 2026))

    assert (application.status, dossier_of(desk).state) == (Status.under_examination, PieceState.received)
    assert [one.outcome for one in requests(desk, application)] == [RequestOutcome.answered]


def answer(desk: Desk, dossier: bytes) -> None:
    """Answer the latest letter with a form."""
    thread = desk.notices()[-1].message_id
    files = {"dossier.docx": dossier}
    desk.deposit(compose("Voici.", files=files, received="2026-04-20 10:00", In_Reply_To=thread))


def test_a_former_form_in_answer_is_asked_for_anew(desk: Desk) -> None:
    """Whoever was told by the name of the file that it counts is told that it does not, and why."""
    application = lacking(desk, "dossier")

    answer(desk, form(desk, 2025))

    assert (application.status, application.flags) == (Status.incomplete, [])
    assert desk.kinds(application)[-2:] == ["completion_received", "completion_request"]
    assert requests(desk, application)[-1].pieces == {"dossier": "wrong_form"}


def test_a_person_may_take_it_as_it_is(desk: Desk) -> None:
    """By calling the request off."""
    deposit(desk, form(desk, 2021))
    acknowledge(desk.session, desk.campaign, at=MORNING)
    [application] = desk.applications()

    cancel(desk.session, cancellation(application), at=paris("2026-04-17 10:00"))

    assert (application.status, dossier_of(desk).state) == (Status.under_examination, PieceState.received)


def test_a_former_form_takes_the_place_of_no_good_one(desk: Desk) -> None:
    """The version that counts stays."""
    deposit(desk, form(desk, 2026))
    first = dossier_of(desk).file_id

    deposit(desk, form(desk, 2021), received="2026-04-15 11:00")

    assert (dossier_of(desk).file_id, dossier_of(desk).state) == (first, PieceState.received)


def test_an_annexe_of_a_former_session_is_known_by_its_words(desk: Desk, folder: RegionFolder) -> None:
    """Filled in and turned into a PDF; what both versions say tells nothing."""
    former = campaign_with(desk.session, year=2025)
    for campaign, what in ((former, "avec trois actions"), (desk.campaign, "sans budget")):
        annexe = words(TEXT, f"Joignez le tableau {what} par trimestre.")
        path = folder(version=f"{campaign.year}-1", annexe_1=annexe)
        publish(desk.session, campaign, read_templates(load_file(path)))
    lines = (TEXT, "Joignez le tableau avec trois actions par trimestre.", "Accueil du public le lundi.")

    annexes = {**ANNEXES, "annexe-1.pdf": pdf(*lines)}
    desk.deposit(compose(said(siret=siret()), files={**pdfs(PIECES[:1]), **annexes}))

    known = {file.piece_id: file.form_version for file in desk.files()}
    assert (known["annexe-1"], known["annexe-2"]) == ("2025-1", None)
    [application] = desk.applications()
    assert desk.pieces(application)["annexe-1"] is PieceState.unusable


def test_a_file_sent_back_blank_is_known_by_its_octets(desk: Desk, folder: RegionFolder) -> None:
    """Of the session itself, it is no former one: whether it is filled in, a person sees."""
    blank = words(TEXT)
    publish(desk.session, desk.campaign, read_templates(load_file(folder(annexe_1=blank))))
    annexes = {name: content for name, content in ANNEXES.items() if name != "annexe-1.pdf"}

    desk.deposit(compose(said(siret=siret()), files={**pdfs(PIECES[:1]), **annexes, "annexe-1.docx": blank}))

    known = {file.piece_id: file.form_version for file in desk.files()}
    assert known["annexe-1"] == "2026-1"
    assert desk.missing(desk.applications()[0]) == []
