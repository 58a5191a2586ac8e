"""The diagram of docs/life-of-a-dossier.md is the table of transitions: written from it, and checked to be."""

import re
from pathlib import Path

from models.dossiers.workflow_printed import as_mermaid

_BLOCK = re.compile(r"(<!-- workflow -->\n).*?(<!-- /workflow -->)", re.DOTALL)


def _with_diagram(text: str) -> str:
    return _BLOCK.sub(lambda found: f"{found[1]}```mermaid\n{as_mermaid()}\n```\n{found[2]}", text)


def diagram_is_fresh(path: Path) -> bool:
    """Return True if a file holds the diagram, and as the table is now."""
    text = path.read_text(encoding="utf-8")
    return bool(_BLOCK.search(text)) and _with_diagram(text) == text


def write_diagram(path: Path) -> None:
    """Bring a file's diagram up to date."""
    path.write_text(_with_diagram(path.read_text(encoding="utf-8")), encoding="utf-8")
