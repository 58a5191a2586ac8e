"""What a session is called in a sentence."""

from datetime import date

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.region.file import load_region
from models.sessions.opening import need_meeting, open_campaign
from tests.factories import campaign_with, paris


def test_a_session_is_called_by_its_label(session: Session) -> None:
    """« la session 2026 », whatever a region calls its sessions."""
    region, at = load_region("centre-val-de-loire"), paris("2026-01-05 09:00")
    other, _ = open_campaign(session, region, year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)

    assert campaign_with(session).called == "la session 2026"
    assert other.called == "la session « Adhésions 2026 »"


def test_a_session_without_a_body_says_that_there_is_none(session: Session) -> None:
    """Nobody is told to choose among bodies where there is none."""
    region, at = load_region("centre-val-de-loire"), paris("2026-01-05 09:00")
    campaign, _ = open_campaign(session, region, year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)

    with pytest.raises(Refusal) as refused:
        need_meeting(campaign, "commission")

    assert refused.value.mend == "la session « Adhésions 2026 » ne l'a pas ; aucune ne s'y fixe, ni ne s'y déplace."
