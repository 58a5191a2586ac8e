"""What the rules refuse is said in French on the page of the run, changes nothing, and leads back to the form."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.console import Console, opened
from tests.browser.office import CLICKED, REFUSED, SECRET, Office, Standing
from tests.browser.tab import window_of

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

MESSAGE = "L'annexe 4 suffira : « une page », datée & signée."


class Refused(NamedTuple):
    """What the pages of two runs say, the fields of the form that the account of the last leads back to, and how the
    dossiers stood before and after them."""

    both: str
    empty: str
    again: list[str]
    before: list[Standing]
    after: list[Standing]


@pytest.fixture(scope="module")
def refused(browser: Browser, office: Office) -> Iterator[Refused]:
    """Ask for one dossier in the list and another by its reference; then send next to nothing, as who clicks too
    soon."""
    # At the server's own machine: no proxy fills in who asks.
    with (
        window_of(browser, office.system.console, login=SECRET) as window,
        opened(window, "refused") as console,
    ):
        before = _standings(office)
        _ask_for_a_piece(console, office, reference=office.reference(CLICKED))
        of_two_dossiers = _sent(console)
        console.open_form(office.form("demander-complements"))
        console.write("Message au candidat", MESSAGE)
        too_soon = _sent(console)
        both, empty = (_why(console, office, run) for run in (of_two_dossiers, too_soon))
        yield Refused(both, empty, _again(console), before, _standings(office))


def _standings(office: Office) -> list[Standing]:
    return [office.standing(REFUSED), office.standing(CLICKED)]


def _ask_for_a_piece(console: Console, office: Office, **filled: object) -> None:
    asked = {"pieces": [{"piece": "annexe-4 · Annexe 4", "reason": "illisible"}], "by": "Coordination"}
    console.open_form(office.form("demander-complements"), **asked, **filled)
    console.choose("Dossier", REFUSED)


def _sent(console: Console) -> str:
    assert console.send() == 201
    return console.run


def _why(console: Console, office: Office, run: str) -> str:
    assert office.system.ended(run) == "Refusé"
    said = console.read_reason(run)
    console.shot("why")
    return said


def _again(console: Console) -> list[str]:
    """Follow the link of the account that is open, and return what the form is filled in with."""
    console.read_account()
    console.shot("account")
    console.follow_link(console.page.locator(".artifact-data-markdown a", has_text="le formulaire"))
    console.shot("again")
    return [console.written("Message au candidat"), console.written("Saisi par")]


def test_what_is_empty_is_told_in_french(refused: Refused) -> None:
    """Each field by its title: neither the console nor its server judges the form before us."""
    assert "Pièces demandées" in refused.empty
    assert "Saisi par : à remplir." in refused.empty


def test_the_account_leads_back_to_all_that_was_typed(refused: Refused) -> None:
    """One click, and what lacks is filled in."""
    assert refused.again == [MESSAGE, ""]


def test_a_choice_and_a_reference_must_agree(refused: Refused, office: Office) -> None:
    """Of two dossiers, the system does not guess which was meant."""
    both = f"{office.reference(REFUSED)} et {office.reference(CLICKED)}"
    why = f"Dossier « {both} » : la liste et la référence disent deux dossiers ; gardez-en un."
    assert why in refused.both


def test_what_is_refused_changes_nothing(refused: Refused) -> None:
    """Status, requests and notices are as they were."""
    assert refused.after == refused.before
