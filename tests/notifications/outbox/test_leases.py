"""Who holds a notice: one sender at most, and nobody once its lease is over."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.notices import Attempt, Notice
from models.storage.database import at_once, transaction
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.outbox import leases
from notifications.outbox.attempts import end, settle, write
from notifications.outbox.dropped import drop
from notifications.outbox.leases import Claims, is_free, postpone_all, renew, still_waits
from notifications.outbox.truth import drop_what_is_over
from tests.factories import campaign_with, notice, taken
from tests.notifications.posting import AT


def ids(session: Session, number: int) -> list[int]:
    """Queue so many letters, and return their numbers."""
    campaign = campaign_with(session)
    letters = [notice(session, campaign, due_at=AT) for _ in range(number)]
    session.flush()
    return [one.id or 0 for one in letters]


def claimed(session: Session, sender: str = "essai") -> list[int]:
    """Return the numbers of what a sender takes."""
    return [one.id for one in Claims(at=AT, sender=sender).claim(session, 10)]


@pytest.mark.parametrize(
    ("minutes", "begun", "free", "waits"),
    [(5, None, False, False), (5, 1, False, False), (-1, None, True, True), (-1, 11, True, False)],
)
def test_what_a_sender_holds_is_its_own_until_the_lease_is_over(
    session: Session, minutes: int, begun: int | None, *, free: bool, waits: bool
) -> None:
    """What it died on is free then, but may have left: it is not changed any more."""
    [number] = ids(session, 1)
    taken(session, session.get_one(Notice, number), minutes=minutes, begun=begun)

    for condition, holds in ((is_free(), free), (still_waits(), waits)):
        assert [*session.exec(select(Notice.id).where(condition))] == [number] * holds


def test_what_is_given_back_is_taken_again(session: Session) -> None:
    """By whoever comes next; what another holds is not."""
    first, second = ids(session, 2)

    held = claimed(session)
    end(session.connection(), [first], sender="essai")
    end(session.connection(), [second], sender="another")

    assert (held, claimed(session, "another"), claimed(session)) == ([first, second], [first], [])


def test_what_another_took_meanwhile_is_left_to_it(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is looked for among thousands may be taken before it is locked."""
    first, second = ids(session, 2)

    def overtaken(session: Session, those: Mapping[int, NoticeKind], *, at: datetime) -> list[int]:
        taken(session, session.get_one(Notice, first))
        return drop_what_is_over(session, those, at=at)

    monkeypatch.setattr(leases, "drop_what_is_over", overtaken)

    assert claimed(session) == [second]


def test_what_left_after_all_is_begun_by_nobody_else(any_database: str) -> None:
    """The word of a sender whose lease was over comes late, and in time."""
    with transaction(any_database) as session:
        ids(session, 2)
        held = claimed(session)

    with at_once(any_database) as connection:
        left = write(connection, left=held[:1], sender="late", at=AT)
        begun = write(connection, begun=held, sender="essai", at=AT)

    with transaction(any_database) as session:
        settle(session.connection())
        statuses = [one.status for one in session.exec(select(Notice).order_by(col(Notice.id)))]
    assert (left, begun, statuses) == (set(), {held[1]}, [NoticeStatus.sent, NoticeStatus.queued])


def test_what_is_taken_meanwhile_is_not_called_off(any_database: str) -> None:
    """Who waited for a sender sees that it has taken the letter."""
    with transaction(any_database) as session:
        ids(session, 1)

    def call_off() -> None:
        with transaction(any_database) as session:
            drop(session, still_waits())

    with ThreadPoolExecutor(1) as other:
        with transaction(any_database) as session:
            held = claimed(session)
            dropping = other.submit(call_off)
            assert wait([dropping], timeout=0.3).done == set()
        dropping.result()

    with transaction(any_database) as session:
        assert [*session.exec(select(Notice.id))] == held


def test_what_is_held_is_not_put_off(session: Session) -> None:
    """It is on its way: an outage concerns what still waits."""
    held, waits = ids(session, 2)
    taken(session, session.get_one(Notice, held))

    assert postpone_all(session, at=AT, reason="panne") == 1
    session.expire_all()
    assert [session.get_one(Notice, one).put_off for one in (held, waits)] == [0, 1]


@pytest.mark.parametrize("is_renewed", [False, True])
def test_nothing_begins_once_its_lease_is_over(any_database: str, *, is_renewed: bool) -> None:
    """Somebody may be calling it off: a sender that slept does not hold it any more, nor anew."""
    with transaction(any_database) as session:
        numbers = ids(session, 2)
        held = claimed(session)
        lease = session.get_one(Attempt, numbers[0])
        lease.claimed_until = datetime.now(UTC) - timedelta(seconds=1)

    with at_once(any_database) as connection:
        if is_renewed:
            renew(connection, sender="essai")
        begun = write(connection, begun=held, sender="essai", at=AT)

    assert (held, begun) == (numbers, {numbers[1]})
