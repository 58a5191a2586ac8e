"""The days that bind an applicant, in their diary: put there, moved, and taken out."""

from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar
from sqlmodel import Session, col, select, update

from models.dossiers.application import Application
from models.notices import Document, Notice, NoticeFile
from models.sessions.campaign import Campaign
from models.vocabulary import DecisionSense, NoticeKind, NoticeStatus, RequestOutcome, Status
from notifications.outbox.enqueue import notify
from tasks.dossiers.requests import cancel
from tests.factories import application, campaign_with, completion_request, decision_on, paris
from tests.support.incomplete import cancellation

AT = paris("2026-03-02 10:00")
DUE = date(2026, 3, 23)


def files(session: Session, kind: NoticeKind) -> list[tuple[str, Any]]:
    """Return the name and the event of each file for a diary that letters of a kind carry, in their order."""
    kept = select(NoticeFile.name, Document.content).join(Document).join(Notice).where(Notice.kind == kind)
    found = session.exec(kept.order_by(col(Notice.id), col(NoticeFile.position)))
    return [(name, Calendar.from_ical(content)) for name, content in found if name.endswith(".ics")]


def told(session: Session, kind: NoticeKind, calendar: int = -1) -> tuple[str, date, int]:
    """Return what a letter of a kind asks of a diary: its method, the day and its revision."""
    _, made = files(session, kind)[calendar]
    [event] = made.walk("VEVENT")
    return str(made["METHOD"]), event["DTSTART"].dt, int(event["SEQUENCE"])


def asked(session: Session, *, due_on: date = DUE) -> tuple[Campaign, Application]:
    """Return a dossier of which something is asked until a day, and its applicant told."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    completion_request(session, campaign, dossier, due_on=due_on)
    write(session, campaign, dossier, NoticeKind.completion_request, forms=None)
    return campaign, dossier


def write(
    session: Session,
    campaign: Campaign,
    dossier: Application,
    kind: NoticeKind,
    *,
    at: datetime = AT,
    **said: Any,  # noqa: ANN401  whatever a letter of the kind says
) -> None:
    """Write to the applicant of a dossier, once all that was written before has left."""
    session.flush()
    session.execute(update(Notice).values(status=NoticeStatus.sent, sent_at=at))
    notify(session, campaign, kind, [dossier.id or 0], at=at, occurrence=at.isoformat(), **said)


def test_the_last_day_to_complete_is_put_into_the_diary(session: Session) -> None:
    """A whole day, of a name of its own for ever, with two warnings; nobody is asked to answer."""
    _, dossier = asked(session)

    [(name, made)] = files(session, NoticeKind.completion_request)
    [event] = made.walk("VEVENT")
    assert (name, str(made["METHOD"])) == ("dernier-jour-pour-completer.ics", "PUBLISH")
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (DUE, 0)
    assert str(event["SUMMARY"]) == f"Dernier jour pour compléter le dossier {dossier.reference}"
    assert [alarm["TRIGGER"].dt for alarm in made.walk("VALARM")] == [
        timedelta(days=-7, hours=9),
        timedelta(days=-1, hours=9),
    ]


def test_a_day_that_moves_takes_the_place_of_the_former(session: Session) -> None:
    """The same name, a later revision; one that stays keeps its revision."""
    campaign, dossier = asked(session)
    [(_, first)] = files(session, NoticeKind.completion_request)
    write(session, campaign, dossier, NoticeKind.completion_reminder, at=AT + timedelta(days=1), days_left=7)

    later = completion_request(session, campaign, dossier, due_on=date(2026, 4, 10))
    write(session, campaign, dossier, NoticeKind.completion_reminder, at=AT + timedelta(days=2), days_left=7)

    assert later.due_on == date(2026, 4, 10)
    assert told(session, NoticeKind.completion_reminder, 0) == ("PUBLISH", DUE, 0)
    assert told(session, NoticeKind.completion_reminder) == ("PUBLISH", date(2026, 4, 10), 1)
    [moved] = files(session, NoticeKind.completion_reminder)[-1][1].walk("VEVENT")
    assert moved["UID"] == first.walk("VEVENT")[0]["UID"]


def test_a_day_that_binds_no_more_is_taken_out(session: Session) -> None:
    """Once, while it is ahead; a dossier of which nothing was asked has nothing to take out."""
    campaign, dossier = asked(session)
    other = application(session, campaign, name="MJC")

    write(session, campaign, dossier, NoticeKind.withdrawn, withdrawn_on=AT)
    write(session, campaign, dossier, NoticeKind.withdrawn, at=AT + timedelta(days=1), withdrawn_on=AT)
    write(session, campaign, other, NoticeKind.withdrawn, withdrawn_on=AT)

    assert [str(made["METHOD"]) for _, made in files(session, NoticeKind.withdrawn)] == ["CANCEL"]
    assert told(session, NoticeKind.withdrawn) == ("CANCEL", DUE, 1)


def test_a_request_that_a_person_cancelled_binds_no_more(session: Session) -> None:
    """Its letter shows what was asked, and its diary is told that it is not any more."""
    _, dossier = asked(session)

    cancel(session, cancellation(dossier), at=AT + timedelta(days=1))

    assert told(session, NoticeKind.rectified) == ("CANCEL", DUE, 1)


def test_a_request_that_was_answered_binds_no_more(session: Session) -> None:
    """Its diary is told with the letter that says so."""
    campaign, dossier = asked(session)
    dossier_request = completion_request(session, campaign, dossier, due_on=DUE, outcome=RequestOutcome.answered)

    said: dict[str, Any] = {"files": (), "offered": False, "answered_at": AT, "is_packed": False, "void": ()}
    write(session, campaign, dossier, NoticeKind.completion_received, request=None, **said)

    assert dossier_request.id
    assert told(session, NoticeKind.completion_received) == ("CANCEL", DUE, 1)


def test_a_decision_tells_its_days(session: Session) -> None:
    """The last day to contest a refusal, two clear months after it leaves; the day on which an acceptance takes
    effect."""
    campaign = campaign_with(session)
    refused = application(session, campaign, Status.refused)
    accepted = application(session, campaign, Status.accepted, name="MJC")
    for dossier, sense in ((refused, DecisionSense.refused), (accepted, DecisionSense.accepted)):
        decision_on(session, dossier, sense)
        write(session, campaign, dossier, NoticeKind(sense))

    [(name, made)] = files(session, NoticeKind.refused)
    assert name == "dernier-jour-pour-contester.ics"
    assert made.walk("VEVENT")[0]["DTSTART"].dt == date(2026, 5, 4)
    assert [name for name, _ in files(session, NoticeKind.accepted)] == ["prise-d-effet.ics"]
    assert told(session, NoticeKind.accepted) == ("PUBLISH", date(2026, 9, 1), 0)
