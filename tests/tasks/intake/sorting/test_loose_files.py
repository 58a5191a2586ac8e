"""Files that came and are no piece yet: nobody is asked for what is perhaps among them."""

from datetime import date, datetime

import pytest

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application
from models.forms.handling import SeenForm
from models.vocabulary import NoticeKind, PieceState, Status
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Reason
from tasks.dossiers.requests import ask
from tasks.dossiers.seen import mark_seen, unread
from tasks.sessions.daily import acknowledge, carry_over, expire_requests, remind_of_deposit, remind_of_requests
from tests.factories import completion_request, paris, typed
from tests.support.incomplete import completion
from tests.support.mails import PIECES, Desk, compose, pdfs
from tests.tasks.reading.files.samples import bound

NEXT, SOON, LAST = paris("2026-04-16 09:00"), paris("2026-04-20 10:00"), paris("2026-04-29 09:00")
SCANS = {f"scan000{number}.pdf": page(f"scan {number}") for number in (1, 2, 3)}
LACKING = [piece for piece in PIECES if piece != "annexe-7"]
SAID = "peut-être parmi les fichiers reçus, en cours de rattachement"


def scanned(desk: Desk) -> Application:
    """Return the dossier of three scans that nothing names."""
    return desk.deposit(compose(files=SCANS))


def waits_for(desk: Desk, reason: Reason, *, at: datetime) -> list[object]:
    """Return what is said of what waits for a reason."""
    desk.session.flush()
    pending = board_of(desk.session, desk.campaign, at=at).pending
    return [item.detail for one in pending if one.reason is reason for item in one.first]


def read(desk: Desk) -> None:
    """Have a person say that these files are no piece."""
    mark_seen(desk.session, SeenForm(what=unread(desk.session, desk.campaign), by="Mme Essai"), at=SOON)


def test_scans_without_a_name_hold_what_would_be_asked(desk: Desk) -> None:
    """The acknowledgement, and with it the request, waits for a person, who reads of it on « À traiter »."""
    application = scanned(desk)

    assert acknowledge(desk.session, desk.campaign, at=NEXT) == 0
    assert waits_for(desk, Reason.loose_files, at=SOON) == ["envoi 2026-000001, 3 fichiers"]
    assert desk.campaign.digest_at == NEXT
    assert (application.status, application.acknowledge_at) == (Status.registered, LAST)


def test_they_are_acknowledged_within_the_ten_days_all_the_same(desk: Desk) -> None:
    """On the last of ten business mornings; nothing is « manquante », and nothing is asked."""
    application = scanned(desk)

    acknowledge(desk.session, desk.campaign, at=LAST)

    desk.session.refresh(application)
    letter = desk.notices(application)[-1]
    text = typed(letter.text)
    assert (letter.kind, application.status) == (NoticeKind.acknowledgement, Status.incomplete)
    assert "des fichiers que vous nous avez envoyés sont reçus, en cours de rattachement" in text
    assert (text.count(SAID), "manquante" in text, "À faire" in text) == (8, False, False)
    assert waits_for(desk, Reason.loose_files, at=LAST)


def test_whoever_has_looked_lets_the_request_leave(desk: Desk) -> None:
    """On the next morning, as if they had not come."""
    application = scanned(desk)

    read(desk)
    acknowledge(desk.session, desk.campaign, at=paris("2026-04-21 09:00"))

    assert "manquante" in desk.notices(application)[-1].text
    assert waits_for(desk, Reason.loose_files, at=SOON) == []


def test_whoever_asks_has_looked(desk: Desk) -> None:
    """Once the acknowledgement left, a request says which pieces are not among the files."""
    application = scanned(desk)
    acknowledge(desk.session, desk.campaign, at=LAST)
    desk.session.refresh(application)

    ask(desk.session, completion(application, {"annexe-1": "missing"}), at=LAST)

    assert waits_for(desk, Reason.loose_files, at=LAST) == []
    assert "Annexe 1 : pièce manquante" in typed(desk.notices(application)[-1].text)


def test_what_comes_by_another_mail_makes_it_needless(desk: Desk) -> None:
    """A dossier that lacks nothing is acknowledged on the next morning."""
    application = scanned(desk)

    desk.deposit(compose(received="2026-04-16 15:00"))

    assert desk.missing(application) == []
    assert application.acknowledge_at == paris("2026-04-17 09:00")


def test_a_file_beside_a_whole_dossier_holds_nothing(desk: Desk) -> None:
    """Statutes, a map, a picture: nothing is lacking that they could be."""
    application = desk.deposit(compose(files=pdfs() | {"statuts.pdf": page("statuts")}))

    assert application.acknowledge_at == NEXT
    assert waits_for(desk, Reason.loose_files, at=SOON) == []


def test_the_picture_of_a_signature_is_no_scan(desk: Desk) -> None:
    """A large one is: a page that was photographed."""
    logo, photo = b"\xff\xd8\xff\xe0" + b"0" * 3_000, b"\xff\xd8\xff\xe0" + b"0" * 300_000
    desk.deposit(compose(files=pdfs(LACKING) | {"image001.jpg": logo, "IMG_2041.jpg": photo}))

    assert [file.name for file in desk.files() if file.is_loose] == ["IMG_2041.jpg"]


def test_a_range_of_annexes_is_proposed(desk: Desk) -> None:
    """One file holds seven: none of them is « manquante » before a person has looked."""
    application = desk.deposit(compose(files={"Dossier.pdf": page("d"), "Annexes 1 à 7.pdf": page("x")}))

    assert [file.proposed for file in desk.files()] == [[], list(PIECES[1:])]
    assert (desk.pieces(application)["dossier"], application.acknowledge_at) == (PieceState.received, LAST)


@pytest.mark.parametrize("is_outline", [True, False], ids=["bookmarks", "pages"])
def test_one_file_of_several_pieces_is_proposed_as_such(desk: Desk, is_outline: bool) -> None:  # noqa: FBT001
    """By its bookmarks, or by what its pages begin with."""
    whole = bound("Dossier de candidature", "suite", "Annexe 1 : statuts", "Annexe 2", is_outline=is_outline)
    application = desk.deposit(compose(files={"MJC.pdf": whole}))

    [file] = desk.files()
    assert (file.piece_id, file.proposed, file.is_loose) == (None, ["dossier", "annexe-1", "annexe-2"], True)
    assert application.acknowledge_at == LAST


def test_a_heading_that_mentions_an_annexe_is_the_form(desk: Desk) -> None:
    """« Joindre l'annexe 1 signée » on the first page of the form makes no annexe of it."""
    form = bound("Dossier de candidature SPRO 2026. Joindre l'annexe 1.")
    desk.deposit(compose(files={"MJC des Lilas.pdf": form, "annexe-1.pdf": page("annexe-1")}))

    assert [file.piece_id for file in desk.files()] == ["dossier", "annexe-1"]


def test_an_answer_without_names_is_not_held_against_its_sender(desk: Desk) -> None:
    """Told at once that its files came; meanwhile nobody is reminded, and nothing expires or is carried over."""
    application = desk.deposit(compose(files=pdfs(LACKING)))
    acknowledge(desk.session, desk.campaign, at=NEXT)
    desk.session.refresh(application)
    thread = desk.notices(application)[-1].message_id

    desk.deposit(compose("Voici.", files=SCANS, received="2026-04-20 10:00", In_Reply_To=thread))

    told = typed(desk.notices(application)[-1].text)
    assert "sont reçus, en cours de rattachement" in told
    assert ("manquante" in told, "il manque encore" in told) == (False, False)
    late = paris("2026-06-10 09:00")
    done = [work(desk.session, desk.campaign, at=late) for work in (remind_of_requests, expire_requests, carry_over)]
    assert done == [0, 0, 0]


def test_nobody_is_reminded_of_a_deposit_that_came(desk: Desk) -> None:
    """Though no piece of it has a name."""
    application = scanned(desk)

    remind_of_deposit(desk.session, desk.campaign, at=paris("2026-04-22 09:00"))

    assert desk.kinds(application) == ["registration"]


def test_a_request_goes_on_once_a_person_has_looked(desk: Desk) -> None:
    """It expires as it would have."""
    application = scanned(desk)
    acknowledge(desk.session, desk.campaign, at=LAST)
    completion_request(desk.session, desk.campaign, application, due_on=date(2026, 5, 20))
    read(desk)

    assert expire_requests(desk.session, desk.campaign, at=paris("2026-06-10 09:00")) == 1
