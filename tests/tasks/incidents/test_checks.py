"""What is found wrong without Prefect: by the looks that boards take, and of the mailboxes."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import IncidentKind
from tasks.incidents.checks import check, judged
from tasks.incidents.health.rows import Room, Rows
from tasks.intake.store import Altered, Store
from tests.factories import arrival, campaign_with, file_of, paris
from tests.tasks.incidents.health.cases import HALF, QUIET, case_of

FILE = b"annexe"
AT = paris("2026-04-20 09:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("rows", "disks", "kind", "detail"),
    [
        (Rows(stuck=2), HALF, "outbox", "2 courriels attendent depuis plus d'une heure ; aucun n'est parti."),
        (
            Rows(unanswered=5),
            HALF,
            "unanswered",
            "5 messages en une heure n'ont pas eu de réponse : leurs envois se suivent sans fin.",
        ),
        (QUIET, {"installation": Room(1_000_000_000, 2_000_000_000)}, "disk", "Il reste 1,0 Go (50 %)."),
    ],
)
def test_what_a_look_finds_wrong_is_an_incident(rows: Rows, disks: Mapping[str, Room], kind: str, detail: str) -> None:
    """In the words of the board, as a sentence."""
    assert [(one.kind, one.detail) for one in judged(case_of(rows=rows, disks=disks))] == [(IncidentKind(kind), detail)]


def test_a_machine_that_is_well_has_no_incident() -> None:
    """Letters may wait for an hour."""
    assert list(judged(case_of(rows=Rows(queued=3)))) == []


@pytest.mark.parametrize(("unread", "is_said"), [(HOUR, True), (HOUR - MINUTE, False)])
def test_a_mailbox_that_was_not_read_for_an_hour_is_an_incident(
    database: str, tmp_path: Path, unread: timedelta, *, is_said: bool
) -> None:
    """Each mailbox on its own: the others may be well."""
    with transaction(database) as session:
        campaign_with(session)
    settings = Settings(home=tmp_path, database_url=database)

    seen = list(check(settings, {"deposit_mailbox": timedelta(), "content_contact": unread}, at=AT))

    assert [(one.kind, one.about) for one in seen] == ([(IncidentKind.mailbox, "content_contact")] if is_said else [])


def test_a_file_that_changed_since_it_came_is_an_incident(database: str, tmp_path: Path) -> None:
    """Once it was asked for, until it is put back; it names the arrival, and leads there."""
    settings = Settings(home=tmp_path, database_url=database)
    store = Store(settings.store)
    with transaction(database) as session:
        campaign = campaign_with(session)
        file_of(session, arrival(session, campaign), digest=(digest := store.put(FILE)))
    Path(store.path(digest)).write_bytes(b"other")
    with pytest.raises(Altered):
        store.get(digest)

    [seen] = check(settings, {}, at=AT)
    store.put(FILE)

    assert seen.detail == "Un fichier de l'envoi 2026-000001 n'est plus ce qu'il était à sa réception."
    assert (seen.kind, seen.about, seen.path) == (IncidentKind.altered, digest, "/spro/arrivees/2026-000001")
    assert list(check(settings, {}, at=AT)) == []
