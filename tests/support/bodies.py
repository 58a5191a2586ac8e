"""The bodies of 2026 as their secretary has them meet: dossiers that wait, days set and moved, what was said."""

from datetime import date, datetime
from typing import Any

from sqlmodel import select

from models.dossiers.application import Application
from models.forms.dossiers import PostponementForm
from models.forms.meetings import MeetingForm, OrderForm, RecusalForm, SittingForm
from models.notices import Notice
from models.vocabulary import Finding, NoticeStatus, OpinionSense, StageName, Status
from tasks.console.boards.meeting import MeetingBoard, meeting_board
from tasks.meetings.calendar.recusals import recuse, reorder
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.meetings.convening.convening import convene
from tasks.meetings.recording.sitting import record_sitting
from tasks.sessions.postpone import postpone
from tests.factories import application, paris
from tests.support.mails import Desk
from tests.tasks.meetings.sheet.sheets import examined, studied

GROUP, COMMISSION = "working_group", "commission"
DAYS = {GROUP: date(2026, 6, 18), COMMISSION: date(2026, 7, 9)}
SET = {GROUP: paris("2026-06-02 10:00"), COMMISSION: paris("2026-06-22 10:00")}
"""When the day of each body is set."""

CONVENED = {GROUP: paris("2026-06-12 09:00"), COMMISSION: paris("2026-07-03 09:00")}
MET = {GROUP: paris("2026-06-18 16:00"), COMMISSION: paris("2026-07-09 16:00")}
SEATS = ("Région Auvergne-Rhône-Alpes", "Préfecture de région")


def waits(
    desk: Desk,
    stage: StageName = GROUP,
    *,
    finding: Finding = Finding.favourable,
    opinion: OpinionSense = OpinionSense.favourable,
    **fields: Any,  # noqa: ANN401
) -> Application:
    """Return a dossier that waits for a body: found favourable, and for the commission studied so."""
    status = Status.examined if stage == GROUP else Status.studied
    made = application(desk.session, desk.campaign, status, **fields)
    examined(desk.session, made, finding)
    if stage == COMMISSION:
        studied(desk.session, desk.campaign, made, opinion)
    return made


def set_day(
    desk: Desk,
    stage: StageName = GROUP,
    *,
    on: date | None = None,
    at: datetime | None = None,
    **said: Any,  # noqa: ANN401
) -> None:
    """Set the day of a body's meeting."""
    form = MeetingForm(session=desk.campaign.code, stage=stage, on=on or DAYS[stage], by="Mme Essai", **said)
    set_meeting(desk.session, form, at=at or SET[stage])


def put_off(desk: Desk, to: date, stage: StageName = GROUP, *, at: datetime | None = None) -> None:
    """Move it to another day."""
    form = PostponementForm(session=desk.campaign.code, stage=stage, to=to, reason="Grève", by="Mme Essai")
    postpone(desk.session, form, at=at or SET[stage])


def send_convening(desk: Desk, stage: StageName = GROUP, *, at: datetime | None = None) -> None:
    """Convene those whose time has come."""
    convene(desk.session, desk.campaign, at=at or CONVENED[stage])


def come_back(desk: Desk, key: str, said: str = "550 5.1.1 <siege@example.invalid> inconnu") -> None:
    """Hold that a notice came back, by the end of its key."""
    [notice] = [one for one in desk.session.exec(select(Notice)) if one.key.endswith(key)]
    notice.status, notice.last_error = NoticeStatus.bounced, said
    desk.session.flush()


def move(desk: Desk, dossier: Application, to: int, reason: str, stage: StageName = GROUP) -> None:
    """Move a dossier on the agenda."""
    form = OrderForm(reference=dossier.reference, stage=stage, position=to, reason=reason, by="Mme Essai")
    reorder(desk.session, form, at=SET[stage])


def keep_out(
    desk: Desk, dossier: Application, *, member: str | None = None, name: str | None = None, removed: bool = False
) -> None:
    """Declare a recusal, or take it back."""
    form = RecusalForm(references=[dossier.reference], member=member, name=name, removed=removed, by="Mme Essai")
    recuse(desk.session, form, at=SET[GROUP])


def sit(
    desk: Desk,
    said: dict[str, str] | None = None,
    stage: StageName = GROUP,
    *,
    at: datetime | None = None,
    present: tuple[str, ...] | None = SEATS,
    **more: Any,  # noqa: ANN401
) -> None:
    """Record what a body said of some dossiers, by reference, and who was there; what is not in favour has reasons."""
    in_favour = ("favourable", "accepted")
    lines = [
        {"reference": reference, "sense": sense, "reasons": None if sense in in_favour else "Article 2."}
        for reference, sense in (said or {}).items()
    ]
    signatory = {"name": "Camille Essai", "capacity": "Directrice"} if stage == COMMISSION else None
    form = SittingForm.model_validate(
        {"session": desk.campaign.code, "stage": stage, "lines": lines, "signatory": signatory, "by": "Mme Essai"}
        | {"present": None if present is None else list(present)}
        | more
    )
    record_sitting(desk.session, form, at=at or MET[stage])
    desk.session.flush()


def shown(desk: Desk, stage: StageName = GROUP, *, at: datetime | None = None) -> MeetingBoard:
    """Return the dashboard of a body, where there is one."""
    desk.session.flush()
    board = meeting_board(desk.session, desk.campaign, stage, at=at or SET[stage])
    assert board is not None
    return board
