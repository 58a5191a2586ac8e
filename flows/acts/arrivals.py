"""An arrival put right: told first, with a link to the same form to confirm; then done."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from markupsafe import Markup
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import deployment

from flows.act_flow import act_flow
from flows.acts.recording import follow_up
from flows.boards.artifact import ACCOUNT
from flows.boards.links import filled_link
from flows.boards.markdown import environment
from flows.boards.reasons import OUTCOMES, PIECES
from flows.run_context import clock
from models.dossiers.workflow import LABELS
from models.forms.arrivals import ReclassificationForm
from notifications.catalogue import KINDS
from notifications.writing.wording import long_date
from tasks.intake.reclassify import units
from tasks.intake.reclassify.difference import Change, Difference, Letter
from tasks.intake.reclassify.judge import label_of

V = TypeVar("V")


@act_flow(ReclassificationForm)
async def reclassify(form: ReclassificationForm, at: datetime | None = None) -> list[str]:
    """Put an arrival right, or tell what that would change."""
    at = clock(at)
    done = await units.reclassify(form, at=at)
    said = list(sentences(done.difference))
    if form.confirmed:
        await follow_up(form, done.concerned, at=at, said=said)
        return [dossier.reference for dossier in done.concerned]
    await acreate_markdown_artifact(
        key=ACCOUNT, markdown=render_plan(said, _link(form)), description="Ce que l'exécution ferait."
    )
    return []


def _link(form: ReclassificationForm) -> str | None:
    """Return the address of the same form, to confirm; None where no deployment runs it."""
    again = form.model_dump(mode="json", exclude_none=True) | {"confirmed": True}
    return filled_link(deployment.id, {"form": again}) if deployment.id else None


def render_plan(said: Sequence[str], link: str | None) -> str:
    """Return what would change, in Markdown; `link` leads to the form that does it."""
    return environment().get_template("plan.md").render(said=said, link=Markup(link) if link else None)  # noqa: S704


def sentences(difference: Difference) -> Iterator[str]:
    """Yield what changes, one sentence a thing: numbers, references and kinds, nobody's name."""
    if difference.is_none:
        yield f"Envoi {difference.number} : rien ne change, tout est déjà enregistré ainsi."
        return
    yield from _of_arrival(difference)
    for status in difference.statuses:
        yield f"{status.reference} : {_moved(LABELS, status)}."
    for piece in difference.pieces:
        yield f"{piece.reference}, {piece.what} : {_moved(PIECES, piece)}."
    for request in difference.requests:
        yield f"{request.reference}, demande du {request.what} : {_moved(OUTCOMES, request)}."
    yield from _of_letters(difference)


def _moved(labels: Mapping[V, str], change: Change[V]) -> str:
    """Return what something was, if it was there before, and what it is now."""
    return f"{f'{labels[change.former]} → ' if change.former else ''}{labels[change.now]}"


def _of_arrival(difference: Difference) -> Iterator[str]:
    (former, now), (left, joined) = difference.meaning, difference.dossier
    if former is not now:
        yield f"Envoi {difference.number} : « {label_of(former)} » → « {label_of(now)} »."
    if left != joined:
        yield f"Envoi {difference.number}, dossier : {left or 'aucun'} → {joined or 'aucun'}."


def _of_letters(difference: Difference) -> Iterator[str]:
    for said, letters in (
        ("Courriel à envoyer", difference.to_leave),
        ("Courriel annulé avant son départ", difference.called_off),
        ("Courriel déjà parti, corrigé par un autre", difference.corrected),
    ):
        for letter in letters:
            yield f"{said} : {_letter(letter)}."
    if not difference.to_leave:
        yield "Aucun courriel à envoyer."


def _letter(letter: Letter) -> str:
    about = f", {letter.reference}" if letter.reference else ""
    return f"« {KINDS[letter.kind].title} »{about}{f', parti le {long_date(letter.left_on)}' if letter.left_on else ''}"
