"""The directory as a reader sees it, and as a program does: nothing personal, the same octets for the same members."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest

from notifications.documents.directory.publish import contents
from notifications.views.directory import ROUNDS, SALT, Attested, Directory, PublicSite, Structure, page_of
from notifications.writing.typography import typed

DAY = date(2027, 10, 1)
CODE = "4F0A-91C2-7B3D-E856"


def structure(name: str, slug: str, **fields: Any) -> Structure:  # noqa: ANN401  whatever a test cares for
    """Return a structure of the third circle, unless told otherwise."""
    said: dict[str, Any] = {
        "slug": slug,
        "name": name,
        "identifier": None,
        "circle": 3,
        "circle_label": "Autres organismes",
        "network": None,
        "since": date(2026, 9, 1),
        "until": None,
    }
    return Structure(**said | fields)


SITE = PublicSite(
    name="Maison de Gerland",
    siret="99900001100018",
    street="1 rue Neuve",
    postal_code="69007",
    town="Lyon",
    department="Métropole de Lyon (69)",
    department_code="69M",
    territory="Grand Lyon",
    services=("Accueil", "Entretien"),
    levels=("information",),
    hours="du lundi au vendredi",
    accessibility="entrée de plain-pied",
    phone=None,
    email="accueil@gerland.example",
)
ECOLE = structure("École <b>des</b> métiers", "ecole-des-metiers", identifier="SIRET 99900001100018", sites=(SITE,))
CIO = structure("CIO de Valence", "cio-de-valence", network="CIO", until=date(2028, 12, 31))
DIRECTORY = Directory(
    region="Auvergne-Rhône-Alpes",
    on=DAY,
    service="Service instructeur",
    structures=(CIO, ECOLE, structure("=1+1", "1-1")),
    certificates=(Attested(number="ADH-2026-0001", code=CODE, structure=ECOLE),),
)
FILES = contents(DIRECTORY)
PAGES = {name: content.decode() for name, content in FILES.items() if name.endswith(".html")}


class _Links(HTMLParser):
    """What a page leads to, and what it has to be read by ear."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.tags, self.ids = list[str](), list[str](), set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags.append(tag)
        self.found += [value for name in ("href", "src") if (value := said.get(name))]
        self.ids |= {said["id"] or ""} if "id" in said else set()


def read(page: str) -> _Links:
    """Return what a page has."""
    links = _Links()
    links.feed(page)
    return links


def test_the_same_members_give_the_same_octets() -> None:
    """Whenever it is written."""
    assert contents(replace(DIRECTORY)) == FILES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_language_its_title_its_landmarks_and_its_day(name: str) -> None:
    """One heading of the first rank, and a link that skips to it."""
    page, tags = PAGES[name], read(PAGES[name]).tags

    assert '<html lang="fr">' in page
    assert re.search(r"<title>[^<]{4,} · Annuaire du SPRO", page)
    assert [tags.count(tag) for tag in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    assert page.index('class="skip"') < page.index("<header>")
    assert "1er octobre 2027" in typed(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_printed_as_french_is(name: str) -> None:
    """In our words and in theirs; what a name may hold of HTML stays text."""
    words = re.sub(r"<[^>]*>", " ", PAGES[name])

    assert not re.search(r"[^\W\d_](?:'|&#39;)[^\W\d_]", words)
    assert "<b>" not in PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_each_link_leads_to_a_file_that_is_there(name: str) -> None:
    """From wherever it is published; the licence's own page is the one address outside."""
    depth = name.split("/")[:-1]

    for link in read(PAGES[name]).found:
        if link.startswith("https://www.etalab.gouv.fr/"):
            continue
        path, _, anchor = link.partition("#")
        assert not re.match(r"\w+:|/", path)
        target = "/".join(depth) + "/" + path if not path.startswith("../") and depth else path.removeprefix("../")
        assert not path or target in FILES
        assert not anchor or anchor in read(PAGES[name]).ids


def test_what_a_structure_is_called_is_no_markup() -> None:
    """Whatever an applicant typed."""
    assert "École &lt;b&gt;des&lt;/b&gt; métiers" in PAGES["index.html"]


def test_only_the_page_of_certificates_has_a_script() -> None:
    """And it works without: the address on a certificate leads to the same page."""
    assert [name for name, page in PAGES.items() if "<script" in page] == ["verifier.html"]


def test_members_stand_by_letter_then_by_network() -> None:
    """Those of no network last; a name that begins with no letter under « 0-9 »."""
    letters = re.findall(r"<h2[^>]*>([^<]*)", PAGES["index.html"])
    networks = re.findall(r"<h2[^>]*>([^<]*)", PAGES["reseaux.html"])

    assert (letters, networks) == (["C", "E", "0-9"], ["CIO", "Hors réseau"])


def test_a_certificate_in_force_has_its_page() -> None:
    """It is found by the code, whatever stands between its signs, and says what the document must say."""
    page = PAGES[f"certificats/{page_of(CODE.lower().replace('-', ' '))}.html"]

    assert "ADH-2026-0001" in page
    assert "en vigueur" in page
    assert "SIRET 99900001100018" in page


def test_no_file_tells_a_code() -> None:
    """Not the names of the pages, not what is in them: who has the whole folder has no code."""
    whole = "\n".join([*FILES, *(content.decode() for content in FILES.values())])

    assert all(sign not in whole for sign in (CODE, CODE.lower(), CODE.replace("-", "")))


def test_the_script_makes_the_name_of_a_page_as_we_do() -> None:
    """Same salt, same rounds, same length."""
    script = FILES["verifier.js"].decode()

    assert f'octets("{SALT}")' in script
    assert f"iterations: {ROUNDS}" in script
    assert "deriveBits(how, key, 128)" in script


def test_a_program_reads_the_same_members() -> None:
    """In JSON and in CSV, by the same fields; no cell is a formula."""
    told = json.loads(FILES["annuaire.json"])
    rows = list(csv.DictReader(StringIO(FILES["structures.csv"].decode(), newline="")))

    assert (told["schema"], told["date"], told["licence"]) == ("spro-annuaire/1", "2027-10-01", "Licence Ouverte 2.0")
    assert [one["nom"] for one in told["structures"]] == ["CIO de Valence", "École <b>des</b> métiers", "=1+1"]
    assert [row["nom"] for row in rows] == ["CIO de Valence", "École <b>des</b> métiers", "'=1+1"]
    assert rows[0]["membre_jusqu_au"] == told["structures"][0]["membre_jusqu_au"] == "2028-12-31"


def test_sites_stand_by_department_and_by_territory() -> None:
    """Each leads to the page of its structure, which says where to go and when."""
    for page in ("departements.html", "territoires.html"):
        assert "Maison de Gerland, Lyon" in PAGES[page]
        assert 'href="structures/ecole-des-metiers.html"' in PAGES[page]
    shown = typed(PAGES["structures/ecole-des-metiers.html"])
    assert all(said in shown for said in ("1 rue Neuve", "69007 Lyon", "du lundi au vendredi", "<li>Entretien</li>"))


def test_without_a_site_there_is_no_page_of_places() -> None:
    """Nor an entry for it."""
    bare = contents(replace(DIRECTORY, structures=(CIO,), certificates=()))

    assert "departements.html" not in bare
    assert b"Par territoire" not in bare["index.html"]


def test_a_program_reads_the_same_sites() -> None:
    """What was not said to be public is nothing."""
    [site] = next(one["sites"] for one in json.loads(FILES["annuaire.json"])["structures"] if one["sites"])
    [row] = csv.DictReader(StringIO(FILES["sites.csv"].decode(), newline=""))

    assert (site["departement"], site["telephone"], site["services"]) == ("69M", None, ["Accueil", "Entretien"])
    assert (row["structure"], row["telephone"], row["services"]) == ("ecole-des-metiers", "", "Accueil ; Entretien")
