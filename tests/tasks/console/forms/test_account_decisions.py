"""What the account of an act says of a decision: when it was notified, and until when it may be contested."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Application
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import NoticeStatus, Status
from tasks.console.forms.account import DossierAccount, read_account
from tasks.decisions.record import record_decisions
from tasks.decisions.rectify import hand_over, rectify
from tests.factories import application, campaign_with, paris
from tests.support.decided import AUGUST, TAKEN_BACK, handover, rectification
from tests.support.forms import JULY, decision, refusal


@pytest.fixture
def installed(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a fresh database the one that the settings name, and give its address."""
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    return database


def studied(session: Session) -> Application:
    """Return a dossier on which the commission has not decided."""
    return application(session, campaign_with(session), Status.studied)


def left(session: Session, status: NoticeStatus, at: datetime = JULY) -> None:
    """Hold that a mail server took what waits, or did not."""
    for notice in session.exec(select(Notice).where(Notice.status == NoticeStatus.queued)):
        notice.status, notice.sent_at = status, at


def account(at: datetime) -> DossierAccount:
    """Return the account of an act."""
    return read_account(["ARA-2026-0001"], at=at)[0]


@pytest.mark.parametrize(
    ("status", "days"),
    [
        (NoticeStatus.sent, (date(2026, 7, 9), date(2026, 9, 10))),
        (NoticeStatus.queued, (None, None)),
        (NoticeStatus.failed, (None, None)),
    ],
)
def test_a_decision_that_left_is_notified(
    installed: str, status: NoticeStatus, days: tuple[date | None, date | None]
) -> None:
    """Not one that waits, nor one whose address was refused."""
    with transaction(installed) as session:
        record_decisions(session, refusal(studied(session)), at=JULY)
        session.flush()
        left(session, status)

    told = account(JULY)

    assert (told.notified_on, told.contestable_until) == days


def test_an_acceptance_is_notified_and_opens_no_delay(installed: str) -> None:
    """Its letter does not say how to contest it."""
    with transaction(installed) as session:
        record_decisions(session, decision(studied(session)), at=JULY)
        session.flush()
        left(session, NoticeStatus.sent)

    told = account(JULY)

    assert (told.notified_on, told.contestable_until) == (date(2026, 7, 9), None)


def test_a_dossier_without_a_decision_has_neither_day(installed: str) -> None:
    """Nor has one whose decision is no longer in force."""
    with transaction(installed) as session:
        studied(session)

    told = account(JULY)

    assert (told.notified_on, told.contestable_until) == (None, None)


def test_a_decision_handed_over_is_told_with_its_day(installed: str) -> None:
    """The act changes no status, and sends nothing."""
    at = paris("2026-07-20 10:00")
    with transaction(installed) as session:
        dossier = studied(session)
        record_decisions(session, refusal(dossier), at=JULY)
        hand_over(session, handover(dossier), at=at)

    told = account(at)

    assert (told.former, told.status, told.notices) == (None, Status.refused, [])
    assert (told.notified_on, told.contestable_until) == (date(2026, 7, 16), date(2026, 9, 17))


def test_a_rectified_decision_is_told_from_the_former_status(installed: str) -> None:
    """With its own letter."""
    with transaction(installed) as session:
        dossier = studied(session)
        record_decisions(session, decision(dossier), at=JULY)
        session.flush()
        left(session, NoticeStatus.sent)
        rectify(session, rectification(dossier, "refused", **TAKEN_BACK), at=AUGUST)

    told = account(AUGUST)

    assert (told.former, told.status) == (Status.accepted, Status.refused)
    assert told.notices == [("rectified", NoticeStatus.queued)]
    assert (told.notified_on, told.contestable_until) == (None, None)
