"""What somebody typed on a page, judged: what a meeting said, or all that is to be mended, in French."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from models.forms.dossiers import Signatory, faults_of_author
from models.forms.meetings import SENSES, Sense, SittingForm, faults_of
from models.forms.meetings import Line as Said
from models.forms.parts import picked
from models.meetings.mandates import mandates
from models.vocabulary import StageKind
from notifications.writing.wording import count
from tasks.meetings.pages.page import Page, PageLine

BY, DONE, PRESENT, OTHERS, QUORUM, READ = "saisi_par", "clore", "presents", "autres", "quorum", "page"
"""The fields of the meeting, by key: the console names a field that lacks by it. Those of a dossier are under its
reference, never its rank: a form may be sent after its agenda has changed."""

CONFIRMATION = "confirmation"
"""The field that a page has once what it would do was shown: the code of that."""

LEFT = "à saisir plus tard"
"""What a dossier is left on, as long as nobody says anything of it."""

QUORUM_WORDS: dict[str, bool] = {"atteint": True, "non atteint": False}
"""What the minutes say of the quorum. It is never held to be missing because somebody forgot to tick a seat: without
one the meeting is over, and another has to be convened."""

_APART = ";"


class Faults(NamedTuple):
    """What is to be mended: about the meeting, and by reference about a dossier."""

    head: list[str]
    lines: dict[str, list[str]]


def asking_of(page: Page) -> str:
    """Return the key that names this asking: a form that was opened before another was answered lacks it."""
    return f"{READ}_{page.meeting_id}_{page.asked}"


def meeting_of(typed: Mapping[str, Any]) -> str:
    """Return the id of the meeting that a form asked about, empty where it does not say."""
    askings = (key.split("_") for key in typed if key.startswith(f"{READ}_"))
    return next((parts[1] for parts in askings), "")


def typed_head(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed of the meeting, to be shown again."""
    return {key: typed[key] for key in (BY, "on", PRESENT, OTHERS, QUORUM, "name", "capacity", DONE) if typed.get(key)}


def dossiers_of(typed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what was typed of each dossier, by reference."""
    others = (PRESENT, *(key for key in typed if key.startswith(f"{READ}_")))
    return {key: dict(said) for key, said in typed.items() if isinstance(said, Mapping) and key not in others}


def is_left(said: Mapping[str, Any]) -> bool:
    """Return True if a dossier's fields say nothing of it yet."""
    return _words(said.get("sense")) in ("", LEFT)


def judge(page: Page, typed: Mapping[str, Any]) -> SittingForm | Faults:
    """Return what a page says, or what is wrong with it. Without a quorum, its dossiers are left alone."""
    head: list[str] = []
    said = _meeting(page, typed, head)
    lines: list[Said] = []
    wrong: dict[str, list[str]] = {}
    of_dossiers = dossiers_of(typed)
    for line in page.lines if said.get("quorum") is not False else ():
        faults, found = _line(page, line, of_dossiers.get(line.reference, {}), said.get("signatory"))
        lines += [found] if found else []
        wrong |= {line.reference: faults} if faults else {}
    if lines and page.kind is StageKind.decision and said.get("signatory") is None:
        head.append("Indiquez le signataire des décisions : prénom, nom et qualité (article L. 212-1 du CRPA).")
    if not said["by"]:
        head.append("Indiquez qui saisit (« Saisi par »).")
    if head or wrong:
        return Faults(head, wrong)
    return SittingForm.model_validate({**said, "lines": lines})


def _meeting(page: Page, typed: Mapping[str, Any], head: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "session": page.code,
        "stage": page.stage,
        "by": _words(typed.get(BY)),
        "is_over": typed.get(DONE) is True,
        "confirmed": _words(typed.get(CONFIRMATION)) or None,
    }
    if on := _words(typed.get("on")):
        said["on"] = _day(on, head)
    if page.present is None:
        said |= _attendance(page, typed, head)
    name, capacity = _words(typed.get("name")), _words(typed.get("capacity"))
    if name and capacity:
        head += faults_of_author(name, capacity)
        said["signatory"] = Signatory.model_construct(name=name, capacity=capacity)
    return said


def _day(words: str, head: list[str]) -> date | None:
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        head.append(f"Jour de la séance « {words} » : choisissez un jour du calendrier.")
        return None


def _attendance(page: Page, typed: Mapping[str, Any], head: list[str]) -> dict[str, Any]:
    """Return who was there, and whether they were enough."""
    present = present_in(page, typed)
    stated = QUORUM_WORDS.get(_words(typed.get(QUORUM)), True) or not page.needed
    if not present:
        head.append("Indiquez qui était présent.")
    elif stated and len(present) + (by_proxy := len(mandates(page.proxies, present))) < page.needed:
        voices = count(len(present), "présent") + (f" et {count(by_proxy, 'procuration')}" if by_proxy else "")
        head.append(
            f"{voices} pour un quorum de {page.needed} : ajoutez les autres membres présents, notez les procurations "
            "(enregistrer-procuration), ou choisissez « non atteint » à « Quorum »."
        )
    return {"present": present, "quorum": stated}


def present_in(page: Page, typed: Mapping[str, Any]) -> list[str]:
    """Return who was there, as it was typed: the seats that are ticked, then the others."""
    ticked = typed.get(PRESENT)
    ticked = ticked if isinstance(ticked, Mapping) else {}
    seats = [seat for place, seat in enumerate(page.seats) if ticked.get(f"s{place}") is True]
    return list(dict.fromkeys([*seats, *_list(typed.get(OTHERS))]))


def _line(
    page: Page, line: PageLine, typed: Mapping[str, Any], signatory: Signatory | None
) -> tuple[list[str], Said | None]:
    """Return what is wrong with a dossier's line, or what it says; neither where it is left for later."""
    if is_left(typed):
        return [], None
    words = _words(typed.get("sense"))
    senses = {label: sense for sense, label in SENSES[page.kind].items()}
    if words not in senses:
        return [f"« {words} » : choisissez parmi {', '.join(senses)}."], None
    said = _said(line, typed, senses[words])
    # The signatory is the meeting's: told once, above.
    stand_in = signatory or Signatory.model_construct(name="?", capacity="?")
    return [f"« {words} » : {fault}" for fault in faults_of(page.kind, said, stand_in)], said


def _said(line: PageLine, typed: Mapping[str, Any], sense: Sense) -> Said:
    pieces = typed.get("pieces")
    named = (picked(_words(piece)) for piece in pieces) if isinstance(pieces, list) else ()
    return Said(
        reference=line.reference,
        sense=sense,
        law=_words(typed.get("law")),
        reasons=_words(typed.get("reasons")),
        pieces=list(dict.fromkeys(filter(None, named))),
        recused=list(_list(typed.get("recused"))),
        dissent=_words(typed.get("dissent")),
        tied=typed.get("tied") is True,
    )


def _list(words: object) -> Iterator[str]:
    """Yield the names of a text that separates them by « ; », each once."""
    yield from dict.fromkeys(name.strip() for name in _words(words).split(_APART) if name.strip())


def _words(value: object) -> str:
    # A sign that PostgreSQL stores in no text.
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""
