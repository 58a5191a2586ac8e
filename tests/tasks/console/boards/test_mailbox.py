"""What became of each arrival, and in which sessions something came lately."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models.intake.words import Nature
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.console.boards.mailbox import LATELY, Fate, fate_of, lively
from tests.conftest import Installation
from tests.factories import application, arrival, campaign_with, paris

LATER = paris("2026-02-12 10:00")
TROUBLE = "Ses fichiers n'ont pas pu être examinés."


@pytest.mark.parametrize(
    ("fields", "fate"),
    [
        ({}, Fate.opened),
        ({"received_at": LATER}, Fate.joined),
        ({"received_at": LATER, "sorted_at": None}, Fate.waiting),
        ({"trouble": TROUBLE}, Fate.in_trouble),
        ({"nature": Nature.again, "trouble": TROUBLE}, Fate.in_trouble),
        ({"nature": Nature.automatic}, Nature.automatic),
    ],
)
def test_each_arrival_says_what_became_of_it(session: Session, fields: dict[str, Any], fate: Fate | Nature) -> None:
    """Or what it was taken for, where nobody answers it."""
    campaign = campaign_with(session)
    dossier = application(session, campaign)

    assert fate_of(arrival(session, campaign, dossier, **fields), dossier) is fate


def test_trouble_is_over_once_the_dossier_was_examined(session: Session) -> None:
    """Somebody has looked at all that it holds."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.examined)

    assert fate_of(arrival(session, campaign, dossier, trouble=TROUBLE), dossier) is Fate.opened


def test_a_session_is_lively_for_an_hour_after_something_came(spro: Installation) -> None:
    """Whoever registered it: the run of the hour shows it."""
    with transaction(spro.database) as session:
        arrival(session, campaign_with(session), processed_at=LATER)

    assert lively(at=LATER + LATELY / 2) == ["ara-2026"]
    assert lively(at=LATER + LATELY + timedelta(minutes=1)) == []
