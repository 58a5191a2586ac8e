"""Members are convened: the agenda with its papers, the date for their diaries; the secretary's sheet besides.

Who declared an interest in a dossier does not get its papers (CRPA R133-12).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, next_morning
from models.dossiers.application import Application
from models.dossiers.completeness import await_people
from models.meetings.agenda import awaits_nobody, convening_key, fix_agenda, waiting
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.recusals import body_of, recusals, secretary_of
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.documents.invitation import CONVENED
from notifications.documents.typeset import typeset
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import HandedView
from tasks.meetings.calendar.papers import agenda_document
from tasks.meetings.calendar.recusals import lock_stage
from tasks.meetings.calendar.scheduling import is_short
from tasks.meetings.convening.diary import for_the_diary
from tasks.meetings.convening.empty import tell_empty_agendas
from tasks.meetings.convening.handed import Handing, Hands
from tasks.meetings.sheet.matter import sheet_of
from tasks.meetings.sheet.writing import write_sheet

NOTHING = Hands()
"""Nothing was made beforehand, and links lead nowhere: members ask the secretary for the dossiers."""

PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Guest(NamedTuple):
    """Whom a convening is for: the seat of a member, with its name, or without one the desk of the secretary, which
    declares nothing."""

    key: str
    address: str
    withheld: tuple[str, ...] = ()
    seat: str | None = None
    label: str = ""

    @property
    def is_secretary(self) -> bool:
        """Return True for the desk of the secretary."""
        return self.seat is None


def convene(session: Session, campaign: Campaign, *, at: datetime, hands: Hands = NOTHING) -> int:
    """Convene the members of the bodies whose time has come, and return how many letters that makes; `hands` is what
    they may be handed. Nobody is convened to an empty agenda: only who keeps it is told, before and then."""
    told = tell_empty_agendas(session, campaign, at=at)
    is_due = (Meeting.campaign_id == campaign.id, col(Meeting.convene_at) <= at)
    for stage in sorted(session.exec(select(Meeting.stage).where(*is_due)).all()):
        lock_stage(session, campaign, stage)
    # Read once they are held: another run may have convened them meanwhile.
    meetings = select(Meeting).where(*is_due).order_by(col(Meeting.id)).execution_options(populate_existing=True)
    return told + sum(_convene(session, campaign, meeting, hands, at=at) for meeting in session.exec(meetings).all())


def _convene(session: Session, campaign: Campaign, meeting: Meeting, hands: Hands, *, at: datetime) -> int:
    if meeting.on is None or meeting.on < business_days(campaign.rules).local(at):
        return _give_up(session, campaign, meeting, at=at)
    # Who was convened already is told that the meeting moves, whatever is left of its agenda.
    if meeting.convened_at is None and awaits_nobody(session, campaign, meeting):
        return _wait(session, campaign, meeting, at=at)
    fix_agenda(session, campaign, meeting)
    items = waiting(session, meeting)
    handing = Handing(session, meeting, campaign.rules.policies.in_hand, hands, at=at)
    papers, said = _Papers(session, campaign, meeting, items, handing, at=at), _said(campaign, meeting, at=at)
    letters = [papers.letter(guest, said) for guest in _guests(session, campaign, meeting, items)]
    meeting.convened_at, meeting.convened_for, meeting.convene_at = at, meeting.starts_at, None
    session.add(meeting)
    session.flush()
    return enqueue(session, campaign, NoticeKind.convening, letters, at=at)


def _wait(session: Session, campaign: Campaign, meeting: Meeting, *, at: datetime) -> int:
    """Put off a convening to the next morning: a dossier may come on the agenda until then."""
    meeting.convene_at = next_morning(business_days(campaign.rules), at, hour=campaign.rules.policies.send_hour)
    session.add(meeting)
    return 0


def _give_up(session: Session, campaign: Campaign, meeting: Meeting, *, at: datetime) -> int:
    """Convene nobody to a meeting whose day is past: agents are alerted that it is still to be recorded, or moved."""
    meeting.convene_at = None
    session.add(meeting)
    await_people(campaign, at=at)
    return 0


def _said(campaign: Campaign, meeting: Meeting, *, at: datetime) -> dict[str, object]:
    """Return what a convening says to all. It is late where members do not have the days that the law gives them, and
    nobody said why: the runs had stopped (CRPA R133-8)."""
    _, body = body_of(campaign.rules, meeting.stage)
    is_new = meeting.convened_for != meeting.starts_at
    former = meeting.convened_for or (meeting.dated_for if meeting.dated_for != meeting.starts_at else None)
    is_in_short = meeting.on is not None and is_short(business_days(campaign.rules), body, meeting.on, at=at)
    return {
        "urgency": meeting.urgency,
        "is_late": is_new and is_in_short and not meeting.urgency,
        "former": former,
        "members": len(body.members),
        "proxies": body.proxies,
    }


class _Papers:
    """What is enclosed in a convening. Guests who keep out of the same dossiers have the same agenda, typeset once."""

    def __init__(
        self,
        session: Session,
        campaign: Campaign,
        meeting: Meeting,
        items: list[AgendaItem],
        handing: Handing,
        *,
        at: datetime,
    ) -> None:
        self._campaign, self._meeting, self._at = campaign, meeting, at
        self._document = agenda_document(session, campaign, meeting, items)
        self._sheet = Enclosure("saisie.xlsx", XLSX, write_sheet(sheet_of(session, campaign, meeting)))
        self._ids, self._handing = [item.application_id for item in items], handing
        self._agendas: dict[tuple[str, ...], Enclosure] = {}

    def letter(self, guest: Guest, said: Mapping[str, object]) -> Letter:
        """Return the convening of a guest, with the agenda and the date for the diary; the secretary has the sheet."""
        files = (self._agenda(guest), self._date(guest), *((self._sheet,) if guest.is_secretary else ()))
        handed, dossiers = self._handed(guest, files)
        theirs = {
            "meeting": self._document.meeting,
            "dossiers": len(self._document.items),
            "withheld": guest.withheld,
            "is_secretary": guest.is_secretary,
            "handed": handed,
        }
        key = f"{convening_key(self._campaign, self._meeting)}{guest.key}"
        # An answer comes back to us: a member's may declare an interest, the secretary's brings the sheet.
        return Letter(key, guest.address, {**said, **theirs}, files=(*files, *dossiers))

    def _handed(self, guest: Guest, beside: Sequence[Enclosure]) -> tuple[HandedView | None, tuple[Enclosure, ...]]:
        if guest.seat is None:
            return self._handing.to_nobody(self._ids), ()
        entries = zip(self._ids, self._document.items, strict=True)
        ids = [i for i, entry in entries if entry.reference not in guest.withheld]
        return self._handing.to_seat(guest.seat, guest.label, ids, beside)

    def _agenda(self, guest: Guest) -> Enclosure:
        if guest.withheld not in self._agendas:
            content = typeset("agenda", self._document.without(guest.withheld))
            self._agendas[guest.withheld] = Enclosure("ordre-du-jour.pdf", PDF, content)
        return self._agendas[guest.withheld]

    def _date(self, guest: Guest) -> Enclosure:
        dossiers = len(self._document.items)
        return for_the_diary(self._campaign, self._meeting, guest.address, CONVENED, at=self._at, dossiers=dossiers)


def _guests(session: Session, campaign: Campaign, meeting: Meeting, items: list[AgendaItem]) -> Iterator[Guest]:
    key, body = body_of(campaign.rules, meeting.stage)
    kept_out = _kept_out(session, key, items)
    for seat, member in body.members.items():
        yield Guest(f"member/{seat}", member.email, tuple(kept_out.get(seat, ())), seat, member.label)
    yield Guest("secretary", secretary_of(campaign, body))


def _kept_out(session: Session, body: str, items: list[AgendaItem]) -> dict[str, list[str]]:
    """Return the references of the dossiers that each seat does not get the papers of, in order."""
    ids = [item.application_id for item in items]
    named = dict(session.exec(select(Application.id, Application.reference).where(col(Application.id).in_(ids))).all())
    found: dict[str, list[str]] = {}
    for application_id, declared in recusals(session, body, ids).items():
        for seat in {recusal.seat for recusal in declared if recusal.seat}:
            found.setdefault(seat, []).append(named[application_id])
    return {seat: sorted(references) for seat, references in found.items()}
