"""How a session begins."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.region.file import load_region
from models.region.model import RegionError
from models.region.stages.words import WORDS
from models.sessions.campaign import Campaign, Prospect, Stage
from models.sessions.opening import add_prospects, find_campaign, open_campaign, stages
from tests.factories import REGION, campaign_with, paris

AT = paris("2026-03-02 10:00")


def test_a_session_begins_with_its_five_stages(session: Session) -> None:
    """In their order, none done, none changed, and who opened it is kept."""
    campaign = campaign_with(session)

    found = stages(session, campaign)

    assert list(found) == list(WORDS)
    assert {(stage.done_at, stage.meeting_on, stage.revision) for stage in found.values()} == {(None, None, 0)}
    assert (campaign.code, campaign.label, campaign.opened_by) == ("ara-2026", "Session 2026", "Mme Essai")


@pytest.mark.parametrize(
    ("region", "names"),
    [("centre-val-de-loire", []), ("hauts-de-france", []), ("label-national", ["avis", "attribution"])],
)
def test_where_nothing_ends_a_session_has_no_deadline(session: Session, region: str, names: list[str]) -> None:
    """What is deposited on any day is in time, and each acceptance takes effect on a day of its own."""
    campaign = campaign_with(session, region=region)

    found = stages(session, campaign)

    assert (list(found), found.deposit, found.examination, found.effect) == (names, None, None, None)
    assert found.deposit_ends > paris("2999-12-31 00:00")
    assert found.effect_at == campaign.opens_at


def test_opening_twice_opens_once(session: Session) -> None:
    """The same region and year are the same session."""
    first = campaign_with(session)

    second, opened = open_campaign(
        session, load_region(REGION), year=2026, opens=date(2026, 2, 2), by="M. Autre", at=AT
    )

    assert (second.id, opened) == (first.id, False)
    assert (second.opened_by, second.opens_at) == ("Mme Essai", paris("2026-01-19 00:00"))
    assert len(session.exec(select(Stage)).all()) == len(WORDS)


def test_a_prospect_is_added_once(session: Session) -> None:
    """Those that were not known are told apart."""
    campaign = campaign_with(session, prospects=["a@cidff.example", "b@cidff.example"])

    new = add_prospects(session, campaign, ["b@cidff.example", "c@cidff.example", "c@cidff.example"])

    addresses = session.exec(select(Prospect.address).order_by(col(Prospect.id))).all()
    assert new == ["c@cidff.example"]
    assert addresses == ["a@cidff.example", "b@cidff.example", "c@cidff.example"]


def test_a_session_keeps_the_rules_it_opened_with(session: Session) -> None:
    """A later edit of the region file changes nothing for dossiers already deposited."""
    campaign = campaign_with(session, {"policies.completion.days": 30})

    open_campaign(session, load_region(REGION), year=2026, opens=date(2026, 1, 19), by="x", at=AT)

    assert campaign.rules == load_region(REGION, {"policies.completion.days": 30})


def test_a_session_does_not_open_after_its_deadline(session: Session) -> None:
    """The region file and the day do not fit together: said, and nothing is opened."""
    with pytest.raises(RegionError):
        open_campaign(session, load_region(REGION), year=2026, opens=date(2026, 5, 4), by="x", at=AT)

    assert session.exec(select(Campaign)).all() == []


OPENINGS = [
    ("2026-01-19", "2026-01-19 09:00", "2026-03-30 09:00"),
    ("2026-04-01", "2026-03-01 09:00", "2026-04-14 09:00"),
    ("2026-04-20", "2026-04-20 09:00", "2026-04-22 09:00"),
    ("2026-04-28", "2026-04-28 09:00", None),
]


@pytest.mark.parametrize(("opens", "at", "reminder"), OPENINGS)
def test_nobody_is_reminded_before_the_opening(session: Session, opens: str, at: str, reminder: str | None) -> None:
    """The first reminder planned is the first after the session opens, however early it was prepared."""
    day = date.fromisoformat(opens)

    campaign, _ = open_campaign(session, load_region(REGION), year=2026, opens=day, by="x", at=paris(at))

    planned = stages(session, campaign)["deposit"].next_reminder_at
    assert planned == (reminder and paris(reminder))


def test_only_the_deposit_has_reminders(session: Session) -> None:
    """The bodies are convened; nobody is reminded of them."""
    found = stages(session, campaign_with(session))

    assert [name for name, stage in found.items() if stage.next_reminder_at] == ["deposit"]


@pytest.mark.parametrize("code", ["ara-2026", " ARA-2026 ", "Ara-2026"])
def test_a_session_is_found_by_its_code(session: Session, code: str) -> None:
    """Whatever the case in which somebody types it."""
    campaign = campaign_with(session)

    assert find_campaign(session, code) is campaign


def test_a_session_is_found_by_a_code_in_capitals(session: Session) -> None:
    """A region file may write its codes so."""
    campaign = campaign_with(session, {"session.code": "HDF-{year}"})

    assert find_campaign(session, "hdf-2026") is campaign


def test_an_unknown_code_is_answered_with_those_there_are(session: Session) -> None:
    """In French: what was typed, and what could have been."""
    for year in (2026, 2025):
        campaign_with(session, year=year)

    with pytest.raises(Refusal, match=r"^Session « ara-2062 » : .* ; sessions ouvertes : ara-2025, ara-2026\.$"):
        find_campaign(session, "ara-2062")


def test_every_stage_has_its_words() -> None:
    """Screens and mails name all five."""
    assert list(WORDS) == list(WORDS)


def test_no_dossier_is_touched_by_an_opening(session: Session) -> None:
    """Rows of applications are a deposit's matter."""
    campaign_with(session)

    assert session.exec(select(Application)).all() == []
