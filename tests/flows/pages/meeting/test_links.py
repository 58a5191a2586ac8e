"""Where the page of a meeting leads: the run that waits, the forms, the dossiers, the other body."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from flows.boards.run_forms import schema_of
from flows.pages.meeting.page import Next
from flows.pages.meeting.words import AT_A_RUN, BESIDES, BLOCKED, LETTERS, STEPS
from models.storage.database import transaction
from models.storage.pages import form_path
from models.storage.settings import Settings
from models.vocabulary import NoticeStatus
from tasks.console.boards import meeting_queue
from tasks.console.boards.meeting_facts import Step
from tasks.intake.store import Store
from tests.factories import campaign_with
from tests.flows.pages.meeting.shown import context, read
from tests.flows.pages.visit import visit
from tests.support.bodies import CONVENED, GROUP, MET, SET, send_convening, set_day, waits
from tests.support.mails import Desk

DAY = "jeudi 18 juin 2026 à 14 h 00 (heure de Paris)"
SOON = f"Rien d'ici la séance, {DAY} ; à son heure, une exécution attendra la saisie."
NOW = "Saisir ce que l'instance a dit, dans l'exécution qui attend."
CONVENING = "Rien : la convocation partira seule, vendredi 12 juin 2026 à 9 h 00 (heure de Paris)."
RUN = "/runs/flow-run/2"
LAUNCH = "lancer l'exécution « groupe-de-travail »"
OPEN = "ouvrir l'exécution « groupe-de-travail »"


@pytest.mark.parametrize(
    ("at", "run", "step"),
    [
        (SET[GROUP], None, Next(CONVENING, "", None)),
        (CONVENED[GROUP], None, Next(SOON, "", None)),
        (
            MET[GROUP],
            None,
            Next(NOW, LAUNCH, "/spro/formulaires/groupe-de-travail?session=ara-2026&stage=groupe+de+travail"),
        ),
        (MET[GROUP], RUN, Next(NOW, OPEN, RUN)),
    ],
)
def test_one_sentence_says_what_comes_next(desk: Desk, at: datetime, run: str | None, step: Next) -> None:
    """By itself, or of a person, with where to go for it: the run that waits, else a new one of the gate."""
    waits(desk)
    set_day(desk)
    if at > SET[GROUP]:
        send_convening(desk)

    assert context(desk, at=at, run=run)["step"] == step


@pytest.mark.parametrize(
    ("form", "entrypoint"),
    [("fixer-seance", "flows.acts.meetings.set_meeting"), ("reporter-echeance", "flows.acts.sessions.postpone")],
)
def test_a_form_opens_on_the_body_and_the_session(desk: Desk, form: str, entrypoint: str) -> None:
    """In the words that the form offers."""
    waits(desk)
    if form == "reporter-echeance":
        set_day(desk)

    address = form_path(form, session="ara-2026", stage="groupe de travail").replace("&", "&amp;")
    assert f'<a href="{address}">' in read(desk)
    schema = schema_of(entrypoint)["definitions"]
    [fields] = [each["properties"] for each in schema.values() if "stage" in each.get("properties", {})]
    assert "groupe de travail" in fields["stage"]["enum"]


def test_each_word_is_there() -> None:
    """A new step, status or state cannot be shown without; each form is one of a deployment."""
    document = yaml.safe_load((Path(__file__).parents[4] / "prefect.yaml").read_text(encoding="utf-8"))
    deployed = {each["name"] for each in document["deployments"]}

    assert set(STEPS) == set(Step)
    assert set(BLOCKED) == {status for those in meeting_queue.BLOCKED.values() for status in those}
    assert set(LETTERS) == {*NoticeStatus, None}
    acts = [*STEPS.values(), *(act for _, act in BLOCKED.values()), *(act for _, act in BESIDES)]
    assert {act.form for act in acts if act.form} <= deployed
    assert not any(STEPS[step].form for step in AT_A_RUN)


async def test_the_menu_leads_to_the_body_whose_turn_it_is(rows: str) -> None:
    """Of the latest session; to the board before the first."""
    before = await visit("/seances")
    with transaction(rows) as session:
        campaign_with(session, year=2025)
        campaign_with(session)

    assert before.headers["location"] == "/spro/"
    assert (await visit("/seances")).headers["location"] == "/spro/seances/ara-2026/groupe-de-travail"


async def test_a_body_that_has_nothing_to_show_says_so(rows: str) -> None:
    """With the form that sets its day; what is no body is not found."""
    with transaction(rows) as session:
        campaign_with(session)

    page = (await visit("/seances/ara-2026/commission")).text

    assert "elle se réunit au plus tard le vendredi 31 juillet 2026." in page
    assert '<a href="/spro/formulaires/fixer-seance?session=ara-2026&amp;stage=commission">' in page
    assert (await visit("/seances/ara-2026/depot")).status_code == 404
    assert (await visit("/seances/ara-1999/commission")).status_code == 404


async def test_each_dossier_of_the_agenda_may_be_received(rows: str) -> None:
    """Its form opens filled in."""
    with transaction(rows) as session:
        waits(Desk(session, campaign_with(session), Store(Settings().store)))

    page = await visit("/seances/ara-2026/groupe-de-travail")

    assert form_path("recevoir-dossier", reference="ARA-2026-0001") in page.text
