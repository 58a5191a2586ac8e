"""What desks of the Région sent for the forms, and what a list of addresses would do."""

from collections.abc import Sequence
from typing import NamedTuple

from models.errors import Refusal
from models.sessions.opening import unknown_prospects
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.pages.sessions import Named, all_sessions, session_of
from tasks.intake.desks.files import MOST, DeskFile, content_of, desk_files, find_file
from tasks.sessions.prospects import FIELD, Listed, read_list


class FilesPage(NamedTuple):
    """The files that desks sent, the latest first, as many as forms offer; and how many those are at most."""

    files: Sequence[DeskFile]
    most: int


class ListPage(NamedTuple):
    """What a list says, and which of its addresses are new to a session, by its code."""

    file: DeskFile
    sessions: tuple[Named, ...]
    code: str
    listed: Listed
    new: frozenset[str]


def read_files() -> FilesPage:
    """Return what desks sent."""
    with reading(Settings().database) as session:
        return FilesPage(desk_files(session), MOST)


def read_listed(file_id: int, code: str) -> ListPage:
    """Return what a list would do for a session, the latest without a code. Raises Refusal for what is no file of
    a desk, and for a code that is no session's."""
    with reading(Settings().database) as session:
        file, campaign = find_file(session, FIELD, f"fichier-{file_id}"), session_of(session, code)
        if campaign is None:
            raise Refusal("Session", code, "aucune session n'est ouverte.")
        listed = read_list(content_of(file, FIELD))
        new = frozenset(unknown_prospects(session, campaign, listed.addresses))
        return ListPage(file, all_sessions(session), campaign.code, listed, new)
