"""The minutes that a secretary filled in, imported: told line by line first, then recorded whole or not at all."""

from collections.abc import Sequence
from datetime import datetime

from prefect import get_run_logger
from prefect.artifacts import acreate_markdown_artifact

from flows.act_flow import act_flow
from flows.boards.artifact import ACCOUNT
from flows.boards.markdown import NAME, environment, plain
from flows.boards.refresh import refresh_console
from flows.run_context import clock, tag_stage, tell
from models.forms.meetings import BODIES, MinutesFileForm
from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery
from notifications.writing.wording import count
from tasks.acts.table import ACTS
from tasks.console.boards.board import campaign_label
from tasks.meetings.recording import units as recording_units
from tasks.meetings.recording.import_sheet import Plan, PlannedLine
from tasks.sending import send_notices


@act_flow(MinutesFileForm)
async def import_minutes(form: MinutesFileForm, at: datetime | None = None) -> list[str]:
    """Record what a file says of a meeting, or tell what it would change."""
    at = clock(at)
    plan, concerned = await recording_units.import_minutes(form, at=at)
    await tag_stage(plan.code, plan.stage)
    for line in (*plan.new, *plan.rest):
        get_run_logger().info(shown(line))
    delivery = None if form.dry_run else await send_notices(at=at)
    await _leave(render_minutes(plan, delivery))
    if delivery is None:
        return [line.reference for line in plan.new]
    tell(ACTS[MinutesFileForm].event, concerned)
    await refresh_console([plan.code], at=at)
    return [dossier.reference for dossier in concerned]


def shown(line: PlannedLine) -> str:
    """Return a line of a plan as people read it in the console."""
    return f"{line.reference} · {plain(line.organisation, longest=NAME)} : {line.change}"


def render_minutes(plan: Plan, delivery: Delivery | None) -> str:
    """Return the account of an import in Markdown; without a delivery, nothing was recorded."""
    dry = delivery is None
    return (
        environment()
        .get_template("minutes.md")
        .render(
            title="À blanc : rien n'est enregistré, rien n'est parti" if dry else "Procès-verbal importé",
            body=BODIES[plan.stage].capitalize(),
            session=campaign_label(Settings().database, plan.code),
            present=count(len(plan.present), "présent") if plan.present else "",
            dry=dry,
            **_lines("new", plan.new),
            **_lines("rest", plan.rest),
            sent=sent(delivery),
            next=_next(plan, dry=dry),
        )
    )


def _lines(name: str, lines: Sequence[PlannedLine]) -> dict[str, object]:
    return {name: [shown(line) for line in lines], f"{name}_count": count(len(lines), "dossier")}


def sent(delivery: Delivery | None) -> str:
    """Return how many notices left with an act, and how many are still to."""
    if delivery is None:
        return "Rien."
    waiting = f" ; {delivery.waiting} en attente, réessayées seules" if delivery.waiting else ""
    failed = f" ; {delivery.failed} en échec, à joindre par une autre voie" if delivery.failed else ""
    return f"{count(delivery.sent, 'notification')}{waiting}{failed}."


def _next(plan: Plan, *, dry: bool) -> str:
    if not dry:
        return "Le procès-verbal part au secrétariat quand tous les dossiers de l'ordre du jour ont été vus."
    if not plan.new and not plan.present:
        return "Rien à enregistrer : tout l'est déjà, ou est laissé pour plus tard."
    return "Relisez, puis importez de nouveau ce fichier, « À blanc » décoché."


async def _leave(account: str) -> None:
    await acreate_markdown_artifact(key=ACCOUNT, markdown=account, description="Ce que l'import a fait, ou ferait.")
