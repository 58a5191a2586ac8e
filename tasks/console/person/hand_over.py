"""All that is held about somebody, written into a new folder: a page, the same as JSON, and the files."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.aside.hidden import known
from models.storage.database import reading
from models.storage.private import close, must_be_new
from models.storage.settings import Settings
from notifications.writing.wording import count, instant
from tasks.console.person.files import Files
from tasks.console.person.held import Held, read_held
from tasks.console.person.law import LEFT_OUT, about
from tasks.console.person.page import Answer, Section, as_json, page
from tasks.console.person.told import Case, sections
from tasks.intake.store import Store

PAGE, DATA = "donnees.html", "donnees.json"


class Written(NamedTuple):
    """What was written, kind by kind, and what could not be, in French."""

    sections: Sequence[Section]
    missing: Sequence[str]


def hand_over(address: str, folder: Path, *, at: datetime) -> Written | None:
    """Write all that is held about an address into a new folder, which its user alone can read; return None where
    nothing is held, and nothing was written. Raises Refusal for what is no address, and for a folder that is there."""
    address = address.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise Refusal("Adresse", address, "ce n'est pas une adresse. Écrivez par exemple direction@example.invalid.")
    must_be_new(folder)
    settings = Settings()
    with reading(settings.database) as session:
        held = read_held(session, address)
        sessions = session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc())).all()
        if held.is_empty or not sessions:
            return None
        folder.mkdir(mode=0o700, parents=True)
        return _write(session, held, sessions, Files(session, Store(settings.store), folder), at=at)


def _write(session: Session, held: Held, sessions: Sequence[Campaign], files: Files, *, at: datetime) -> Written:
    zone = sessions[0].rules.zone
    found = sections(Case(session, held, files, zone))
    missing = [*files.lost, *_unread(session)]
    answer = Answer(held.address, instant(at, zone), about(sessions), found, [*LEFT_OUT, *missing])
    for name, text in ((PAGE, page(answer)), (DATA, as_json(answer))):
        (files.folder / name).write_text(text, encoding="utf-8")
    close(files.folder)
    return Written(found, missing)


def _unread(session: Session) -> list[str]:
    """Return what was not looked at: rows that are set aside, since they cannot be read."""
    rows = sum(not one.duty for one in known(session))
    said = count(rows, "ligne mise à part", "lignes mises à part")
    return [f"{said} : le contenu n'a pas pu en être lu."] if rows else []
