"""The register of members, written and shown."""

from datetime import date, datetime

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact

from flows.act_flow import act_flow
from flows.boards.markdown import NAME, plain
from flows.run_context import clock, tell_session
from models.forms.members import ExportForm
from notifications.writing.wording import count, long_date
from tasks.acts.table import ACTS
from tasks.members import units as member_units
from tasks.members.register import MemberLine, Register

REGISTER = "registre"
"""What the register is called among the artifacts."""

ROWS, NAMED = 1_000, 20
"""Members that the artifact shows at most, and how many of those without a SIRET it names; the files hold them all."""


@act_flow(ExportForm)
async def export(form: ExportForm, at: datetime | None = None) -> list[str]:
    """Write the register of a day, and show it."""
    register, files = await member_units.export(form, at=clock(at))
    await acreate_table_artifact(
        key=REGISTER,
        table=[_row(line) for line in register.members[:ROWS]] or [{"Organisme": "Aucun membre ce jour-là."}],
        description=describe(register),
    )
    get_run_logger().info("Registre écrit : %s.", ", ".join(map(str, files)))
    tell_session(ACTS[ExportForm].event, form.session, on=register.on.isoformat(), members=len(register.members))
    return [str(path) for path in files]


def _row(line: MemberLine) -> dict[str, str]:
    return {
        "Organisme": plain(line.organisation, longest=NAME),
        "Identifiant": line.identifier or "",
        "Cercle": str(line.circle),
        "Réseau": plain(line.network or "", longest=NAME),
        "Texte": line.text,
        "Signé le": _day(line.signed_on),
        "Membre depuis": _day(line.since),
        "Jusqu'au": _day(line.until),
        "Référence": line.reference,
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def describe(register: Register) -> str:
    """Return what the register of a day holds, and who is missing from the list for the tax."""
    members, on = count(len(register.members), "membre"), long_date(register.on)
    said = f"{members} au {on} ; {len(register.for_tax)} sur la liste pour la taxe d'apprentissage"
    if not register.without_siret:
        return f"{said}."
    lacking = ", ".join(plain(name, longest=NAME) for name in register.without_siret[:NAMED])
    others = len(register.without_siret) - NAMED
    more = f", et {count(others, 'autre')}" if others > 0 else ""
    return f"{said}. Sans SIRET, donc absents de cette liste : {lacking}{more}."
