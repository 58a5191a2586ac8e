"""Appeals as they move the delay to contest a decision: those made in time interrupt it, until they are rejected."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.appeals import court_until
from models.calendar.business_days import business_days
from models.columns import chunks
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application
from models.notices import Notice
from models.region.model import Region
from models.vocabulary import AppealKind, AppealOutcome, NoticeKind, NoticeStatus
from notifications.views.appeals import AppealView

APPEALS: dict[AppealKind, str] = {
    AppealKind.gracieux: "recours gracieux",
    AppealKind.hierarchique: "recours hiérarchique",
    AppealKind.contentieux: "recours contentieux",
}
"""What an appeal is called."""


class Contested(NamedTuple):
    """An act that is contested: a decision, or another one that a letter tells. When it was done, until when it may be
    contested, None where no delay runs, and how letters speak of it (see `AppealView`)."""

    decision_id: int | None
    notice_id: int | None
    done_on: date
    until: date | None
    about: str
    outcome: str


class Heard(NamedTuple):
    """An appeal made to the Région, and the day on which its rejection was notified, None where it was not."""

    appeal: Appeal
    rejected_on: date | None


def heard(session: Session, region: Region, ids: Collection[int]) -> dict[int, list[Heard]]:
    """Return the appeals made to the Région about some applications, by application, in the order of their receipt."""
    found: dict[int, list[Heard]] = {}
    for part in chunks(list(ids)):
        made = select(Appeal, Application.reference).join(Application).where(col(Appeal.application_id).in_(part))
        ours = made.where(col(Appeal.implied_on).is_not(None)).order_by(col(Appeal.received_on), col(Appeal.id))
        rows = session.exec(ours).all()
        told = _told(session, region, [key(reference, one) for one, reference in rows if _is_rejected(one)])
        for one, reference in rows:
            found.setdefault(one.application_id, []).append(Heard(one, told.get(key(reference, one))))
    return found


def key(reference: str, appeal: Appeal) -> str:
    """Return the key of the letter that rejects an appeal."""
    return f"{reference}/{NoticeKind.appeal_rejected}/{appeal.id}"


def _is_rejected(appeal: Appeal) -> bool:
    return appeal.outcome is AppealOutcome.rejected


def _told(session: Session, region: Region, keys: Sequence[str]) -> dict[str, date]:
    """Return the days on which the letters of some keys arrived."""
    days = business_days(region)
    sent = columns(col(Notice.key), col(Notice.sent_at)).where(
        col(Notice.key).in_(keys), col(Notice.status) == NoticeStatus.sent
    )
    return {row.key: days.local(row.sent_at) for row in session.execute(sent)} if keys else {}


def is_in_time(appeal: Appeal, until: date | None) -> bool:
    """Return True if an appeal was made within the delay; where none had begun to run, it always is."""
    return until is None or appeal.made_on <= until


def contestable(region: Region, until: date | None, appeals: Iterable[Heard]) -> date | None:
    """Return the last day to contest before a court a decision that might have been contested until a day, since some
    appeals were made: none runs anew before all that came in time are rejected (CRPA L411-2)."""
    if until is None:
        return None
    days, months = business_days(region), region.remedies.months
    again = (
        court_until(days, one.appeal.received_on, rejected_on=one.rejected_on, months=months)
        for one in _interrupting(until, appeals)
    )
    return max([until, *again])


def _interrupting(until: date, appeals: Iterable[Heard]) -> Iterator[Heard]:
    """Yield the appeals that interrupt a delay: of each kind, the first alone."""
    seen: set[AppealKind] = set()
    for one in appeals:
        if is_in_time(one.appeal, until) and one.appeal.kind not in seen:
            seen.add(one.appeal.kind)
            yield one


def appeal_view(appeal: Appeal, act: Contested) -> AppealView:
    """Return the view of an appeal against an act."""
    return AppealView(
        label=APPEALS[appeal.kind],
        received_on=appeal.received_on,
        posted_on=appeal.posted_on,
        is_in_time=is_in_time(appeal, act.until),
        until=act.until,
        implied_on=appeal.implied_on or appeal.received_on,
        about=act.about,
        outcome=act.outcome,
        decided_on=act.done_on,
    )
