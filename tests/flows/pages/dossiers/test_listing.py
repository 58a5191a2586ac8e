"""« Dossiers »: the list as people sort, filter, search, bookmark and take it away."""

import re

import pytest

from flows.pages.dossiers.listing import FILES, PAGE
from models.forms.handling import AnnotationForm, AssignmentForm
from models.storage.database import transaction
from models.vocabulary import Flag, Status
from tasks.dossiers.handling import annotate, assign
from tests.factories import application, campaign_with, paris
from tests.flows.pages.visit import visit

NOTED = paris("2026-03-02 10:00")


@pytest.fixture
def three(rows: str) -> str:
    """Give three dossiers that differ."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        application(session, campaign, Status.late, name="École de l'Ain", received_at=paris("2026-05-02 10:00"))
        application(session, campaign, name="Avenir", flags=[Flag.old_form])
        application(session, campaign, name="Zénith", circle=1, missing=("annexe-1",))
    return rows


async def listed(query: str = "") -> list[str]:
    """The last digit of each dossier that the page lists, in its order."""
    page = await visit(f"/dossiers{query}")
    return re.findall(r'href="/spro/dossiers/ARA-2026-000(\d)"', page.text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "123"),
        ("?tri=-reference", "321"),
        ("?tri=organisme", "213"),
        ("?tri=-recu", "123"),
        ("?tri=manque", "312"),
        ("?tri=-manque", "312"),
        ("?tri=rien&page=z", "123"),
        ("?statut=late", "1"),
        ("?statut=", "123"),
        ("?cercle=1&statut=registered", "3"),
        ("?signalement=old_form", "2"),
        ("?signalement=rien", ""),
        ("?recherche=ECOLE", "1"),
        ("?recherche=0002&tri=-organisme", "2"),
        ("?session=toutes", "123"),
    ],
)
@pytest.mark.usefixtures("three")
async def test_dossiers_are_sorted_filtered_and_found(query: str, found: str) -> None:
    """What is empty comes last, whichever way; what an address says wrong is as if it did not say it."""
    assert await listed(query) == list(found)


@pytest.mark.usefixtures("three")
async def test_a_heading_sorts_by_its_column_and_then_the_other_way() -> None:
    """And keeps what was sought: any view may be bookmarked."""
    page = (await visit("/dossiers?recherche=a&tri=organisme&statut=late")).text

    assert '<a href="?recherche=a&amp;statut=late&amp;tri=-organisme">Organisme</a>' in page
    assert '<a href="?recherche=a&amp;statut=late">Référence</a>' in page
    assert page.count('aria-sort="ascending"') == 1


@pytest.mark.usefixtures("three")
async def test_a_filter_says_how_many_dossiers_each_choice_has() -> None:
    """In the words of an officer; above the list stands what it is of, for whoever reads it on paper."""
    page = (await visit("/dossiers?statut=late&recherche=ain")).text

    assert '<option value="late" selected>hors délai (1)</option>' in page
    assert "1 dossier sur 3 · Session 2026 · hors délai · « ain »</caption>" in page


async def test_a_column_that_is_rarely_of_use_is_there_where_it_is(rows: str) -> None:
    """The place in the queue, here; files have every column."""
    with transaction(rows) as session:
        application(session, campaign_with(session), Status.under_examination)

    page, file = (await visit("/dossiers")).text, (await visit("/dossiers.csv")).text

    assert [title in page for title in (">Rang</a>", ">Silence le</a>", ">Session</a>")] == [True, False, False]
    assert "Rang;" in file
    assert ";Silence le;" in file


async def test_what_the_region_shares_out_is_shown_and_chosen(rows: str) -> None:
    """The desk that has a dossier, or none, and its labels; where there is neither, nothing of it is on the page."""
    agents = {"agents": {"loire": {"label": "Service de la Loire", "email": "loire-spro@example.invalid"}}}
    with transaction(rows) as session:
        campaign = campaign_with(session, agents)
        given, left = (application(session, campaign) for _ in range(2))
    before = (await visit("/dossiers")).text
    with transaction(rows) as session:
        for agent, name in (("loire", given), (None, left)):
            assign(session, AssignmentForm(references=[name.reference], agent=agent, by="Mme Essai"), at=NOTED)
        label = AnnotationForm(references=[given.reference], labels=["urgent", "appelé"], by="Mme Essai")
        annotate(session, label, at=NOTED)

    page = (await visit("/dossiers")).text

    assert [title in before for title in ("Confié à", "Étiquette")] == [False, False]
    assert [cell in page for cell in (">Service de la Loire</td>", ">appelé, urgent</td>")] == [True, True]
    assert '<option value="-">personne (1)</option>' in page
    chosen = ["?service=Service+de+la+Loire", "?service=-", "?etiquette=urgent", "?etiquette=autre", "?tri=-service"]
    assert [await listed(query) for query in chosen] == [["1"], ["2"], ["1"], [], ["1", "2"]]


@pytest.mark.usefixtures("three")
async def test_nothing_found_is_said() -> None:
    """Rather than an empty table."""
    assert "Aucun des 3 dossiers ne correspond." in (await visit("/dossiers?recherche=rien")).text


async def test_a_long_list_comes_in_pages_and_whole_to_print(rows: str) -> None:
    """A page that is not there is the last one."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        for _ in range(PAGE + 1):
            application(session, campaign)

    lengths = [
        len(re.findall('scope="row"', (await visit(f"/dossiers?page={page}")).text)) for page in (1, 2, 99, "toutes")
    ]

    assert lengths == [PAGE, 1, 1, PAGE + 1]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("suffix", FILES)
async def test_what_is_shown_is_taken_away_as_a_file(suffix: str) -> None:
    """Of the same view: in full, whatever its page."""
    answer = await visit(f"/dossiers.{suffix}?statut=late")

    disposition = answer.headers["content-disposition"]
    assert re.match(rf'attachment; filename="dossiers-ara-2026-\d{{4}}-\d\d-\d\d\.{suffix}"', disposition)
    if suffix == "csv":
        assert answer.content.count(b"\r\n") == 2


async def test_another_kind_of_file_is_not_there(rows: str) -> None:
    """It is no page."""
    assert (await visit("/dossiers.exe")).status_code == 404


async def test_names_are_never_taken_for_markup(rows: str) -> None:
    """What an applicant calls itself is text."""
    with transaction(rows) as session:
        application(session, campaign_with(session), name="<script>alert(1)</script>")

    page = (await visit("/dossiers")).text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
