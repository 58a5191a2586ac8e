"""What arrived and is stuck: shown before the law's dates are missed, until somebody has seen to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models.calendar.legal_delays import SORTING
from models.intake.words import Nature, Trouble, Way
from models.sessions.campaign import Campaign
from models.storage.database import engine, transaction
from models.vocabulary import Flag, NoticeStatus, Status
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Item, Reason
from tests.factories import application, arrival, campaign_with, file_of, notice, paris

THURSDAY, MONDAY = paris("2026-04-30 11:00"), paris("2026-05-04 09:00")
"""Friday 1 May 2026 is a holiday: what comes on the Thursday is to be told by the end of the Monday."""

NAME = "CIDFF de l'Ain"
TWICE = "Le courriel et le formulaire donnent deux numéros SIRET différents."
REASONS = {Reason.registration, Reason.acknowledgement, Reason.infected, Reason.in_trouble, Reason.unsorted}


def waits(session: Session, campaign: Campaign, at: datetime) -> dict[Reason | Flag, Sequence[Item]]:
    """What is stuck at an instant, by reason."""
    session.flush()
    pending = board_of(session, campaign, at=at).pending
    return {one.reason: list(one.first) for one in pending if one.reason in REASONS}


def untold(
    session: Session,
    campaign: Campaign,
    *,
    kind: str = "registration",
    way: Way = Way.email,
    status: NoticeStatus = NoticeStatus.queued,
) -> None:
    """Add a mail of Thursday 30 April whose notice has not left."""
    deposit = arrival(session, campaign, received_at=THURSDAY, way=way)
    notice(session, campaign, due_at=THURSDAY, kind=kind, status=status, deposit_id=deposit.id)


@pytest.mark.parametrize(
    ("at", "is_shown"),
    [("2026-04-30 23:59", False), ("2026-05-03 23:59", False), ("2026-05-04 00:00", True), ("2026-05-06 10:00", True)],
)
@pytest.mark.parametrize("kind", ["registration", "completion_received"])
def test_a_sender_who_was_not_told_is_shown_on_the_last_day_to_do_so(
    database: str, kind: str, at: str, *, is_shown: bool
) -> None:
    """CRPA R112-11-2: one business day; before its end and after, until the notice has left."""
    with transaction(database) as session:
        campaign = campaign_with(session)
        untold(session, campaign, kind=kind)

        found = waits(session, campaign, paris(at))

    item = Item(None, "Envoi 2026-000001", paris("2026-05-04 23:59:59"))
    assert found == ({Reason.registration: [item]} if is_shown else {})


@pytest.mark.parametrize(
    "fields",
    [
        {"status": NoticeStatus.sent},
        {"status": NoticeStatus.failed},
        {"kind": "file_refused"},
        {"way": Way.post},
    ],
)
def test_who_was_told_or_is_listed_elsewhere_is_not_shown(session: Session, fields: dict[str, Any]) -> None:
    """A notice that failed has a reason of its own; the law's business day is that of a mail's registration."""
    campaign = campaign_with(session)
    untold(session, campaign, **fields)

    assert waits(session, campaign, MONDAY) == {}


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        ({"processed_at": MONDAY - SORTING}, True),
        ({"processed_at": MONDAY - SORTING + timedelta(seconds=1)}, False),
        ({"processed_at": MONDAY, "attempts": 1}, True),
        ({"processed_at": THURSDAY, "nature": Nature.automatic}, False),
    ],
)
def test_what_nobody_sorts_is_shown_after_minutes_or_once_tried(
    session: Session, fields: dict[str, Any], *, is_shown: bool
) -> None:
    """By its number: there is no dossier yet. What no person wrote is never sorted."""
    campaign = campaign_with(session)
    arrival(session, campaign, received_at=THURSDAY, sorted_at=None, **fields)

    shown = {Reason.unsorted: [Item(None, "Envoi 2026-000001", THURSDAY)]}
    assert waits(session, campaign, MONDAY) == (shown if is_shown else {})


@pytest.mark.parametrize(
    ("at", "is_shown"), [("2026-04-26 23:59", False), ("2026-04-27 00:00", True), ("2026-04-30 10:00", True)]
)
def test_an_acknowledgement_is_owed_to_what_nobody_has_sorted(session: Session, at: str, *, is_shown: bool) -> None:
    """Ten business days from the receipt, dossier or not: 29 April for what came on the 15th."""
    campaign = campaign_with(session)
    arrival(session, campaign, received_at=paris("2026-04-15 10:00"), sorted_at=None)

    found = waits(session, campaign, paris(at)).get(Reason.acknowledgement)

    assert found == ([Item(None, "Envoi 2026-000001", paris("2026-04-29 23:59:59"))] if is_shown else None)


def test_an_acknowledgement_that_a_postmark_holds_is_shown_before_its_end(session: Session) -> None:
    """It has no instant at which it leaves, and its date comes near all the same; the nearest first."""
    campaign = campaign_with(session)
    for day in (16, 15):
        received_at = paris(f"2026-04-{day} 10:00")
        application(session, campaign, received_at=received_at, acknowledge_at=None, flags=[Flag.postmark_unreadable])
    arrival(session, campaign, received_at=paris("2026-04-14 10:00"), sorted_at=None)

    found = waits(session, campaign, paris("2026-04-28 09:00"))[Reason.acknowledgement]

    assert [(item.reference, item.detail) for item in found] == [
        (None, paris("2026-04-28 23:59:59")),
        ("ARA-2026-0002", paris("2026-04-29 23:59:59")),
        ("ARA-2026-0001", paris("2026-04-30 23:59:59")),
    ]


@pytest.mark.parametrize("status", [None, *Status])
def test_what_is_in_trouble_is_a_persons_until_its_dossier_was_examined(
    session: Session, status: Status | None
) -> None:
    """With its number and why, and no word of what the mail says."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, status) if status else None
    arrival(session, campaign, dossier, trouble=TWICE)

    found = waits(session, campaign, paris("2026-02-11 09:00")).get(Reason.in_trouble)

    waiting = {None, Status.registered, Status.late, Status.incomplete, Status.under_examination}
    reference, name = ("ARA-2026-0001", NAME) if status else (None, "Envoi 2026-000001")
    assert found == ([Item(reference, name, f"envoi 2026-000001 : {TWICE}")] if status in waiting else None)


@pytest.mark.parametrize(
    ("sender", "nature", "is_shown"),
    [
        ("direction@cidff.example", Nature.written, False),
        ("direction@cidff.example", Nature.automatic, True),
        ("autre@cidff.example", Nature.written, True),
    ],
)
def test_trouble_without_a_dossier_is_over_once_its_sender_writes(
    session: Session, sender: str, nature: Nature, *, is_shown: bool
) -> None:
    """A program that sent a dossier got no answer: a person asked for it."""
    campaign = campaign_with(session)
    arrival(session, campaign, nature=Nature.automatic, trouble=TWICE)
    arrival(session, campaign, sender=sender, nature=nature)

    assert (Reason.in_trouble in waits(session, campaign, paris("2026-02-11 09:00"))) is is_shown


def test_dangerous_files_are_counted_and_not_named(database: str) -> None:
    """One line an arrival; what is wrong otherwise is told to the sender alone."""
    with transaction(database) as session:
        campaign = campaign_with(session)
        mail = arrival(session, campaign, application(session, campaign))
        for trouble in (Trouble.infected, None, Trouble.encrypted, Trouble.infected):
            file_of(session, mail, name="M. Dupont.pdf", trouble=trouble)
        another = arrival(session, campaign, sender="contact@autre.example")
        file_of(session, another, trouble=Trouble.empty)

        found = waits(session, campaign, paris("2026-02-11 09:00"))

    assert found == {Reason.infected: [Item("ARA-2026-0001", NAME, "envoi 2026-000001, 2 fichiers")]}


@pytest.mark.parametrize(("nature", "is_shown"), [(Nature.written, False), (Nature.automatic, True)])
def test_a_dangerous_file_is_settled_by_another_mail(session: Session, nature: Nature, *, is_shown: bool) -> None:
    """Of the same sender, about the same dossier; an automatic reply brings nothing."""
    campaign = campaign_with(session)
    dossier = application(session, campaign)
    file_of(session, arrival(session, campaign, dossier), trouble=Trouble.infected)
    arrival(session, campaign, dossier, received_at=paris("2026-02-10 15:00"), nature=nature, sender="a@b.example")
    other = application(session, campaign, name="Autre")
    arrival(session, campaign, other, sender="contact@autre.example")

    assert (Reason.infected in waits(session, campaign, paris("2026-02-11 09:00"))) is is_shown


def test_another_session_has_its_own(session: Session) -> None:
    """Its board shows what came in it."""
    campaign = campaign_with(session)
    arrival(session, campaign, received_at=THURSDAY, sorted_at=None)

    assert waits(session, campaign_with(session, year=2027), MONDAY) == {}


def test_the_number_of_look_ups_does_not_follow_the_number_of_arrivals(database: str) -> None:
    """However many wait after an outage."""
    made: list[str] = []
    event.listen(engine(database), "before_cursor_execute", lambda *args: made.append(args[2]))
    counted = []
    with transaction(database) as session:
        campaign = campaign_with(session)
        for _ in range(2):
            for _ in range(10):
                untold(session, campaign)
                arrival(session, campaign, received_at=THURSDAY, sorted_at=None, attempts=1)
            made.clear()
            total = {one.reason: one.total for one in board_of(session, campaign, at=MONDAY).pending}
            counted.append((len(made), total[Reason.registration], total[Reason.unsorted]))

    assert counted == [(counted[0][0], 10, 10), (counted[0][0], 20, 20)]
