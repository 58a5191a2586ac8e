"""A made-up year, played by the rules to each of the days on which people do what is shown first."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum, auto
from functools import partial

from sqlmodel import Session, col, select, update

from models.dossiers.application import Application
from models.forms.appeals import AppealForm
from models.forms.dossiers import OpeningForm, WithdrawalForm
from models.forms.meetings import MeetingForm, SittingForm
from models.notices import Notice
from models.sessions.opening import find_campaign
from models.storage.database import transaction
from models.vocabulary import NoticeStatus, StageName, Status
from tasks.decisions.appeals.record import record_appeal
from tasks.decisions.record import examine
from tasks.dossiers.merge import merge
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.meetings.recording.sitting import record_sitting
from tasks.members.leave import give_notice
from tasks.sessions import units
from tasks.sessions.opening.opened import open_session
from tests.factories import REGION, application, arrival, campaign_with, paris, passage, region_with
from tests.support.arrivals import merger
from tests.support.bodies import SEATS
from tests.support.forms import SIGNATORY, finding
from tests.support.members import formal

BY = "Mme Essai"
AGAINST = "Article 3 du cahier des charges : aucun accueil."
IN_FAVOUR = frozenset({"favourable", "accepted"})


class Path(StrEnum):
    """How far a dossier goes, and how."""

    late = auto()
    incomplete = auto()
    unread = auto()
    withdrawn = auto()
    kept = auto()
    twin = auto()
    found = auto()
    found_against = auto()
    studied = auto()
    adjourned = auto()
    refused = auto()
    appealed = auto()
    accepted = auto()
    noticed = auto()


DECIDED: Mapping[Path, str] = {
    Path.adjourned: "adjourned",
    Path.refused: "refused",
    Path.appealed: "refused",
    Path.accepted: "accepted",
    Path.noticed: "accepted",
}
STUDIED: Mapping[Path, str] = dict.fromkeys((Path.studied, *DECIDED), "favourable")
FOUND: Mapping[Path, str] = {Path.found_against: "unfavourable", Path.found: "favourable", **STUDIED}


class Day(StrEnum):
    """A day on which people do what is shown first."""

    winter = "2026-02-10 12:00"
    spring = "2026-05-05 10:00"
    may = "2026-05-29 10:00"
    june = "2026-06-17 16:00"
    summer = "2026-07-08 16:00"
    autumn = "2026-09-15 10:00"
    next_winter = "2027-03-15 10:00"

    @property
    def at(self) -> datetime:
        """The instant."""
        return paris(self)


class Year:
    """The dossiers of a year and their paths, in the transaction of one of its days."""

    def __init__(self, session: Session, paths: Sequence[Path], at: datetime) -> None:
        """Look at a year at an instant."""
        self.session, self.paths, self.at = session, paths, at

    @property
    def day(self) -> Day:
        """Which of its days it is."""
        return next(day for day in Day if day.at == self.at)

    def on(self, *chosen: Path) -> list[Application]:
        """Return the dossiers that take some paths, in the order of their numbers."""
        numbers = [number for number, path in enumerate(self.paths, 1) if path in chosen]
        found = select(Application).where(col(Application.id).in_(numbers))
        return list(self.session.exec(found.order_by(col(Application.id))))

    def sitting(self, stage: StageName, said: Mapping[Path, str]) -> SittingForm:
        """Return what a body says of the dossiers that come so far, each as its path wants."""
        lines = [
            {"reference": one.reference, "sense": sense, "reasons": None if sense in IN_FAVOUR else AGAINST}
            for path, sense in said.items()
            for one in self.on(path)
        ]
        signatory = SIGNATORY if stage == "commission" else None
        row = {"session": "ara-2026", "stage": stage, "present": [*SEATS], "lines": lines, "signatory": signatory}
        return SittingForm.model_validate(row | {"by": BY})


def _open(year: Year) -> None:
    campaign_with(year.session, prospects=["accueil@mjc.example", "contact@plie.example"])


def _receive(year: Year) -> None:
    campaign = find_campaign(year.session, "ara-2026")
    for number, path in enumerate(year.paths, 1):
        is_late = path is Path.late
        made = application(
            year.session,
            campaign,
            Status.late if is_late else Status.registered,
            name=f"Organisme n° {number}",
            received_at=paris("2026-05-04 08:00") if is_late else None,
            missing=["annexe-1"] if path is Path.incomplete else [],
        )
        passage(year.session, campaign, made)
        arrival(year.session, campaign, made)


def _meet(year: Year, *, stage: StageName, on: date) -> None:
    form = MeetingForm(session="ara-2026", stage=stage, on=on, by=BY)
    set_meeting(year.session, form, at=year.at)


def _lose_some(year: Year) -> None:
    for one in year.on(Path.withdrawn):
        withdraw(year.session, WithdrawalForm(reference=one.reference, by=BY), at=year.at)
    kept = year.on(Path.kept)[0]
    for other in year.on(Path.twin):
        other.organisation_id = kept.organisation_id
        merge(year.session, merger(kept, other), at=year.at)


def _examine(year: Year) -> None:
    for path, said in FOUND.items():
        for one in year.on(path):
            examine(year.session, finding(one, finding=said), at=year.at)


def _study(year: Year) -> None:
    said = year.sitting("working_group", STUDIED).model_copy(update={"is_over": True})
    record_sitting(year.session, said, at=year.at)


def _decide(year: Year) -> None:
    record_sitting(year.session, year.sitting("commission", DECIDED), at=year.at)


def _open_the_next(year: Year) -> None:
    form = OpeningForm(region=REGION, year=2027, opens=year.at.date(), by=BY)
    open_session(year.session, region_with(), form, [], at=year.at)


def _appeal(year: Year) -> None:
    for one in year.on(Path.appealed, Path.late):
        row = {"reference": one.reference, "kind": "gracieux", "received_on": year.at.date(), "by": BY}
        record_appeal(year.session, AppealForm.model_validate(row), at=year.at)


def _give_notice(year: Year) -> None:
    for one in year.on(Path.noticed):
        give_notice(year.session, formal(one.reference), at=year.at)


STEPS: tuple[tuple[str, Callable[[Year], None] | None], ...] = (
    ("2026-01-19 09:00", _open),
    (Day.winter, _receive),
    ("2026-02-11 09:00", None),
    (Day.spring, _lose_some),
    ("2026-05-20 10:00", _examine),
    (Day.may, None),
    ("2026-06-02 10:00", partial(_meet, stage="working_group", on=date(2026, 6, 17))),
    ("2026-06-10 09:00", None),
    (Day.june, None),
    ("2026-06-17 17:00", _study),
    ("2026-06-22 10:00", partial(_meet, stage="commission", on=date(2026, 7, 8))),
    ("2026-07-01 09:00", None),
    (Day.summer, _open_the_next),
    ("2026-07-08 17:00", _decide),
    ("2026-07-20 09:00", None),
    (Day.autumn, _appeal),
    ("2026-12-31 10:00", _give_notice),
    (Day.next_winter, None),
)
"""What people do, and when; the system does before each what is due."""


def play(database: str, paths: Sequence[Path], *, save: Callable[[Day], None], until: Day | None = None) -> None:
    """Play a year, and `save` each of its days, until the last or another, once people have done what they do then: the
    letters of that hour still wait, all others have left."""
    for text, step in STEPS:
        at = paris(text)
        asyncio.run(do_what_is_due(at=at))
        leave(database, at=at)
        if step:
            with transaction(database) as session:
                step(Year(session, paths, at))
        if isinstance(text, Day):
            asyncio.run(do_what_is_due(at=at))
            save(text)
        if text == until:
            return
        leave(database, at=at)


async def do_what_is_due(*, at: datetime) -> None:
    """Do all that the system does by itself at an instant, but tell those who run the sessions of what waits."""
    for deadline in await units.stages_due.fn(None, at=at):
        await units.close_stage.fn(deadline.session, deadline.stage, at=at)
    await units.fulfil.fn(None, at=at)


def leave(database: str, *, at: datetime) -> None:
    """Hold that the mail server took all that waited."""
    with transaction(database) as session:
        waits = update(Notice).where(col(Notice.status) == NoticeStatus.queued)
        session.execute(waits.values(status=NoticeStatus.sent, sent_at=at, due_at=None))
