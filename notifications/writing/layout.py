"""The light markup in which `body.txt` is written, and its two forms: each sentence is written once, read twice.

A block ends at an empty line. A line that starts with a mark opens one: `# ` the title, `## ` a heading, `- ` an item
of a list, `! ` the answer and what is to be done, `| a | b |` a row of a table (the first is its header). `**…**` is
strong, and `*https://…*` a link that shows where it leads. What is to be done is said first: it stands right under the
title, wherever in the first part of a letter it is written. Values never make markup: `guard` hides their marks, which
come back once the blocks are cut; an address that somebody typed in is no link.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape
from typing import NamedTuple

from notifications.writing.typography import VERBATIM, WIDE, bare, typographic
from notifications.writing.wording import lower_first

_MARKS = ("# ", "## ", "- ", "! ", "| ")
_ONE_A_LINE = {"- ", "| "}
_PRIVATE = {sign: chr(0xE000 + place) for place, sign in enumerate("#-!|*")}
_GUARDS = str.maketrans(_PRIVATE | dict.fromkeys((*_PRIVATE.values(), *VERBATIM), "\N{REPLACEMENT CHARACTER}"))
_HIDDEN = frozenset(_PRIVATE.values())
_FACTS = ' class="facts" role="list"'
_WIDE = ' class="wide"'
_STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_LINK = re.compile(r"\*(https?://[^\s*@\"<>]+)\*")
_WHOLE = re.compile(
    r"<a .*?</a>|(?<![\w/.-])(?:[LRDA]\.\u00a0\d+(?:-\d+)+|[A-Z]{2,5}-\d{4}-\d+|\d{4}-\d{4,})(?![\w/-])", re.DOTALL
)
"""What no line ends in: the number of an article, of a dossier, of an arrival. An address may be folded anywhere."""

_PHONE = re.compile(r"(?<![\w\u00a0/.-])0\d(?:\u00a0\d\d){4}(?![\w\u00a0/-])")
_SITE = re.compile(r"(?<![\w/.@-])www\.(?:telerecours|cnil|legifrance\.gouv)\.fr(?![\w/-]|\.\w)")
"""The sites that the law names can be followed, whoever writes them."""

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
_REORDERING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Block(NamedTuple):
    """One block of a body: its mark (empty for a paragraph), and its lines without it."""

    mark: str
    lines: list[str]

    @property
    def text(self) -> str:
        """The block on one line."""
        return " ".join(self.lines)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, the header first."""
        return [[cell.strip() for cell in line.strip("| ").split("|")] for line in self.lines]


def one_line(value: str) -> str:
    """Return a value on one line, without control characters nor those that turn the reading order."""
    return _CONTROLS.sub(" ", _REORDERING.sub("", value))


def guard(value: str) -> str:
    """Return a value on one line, its marks hidden from `blocks`."""
    return one_line(value).translate(_GUARDS)


def unguard(rendered: str) -> str:
    """Give the hidden marks back, once nothing reads them as marks any more."""
    for sign, private in _PRIVATE.items():
        rendered = rendered.replace(private, sign)
    return rendered


def blocks(source: str) -> list[Block]:
    """Cut a body into its blocks. A line without a mark continues the line before it."""
    found: list[Block] = []
    open_ = False
    for line in map(str.strip, source.splitlines()):
        mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
        content = line[len(mark) :]
        if not line:
            open_ = False
        elif not open_ or (mark and mark != found[-1].mark):
            found.append(Block(mark, [content]))
            open_ = True
        elif mark in _ONE_A_LINE:
            found[-1].lines.append(content)
        else:
            found[-1].lines[-1] += " " + content
    return found


def _laid_out(source: str) -> list[Block]:
    """Return the blocks of a letter in the order in which they are read: its answer right under its title."""
    found = blocks(source)
    end = next((place for place, block in enumerate(found) if block.mark == "## "), len(found))
    told = [block for block in found[:end] if block.mark == "! "]
    title = found[:1] if found and found[0].mark == "# " else []
    return [*title, *told, *(block for block in found[len(title) : end] if block not in told), *found[end:]]


def _wrap(text: str, width: int, indent: str = "") -> str:
    """Fold at the spaces that `typographic` leaves breakable."""
    if len(text) < width:
        return text
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return f"\n{indent}".join([*lines, line])


# Most sentences of a kind of notice are the same in all of them: they are laid out once.
@lru_cache(maxsize=1_000)
def _plain(text: str, indent: str = "") -> str:
    said = typographic(unguard(_LINK.sub(r"\1", text.replace("**", ""))))
    return _wrap(bare(said), 76 - len(indent), indent)


def _plain_rows(block: Block) -> Iterator[str]:
    header, *rows = block.rows
    several = bool(header[2:])
    names = [f"{lower_first(name)} : " if several else "" for name in header[1:]]
    for first, *others in rows:
        cells = (name + cell for name, cell in zip(names, others, strict=True))
        yield "- " + _plain(f"{first} {'–' if several else ':'} {' ; '.join(cells)}", "  ")


_TEXT: dict[str, Callable[[Block], str]] = {
    "# ": lambda block: f"{_plain(block.text)}\n{'=' * min(76, len(block.text))}",
    "## ": lambda block: f"{_plain(block.text)}\n{'-' * min(76, len(block.text))}",
    "- ": lambda block: "\n".join(f"- {_plain(line, '  ')}" for line in block.lines),
    "! ": lambda block: f">> {_plain(block.text, '   ')}",
    "| ": lambda block: "\n".join(_plain_rows(block)),
    "": lambda block: _plain(block.text),
}


def as_text(source: str) -> str:
    """Return the body as plain text, lines of at most 76 characters except longer words."""
    return "\n\n".join(_TEXT[block.mark](block) for block in _laid_out(source)) + "\n"


def _marked(text: str) -> str:
    """Return a text in French print, the marks of its values hidden still."""
    printed = zip(text, typographic(unguard(text)), strict=True)
    return "".join(sign if sign in _HIDDEN else said for sign, said in printed)


@lru_cache(maxsize=1_000)
def _inline(text: str) -> str:
    folded = _wrap(bare(_marked(text)), 100)
    strong = _STRONG.sub(r"<strong>\1</strong>", escape(folded, quote=False))
    linked = _LINK.sub(r'<a href="\1">\1</a>', strong)
    addressed = _ADDRESS.sub(r'<a href="mailto:\g<0>">\g<0></a>', unguard(linked))
    reached = _SITE.sub(r'<a href="https://\g<0>">\g<0></a>', addressed)
    return _WHOLE.sub(_whole, _PHONE.sub(_called, reached))


def _called(found: re.Match[str]) -> str:
    # As it is dialled in France, overseas too, where another country code leads to it.
    return f'<a href="tel:{found[0].replace(WIDE, "")}">{found[0]}</a>'


def _whole(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<") else f'<span class="whole">{found[0]}</span>'


def _html_rows(block: Block) -> Iterator[str]:
    header, *rows = block.rows
    names = [_inline(name) for name in header]
    yield f"<table{_WIDE if names[2:] else ''}>\n<thead>\n<tr>"
    yield from (f'<th scope="col">{name}</th>' for name in names)
    yield "</tr>\n</thead>\n<tbody>"
    for first, *others in rows:
        yield f'<tr>\n<th class="row" scope="row">{_inline(first)}</th>'
        cells = zip(names[1:], map(_inline, others), strict=True)
        yield from (f'<td data-of="{name}">{cell}</td>' for name, cell in cells)
        yield "</tr>"
    yield "</tbody>\n</table>"


def _html_items(block: Block, facts: str = "") -> str:
    return f"<ul{facts}>\n" + "".join(f"<li>{_inline(line)}</li>\n" for line in block.lines) + "</ul>"


_HTML: dict[str, Callable[[Block], str]] = {
    "# ": lambda block: f"<h1>{_inline(block.text)}</h1>",
    "## ": lambda block: f"<h2>{_inline(block.text)}</h2>",
    "- ": _html_items,
    "! ": lambda block: f'<p class="todo">{_inline(block.text)}</p>',
    "| ": lambda block: "\n".join(_html_rows(block)),
    "": lambda block: f"<p>{_inline(block.text)}</p>",
}


def as_html(source: str) -> str:
    """Return the body as HTML elements; all of it is escaped here, sentences and values alike. The list that opens a
    letter, under its title and what is to be done, is that of its facts."""
    found = _laid_out(source)
    head = next((place for place, block in enumerate(found) if block.mark not in ("# ", "! ")), 0)
    facts = [head] if head and found[head].mark == "- " else []
    return "\n".join(
        _html_items(block, _FACTS) if place in facts else _HTML[block.mark](block) for place, block in enumerate(found)
    )
