"""The morning's letter to the coordinators: when it may leave, once a day, to whom, and what it says."""

import pytest
from sqlmodel import Session, select

from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import NoticeKind
from notifications.views.notices import WaitingView
from tasks.sessions.digest import coordinators, digest_is_due, queue_digest
from tests.factories import campaign_with, paris

MORNING = "2026-04-20 09:00"
WAITING = WaitingView(
    title="Demandes expirées",
    act="Prolongez la demande, ou reportez le dossier.",
    total=3,
    dossiers=("ARA-2026-0001 · CIDFF de l'Ain · 7 mai", "ARA-2026-0002 · MJC de Bron · 8 mai"),
    others=1,
    link="https://console.example.invalid/formulaire",
)


@pytest.fixture
def installed(any_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a database with the session of 2026 the one that the settings name, and give its address."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    with transaction(any_database) as session:
        campaign_with(session)
    return any_database


def queue(address: str, at: str, *, board: str | None = None, code: str = "ara-2026") -> int:
    """Queue the letter of an instant, and return how many are new."""
    with transaction(address) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        return queue_digest(session, campaign, [WAITING], board=board, at=paris(at))


def letters(session: Session) -> list[Notice]:
    """Return the letters that are queued."""
    return list(session.exec(select(Notice).where(Notice.kind == NoticeKind.digest)))


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-04-20 08:59:59", False),
        ("2026-04-20 09:00", True),  # A Monday.
        ("2026-04-20 23:59", True),
        ("2026-04-18 09:00", False),  # A Saturday.
        ("2026-04-19 15:00", False),
        ("2026-05-01 09:00", False),  # A holiday, on a Friday.
        ("2026-03-30 09:00", True),  # The day after the clocks went forward.
        ("2026-10-26 08:59", False),
    ],
)
def test_the_letter_leaves_on_business_days_from_the_sending_hour_on(installed: str, at: str, *, due: bool) -> None:
    """Whenever the run is that writes it: a morning that was missed is made up for in the day."""
    assert digest_is_due("ara-2026", at=paris(at)) is due


def test_the_letter_leaves_once_a_day(installed: str) -> None:
    """The morning's run, and the others of the day; the next day is another."""
    assert queue(installed, MORNING) == 1

    later = ["2026-04-20 09:00", "2026-04-20 17:00", "2026-04-21 08:00", "2026-04-21 09:00"]
    assert [digest_is_due("ara-2026", at=paris(at)) for at in later] == [False, False, False, True]
    assert [queue(installed, at) for at in ("2026-04-20 17:00", "2026-04-21 09:00")] == [0, 1]


def test_each_session_has_its_letter(installed: str) -> None:
    """That of one does not stand for that of another."""
    with transaction(installed) as session:
        campaign_with(session, year=2027)
    queue(installed, MORNING)

    assert [digest_is_due(code, at=paris(MORNING)) for code in ("ara-2026", "ara-2027")] == [False, True]


@pytest.mark.parametrize("board", [None, "https://console.example.invalid/tableau"])
def test_the_letter_says_what_waits_and_what_to_do(installed: str, board: str | None) -> None:
    """Each reason with its number, its first dossiers and its form; where the console is known, where it shows it."""
    queue(installed, MORNING, board=board)

    with transaction(installed) as session:
        [letter] = letters(session)
    text = " ".join(letter.text.split())
    said = ("Demandes expirées (3)", WAITING.act, *WAITING.dossiers, "et 1 autre", "lundi 20 avril 2026")
    assert [words in text for words in said] == [True] * 6
    assert ("console.example.invalid/tableau" in text) is (board is not None)
    assert (letter.application_id, letter.enqueued_at) == (None, paris(MORNING))


def test_the_letter_goes_to_the_desk_that_answers_on_contents(session: Session) -> None:
    """S0 names it; where a region file has no mailbox for it, the examining service reads the letter."""
    campaign = campaign_with(session)
    roles = campaign.rules.roles
    silent = roles.content_contact.model_copy(update={"email": None})
    alone = campaign.rules.model_copy(update={"roles": roles.model_copy(update={"content_contact": silent})})

    with_a_desk = coordinators(campaign)
    campaign.region = alone.model_dump_json()

    assert (with_a_desk, coordinators(campaign)) == (roles.content_contact.email, roles.examining_service.email)


def test_the_hour_is_the_regions(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven in the morning, where it says so."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    with transaction(any_database) as session:
        campaign_with(session, {"policies.send_hour": 7})

    assert [digest_is_due("ara-2026", at=paris(f"2026-04-20 {hour}")) for hour in ("06:59", "07:00")] == [False, True]
