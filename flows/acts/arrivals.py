"""An arrival put right, and what that changed in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from flows.act_flow import act_flow
from flows.acts.recording import follow_up
from flows.boards.reasons import OUTCOMES, PIECES
from flows.run_context import clock
from models.dossiers.workflow import LABELS
from models.forms.arrivals import ReclassificationForm
from notifications.catalogue import KINDS
from notifications.writing.wording import long_date
from tasks.intake.reclassify import units
from tasks.intake.reclassify.difference import Change, Difference, Letter
from tasks.intake.reclassify.judge import label_of
from tasks.sessions.units import follow

V = TypeVar("V")


def sentences(difference: Difference) -> Iterator[str]:
    """Yield what changes, one sentence a thing: numbers, references and kinds, nobody's name."""
    if difference.is_none:
        yield f"Envoi {difference.number} : rien ne change, tout est déjà enregistré ainsi."
        return
    yield from _of_arrival(difference)
    for status in difference.statuses:
        yield f"{status.reference} : {_moved(LABELS, status)}."
    yield from _of_pieces(difference)
    yield from _letters("Courriel qui part", difference.to_leave)
    yield from _letters("Courriel annulé avant son départ", difference.called_off)
    yield from _corrected(difference)
    if not difference.to_leave:
        yield "Aucun courriel ne part."


def particulars(difference: Difference) -> Iterator[str]:
    """Yield what changes besides where dossiers stand and which letters wait."""
    yield from _of_arrival(difference)
    yield from _of_pieces(difference)
    yield from _corrected(difference)


def _moved(labels: Mapping[V, str], change: Change[V]) -> str:
    """Return what something was, if it was there before, and what it is now."""
    return f"{f'{labels[change.former]} → ' if change.former else ''}{labels[change.now]}"


def _of_arrival(difference: Difference) -> Iterator[str]:
    (former, now), (left, joined) = difference.meaning, difference.dossier
    if former is not now:
        yield f"Envoi {difference.number} : « {label_of(former)} » → « {label_of(now)} »."
    if left != joined:
        yield f"Envoi {difference.number}, dossier : {left or 'aucun'} → {joined or 'aucun'}."


def _of_pieces(difference: Difference) -> Iterator[str]:
    for piece in difference.pieces:
        yield f"{piece.reference}, {piece.what} : {_moved(PIECES, piece)}."
    for request in difference.requests:
        yield f"{request.reference}, demande du {request.what} : {_moved(OUTCOMES, request)}."


def _corrected(difference: Difference) -> Iterator[str]:
    yield from _letters("Courriel déjà parti, corrigé par un autre", difference.corrected)


def _letters(said: str, letters: Sequence[Letter]) -> Iterator[str]:
    for letter in letters:
        yield f"{said} : {_letter(letter)}."


def _letter(letter: Letter) -> str:
    about = f", {letter.reference}" if letter.reference else ""
    return f"« {KINDS[letter.kind].title} »{about}{f', parti le {long_date(letter.left_on)}' if letter.left_on else ''}"


@act_flow(ReclassificationForm, says=particulars)
async def reclassify(form: ReclassificationForm, at: datetime | None = None) -> list[str]:
    """Put an arrival right; what that would change is shown first."""
    at = clock(at)
    done = await units.reclassify(form, at=at, then=follow)
    await follow_up(form, done.concerned, at=at, said=list(sentences(done.difference)))
    return [dossier.reference for dossier in done.concerned]
