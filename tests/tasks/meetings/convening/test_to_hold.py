"""Members have the day of a meeting as soon as it is set; its papers come with the convening."""

from datetime import date

from models.vocabulary import NoticeKind
from notifications.outbox.truth import drop_what_is_over
from tasks.meetings.convening.to_hold import tell_dates
from tests.factories import paris, typed
from tests.support.bodies import put_off, send_convening, set_day, waits
from tests.support.letters import diary, text
from tests.support.mails import Desk

MOVED = paris("2026-06-03 10:00")


def tell(desk: Desk, at: str = "2026-06-02 10:00") -> int:
    """Tell the days of meetings to come."""
    return tell_dates(desk.session, desk.campaign, at=paris(at))


def test_members_have_the_day_at_once(any_desk: Desk) -> None:
    """One letter each, which is no convening, with the event for their diary; once, however often it is asked."""
    set_day(any_desk)

    told = [tell(any_desk) for _ in range(2)]

    letters = any_desk.notices(kind="meeting_date")
    assert (told, len(letters)) == ([4, 0], 4)
    assert typed(letters[0].subject).startswith("Date à retenir : groupe de travail")
    assert "Date et heure : jeudi 18 juin 2026 à 14 h 00" in text(letters[0])
    assert "Ce message n'est pas une convocation." in text(letters[0])
    assert {letter.reply_to for letter in letters} == {"instruction-spro@example.invalid"}


def test_a_day_that_moves_is_told_in_the_place_of_the_former(desk: Desk) -> None:
    """The former letter does not leave, if it has not yet."""
    set_day(desk)
    tell(desk)
    put_off(desk, date(2026, 6, 24), at=MOVED)

    told = tell(desk, "2026-06-03 10:00")

    former, later = (desk.notices(kind="meeting_date")[i : i + 4] for i in (0, 4))
    ids = [letter.id or 0 for letter in (*former, *later)]
    assert told == 4
    assert "La séance annoncée pour le jeudi 18 juin 2026 à 14 h 00 (heure de Paris) est déplacée" in text(later[0])
    assert [diary(desk, letter)[1] for letter in (former[0], later[0])] == ["0", "1"]
    assert drop_what_is_over(desk.session, dict.fromkeys(ids, NoticeKind.meeting_date), at=MOVED) == ids[4:]


def test_who_is_convened_at_once_has_no_date_to_hold_besides(desk: Desk) -> None:
    """Nor has anybody that of a meeting that is past, or over."""
    waits(desk)
    set_day(desk)
    send_convening(desk)

    assert (tell(desk, "2026-06-12 09:00"), tell(desk, "2026-06-18 15:00")) == (0, 0)


def test_the_convening_follows_and_says_that_the_day_moved_since(desk: Desk) -> None:
    """Where it was moved so near that members are convened at once."""
    waits(desk)
    set_day(desk)
    tell(desk)
    put_off(desk, date(2026, 6, 16), at=MOVED)
    send_convening(desk, at=paris("2026-06-11 09:00"))

    [letter, *_] = desk.notices(kind="convening")
    assert "La séance annoncée pour le jeudi 18 juin 2026 à 14 h 00 (heure de Paris) est déplacée" in text(letter)
