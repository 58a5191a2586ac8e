"""The facts of a body's meeting: what is ready, what is not and why, what was said, what is left to notify.

Read in a few look-ups whatever the number of dossiers; references, names of organisations and seats only.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.forms.dossiers import stage_choice
from models.forms.meetings import Sense
from models.meetings.agenda import foresee
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import StageKind, StageName
from tasks.console.boards.meeting_facts import Facts, Step, facts_of, next_step
from tasks.console.boards.meeting_queue import (
    Blocked,
    Dropped,
    Ready,
    blocked,
    dropped,
    items_of,
    ready_of,
    waiting_for,
)
from tasks.console.boards.meeting_said import Said, said_by
from tasks.console.waiting.reasons import SHOWN
from tasks.members.missing_signatures import Unsigned, accepted_to_sign


class MeetingBoard(NamedTuple):
    """A body in a session. `meeting` is its latest, None before the first; `last_day`, that of
    its stage; `choice`, how forms offer that; `unsigned`,
    the first of those that it accepted and that have to sign, of `unsigned_total`."""

    code: str
    label: str
    zone: ZoneInfo
    stage: StageName
    kind: StageKind
    choice: str
    body: str
    last_day: date
    meeting: Facts | None
    step: Step
    ready: tuple[Ready, ...]
    dropped: tuple[Dropped, ...]
    blocked: tuple[Blocked, ...]
    said: tuple[Said, ...]
    unsigned: tuple[Unsigned, ...]
    unsigned_total: int

    @property
    def senses(self) -> Mapping[Sense, int]:
        """How many dossiers it said each thing of."""
        return Counter(one.sense for one in self.said)


def meeting_board(session: Session, campaign: Campaign, stage: StageName, *, at: datetime) -> MeetingBoard | None:
    """Return how a body stands at an instant, or None where there is nothing to show of it."""
    held = select(Meeting).where(Meeting.campaign_id == campaign.id, Meeting.stage == stage)
    meetings, waits = session.exec(held.order_by(col(Meeting.number))).all(), waiting_for(session, campaign, stage)
    if not meetings and not waits:
        return None
    items = items_of(session, meetings[-1]) if meetings else []
    places = foresee(meetings[-1] if meetings else None, items, [one.id for one in waits])
    meeting = facts_of(session, campaign, meetings)
    _, body = body_of(campaign.rules, stage)
    kind = campaign.rules.stages.kind_of(stage)
    signing = kind is StageKind.decision
    unsigned = accepted_to_sign(session, campaign, limit=SHOWN) if signing else None
    return MeetingBoard(
        code=campaign.code,
        label=campaign.label,
        zone=campaign.rules.zone,
        stage=stage,
        kind=kind,
        choice=stage_choice(campaign.rules, stage),
        body=body.label,
        last_day=business_days(campaign.rules).last_day(stages(session, campaign)[stage].due_at),
        meeting=meeting,
        step=next_step(meeting, len(waits), at=at),
        ready=tuple(ready_of(session, campaign, stage, waits, places)),
        dropped=tuple(dropped(session, meetings[-1] if meetings else None)),
        blocked=tuple(blocked(session, campaign, kind)),
        said=tuple(said_by(session, campaign, stage)),
        unsigned=tuple(unsigned.first) if unsigned else (),
        unsigned_total=unsigned.total if unsigned else 0,
    )
