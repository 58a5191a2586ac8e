"""A yearly report that comes back: read in its form, recorded as if it had been typed, and its sender told what is
missing. The letters about reports are written here too, each with the form as it stands."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.columns import row_number
from models.dossiers.application import Organisation
from models.dossiers.completeness import await_people
from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature
from models.members.membership import Membership
from models.members.register import find_membership
from models.members.reports.figures import missing, read_figures
from models.members.reports.record import find_request, record_answer
from models.members.reports.rows import Report, ReportRequest, ValidatedSet, latest_answer
from models.members.territories import latest_rules
from models.notices import Notice
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.documents.application_form import MODEL
from notifications.documents.report_form import MEDIA_TYPE, PREFIX, filename, mark_of, report_form
from notifications.loading.members import text_of
from notifications.outbox.dropped import drop
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import Letter, enqueue, marked_id
from notifications.outbox.leases import still_waits
from notifications.views.members import MembershipView
from notifications.views.reports import ReportView
from tasks.intake.opened_mail import Arrival
from tasks.reading.files.documents import Document
from tasks.reading.mail.returned import letters_named


class Asked(NamedTuple):
    """What somebody was asked: the collection, its set, and the request."""

    report: Report
    kept: ValidatedSet
    request: ReportRequest


def take_reports(
    session: Session, campaign: Campaign, deposit: Deposit, forms: Iterable[Mapping[str, str]], *, at: datetime
) -> bool:
    """Record the report forms that a mail brings, tell its sender what was read, and return whether there was one. One
    of no collection, or of no member, is left to a person."""
    known = [(asked, form) for form in forms if (asked := _asked(session, form))]
    for asked, form in known:
        said = read_figures(asked.kept.asked, form)
        by = f"{asked.request.number}, par courriel"
        record_answer(
            session, asked.request, asked.kept, said.values, faults=said.faults, deposit_id=deposit.id, by=by, at=at
        )
        tell_received(session, campaign, asked, deposit, at=at)
    if known:
        deposit.nature, deposit.meaning = Nature.figures, Meaning.answer
    elif deposit.nature is Nature.figures:
        deposit.trouble = _UNREAD
        await_people(campaign, at=at)
    session.add(deposit)
    return bool(known)


_UNREAD = (
    "Bilan annuel sans formulaire lisible : saisissez ses réponses (formulaire saisir-bilan), ou redemandez le "
    "document sans changer son format."
)


def reports_in(documents: Iterable[Document]) -> Iterator[Mapping[str, str]]:
    """Yield what was filled into the forms of yearly reports among some documents, by tag."""
    for document in documents:
        if document.fields.get(MODEL.tag, "").startswith(f"{PREFIX}/"):
            yield document.fields


def take_report_answer(session: Session, campaign: Campaign, deposit: Deposit, arrival: Arrival) -> bool:
    """Tell whether a mail brings files in answer to our letter about a report: they are read with all others, and only
    then is its sender told."""
    if arrival.mail is None or not arrival.mail.attachments:
        return False
    marks = letters_named(arrival.mail.recipients)
    ids = {*arrival.head.threads, *(marked_id(mark, campaign.rules) for mark in marks)}
    ours = select(Notice.id).where(col(Notice.message_id).in_(ids), col(Notice.kind).in_(_ABOUT_REPORTS))
    if not ids or session.exec(ours.limit(1)).first() is None:
        return False
    deposit.nature, deposit.meaning = Nature.figures, Meaning.answer
    return True


_ABOUT_REPORTS = (NoticeKind.report_request, NoticeKind.report_reminder, NoticeKind.report_received)


def _asked(session: Session, form: Mapping[str, str]) -> Asked | None:
    """Return what a form answers, by the mark that it bears: « bilan/3/ADH-2026-0001/loire »."""
    parts = form.get("model", "").split("/")
    number = row_number(parts[1]) if parts[0] == PREFIX and len(parts) in {3, 4} else None
    report = session.get(Report, number) if number else None
    request = find_request(session, report.id or 0, parts[2], parts[3] if len(parts) > 3 else "") if report else None  # noqa: PLR2004
    return Asked(report, session.get_one(ValidatedSet, report.set_id), request) if report and request else None


def tell_received(session: Session, campaign: Campaign, asked: Asked, deposit: Deposit, *, at: datetime) -> None:
    """Queue what was read of a report to whoever sent it; the reminder that waits does not leave."""
    call_off_reminders(session, asked.request)
    letter = report_letter(session, asked, NoticeKind.report_received, occurrence=str(deposit.id))
    letter = letter._replace(recipient=deposit.reply_to, in_reply_to=deposit.message_id, deposit_id=deposit.id)
    enqueue(session, campaign, NoticeKind.report_received, [letter], at=at)


def call_off_reminders(session: Session, request: ReportRequest) -> None:
    """Drop the reminder of a report that waits to leave."""
    key = f"{_name(request)}/{NoticeKind.report_reminder}/"
    drop(session, col(Notice.key).startswith(key), col(Notice.kind) == NoticeKind.report_reminder, still_waits())


def _name(request: ReportRequest) -> str:
    return f"{request.number}/{request.id}"


def report_letter(
    session: Session, asked: Asked, kind: NoticeKind, *, occurrence: str, days_left: int | None = None
) -> Letter:
    """Return a letter about a report to whoever was asked for it, with the form, what was answered in it."""
    report, _, request = asked
    membership = find_membership(session, request.number)
    region = latest_rules(session, report.region_id)
    view = view_of(session, region, asked)
    said = {"membership": _membership(session, membership), "report": view}
    return Letter(
        key=f"{_name(request)}/{kind}/{occurrence}",
        recipient=request.recipient,
        variables=said if days_left is None else said | {"days_left": days_left},
        application_id=request.application_id,
        files=()
        if kind is NoticeKind.report_received and not (view.missing or view.faults)
        else (_form(session, region, asked, view),),
    )


def view_of(session: Session, region: Region, asked: Asked) -> ReportView:
    """Return what letters say of a report that was asked for, with what is missing of it, and to be mended."""
    answer, kept = latest_answer(session, asked.request), asked.kept
    territory = region.territories.get(asked.request.territory)
    return ReportView(
        year=asked.report.year,
        label=kept.asked.label,
        version=kept.version,
        validated_on=kept.validated_on,
        body=kept.body,
        territory=territory.label if territory else asked.request.territory or None,
        due_on=asked.report.due_on,
        missing=tuple(missing(kept.asked, answer.said if answer else {})),
        faults=tuple(answer.faults) if answer else (),
    )


def _membership(session: Session, one: Membership) -> MembershipView:
    text = text_of(session, one)
    return MembershipView(number=one.number, since=one.starts_on, until=one.ends_on, text=text)


def _form(session: Session, region: Region, asked: Asked, view: ReportView) -> Enclosure:
    report, kept, request = asked
    answer = latest_answer(session, request)
    name = session.exec(select(Organisation.name).where(Organisation.id == request.organisation_id)).one()
    content = report_form(
        region,
        kept.asked,
        view,
        mark=mark_of(report.id or 0, request.number, request.territory),
        number=request.number,
        organisation=name,
        said=answer.said if answer else {},
    )
    return Enclosure(filename(report.year, request.number, request.territory), MEDIA_TYPE, content)
