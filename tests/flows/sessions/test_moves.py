"""What the system does alone leaves events too: the console tells the whole life of a dossier."""

import pytest

from flows import run_context
from flows.run_context import tell_moves
from flows.sessions.conduct import run_campaign
from models.dossiers.journal import JournalLine
from models.storage.database import transaction
from models.vocabulary import Event, Status
from tasks.concerned import Concerned
from tasks.sessions.moves import Move, moves_at
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris

JUNE = paris("2026-06-01 10:00")
INCOMPLETE = "ARA-2026-0001"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str | None]]:
    """Give the events that are left: what happened, what it is about, and the status after it."""
    events: list[tuple[str, str, str | None]] = []

    def keep(*, event: str, resource: dict[str, str], **_rest: object) -> None:
        events.append((event, resource["prefect.resource.id"], resource.get("spro.status")))

    monkeypatch.setattr(run_context, "emit_event", keep)
    return events


def line(application_id: int | None, campaign_id: int | None, event: Event, at: str) -> JournalLine:
    """A line of the journal about a dossier that becomes a member."""
    moved = {"former": Status.accepted, "status": Status.member, "by": "système"}
    said = {"application_id": application_id, "campaign_id": campaign_id, "event": event, "at": paris(at)}
    return JournalLine.model_validate(said | moved)


@pytest.fixture
def journal(spro: Installation) -> Installation:
    """Give an installation in which something happened at noon, and something else an hour before."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        made = application(session, campaign, Status.member)
        session.add(line(made.id, campaign.id, Event.sign, "2026-09-01 11:00"))
        session.add(line(made.id, campaign.id, Event.effect, "2026-09-01 12:00"))
    return spro


def test_the_moves_of_an_instant_are_those_of_its_journal(journal: Installation) -> None:
    """With the dossier as it stood after each."""
    moved = Concerned("ara-2026", INCOMPLETE, "CIDFF de l'Ain", Status.member)

    assert moves_at(journal.database, at=paris("2026-09-01 12:00")) == [Move(Event.effect, moved)]


def test_an_event_is_called_as_the_move(journal: Installation, told: list[tuple[str, str, str | None]]) -> None:
    """In French, in letters that an event may have."""
    tell_moves(at=paris("2026-09-01 12:00"))

    assert told == [("spro.prise-d-effet", f"spro.dossier.{INCOMPLETE}", "member")]


@pytest.mark.prefect
async def test_a_dossier_that_is_carried_over_alone_leaves_an_event(
    prefect: None, spro: Installation, told: list[tuple[str, str, str | None]]
) -> None:
    """The end of the instruction does it, and nobody clicked."""
    with transaction(spro.database) as session:
        application(session, campaign_with(session), Status.incomplete, missing=["annexe-1"])

    await run_campaign(at=JUNE)

    assert ("spro.report", f"spro.dossier.{INCOMPLETE}", "carried_over") in told
