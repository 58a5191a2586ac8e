"""A decision that reaches its applicant otherwise than by our mail: the day is recorded, and is what counts."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application, Handover
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.vocabulary import Channel, Event, NoticeStatus, Status
from notifications.loading.proof_of_notification import served
from tasks.console.waiting.reasons import Reason
from tasks.decisions.rectify import DECIDED_UPON, hand_over, rectify
from tests.factories import application as dossier
from tests.factories import paris
from tests.support.decided import decided, handover, rectification
from tests.support.mails import Desk
from tests.tasks.console.waiting.waiting import waiting

AT = paris("2026-07-20 10:00")


def handed(desk: Desk, application: Application, **fields: Any) -> None:  # noqa: ANN401
    """Record it."""
    hand_over(desk.session, handover(application, **fields), at=AT)
    desk.session.flush()


def stopped(desk: Desk, application: Application, status: NoticeStatus = NoticeStatus.bounced) -> None:
    """Hold that the letters to an applicant did not arrive."""
    for one in desk.notices(application):
        one.status, one.last_error = status, "550 5.1.1 inconnu"
    desk.session.flush()


def notified_on(desk: Desk, application: Application) -> date | None:
    """Return when the decision on a dossier was notified."""
    return served(desk.session, desk.campaign.rules, [application.id or 0])[application.id or 0].notified_on


def test_the_day_and_the_channel_are_recorded(any_desk: Desk) -> None:
    """With who says so; the journal tells it, the status stays, and nobody is written to."""
    application = decided(any_desk, "refused")

    handed(any_desk, application, channel="lettre recommandée")

    [made] = any_desk.session.exec(select(Handover))
    assert (made.on, made.channel, made.by) == (date(2026, 7, 16), Channel.registered_letter, "Mme Essai")
    line = any_desk.session.exec(select(JournalLine).where(JournalLine.event == Event.notify)).one()
    assert (line.status, line.reason, line.by) == (
        Status.refused,
        "lettre recommandée, le 16/07/2026",
        "Mme Essai",
    )
    assert any_desk.kinds(application) == ["refused"]


def test_the_same_form_twice_is_recorded_once(desk: Desk) -> None:
    """Another day is recorded besides, and counts."""
    application = decided(desk, "refused")

    for day in ("2026-07-16", "2026-07-16", "2026-07-17"):
        handed(desk, application, on=day)

    recorded = desk.session.exec(select(Handover).order_by(col(Handover.id))).all()
    assert [one.on for one in recorded] == [date(2026, 7, 16), date(2026, 7, 17)]
    assert notified_on(desk, application) == date(2026, 7, 17)


@pytest.mark.parametrize("day", ["2026-07-08", "2026-07-21"])
def test_a_day_that_cannot_be_is_refused(desk: Desk, day: str) -> None:
    """Before the decision was made, or still to come."""
    application = decided(desk, "refused")

    with pytest.raises(
        Refusal, match=r"la décision est du 09/07/2026 ; indiquez un jour entre celui-là et aujourd'hui"
    ):
        handed(desk, application, on=day)

    assert desk.session.exec(select(Handover)).all() == []


@pytest.mark.parametrize("status", sorted(set(Status) - DECIDED_UPON))
def test_what_is_not_decided_is_not_handed_over(desk: Desk, status: Status) -> None:
    """The message says where the dossier is."""
    application = dossier(desk.session, desk.campaign, status)

    with pytest.raises(Refusal, match="aucune décision n'y est en vigueur"):
        handed(desk, application)


@pytest.mark.parametrize("status", [NoticeStatus.failed, NoticeStatus.bounced])
def test_a_decision_handed_over_waits_for_nobody_any_more(desk: Desk, status: NoticeStatus) -> None:
    """Its letter did not arrive: it waited, as what it is, until somebody reached the applicant."""
    application = decided(desk, "refused")
    stopped(desk, application, status)
    waited = waiting(desk, at=AT)

    handed(desk, application)

    assert waited == {Reason.decision_unserved: [application.reference]}
    assert waiting(desk, at=AT) == {}
    assert notified_on(desk, application) == date(2026, 7, 16)


def test_a_decision_that_replaces_one_handed_over_is_notified_anew(desk: Desk) -> None:
    """Its own letter counts, and waits again if it comes back."""
    application = decided(desk, "refused")
    handed(desk, application)
    rectify(desk.session, rectification(application, "refused"), at=paris("2026-08-20 10:00"))
    stopped(desk, application)

    assert notified_on(desk, application) is None
    assert waiting(desk, at=paris("2026-08-21 10:00")) == {Reason.decision_unserved: [application.reference]}
