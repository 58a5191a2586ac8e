"""For which call the form is written."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from models.region.file import load_region
from models.sessions.opening import move_stage, stages
from tasks.intake.published.application_form import call_of, next_call, write_form
from tests.factories import REGION, campaign_with, paris
from tests.notifications.documents.word import paragraphs

RULES = load_region(REGION)


@pytest.mark.parametrize(
    ("at", "last_day"),
    [
        ("2026-01-02 09:00", date(2026, 4, 29)),
        ("2026-04-29 23:59", date(2026, 4, 29)),
        ("2026-04-30 00:00", date(2027, 4, 29)),
        ("2026-12-31 23:59", date(2027, 4, 29)),
    ],
)
def test_without_a_session_the_region_file_tells_the_next_call(session: Session, at: str, last_day: date) -> None:
    """Until its last day has passed, this year's; then the next."""
    call = next_call(session, RULES, at=paris(at))

    assert (call.year, call.last_day) == (last_day.year, last_day)


def test_a_session_that_was_put_off_is_open_until_its_new_day(session: Session) -> None:
    """Nobody is given a form with a date that no longer counts."""
    campaign = campaign_with(session)
    deposit = stages(session, campaign)["deposit"]
    move_stage(
        session, campaign, deposit, to=date(2026, 5, 20), reason="Grève", by="Essai", at=paris("2026-04-02 09:00")
    )

    call = next_call(session, RULES, at=paris("2026-05-10 09:00"))

    assert (call.year, call.last_day) == (2026, date(2026, 5, 20))


def test_an_open_session_keeps_the_rules_that_it_was_opened_with(session: Session) -> None:
    """A region file edited since changes no form of that session."""
    campaign_with(session, {"roles.deposit_mailbox.email": "guichet@example.invalid"})

    assert call_of(session, RULES, year=2026).region.roles.deposit_mailbox.email == "guichet@example.invalid"
    assert call_of(session, RULES, year=2027).region == RULES


def test_the_form_of_a_year_is_written(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that is made if need be, under the name of its year."""
    monkeypatch.setenv("SPRO_DATABASE_URL", database)

    path, sites = write_form(tmp_path / "a" / "b", RULES, year=2028, at=paris("2026-05-10 09:00"))

    assert path == tmp_path / "a" / "b" / "dossier-de-candidature-2028.docx"
    assert sites == tmp_path / "a" / "b" / "tableau-des-sites-2028.xlsx"
    assert paragraphs(path.read_bytes())[-1][1].endswith("auvergne-rhone-alpes/2028")
