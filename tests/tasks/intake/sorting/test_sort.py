"""A registered deposit is sorted: what its files are by their content, and what that changes."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest
from sqlmodel import col, select

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application, CompletionRequest
from models.intake.deposit import Deposit
from models.intake.words import Trouble
from models.vocabulary import PieceState, RequestOutcome, Status
from tasks.intake.sorting.examine import open_head
from tasks.intake.sorting.queue import unsorted
from tasks.intake.sorting.sort import give_up
from tasks.sessions.daily import acknowledge
from tests.factories import paris
from tests.support.mails import PIECES, Desk, compose, pdfs, wanted

MORNING, ANSWERED = "2026-04-16 09:00", "2026-04-20 10:00"


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of some files."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def asked(desk: Desk, *missing: str) -> Application:
    """Return a dossier whose acknowledgement asked for some pieces."""
    application = desk.deposit(compose(files=pdfs(piece for piece in PIECES if piece not in missing)))
    acknowledge(desk.session, desk.campaign, at=paris(MORNING))
    desk.session.refresh(application)
    return application


def answer(desk: Desk, application: Application, files: Mapping[str, bytes]) -> Deposit:
    """Register an answer to the latest notice, and leave its files to be looked at."""
    notice = desk.notices(application)[-1]
    deposit = desk.receive(compose("Voici.", files=files, received=ANSWERED, In_Reply_To=notice.message_id))
    assert isinstance(deposit, Deposit)
    return deposit


def outcomes(desk: Desk) -> list[RequestOutcome]:
    """Return how the requests stand, in order."""
    made = desk.session.exec(select(CompletionRequest).order_by(col(CompletionRequest.id)))
    return [request.outcome for request in made]


def test_a_deposit_is_sorted_once(any_desk: Desk) -> None:
    """Whoever tries again, on another worker or after a crash, changes nothing."""
    deposit = any_desk.receive(compose())
    assert isinstance(deposit, Deposit)
    first = any_desk.sort(deposit)

    assert any_desk.sort(deposit) is None
    assert (any_desk.applications(), unsorted(any_desk.session)) == ([first], [])


def test_an_archive_is_opened(desk: Desk) -> None:
    """« Le dossier complet » in one zip: each file of it is a piece like another, and the archive stays as it came."""
    application = desk.deposit(compose(files={"candidature 2026.zip": packed(pdfs())}))

    assert desk.missing(application) == []
    archive, *members = desk.files()
    assert [file.parent_id for file in members] == [archive.id] * len(PIECES)
    assert (archive.piece_id, archive.trouble) == (None, None)


def test_an_answer_in_an_archive_is_told_twice(desk: Desk) -> None:
    """At once that it came, and once it is open what is still missing."""
    application = asked(desk, "annexe-1", "annexe-2")

    deposit = answer(desk, application, {"compléments.zip": packed(pdfs(["annexe-1"]))})
    before = desk.notices(application)[-1]
    desk.sort(deposit)

    assert (before.kind, wanted(before)) == ("completion_received", [])
    assert wanted(desk.notices(application)[-1]) == ["Annexe 2"]


def test_what_a_name_promised_and_the_content_denies_is_taken_back(any_desk: Desk) -> None:
    """The answer looked complete by its names; the file is damaged: the request is open again, and the sender told."""
    application = asked(any_desk, "annexe-1")
    deposit = answer(any_desk, application, {"annexe-1.pdf": page("annexe-1")[:200]})
    assert (application.status, outcomes(any_desk)) == (Status.under_examination, [RequestOutcome.answered])

    any_desk.sort(deposit)

    any_desk.session.refresh(application)
    assert (application.status, outcomes(any_desk)) == (Status.incomplete, [RequestOutcome.open])
    assert any_desk.pieces(application)["annexe-1"] is PieceState.refused
    assert any_desk.kinds(application)[-2:] == ["completion_received", "file_refused"]


def test_a_former_version_outlives_a_damaged_one(desk: Desk) -> None:
    """The latest version that can be used counts."""
    application = desk.deposit()

    desk.deposit(compose(files={"annexe-1.pdf": page("annexe-1 2")[:200]}, received=ANSWERED))

    assert desk.content(application, "annexe-1") == page("annexe-1 1")
    assert desk.kinds(application)[-1] == "file_refused"


def test_a_refused_file_is_in_quarantine(desk: Desk) -> None:
    """It is kept, where nobody takes it for a piece."""
    broken = page("annexe-1")[:200]

    application = desk.deposit(compose(files=pdfs(["dossier"]) | {"annexe-1.pdf": broken}))

    file = desk.files()[-1]
    assert (file.trouble, desk.pieces(application)["annexe-1"]) == (Trouble.corrupted, PieceState.refused)
    with pytest.raises(FileNotFoundError):
        desk.store.get(file.digest)
    assert desk.store.get(file.digest, is_quarantined=True) == broken


def test_a_piece_is_recognised_by_its_heading(desk: Desk) -> None:
    """« scan0042.pdf » says what it is on its first line."""
    application = desk.deposit(compose(files={"scan0042.pdf": page("Annexe 3 : budget")}))

    assert desk.pieces(application)["annexe-3"] is PieceState.received


def test_a_logo_is_nobodys_fault(desk: Desk) -> None:
    """The picture of a signature is kept, and nobody is told that it is refused."""
    picture = b"\x89PNG\r\n\x1a\n" + bytes(64)

    application = desk.deposit(compose(files=pdfs() | {"image001.png": picture}))

    assert (desk.files()[-1].trouble, desk.kinds(application)) == (None, ["registration"])


def test_what_cannot_be_sorted_goes_to_a_person(desk: Desk) -> None:
    """A dossier all the same, at its receipt instant, with its files as they came."""
    deposit = desk.receive(compose())
    assert isinstance(deposit, Deposit)

    application = give_up(desk.session, deposit.id or 0, open_head(desk.store, deposit), at=paris("2026-04-15 12:00"))

    assert application is not None
    assert (application.received_at, len(desk.files())) == (deposit.received_at, len(PIECES))
    assert deposit.trouble == "Ses fichiers n'ont pas pu être examinés."
    assert desk.campaign.digest_at == paris("2026-04-16 09:00")
