"""The morning's letter to the coordinators: when it may leave, once a day, to whom, and what it says."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from models.forms.handling import AssignmentForm
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.proof.seals import last_block
from models.vocabulary import NoticeKind, Status
from notifications.views.notices import WaitingView
from tasks.console.boards.board import read_shares
from tasks.console.waiting.reasons import Reason
from tasks.dossiers.handling import assign
from tasks.incidents.proof.seal import seal
from tasks.sessions.digest import coordinators, digest_is_due, queue_digest, queue_shares
from tests.factories import application, arrival, campaign_with, paris, typed

MORNING = "2026-04-20 09:00"
COORDINATORS = "contenu-spro@example.invalid"
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
    """Return the letters that are queued, in their order."""
    return list(session.exec(select(Notice).where(Notice.kind == NoticeKind.digest).order_by(col(Notice.id))))


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
    text = typed(letter.text)
    said = ("Demandes expirées (3)", WAITING.act, *WAITING.dossiers, "et 1 autre", "lundi 20 avril 2026")
    assert [words in text for words in said] == [True] * 6
    assert ("console.example.invalid/tableau" in text) is (board is not None)
    assert (letter.application_id, letter.enqueued_at) == (None, paris(MORNING))


def test_the_letter_tells_the_hash_of_the_last_block(installed: str) -> None:
    """It leaves the machine with it; before the first block there is nothing to tell."""
    queue(installed, MORNING)
    with transaction(installed) as session:
        before = letters(session)[0].text
        arrival(session, session.exec(select(Campaign)).one())
    seal(installed, at=paris("2026-04-20 10:00"))
    queue(installed, "2026-04-21 09:00")

    with reading(installed) as session:
        after, block = letters(session)[0].text, last_block(session)
    assert "Scellement" not in before
    assert block
    assert "jusqu'au bloc n° 1, dont voici l'empreinte" in typed(after)
    assert block.hash in after


def test_the_letter_goes_to_the_desk_that_answers_on_contents(session: Session) -> None:
    """S0 names it; where a region file has no mailbox for it, the examining service reads the letter."""
    campaign = campaign_with(session)
    roles = campaign.rules.roles
    silent = roles.content_contact.model_copy(update={"email": None})
    alone = campaign.rules.model_copy(update={"roles": roles.model_copy(update={"content_contact": silent})})

    with_a_desk = coordinators(campaign)
    campaign.region = alone.model_dump_json()

    assert (with_a_desk, coordinators(campaign)) == (roles.content_contact.email, roles.examining_service.email)


def test_the_hour_is_the_regions(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven in the morning, where it says so."""
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    with transaction(database) as session:
        campaign_with(session, {"policies.send_hour": 7})

    assert [digest_is_due("ara-2026", at=paris(f"2026-04-20 {hour}")) for hour in ("06:59", "07:00")] == [False, True]


AGENTS = {
    "agents": {
        "loire": {"label": "Instruction, Loire", "email": "loire-spro@example.invalid"},
        "ain": {"label": "Instruction, Ain", "email": "ain-spro@example.invalid"},
    }
}


@pytest.fixture
def shared(any_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a database whose session has two desks, of which one has a late dossier, the one that the settings name."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    with transaction(any_database) as session:
        campaign = campaign_with(session, AGENTS)
        late = [application(session, campaign, Status.late, name=name) for name in ("MJC", "MIFE")]
        assign(
            session, AssignmentForm(references=[late[1].reference], agent="loire", by="Mme Essai"), at=paris(MORNING)
        )
    return any_database


@pytest.mark.usefixtures("shared")
def test_each_desk_has_its_share_of_what_waits() -> None:
    """Its own dossiers alone; a desk that has none has no share."""
    shares = read_shares("ara-2026", at=paris("2026-05-20 09:00"), limit=5)

    assert {
        agent: [(one.reason, one.total, [item.reference for item in one.first]) for one in share.pending]
        for agent, share in shares.items()
    } == {"loire": [(Reason.late, 1, ["ARA-2026-0002"])]}


def test_its_own_lines_come_first_in_its_letter(shared: str) -> None:
    """Then all that waits, as the coordinators read it; once a day, and not called off by theirs."""
    own = replace(WAITING, title="Hors délai", dossiers=("ARA-2026-0002 · MIFE",), total=1, others=0)
    for _ in range(2):
        with transaction(shared) as session:
            campaign = session.exec(select(Campaign)).one()
            queue_digest(session, campaign, [WAITING], board=None, at=paris(MORNING))
            queue_shares(session, campaign, [WAITING], {"loire": [own]}, board=None, at=paris(MORNING))

    with transaction(shared) as session:
        theirs, ours = letters(session)
        assert [one.recipient for one in (theirs, ours)] == [
            "contenu-spro@example.invalid",
            "loire-spro@example.invalid",
        ]
        assert "Vos dossiers" not in theirs.text
        text = typed(ours.text)
        assert text.index("Vos dossiers : Hors délai (1)") < text.index("Demandes expirées (3)")


def test_a_mailbox_that_the_coordinators_read_has_one_letter(shared: str) -> None:
    """Two on one morning would be read as the same."""
    with transaction(shared) as session:
        campaign = campaign_with(session, {"agents": {"a": {"label": "A", "email": COORDINATORS}}}, year=2027)

        assert queue_shares(session, campaign, [WAITING], {"a": [WAITING]}, board=None, at=paris(MORNING)) == 0
