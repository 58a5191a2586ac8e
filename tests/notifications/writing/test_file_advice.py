"""What a sender is told of files that could not be taken, and how any file's name is shown."""

from dataclasses import replace
from typing import Any

import pytest

from models.intake.words import TROUBLE_LABELS, Trouble
from notifications.views.notices import RefusedView
from notifications.writing.file_advice import ADVICE
from notifications.writing.render import Rendered
from tests.support.notices import REGION, SAMPLES, flat, notice

HOSTILE = {
    "html": '"><img src=x onerror=alert(1)>.pdf',
    "a row of its own": "a | b |\n| c | d | e | f.pdf",
    "a heading": "a.pdf\r\n\r\n## Décision favorable\r\n",
    "turned around": "annexe\u202efdp.exe",
    "very long": "a" * 4_000 + ".pdf",
    "strong": "**fort**.pdf",
    "a link": "*https://evil.example*.pdf",
}
EACH_NAME = pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
SHOWN = {HOSTILE["turned around"]: "annexefdp.exe"}


def refused(trouble: Trouble = Trouble.encrypted, **fields: Any) -> RefusedView:  # noqa: ANN401
    """Return a file that could not be taken."""
    said: dict[str, Any] = {"name": "dossier.pdf", "size": 1_000, "piece": "Annexe 1"} | fields
    return RefusedView(trouble=trouble, why=TROUBLE_LABELS[trouble], **said)


def with_file(kind: str, name: str) -> Rendered:
    """Return a notice that shows a file of this name."""
    if kind == "file-refused":
        return notice(kind, refused=(refused(name=name),))
    file = replace(SAMPLES["registration"].variables["files"][0], name=name)
    return notice(kind, files=(file,))


def test_every_trouble_has_its_advice() -> None:
    """Whoever adds one says how to send the file again."""
    assert set(ADVICE) == set(Trouble)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_refused_file_is_named_with_its_reason_and_what_to_do(trouble: Trouble) -> None:
    """Which, why, how to send it again, and in which formats; the deposit stands."""
    text = flat(notice("file-refused", refused=(refused(trouble),)))

    why = TROUBLE_LABELS[trouble]
    row = f"- dossier.pdf – taille : 1 Ko ; pièce : Annexe 1 ; motif : {why}"
    advice = f"- {why[0].upper()}{why[1:]} : {ADVICE[trouble]}"
    accepted = "- Annexe 1 : PDF, DOCX, ODT, XLSX ou ODS, 20 Mo au plus"
    kept = "Votre envoi du mercredi 10 février 2021 à 9 h 11 (heure de Paris) est bien enregistré à cette date."
    assert [words for words in (row, advice, accepted, kept) if words not in text] == []


def test_a_trouble_that_several_files_have_is_explained_once() -> None:
    """A hundred locked files make a list, not a hundred explanations."""
    text = flat(notice("file-refused", refused=tuple(refused(name=f"{n}.pdf") for n in range(100))))

    assert (text.count("le fichier est protégé"), text.count(ADVICE[Trouble.encrypted])) == (100, 1)
    assert "De cet envoi, 100 fichiers n'ont pas pu être acceptés." in text


@pytest.mark.parametrize(("piece", "pieces"), [("Annexe 3", ["Annexe 3"]), (None, "all")])
def test_only_the_formats_of_the_pieces_concerned_are_told(piece: str | None, pieces: list[str] | str) -> None:
    """All of them where nobody knows which piece the file was."""
    text = notice("file-refused", refused=(refused(piece=piece),)).text

    labels = [one.label for one in REGION.pieces.values()]
    told = [label for label in labels if f"- {label} : PDF" in text]
    assert told == (labels if pieces == "all" else pieces)


def test_a_file_that_may_be_no_piece_asks_for_nothing() -> None:
    """A picture of a signature need not be sent again."""
    asked = [flat(notice("file-refused", refused=(refused(piece=piece),))) for piece in (None, "Annexe 1")]

    assert ["vous n'avez rien à faire" in text for text in asked] == [True, False]


@pytest.mark.parametrize("kind", ["registration", "completion-received-lacking", "file-refused"])
@EACH_NAME
def test_a_name_of_a_file_is_text_in_both_forms(kind: str, name: str) -> None:
    """On one line of a list and in one cell of a table, whole: it makes no markup, no row and no link."""
    plain, rendered = with_file(kind, "x.pdf"), with_file(kind, name)

    shown = " ".join(SHOWN.get(name, name).split())
    assert shown in flat(rendered)
    marks = ("<", "<tr>", "<th", "<td>", "<strong>", "<a ", "<h2>")
    assert [rendered.html.count(mark) for mark in marks] == [plain.html.count(mark) for mark in marks]
    assert rendered.text.count("\n- ") == plain.text.count("\n- ")


def test_an_archive_is_being_opened_and_nothing_is_said_to_lack() -> None:
    """What lacks may be in it; the dates stand."""
    text = flat(notice("completion-received-packed"))

    unsaid = ("Annexe 7", "manque", "État de votre dossier", "À faire")
    assert [words for words in unsaid if words in text] == []
    assert "compléments.zip – taille : 184 Ko" in text
    assert "Les dates qui vous ont été indiquées ne changent pas." in text


def test_a_refused_file_of_an_answer_is_told_apart() -> None:
    """Another mail says why."""
    text = flat(notice("completion-received-refused"))

    assert "SHA-256 : 8d1f 03a4 1c48 ; pièce : fichier non accepté" in text
    assert "Tout fichier non accepté fait l'objet d'un courriel distinct" in text
    assert "non accepté" not in notice("completion-received-lacking").text
