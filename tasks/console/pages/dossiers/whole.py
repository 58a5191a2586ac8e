"""One dossier with all that it holds, read in one transaction."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from models.calendar.business_days import BusinessDays, business_days, plus_months
from models.dossiers.appeal import open_appeals
from models.dossiers.application import Application, CompletionRequest, Organisation, Passage
from models.dossiers.forgetting import erasure_of
from models.dossiers.requests import look_at_living_request
from models.meetings.queue import ready_among
from models.members.register import latest_of, member_since
from models.members.terms import next_announcement_of
from models.members.texts.versions import texts_of_dossiers
from models.notices import exported_acts
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import campaign_in_hand, stages
from models.storage.database import reading
from models.storage.isolation.keep import must_be_readable
from models.storage.settings import Settings
from models.vocabulary import RequestOutcome, Status
from notifications.loading.commitments import load_commitments
from notifications.loading.members import load_member_until
from notifications.loading.proof_of_notification import served
from notifications.views.commitments import CommitmentsView
from tasks.acts.table import ACTS
from tasks.console.pages.dossiers.advised import Advised, advised
from tasks.console.pages.dossiers.appealed import Appealed, appealed
from tasks.console.pages.dossiers.handled import Handled, handled_by
from tasks.console.pages.dossiers.member import MemberView, member_of
from tasks.console.pages.dossiers.sites import ToldSites, told_sites
from tasks.console.pages.dossiers.steps import Step, steps_of
from tasks.console.pages.dossiers.timeline import Moment, journal_of, timeline_of
from tasks.console.pages.offerable import offerable
from tasks.console.waiting.pending import pending
from tasks.console.waiting.reasons import Pending, scope_of
from tasks.decisions.parapheur import KINDS
from tasks.decisions.rectify import MONTHS_TO_UNDO
from tasks.dossiers.pieces import Held, held_by
from tasks.implied_decision import accepted_by_silence
from tasks.intake.identity.network import seeming_network


class Exported(NamedTuple):
    """An act on a dossier that was exported to be signed: its number, what it is, when, by whom, who signed it, None
    until it is back."""

    id: int
    label: str
    at: datetime
    by: str
    signed_by: str | None
    signed_on: date | None


class Running(StrEnum):
    """A date that runs for a dossier."""

    acknowledgement = auto()
    request = auto()
    silence = auto()
    appeal = auto()
    tacit = auto()
    taking_back = auto()
    contestation = auto()
    opinion = auto()
    decision = auto()
    effect = auto()
    announcement = auto()
    term = auto()
    member = auto()


class Sibling(NamedTuple):
    """Another dossier of the same organisation, or of the same legal entity; whether one was joined to the other."""

    reference: str
    organisation: str
    status: Status
    session: str
    is_joined: bool


class PassageView(NamedTuple):
    """A session that a dossier went through, and when and by whom it was presented again there."""

    session: str
    entered_at: datetime
    represented_at: datetime | None
    represented_by: str | None


class RequestView(NamedTuple):
    """What was asked of the applicant: the pieces by their labels, until when, by whom, and how it ended."""

    asked_at: datetime
    by: str
    pieces: tuple[str, ...]
    message: str | None
    due_on: date
    outcome: RequestOutcome
    answered_at: datetime | None


class Whole(NamedTuple):
    """A dossier as its page shows it. `code` and `session` name its session; `seeming_network` is the one that the
    organisation's name tells; `waits`, what waits for a person about it; `texts`, the versions in
    force when it was deposited; `dates`, what runs (`is_silence_void`: silence
    never does, for a public body); `forms`, the deployments of the acts that are offered for it."""

    reference: str
    organisation: Organisation
    contact: str
    second_contact: str | None
    circle: int
    circle_label: str
    network: str | None
    seeming_network: str | None
    status: Status
    status_at: datetime
    received_at: datetime
    flags: tuple[str, ...]
    code: str
    session: str
    zone: ZoneInfo
    steps: tuple[Step, ...]
    dates: tuple[tuple[Running, date], ...]
    is_silence_void: bool
    waits: tuple[Pending, ...]
    forms: tuple[str, ...]
    held: Held
    texts: tuple[str, ...]
    handled: Handled
    requests: tuple[RequestView, ...]
    advice: tuple[Advised, ...]
    appeals: tuple[Appealed, ...]
    acts: list[Exported]
    member: MemberView | None
    commitments: CommitmentsView
    passages: tuple[PassageView, ...]
    siblings: tuple[Sibling, ...]
    sites: ToldSites
    timeline: tuple[Moment, ...]


def read_whole(reference: str, *, at: datetime) -> Whole | None:
    """Return a dossier at an instant, None where there is none of that reference. Raises Refusal where it cannot be
    read."""
    # Forms put what people type in capitals, and so does this.
    reference = reference.strip().upper()
    with reading(Settings().database) as session:
        must_be_readable(session, [reference])
        found = session.exec(select(Application).where(Application.reference == reference)).first()
        return _whole(session, found, at=at) if found else None


def _seeming(rules: Region, organisation: Organisation, on: date) -> str | None:
    """Return what the network is called that an organisation's name tells, if it does."""
    seeming = seeming_network(rules, [organisation.name], on)
    return rules.networks[seeming].label if seeming else None


def _network(rules: Region, application: Application) -> str | None:
    known = rules.networks.get(application.network or "")
    return known.label if known else application.network


def _whole(session: Session, application: Application, *, at: datetime) -> Whole:
    campaign = session.get_one(Campaign, application.campaign_id)
    rules, days = campaign.rules, business_days(campaign.rules)
    organisation = session.get_one(Organisation, application.organisation_id)
    asked = look_at_living_request(session, application)
    lines, calendar = journal_of(session, application), stages(session, campaign)
    since = member_since(session, application)
    due_on, effect_at = asked.due_on if asked else None, calendar.effect_at
    return Whole(
        reference=application.reference,
        organisation=organisation,
        contact=application.contact,
        second_contact=application.second_contact,
        circle=application.circle,
        circle_label=rules.circles[application.circle].label if application.circle in rules.circles else "",
        network=_network(rules, application),
        seeming_network=_seeming(rules, organisation, days.local(application.received_at)),
        status=application.status,
        status_at=days.at(since) if since and application.status is Status.member else application.status_at,
        received_at=application.received_at,
        flags=tuple(application.flags),
        code=campaign.code,
        session=campaign.label,
        zone=rules.zone,
        steps=steps_of(application, lines, calendar, days, due_on=due_on, member_since=since),
        dates=tuple(_dates(session, application, rules, days, asked, effect_at=effect_at, at=at)),
        is_silence_void=rules.silence.effect is not None and organisation.is_public,
        waits=tuple(_waits(session, campaign, application, at=at)),
        forms=_forms(session, campaign, application, asked),
        held=held_by(session, application, rules, days),
        texts=texts_of_dossiers(session, [application.id or 0]).get(application.id or 0, ()),
        handled=handled_by(session, application, rules),
        requests=tuple(_requests(session, application, rules)),
        **_said(session, application, rules, at=at),
        passages=_passages(session, application),
        siblings=tuple(_sibling(application, *one) for one in _siblings(session, application, organisation)),
        sites=told_sites(session, application, rules),
        timeline=timeline_of(session, application, lines, days),
    )


def _said(session: Session, application: Application, rules: Region, *, at: datetime) -> dict[str, Any]:
    """Return what is said of a dossier: what it commits to, the advice asked about it, its acts, its appeals, its
    membership."""
    return {
        "commitments": load_commitments(session, rules, [application.id or 0])[application.id or 0],
        "advice": advised(session, application, rules, at=at),
        "acts": _acts(session, application),
        "member": member_of(session, application, rules, today=business_days(rules).local(at)),
        "appeals": appealed(session, application, rules, today=business_days(rules).local(at)),
    }


def _dates(
    session: Session,
    application: Application,
    rules: Region,
    days: BusinessDays,
    asked: CompletionRequest | None,
    *,
    effect_at: datetime,
    at: datetime,
) -> Iterator[tuple[Running, date]]:
    """Yield the dates that run for a dossier, whether or not they are past."""
    if application.status is Status.registered:
        yield Running.acknowledgement, days.local(application.acknowledge_by)
    if asked:
        yield Running.request, asked.due_on
    yield from _silence(session, application, days)
    yield from ((Running.appeal, one.implied_on) for one in open_appeals(session, application) if one.implied_on)
    decided = served(session, rules, [application.id or 0]).get(application.id or 0)
    if decided and decided.contestable_until:
        yield Running.contestation, decided.contestable_until
    yield from _awaited(session, application, days)
    if application.status is Status.accepted:
        yield Running.effect, days.local(effect_at)
    yield from _term(session, application, rules.region.id, at=at)


def _awaited(session: Session, application: Application, days: BusinessDays) -> Iterator[tuple[Running, date]]:
    """Yield the last day of a body that sees each dossier within so many days, where it waits for one."""
    campaign = session.get_one(Campaign, application.campaign_id)
    for name, stage in campaign.rules.stages.bodies.items():
        if stage.within and ready_among(session, campaign, name, [application.id]):
            yield Running(stage.kind), days.local(application.status_at) + timedelta(stage.within)


def _term(
    session: Session, application: Application, region_id: str, *, at: datetime
) -> Iterator[tuple[Running, date]]:
    """Yield the last day of the membership that its organisation had before, if it had one; that of the one which a
    dossier gave, and the day on which its end is next announced."""
    rules, membership = campaign_in_hand(session, region_id, at).rules, latest_of(session, application)
    yield from ((Running.member, day) for day in load_member_until(session, rules, [application.id or 0]).values())
    if membership is None or membership.ends_on is None:
        return
    announced = next_announcement_of(session, rules, membership, at=at)
    if announced and at < announced <= business_days(rules).at(membership.ends_on):
        yield Running.announcement, business_days(rules).local(announced)
    yield Running.term, membership.ends_on


def _silence(session: Session, application: Application, days: BusinessDays) -> Iterator[tuple[Running, date]]:
    """Yield the day on which silence would decide, or on which it accepted, with the end of the delay to undo that."""
    tacit = accepted_by_silence(session, [application.id or 0]).get(application.id or 0)
    if tacit:
        granted_on = days.local(tacit.decided_at)
        yield Running.tacit, granted_on
        yield Running.taking_back, plus_months(granted_on, MONTHS_TO_UNDO)
    elif application.silence_at:
        yield Running.silence, days.local(application.silence_at)


def _waits(session: Session, campaign: Campaign, application: Application, *, at: datetime) -> Iterator[Pending]:
    for one in pending(scope_of(session, campaign, at=at, limit=None, only=application.reference)):
        own = tuple(item for item in one.first if item.reference == application.reference)
        if own:
            yield Pending(one.reason, len(own), own)


def _forms(
    session: Session, campaign: Campaign, application: Application, asked: CompletionRequest | None
) -> tuple[str, ...]:
    """Return the acts that are offered for a dossier, in the order of their table; none for one that was forgotten."""
    if erasure_of(session, application):
        return ()
    dossier = offerable(session, application, asked)
    return tuple(
        act.name
        for act in ACTS.values()
        if (act.offered and act.offered(dossier))
        or (act.members and any(one.reference == application.reference for one in act.members(session, campaign)))
    )


def _requests(session: Session, application: Application, rules: Region) -> Iterator[RequestView]:
    made = select(CompletionRequest).where(CompletionRequest.application_id == application.id)
    for one in session.exec(made.order_by(col(CompletionRequest.id).desc())):
        yield RequestView(
            asked_at=one.asked_at,
            by=one.by,
            pieces=tuple(rules.pieces[name].label if name in rules.pieces else name for name in one.pieces),
            message=one.message,
            due_on=one.due_on,
            outcome=one.outcome,
            answered_at=one.answered_at,
        )


def _passages(session: Session, application: Application) -> tuple[PassageView, ...]:
    through = (
        select(Campaign.label, Passage.entered_at, Passage.represented_at, Passage.represented_by)
        .join(Passage)
        .where(Passage.application_id == application.id)
        .order_by(col(Campaign.opens_at))
    )
    return tuple(PassageView(*row) for row in session.exec(through))


def _siblings(
    session: Session, application: Application, organisation: Organisation
) -> Sequence[tuple[Application, Organisation, Campaign]]:
    same = [col(Application.organisation_id) == organisation.id, col(Application.joined_to_id) == application.id]
    same += [col(Organisation.siren) == organisation.siren] if organisation.siren else []
    same += [col(Application.id) == application.joined_to_id] if application.joined_to_id else []
    return session.exec(
        select(Application, Organisation, Campaign)
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .join(Campaign, col(Campaign.id) == col(Application.campaign_id))
        .where(or_(*same), Application.id != application.id)
        .order_by(col(Application.reference))
    ).all()


def _sibling(application: Application, other: Application, organisation: Organisation, campaign: Campaign) -> Sibling:
    is_joined = other.joined_to_id == application.id or application.joined_to_id == other.id
    return Sibling(other.reference, organisation.name, other.status, campaign.label, is_joined)


def _acts(session: Session, application: Application) -> list[Exported]:
    acts = exported_acts(session, [application.id or 0]).get(application.id or 0, [])
    return [Exported(act.id or 0, KINDS[act.kind].label, act.at, act.by, act.signed_by, act.signed_on) for act in acts]
