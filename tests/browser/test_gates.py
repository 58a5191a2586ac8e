"""The gates from the console: a suspended run resumed, its pages filled in, an error told, the notices that leave."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from flows.boards.markdown import plain
from models.forms.meetings import BODIES
from models.vocabulary import DecisionSense, OpinionSense, StageName
from notifications.mailserver.maildir import Content
from tests.browser.console import opened_as
from tests.browser.gate import Gate
from tests.browser.office import HOSTILE, Office
from tests.browser.sittings import (
    DOSSIERS,
    DOUBT,
    DOUBTED,
    fill_session,
    letters,
    mail_to,
    meets_today,
    reference,
    said,
    set_today,
    waiting_run,
)

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

GROUP, COMMISSION = StageName.working_group, StageName.commission
SECRETARIAT = "instruction-spro@example.invalid"
SEATS = ("Région Auvergne-Rhône-Alpes", "Région académique (rectorat)")
AGAINST = "Le projet ne porte pas sur l'orientation (article 1)."
TO_SEE = "Le budget est à produire.\n\nLe conseil d'administration doit l'approuver."
REFUSED = "L'accueil du public n'est pas assuré (article 3)."
ADJOURNED = "La convention de site est à produire."


class Seen(NamedTuple):
    """What was seen while a body's meeting was recorded: the run opened cold, the titles of its dossiers, what was sent
    first, what was told of it and what was still there, what had left before the last page, how it ended."""

    body: str
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
    """Give a session whose dossiers wait for the working group, and that the forms offer."""
    added = fill_session(office)
    assert office.system.run("derouler-session", session=added) == "Completed"
    return added


@pytest.fixture(scope="module")
def group(browser: Browser, office: Office, code: str) -> Iterator[Seen]:
    """Set the working group's meeting, and record what it says: three opinions changed, one reason forgotten."""
    form = meets_today(code, GROUP).model_dump(mode="json", exclude_none=True) | {"stage": "groupe de travail"}
    assert office.system.run("fixer-seance", form=form) == "Completed"
    run = waiting_run(office, code, "groupe-de-travail")
    with opened_as(Gate, browser, office.system.console, "group") as gate:
        cold, titles = _open(gate, run)
        gate.says(3, "défavorable", AGAINST)
        gate.says(4, "ajourner")
        gate.says(DOUBTED, "favorable", "")
        sent = _send_first(gate)
        told, kept = gate.to_read(), (gate.filled_in("Motifs, en droit et en fait", 3), gate.is_ticked(SEATS[1]))
        gate.says(4, "ajourner", TO_SEE)
        yield Seen(BODIES[GROUP], cold, titles, sent, told, kept, *_finish(gate, office, code))


@pytest.fixture(scope="module")
def commission(browser: Browser, office: Office, code: str, group: Seen) -> Iterator[Seen]:
    """Start the commission's gate by hand, and record what was decided: three decisions changed, of one the reasons
    forgotten."""
    set_today(office, code, COMMISSION)
    office.system.start("commission", session=code)
    run = waiting_run(office, code, "commission")
    with opened_as(Gate, browser, office.system.console, "commission") as gate:
        cold, titles = _open(gate, run)
        gate.write("Signataire : prénom et nom", "Camille Exemple", within=gate.modal)
        gate.write("Signataire : qualité", "Directrice", within=gate.modal)
        gate.says(1, "refus")
        gate.says(2, "ajourn", ADJOURNED)
        gate.ask_for("annexe-4", 2)
        gate.says(3, "accept", "")
        sent = _send_first(gate)
        told, kept = gate.to_read(), (gate.filled_in("Motifs, en droit et en fait", 2), gate.is_ticked(SEATS[1]))
        gate.says(1, "refus", REFUSED)
        yield Seen(BODIES[COMMISSION], cold, titles, sent, told, kept, *_finish(gate, office, code))


@pytest.fixture(params=["group", "commission"])
def seen(request: pytest.FixtureRequest) -> Seen:
    """Give what was seen of each body in turn."""
    found: Seen = request.getfixturevalue(request.param)
    return found


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
    gate.write("Saisi par", "Secrétariat", within=gate.modal)
    sent = gate.submit()
    gate.await_page("page 1 sur 2 à corriger")
    gate.unfold_page()
    gate.shot("told")
    return sent


def _finish(gate: Gate, office: Office, code: str) -> tuple[list[str], str, str]:
    """Send what was mended, then the second page: what had left in between, and how the run ended."""
    gate.submit()
    gate.await_page("page 2 sur 2 à saisir")
    between = letters(office, code)
    gate.unfold_page()
    gate.shot("second")
    gate.write("Saisi par", "Direction", within=gate.modal)
    gate.submit()
    state = gate.ended()
    gate.page.get_by_text("Le procès-verbal part au secrétariat").first.wait_for()
    gate.shot("ended")
    return between, state, gate.text()


def test_a_run_that_waits_explains_itself(seen: Seen) -> None:
    """To somebody who opens it cold: what it waits for, and what to click."""
    resume = "cette exécution attend une personne. Cliquez sur « Resume », en haut à droite."

    assert "En attente" in seen.cold
    assert f"{seen.body.capitalize()} · page 1 sur 2 à saisir : {resume}" in seen.cold
    assert "ERROR" not in seen.cold


def test_a_page_shows_its_dossiers_by_rank(seen: Seen, code: str) -> None:
    """Reference and organisation, whose name is text: it holds no mark that a page would obey."""
    ranks = [title.partition(". ")[0] for title in seen.titles]

    assert ranks == [f"{rank}" for rank in range(1, 26)]
    assert seen.titles[0] == f"1. {reference(code, 1)} · {plain(HOSTILE, longest=120)}"


def test_what_was_said_before_is_filled_in(group: Seen, commission: Seen, code: str) -> None:
    """The examiner's finding for the working group, its opinion for the commission; what was emptied is sent empty."""
    assert group.sent[reference(code, 6)] == {"sense": "favorable"}
    assert group.sent[reference(code, DOUBTED)] == {"sense": "favorable"}
    assert commission.sent[reference(code, 6)] == {"sense": "acceptée", "pieces": []}
    assert commission.sent[reference(code, 3)] == {"sense": "acceptée", "pieces": []}
    adjourned = {"sense": "ajournée", "reasons": TO_SEE, "pieces": []}
    assert commission.sent[reference(code, 4)] == adjourned


def test_a_reason_that_was_forgotten_is_told(group: Seen, commission: Seen, code: str) -> None:
    """By its dossier, and nothing that was right is lost."""
    lacks = "indiquez les motifs, en droit et en fait."

    assert f"Dossier 4, {reference(code, 4)} : « à ajourner » : {lacks}" in group.told
    assert f"Dossier 1, {reference(code, 1)} : « refusée » : {lacks}" in commission.told
    assert (group.kept, commission.kept) == ((AGAINST, True), (ADJOURNED, True))


def test_a_page_is_recorded_before_the_next_is_sent(group: Seen, commission: Seen) -> None:
    """Opinions are told to nobody; each decision of the first page has left while the run waits for the second."""
    assert group.between == []
    assert Counter(commission.between) == {"accepted": 22, "adjourned": 2, "refused": 1}


def test_what_was_said_is_recorded(group: Seen, commission: Seen, office: Office, code: str) -> None:
    """Opinions and decisions may differ; both stay."""
    opinions, decisions = said(office, code, GROUP), said(office, code, COMMISSION)

    others = set(range(1, DOSSIERS + 1))
    assert opinions == dict.fromkeys(others, OpinionSense.favourable) | {
        3: OpinionSense.unfavourable,
        4: OpinionSense.adjourn,
    }
    assert decisions == dict.fromkeys(others, DecisionSense.accepted) | {
        1: DecisionSense.refused,
        2: DecisionSense.adjourned,
        4: DecisionSense.adjourned,
    }


def test_the_run_says_how_it_ended(seen: Seen) -> None:
    """In French, and that the minutes leave."""
    assert seen.state == "Completed"
    assert f"close : {DOSSIERS} dossiers enregistrés. Le procès-verbal part au secrétariat." in seen.end


def test_each_applicant_reads_its_own_decision(commission: Seen, office: Office) -> None:
    """One mail each, with its own reasons and nobody else's."""
    mails = {rank: mail_to(office, rank) for rank in range(1, DOSSIERS + 1)}

    assert {rank: len(received) for rank, received in mails.items()} == dict.fromkeys(mails, 1)
    reasons = {1: REFUSED, 2: ADJOURNED, 4: TO_SEE.splitlines()[0]}
    for rank, [mail] in mails.items():
        assert [other for other in reasons if reasons[other] in _read(mail)] == ([rank] if rank in reasons else [])
        assert AGAINST not in _read(mail)
        assert DOUBT not in _read(mail)


def _read(mail: Content) -> str:
    return " ".join(mail.text.split())


def test_the_minutes_leave(commission: Seen, office: Office, code: str) -> None:
    """To the desk that keeps them, once for each meeting."""
    mails = [" ".join(mail.text.split()) for mail in office.mails_to(SECRETARIAT)]

    minutes = [text for text in mails if "Le procès-verbal de la séance" in text]
    counted = (f"Avis enregistrés : {DOSSIERS}", f"Décisions enregistrées : {DOSSIERS}")
    assert sorted(words for words in counted for text in minutes if words in text) == sorted(counted)
