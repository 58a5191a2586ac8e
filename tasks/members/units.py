"""The register of a day and what is published of it, written where a command says; a certificate, looked up in it."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.errors import Refusal
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.documents.directory.publish import publish
from notifications.views.directory import Directory
from tasks.members.register.directory import read_directory
from tasks.members.register.files import write_register
from tasks.members.register.lines import Register, read_register
from tasks.members.register.verified import Verified, verify


class Exported(NamedTuple):
    """The register of a day, and the files in which it was written."""

    register: Register
    files: list[Path]


class Published(NamedTuple):
    """The directory of a day, and how many files it was written in."""

    directory: Directory
    files: int


def export_to(folder: Path, *, on: date | None, at: datetime) -> Exported:
    """Write the register of the latest session's region in a folder. Raises Refusal where no session is open."""
    with reading(Settings().database) as session:
        region = _latest(session, "Registre", folder)
        register = read_register(session, region, on=on or business_days(region).local(at))
    return Exported(register, write_register(folder, register))


def publish_to(folder: Path, *, on: date | None, at: datetime) -> Published:
    """Write the directory of the latest session's region, in the place of the one that the folder holds. Raises Refusal
    where no session is open, and for a folder that holds something else."""
    with reading(Settings().database) as session:
        region = _latest(session, "Annuaire", folder)
        directory = read_directory(session, region, on=on or business_days(region).local(at))
    return Published(directory, publish(folder, directory))


def verify_certificate(code: str, *, at: datetime) -> Verified | None:
    """Return what a certificate's code stands for at an instant, None for one that is not ours. Raises Refusal for what
    is no code, and where no session is open."""
    with reading(Settings().database) as session:
        return verify(session, code, on=business_days(_latest(session, "Code", code)).local(at))


def _latest(session: Session, field: str, said: object) -> Region:
    """Return the rules of the latest session."""
    latest = session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc())).first()
    if latest is None:
        raise Refusal(field, said, "aucune session n'est ouverte : il n'y a pas encore de membres.")
    return latest.rules
