"""What every flow does besides its work: read the clock once, tag and tell its run, and leave an event."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from prefect import get_client
from prefect.context import FlowRunContext
from prefect.events import emit_event
from prefect.runtime import flow_run
from pydantic import TypeAdapter, ValidationError

from models.dossiers.workflow import EVENT_LABELS
from models.errors import Refusal
from models.forms.parts import named_in
from models.region.stages.words import usual_name
from models.storage.patience import Trouble, trouble_of
from models.storage.settings import Settings
from models.vocabulary import StageKind, StageName
from tasks.concerned import Concerned
from tasks.console.boards.board import campaign_label, local_day
from tasks.sessions.moves import moves_at

T = TypeVar("T")

GATES: dict[StageKind, str] = {
    StageKind.opinion: "groupe-de-travail",
    StageKind.decision: "commission",
}
"""The deployment that waits for what a body of each kind said."""


def place_of(stage: StageName, kind: StageKind, *, is_first: bool) -> str:
    """Return the last part of the address of the page of a body's meeting: the gate of its kind, or its own key where
    it is not the first of that kind."""
    return GATES[kind] if is_first else stage


HANGING = 2 * 60 * 60
"""Seconds after which what the system does alone is held to hang: no other run of it begins before it has ended."""


def clock(at: datetime | None) -> datetime:
    """Return the instant that a run works at: the one given, else now. Nothing below reads a clock."""
    if at is None:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


_INSTANT: TypeAdapter[datetime | None] = TypeAdapter(datetime | None)


def read_instant(said: object) -> datetime | None:
    """Return an instant that a run was given, which Prefect hands on as text. Raises Refusal for what is none."""
    try:
        return _INSTANT.validate_python(said)
    except ValidationError:
        raise Refusal("Instant", said, "écrivez-le ainsi : 2027-06-17T10:00:00+02:00.") from None


def run_name(pattern: str) -> Callable[[], str]:
    """Return what Prefect calls to name a run: `pattern` over the run's parameters, `{form[…]}` included."""
    return lambda: written(pattern, **flow_run.parameters)


def written(pattern: str, **parameters: Any) -> str:  # noqa: ANN401  parameters are of any type
    """Return a pattern filled in with parameters as people read them."""
    return pattern.format_map(_Readable(parameters))


_SHOWN = 3  # dossiers named in the name of a run


class _Readable(dict[str, Any]):
    """Parameters as a name shows them: forms by field, lists in a row, the session by its label, `at` by its day."""

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  parameters are of any type
        value = super().get(key)
        if key == "at":
            return _day(value)
        if key == "session":
            return _label(str(value)) if value else "Toutes les sessions"
        return _readable(value)


def _label(code: str) -> str:
    return _unless_away(lambda: campaign_label(Settings().database, code), code)


def _day(said: object) -> object:
    try:
        at = clock(read_instant(said))
    except Refusal:
        return said
    return f"{_unless_away(lambda: local_day(Settings().database, at), at.date()):%d/%m/%Y}"


def _unless_away(read: Callable[[], T], otherwise: T) -> T:
    """Return what the database says, or what stands for it while it is away: the run is named before it can wait."""
    try:
        return read()
    except Exception as error:
        if trouble_of(error) is Trouble.away:
            return otherwise
        raise


def _readable(value: Any) -> Any:  # noqa: ANN401
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        return _Readable(value | {"dossiers": named_in(value)})
    if isinstance(value, list):
        shown = ", ".join(str(item) for item in value[:_SHOWN])
        return shown if len(value) <= _SHOWN else f"{shown} et {len(value) - _SHOWN} autres"
    return value


async def name_run(title: str) -> None:
    """Give the current run another name: what it did is known only now."""
    async with get_client() as client:
        await client.update_flow_run(flow_run.id, name=title)


def is_deployed() -> bool:
    """Return True if the current run is one of a deployment: a rehearsal and a test call the flows themselves."""
    # Prefect's own `runtime.deployment.id` asks the server each time for a run that has none.
    context = FlowRunContext.get()
    return bool(context and context.flow_run and context.flow_run.deployment_id)


async def tag_run(*tags: str) -> None:
    """Add tags to the current run: the session and the stage are known only once it has begun."""
    context = FlowRunContext.get()
    if context and context.flow_run and not set(tags) <= set(context.flow_run.tags):
        # Kept here too: whoever tags it next adds to these.
        context.flow_run.tags = sorted({*context.flow_run.tags, *tags})
        async with get_client() as client:
            await client.update_flow_run(context.flow_run.id, tags=context.flow_run.tags)


async def tag_stage(code: str, stage: StageName) -> None:
    """Add to the current run the tags of a session and of one of its stages."""
    await tag_run(*stage_tags(code, stage))


def stage_tags(code: str, stage: StageName) -> list[str]:
    """Return the tags of what is about a stage of a session, as the console shows them."""
    return [code, usual_name(stage)]


def tell(event: str, concerned: Sequence[Concerned], **payload: object) -> None:
    """Leave one Prefect event per dossier: references and names of organisations, nothing personal."""
    for dossier in concerned:
        emit_event(
            event=f"spro.{event}",
            resource={
                "prefect.resource.id": f"spro.dossier.{dossier.reference}",
                "prefect.resource.name": dossier.organisation,
                "spro.status": dossier.status,
            },
            related=[{"prefect.resource.id": f"spro.session.{dossier.session}", "prefect.resource.role": "session"}],
            payload=payload,
        )


def tell_moves(*, at: datetime) -> None:
    """Leave one event per move of a dossier that the current run made at its instant, by what it is called."""
    for event, dossier in moves_at(Settings().database, at=at):
        tell(_EVENTS[event], [dossier])


def _as_event(label: str) -> str:
    """Return « prise d'effet » as « prise-d-effet »."""
    letters = unicodedata.normalize("NFD", label.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", "-", letters).strip("-")


_EVENTS = {event: _as_event(label) for event, label in EVENT_LABELS.items()}


def tell_session(event: str, code: str, **payload: object) -> None:
    """Leave one Prefect event about a session."""
    emit_event(event=f"spro.{event}", resource={"prefect.resource.id": f"spro.session.{code}"}, payload=payload)
