"""The project's own copy of Prefect's console: our entries at the top of its menu, and accents in the chart of a run.

Prefect makes the copy anew for each of its versions. Where a version has another shape, the console is left as it is.
"""

import json
import logging
import re
from collections.abc import Sequence
from pathlib import Path

from flows.pages.render import Entry
from models.storage.pages import PREFIX

MENU = "spro-menu.js"
"""The script, in the copy."""

_TAG = f'<script src="/{MENU}" defer></script>'
_HEAD = "</head>"

LETTERS = r'[[" ","~"],["\xa0","\u017f"],["\u2010","\u2026"],"\u202f","\u20ac"]'
"""The letters that the chart of a run has, as its program says them: those of French, and what it is typed with."""

_DRAWN = f"{LETTERS},skipKerning:!0"
"""What the chart is given: it would measure each letter beside each other, three seconds of a processor for as many,
before the page of a run answers."""

_FORMER = re.compile(rf"(?<=chars:)(?:[A-Za-z_$][\w$]*\.ASCII\b|{re.escape(LETTERS)}(?!,))")
"""What Prefect gives it, or an older version of this project gave."""

_LOG = logging.getLogger("spro.console")


def adapt(copy: Path, entries: Sequence[Entry]) -> bool:
    """Adapt a copy of the console, as often as one likes, and return True if it has now all that it is to have; what it
    could not be given is said in the log."""
    missing = [what for what, done in (("menu", _add_menu(copy, entries)), ("accents", _add_letters(copy))) if not done]
    if missing:
        _LOG.warning("Console de Prefect d'une autre forme : %s absents. Elle sert sans eux.", " et ".join(missing))
    return not missing


def _add_menu(copy: Path, entries: Sequence[Entry]) -> bool:
    page = copy / "index.html"
    if not page.is_file():
        return False
    script = (Path(__file__).parent / "static" / "menu.js").read_text(encoding="utf-8")
    shown = json.dumps([(f"{PREFIX}{entry.path}", entry.title) for entry in entries])
    (copy / MENU).write_text(script.replace("__ENTRIES__", shown), encoding="utf-8")
    html = page.read_text(encoding="utf-8")
    if _TAG not in html:
        page.write_text(html.replace(_HEAD, f"{_TAG}{_HEAD}", 1), encoding="utf-8")
    return _TAG in html or _HEAD in html


def _add_letters(copy: Path) -> bool:
    """Give the chart its letters: which file draws it is Prefect's affair."""
    done = False
    for program in sorted((copy / "assets").glob("*.js")):
        text = program.read_text(encoding="utf-8")
        drawn = _FORMER.sub(lambda _: _DRAWN, text)
        if drawn != text:
            program.write_text(drawn, encoding="utf-8")
        done = done or f"chars:{_DRAWN}" in drawn
    return done
