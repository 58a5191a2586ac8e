"""The catalogue: every kind has its row, and what the law wants to read in it."""

import os
from collections.abc import Iterator
from pathlib import Path

from models.vocabulary import NoticeKind
from notifications.catalogue import KINDS
from notifications.mandatory import OWED, Mandatory
from notifications.writing.mentions import MENTIONS

PAGE = Path(__file__).parents[2] / "docs/mandatory-mentions.md"
MARKS = ("<!-- kinds -->\n", "<!-- texts -->\n")


def test_every_kind_has_its_row() -> None:
    """In the same order, that of a dossier's life."""
    assert list(KINDS) == list(NoticeKind)


def test_every_kind_says_what_it_owes() -> None:
    """None is exempt: what owes nothing says by which text."""
    assert OWED.keys() == KINDS.keys()
    assert [kind for kind, owed in OWED.items() if not owed] == []


def test_every_mention_has_its_text() -> None:
    """And is owed by some kind."""
    assert MENTIONS.keys() == set(Mandatory) == set().union(*OWED.values())
    assert [one for one, asked in MENTIONS.items() if not asked.by.strip()] == []


def _kinds() -> Iterator[str]:
    yield "| kind | title | what it must hold |\n|---|---|---|\n"
    for kind, row in KINDS.items():
        owed = " · ".join(one.name for one in Mandatory if one in OWED[kind])
        yield f"| `{kind}` | {row.title} | {owed} |\n"


def _texts() -> Iterator[str]:
    yield "| what | asked for by | mentions |\n|---|---|---|\n"
    for one, asked in MENTIONS.items():
        mentions = " · ".join(mention.label for mention in asked.mentions)
        yield f"| {one.name} | {asked.by} | {mentions or 'none'} |\n"


def _between(page: str, mark: str, table: str) -> str:
    """Return a page with a table put between two marks."""
    end = mark.replace("<!-- ", "<!-- /")
    before, rest = page.split(mark)
    return before + mark + table + end + rest.split(end)[1]


def test_the_page_of_mandatory_mentions_is_true() -> None:
    """A lawyer reads there what each letter must hold, and why: no row changes unseen."""
    page = PAGE.read_text(encoding="utf-8")
    true = page
    for mark, table in zip(MARKS, (_kinds(), _texts()), strict=True):
        true = _between(true, mark, "".join(table))
    if os.environ.get("SPRO_TESTS_UPDATE_SNAPSHOTS") == "1":
        PAGE.write_text(true, encoding="utf-8")
        page = true

    assert page == true
