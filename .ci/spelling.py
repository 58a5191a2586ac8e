"""The spelling of what users read (`make check`): letters, documents, the form, pages, manuals, the region file, and
the French sentences of the code, by hunspell's French dictionary and the words of this procedure (`.ci/words.txt`).

A word that neither knows is an error, and so is a listed one that nothing says any more. Where hunspell is missing,
nothing is checked and it is told; where all must be there (SPRO_TESTS_REQUIRE_ALL), that is an error.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

import yaml
from pypdf import PdfReader

from models.region.file import load_region, shipped_regions
from notifications.documents.typeset import typeset
from notifications.samples.documents import agenda, certificate, minutes
from notifications.samples.preview import render_samples

ROOT = Path(__file__).parents[1]
LIST, DICTIONARY, PACKAGES = ROOT / ".ci" / "words.txt", "fr_FR", "hunspell, hunspell-fr"
ROOMS = ("models", "notifications", "tasks", "flows")
RECOGNISED = ROOT / "tasks" / "reading" / "mail"
"""Here stands what others write, in the signs and the languages in which they do."""

REGION = load_region("auvergne-rhone-alpes")

_FRENCH = re.compile(r"[àâçéèêëîïôùûœ«»’]| (?:les?|la|du|des|une?|est|pas|pour|dans|aux?) ")
_ENGLISH = re.compile(r"\b(?:the|of|is|to|in|it|what|which|tells|EXISTS|UPDATE)\b")
_JINJA = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"')
_TAGS = re.compile(r"<style>.*?</style>|<script>.*?</script>|<!--.*?-->|<[^>]*>", re.DOTALL)
_NO_PROSE = re.compile(
    r"\b[0-9a-f]{4}(?:\s[0-9a-f]{4}){2}\b|`[^`]*`|\S*[@_/=<>{}\\\d]\S*|\w*\.\w[\w.]*|\b[a-z]+(?:-[a-z]+)+\b|&\w+;"
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def _letters() -> Iterator[str]:
    for _, notice in render_samples(REGION):
        yield from notice


def _documents() -> Iterator[str]:
    papers = (
        typeset("agenda", agenda(REGION)),
        typeset("minutes", minutes(REGION)),
        typeset("certificate", certificate(REGION)),
    )
    pages = (page.extract_text() for paper in papers for page in PdfReader(BytesIO(paper)).pages)
    yield from (re.sub(r"\S*\n\S*@\S*", " ", page) for page in pages)  # an address may be cut by the end of a line


def _templates(*patterns: str) -> Iterator[str]:
    """Yield what templates say in all their branches, and the sentences in their expressions."""
    for path in (path for pattern in patterns for path in ROOT.glob(pattern)):
        source = path.read_text(encoding="utf-8")
        yield _JINJA.sub(" ", source)
        yield from (said for found in _JINJA.findall(source) for said in _QUOTED.findall(found) if " " in said)


def _values(of: object) -> Iterator[str]:
    if isinstance(of, str):
        yield of
    for one in of.values() if isinstance(of, Mapping) else of if isinstance(of, list) else ():
        yield from _values(one)


def _data(*names: str) -> Iterator[str]:
    for name in names:
        said = _values(yaml.safe_load((ROOT / name).read_text(encoding="utf-8")))
        yield from (value for value in said if _FRENCH.search(value) and "\\b" not in value)  # no pattern


def _sentences() -> Iterator[str]:
    """Yield the French sentences of the code: no docstring, no pattern, nothing English."""
    for path in (path for room in ROOMS for path in ROOT.glob(f"{room}/**/*.py") if RECOGNISED not in path.parents):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
        yield from (text.value for text in texts if isinstance(text.value, str) and _is_french(text.value))


def _is_french(text: str) -> bool:
    return bool(_FRENCH.search(text)) and not _ENGLISH.search(text) and not re.search(r"\\|\(\?|\[\^|\.\*", text)


SAID: Mapping[str, Callable[[], Iterator[str]]] = {
    "the letters": _letters,
    "the documents": _documents,
    "the templates of letters": lambda: _templates("notifications/templates/**/*.*"),
    "the form": lambda: _templates("notifications/documents/application_form.txt"),
    "the pages": lambda: _templates("flows/pages/templates/**/*.html", "tasks/console/person/page.html"),
    "the manuals": lambda: _data("prefect.yaml"),
    "the region files": lambda: _data(*(f"models/region/shipped/{name}.yaml" for name in shipped_regions())),
    "the code": _sentences,
}
"""What users read, by where it stands."""


def words(text: str) -> set[str]:
    """Return the words of a text, without its markup, addresses, names of files and of things in code."""
    return {word.replace("’", "'") for word in _WORD.findall(_NO_PROSE.sub(" ", _TAGS.sub(" ", text)))}


def unknown(said: set[str]) -> set[str]:
    """Return the words that the dictionary does not know. Raises CalledProcessError where it is missing."""
    command = ["hunspell", "-d", DICTIONARY, "-i", "utf-8", "-l"]
    told = subprocess.run(command, input="\n".join(sorted(said)), capture_output=True, text=True, check=True)  # noqa: S603  a command of our own
    return {word.rpartition("'")[2] for word in told.stdout.split()}


def faults() -> Iterator[str]:
    """Yield what is to be mended: words that are not known, by where they stand, and listed ones that nobody says."""
    listed, met = set(LIST.read_text(encoding="utf-8").split()), set[str]()
    for place, texts in SAID.items():
        found = unknown({word for text in texts() for word in words(text)})
        met |= found
        yield from (f"{place}: {word}" for word in sorted(found - listed))
    yield from (f"{LIST.name}: {word} is said nowhere any more" for word in sorted(listed - met))


def is_there() -> bool:
    """Return True if hunspell is installed with its French dictionary."""
    try:
        unknown(set())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


if __name__ == "__main__":
    if not is_there():
        sys.stdout.write(f"The spelling is not checked. Missing: {PACKAGES}\n")
        sys.exit(os.environ.get("SPRO_TESTS_REQUIRE_ALL") == "1")
    found = list(faults())
    sys.exit("\n".join(["Spelling:", *found]) if found else 0)
