"""The register of a day, written where a command says."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import col, select

from models.calendar.business_days import business_days
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.members.register import Register, read_register
from tasks.members.register_files import write_register


class Exported(NamedTuple):
    """The register of a day, and the files in which it was written."""

    register: Register
    files: list[Path]


def export_to(folder: Path, *, on: date | None, at: datetime) -> Exported:
    """Write the register of the latest session's region in a folder. Raises Refusal where no session is open."""
    with reading(Settings().database) as session:
        latest = session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc())).first()
        if latest is None:
            raise Refusal("Registre", folder, "aucune session n'est ouverte : il n'y a pas encore de membres.")
        register = read_register(session, latest.rules, on=on or business_days(latest.rules).local(at))
    return Exported(register, write_register(folder, register))
