"""Registration comes first: the mail is kept and its sender told, whatever cannot be read, found or opened."""

from email.message import EmailMessage

import pytest
from sqlmodel import select

from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.notices import Notice
from models.vocabulary import PieceState, Status
from notifications.writing.wording import beginning
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.mails import RECEIVED, Desk, compose, pdfs, said, siret
from tests.tasks.conftest import OpenDesk


def received(desk: Desk, mail: EmailMessage) -> Deposit:
    """Register a mail that somebody wrote, and leave it unsorted."""
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    return deposit


def broken(*_: object, **__: object) -> None:
    """Stand for whatever may be wrong."""
    message = "rien ne va"
    raise RuntimeError(message)


def test_a_sender_is_told_before_anything_is_known(desk: Desk) -> None:
    """Day and hour of receipt, and each file with the first digits of its SHA-256; no dossier is needed for it."""
    deposit = received(desk, compose(files=pdfs(["dossier"])))

    [notice] = desk.notices()
    [file] = desk.files()
    assert (notice.kind, notice.recipient, notice.application_id) == ("registration", deposit.reply_to, None)
    assert "15 avril 2026 à 10 h 00" in typed(notice.text)
    assert "dossier.pdf" in notice.text
    assert f"SHA-256 : {typed(beginning(file.digest))}" in typed(notice.text)
    assert desk.applications() == []


def test_the_notice_becomes_that_of_the_dossier(desk: Desk) -> None:
    """Once sorted, its file holds the notice that came before it, and a reply to that notice finds the dossier."""
    application = desk.deposit()
    [notice] = desk.notices(application)

    answered = desk.deposit(compose("Bonjour.", sender="autre@ailleurs.example", In_Reply_To=notice.message_id))

    assert answered is application


def test_the_number_in_the_subject_is_enough(desk: Desk) -> None:
    """A mail program that forgets the thread keeps the subject; a number of nobody leads nowhere."""
    application = desk.deposit()
    [notice] = desk.notices(application)

    answered = desk.deposit(compose("Bonjour.", sender="un@ailleurs.example", subject=f"RE: {notice.subject}"))
    other = desk.deposit(compose("Bonjour.", sender="deux@ailleurs.example", subject="RE: [2026-000999] Envoi"))

    assert (answered is application, other is application) == (True, False)


def test_an_answer_that_cannot_be_settled_is_registered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong with the dossier is nothing that its sender waits for; the deposit is sorted later."""
    application = desk.deposit(compose(files=pdfs(["dossier"])))
    [notice] = desk.notices(application)
    monkeypatch.setattr("tasks.intake.registering.register.take_answer", broken)

    deposit = received(desk, compose("Voici.", files=pdfs(["annexe-1"]), In_Reply_To=notice.message_id))

    assert [one.kind for one in desk.notices()] == ["registration", "registration"]
    assert desk.sort(deposit) is application


def test_an_identity_that_cannot_be_read_keeps_nobody_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice does not even ask who writes."""
    monkeypatch.setattr("tasks.intake.sorting.examine.identify", broken)

    deposit = received(desk, compose())

    assert [one.kind for one in desk.notices()] == ["registration"]
    with pytest.raises(RuntimeError, match="rien ne va"):
        desk.sort(deposit)


def test_a_mail_too_large_to_be_opened_is_registered(desk_with: OpenDesk) -> None:
    """It is kept whole, and told without the list of its files; sorted, its sender learns how to send it again."""
    desk = desk_with({"intake.max_mb": 1})
    large = compose(files={"dossier.pdf": bytes(1_100_000)})

    deposit = received(desk, large)
    application = desk.sort(deposit)

    assert desk.store.get(deposit.raw_digest or "") == large.as_bytes()
    assert application is not None
    assert desk.kinds(application) == ["registration", "file_refused"]
    assert desk.organisation(application).siret == siret()


def test_the_same_mail_sent_once_more_is_told_once(any_desk: Desk) -> None:
    """Another Message-ID, the same words and files within the day: kept beside the first, and no second notice."""
    application = any_desk.deposit(compose(message_id="<1@cidff01.example>"))

    again = any_desk.register(compose(message_id="<2@cidff01.example>", received="2026-04-15 11:00"))

    assert again is None
    assert any_desk.kinds(application) == ["registration"]
    assert [(one.nature, one.application_id) for one in any_desk.deposits()] == [
        (Nature.written, application.id),
        (Nature.again, application.id),
    ]


@pytest.mark.parametrize(
    "other",
    [compose(received="2026-04-16 10:00:01"), compose(said(siret=siret()) + "\nMerci.")],
    ids=["a day later", "with other words"],
)
def test_another_sending_is_attested_of_its_own(desk: Desk, other: EmailMessage) -> None:
    """A day later, or with other words, it may be meant anew (CRPA R112-11-2)."""
    application = desk.deposit()

    desk.deposit(other)

    assert desk.kinds(application) == ["registration", "registration"]


def test_another_content_under_a_known_identifier_is_an_arrival(desk: Desk) -> None:
    """Held by a filter without its files, then released with them; or sent by a machine that gives all its mails one
    Message-ID. Each is registered, told and sorted; the same one twice, once."""
    stripped = compose(files={}, message_id="<quarantaine@cidff01.example>")
    released = compose(files=pdfs(["dossier", "annexe-1"]), message_id="<quarantaine@cidff01.example>")
    application = desk.deposit(stripped)

    assert (desk.register(released), desk.register(released)) == (application, None)

    first, second = desk.deposits()
    assert (first.nature, second.nature, second.trouble) == (Nature.written, Nature.written, None)
    assert desk.store.get(second.raw_digest or "") == released.as_bytes()
    assert len(desk.notices(kind="registration")) == 2
    assert desk.pieces(application)["annexe-1"] is PieceState.received


def test_a_mail_too_large_to_be_opened_is_known_again(desk_with: OpenDesk) -> None:
    """Delivered twice, it differs by its trace headers alone."""
    desk = desk_with({"intake.max_mb": 1})
    once = compose(files={"dossier.pdf": bytes(1_100_000)}).as_bytes()
    desk.receive(once)

    again = desk.receive(b"Return-Path: <direction@cidff01.example>\r\n" + once)
    other = desk.receive(once.replace(b"dossier.pdf", b"annexe1.pdf"))
    longer = desk.receive(once + b"\r\nsuite")

    assert [isinstance(one, Deposit) for one in (again, other, longer)] == [False, True, True]


def test_our_own_notice_gets_no_answer(desk: Desk) -> None:
    """Sent back to us, by a rule of forwarding or a mistake, it ends there."""
    [notice] = desk.notices(desk.deposit())

    returned = desk.register(compose(notice.text, files={}, message_id=notice.message_id, sender="a@cidff01.example"))

    assert (returned, len(desk.notices())) == (None, 1)
    assert desk.deposits()[-1].nature is Nature.ours


def test_an_automatic_mail_that_brings_pieces_is_shown_to_a_person(desk: Desk) -> None:
    """A scanner or a portal may well send a dossier: no answer can loop, and nothing is lost in silence."""
    desk.register(compose(Auto_Submitted="auto-generated"))
    desk.register(compose("Je suis absent.", files={}, Auto_Submitted="auto-replied"))

    assert [one.trouble is None for one in desk.deposits()] == [False, True]
    assert desk.notices() == []
    assert desk.campaign.digest_at == paris("2026-04-16 09:00")


def test_a_mail_to_another_desk_is_taken_and_told(desk: Desk) -> None:
    """Case 32: its first arrival counts (CRPA L114-2), its sender learns the right address, and a person sees it."""
    application = desk.deposit(compose(), mailbox="content_contact")

    assert desk.kinds(application) == ["misdirected", "registration"]
    assert (application.flags, application.received_at) == (["misdirected"], paris(RECEIVED))


def test_the_registration_counts_from_the_first_day(desk: Desk) -> None:
    """A deposit that is sorted days later is acknowledged as if it had been at once."""
    deposit = received(desk, compose())

    application = desk.sort(deposit, at=paris("2026-04-20 15:00"))

    assert application is not None
    assert (application.status, application.registered_at) == (Status.registered, paris(RECEIVED))
    assert application.acknowledge_at == paris("2026-04-16 09:00")
    assert desk.session.exec(select(Notice.kind)).all() == ["registration"]


def test_what_a_dossier_lacks_is_told_to_its_contact_alone(desk: Desk) -> None:
    """Whoever else writes under its reference knows that the mail came, and no more; a person sees that it did."""
    application = desk.deposit(compose(files=pdfs(["dossier"])))
    acknowledge(desk.session, desk.campaign, at=paris("2026-04-16 09:00"))
    subject, before = f"Re: [{application.reference}]", len(desk.notices())

    desk.deposit(compose("Bonjour.", files={}, subject=subject, sender="inconnu@ailleurs.example"))

    told = [(one.kind, one.recipient, one.application_id) for one in desk.notices()[before:]]
    assert told == [
        ("registration", "inconnu@ailleurs.example", application.id),
        ("completion_received", application.contact, application.id),
    ]
    assert desk.deposits()[-1].trouble == "Envoi venu d'une adresse étrangère au dossier."


def test_whoever_knows_a_siret_is_shown_to_a_person(desk: Desk) -> None:
    """It is public: pieces sent in an organisation's name from elsewhere are taken, and somebody is told."""
    application = desk.deposit()

    same = desk.deposit(compose(files=pdfs(version=2), sender="accueil@cidff01.example"))
    other = desk.deposit(compose(files=pdfs(version=3), sender="direction@ailleurs.example"))

    assert (same is application, other is application) == (True, True)
    assert [one.trouble for one in desk.deposits()] == [None, None, "Envoi venu d'une adresse étrangère au dossier."]
