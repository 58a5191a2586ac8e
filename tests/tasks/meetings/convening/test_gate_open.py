"""The secretary is led to the form of a meeting: once for each day that it is given, at the desk of the region file."""

from datetime import date

from sqlmodel import select

from models.notices import Notice
from models.vocabulary import NoticeKind
from tasks.meetings.convening.gate_open import tell_secretary
from tests.factories import paris, typed
from tests.support.bodies import GROUP, MET, put_off, set_day, waits
from tests.support.mails import Desk

LINK = "https://console.example.invalid/runs/flow-run/12"


def letters(desk: Desk) -> list[Notice]:
    """Return the letters to the secretary."""
    return list(desk.session.exec(select(Notice).where(Notice.kind == NoticeKind.gate_open)))


def test_the_desk_that_keeps_the_papers_is_written_to_once(any_desk: Desk) -> None:
    """Where to go, for which body and day, and how much there is to record."""
    for _ in range(2):
        waits(any_desk)
    set_day(any_desk)

    told = [tell_secretary(any_desk.session, any_desk.campaign, GROUP, link=LINK, at=MET[GROUP]) for _ in range(2)]

    [letter] = letters(any_desk)
    said = typed(letter.text)
    assert (told, letter.recipient) == ([1, 0], "instruction-spro@example.invalid")
    assert f"Saisie : {LINK}" in said
    assert "Instance : groupe de travail Orientation du CREFOP - Séance : jeudi 18 juin 2026" in said


def test_a_meeting_that_moved_is_told_again(desk: Desk) -> None:
    """The former form is not the one to fill in."""
    waits(desk)
    set_day(desk)
    tell_secretary(desk.session, desk.campaign, GROUP, link=LINK, at=MET[GROUP])

    put_off(desk, date(2026, 6, 25), at=paris("2026-06-18 17:00"))
    tell_secretary(desk.session, desk.campaign, GROUP, link=LINK, at=paris("2026-06-25 14:00"))

    assert [typed(letter.subject).rpartition(", ")[2] for letter in letters(desk)] == [
        "jeudi 18 juin 2026",
        "jeudi 25 juin 2026",
    ]


def test_with_no_meeting_nothing_is_written(desk: Desk) -> None:
    """Nobody is sent to a form that there is not."""
    assert tell_secretary(desk.session, desk.campaign, GROUP, link=LINK, at=MET[GROUP]) == 0
