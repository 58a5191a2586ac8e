"""What a new kind of notice costs: a word, two rows, two templates and a sample."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

ROOT = Path(__file__).parents[2]


def insert(file: Path, text: str, *, before: str) -> None:
    """Insert a text before the only place of a file that reads so."""
    held = file.read_text(encoding="utf-8")
    assert held.count(before) == 1
    file.write_text(held.replace(before, text + before), encoding="utf-8")


def write(file: Path, text: str) -> None:
    """Write a new file."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def add_thanks(house: Path) -> None:
    """Add a kind of notice to a copy of the product, as its developer would."""
    said = house / "notifications"
    insert(house / "models/vocabulary.py", "    thanks = auto()\n", before="    opening = auto()\n")
    rules = "calls_off=_REMINDS_OF_REQUEST, answers_a_mail=True"
    row = f'kind(K.thanks, "dossiers", "Remerciements", "application", {rules})'
    insert(said / "catalogue.py", f"    {row},\n", before="    kind(\n        K.opening,")
    insert(said / "mandatory.py", "    K.thanks: _LETTER,\n", before="    K.opening: _LETTER")
    write(said / "templates/dossiers/thanks/subject.txt", "Merci")
    body = '{% extends "base.txt" %}\n{% block message %}\nMerci à {{ application.organisation }}.\n{% endblock %}\n'
    write(said / "templates/dossiers/thanks/body.txt", body)
    sample = 'Sample("thanks", K.thanks, "", {"application": standing(Status.withdrawn)})'
    insert(said / "samples/dossiers.py", f"{sample}, ", before='Sample("withdrawn",')


def test_a_new_kind_is_a_word_two_rows_two_templates_and_a_sample(tmp_path: Path) -> None:
    """It is previewed, sent, counted as an answer, and calls off what its row says; nothing else was touched."""
    for floor in ("models", "notifications"):
        copytree(ROOT / floor, tmp_path / floor)
    add_thanks(tmp_path)

    run = [sys.executable, "-m", "tests.notifications.thanking", str(tmp_path)]
    path = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(run, cwd=tmp_path, env=path, check=True)

    assert json.loads((tmp_path / "told.json").read_text(encoding="utf-8")) == {
        "queued": [["thanks", "[ARA-2026-0001] Merci"]],
        "answers": 1,
        "previewed": True,
    }
