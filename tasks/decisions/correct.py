"""A finding, an opinion or a validation typed wrong: another in its place, or none, until the next body has met, or the
Région has decided. Both stay."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select, update

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
from models.sessions.campaign import Campaign
from models.vocabulary import DecisionSense, Event, Finding, OpinionSense, StageName, Status
from tasks.decisions.already_recorded import latest


class _Said(NamedTuple):
    """What is said of a dossier: how it stands as long as that counts, how it stood before, and which body goes by it.
    `gender` is the ending of its participles."""

    name: str
    gender: str
    stands: Status
    before: Status
    next: StageName | None


_FINDING = _Said("conclusion", "e", Status.examined, Status.under_examination, StageName.working_group)
_OPINION = _Said("avis", "", Status.studied, Status.examined, StageName.commission)
_VALIDATION = _Said("validation", "e", Status.validated, Status.studied, None)

_DECIDED = frozenset(row.target for row in TRANSITIONS if row.event in {Event.decision, Event.effect})

_TOO_LATE: dict[Status, str] = dict.fromkeys(
    _DECIDED, "la commission s'est prononcée ; rectifier-decision remplace la décision."
) | {
    Status.studied: "le groupe de travail s'est prononcé ; si son avis est mal saisi, corrigez l'avis.",
    Status.validated: "la commission s'est prononcée ; si ce qu'elle a dit est mal saisi, corrigez-le d'abord.",
}
"""Why what a body went by is corrected no more, and what is done instead."""


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
    so already, nothing changes. Raises Refusal where none counts, or the working group went by it."""
    if finding is None and _is_taken_back(session, application, _FINDING):
        return
    _must_count(session, application, _FINDING)
    former = latest(session, Examination, [application])[application.id or 0]
    was = FINDINGS[former.finding] if former.finding else ""
    if finding is None:
        _take_back(session, application, _FINDING, was, reason=reason, by=by, at=at)
    elif (former.finding, former.comment) != (finding, comment):
        row = Examination(application_id=application.id or 0, finding=finding, comment=comment, by=by, at=at)
        session.add(row)
        said = _instead(_FINDING, FINDINGS[finding], was)
        note(session, application, Event.correct, at=at, by=Person(by), reason=_reasoned(said, reason))


def correct_opinion(
    session: Session,
    application: Application,
    opinion: OpinionSense | None,
    *,
    reasons: str | None,
    reason: str,
    by: str,
    at: datetime,
) -> int | None:
    """Put an opinion in the place of the one that was typed, of the same meeting, and return that meeting's id; None
    takes it back, and the dossier waits for the working group again. Done so already, nothing changes. Raises Refusal
    where none counts, or the commission went by it."""
    if opinion is None and _is_taken_back(session, application, _OPINION):
        return None
    _must_count(session, application, _OPINION)
    former = session.exec(standing_opinions(col(Opinion.application_id) == application.id)).all()[-1]
    if (former.opinion, former.reasons) == (opinion, reasons):
        return None
    former.mended_at = at
    session.add(former)
    was = OPINIONS[former.opinion]
    if opinion is None:
        _forget(session, former)
        _take_back(session, application, _OPINION, was, reason=reason, by=by, at=at)
    else:
        kept = former.model_dump(include={"application_id", "campaign_id", "body", "meeting_id"})
        session.add(Opinion(**kept, opinion=opinion, reasons=reasons, by=by, given_at=at))
        said = _instead(_OPINION, OPINIONS[opinion], was)
        note(session, application, Event.correct, at=at, by=Person(by), reason=_reasoned(said, reason))
    return former.meeting_id


def correct_validation(
    session: Session,
    application: Application,
    sense: DecisionSense | None,
    *,
    reasons: str | None,
    reason: str,
    by: str,
    at: datetime,
) -> int | None:
    """Put what the commission said in the place of what was typed, at the same meeting, and return that meeting's id;
    None takes it back, and the dossier waits for the commission again. Done so already, nothing changes. Raises Refusal
    where none counts, or the Région has decided since."""
    if sense is None and _is_taken_back(session, application, _VALIDATION):
        return None
    _must_count(session, application, _VALIDATION)
    former = session.exec(standing_validations(col(Validation.application_id) == application.id)).all()[-1]
    if (former.decision, former.reasons) == (sense, reasons):
        return None
    former.mended_at = at
    session.add(former)
    was = DECISIONS[former.decision]
    if sense is None:
        _forget(session, former)
        _take_back(session, application, _VALIDATION, was, reason=reason, by=by, at=at)
    else:
        kept = former.model_dump(exclude={"id", "mended_at"})
        pieces = former.pieces if sense is DecisionSense.adjourned else []
        said = {"decision": sense, "reasons": reasons, "pieces": pieces, "by": by}
        session.add(Validation(**(kept | said)))
        told = _instead(_VALIDATION, DECISIONS[sense], was)
        note(session, application, Event.correct, at=at, by=Person(by), reason=_reasoned(told, reason))
    return former.meeting_id


def _must_count(session: Session, application: Application, said: _Said) -> None:
    """Raise Refusal unless something is said of a dossier that the next body has not gone by."""
    if application.status is not said.stands:
        none = f"ce dossier est « {LABELS[application.status]} » : aucun{said.gender} {said.name} n'y est en vigueur."
        too_late = _TOO_LATE.get(application.status)
        raise Refusal("Dossier", application.reference, too_late or none)
    campaign = session.get_one(Campaign, application.campaign_id)
    meeting = open_meeting(session, campaign, said.next) if said.next else None
    if meeting and has_begun(session, meeting) and application.id in _on(agenda(session, meeting)):
        mend = "la séance où il est à l'ordre du jour a commencé : dites-y ce qui est juste."
        raise Refusal("Dossier", application.reference, mend)


def _on(items: list[AgendaItem]) -> set[int | None]:
    return {item.application_id for item in items}


def _is_taken_back(session: Session, application: Application, said: _Said) -> bool:
    """Return True if the last that happened to a dossier is that this was taken back."""
    lines = select(JournalLine).where(JournalLine.application_id == application.id)
    last = session.exec(lines.order_by(col(JournalLine.id).desc())).first()
    return last is not None and (last.event, last.former, last.status) == (Event.correct, said.stands, said.before)


def _take_back(
    session: Session, application: Application, said: _Said, was: str, *, reason: str | None, by: str, at: datetime
) -> None:
    why = _reasoned(f"{said.name} {was} retiré{said.gender}", reason)
    advance(session, [application.id or 0], Event.correct, said.before, at=at, by=Person(by), reason=why)


def _forget(session: Session, said: Opinion | Validation) -> None:
    """Have a meeting have said nothing of a dossier: it waits for the body as before."""
    item = (
        col(AgendaItem.meeting_id) == said.meeting_id,
        col(AgendaItem.application_id) == said.application_id,
    )
    session.execute(update(AgendaItem).where(*item).values(recorded_at=None, dissent=None))


def _instead(said: _Said, now: str, was: str) -> str:
    return f"{said.name} {now} au lieu de {was}" if now != was else f"{said.name} {now}, motifs corrigés"


def _reasoned(said: str, reason: str | None) -> str:
    return f"{said} : {reason}" if reason else said
