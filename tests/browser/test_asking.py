"""Complements are asked for from the console: a dossier chosen, a piece, a day, and the account of what was done."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from flows.boards.markdown import plain
from models.calendar.business_days import business_days
from models.region.file import load_region
from models.vocabulary import Status
from notifications.writing.wording import long_date, short_date
from tasks.dossiers.requests import ASKABLE
from tests.browser.console import Console, opened
from tests.browser.office import ASKED, HOSTILE, LACKS_ONE, LATE, Office
from tests.browser.tab import Window, window_of
from tests.factories import REGION, typed

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

TITLES = [
    "Formulaire",
    "Dossier",
    "Ou sa référence",
    "Pièces demandées",
    "Pièce",
    "Motif",
    "Ce qui est attendu",
    "Dernier jour",
    "Message au candidat",
    "Saisi par",
]
EXPECTED = "Un budget signé, en une page"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


class Form(NamedTuple):
    """What the form shows: its titles, what stands beside the last day, the dossiers that it offers, those that a few
    letters find, and the one that was chosen by its reference; which it had to offer then, and since when one of them
    stood as it did."""

    titles: list[str]
    last_day: str
    offered: list[str]
    found: list[str]
    chosen: str
    askable: list[str]
    since: date


class Asking(NamedTuple):
    """What was seen while complements were asked for: the dossier's choice; the state of the run, its page and its
    account; what may be extended before and after; and how the run of a page opened before ended."""

    chosen: str
    state: str
    page: str
    account: str
    before: list[str]
    after: list[str]
    outdated: str


@pytest.fixture(scope="module")
def due() -> date:
    """Give the last day that the applicant is given: a working day a month ahead."""
    return business_days(load_region(REGION)).roll(datetime.now(UTC).date() + timedelta(30))


@pytest.fixture(scope="module")
def form(window: Window, office: Office) -> Form:
    """Read the form, as who only looks."""
    with opened(window, "asking-form") as console:
        console.open_form(office.form("demander-complements"))
        console.shot("form")
        titles, last_day = console.titles(), console.field("Dernier jour").inner_text()
        offered, found = console.offered("Dossier"), console.offered("Dossier", "LOIRE")
        chosen = console.choose("Dossier", office.reference(HOSTILE))
        console.shot("hostile")
        return Form(titles, last_day, offered, found, chosen, office.references(ASKABLE), office.since(LACKS_ONE))


@pytest.fixture(scope="module")
def asking(browser: Browser, window: Window, office: Office, due: date) -> Iterator[Asking]:
    """Ask for complements as a coordinator does who clicks twice, while the same form stands open, filled in, in
    another window."""
    before = office.offered("prolonger-complements")
    with (
        window_of(browser, office.console) as beside,
        opened(window, "asking") as console,
        opened(beside, "asking-outdated") as other,
    ):
        _fill_outdated(other, office, due)
        chosen = _fill(console, office)
        said = _ask(console, due)
        console.open_form(office.form("prolonger-complements"))
        yield Asking(chosen, *said, before, console.offered("Dossier"), _send_outdated(other))


def _fill_outdated(console: Console, office: Office, due: date) -> None:
    [choice] = [each for each in office.offered("demander-complements") if ASKED in each]
    pieces = [{"piece": "annexe-4 · Annexe 4", "reason": "illisible", "expected": EXPECTED}]
    said = {"application": choice, "pieces": pieces, "due": due.isoformat(), "by": "Coordination"}
    console.open_form(office.form("demander-complements"), **said)


def _fill(console: Console, office: Office) -> str:
    console.open_form(office.form("demander-complements"))
    chosen = console.choose("Dossier", "deuxième chance")
    console.choose("Pièce", "annexe-4", within=console.line("Pièces demandées"))
    console.choose("Motif", "illisible", within=console.line("Pièces demandées"))
    return chosen


def _ask(console: Console, due: date) -> tuple[str, str, str]:
    """Fill in the rest, send it, and follow the run: its state, its page and its account."""
    console.write("Ce qui est attendu", EXPECTED, within=console.line("Pièces demandées"))
    console.set_date("Dernier jour", due.isoformat())
    console.write("Saisi par", "Coordination")
    console.shot("filled")
    assert console.send(clicks=2) == 201
    state = console.ended()
    console.shot("run")
    page, account = console.text(), console.read_account()
    console.shot("account")
    return state, page, account


def _send_outdated(console: Console) -> str:
    """Send a form whose choice has changed, and return the state in which its run ends."""
    assert console.send() == 201
    return console.ended()


def test_the_form_is_french_and_offers_the_dossiers_in_their_status(form: Form, office: Office) -> None:
    """Whom nothing may be asked of is not offered, and the end of the instruction is told beside the date."""
    # Of the latest session, which another test may have opened.
    ends = [f"L'instruction finit le {long_date(date(office.year + later, 5, 31))}" for later in (0, 1)]
    assert form.titles == TITLES
    assert any(end in form.last_day for end in ends)
    assert [words.partition(" · ")[0] for words in form.offered] == form.askable
    assert office.reference(LATE) not in form.askable


def test_a_choice_says_since_when_a_dossier_stands_as_it_does(form: Form, office: Office) -> None:
    """Reference, organisation, status and day; a few letters of any of them find it."""
    stands = f"incomplet depuis le {short_date(form.since, year=office.year)}"

    assert form.found == [f"{office.reference(LACKS_ONE)} · {LACKS_ONE} · {stands}"]


def test_what_an_organisation_calls_itself_is_text(form: Form) -> None:
    """A name made to be drawn, or to fetch something, is read: it holds no mark that a page would obey."""
    assert plain(HOSTILE, longest=60) in form.chosen


def test_the_run_gives_an_account_of_itself(asking: Asking, due: date) -> None:
    """What changed, which notice left « au candidat », and what comes next."""
    assert asking.state == "Completed"
    assert asking.account.splitlines()[0] == asking.chosen.rpartition(" · ")[0]
    assert "« en instruction » → « incomplet »." in asking.account
    assert f"Demande en cours : 1 pièce (Annexe 4), jusqu'au {long_date(due)} inclus" in asking.account
    assert "« Demande de compléments », au candidat : partie" in asking.account
    assert "Les pièces comptent dès qu'elles arrivent, même après le délai" in asking.account


def test_no_address_is_shown(asking: Asking) -> None:
    """Neither the page of the run nor its account says to whom a notice left."""
    assert ADDRESS.findall(asking.page + asking.account) == []


def test_the_applicant_reads_the_request(asking: Asking, office: Office, due: date) -> None:
    """The mail left within the run, with what is expected and by when."""
    texts = [typed(mail.text) for mail in office.mails(ASKED)]
    [request] = [text for text in texts if EXPECTED in text]

    assert long_date(due) in request


def test_the_choices_follow(asking: Asking, office: Office) -> None:
    """What is asked of a dossier may be extended from then on, and it is offered as incomplete."""
    [new] = set(asking.after) - set(asking.before)

    assert office.standing(ASKED).status is Status.incomplete
    assert new.startswith(f"{office.reference(ASKED)} · {ASKED} · incomplet depuis le ")


def test_a_form_sent_by_a_double_click_is_recorded_once(asking: Asking, office: Office, due: date) -> None:
    """As this one was: one request, one notice."""
    office.settle()

    standing = office.standing(ASKED)

    assert (standing.status, standing.asked) == (Status.incomplete, [("open", due)])
    assert standing.notices.count("completion_request") == 1


def test_a_page_opened_before_a_change_still_names_its_dossier(asking: Asking, office: Office) -> None:
    """Its choice is offered no more as it was. The act holds: the same, it is recorded once."""
    assert asking.outdated == "Completed"
    assert len(office.standing(ASKED).asked) == 1
