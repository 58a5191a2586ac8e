"""The text of a letter that is kept, read back into its blocks: what `notifications.writing.layout` wrote of them."""

from collections.abc import Iterator

_MARKS = {"- ": "item", ">> ": "todo"}


def read_back(text: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a letter as it was sent, each its kind (`title`, `heading`, `item`, `todo`, `text`) and its
    words on one line."""
    for part in text.strip().split("\n\n"):
        lines = [line for line in part.split("\n") if line.strip()]
        if len(lines) > 1 and not lines[-1].strip("=-"):
            yield ("title" if lines[-1][0] == "=" else "heading"), " ".join(map(str.strip, lines[:-1]))
        elif lines:
            yield from _marked(lines)


def _marked(lines: list[str]) -> Iterator[tuple[str, str]]:
    kind, said = "text", ""
    for line in lines:
        mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
        if mark and said:
            yield kind, said
            said = ""
        kind = _MARKS[mark] if mark else kind
        said = f"{said} {line[len(mark) :].strip()}".strip()
    if said:
        yield kind, said
