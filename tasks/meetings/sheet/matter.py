"""What the spreadsheet of a meeting is filled in with, read from the rows: what waits for the body, what it said."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Examination, Opinion, Organisation, standing_opinions
from models.forms.dossiers import FINDINGS
from models.forms.meetings import OPINIONS
from models.meetings.agenda import waiting
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.recusals import body_of, recusals
from models.region.model import Region
from models.sessions.campaign import Campaign
from tasks.meetings.pages.page import proposals
from tasks.meetings.pages.recorded import WORDS, Recorded, recorded
from tasks.meetings.sheet.columns import AMONG, TIED, Sheet, SheetLine


class Known(NamedTuple):
    """What was recorded of some dossiers before, by application: what the meeting said, and what is proposed to it."""

    said: dict[int, Recorded]
    proposed: dict[int, tuple[str, str]]
    findings: dict[int, str]
    opinions: dict[int, str]
    recused: dict[int, str]


def sheet_of(session: Session, campaign: Campaign, meeting: Meeting) -> Sheet:
    """Return what to write for a meeting: the dossiers that wait for the body or that it spoke of, in agenda order."""
    _, body = body_of(campaign.rules, meeting.stage)
    known_of = recorded(session, meeting)
    return Sheet(
        code=campaign.code,
        label=campaign.label,
        kind=campaign.rules.stages.kind_of(meeting.stage),
        stage=campaign.rules.words(meeting.stage).name,
        body=body.label,
        on=meeting.on,
        present=tuple(meeting.present or ()),
        signatory=next((each.signatory for each in reversed(known_of.values())), ("", "")),
        seats=tuple(member.label for member in body.members.values()),
        pieces=tuple(piece.label for piece in campaign.rules.pieces.values()),
        lines=tuple(_lines(session, campaign, meeting, known_of)),
    )


def _lines(session: Session, campaign: Campaign, meeting: Meeting, said: dict[int, Recorded]) -> Iterator[SheetLine]:
    statement = (
        select(AgendaItem, Application, Organisation.name)
        .join(Application, col(Application.id) == col(AgendaItem.application_id))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    awaited = {item.id for item in waiting(session, meeting)}
    rows = [row for row in session.exec(statement) if row[0].recorded_at or row[0].id in awaited]
    known = _known(session, campaign, meeting, [item.application_id for item, _, _ in rows], said)
    for item, application, name in rows:
        yield _line(campaign.rules, known, item, application.reference, name)


def _known(session: Session, campaign: Campaign, meeting: Meeting, ids: list[int], said: dict[int, Recorded]) -> Known:
    key, _ = body_of(campaign.rules, meeting.stage)
    kept_out = recusals(session, key, ids)
    return Known(
        said=said,
        proposed=proposals(session, campaign, ids, meeting.stage),
        findings=_findings(session, ids),
        opinions=_opinions(session, ids),
        recused={i: AMONG.join(recusal.member for recusal in of_dossier) for i, of_dossier in kept_out.items()},
    )


def _findings(session: Session, ids: Sequence[int]) -> dict[int, str]:
    made = select(Examination).where(col(Examination.application_id).in_(ids), col(Examination.finding).is_not(None))
    rows = session.exec(made.order_by(col(Examination.id)))
    return {each.application_id: FINDINGS[each.finding] for each in rows if each.finding}


def _opinions(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the latest opinion on each dossier, with its reasons."""
    given = standing_opinions(col(Opinion.application_id).in_(ids))
    return {
        each.application_id: " : ".join(filter(None, (OPINIONS[each.opinion], each.reasons)))
        for each in session.exec(given)
    }


def _line(region: Region, known: Known, item: AgendaItem, reference: str, name: str) -> SheetLine:
    i = item.application_id
    sense, reasons = known.proposed.get(i, ("", ""))
    pieces: tuple[str, ...] = ()
    if i in known.said:
        sense, reasons, pieces = WORDS[known.said[i].sense], known.said[i].reasons, known.said[i].pieces
    return SheetLine(
        rank=item.position,
        reference=reference,
        organisation=name,
        finding=known.findings.get(i, ""),
        opinion=known.opinions.get(i, ""),
        sense=sense,
        law=known.said[i].law if i in known.said else "",
        reasons=reasons,
        pieces=AMONG.join(region.pieces[piece].label for piece in pieces if piece in region.pieces),
        recused=known.recused.get(i, ""),
        dissent=item.dissent or "",
        tied=TIED if item.tied else "",
    )
