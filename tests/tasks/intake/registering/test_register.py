"""A mail becomes a deposit: once, at its stamp, and its sender knows at once."""

from datetime import date
from hashlib import sha256

import pytest
from sqlmodel import col, select

from flows.rehearsal.play.postman import page
from models.dossiers.application import Piece
from models.sessions.campaign import Prospect
from models.vocabulary import Flag, PieceState, Status
from tests.factories import paris, typed
from tests.support.mails import PIECES, RECEIVED, Desk, compose, pdfs, said, siret, stamp
from tests.tasks.conftest import OpenDesk

INCLUSIVE = {"stages.deposit.inclusive": True}


def test_a_complete_deposit_is_registered_and_told_at_once(any_desk: Desk) -> None:
    """Case 1: the next number, a notice that shows the instant of receipt, the pieces recognised."""
    application = any_desk.deposit()

    assert (application.reference, application.status, application.circle) == ("ARA-2026-0001", Status.registered, 3)
    assert application.received_at == paris("2026-04-15 10:00")
    assert set(any_desk.pieces(application).values()) == {PieceState.received}
    [notice] = any_desk.notices(application)
    assert (notice.kind, notice.recipient) == ("registration", "direction@cidff01.example")
    assert "15 avril 2026" in typed(notice.text)


def test_the_acknowledgement_is_planned_at_the_next_nine_o_clock(desk: Desk) -> None:
    """Registered on Friday evening, acknowledged on Monday; the law's end is the tenth business day after receipt."""
    application = desk.deposit(compose(received="2026-04-17 18:30"))

    assert application.acknowledge_at == paris("2026-04-20 09:00")
    assert application.acknowledge_by == paris("2026-05-04 23:59:59")


def test_the_acknowledgement_waits_for_the_end_of_a_holiday(desk: Desk) -> None:
    """Registered on 30 April after nine: the 1st of May is nobody's, nor is the week-end after it."""
    application = desk.deposit(at=paris("2026-04-30 10:00"))

    assert application.acknowledge_at == paris("2026-05-04 09:00")


def test_the_same_mail_twice_is_registered_once(any_desk: Desk) -> None:
    """It differs by its trace headers only: the second changes nothing and gets no answer."""
    once = compose(message_id="<1@cidff01.example>").as_bytes()
    application = any_desk.deposit(once)

    again = any_desk.register(once.replace(stamp(RECEIVED).encode(), stamp("2026-04-16 10:00").encode()))

    assert again is None
    assert any_desk.kinds(application) == ["registration"]
    assert len(any_desk.deposits()) == 1


def test_the_same_mail_without_an_id_is_registered_once(desk: Desk) -> None:
    """Delivered twice by two servers, it differs by its trace headers only."""
    once = compose(message_id=None).as_bytes()
    _, _, rest = once.partition(b"\r\n")
    again = f"Return-Path: <direction@cidff01.example>\r\nReceived: {stamp('2026-04-16 10:00')}\r\n".encode() + rest

    desk.deposit(once)

    assert desk.register(again) is None


def test_the_same_id_from_another_sender_is_another_mail(desk: Desk) -> None:
    """Nobody can make a deposit disappear by sending its Message-ID first."""
    desk.deposit(compose(said("MJC", siret=siret(2)), sender="a@mjc.example", message_id="<1@cidff01.example>"))

    desk.deposit(compose(message_id="<1@cidff01.example>"))

    assert [application.reference for application in desk.applications()] == ["ARA-2026-0001", "ARA-2026-0002"]


@pytest.mark.parametrize(
    ("received", "status", "flags", "kinds"),
    [
        ("2026-04-29 23:59:59", Status.registered, [], ["registration"]),
        ("2026-04-30 00:00:00", Status.late, [Flag.deadline_day], ["registration", "late"]),
        ("2026-04-30 23:59:59", Status.late, [Flag.deadline_day], ["registration", "late"]),
        ("2026-05-01 00:00:00", Status.late, [], ["registration", "late"]),
    ],
)
def test_a_deposit_is_judged_at_its_stamp(
    desk: Desk, received: str, status: Status, flags: list[Flag], kinds: list[str]
) -> None:
    """Case 4: « avant le 30 avril » ends with the 29th, whenever the mail is read; the 30th is for somebody to see."""
    application = desk.deposit(compose(received=received), at=paris("2026-05-04 10:00"))

    assert (application.status, application.flags, desk.kinds(application)) == (status, flags, kinds)


@pytest.mark.parametrize(
    ("received", "status", "flags"),
    [
        ("2026-04-30 23:59:59", Status.registered, [Flag.deadline_day]),
        ("2026-05-01 00:00:00", Status.late, []),
    ],
)
def test_a_region_that_counts_the_thirtieth_in(
    desk_with: OpenDesk, received: str, status: Status, flags: list[Flag]
) -> None:
    """Cases 2 and 3: in time to the last second, and flagged all the same."""
    application = desk_with(INCLUSIVE).deposit(compose(received=received))

    assert (application.status, application.flags) == (status, flags)


def test_forged_dates_change_nothing(desk: Desk) -> None:
    """A Date and a lower Received of April do not make a mail of May one of April."""
    mail = compose(received="2026-05-02 08:00", Date="Wed, 01 Apr 2026 08:00:00 +0200")
    raw = mail.as_bytes().replace(b"From:", f"Received: {stamp('2026-04-01 08:00')}\r\nFrom:".encode(), 1)

    application = desk.deposit(raw)

    assert (application.received_at, application.status) == (paris("2026-05-02 08:00"), Status.late)


def test_a_late_deposit_waits_for_a_person(desk: Desk) -> None:
    """It keeps its pieces, and no acknowledgement is planned: the late notice stands for it."""
    application = desk.deposit(compose(received="2026-05-02 08:00"))

    assert application.acknowledge_at is None
    assert desk.missing(application) == []


@pytest.mark.parametrize(("network", "circle"), [("CIO", 1), ("Mission locale", 2), ("pôle emploi", 2)])
def test_a_public_actor_needs_no_dossier(desk: Desk, network: str, circle: int) -> None:
    """Cases 29 and 30: circles 1 and 2 are told so, and a trace is kept."""
    application = desk.deposit(compose(said("Structure", siret=siret(), réseau=network), files={}))

    assert (application.status, application.circle) == (Status.not_required, circle)
    assert desk.kinds(application) == ["registration", "not_required"]


@pytest.mark.parametrize(("network", "status"), [("OPACIF", Status.registered), ("CIBC", Status.not_required)])
def test_a_network_counts_on_the_day_of_receipt(desk: Desk, network: str, status: Status) -> None:
    """OPACIF were operators until 2019, the CIBC since 2020."""
    application = desk.deposit(compose(said("Structure", siret=siret(), réseau=network)))

    assert application.status is status


def test_a_public_actor_is_never_late(desk: Desk) -> None:
    """Who needs no dossier has no deadline."""
    application = desk.deposit(compose(said("CIO de Bron", siret=siret(), réseau="CIO"), received="2026-05-02 08:00"))

    assert application.status is Status.not_required


def test_the_latest_version_of_a_piece_counts_and_all_are_kept(desk: Desk) -> None:
    """Case 24: one dossier, two mails the same day; the history stays."""
    first = desk.deposit(compose(files=pdfs(["dossier", "annexe-1"])))

    desk.deposit(compose(files=pdfs(["annexe-1"], version=2), received="2026-04-15 16:00"))

    assert desk.content(first, "annexe-1") == page("annexe-1 2")
    assert [(file.name, file.piece_id) for file in desk.files()] == [
        ("dossier.pdf", "dossier"),
        ("annexe-1.pdf", "annexe-1"),
        ("annexe-1.pdf", "annexe-1"),
    ]
    assert desk.kinds(first) == ["registration", "registration"]


def test_a_piece_that_expires_counts_from_the_receipt_of_its_version(desk_with: OpenDesk) -> None:
    """Three months to the day, or the last of the month; the next version has its own; the others count for ever."""
    desk = desk_with({"pieces.annexe-2.valid_months": 3})
    desk.deposit(compose(received="2026-02-28 23:59"))
    held = select(Piece).where(col(Piece.valid_until).is_not(None))
    first = [(piece.piece_id, piece.valid_until) for piece in desk.session.exec(held)]

    desk.deposit(compose(files=pdfs(["annexe-2"]), received="2026-03-31 00:30"), at=paris("2026-04-02 10:00"))

    assert first == [("annexe-2", date(2026, 5, 28))]
    assert [piece.valid_until for piece in desk.session.exec(held)] == [date(2026, 6, 30)]


@pytest.mark.parametrize(
    ("text", "received", "told"),
    [
        (None, "2026-04-15 10:00", None),
        (None, "2026-05-02 08:00", "2026-05-04 09:00"),  # Late.
        (said(siret="73282932000075"), "2026-04-15 10:00", "2026-04-16 09:00"),  # No sound identifier.
    ],
)
def test_people_are_told_of_a_deposit_that_waits_for_them(
    desk: Desk, text: str | None, received: str, told: str | None
) -> None:
    """On the next morning at work; of one that only waits for its acknowledgement, nobody is."""
    desk.deposit(compose(text, received=received))

    assert desk.campaign.digest_at == (paris(told) if told else None)


def test_references_follow_each_other(any_desk: Desk) -> None:
    """No number is skipped or given twice, whatever else arrives in between."""
    for entity in range(1, 5):
        any_desk.deposit(compose(said("MJC", siret=siret(entity))))
        any_desk.register(compose("Absent.", Auto_Submitted="auto-replied"))

    assert [application.reference for application in any_desk.applications()] == [
        f"ARA-2026-{number:04d}" for number in range(1, 5)
    ]


def test_a_mail_is_kept_byte_for_byte(desk: Desk) -> None:
    """What was received stays provable: the raw mail is under its digest."""
    raw = compose().as_bytes()

    desk.deposit(raw)

    [deposit] = desk.deposits()
    assert deposit.raw_digest == sha256(raw).hexdigest()
    assert desk.store.get(deposit.raw_digest) == raw


def test_a_prospect_that_deposits_is_marked(desk: Desk) -> None:
    """By the address that wrote or the one to answer: nobody is reminded of what they did."""
    at = paris("2026-04-15 10:05")

    desk.deposit(compose(sender="autre@mjc.example", Reply_To="accueil@mjc.example"), at=at)

    [prospect] = desk.session.exec(select(Prospect))
    assert prospect.deposited_at == at


def test_answers_go_where_the_sender_asks(desk: Desk) -> None:
    """Reply-To is the dossier's contact, and the notice stands in the mail's own thread."""
    application = desk.deposit(compose(Reply_To="dossiers@cidff01.example", message_id="<9@cidff01.example>"))

    [notice] = desk.notices(application)
    assert (notice.recipient, notice.in_reply_to) == ("dossiers@cidff01.example", "<9@cidff01.example>")


def test_pieces_are_recognised_by_what_people_call_them(desk: Desk) -> None:
    """Accents, case, underscores and numbers written otherwise."""
    names = ["Dossier de candidature.PDF", "ANNEXE_1.pdf", "annexe n°2.docx", "Annexe-03 signée.pdf", "annexe4.pdf"]

    application = desk.deposit(compose(files=dict.fromkeys(names, b"x")))

    assert [piece for piece in PIECES if piece not in desk.missing(application)] == list(PIECES[:5])
