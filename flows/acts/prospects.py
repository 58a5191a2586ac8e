"""The structures of a list told that a session is open: how many and which lines are wrong first, then all or none."""

from datetime import datetime

from prefect.artifacts import acreate_markdown_artifact

from flows.act_flow import act_flow
from flows.acts.minutes import sent
from flows.boards.artifact import ACCOUNT
from flows.boards.markdown import environment
from flows.boards.refresh import refresh_console
from flows.run_context import clock, tag_run, tell_session
from models.forms.dossiers import ProspectsForm
from models.storage.pages import PREFIX
from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery
from notifications.writing.wording import count
from tasks.acts.table import ACTS
from tasks.console.boards.board import campaign_label
from tasks.intake.desks.links import console_address
from tasks.sending import send_notices
from tasks.sessions import units
from tasks.sessions.prospects import Told, lines_told


@act_flow(ProspectsForm)
async def tell_prospects(form: ProspectsForm, at: datetime | None = None) -> int:
    """Tell those of a list that a session is open, or how many would be; return how many are new."""
    at = clock(at)
    told = await units.tell_prospects(form, at=at)
    await tag_run(told.code)
    delivery = None if form.dry_run else await send_notices(at=at)
    account = render_told(told, delivery, session=campaign_label(Settings().database, told.code))
    await acreate_markdown_artifact(key=ACCOUNT, markdown=account, description="Qui est prévenu, ou le serait.")
    if delivery is not None:
        await refresh_console([told.code], at=at)
        tell_session(ACTS[ProspectsForm].event, told.code, new=told.new)
    return told.new


def render_told(told: Told, delivery: Delivery | None, *, session: str) -> str:
    """Return the account of a list in Markdown; without a delivery, nobody was told. It shows no address."""
    return (
        environment()
        .get_template("prospects.md")
        .render(
            dry=delivery is None,
            session=session,
            addresses=count(told.addresses, "adresse"),
            new=count(told.new, "nouvelle"),
            wrong=lines_told(told.wrong) if told.wrong else "",
            sent=sent(delivery),
            link=f"{console_address()}{PREFIX}/fichiers/{told.file}/structures?session={told.code}",
        )
    )
