"""The structures of a list told that a session is open: how many and which lines are wrong first, then all or none."""

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup
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


def sentences(told: Told) -> Iterator[str]:
    """Yield what a list is, and what is to be mended in it."""
    listed = f"{count(told.addresses, 'adresse')} dans la liste, dont {count(told.new, 'nouvelle')}"
    yield f"{listed} ; celles qui ont déjà reçu l'annonce ne la reçoivent pas deux fois."
    if told.declined:
        yield f"{count(told.declined, 'adresse ne veut', 'adresses ne veulent')} plus d'annonce : rien n'y part."
    if told.wrong:
        yield f"À corriger : {lines_told(told.wrong)} ; le service renvoie la liste, prise entière ou pas du tout."
    yield Markup("Lesquelles : [la liste, adresse par adresse]({})").format(_listed(told))


def _listed(told: Told) -> str:
    return f"{console_address()}{PREFIX}/fichiers/{told.file}/structures?session={told.code}"


@act_flow(ProspectsForm, says=sentences)
async def tell_prospects(form: ProspectsForm, at: datetime | None = None) -> int:
    """Tell those of a list that a session is open, and return how many are new; who is told is shown first."""
    at = clock(at)
    told = await units.tell_prospects(form, at=at)
    await tag_run(told.code)
    delivery = await send_notices(at=at)
    account = render_told(told, delivery, session=campaign_label(Settings().database, told.code))
    await acreate_markdown_artifact(key=ACCOUNT, markdown=account, description="Qui est prévenu.")
    await refresh_console([told.code], at=at)
    tell_session(ACTS[ProspectsForm].event, told.code, new=told.new)
    return told.new


def render_told(told: Told, delivery: Delivery, *, session: str) -> str:
    """Return the account of a list in Markdown. It shows no address."""
    return (
        environment()
        .get_template("prospects.md")
        .render(
            session=session,
            addresses=count(told.addresses, "adresse"),
            new=count(told.new, "nouvelle"),
            sent=sent(delivery),
            link=Markup(_listed(told)),  # noqa: S704
        )
    )
