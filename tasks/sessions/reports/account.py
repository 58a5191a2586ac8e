"""What an act about a yearly report did: read back from the rows that it wrote."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from models.forms.requests import ReportEntryForm, ReportOpeningForm, SetValidationForm
from models.members.register import find_membership
from models.members.reports.figures import missing
from models.members.reports.record import find_report, is_whole, request_to
from models.members.reports.rows import answers_of, latest_answer, requests_of, validated
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings


class SetAccount(NamedTuple):
    """A set of indicators after it was validated."""

    label: str
    version: str
    validated_on: date
    body: str


class ReportAccount(NamedTuple):
    """The collection of a year: how many are asked, of whom how many have no address with us, how many answered all."""

    year: int
    asked: int
    unreached: int
    whole: int
    due_on: date


class EntryAccount(NamedTuple):
    """What a member has still to answer, and what is to be mended of what it did."""

    year: int
    missing: tuple[str, ...]
    faults: tuple[str, ...]


def read_validation(form: SetValidationForm, *, at: datetime) -> SetAccount | None:  # noqa: ARG001
    """Return the set that a form is about."""
    with reading(Settings().database) as session:
        kept = validated(session, find_campaign(session, form.session).region_id, form.indicators)
        return SetAccount(kept.asked.label, kept.version, kept.validated_on, kept.body) if kept else None


def read_opened(form: ReportOpeningForm, *, at: datetime) -> ReportAccount | None:  # noqa: ARG001
    """Return the collection that a form opened."""
    with reading(Settings().database) as session:
        return report_account(session, find_campaign(session, form.session).region_id, form.year)


def report_account(session: Session, region_id: str, year: int) -> ReportAccount | None:
    """Return how far the collection of a year is; None where there is none."""
    found = find_report(session, region_id, year)
    if found is None:
        return None
    report, kept = found
    requests, came, asked = requests_of(session, report), answers_of(session, report), kept.asked
    return ReportAccount(
        year=year,
        asked=len(requests),
        unreached=sum(not one.recipient for one, _ in requests),
        whole=sum(is_whole(asked, came.get(one.id or 0)) for one, _ in requests),
        due_on=report.due_on,
    )


def read_entry(form: ReportEntryForm, *, at: datetime) -> EntryAccount | None:  # noqa: ARG001
    """Return what a member has still to answer."""
    with reading(Settings().database) as session:
        membership = find_membership(session, form.dossiers[0])
        found = find_report(session, membership.region_id, form.year)
        request = found and request_to(session, found[0].id or 0, membership.organisation_id, form.territory)
        answer = latest_answer(session, request) if request else None
        if found is None or answer is None:
            return None
        return EntryAccount(form.year, tuple(missing(found[1].asked, answer.said)), tuple(answer.faults))
