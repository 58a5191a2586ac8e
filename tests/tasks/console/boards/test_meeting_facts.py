"""The facts of a meeting: its day and the one before it, who was not reached, who came, how it ended."""

from datetime import date

import pytest

from models.vocabulary import NoticeStatus
from tasks.console.boards.meeting_facts import SECRETARY, Facts, Former, Unreached
from tests.factories import paris
from tests.support.bodies import GROUP, MET, come_back, put_off, send_convening, set_day, shown, sit, waits
from tests.support.mails import Desk

JUNE_15 = paris("2026-06-15 10:00")


def facts(desk: Desk) -> Facts:
    """The facts of the working group's latest meeting."""
    meeting = shown(desk).meeting
    assert meeting is not None
    return meeting


def test_a_meeting_that_is_set_says_when_where_and_when_it_is_convened(desk: Desk) -> None:
    """At the usual hour of its body, five days before, on a business day at nine."""
    set_day(desk, place="Salle 3")

    set_ = facts(desk)

    assert (set_.starts_at, set_.place) == (paris("2026-06-18 14:00"), "Salle 3")
    assert (set_.convene_at, set_.convened_at) == (paris("2026-06-12 09:00"), None)


def test_a_meeting_that_moved_keeps_the_day_before(desk: Desk) -> None:
    """The end of the month, which stood for it before it was set, was no day of it; nor is another hour another day."""
    set_day(desk)
    set_day(desk, hour="10:00")
    before = facts(desk).former_on

    put_off(desk, date(2026, 6, 25))

    assert (before, facts(desk).former_on) == (None, date(2026, 6, 18))


def test_the_day_of_an_earlier_meeting_is_not_a_day_before(desk: Desk) -> None:
    """It took place; the second one then moved to another hour only."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("draaf",))
    set_day(desk, on=date(2026, 6, 26), at=paris("2026-06-19 10:00"))
    set_day(desk, on=date(2026, 6, 26), hour="10:00", at=paris("2026-06-19 11:00"))

    second = facts(desk)

    assert (second.former_on, second.former) == (None, (Former(1, date(2026, 6, 18), quorate=False),))
    assert (second.number, second.is_second, second.needed) == (2, True, 0)


def test_who_did_not_get_the_convening_is_told_by_seat(desk: Desk) -> None:
    """With the answer of the mail server, without the address that it quotes."""
    waits(desk)
    set_day(desk)
    send_convening(desk)

    come_back(desk, "/member/prefecture")
    come_back(desk, "/secretary", "552 boîte pleine")

    assert facts(desk).unreached == (
        Unreached("Préfecture de région", NoticeStatus.bounced, "550 5.1.1 (adresse masquée) inconnu"),
        Unreached(SECRETARY, NoticeStatus.bounced, "552 boîte pleine"),
    )
    assert facts(desk).letters == {NoticeStatus.queued: 3, NoticeStatus.bounced: 2}


def test_only_the_latest_convening_counts(desk: Desk) -> None:
    """The meeting moved, and was announced anew to all."""
    waits(desk)
    set_day(desk)
    send_convening(desk)
    come_back(desk, "/member/prefecture")

    put_off(desk, date(2026, 6, 25), at=JUNE_15)
    send_convening(desk, at=JUNE_15)

    assert (facts(desk).unreached, facts(desk).convened_at) == ((), JUNE_15)


@pytest.mark.parametrize(
    ("present", "seats", "others", "quorate"),
    [
        (("region", "Préfecture de région"), ("Région Auvergne-Rhône-Alpes", "Préfecture de région"), 0, True),
        (
            ("draaf", "Mme Exemple"),
            ("Direction régionale de l'alimentation, de l'agriculture et de la forêt",),
            1,
            True,
        ),
        (("M. Exemple",), (), 1, False),
    ],
)
def test_who_came_is_told_by_seat_and_counted_without_one(
    desk: Desk, present: tuple[str, ...], seats: tuple[str, ...], others: int, *, quorate: bool
) -> None:
    """The console shows nobody's name; half of the four seats make a quorum."""
    waits(desk)
    set_day(desk)

    sit(desk, present=present)

    held = facts(desk)
    assert (held.present, held.others, held.needed, held.quorate) == (seats, others, 2, quorate)


def test_a_meeting_that_is_over_says_how_its_minutes_stand(desk: Desk) -> None:
    """They leave for the secretary by themselves."""
    dossier = waits(desk)
    set_day(desk)
    sit(desk, {dossier.reference: "favourable"})
    closed = facts(desk)

    come_back(desk, "/minutes")

    assert (closed.closed_at, closed.minutes) == (MET[GROUP], NoticeStatus.queued)
    assert facts(desk).minutes is NoticeStatus.bounced
