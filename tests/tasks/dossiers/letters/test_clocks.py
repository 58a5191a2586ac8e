"""Who is asked something on paper has the whole delay from the day on which the letter is posted."""

from datetime import date

from sqlmodel import select

from models.dossiers.application import CompletionRequest
from models.notices import Notice
from tasks.dossiers.letters.on_paper import print_letters, record_posting
from tasks.dossiers.paper import record_paper
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.mails import Desk
from tests.tasks.dossiers.letters.test_on_paper import CAME, MORNING, posted_form, printing, said

PRINTED, NOTED = paris("2026-05-04 10:00"), paris("2026-05-12 10:00")


def acknowledged(desk: Desk) -> None:
    """Have a dossier without a mail address, that lacks pieces, wait for its acknowledgement to be posted."""
    record_paper(desk.session, posted_form(pieces=["dossier"]), at=CAME)
    acknowledge(desk.session, desk.campaign, at=MORNING)


def asked(desk: Desk) -> CompletionRequest:
    """Return the request that there is."""
    desk.session.flush()
    desk.session.expire_all()
    return desk.session.exec(select(CompletionRequest)).one()


def told(desk: Desk) -> Notice:
    """Return the acknowledgement."""
    return desk.session.exec(select(Notice).where(Notice.kind == "acknowledgement")).one()


def test_a_letter_that_is_printed_later_says_a_later_day(desk: Desk) -> None:
    """Written on 29 April for 20 May, posted on 4 May: until 26 May, the 25th being a holiday."""
    acknowledged(desk)
    assert (asked(desk).due_on, "20 mai 2026" in typed(told(desk).text)) == (date(2026, 5, 20), True)

    print_letters(desk.session, printing(), at=PRINTED)

    text = typed(told(desk).text)
    assert asked(desk).due_on == date(2026, 5, 26)
    assert ("au plus tard le mardi 26 mai 2026" in text, "20 mai 2026" in text) == (True, False)


def test_a_day_of_posting_that_is_noted_later_counts(desk: Desk) -> None:
    """In favour of whoever is asked; said again, or earlier, nothing is taken back."""
    acknowledged(desk)
    print_letters(desk.session, printing(), at=PRINTED)
    name = f"courriel-{told(desk).id}"

    for day in (date(2026, 5, 11), date(2026, 5, 5)):
        record_posting(desk.session, said(name, posted_on=day), at=NOTED)

    assert asked(desk).due_on == date(2026, 6, 1)


def test_a_letter_printed_on_the_day_it_was_written_stays_as_it_is(desk: Desk) -> None:
    """Its delay is what it says."""
    acknowledged(desk)
    before = told(desk).text

    print_letters(desk.session, printing(), at=paris("2026-04-29 15:00"))

    assert (asked(desk).due_on, told(desk).text) == (date(2026, 5, 20), before)
