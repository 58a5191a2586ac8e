"""The texts of reference of a region: each with its versions, what was said of them, who has to accept them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from models.calendar.business_days import business_days
from models.members.membership import Membership, Signature
from models.members.register import has_to_sign
from models.members.texts.text import DocumentStatus, ReferenceDocument, TextOpinion
from models.members.texts.workflow import TEXTS
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.pages.sessions import Named, all_sessions, session_of
from tasks.members.texts.versions import all_versions, content_of


class VersionLine(NamedTuple):
    """A version of a text as the page shows it: how many signed it, and how many members have still to."""

    document: ReferenceDocument
    opinions: Sequence[TextOpinion]
    is_in_force: bool
    signed: int
    to_sign: int


class TextLines(NamedTuple):
    """A text, and its versions, the latest first."""

    title: str
    versions: Sequence[VersionLine]


class TextsPage(NamedTuple):
    """The texts of a session's region on a day; the session is None before the first."""

    sessions: tuple[Named, ...]
    code: str
    region: str
    on: date
    texts: Sequence[TextLines]


def read_texts(code: str, *, at: datetime) -> TextsPage:
    """Return the texts of reference. Raises Refusal for a code that is no session's."""
    with reading(Settings().database) as session:
        campaign = session_of(session, code)
        if campaign is None:
            return TextsPage((), "", "", at.date(), ())
        today = business_days(campaign.rules).local(at)
        lines: dict[str, list[VersionLine]] = defaultdict(list)
        opinions, signed = _opinions(session), _signed(session)
        for one in all_versions(session, campaign.region_id):
            lines[TEXTS[one.document]].append(_line(session, one, opinions, signed, today))
        texts = [TextLines(title, versions) for title, versions in lines.items()]
        return TextsPage(all_sessions(session), campaign.code, campaign.rules.region.name, today, texts)


def _line(
    session: Session,
    one: ReferenceDocument,
    opinions: Mapping[int, Sequence[TextOpinion]],
    signed: Mapping[int, int],
    today: date,
) -> VersionLine:
    number = one.id or 0
    waiting = select(func.count()).select_from(Membership).where(has_to_sign(one, today))
    is_adopted = one.status is DocumentStatus.adopted
    to_sign = session.exec(waiting).one() if is_adopted else 0
    return VersionLine(one, opinions.get(number, ()), one.is_in_force(today), signed.get(number, 0), to_sign)


def _opinions(session: Session) -> Mapping[int, Sequence[TextOpinion]]:
    found: dict[int, list[TextOpinion]] = defaultdict(list)
    for one in session.exec(select(TextOpinion).order_by(col(TextOpinion.given_on))):
        found[one.document_id].append(one)
    return found


def _signed(session: Session) -> Mapping[int, int]:
    counted = select(Signature.document_id, func.count()).group_by(col(Signature.document_id))
    return dict(session.exec(counted).all())


class TextFile(NamedTuple):
    """The file of a version, to be saved under a name."""

    name: str
    content: bytes


def read_text_file(number: int) -> TextFile | None:
    """Return the file of a version; None where there is no such version, or the store has not its file."""
    with reading(Settings().database) as session:
        document = session.get(ReferenceDocument, number)
    content = content_of(document) if document else None
    if document is None or content is None:
        return None
    return TextFile(f"{TEXTS[document.document]} {document.version}.{document.format}", content)
