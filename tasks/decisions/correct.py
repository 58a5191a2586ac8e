"""A finding, an opinion or a validation typed wrong: another in its place, or none, until the next body has met, or the
Région has decided. Both stay."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models.dossiers.actor import Person
from models.dossiers.application import (
    Application,
    Examination,
    Opinion,
    Validation,
    standing_opinions,
    standing_validations,
)
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import advance, note
from models.dossiers.workflow import LABELS, TRANSITIONS
from models.errors import Refusal
from models.forms.dossiers import FINDINGS
from models.forms.meetings import DECISIONS, OPINIONS
from models.meetings.agenda import agenda, has_begun, open_meeting
from models.meetings.meeting import AgendaItem
from models.meetings.queue import ready_among
from models.sessions.campaign import Campaign
from models.vocabulary import DecisionSense, Event, Finding, StageKind, StageName, Status
from tasks.decisions.already_recorded import latest


class Said(NamedTuple):
    """What is said of a dossier: how it stands as long as that counts, how it stood before, and for
    what the body meets that goes by it.
    `gender` is the ending of its participles."""

    name: str
    gender: str
    stands: Status
    before: Status
    next: StageKind | None


class BodySaid(NamedTuple):
    """What a body says of a dossier: its rows that count, the column of its sense, and how each sense is called."""

    said: Said
    rows: Callable[[Application], SelectOfScalar[Any]]
    column: str
    labels: Mapping[Any, str]


_FINDING = Said("conclusion", "e", Status.examined, Status.under_examination, StageKind.opinion)
_FINDING_ALONE = _FINDING._replace(stands=Status.studied, next=StageKind.decision)
"""Where the region asks for no opinion, a finding leads to the commission."""

OPINION = BodySaid(
    Said("avis", "", Status.studied, Status.examined, StageKind.decision),
    lambda one: standing_opinions(col(Opinion.application_id) == one.id),
    "opinion",
    OPINIONS,
)
_FIRST_OPINION = OPINION.said._replace(stands=Status.examined, next=StageKind.opinion)
"""One that another opinion follows leaves its dossier where it is."""

VALIDATION = BodySaid(
    Said("validation", "e", Status.validated, Status.studied, None),
    lambda one: standing_validations(col(Validation.application_id) == one.id),
    "decision",
    DECISIONS,
)

_DECIDED = frozenset(row.target for row in TRANSITIONS if row.event in {Event.decision, Event.effect})

_TOO_LATE: dict[Status, str] = dict.fromkeys(
    _DECIDED, "la commission s'est prononcée ; rectifier-decision remplace la décision."
) | {
    Status.studied: "un avis a été rendu ; s'il est mal saisi, corrigez l'avis.",
    Status.validated: "la commission s'est prononcée ; si ce qu'elle a dit est mal saisi, corrigez-le d'abord.",
}
"""Why what a body went by is corrected no more, and what is done instead."""


def examined_as(campaign: Campaign) -> Status:
    """Return where a finding leads a dossier of a session: to a body that gives opinions, else to the commission."""
    return _finding(campaign).stands


def _finding(campaign: Campaign) -> Said:
    return _FINDING if campaign.rules.stages.of_kind(StageKind.opinion) else _FINDING_ALONE


def correct_finding(
    session: Session,
    application: Application,
    finding: Finding | None,
    *,
    comment: str | None,
    reason: str | None,
    by: str,
    at: datetime,
) -> None:
    """Put a finding in the place of the one that was typed; None takes it back, and the dossier is examined again. Done
    so already, nothing changes. Raises Refusal where none counts, or a body went by it."""
    about = _finding(session.get_one(Campaign, application.campaign_id))
    if finding is None and _is_taken_back(session, application, about):
        return
    _must_count(application, about)
    _must_await_the_next(session, application, about)
    if _is_studied_in_part(session, application):
        raise Refusal("Dossier", application.reference, _TOO_LATE[Status.studied])
    former = latest(session, Examination, [application])[application.id or 0]
    was = FINDINGS[former.finding] if former.finding else ""
    if finding is None:
        _take_back(session, application, about, was, reason=reason, by=by, at=at)
    elif (former.finding, former.comment) != (finding, comment):
        row = Examination(application_id=application.id or 0, finding=finding, comment=comment, by=by, at=at)
        session.add(row)
        said = _instead(about, FINDINGS[finding], was)
        note(session, application, Event.correct, at=at, by=Person(by), reason=_reasoned(said, reason))


def correct_said(
    session: Session,
    application: Application,
    body: BodySaid,
    sense: StrEnum | None,
    *,
    reasons: str | None,
    reason: str,
    by: str,
    at: datetime,
) -> int | None:
    """Put what a body said in the place of what was typed, at the same meeting, and return that meeting's id; None
    takes it back, and the dossier waits for the body again. Done so already, nothing changes. Raises Refusal where
    nothing counts, or the next body, or the Région, went by it."""
    is_first = body is OPINION and _is_studied_in_part(session, application)
    about = _FIRST_OPINION if is_first else body.said
    if sense is None and not is_first and _is_taken_back(session, application, about):
        return None
    rows = session.exec(body.rows(application)).all()
    _must_count(application, about, is_said=bool(rows))
    former = rows[-1]
    _must_await_the_next(session, application, about, former.stage if body is OPINION else None)
    if (getattr(former, body.column), former.reasons) == (sense, reasons):
        return None
    former.mended_at = at
    session.add(former)
    was = body.labels[getattr(former, body.column)]
    if sense is None:
        _forget(session, former)
        _take_back(session, application, about, was, reason=reason, by=by, at=at)
    else:
        session.add(_again(former, {body.column: sense, "reasons": reasons, "by": by}))
        told = _instead(body.said, body.labels[sense], was)
        note(session, application, Event.correct, at=at, by=Person(by), reason=_reasoned(told, reason))
    meeting_id: int | None = former.meeting_id
    return meeting_id


def _again(former: Opinion | Validation, said: dict[str, Any]) -> Opinion | Validation:
    """Return what a body said at the same meeting, with other words; only an adjournment asks for pieces."""
    row = former.model_dump(exclude={"id", "mended_at"}) | said
    if "pieces" in row and row["decision"] is not DecisionSense.adjourned:
        row["pieces"] = []
    return type(former)(**row)


def _must_count(application: Application, said: Said, *, is_said: bool = True) -> None:
    """Raise Refusal unless something is said of a dossier that counts: where no body gives opinions, one may stand as
    if it had been given one."""
    is_there = application.status is said.stands
    if not (is_there and is_said):
        none = f"ce dossier est « {LABELS[application.status]} » : aucun{said.gender} {said.name} n'y est en vigueur."
        too_late = None if is_there else _TOO_LATE.get(application.status)
        raise Refusal("Dossier", application.reference, too_late or none)


def _must_await_the_next(
    session: Session, application: Application, said: Said, since: StageName | None = None
) -> None:
    """Raise Refusal where a body that goes by what was said of a dossier has begun with it; those up to the one that
    said it go by nothing of the kind."""
    campaign = session.get_one(Campaign, application.campaign_id)
    alike = campaign.rules.stages.of_kind(*([said.next] if said.next else []))
    for stage in alike[alike.index(since) + 1 :] if since in alike else alike:
        meeting = open_meeting(session, campaign, stage)
        if meeting and has_begun(session, meeting) and application.id in _on(agenda(session, meeting)):
            mend = "la séance où il est à l'ordre du jour a commencé : dites-y ce qui est juste."
            raise Refusal("Dossier", application.reference, mend)


def _is_studied_in_part(session: Session, application: Application) -> bool:
    """Return True if a dossier that stands as examined has an opinion already, and waits for another one."""
    campaign = session.get_one(Campaign, application.campaign_id)
    others = campaign.rules.stages.of_kind(StageKind.opinion)[1:]
    return any(ready_among(session, campaign, one, [application.id]) for one in others)


def _on(items: list[AgendaItem]) -> set[int | None]:
    return {item.application_id for item in items}


def _is_taken_back(session: Session, application: Application, said: Said) -> bool:
    """Return True if the last that happened to a dossier is that this was taken back."""
    lines = select(JournalLine).where(JournalLine.application_id == application.id)
    last = session.exec(lines.order_by(col(JournalLine.id).desc())).first()
    return last is not None and (last.event, last.former, last.status) == (Event.correct, said.stands, said.before)


def _take_back(
    session: Session, application: Application, said: Said, was: str, *, reason: str | None, by: str, at: datetime
) -> None:
    why = _reasoned(f"{said.name} {was} retiré{said.gender}", reason)
    if said.stands is said.before:
        note(session, application, Event.correct, at=at, by=Person(by), reason=why)
        return
    advance(session, [application.id or 0], Event.correct, said.before, at=at, by=Person(by), reason=why)


def _forget(session: Session, said: Opinion | Validation) -> None:
    """Have a meeting have said nothing of a dossier: it waits for the body as before."""
    item = (
        col(AgendaItem.meeting_id) == said.meeting_id,
        col(AgendaItem.application_id) == said.application_id,
    )
    session.execute(update(AgendaItem).where(*item).values(recorded_at=None, dissent=None))


def _instead(said: Said, now: str, was: str) -> str:
    return f"{said.name} {now} au lieu de {was}" if now != was else f"{said.name} {now}, motifs corrigés"


def _reasoned(said: str, reason: str | None) -> str:
    return f"{said} : {reason}" if reason else said
