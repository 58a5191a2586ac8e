"""Where the dashboard of a meeting leads: the run that waits, the forms, and how it is found itself."""

import json
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from prefect import flow, get_client
from prefect.states import Paused

from flows.boards.meeting.page import meeting_state
from flows.boards.meeting.words import AT_A_RUN, BESIDES, BLOCKED, LETTERS, STEPS
from flows.boards.refresh import show_console
from flows.boards.run_forms import schema_of
from flows.boards.session import render_board
from flows.run_context import tag_run
from models.storage.database import transaction
from models.vocabulary import NoticeStatus
from tasks.console.boards import meeting_queue
from tasks.console.boards.board import board_of
from tasks.console.boards.meeting_facts import Step
from tasks.console.snapshot import read_console
from tasks.intake.store import Store
from tests.conftest import Installation
from tests.factories import campaign_with
from tests.flows.boards.artifacts import left_by
from tests.flows.boards.meeting.dashboard import LINKS, RUN, read
from tests.support.bodies import CONVENED, GROUP, MET, SET, send_convening, set_day, shown, sit, waits
from tests.support.mails import Desk

RUNS = "▸ [exécutions « groupe-de-travail »](/deployments/deployment/1?tab=Runs)"
DAY = "jeudi 18 juin 2026 à 14 h 00 (heure de Paris)"
SOON = f"Rien d'ici la séance, {DAY} ; à son heure, une exécution attendra la saisie."
NOW = "Saisir ce que l'instance a dit, dans l'exécution qui attend."


@pytest.mark.parametrize(
    ("at", "run", "said"),
    [
        (SET[GROUP], None, "Rien : la convocation partira seule, vendredi 12 juin 2026 à 9 h 00 (heure de Paris)."),
        (CONVENED[GROUP], None, f"{SOON} {RUNS}"),
        (MET[GROUP], None, f"{NOW} {RUNS}"),
        (MET[GROUP], "/runs/flow-run/2", f"{NOW} ▸ [ouvrir l'exécution « groupe-de-travail »](/runs/flow-run/2)"),
    ],
)
def test_one_sentence_says_what_comes_next(desk: Desk, at: datetime, run: str | None, said: str) -> None:
    """By itself, or of a person, with where to go for it: the run that waits, else those of the gate."""
    waits(desk)
    set_day(desk)
    if at > SET[GROUP]:
        send_convening(desk)

    [line] = [line for line in read(desk, at=at, run=run).splitlines() if line.startswith("> ")]
    assert line == f"> **À faire.** {said}"


@pytest.mark.parametrize(
    ("form", "entrypoint"),
    [("fixer-seance", "flows.acts.meetings.set_meeting"), ("reporter-echeance", "flows.acts.sessions.postpone")],
)
def test_a_form_opens_on_the_body_and_the_session(desk: Desk, form: str, entrypoint: str) -> None:
    """In the words that the form offers, decoded by the router of the console, then by its form."""
    waits(desk)
    if form == "reporter-echeance":
        set_day(desk)
    [link] = re.findall(rf"\({RUN}\?(parameters=[^)]+)\)", read(desk))

    [parameters] = parse_qs(urlsplit(f"?{link}").query)["parameters"]

    filled = json.loads(unquote(parameters))["form"]
    assert filled["session"] == "ara-2026"
    schema = schema_of(entrypoint)["definitions"]
    [fields] = [each["properties"] for each in schema.values() if "stage" in each.get("properties", {})]
    assert filled["stage"] in fields["stage"]["enum"]


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


def test_the_board_of_the_session_leads_to_its_meetings(desk: Desk) -> None:
    """Those that have something to show, each with its day and how it stands."""
    waits(desk)
    set_day(desk)
    send_convening(desk)
    at = CONVENED[GROUP]

    board = render_board(board_of(desk.session, desk.campaign, at=at), [shown(desk, at=at)], at=at)

    [line] = [line for line in board.splitlines() if "/artifacts/key/seance-" in line]
    assert line == (
        "Les séances, avec ce qui est prêt et ce qui ne l'est pas : "
        "[Groupe de travail](/artifacts/key/seance-ara-2026-groupe-de-travail) (18/06/2026, convoquée le 12/06/2026)."
    )


def test_how_a_meeting_stands_in_a_few_words(desk: Desk) -> None:
    """From its day that is set to its end."""
    waits(desk)
    said = [meeting_state(shown(desk))]

    set_day(desk)
    said.append(meeting_state(shown(desk)))
    send_convening(desk)
    said += [meeting_state(shown(desk, at=at)) for at in (CONVENED[GROUP], MET[GROUP])]
    sit(desk, present=("draaf",))
    said.append(meeting_state(shown(desk, at=MET[GROUP])))

    after = ("fixée", "convoquée le 12/06/2026", "à saisir", "quorum non atteint")
    assert said == ["à fixer", *(f"18/06/2026, {state}" for state in after)]


@flow(name="groupe-de-travail")
async def show() -> None:
    """Show how two sessions stand, as a gate's own run would."""
    codes = ["ara-2026", "ara-2027"]
    await tag_run(*codes)
    await show_console(read_console(codes, at=MET[GROUP], forms=False), LINKS)


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_a_dashboard_is_kept_for_each_body_that_has_something_to_show(spro: Installation) -> None:
    """Under a key of its own, found again at each refresh; none for nothing. The run that waits for a person is the one
    that it leads to, rather than the one that runs."""
    with transaction(spro.database) as session:
        desk = Desk(session, campaign_with(session), Store(f"file://{spro.home}/store"))
        waits(desk)
        set_day(desk)
        campaign_with(session, year=2027)
    async with get_client() as client:
        waiting = await client.create_flow_run(
            show, name="waits", tags=["ara-2026", "groupe de travail"], state=Paused(name="En attente", reschedule=True)
        )

    state = await show(return_state=True)

    left = await left_by(state)
    assert {key for key in left if key and key.startswith("seance-")} == {"seance-ara-2026-groupe-de-travail"}
    artifact = left["seance-ara-2026-groupe-de-travail"]
    assert f"[ouvrir l'exécution « groupe-de-travail »](/runs/flow-run/{waiting.id})" in str(artifact.data)
    assert artifact.description == (
        "Session 2026, groupe de travail : 1 dossier prêt, 0 pas prêt, 0 avis donné, au jeudi 18 juin 2026 à 16 h 00 "
        "(heure de Paris)."
    )
