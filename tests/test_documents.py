"""The documents are true: links lead somewhere, files named exist, rooms are as told, and sources are listed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.test_repository import ROOT, repository_files, text_of

DOCUMENTS = sorted(file for file in repository_files() if file.suffix == ".md" and file.parts[0] in {"docs", file.name})
FLOORS = ("models", "notifications", "tasks", "flows")
UNREAD = {Path("requirements.lock"), Path("LICENSE"), Path("tests/test_documents.py")}
CODE = [file for file in repository_files() if file not in UNREAD and file not in DOCUMENTS and file.suffix != ".png"]

LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"(?<![\w/.(-])((?:models|notifications|tasks|flows|tests|docs)/[\w./-]*[\w/])")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| `?([^|`]+?)`? \| (.+) \|$", re.MULTILINE)

ARTICLE = re.compile(r"\b([LR])\.?[\s\u00a0\u202f]?(\d{3,4}(?:-\d+)+)\b")
SOURCE = re.compile(r"\bS[0-4]\b")
CASES = re.compile(r"\b[Cc]ases? ((?:\d+(?:, | and )?)+)|test_case_(\d+)_")
LISTED = re.compile(r"^\| ([LR]\d[\d-]*|S\d|\d+) \|", re.MULTILINE)

# What a reader of the repository cannot open: the notes that the rules were once written from, and parts of them.
DANGLING = re.compile(
    r"\b(?:section|issue|chapter) #?\d|\b(?:domain|design)(?:\.md|, (?:case|section)| of the \w+)", re.IGNORECASE
)
MARKDOWN = re.compile(r"\b[\w-]+\.md\b")

HEAVIEST_IMAGE = 200_000


class Recipe(NamedTuple):
    """A recipe of CONTRIBUTING.md: its title and what it says."""

    title: str
    text: str


def slug(heading: str) -> str:
    """Return the anchor of a heading, as the places that show Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors_of(document: Path) -> set[str]:
    """Return the anchors of a document."""
    return {slug(heading) for heading in HEADING.findall(text_of(document))}


def links_of(document: Path) -> Iterator[tuple[Path, str]]:
    """Give each link of a document to the repository: the file, and the anchor in it or an empty word."""
    for link in LINK.findall(text_of(document)):
        if "://" not in link:
            path, _, anchor = link.partition("#")
            target = (ROOT / document.parent / path).resolve() if path else ROOT / document
            yield target.relative_to(ROOT), anchor


def rooms_told() -> dict[str, str]:
    """Return the sentence of each room that docs/architecture.md tells of."""
    parts = re.findall(r"<!-- rooms of \w+ -->(.*?)<!-- /rooms -->", text_of(Path("docs/architecture.md")), re.DOTALL)
    return {room: sentence for part in parts for room, sentence in ROW.findall(part) if "/" in room}


def rooms() -> dict[str, str]:
    """Return the sentence of each room that there is."""
    packages = [file for file in repository_files() if file.name == "__init__.py" and file.parts[0] in FLOORS]
    told = {str(file.parent): ast.get_docstring(ast.parse(text_of(file))) or "" for file in packages}
    return {room: " ".join(sentence.split()) for room, sentence in told.items() if room not in FLOORS}


def cited() -> set[str]:
    """Return the sources that the code names: articles, documents, cases."""
    found: set[str] = set()
    for file in CODE:
        text = text_of(file)
        found.update(letter + number for letter, number in ARTICLE.findall(text))
        found.update(SOURCE.findall(text))
        found.update(number for case in CASES.findall(text) for number in re.findall(r"\d+", " ".join(case)))
    return found


def recipes() -> list[Recipe]:
    """Return the recipes of CONTRIBUTING.md."""
    part = text_of(Path("CONTRIBUTING.md")).partition("## Recipes")[2].partition("\n## ")[0]
    return [Recipe(title, text) for title, text in re.findall(r"^### (.+)\n((?:(?!###).*\n)+)", part, re.MULTILINE)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_each_link_leads_somewhere(document: Path) -> None:
    """To a file of the repository, and to a heading of it where one is named."""
    files = set(repository_files())

    dead = [
        (str(file), anchor)
        for file, anchor in links_of(document)
        if file not in files or (anchor and anchor not in anchors_of(file))
    ]

    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_each_file_named_exists(document: Path) -> None:
    """What begins with a folder of the repository is there, in a sentence as in a command."""
    named = NAMED.findall(text_of(document))

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_leads_to_every_document() -> None:
    """Who begins at the README finds all there is to read."""
    assert set(DOCUMENTS) - {Path("README.md")} <= {file for file, _ in links_of(Path("README.md"))}


def test_images_are_shown_and_light() -> None:
    """Each belongs to a document, and none weighs on a clone."""
    images = {file for file in repository_files() if file.suffix == ".png"}
    shown = {file for document in DOCUMENTS for file, _ in links_of(document) if file.suffix == ".png"}

    assert shown == images
    assert [str(file) for file in images if (ROOT / file).stat().st_size > HEAVIEST_IMAGE] == []


def test_each_room_is_told() -> None:
    """The map has every room, with the sentence of its folder, and no other."""
    assert rooms_told() == rooms()


def test_each_source_cited_is_listed() -> None:
    """A document, an article or a case that the code names is told in docs/sources.md. « R112-11 » is its parts."""
    listed = set(LISTED.findall(text_of(Path("docs/sources.md"))))

    unknown = {name for name in cited() - listed if not any(known.startswith(f"{name}-") for known in listed)}

    assert unknown == set()


def test_no_reference_that_a_reader_cannot_open() -> None:
    """Whoever has the repository has all that its code speaks of."""
    known = {file.name for file in repository_files()}
    ours = [file for file in CODE + DOCUMENTS if file.parts[0] != "tests"]  # tests may write pages of their own

    gone = {f"{file}: {name}" for file in ours for name in set(MARKDOWN.findall(text_of(file))) - known}
    dangling = {f"{file}: {words}" for file in CODE + DOCUMENTS for words in DANGLING.findall(text_of(file))}

    assert gone | dangling == set()


def test_there_is_a_recipe_for_each_of_the_seventeen_changes() -> None:
    """Those that people asked for first; each once."""
    assert len({recipe.title for recipe in recipes()}) == len(recipes()) == 18


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.title)
def test_a_recipe_says_where_to_go_and_what_to_run(recipe: Recipe) -> None:
    """It names files of the product, then, after « Tests », files of the tests."""
    product, _, tests = recipe.text.partition("Tests:")

    assert [name for name in NAMED.findall(product) if name.startswith(FLOORS)] != []
    assert [name for name in NAMED.findall(tests) if name.startswith("tests/")] != []
