"""A year's report opened with a set that a body validated, asked of members or of those who coordinate, reminded of."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, must_have_come
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.requests import ReportOpeningForm, SetValidationForm
from models.members.membership import Membership
from models.members.reports.rows import Report, ReportRequest, ValidatedSet, plan_reminder, validated
from models.members.territories import coordinations, latest_rules, links, territories_of
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign, is_in_hand
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import enqueue
from tasks.intake.replies.reports import Asked, report_letter

SEVERAL, NONE = "Plusieurs territoires", "Territoire non précisé"
"""Where a member is counted that belongs to several territories, or to none: each is counted once."""

OUTSIDE = "Hors réseau"


def validate_set(session: Session, form: SetValidationForm, *, at: datetime) -> list[Application]:
    """Record that a body validated a set of the region file, as it is there now. Said again, nothing changes. Raises
    Refusal where its version was validated with another content: what was validated never changes."""
    region = latest_rules(session, find_campaign(session, form.session).region_id)
    asked = region.indicators.get(form.indicators)
    if asked is None:
        known = ", ".join(region.indicators) or "aucun dans le fichier de région"
        raise Refusal("Jeu d'indicateurs", form.indicators, f"inconnu ; jeux de la région : {known}.")
    must_have_come(region, "Validé le", form.validated_on, at=at)
    digest = sha256(asked.model_dump_json().encode()).hexdigest()
    same = select(ValidatedSet).where(
        ValidatedSet.region_id == region.region.id,
        ValidatedSet.key == form.indicators,
        ValidatedSet.version == asked.version,
    )
    known_set = session.exec(same).one_or_none()
    if known_set:
        _must_be_the_same(known_set, form, digest)
        return []
    kept = form.model_dump(include={"validated_on", "body", "by"})
    content = asked.model_dump(mode="json")
    session.add(
        ValidatedSet(
            region_id=region.region.id,
            key=form.indicators,
            version=asked.version,
            content=content,
            sha256=digest,
            at=at,
            **kept,
        )
    )
    session.flush()
    return []


def _must_be_the_same(kept: ValidatedSet, form: SetValidationForm, digest: str) -> None:
    if kept.sha256 != digest:
        mend = (
            f"la version {kept.version} a été validée le {kept.validated_on:%d/%m/%Y} avec un autre contenu ; donnez "
            "un autre numéro de version à ce qui a changé."
        )
        raise Refusal("Jeu d'indicateurs", form.indicators, mend)
    if (kept.validated_on, kept.body) != (form.validated_on, form.body):
        mend = f"déjà enregistrée, le {kept.validated_on:%d/%m/%Y}, par : {kept.body} ; cette saisie dit autre chose."
        raise Refusal("Validé le", f"{form.validated_on:%d/%m/%Y}", mend)


def open_report(session: Session, form: ReportOpeningForm, *, at: datetime) -> list[Application]:
    """Open the collection of a year's report, and ask for it. Opened again, nothing changes. Raises Refusal for a set
    that nobody validated, a year that has not begun, a last day that is past, and where nobody is to be asked."""
    campaign = find_campaign(session, form.session)
    region = latest_rules(session, campaign.region_id)
    kept = validated(session, region.region.id, form.indicators)
    if kept is None:
        mend = (
            "c'est un projet, ou aucun jeu de ce nom : seul se demande un jeu que l'instance a validé (formulaire "
            "valider-indicateurs)."
        )
        raise Refusal("Jeu d'indicateurs", form.indicators, mend)
    same = select(Report).where(
        Report.region_id == region.region.id, Report.year == form.year, Report.set_id == kept.id
    )
    if session.exec(same).first():
        return []
    due_on = _due(region, form, business_days(region).local(at))
    report = Report(
        region_id=region.region.id, year=form.year, set_id=kept.id or 0, opened_at=at, due_on=due_on, by=form.by
    )
    session.add(report)
    session.flush()
    return _ask(session, campaign, region, report, kept, at=at)


def _due(region: Region, form: ReportOpeningForm, today: date) -> date:
    if form.year > today.year:
        raise Refusal("Année", form.year, f"elle n'a pas commencé ; indiquez {today.year} au plus tard.")
    due_on = form.due or today + timedelta(days=region.reporting.days)
    if due_on <= today:
        raise Refusal("Dernier jour pour répondre", f"{due_on:%d/%m/%Y}", "indiquez un jour à venir.")
    return due_on


def _ask(
    session: Session, campaign: Campaign, region: Region, report: Report, kept: ValidatedSet, *, at: datetime
) -> list[Application]:
    made = list(_requests(session, region, report, business_days(region).local(at)))
    if not made:
        whom = "aucun membre" if region.reporting.asked == "members" else "aucun territoire coordonné"
        raise Refusal("Année", report.year, f"{whom} à interroger pour cette année-là.")
    for request in made:
        plan_reminder(region, report, request, after=at)
    session.add_all(made)
    session.flush()
    letters = [
        report_letter(session, Asked(report, kept, request), NoticeKind.report_request, occurrence="1")
        for request in made
        if request.recipient
    ]
    enqueue(session, campaign, NoticeKind.report_request, letters, at=at)
    ids = {request.application_id for request in made if request.application_id}
    return list(session.exec(select(Application).where(col(Application.id).in_(ids)).order_by(col(Application.id))))


def _requests(session: Session, region: Region, report: Report, today: date) -> Iterator[ReportRequest]:
    """Yield who is asked: the members of the year, or whoever coordinates a territory today."""
    members = _members_of_year(session, region, report.year)
    if region.reporting.asked == "members":
        said = links(session, region.region.id)
        for membership, contact in members:
            keys = territories_of(region, said.get(membership.organisation_id))
            place = SEVERAL if len(keys) > 1 else region.territories[keys[0]].label if keys else NONE
            yield _request(region, report, membership, contact or "", counted=place)
        return
    theirs = {membership.organisation_id: membership for membership, _ in members}
    for key, told in coordinations(session, region.region.id).items():
        current = next((one for one, _ in told if one.covers(today)), None)
        if current and current.organisation_id in theirs and key in region.territories:
            one = _request(region, report, theirs[current.organisation_id], current.contact_email)
            one.territory, one.counted_in = key, region.territories[key].label
            yield one


def _request(
    region: Region, report: Report, membership: Membership, recipient: str, *, counted: str = NONE
) -> ReportRequest:
    network = region.networks.get(membership.network or "")
    return ReportRequest(
        report_id=report.id or 0,
        organisation_id=membership.organisation_id,
        application_id=membership.application_id,
        number=membership.number,
        counted_in=counted,
        network=network.label if network else OUTSIDE,
        recipient=recipient,
    )


def _members_of_year(session: Session, region: Region, year: int) -> Sequence[tuple[Membership, str | None]]:
    """Return those who were members on a day of a year, each once, by its latest membership, with its address."""
    ends = col(Membership.ends_on)
    held = (
        columns(Membership, col(Application.contact))
        .outerjoin(Application, col(Application.id) == col(Membership.application_id))
        .where(
            col(Membership.region_id) == region.region.id,
            col(Membership.starts_on) <= date(year, 12, 31),
            ends.is_(None) | (ends >= date(year, 1, 1)),
        )
        .order_by(col(Membership.id))
    )
    latest = {membership.organisation_id: (membership, contact) for membership, contact in session.execute(held)}
    return list(latest.values())


def remind_of_reports(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Remind of the reports that are not whole. Of several reminders missed only the latest leaves, and none once the
    last day is over."""
    if not is_in_hand(session, campaign, at):
        return 0
    due = (
        columns(ReportRequest, Report, ValidatedSet)
        .join(Report, col(Report.id) == col(ReportRequest.report_id))
        .join(ValidatedSet, col(ValidatedSet.id) == col(Report.set_id))
        .where(col(Report.region_id) == campaign.region_id, col(ReportRequest.next_reminder_at) <= at)
        .order_by(col(ReportRequest.id))
        .with_for_update(of=ReportRequest)
    )
    region = latest_rules(session, campaign.region_id)
    today, letters = business_days(region).local(at), []
    for request, report, kept in session.execute(due).all():
        plan_reminder(region, report, request, after=at)
        session.add(request)
        left = (report.due_on - today).days
        if left >= 0:
            asked = Asked(report, kept, request)
            letters.append(
                report_letter(session, asked, NoticeKind.report_reminder, occurrence=str(left), days_left=left)
            )
    return enqueue(session, campaign, NoticeKind.report_reminder, letters, at=at)
