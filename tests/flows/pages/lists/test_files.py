"""« Fichiers »: what desks sent, what each may be used for, and a list address by address."""

import json
from urllib.parse import unquote

import pytest

from flows.boards.run_forms import offer, schema_of
from flows.pages.forms import filled
from models.intake.words import Trouble
from models.storage.database import transaction
from tasks.console.forms.choices import read_choices
from tests.factories import DESK, campaign_with, desk_file, paris
from tests.flows.pages.visit import visit

ENTRYPOINTS = {
    "importer-proces-verbal": "flows.acts.minutes.import_minutes",
    "prevenir-structures": "flows.acts.prospects.tell_prospects",
}
LIST = b"\xef\xbb\xbfancien@a.example\nnouveau@b.example\n<i>CIDFF</i>\n"


@pytest.fixture
def sent(rows: str) -> list[str]:
    """Give the files that a desk sent: a sheet, a list, a program."""
    with transaction(rows) as session:
        campaign_with(session, prospects=["ancien@a.example"])
        return [
            desk_file(session, b"PK", "saisie <b>.xlsx"),
            desk_file(session, LIST, "liste.csv"),
            desk_file(session, b"MZ", "liste.exe.csv", trouble=Trouble.executable),
        ]


async def test_each_file_leads_to_the_forms_that_read_it(sent: list[str]) -> None:
    """Filled in with it; who sent it and when stands beside, and its name is no markup."""
    page = (await visit("/fichiers")).text

    assert f'href="/spro/formulaires/importer-proces-verbal?file={sent[0]}"' in page
    assert f'href="/spro/formulaires/prevenir-structures?file={sent[1]}"' in page
    assert (DESK in page, "15/04/2026 10:00" in page, "<b>.xlsx" in page) == (True, True, False)


@pytest.mark.parametrize(("act", "number"), [("importer-proces-verbal", 0), ("prevenir-structures", 1)])
async def test_a_form_opens_with_the_file_chosen(sent: list[str], act: str, number: int) -> None:
    """As its list shows it: the console draws no other choice."""
    choices = read_choices(at=paris("2026-04-16 10:00"))
    schema = offer(schema_of(ENTRYPOINTS[act]), act, choices)

    query = unquote(unquote(filled({"parameter_openapi_schema": schema}, {"file": sent[number]})))

    assert json.loads(query.partition("=")[2])["form"]["file"].startswith(f"{sent[number]} · ")


async def test_a_dangerous_file_leads_nowhere(sent: list[str]) -> None:
    """It is in quarantine, and the page says why."""
    page = (await visit("/fichiers")).text

    assert "le fichier est un programme" in page
    assert f"?file={sent[2]}" not in page


async def test_without_a_file_the_page_says_how_one_comes(rows: str) -> None:
    """Before the first one."""
    assert "Aucun service n&#39;a envoyé de fichier." in (await visit("/fichiers")).text.replace("'", "&#39;")


async def test_a_list_is_read_address_by_address(sent: list[str]) -> None:
    """Who is new, who was told already, and which lines are wrong, as they stand."""
    page = (await visit(f"/fichiers/{sent[1].rpartition('-')[2]}/structures")).text

    assert '<th scope="row" class="broken">ancien@a.example</th><td>déjà prévenue</td>' in page
    assert '<th scope="row" class="broken">nouveau@b.example</th><td>nouvelle</td>' in page
    assert '<th scope="row" class="number">3</th><td class="broken alert">&lt;i&gt;cidff&lt;/i&gt;</td>' in page


@pytest.mark.parametrize("number", ["3", "99"])
async def test_what_is_no_list_of_a_desk_is_refused_in_a_sentence(sent: list[str], number: str) -> None:
    """In quarantine, or no file at all."""
    answer = await visit(f"/fichiers/{number}/structures")

    assert (answer.status_code, "Demande impossible" in answer.text) == (404, True)
