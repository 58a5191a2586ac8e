"""Notices to applicants: what is said of all of them, and what of each."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models.notices import Notice
from models.vocabulary import NoticeKind, Status
from notifications.outbox.enqueue import Letter, enqueue, notify
from notifications.views.notices import WaitingView
from tests.factories import application, campaign_with, completion_request, paris, typed

AT = paris("2026-03-02 09:00")


def subjects(session: Session) -> list[str]:
    """Return the subjects of the notices, in the order in which they were queued."""
    return [typed(one) for one in session.exec(select(Notice.subject).order_by(col(Notice.id)))]


def test_what_differs_is_said_of_each(session: Session) -> None:
    """In one go, each applicant reads what is its own, and what is everybody's."""
    campaign = campaign_with(session)
    dossiers = [application(session, campaign, Status.incomplete, missing=["annexe-1"]) for _ in range(2)]
    for one in dossiers:
        completion_request(session, campaign, one, due_on=date(2026, 3, 9))
    ids = [one.id or 0 for one in dossiers]
    left = {"days_left": dict(zip(ids, (7, 2), strict=True))}

    queued = notify(session, campaign, NoticeKind.completion_reminder, ids, at=AT, of_each=left)

    assert (queued, subjects(session)) == (
        2,
        [
            "[ARA-2026-0001] Rappel : il reste 7 jours pour compléter votre dossier",
            "[ARA-2026-0002] Rappel : il reste 2 jours pour compléter votre dossier",
        ],
    )


def test_who_is_forgotten_is_an_error(session: Session) -> None:
    """Nobody gets a notice with a hole in it."""
    campaign = campaign_with(session)
    one = application(session, campaign, Status.carried_over)

    with pytest.raises(KeyError):
        notify(session, campaign, NoticeKind.next_session, [one.id or 0], at=AT, of_each={"origin": {}})


def test_the_service_is_written_to_once_for_one_reason(session: Session) -> None:
    """A digest is about no dossier, and its key is its reason."""
    campaign = campaign_with(session)
    waiting = WaitingView(
        title="Hors délai", act="Admettre.", total=1, dossiers=("ARA-2026-0001",), others=0, link=None
    )
    said = {"day": date(2026, 3, 2), "own": (), "waiting": (waiting,), "board": None, "sealed": None}
    letter = Letter("ara-2026/digest/2026-03-02", "instruction-spro@example.invalid", said)

    queued = [enqueue(session, campaign, NoticeKind.digest, [letter], at=AT) for _ in range(2)]

    assert (queued, subjects(session)) == (
        [1, 0],
        ["SPRO Auvergne-Rhône-Alpes, session 2026 : à traiter, lundi 2 mars 2026"],
    )
