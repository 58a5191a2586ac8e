"""The minutes that a secretary filled in, imported: shown line by line first, then recorded whole or not at all."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from prefect import get_run_logger
from prefect.artifacts import acreate_markdown_artifact

from flows.act_flow import act_flow
from flows.boards.artifact import ACCOUNT
from flows.boards.markdown import NAME, environment, plain
from flows.boards.refresh import refresh_console
from flows.run_context import clock, tag_stage, tell
from models.forms.meetings import MinutesFileForm
from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery
from notifications.writing.wording import capital, count
from tasks.acts.table import ACTS
from tasks.console.boards.board import campaign_label
from tasks.meetings.recording import units as recording_units
from tasks.meetings.recording.import_sheet import Plan, PlannedLine
from tasks.sending import send_notices
from tasks.sessions.units import follow


def sentences(plan: Plan) -> Iterator[str]:
    """Yield what importing a file would change, line by line, then what it would not."""
    label = campaign_label(Settings().database, plan.code)
    present = f", {count(len(plan.present), 'présent')} à enregistrer" if plan.present else ""
    yield f"{capital(plan.name)} · {label}{present}."
    yield from map(shown, plan.new)
    yield from map(shown, plan.rest)


def shown(line: PlannedLine) -> str:
    """Return a line of a plan as people read it in the console."""
    return f"{line.reference} · {plain(line.organisation, longest=NAME)} : {line.change}"


@act_flow(MinutesFileForm, says=sentences)
async def import_minutes(form: MinutesFileForm, at: datetime | None = None) -> list[str]:
    """Record what a file says of a meeting; what it would change is shown first."""
    at = clock(at)
    plan, concerned = await recording_units.import_minutes(form, at=at, then=follow)
    await tag_stage(plan.code, plan.stage)
    for line in (*plan.new, *plan.rest):
        get_run_logger().info(shown(line))
    await _leave(render_minutes(plan, await send_notices(at=at)))
    tell(ACTS[MinutesFileForm].event, concerned)
    await refresh_console([plan.code], at=at)
    return [dossier.reference for dossier in concerned]


def render_minutes(plan: Plan, delivery: Delivery) -> str:
    """Return the account of an import in Markdown."""
    return (
        environment()
        .get_template("minutes.md")
        .render(
            body=capital(plan.name),
            session=campaign_label(Settings().database, plan.code),
            present=count(len(plan.present), "présent") if plan.present else "",
            **_lines("new", plan.new),
            **_lines("rest", plan.rest),
            sent=sent(delivery),
        )
    )


def _lines(name: str, lines: Sequence[PlannedLine]) -> dict[str, object]:
    return {name: [shown(line) for line in lines], f"{name}_count": count(len(lines), "dossier")}


def sent(delivery: Delivery) -> str:
    """Return how many notices left with an act, and how many are still to."""
    waiting = f" ; {delivery.waiting} en attente, réessayées seules" if delivery.waiting else ""
    failed = f" ; {delivery.failed} en échec, à joindre par une autre voie" if delivery.failed else ""
    return f"{count(delivery.sent, 'notification')}{waiting}{failed}."


async def _leave(account: str) -> None:
    await acreate_markdown_artifact(key=ACCOUNT, markdown=account, description="Ce que l'import a fait.")
