"""The letters of a dry run, as they would leave: who would read them, and one of each kind whole."""

from typing import NamedTuple

from sqlmodel import select

from models.storage.aside.dry_runs import DryRun
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import NoticeKind


class Whole(NamedTuple):
    """A letter as it would leave."""

    kind: NoticeKind
    sender: str
    recipient: str
    subject: str
    text: str
    html: str


class Reader(NamedTuple):
    """Who would read a letter of a kind, and of which dossier it tells, if of one."""

    kind: NoticeKind
    recipient: str
    reference: str | None


class Letters(NamedTuple):
    """The letters of a dry run: all their readers, and one of each kind."""

    code: str
    readers: tuple[Reader, ...]
    whole: tuple[Whole, ...]


def read_dry_run(code: str) -> Letters | None:
    """Return the letters of the dry run of a code, None where there is none, or none any more."""
    with reading(Settings().database) as session:
        run = session.exec(select(DryRun).where(DryRun.code == code)).one_or_none()
    if run is None:
        return None
    readers = tuple(Reader(NoticeKind(said["kind"]), said["recipient"], said["reference"]) for said in run.letters)
    return Letters(code, readers, tuple(Whole(**said | {"kind": NoticeKind(said["kind"])}) for said in run.whole))
