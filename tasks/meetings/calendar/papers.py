"""What a meeting's documents are made of: the agenda with a page a dossier, and the minutes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days
from models.dossiers.application import (
    Decision,
    Examination,
    Opinion,
    Passage,
    Validation,
    standing_opinions,
    standing_validations,
)
from models.dossiers.workflow import LABELS
from models.forms.dossiers import FINDINGS
from models.forms.meetings import DECISIONS, OPINIONS
from models.forms.membership.sites import LEVELS
from models.meetings.agenda import agenda
from models.meetings.mandates import mandates, voters
from models.meetings.meeting import AgendaItem, Meeting, Recusal
from models.meetings.recusals import body_of, recusals, seat_of
from models.members.site import STANDINGS, Site
from models.members.texts.versions import texts_of_dossiers
from models.region.model import Region
from models.region.parts import Body
from models.sessions.campaign import Campaign
from models.vocabulary import MeetingMode, PieceState, Status
from notifications.loading.commitments import load_commitments
from notifications.loading.sites import load_sites
from notifications.loading.variables import load_applications, load_pieces
from notifications.views.documents import (
    AgendaDocument,
    AgendaEntry,
    Conclusion,
    LeftOver,
    MeetingView,
    MinutesDocument,
    MinutesEntry,
    PieceLine,
    Proxy,
)
from notifications.views.notices import ApplicationView

"""What an examiner concluded, as a document says it."""

PIECES: dict[PieceState, str] = {
    PieceState.received: "reçu",
    PieceState.missing: "à fournir",
    PieceState.unusable: "inexploitable",
    PieceState.refused: "fichier non accepté",
}
"""How a piece stands, as a document says it."""


_AT_A_DISTANCE = "ordonnance n° 2014-1329 du 6 novembre 2014"
FORMS: dict[MeetingMode, str] = {
    MeetingMode.remote: f"délibération à distance, par conférence téléphonique ou audiovisuelle ({_AT_A_DISTANCE})",
    MeetingMode.written: f"procédure écrite, par échange d'écrits par voie électronique ({_AT_A_DISTANCE})",
}
"""How a body deliberates, as its papers say it where it does not in a room."""


def meeting_view(campaign: Campaign, meeting: Meeting) -> MeetingView:
    """Return a meeting as its documents and its notices name it."""
    _, body = body_of(campaign.rules, meeting.stage)
    is_written = meeting.mode is MeetingMode.written
    return MeetingView(
        region=campaign.rules.region.name,
        session=campaign.label,
        zone=campaign.rules.zone,
        body=body.label,
        kind=body.kind,
        number=meeting.number,
        on=meeting.on,
        starts_at=meeting.starts_at,
        place=None if is_written else meeting.place or body.place,
        form=FORMS.get(meeting.mode) if meeting.mode else None,
        is_written=is_written,
        is_second=meeting.is_second,
        needed=0 if meeting.is_second else body.needed,
    )


def agenda_document(
    session: Session, campaign: Campaign, meeting: Meeting, items: Sequence[AgendaItem]
) -> AgendaDocument:
    """Return the agenda of a meeting with some items, one page each, for a reader from whom nothing is withheld."""
    _, body = body_of(campaign.rules, meeting.stage)
    papers = _Papers(session, campaign, [item.application_id for item in items])
    return AgendaDocument(
        meeting=meeting_view(campaign, meeting),
        seats=tuple(member.label for member in body.members.values()),
        items=tuple(papers.entry(item) for item in items),
    )


class _Papers:
    """What is known of some dossiers, read in a few look-ups whatever their number."""

    def __init__(self, session: Session, campaign: Campaign, ids: list[int]) -> None:
        self.session, self.campaign, region = session, campaign, campaign.rules
        self.days = business_days(region)
        self.views, self.pieces = load_applications(session, region, ids), load_pieces(session, region, ids)
        self.findings = _findings(session, self.days, ids)
        self.opinions = _by_application(session, standing_opinions(col(Opinion.application_id).in_(ids)))
        self.decisions = _by_application(
            session, select(Decision).where(col(Decision.application_id).in_(ids)).order_by(col(Decision.id))
        )
        self.texts = texts_of_dossiers(session, ids)
        self.said = load_commitments(session, region, ids)
        self.former = _former_sessions(session, campaign, ids)
        self.sites = load_sites(session, ids)

    def entry(self, item: AgendaItem) -> AgendaEntry:
        """Return the page of a dossier."""
        i, view = item.application_id, self.views[item.application_id]
        return AgendaEntry(
            position=item.position,
            reference=view.reference,
            organisation=view.organisation,
            identifier=view.identifier,
            network=view.network,
            circle=view.circle,
            received_at=view.received_at,
            carried_over_from=self.former.get(i),
            status=LABELS[Status(view.status)],
            sites=tuple(map(_site, self.sites.get(i, ()))),
            pieces=tuple(PieceLine(label=one.label, state=_state(one.state, one.reason)) for one in self.pieces[i]),
            examination=self.findings.get(i),
            opinions=tuple(self._opinion(row) for row in self.opinions[i]),
            decisions=tuple(_decision(self.campaign.rules, self.days, row) for row in self.decisions[i]),
            said=self.said[i].told,
            moved=item.moved_reason,
            texts=self.texts.get(i, ()),
        )

    def _opinion(self, row: Opinion) -> Conclusion:
        """Say an opinion as its own session names the body, on the day on which that body met."""
        region = self.session.get_one(Campaign, row.campaign_id).rules
        meeting = self.session.get(Meeting, row.meeting_id) if row.meeting_id else None
        return Conclusion(
            by=region.bodies[row.body].label,
            sense=OPINIONS[row.opinion],
            reasons=row.reasons,
            on=(meeting.on if meeting else None) or self.days.local(row.given_at),
        )


def _state(state: str, reason: str | None) -> str:
    return PIECES[PieceState(state)] + (f" : {reason}" if reason and state != PieceState.received else "")


def _findings(session: Session, days: BusinessDays, ids: list[int]) -> dict[int, Conclusion]:
    """Return the latest finding on each application."""
    found = select(Examination).where(col(Examination.application_id).in_(ids), col(Examination.finding).is_not(None))
    return {
        row.application_id: Conclusion(
            by="service instructeur", sense=FINDINGS[row.finding], reasons=row.comment, on=days.local(row.at)
        )
        for row in session.exec(found.order_by(col(Examination.id)))
        if row.finding
    }


def _by_application(session: Session, of: Any) -> dict[int, list[Any]]:  # noqa: ANN401  two tables alike
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.exec(of):
        found[row.application_id].append(row)
    return found


def _decision(region: Region, days: BusinessDays, row: Decision) -> Conclusion:
    return Conclusion(
        by="silence de l'administration"
        if row.by_silence
        else region.roles.decision_authority.label or region.region.name,
        sense=DECISIONS[row.decision],
        reasons=row.reasons,
        on=row.taken_on(days),
    )


def _former_sessions(session: Session, campaign: Campaign, ids: list[int]) -> dict[int, str]:
    """Return the label of the session in which each application that comes from another one began."""
    passed = (
        select(Passage.application_id, Campaign.label)
        .join(Campaign, col(Campaign.id) == col(Passage.campaign_id))
        .where(col(Passage.application_id).in_(ids), Passage.campaign_id != campaign.id)
    )
    return dict(reversed(session.exec(passed.order_by(col(Passage.id))).all()))


def minutes_document(
    session: Session, campaign: Campaign, meeting: Meeting, *, by: str, at: datetime
) -> MinutesDocument:
    """Return the minutes of a meeting (CRPA R133-13): who was there, what was said of each dossier, by whom not."""
    key, body = body_of(campaign.rules, meeting.stage)
    items = agenda(session, meeting)
    ids = [item.application_id for item in items]
    views, kept_out = load_applications(session, campaign.rules, ids), recusals(session, key, ids)
    said = _said(session, campaign.rules, meeting)
    given = mandates(meeting.proxies, meeting.present or ())
    return MinutesDocument(
        meeting=meeting_view(campaign, meeting),
        seats=tuple(member.label for member in body.members.values()),
        present=tuple(meeting.present or ()),
        proxies=tuple(Proxy(giver=giver, holder=holder) for giver, holder in given.items()),
        absent=_absent(body, (*(meeting.present or ()), *given)),
        chair=body.members[body.chair].label if body.chair else None,
        quorate=meeting.quorate,
        items=tuple(
            MinutesEntry(
                **_named(item, views),
                **_apart(meeting, kept_out.get(item.application_id, ())),
                dissent=item.dissent,
                tied=bool(item.tied),
                **said[item.application_id],
            )
            for item in items
            if item.application_id in said
        ),
        not_examined=tuple(
            LeftOver(**_named(item, views))
            for item in items
            if item.application_id not in said and views[item.application_id].status != Status.withdrawn
        ),
        drawn_up_on=business_days(campaign.rules).local(at),
        drawn_up_by=by,
    )


def taken(session: Session, meeting: Meeting) -> list[Decision | Validation]:
    """Return what a commission said at a meeting, in the order in which it was recorded: its decisions, or what it
    validated where the Région decides on its own."""
    decided = select(Decision).where(Decision.meeting_id == meeting.id).order_by(col(Decision.id))
    return [*session.exec(decided), *session.exec(standing_validations(col(Validation.meeting_id) == meeting.id))]


def _apart(meeting: Meeting, kept_out: Sequence[Recusal]) -> dict[str, Any]:
    """Return who kept out of a dossier, and whose proxy nobody used for it."""
    recused = tuple(recusal.member for recusal in kept_out)
    return {"recused": recused, "unused": tuple(voters(meeting, recused).unused)}


def _named(item: AgendaItem, views: Mapping[int, ApplicationView]) -> dict[str, Any]:
    view = views[item.application_id]
    return {"position": item.position, "reference": view.reference, "organisation": view.organisation}


def _absent(body: Body, counted: Sequence[str]) -> tuple[str, ...]:
    """Return the seats that nobody held, and that gave no proxy; none where those who were there are not told by their
    seats."""
    seated = {seat_of(body, name) for name in counted} - {None}
    return tuple(seat.label for name, seat in body.members.items() if seated and name not in seated)


def _said(session: Session, region: Region, meeting: Meeting) -> dict[int, dict[str, Any]]:
    """Return the sense, reasons and pieces that a meeting recorded, by application; what was rectified since is not
    what the meeting said."""
    opinions = session.exec(standing_opinions(col(Opinion.meeting_id) == meeting.id))
    found: dict[int, dict[str, Any]] = {
        row.application_id: {"sense": OPINIONS[row.opinion], "reasons": row.reasons} for row in opinions
    }
    for row in taken(session, meeting):
        pieces = tuple(region.pieces[name].label for name in row.pieces)
        found[row.application_id] = {"sense": DECISIONS[row.decision], "reasons": row.reasons, "pieces": pieces}
    return found


def _site(site: Site) -> PieceLine:
    """Say a site: what it does, and what was said of it."""
    levels = [LEVELS.get(level, level) for level in site.levels]
    stands = f"à refuser : {site.refusal}" if site.refusal else STANDINGS[site.status]
    return PieceLine(label=site.told, state=" ; ".join([*site.services, *levels, stands]))
