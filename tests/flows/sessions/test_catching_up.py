"""What should lapse waits until we have caught up: the run reads the mailbox first, the watcher has it run again."""

from datetime import date, datetime, timedelta
from mailbox import Maildir

import pytest
from sqlmodel import Session, select

from flows.installation.watch import retained_deadlines
from flows.sessions.conduct import run_campaign
from models.dossiers.application import CompletionRequest
from models.sessions.campaign import Campaign
from models.storage.addresses import DEPOSIT
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import RequestOutcome, Status
from tasks.intake.registering.caught_up import note_readings
from tests.conftest import Installation
from tests.factories import application, campaign_with, completion_request, paris
from tests.support.mails import compose, pdfs

NINE = paris("2026-05-08 09:00")
"""When a request that ran until 7 May is told to be over."""


@pytest.fixture
def asked(spro: Installation) -> Installation:
    """Give an installation that has not read its mailbox since the eve of a request's last day."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])
        completion_request(session, campaign, dossier, due_on=date(2026, 5, 7))
        read(session, paris("2026-05-06 10:00"))
        reference, contact = dossier.reference, dossier.contact
    answer = compose(
        reference, files=pdfs(["annexe-1"]), sender=contact, subject=reference, received="2026-05-07 20:00"
    )
    Maildir(spro.mailbox, create=True).add(answer.as_bytes())
    return spro


def read(session: Session, at: datetime) -> None:
    """Have the mailbox been read through."""
    note_readings(session, {DEPOSIT: at}, roles=[DEPOSIT])


def outcome(asked: Installation) -> RequestOutcome:
    """Return how the request ended."""
    with reading(asked.database) as session:
        return RequestOutcome(session.exec(select(CompletionRequest.outcome)).one())


def retained(asked: Installation) -> datetime | None:
    """Return since when something is held back."""
    with reading(asked.database) as session:
        return session.exec(select(Campaign.retained_at)).one()


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_the_run_reads_the_mailbox_before_anything_lapses(asked: Installation) -> None:
    """The answer of the last evening is sorted first: nothing is left to expire."""
    await run_campaign(at=NINE)

    assert (outcome(asked), retained(asked)) == (RequestOutcome.answered, None)


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_where_it_cannot_the_watcher_has_it_run_again_once_the_mailbox_is_read(asked: Installation) -> None:
    """Until then there is nothing to do, however often the watcher looks."""
    asked.mailbox.rename(asked.mailbox.with_name("ailleurs"))
    asked.mailbox.write_text("ceci n'est pas une boîte")

    await run_campaign(at=NINE)
    held = outcome(asked), retained(asked), retained_deadlines(Settings())
    with transaction(asked.database) as session:
        read(session, NINE + timedelta(hours=5))

    assert held == (RequestOutcome.open, NINE, frozenset())
    assert retained_deadlines(Settings()) == {f"ara-2026/{NINE}"}
