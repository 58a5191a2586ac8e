"""The pages on which a person says what a body said: what each dossier's line is filled in with, and what was typed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Examination, Opinion, Organisation, standing_opinions
from models.forms.meetings import OPINIONS, SENSES, Sense
from models.forms.parts import SEPARATOR
from models.meetings.agenda import agenda, open_meeting, waiting
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.recusals import body_of, recusals
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.storage.settings import Settings
from models.vocabulary import DecisionSense, OpinionSense, StageKind, StageName
from tasks.dossiers.identify import UNKNOWN
from tasks.implied_decision import accepted_by_silence
from tasks.meetings.calendar.papers import taken

PROPOSED: dict[OpinionSense, Sense] = {
    OpinionSense.favourable: DecisionSense.accepted,
    OpinionSense.unfavourable: DecisionSense.refused,
    OpinionSense.adjourn: DecisionSense.adjourned,
}
"""What a line is filled in with for a decision: what the opinion leads to; for an opinion it is what was said
before, in the same word. A person confirms or changes it: nothing is decided by it."""


class _Basis(NamedTuple):
    """What was said of a dossier before its body speaks, by whom, and why."""

    by: str
    sense: OpinionSense
    remark: str


class PageLine(NamedTuple):
    """A dossier on a page: `basis` is what was said of it before, `proposed` and `reasons` what to fill in its fields
    with, `draft` what somebody typed there that is not recorded, `doubts` the flags that say that it is not known,
    or not sure, which organisation it is from, `tacit_on` the day on which silence accepted it: the commission can only
    accept it."""

    position: int
    reference: str
    organisation: str
    basis: str
    proposed: str
    reasons: str
    recused: tuple[str, ...]
    draft: Mapping[str, Any] | None
    doubts: tuple[str, ...] = ()
    tacit_on: date | None = None


class Page(NamedTuple):
    """A page that waits, of a meeting: `name` is what its stage is called.

    `present` is None until attendance is recorded; `proxies`, who gave a mandate to
    whom; `casting_vote`, whether one settles a tie; `signatory` is the name and
    capacity of the author of the meeting's former decisions, and `is_signed_apart` whether the Région then decides."""

    code: str
    label: str
    stage: StageName
    kind: StageKind
    name: str
    body: str
    meeting_id: int
    number: int
    pages: int
    on: date | None
    present: tuple[str, ...] | None
    seats: tuple[str, ...]
    needed: int
    proxies: Mapping[str, str]
    casting_vote: bool
    is_signed_apart: bool
    signatory: tuple[str, str] | None
    pieces: tuple[str, ...]
    asked: int
    draft: Mapping[str, Any] | None
    lines: tuple[PageLine, ...]
    zone: ZoneInfo


@goes_on
def read_page(code: str, stage: StageName, *, after: int = 0) -> Page | None:
    """Return the page of a body's meeting that is to be asked for once page `after` was sent: the next one on which
    something waits, then the first again. None where nothing does."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, code)
        meeting = open_meeting(session, campaign, stage)
        return page_of(session, campaign, meeting, after=after) if meeting else None


def page_of(session: Session, campaign: Campaign, meeting: Meeting, *, after: int = 0) -> Page | None:
    """Return the next page of a meeting on which something waits, or None."""
    left = [item for item in waiting(session, meeting) if item.page]
    numbers = sorted({item.page or 0 for item in left})
    if not numbers:
        return None
    number = next((number for number in numbers if number > after), numbers[0])
    return _page(session, campaign, meeting, number, [item for item in left if item.page == number])


def sent_page(session: Session, campaign: Campaign, meeting: Meeting, references: Collection[str]) -> Page:
    """Return what still waits of a page that was sent, by the references that are on it."""
    of_page = select(AgendaItem.page).join(Application).where(col(Application.reference).in_(references))
    number = session.exec(of_page.where(AgendaItem.meeting_id == meeting.id, col(AgendaItem.page).is_not(None))).first()
    # With or without a page: a meeting whose hour changed has none until its gate opens again.
    items = [] if meeting.closed_at else waiting(session, meeting)
    page = _page(session, campaign, meeting, number or 0, items)
    return page._replace(lines=tuple(line for line in page.lines if line.reference in references))


def _page(session: Session, campaign: Campaign, meeting: Meeting, number: int, items: Sequence[AgendaItem]) -> Page:
    key, body = body_of(campaign.rules, meeting.stage)
    return Page(
        code=campaign.code,
        label=campaign.label,
        stage=meeting.stage,
        kind=campaign.rules.stages.kind_of(meeting.stage),
        name=campaign.rules.words(meeting.stage).name,
        body=body.label,
        meeting_id=meeting.id or 0,
        number=number,
        pages=max(item.page or 0 for item in agenda(session, meeting)),
        on=meeting.on,
        present=None if meeting.present is None else tuple(meeting.present),
        seats=tuple(member.label for member in body.members.values()),
        needed=0 if meeting.is_second else body.needed,
        proxies=meeting.proxies or {},
        casting_vote=body.casting_vote,
        is_signed_apart=campaign.rules.decision.authority is not None,
        signatory=_signatory(session, meeting),
        pieces=tuple(f"{name}{SEPARATOR}{piece.label}" for name, piece in campaign.rules.pieces.items()),
        asked=meeting.asked,
        draft=meeting.draft,
        lines=tuple(_lines(session, campaign, key, items, meeting.stage)),
        zone=business_days(campaign.rules).zone,
    )


def _signatory(session: Session, meeting: Meeting) -> tuple[str, str] | None:
    former = taken(session, meeting)
    return (former[-1].signatory_name, former[-1].signatory_capacity) if former else None


def _lines(
    session: Session, campaign: Campaign, body: str, items: Sequence[AgendaItem], stage: StageName
) -> list[PageLine]:
    ids = [item.application_id for item in items]
    names = select(Application, Organisation.name).join(Organisation).where(col(Application.id).in_(ids))
    named = {dossier.id: (dossier.reference, name, dossier.flags) for dossier, name in session.exec(names)}
    kind, bases = campaign.rules.stages.kind_of(stage), _bases(session, campaign, ids, stage)
    kept_out = recusals(session, body, ids)
    tacit = accepted_by_silence(session, ids)
    days, lines = business_days(campaign.rules), []
    for item in items:
        i = item.application_id
        reference, organisation, flags = named[i]
        basis, (proposed, reasons) = "", ("", "")
        if i in bases:
            basis, (proposed, reasons) = _said_before(bases[i]), _proposed(bases[i], kind)
        recused = tuple(recusal.member for recusal in kept_out.get(i, []))
        doubts = tuple(one for one in flags if one in UNKNOWN)
        line = PageLine(item.position, reference, organisation, basis, proposed, reasons, recused, item.draft, doubts)
        lines.append(line._replace(tacit_on=days.local(tacit[i].decided_at)) if i in tacit else line)
    return lines


def proposals(session: Session, campaign: Campaign, ids: Sequence[int], stage: StageName) -> dict[int, tuple[str, str]]:
    """Return the French word, and the reasons, that each dossier's line is filled in with, by application."""
    kind = campaign.rules.stages.kind_of(stage)
    return {i: _proposed(basis, kind) for i, basis in _bases(session, campaign, ids, stage).items()}


def _bases(session: Session, campaign: Campaign, ids: Sequence[int], stage: StageName) -> dict[int, _Basis]:
    """Return what was said last of some dossiers before a body speaks: the finding, or the opinion that came after."""
    found = select(Examination).where(col(Examination.application_id).in_(ids), col(Examination.finding).is_not(None))
    bases = {
        row.application_id: _Basis("Conclusion de l'instructeur", OpinionSense(row.finding), row.comment or "")
        for row in session.exec(found.order_by(col(Examination.id)))
        if row.finding
    }
    stages = campaign.rules.stages
    is_decision = stages.kind_of(stage) is StageKind.decision
    before = stages.of_kind(StageKind.opinion) if is_decision else stages.before(stage)
    if not before:
        return bases
    given = standing_opinions(
        col(Opinion.application_id).in_(ids), *([] if is_decision else [given_at(campaign, before)])
    )
    told = {
        row.application_id: _Basis(_said_by(campaign, row), row.opinion, row.reasons or "")
        for row in session.exec(given)
    }
    return told if is_decision else bases | told


def given_at(campaign: Campaign, stages: Collection[StageName]) -> ColumnElement[bool]:
    """SQL condition: an opinion was given in a session, at some of its stages."""
    return and_(col(Opinion.campaign_id) == campaign.id, col(Opinion.stage).in_(stages))


def _said_by(campaign: Campaign, opinion: Opinion) -> str:
    if opinion.stage in campaign.rules.stages:
        return f"Avis {campaign.rules.words(opinion.stage).of}"
    return "Avis rendu à une autre session"


def _proposed(basis: _Basis, kind: StageKind) -> tuple[str, str]:
    sense = PROPOSED[basis.sense] if kind is StageKind.decision else basis.sense
    # A remark on a favourable one is no ground to give its applicant: whoever wants it there types it.
    return SENSES[kind][sense], "" if basis.sense is OpinionSense.favourable else basis.remark


def _said_before(basis: _Basis) -> str:
    return f"{basis.by} : {OPINIONS[basis.sense]}. {basis.remark}".strip()


def keep_draft(
    session: Session, meeting_id: int, head: Mapping[str, Any] | None, typed: Mapping[str, Mapping[str, Any]]
) -> None:
    """Note that a page was answered, and keep what was typed if it was refused, of the meeting and by reference: so
    nothing is typed twice."""
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
    meeting.asked += 1
    meeting.draft = None if head is None else dict(head)
    session.add(meeting)
    statement = (
        select(AgendaItem, Application.reference)
        .join(Application, col(Application.id) == col(AgendaItem.application_id))
        .where(
            AgendaItem.meeting_id == meeting_id,
            col(AgendaItem.recorded_at).is_(None),
            col(Application.reference).in_(list(typed)),
        )
    )
    for item, reference in session.exec(statement):
        item.draft = dict(typed[reference])
        session.add(item)
