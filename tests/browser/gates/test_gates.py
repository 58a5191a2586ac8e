"""A gate from the console: a suspended run resumed, its pages filled in, an error told, the notices that leave."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from flows.boards.markdown import plain
from models.vocabulary import DecisionSense
from notifications.mailserver.maildir import Content
from tests.browser.console import opened_as
from tests.browser.gates.gate import Gate
from tests.browser.gates.sittings import (
    AGAINST,
    DOSSIERS,
    DOUBT,
    DOUBTED,
    TO_SEE,
    fill_session,
    letters,
    mail_to,
    reference,
    said,
    waiting_run,
)
from tests.browser.office import HOSTILE, Office
from tests.browser.tab import Window
from tests.factories import typed
from tests.servers.nginx import USER

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

SECRETARIAT = "instruction-spro@example.invalid"
SEATS = ("Région Auvergne-Rhône-Alpes", "Région académique (rectorat)")
REFUSED = "L'accueil du public n'est pas assuré (article 3)."
ADJOURNED = "La convention de site est à produire."


class Seen(NamedTuple):
    """What was seen while the commission's meeting was recorded: the run opened cold, the titles of its dossiers, what
    was sent first, what was told of it and what was still there, what had left before the last page, how it ended."""

    cold: str
    titles: list[str]
    sent: dict[str, Any]
    told: str
    kept: tuple[object, ...]
    between: list[str]
    state: str
    end: str


@pytest.fixture(scope="module")
def code(office: Office) -> str:
    """Give a session whose dossiers wait for the commission, and that the forms offer."""
    added = fill_session(office)
    # Of all sessions: the form does not offer this one yet.
    assert office.system.run("derouler-session") == "Completed"
    return added


@pytest.fixture(scope="module")
def seen(window: Window, office: Office, code: str) -> Iterator[Seen]:
    """Come to the commission's gate, which its day has opened, and record what was decided: three decisions changed, of
    one the reasons forgotten."""
    run = waiting_run(office, code, "commission")
    with opened_as(Gate, window, "commission") as gate:
        cold, titles = _open(gate, run)
        gate.write("Signataire : prénom et nom", "Camille Exemple", within=gate.modal)
        gate.write("Signataire : qualité", "Directrice", within=gate.modal)
        gate.says(1, "refus")
        gate.says(2, "ajourn", ADJOURNED)
        gate.ask_for("annexe-4", 2)
        gate.says(3, "accept", "")
        sent = _send_first(gate)
        told, kept = gate.to_read(), (gate.filled_in("Motifs en fait", 2), gate.is_ticked(SEATS[1]))
        gate.says(1, "refus", REFUSED)
        yield Seen(cold, titles, sent, told, kept, *_finish(gate, office, code))


def _open(gate: Gate, run: str) -> tuple[str, list[str]]:
    """Open the run that waits as somebody who knows nothing of it, then its first page."""
    gate.open_run(run)
    gate.await_page("page 1 sur 2 à saisir")
    gate.page.get_by_text("cette exécution attend une personne").first.wait_for()
    gate.shot("cold")
    cold = gate.text()
    gate.unfold_page()
    gate.shot("first")
    for seat in SEATS:
        gate.tick(seat)
    return cold, gate.dossiers()


def _send_first(gate: Gate) -> dict[str, Any]:
    """Send the first page, in which something lacks, and open it again."""
    assert gate.recorded_by() == USER
    sent = gate.submit()
    gate.await_page("page 1 sur 2 à corriger")
    gate.unfold_page()
    gate.shot("told")
    return sent


def _finish(gate: Gate, office: Office, code: str) -> tuple[list[str], str, str]:
    """Send what was mended, then the second page, each shown first: what had left in between, and how the run ended."""
    gate.submit()
    _confirm(gate, "page 1 sur 2 à confirmer")
    gate.await_page("page 2 sur 2 à saisir")
    between = letters(office, code)
    gate.unfold_page()
    gate.shot("second")
    gate.submit()
    _confirm(gate, "page 2 sur 2 à confirmer")
    state = gate.ended()
    said = gate.read_reason(gate.run)
    gate.shot("ended")
    return between, state, said


def _confirm(gate: Gate, title: str) -> None:
    """Read what a page would do, and send it as it is."""
    gate.await_page(title)
    gate.unfold_page()
    gate.shot(title.replace(" ", "-"))
    gate.submit()


def test_a_run_that_waits_explains_itself(seen: Seen) -> None:
    """To somebody who opens it cold: what it waits for, and what to click."""
    resume = "cette exécution attend une personne. Cliquez sur « Resume », en haut à droite."

    assert "En attente" in seen.cold
    assert f"Commission · page 1 sur 2 à saisir : {resume}" in seen.cold
    assert "ERROR" not in seen.cold


def test_a_page_shows_its_dossiers_by_rank(seen: Seen, code: str) -> None:
    """Reference and organisation, whose name is text: it holds no mark that a page would obey."""
    ranks = [title.partition(". ")[0] for title in seen.titles]

    assert ranks == [f"{rank}" for rank in range(1, 26)]
    assert seen.titles[0] == f"1. {reference(code, 1)} · {plain(HOSTILE, longest=120)}"


def test_what_was_said_before_is_filled_in(seen: Seen, code: str) -> None:
    """What the working group said, with its reasons, and what was chosen instead; what was emptied is sent empty."""
    assert seen.sent[reference(code, 6)] == {"sense": "acceptée", "tied": False, "pieces": []}
    assert seen.sent[reference(code, DOUBTED)] == {"sense": "acceptée", "tied": False, "pieces": []}
    assert seen.sent[reference(code, 3)] == {"sense": "acceptée", "tied": False, "pieces": []}
    adjourned = {"sense": "ajournée", "reasons": TO_SEE, "tied": False, "pieces": []}
    assert seen.sent[reference(code, 4)] == adjourned


def test_a_reason_that_was_forgotten_is_told(seen: Seen, code: str) -> None:
    """By its dossier, and nothing that was right is lost."""
    lacks = "indiquez les motifs, en droit et en fait."

    assert f"Dossier 1, {reference(code, 1)} : « refusée » : {lacks}" in seen.told
    assert seen.kept == (ADJOURNED, True)


def test_a_page_is_recorded_before_the_next_is_sent(seen: Seen) -> None:
    """Each decision of the first page has left while the run waits for the second."""
    assert Counter(seen.between) == {"accepted": 22, "adjourned": 2, "refused": 1}


@pytest.mark.usefixtures("seen")
def test_what_was_said_is_recorded(office: Office, code: str) -> None:
    """Of each dossier, as it was chosen or left."""
    assert said(office, code) == dict.fromkeys(range(1, DOSSIERS + 1), DecisionSense.accepted) | {
        1: DecisionSense.refused,
        2: DecisionSense.adjourned,
        4: DecisionSense.adjourned,
    }


def test_the_run_says_how_it_ended(seen: Seen) -> None:
    """In French, and that the minutes leave."""
    assert seen.state == "Completed"
    assert f"close : {DOSSIERS} dossiers enregistrés. Le procès-verbal part au secrétariat." in seen.end


@pytest.mark.usefixtures("seen")
def test_each_applicant_reads_its_own_decision(office: Office) -> None:
    """One mail each, with its own reasons and nobody else's."""
    mails = {rank: mail_to(office, rank) for rank in range(1, DOSSIERS + 1)}

    assert {rank: len(received) for rank, received in mails.items()} == dict.fromkeys(mails, 1)
    reasons = {1: REFUSED, 2: ADJOURNED, 4: TO_SEE.splitlines()[0]}
    for rank, [mail] in mails.items():
        assert [other for other in reasons if reasons[other] in _read(mail)] == ([rank] if rank in reasons else [])
        assert AGAINST not in _read(mail)
        assert DOUBT not in _read(mail)


def _read(mail: Content) -> str:
    return typed(mail.text)


@pytest.mark.usefixtures("seen")
def test_the_minutes_leave(office: Office) -> None:
    """To the desk that keeps them, once."""
    mails = [typed(mail.text) for mail in office.mails_to(SECRETARIAT)]

    [minutes] = [text for text in mails if "Le procès-verbal de la séance" in text]
    assert f"Décisions enregistrées : {DOSSIERS}" in minutes
