"""The meeting that a spreadsheet is about, and the dossiers that it may speak of, read from the rows."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from models.dossiers.application import Application, Organisation, by_receipt
from models.dossiers.workflow import LABELS
from models.meetings.agenda import agenda
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.queue import is_ready, ready_among
from models.meetings.recusals import body_of, recusals
from models.region.model import Region
from models.region.parts import Body
from models.sessions.campaign import Campaign
from models.vocabulary import StageKind, StageName, Status
from tasks.meetings.pages.recorded import Recorded, recorded


class KnownDossier(NamedTuple):
    """A dossier as it stands: what the meeting said of it already, with what dissent or tie, and who keeps out of it.

    `awaits_not` is why the meeting has nothing to say of it, None where it has.
    """

    reference: str
    organisation: str
    status: Status
    awaits_not: str | None
    said: Recorded | None
    dissent: str
    tied: bool
    kept_out: tuple[str, ...]


class Sitting(NamedTuple):
    """A meeting to record, None before anybody set it; its dossiers are by reference, in agenda order."""

    code: str
    stage: StageName
    kind: StageKind
    region: Region
    body: Body
    meeting: Meeting | None
    dossiers: Mapping[str, KnownDossier]

    @property
    def is_open(self) -> bool:
        """Whether something may still be recorded there."""
        return self.meeting is None or self.meeting.closed_at is None


def sitting_of(
    session: Session, campaign: Campaign, stage: StageName, *, on: date | None, references: Collection[str]
) -> Sitting:
    """Return the meeting of a body on a day, else the one under way, with its dossiers and those of some references."""
    meeting = _meeting(session, campaign, stage, on)
    key, body = body_of(campaign.rules, stage)
    items = {item.application_id: item for item in agenda(session, meeting)} if meeting else {}
    rows = _rows(session, campaign, stage, items, references)
    said = recorded(session, meeting) if meeting else {}
    kept_out = recusals(session, key, [application.id or 0 for application, _ in rows])
    waits = ready_among(session, campaign, stage, [application.id for application, _ in rows])
    dossiers = {}
    for application, organisation in rows:
        item, i = items.get(application.id or 0), application.id or 0
        dossiers[application.reference] = KnownDossier(
            application.reference,
            organisation,
            application.status,
            _awaits_not(campaign, stage, meeting, application, is_ready=application.id in waits),
            said.get(i),
            (item.dissent if item else None) or "",
            bool(item and item.tied),
            tuple(recusal.member for recusal in kept_out.get(i, [])),
        )
    return Sitting(campaign.code, stage, campaign.rules.stages.kind_of(stage), campaign.rules, body, meeting, dossiers)


def _meeting(session: Session, campaign: Campaign, stage: StageName, on: date | None) -> Meeting | None:
    of_body = select(Meeting).where(Meeting.campaign_id == campaign.id, Meeting.stage == stage)
    meetings = session.exec(of_body.order_by(col(Meeting.number).desc())).all()
    of_day = (meeting for meeting in meetings if on and meeting.on == on)
    under_way = (meeting for meeting in meetings if meeting.closed_at is None)
    return next(of_day, None) or next(under_way, None)


def _rows(
    session: Session,
    campaign: Campaign,
    stage: StageName,
    items: Mapping[int, AgendaItem],
    references: Collection[str],
) -> list[tuple[Application, str]]:
    """Return the dossiers on the agenda, those that would come on it, and those of some references, in that order."""
    named = col(Application.reference).in_(references)
    statement = (
        select(Application, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(or_(is_ready(campaign, stage), named, col(Application.id).in_(items)))
        .order_by(*by_receipt())
    )
    last = len(items) + 1
    found = [(application, name) for application, name in session.exec(statement)]
    return sorted(found, key=lambda row: items[row[0].id or 0].position if row[0].id in items else last)


def _awaits_not(
    campaign: Campaign, stage: StageName, meeting: Meeting | None, application: Application, *, is_ready: bool
) -> str | None:
    """Return why a meeting has nothing to say of a dossier, in French, or None."""
    if application.campaign_id != campaign.id:
        return "ce dossier n'est pas à l'ordre du jour de cette séance ; videz la ligne."
    if not is_ready:
        standing = f"ce dossier est « {LABELS[application.status]} »"
        return f"il n'attend pas {campaign.rules.words(stage).subject} : {standing} ; videz la ligne."
    if meeting and meeting.closed_at:
        return "cette séance est close ; videz la ligne : ce dossier ira à la suivante."
    return None
