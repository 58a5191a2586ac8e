"""What a meeting recorded of its dossiers, read from the rows."""

from typing import NamedTuple

from sqlmodel import Session, col

from models.dossiers.application import Decision, Opinion, Validation, standing_opinions
from models.forms.meetings import DECISIONS, OPINIONS, Sense
from models.meetings.meeting import Meeting
from models.sessions.campaign import Campaign
from models.vocabulary import StageKind
from tasks.meetings.calendar.papers import taken

WORDS = OPINIONS | DECISIONS
"""The French word of each opinion and decision."""


class Recorded(NamedTuple):
    """What a meeting recorded of a dossier."""

    sense: Sense
    reasons: str
    pieces: tuple[str, ...] = ()
    signatory: tuple[str, str] = ("", "")
    law: str = ""


def recorded(session: Session, meeting: Meeting) -> dict[int, Recorded]:
    """Return what a meeting recorded, by application: the latest version of each."""
    rules = session.get_one(Campaign, meeting.campaign_id).rules
    if rules.stages.kind_of(meeting.stage) is StageKind.opinion:
        given = standing_opinions(col(Opinion.meeting_id) == meeting.id)
        return {each.application_id: Recorded(each.opinion, each.reasons or "") for each in session.exec(given)}
    return {each.application_id: _decided(each) for each in taken(session, meeting)}


def _decided(decision: Decision | Validation) -> Recorded:
    signatory = (decision.signatory_name, decision.signatory_capacity)
    return Recorded(decision.decision, decision.reasons or "", tuple(decision.pieces), signatory, decision.law or "")
