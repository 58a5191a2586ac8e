"""Whether the machine is well, as the board says it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.pages.board.health import signs
from models.storage.proof.seals import SealBlock
from tasks.console.pages.session_board import Seen
from tasks.incidents.health.conductor import Conductor
from tasks.incidents.health.rows import Room, Rows

NOW = datetime(2026, 5, 20, 8, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
WELL = Conductor("READY", NOW, late=0, broken=0)
QUIET = Rows(last_mail=NOW - timedelta(hours=1))
ROOM = Room(50_000_000_000, 100_000_000_000)


def told(rows: Rows = QUIET, conductor: Conductor | None = WELL) -> dict[str, tuple[bool, str]]:
    """What each sign says."""
    seen = Seen((), rows, {"installation": ROOM})
    return {sign.label: (sign.is_well, sign.said) for sign in signs(seen, conductor, PARIS, at=NOW)}


def test_a_machine_that_is_well() -> None:
    """Each sign says so."""
    assert told() == {
        "Worker": (True, "vivant"),
        "Exécutions en retard": (True, "aucune"),
        "En panne depuis hier": (True, "aucune"),
        "Courriel lu": (True, "le dernier aujourd'hui à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00"),
        "Envois": (True, "rien n'attend de partir"),
        "Disque": (True, "il reste 50 Go (50 %)"),
    }


@pytest.mark.parametrize(
    ("conductor", "sign", "said"),
    [
        (None, "Serveur", (False, "Prefect ne répond pas")),
        (WELL._replace(status="NOT_READY"), "Worker", (False, "ne répond plus")),
        (WELL._replace(status="PAUSED"), "Worker", (False, "suspendu : rien ne part avant qu'il soit repris")),
        (WELL._replace(late=3), "Exécutions en retard", (False, "3")),
        (WELL._replace(broken=1), "En panne depuis hier", (False, "1")),
    ],
)
def test_what_is_wrong_with_prefect_is_said(conductor: Conductor | None, sign: str, said: tuple[bool, str]) -> None:
    """By its own sign."""
    assert told(conductor=conductor)[sign] == said


@pytest.mark.parametrize(
    ("fields", "sign", "said"),
    [
        ({"last_mail": None}, "Courriel lu", (True, "aucun encore")),
        (
            {"last_mail": NOW - timedelta(days=3)},
            "Courriel lu",
            (True, "le dernier le 17/05/2026 à 10\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00"),
        ),
        ({"queued": 1}, "Envois", (True, "1 courriel attend de partir")),
        (
            {"queued": 2, "stuck": 2},
            "Envois",
            (False, "2 courriels attendent depuis plus d'une heure ; aucun n'est parti"),
        ),
    ],
)
def test_what_our_own_rows_say(fields: dict[str, Any], sign: str, said: tuple[bool, str]) -> None:
    """By the measures of the watcher: a notice may wait for an hour before anybody is told."""
    assert told(QUIET._replace(**fields))[sign] == said


def test_the_hash_of_the_last_block_is_shown() -> None:
    """In groups that a narrow screen can part."""
    heads = {"form": 1, "previous": "", "first": 1, "count": 1, "last_seal": "", "is_whole": True}
    block = SealBlock.model_validate({"number": 7, "at": NOW, "sealed_at": NOW, "hash": "5f0c" * 16, **heads})

    group = "5f0c" * 4
    said = f"bloc 7 du 20/05/2026, empreinte {group} {group} {group} {group}"
    assert told(QUIET._replace(sealed=block))["Scellement"] == (True, said)
