"""When a decision is notified, and until when it may be contested: by the letter that arrived, or otherwise."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from models.dossiers.application import Application, Decision, Handover
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import Channel, DecisionSense, NoticeStatus, Status
from notifications.loading.proof_of_notification import Served, load_former_decisions, rectification, served
from notifications.views.notices import FormerView
from tests.factories import application, campaign_with, decision_on, notice, paris

JULY, AUGUST = paris("2026-07-09 10:00"), paris("2026-08-31 23:30")
SUBJECTS = {"accepted": "Votre candidature est acceptée", "refused": "Décision : refus", "adjourned": "Ajournée"}


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give the session of the shipped region."""
    return campaign_with(session)


@pytest.fixture
def dossier(session: Session, campaign: Campaign) -> Application:
    """Give a dossier that was refused."""
    return application(session, campaign, Status.refused)


def tell(
    session: Session,
    campaign: Campaign,
    dossier: Application,
    decision: Decision,
    kind: str = "",
    **fields: Any,  # noqa: ANN401
) -> Notice:
    """Add the letter of a decision: it left in the evening of 31 August, unless `fields` says otherwise."""
    kind = kind or decision.decision.value
    occurrence = rectification(decision) if kind == "rectified" else decision.version
    row: dict[str, Any] = {"status": NoticeStatus.sent, "sent_at": AUGUST, "due_at": None}
    return notice(
        session,
        campaign,
        application=dossier,
        key=f"{dossier.reference}/{kind}/{occurrence}",
        kind=kind,
        subject=f"[{dossier.reference}] {SUBJECTS.get(kind, 'Décision rectifiée')}",
        **(row | fields),
    )


def hand(session: Session, decision: Decision, on: date) -> None:
    """Record that a decision was handed over on a day."""
    row: dict[str, Any] = {"channel": Channel.by_hand, "by": "Mme Essai", "recorded_at": AUGUST}
    session.add(Handover(decision_id=decision.id or 0, on=on, **row))
    session.flush()


def found(session: Session, campaign: Campaign, dossier: Application) -> Served:
    """Return how the decision on a dossier stands."""
    return served(session, campaign.rules, [dossier.id or 0])[dossier.id or 0]


def days(session: Session, campaign: Campaign, dossier: Application) -> tuple[date | None, date | None]:
    """Return when the decision on a dossier was notified, and until when it may be contested."""
    how = found(session, campaign, dossier)
    return how.notified_on, how.contestable_until


def test_a_decision_is_notified_on_the_day_its_letter_left(
    session: Session, campaign: Campaign, dossier: Application
) -> None:
    """CRPA L221-8, on the clock of the Région; then two months « franc »: 1 November is a Sunday, and All Saints'."""
    tell(session, campaign, dossier, decision_on(session, dossier))

    assert days(session, campaign, dossier) == (date(2026, 8, 31), date(2026, 11, 2))


@pytest.mark.parametrize("status", sorted(set(NoticeStatus) - {NoticeStatus.sent}))
def test_a_letter_that_did_not_arrive_notifies_nothing(
    session: Session, campaign: Campaign, dossier: Application, status: NoticeStatus
) -> None:
    """Case 51: refused, returned, or still waiting: no delay runs, whenever it once left."""
    tell(session, campaign, dossier, decision_on(session, dossier), status=status)

    assert days(session, campaign, dossier) == (None, None)


def test_a_decision_without_a_letter_is_not_notified(
    session: Session, campaign: Campaign, dossier: Application
) -> None:
    """Nor is a dossier without a decision anything to speak of."""
    decision_on(session, dossier)
    undecided = application(session, campaign, Status.studied)

    assert days(session, campaign, dossier) == (None, None)
    assert served(session, campaign.rules, [undecided.id or 0]) == {}


@pytest.mark.parametrize("status", NoticeStatus)
def test_the_other_channel_counts_where_there_is_one(
    session: Session, campaign: Campaign, dossier: Application, status: NoticeStatus
) -> None:
    """It leaves a proof, whatever became of the mail."""
    decision = decision_on(session, dossier)
    tell(session, campaign, dossier, decision, status=status)
    hand(session, decision, date(2026, 9, 15))

    assert days(session, campaign, dossier) == (date(2026, 9, 15), date(2026, 11, 16))


def test_an_acceptance_is_notified_and_its_letter_opens_no_delay(session: Session, campaign: Campaign) -> None:
    """CJA R421-5: a delay runs only where the letter says how to contest."""
    dossier = application(session, campaign, Status.accepted)
    tell(session, campaign, dossier, decision_on(session, dossier, DecisionSense.accepted))

    assert days(session, campaign, dossier) == (date(2026, 8, 31), None)


def test_a_rectified_acceptance_may_be_contested(session: Session, campaign: Campaign) -> None:
    """Its letter says how."""
    dossier = application(session, campaign, Status.accepted)
    decision_on(session, dossier)
    tell(session, campaign, dossier, decision_on(session, dossier, DecisionSense.accepted, version=2), "rectified")

    assert days(session, campaign, dossier) == (date(2026, 8, 31), date(2026, 11, 2))


def test_only_the_latest_decision_counts(session: Session, campaign: Campaign, dossier: Application) -> None:
    """What told the former notifies nothing of the one in force."""
    former = decision_on(session, dossier)
    tell(session, campaign, dossier, former)
    hand(session, former, date(2026, 9, 15))
    latest = decision_on(session, dossier, version=2)

    how = found(session, campaign, dossier)

    assert (how.decision, how.letter, how.notified_on) == (latest, None, None)


def test_many_dossiers_are_read_at_once(session: Session, campaign: Campaign) -> None:
    """Each with its own letter, and nobody else's day."""
    dossiers = [application(session, campaign, Status.refused) for _ in range(5)]
    for number, one in enumerate(dossiers, start=1):
        sent_at = datetime(2026, 7, 9 + number, 8, tzinfo=JULY.tzinfo)
        tell(session, campaign, one, decision_on(session, one), sent_at=sent_at)

    read = served(session, campaign.rules, [one.id or 0 for one in dossiers])

    assert [how.notified_on for how in read.values()] == [date(2026, 7, 9 + number) for number in range(1, 6)]


def former(session: Session, campaign: Campaign, dossier: Application) -> FormerView:
    """Return what a letter says of the decision that the latest replaces."""
    return load_former_decisions(session, campaign.rules, [dossier.id or 0])[dossier.id or 0]


def test_a_letter_names_the_one_it_replaces(session: Session, campaign: Campaign, dossier: Application) -> None:
    """By its title, without the reference, and its day."""
    tell(session, campaign, dossier, decision_on(session, dossier))
    decision_on(session, dossier, version=2)

    assert former(session, campaign, dossier) == FormerView(
        sense="refused", decided_on=date(2026, 7, 9), letter="Décision : refus", told_on=date(2026, 8, 31)
    )


@pytest.mark.parametrize("status", [NoticeStatus.failed, NoticeStatus.bounced])
def test_a_letter_that_did_not_arrive_is_not_named(
    session: Session, campaign: Campaign, dossier: Application, status: NoticeStatus
) -> None:
    """Its reader has never seen it; the decision is named all the same."""
    tell(session, campaign, dossier, decision_on(session, dossier), status=status)
    decision_on(session, dossier, version=2)

    seen = former(session, campaign, dossier)

    assert (seen.sense, seen.decided_on, seen.letter, seen.told_on) == ("refused", date(2026, 7, 9), None, None)


def test_a_letter_that_waits_will_be_read_before_the_next(
    session: Session, campaign: Campaign, dossier: Application
) -> None:
    """It is named by the day on which it was written."""
    tell(session, campaign, dossier, decision_on(session, dossier), status=NoticeStatus.queued, sent_at=None)
    decision_on(session, dossier, version=2)

    assert former(session, campaign, dossier).told_on == date(2026, 1, 19)
