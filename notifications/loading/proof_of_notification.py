"""When decisions were notified: by the letter that a mail server took, or otherwise, as recorded (CRPA L221-8).

A letter that was refused, or that came back, notifies nothing: no delay to contest runs from it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days, remedies_until
from models.columns import chunks
from models.dossiers.application import Application, Decision, Handover
from models.notices import Notice, Posting
from models.region.model import Region
from models.vocabulary import DecisionSense, NoticeKind, NoticeStatus
from notifications.catalogue import KINDS
from notifications.loading.appeals import Heard, contestable, heard
from notifications.views.notices import FormerView

_UNDELIVERED = frozenset({NoticeStatus.failed, NoticeStatus.bounced, NoticeStatus.held})


class DecisionLetter(NamedTuple):
    """The letter that tells a decision; on paper, `arrived_on` is when it did, None where nothing attests it."""

    kind: NoticeKind
    title: str
    status: NoticeStatus
    enqueued_at: datetime
    sent_at: datetime | None
    is_posted: bool = False
    arrived_on: date | None = None

    def notified_on(self, days: BusinessDays) -> date | None:
        """Return the day on which it notified: that on which a mail server took it or, on paper, that which its
        acknowledgement of receipt bears, or its first presentation."""
        if self.status is not NoticeStatus.sent:
            return None
        if self.is_posted:
            return self.arrived_on
        return days.local(self.sent_at) if self.sent_at else None


class Served(NamedTuple):
    """A decision, its letter, and the day on which it was notified, None where it is not yet; `contestable_until` is
    the last day to contest it, where the letter says how, and `first_until` what that was before any appeal."""

    decision: Decision
    letter: DecisionLetter | None
    notified_on: date | None
    contestable_until: date | None
    first_until: date | None = None


class _Named(NamedTuple):
    reference: str
    decision: Decision


def rectification(decision: Decision) -> str:
    """Return the occurrence of the letter of a rectified decision, as its key holds it: one per version."""
    return f"decision/{decision.version}"


@cache
def letters_of_decisions() -> ColumnElement[bool]:
    """Return the SQL condition of the notices that tell a decision; a rectified request is none of them, nor a copy."""
    is_rectified = (col(Notice.kind) == NoticeKind.rectified) & col(Notice.key).contains("/rectified/decision/")
    tells = col(Notice.kind).in_([sense.value for sense in DecisionSense]) | is_rectified
    return tells & col(Notice.copy_of).is_(None)


def _keys(named: _Named) -> dict[str, NoticeKind]:
    """Return the kinds that the letter of a decision may be of, by key: that of its sense, or a rectification's."""
    sense, version = NoticeKind(named.decision.decision), named.decision.version
    return {
        f"{named.reference}/{sense}/{version}": sense,
        f"{named.reference}/{NoticeKind.rectified}/{rectification(named.decision)}": NoticeKind.rectified,
    }


def served(session: Session, region: Region, ids: Sequence[int]) -> dict[int, Served]:
    """Return the latest decision on each application with the proof of its notification; no decision, no entry."""
    latest = {application_id: versions[-1] for application_id, versions in _versions(session, ids).items()}
    letters, handed = _letters(session, latest.values()), _handed(session, latest.values())
    appealed = heard(session, region, latest)
    return {
        application_id: _appealed(
            region,
            _served(region, named, letters.get(named.decision.id), handed.get(named.decision.id)),
            appealed.get(application_id, []),
        )
        for application_id, named in latest.items()
    }


def _appealed(region: Region, first: Served, appeals: Sequence[Heard]) -> Served:
    """Return a decision whose delay appeals have interrupted."""
    theirs = [one for one in appeals if one.appeal.decision_id == first.decision.id]
    return first._replace(contestable_until=contestable(region, first.first_until, theirs))


def _served(region: Region, named: _Named, letter: DecisionLetter | None, handed_on: date | None) -> Served:
    days = business_days(region)
    notified_on = handed_on or (letter.notified_on(days) if letter else None)
    kind = letter.kind if letter else NoticeKind(named.decision.decision)
    until = None
    if notified_on and KINDS[kind].states_remedies:
        until = remedies_until(days, notified_on, months=region.remedies.months)
    return Served(named.decision, letter, notified_on, until, until)


def _versions(session: Session, ids: Sequence[int]) -> dict[int, list[_Named]]:
    """Return the versions of the decision on each application, the latest last."""
    found: dict[int, list[_Named]] = {}
    for part in chunks(ids):
        of_them = (
            select(Application.reference, Decision)
            .join(Application, col(Application.id) == col(Decision.application_id))
            .where(col(Decision.application_id).in_(part))
        )
        for reference, decision in session.exec(of_them.order_by(col(Decision.version))):
            found.setdefault(decision.application_id, []).append(_Named(reference, decision))
    return found


def _letters(session: Session, decisions: Iterable[_Named]) -> dict[int | None, DecisionLetter]:
    """Return the letter of each decision: no more of it than is asked, since a letter is long."""
    sought = {key: (named, kind) for named in decisions for key, kind in _keys(named).items()}
    found: dict[int | None, DecisionLetter] = {}
    told = (Notice.id, Notice.key, Notice.subject, Notice.status, Notice.enqueued_at, Notice.sent_at)
    for part in chunks(list(sought)):
        these = columns(*map(col, told)).where(col(Notice.key).in_(part))
        rows = session.execute(these).all()
        copies = _copies(session, [row.id for row in rows if row.status in _UNDELIVERED])
        posted = postings(session, [row.id for row in rows])
        for notice_id, key, subject, status, enqueued_at, sent_at in rows:
            named, kind = sought[key]
            title = subject.removeprefix(f"[{named.reference}] ")
            letter = DecisionLetter(kind, title, NoticeStatus(status), enqueued_at, sent_at)
            found[named.decision.id] = letter._replace(**_post(posted.get(notice_id)) | copies.get(notice_id, {}))
    return found


def _copies(session: Session, ids: Sequence[int]) -> dict[int | None, dict[str, Any]]:
    """Return how the first copy that left of each letter stands: where the letter did not arrive, that notifies."""
    left = select(Notice).where(col(Notice.copy_of).in_(ids), Notice.status == NoticeStatus.sent)
    copies = session.exec(left.order_by(col(Notice.sent_at).desc())).all()
    posted = postings(session, [copy.id or 0 for copy in copies])
    return {
        copy.copy_of: {"status": copy.status, "sent_at": copy.sent_at} | _post(posted.get(copy.id or 0))
        for copy in copies
    }


def notified_on(session: Session, days: BusinessDays, letter: Notice) -> date | None:
    """Return the day on which a letter notified what it says, None where it did not, or nothing attests it."""
    posted = _post(postings(session, [letter.id or 0]).get(letter.id or 0))
    told = DecisionLetter(letter.kind, letter.subject, letter.status, letter.enqueued_at, letter.sent_at, **posted)
    return told.notified_on(days)


def postings(session: Session, ids: Sequence[int]) -> dict[int, Posting]:
    """Return what the post said of those of some letters that left on paper."""
    found = select(Posting).where(col(Posting.notice_id).in_(ids))
    return {one.notice_id: one for one in session.exec(found)} if ids else {}


def _post(posting: Posting | None) -> dict[str, Any]:
    return {"is_posted": True, "arrived_on": posting.arrived_on} if posting else {}


def _handed(session: Session, decisions: Iterable[_Named]) -> dict[int | None, date]:
    """Return the day on which each decision was notified otherwise, as it was recorded last."""
    days: dict[int | None, date] = {}
    for part in chunks([named.decision.id or 0 for named in decisions]):
        recorded = select(Handover).where(col(Handover.decision_id).in_(part)).order_by(col(Handover.id))
        days |= {handover.decision_id: handover.on for handover in session.exec(recorded)}
    return days


def load_former_decisions(session: Session, region: Region, ids: Sequence[int]) -> dict[int, FormerView]:
    """Return the decision that the latest one on each application replaces, the last that its applicant was told where
    there is one, with the letter that told it."""
    days, versions = business_days(region), _versions(session, ids)
    former = {i: of_one[:-1] for i, of_one in versions.items() if len(of_one) > 1}
    each = [named for of_one in former.values() for named in of_one]
    arrived = {i: letter for i, letter in _letters(session, each).items() if letter.status not in _UNDELIVERED}
    told = arrived.keys() | _handed(session, each).keys()
    replaced = {
        i: next((n for n in reversed(of_one) if n.decision.id in told), of_one[-1]) for i, of_one in former.items()
    }
    return {i: _former(days, named, arrived.get(named.decision.id)) for i, named in replaced.items()}


def _former(days: BusinessDays, named: _Named, letter: DecisionLetter | None) -> FormerView:
    return FormerView(
        sense=named.decision.decision,
        decided_on=named.decision.taken_on(days),
        by_silence=bool(named.decision.by_silence),
        letter=letter.title if letter else None,
        told_on=days.local(letter.sent_at or letter.enqueued_at) if letter else None,
    )
