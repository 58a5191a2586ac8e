"""A meeting on whose agenda nothing stands: its secretary is told in time, and nobody is convened to nothing."""

from datetime import date

from models.due import next_work
from tests.factories import paris
from tests.support.bodies import COMMISSION, CONVENED, GROUP, put_off, send_convening, set_day, sit, waits
from tests.support.letters import SEATS, SECRETARY, letters, text
from tests.support.mails import Desk
from tests.support.sittings import met

TWO_DAYS_BEFORE = paris("2026-06-10 09:00")


def told(desk: Desk) -> list[str]:
    """Return what the secretary is told of an empty agenda."""
    found = desk.notices(kind="empty_agenda")
    assert {notice.recipient.partition("@")[0] for notice in found} <= {SECRETARY}
    return [text(notice) for notice in found]


def test_its_secretary_is_told_before_the_convening_is_due(desk: Desk) -> None:
    """On the second business morning before it, which the system knows; and not before."""
    set_day(desk)

    before = next_work(desk.session, paris("2026-06-10 08:59"))
    send_convening(desk, at=paris("2026-06-10 08:59"))
    early = told(desk)
    send_convening(desk, at=TWO_DAYS_BEFORE)

    [said] = told(desk)
    assert (before, early) == (TWO_DAYS_BEFORE, [])
    assert "Convocation des membres : vendredi 12 juin 2026" in said


def test_members_are_not_convened_to_nothing(desk: Desk) -> None:
    """However often the day is run; their secretary reads of it once."""
    set_day(desk)
    send_convening(desk, at=TWO_DAYS_BEFORE)
    send_convening(desk)
    send_convening(desk, at=paris("2026-06-15 09:00"))

    assert (letters(desk), len(told(desk))) == ({}, 1)


def test_a_day_set_at_short_notice_is_told_at_once(desk: Desk) -> None:
    """The members were to be convened just then."""
    set_day(desk, at=paris("2026-06-16 10:00"), urgency="Session courte.")
    send_convening(desk, at=paris("2026-06-16 10:00"))

    [said] = told(desk)
    assert "devaient être convoqués aujourd'hui : ils ne le sont pas" in said


def test_a_dossier_that_becomes_ready_has_its_members_convened(desk: Desk) -> None:
    """On the next business morning, the law's days being over or not."""
    set_day(desk)
    send_convening(desk)
    waits(desk)

    due = next_work(desk.session, CONVENED[GROUP])
    send_convening(desk, at=paris("2026-06-15 09:00"))

    assert (due, list(letters(desk))) == (paris("2026-06-15 09:00"), [*SEATS, SECRETARY])


def test_nothing_is_convened_once_the_day_is_over(desk: Desk) -> None:
    """Nor looked at again."""
    set_day(desk)
    for day in ("2026-06-12", "2026-06-18", "2026-06-19"):
        send_convening(desk, at=paris(f"{day} 09:00"))

    assert (met(desk).convene_at, letters(desk)) == (None, {})


def test_another_day_is_told_anew(desk: Desk) -> None:
    """Still nothing is ready for it."""
    set_day(desk)
    send_convening(desk)
    put_off(desk, date(2026, 6, 25), at=paris("2026-06-15 10:00"))
    send_convening(desk, at=paris("2026-06-17 09:00"))

    assert len(told(desk)) == 2


def test_who_has_a_dossier_to_deliberate_on_is_told_nothing_of_the_kind(desk: Desk) -> None:
    """Its agenda is not empty."""
    waits(desk)
    set_day(desk)
    send_convening(desk, at=TWO_DAYS_BEFORE)

    assert told(desk) == []


def test_an_empty_commission_has_no_minutes(desk: Desk) -> None:
    """Even where somebody notes who came."""
    set_day(desk, COMMISSION)
    sit(desk, stage=COMMISSION, is_over=True)

    assert (met(desk, COMMISSION).closed_at is not None, desk.notices(kind="minutes")) == (True, [])
