"""What the run forms offer to choose from: the dossiers that each act may be about, as a coordinator names them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models.calendar.business_days import business_days
from models.columns import among
from models.dossiers.advice import with_requests
from models.dossiers.appeal import with_open_appeal
from models.dossiers.application import Application, Organisation
from models.dossiers.forgetting import is_forgotten, with_hold
from models.dossiers.requests import with_living_request
from models.dossiers.workflow import LABELS
from models.forms.dossiers import stage_choice
from models.forms.intake import NO_NETWORK
from models.forms.letters import LetterForm
from models.forms.parts import SEPARATOR
from models.members.reports.rows import latest_report
from models.notices import with_act_to_sign
from models.region.model import Region
from models.region.policies.reports import cells
from models.sessions.campaign import Campaign, Stage
from models.sessions.correctable import correctable, shown_value
from models.sessions.opening import stages
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.storage.settings import Settings
from models.vocabulary import MEETINGS, UNDECIDED, WITHDRAWABLE, StageKind, Status
from notifications.writing.wording import long_date, short_date
from tasks.acts.offered import Dossier
from tasks.acts.table import ACTS
from tasks.decisions.appeals.contested import contestable
from tasks.decisions.rectify import DECIDED_UPON
from tasks.dossiers.admit_late import admissible
from tasks.dossiers.letters.kept import held_letters, kept_letters, letters_to_post, posted_letters
from tasks.dossiers.merge import KEPT
from tasks.dossiers.seen import reclassifiable, unread
from tasks.implied_decision import accepted_by_silence
from tasks.intake.desks.files import USES, desk_files
from tasks.members.texts.amend import offered_amendments
from tasks.members.texts.versions import offered_texts
from tasks.sessions.regions import offered_regions

LONGEST = 60
"""Characters shown of an organisation's name: a mail may give any length."""

MOST = 2_000
"""Dossiers of one status that a list offers: nobody finds one among more, and its reference may be typed."""

CONTESTED = timedelta(days=122)
"""How long after its memberships began a session is still in hand: for four months its decisions are contested, or
taken back (CRPA L242-1)."""


class Choices(NamedTuple):
    """What the forms offer at an instant: regions, dossiers and files by deployment, pieces, sessions, networks, and
    the days that they speak of; the stages of a kind, where there are `several`. Before the first session there are
    regions, and a day."""

    today: date
    regions: Sequence[str]
    dossiers: Mapping[str, Sequence[str]] = MappingProxyType({})
    pieces: Sequence[str] = ()
    sessions: Sequence[str] = ()
    members: Sequence[str] = ()
    networks: Sequence[str] = ()
    territories: Sequence[str] = ()
    indicators: Sequence[str] = ()
    questions: Sequence[str] = ()
    agents: Sequence[str] = ()
    desks: Sequence[str] = ()
    unread: Sequence[str] = ()
    files: Mapping[str, Sequence[str]] = MappingProxyType({})
    arrivals: Sequence[str] = ()
    targets: Sequence[str] = ()
    texts: Mapping[str, Sequence[str]] = MappingProxyType({})
    amendments: Sequence[str] = ()
    correctable: Sequence[str] = ()
    held: Sequence[str] = ()
    kept: Sequence[str] = ()
    to_post: Sequence[str] = ()
    posted: Sequence[str] = ()
    days_to_complete: int = 0
    examination_ends: str = ""
    stages: Sequence[str] = ()
    bodies: Sequence[str] = ()
    several: Mapping[StageKind, Sequence[str]] = MappingProxyType({})


@goes_on
def read_choices(*, at: datetime) -> Choices:
    """Return what the forms offer at an instant."""
    with reading(Settings().database) as session:
        return choices_of(session, at=at)


def choices_of(session: Session, *, at: datetime) -> Choices:
    """Return what the forms offer at an instant, whatever session a dossier is of."""
    latest = session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc())).first()
    if latest is None:
        return Choices(today=at.astimezone(UTC).date(), regions=offered_regions())
    in_hand = _in_hand(session, latest, at=at)
    acts, dossiers = ACTS.values(), _dossiers(session, latest, in_hand)
    # Each read once, though several acts offer it.
    members = {read: [_label(*one) for one in read(session, latest)] for read in {act.members for act in acts} if read}
    days, ends = business_days(latest.rules), stages(session, latest).examination
    return Choices(
        today=days.local(at),
        regions=offered_regions(),
        dossiers={
            **{act.name: tuple(each.label for each in dossiers if act.offered(each)) for act in acts if act.offered},
            **{act.name: tuple(members[act.members]) for act in acts if act.members},
        },
        pieces=tuple(_pieces(in_hand)),
        sessions=tuple(session.exec(select(Campaign.code).order_by(col(Campaign.opens_at).desc()))),
        members=_members(latest.rules),
        networks=_networks(latest.rules),
        indicators=tuple(f"{key}{SEPARATOR}{one.label}" for key, one in latest.rules.indicators.items()),
        questions=_questions(session, latest.rules),
        territories=tuple(f"{key}{SEPARATOR}{one.label}" for key, one in latest.rules.territories.items()),
        agents=tuple(f"{key}{SEPARATOR}{agent.label}" for key, agent in latest.rules.agents.items()),
        desks=tuple(f"{key}{SEPARATOR}{desk.label}" for key, desk in latest.rules.desks.items()),
        unread=tuple(one for each in in_hand for one in unread(session, each)),
        files=_files(session),
        arrivals=tuple(one for each in in_hand for one in reclassifiable(session, each)),
        targets=tuple(each.label for each in dossiers if each.status is not Status.withdrawn),
        texts=offered_texts(session, latest.region_id),
        amendments=offered_amendments(session, latest.region_id),
        correctable=tuple(one for each in in_hand for one in _correctable(each, is_alone=len(in_hand) == 1)),
        **_letters(session, in_hand, at=at),
        days_to_complete=latest.rules.policies.completion.days,
        examination_ends=_named_day(days.last_day(ends.due_at), latest, in_hand) if ends else "",
        stages=tuple(_stages(in_hand, *StageKind)),
        bodies=tuple(_stages(in_hand, *MEETINGS)),
        several={kind: found for kind in MEETINGS if len(found := tuple(_stages(in_hand, kind))) > 1},
    )


def _letters(session: Session, in_hand: Sequence[Campaign], *, at: datetime) -> dict[str, Any]:
    """Return the letters that forms offer: those that wait, that are kept, that are to be posted, that were."""
    kept = tuple(one for each in in_hand for one in kept_letters(session, each))
    return {
        "held": tuple(one for each in in_hand for one in held_letters(session, each, at=at)),
        "kept": kept,
        "to_post": (*(one for each in in_hand for one in letters_to_post(session, each, at=at)), *kept),
        "posted": tuple(one for each in in_hand for one in posted_letters(session, each)),
    }


def _named_day(day: date, latest: Campaign, in_hand: Sequence[Campaign]) -> str:
    return long_date(day) + (f" ({latest.label})" if in_hand[1:] else "")


def _stages(in_hand: Sequence[Campaign], *kinds: StageKind) -> Iterator[str]:
    """Yield the stages of some kinds of the sessions in hand that end, each once, in order."""
    known: set[str] = set()
    for campaign in in_hand:
        rules = campaign.rules.stages
        for name in (one for one in rules.of_kind(*kinds) if rules[one].ends(campaign.year)):
            choice = stage_choice(campaign.rules, name)
            if choice not in known:
                known.add(choice)
                yield choice


def _in_hand(session: Session, latest: Campaign, *, at: datetime) -> list[Campaign]:
    """Return the sessions that people still work on, the latest first: another opened beside one does not end it."""
    effect = (Stage.kind == StageKind.effect, Stage.due_at > at - CONTESTED)
    others = select(Campaign).join(Stage).where(*effect, Campaign.id != latest.id)
    ended = session.exec(others.order_by(col(Campaign.opens_at).desc())).all()
    return [latest, *ended, *_just_followed(session, latest, at=at)]


def _just_followed(session: Session, latest: Campaign, *, at: datetime) -> Iterator[Campaign]:
    """Yield the session before, where the acceptances of a region take effect on days of their own, for as long as its
    decisions are contested: no date of its calendar tells that."""
    effect = latest.rules.stages.effect
    if effect and effect.day(latest.year) is None and at < latest.opens_at + CONTESTED:
        before = (Campaign.region_id == latest.region_id, col(Campaign.opens_at) < latest.opens_at)
        yield from session.exec(select(Campaign).where(*before).order_by(col(Campaign.opens_at).desc()).limit(1))


def _files(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the files that desks sent, by the deployment whose form may use them, the latest first; a letter may
    enclose any that is sound."""
    found = desk_files(session)
    sound = tuple(file.choice for file in found if not file.trouble)
    return {ACTS[LetterForm].name: sound} | {
        use.act: tuple(file.choice for file in found if use in file.uses) for use in USES
    }


def _members(region: Region) -> tuple[str, ...]:
    """Return the seats of the bodies, each once."""
    return tuple(dict.fromkeys(seat.label for body in region.bodies.values() for seat in body.members.values()))


def _pieces(in_hand: Sequence[Campaign]) -> Iterator[str]:
    """Yield the pieces of the sessions in hand, each once; of one that the latest has not, which session's it is."""
    latest, *former = in_hand
    yield from (f"{name}{SEPARATOR}{piece.label}" for name, piece in latest.rules.pieces.items())
    known = set(latest.rules.pieces)
    for one in former:
        for name, piece in one.rules.pieces.items():
            if name not in known:
                known.add(name)
                yield f"{name}{SEPARATOR}{piece.label} ({one.label})"


def _correctable(campaign: Campaign, *, is_alone: bool) -> Iterator[str]:
    """Yield what a session lets be corrected, with what it holds, and which session that is where there are several."""
    whose = () if is_alone else (campaign.label,)
    for key, value in correctable(campaign.rules):
        yield SEPARATOR.join((key, _shown(shown_value(value)), *whose))


def _networks(region: Region) -> tuple[str, ...]:
    """Return the networks, those of the past too: a dossier may have come then."""
    known = [f"{name}{SEPARATOR}{network.label}" for name, network in region.networks.items()]
    return (f"{NO_NETWORK}{SEPARATOR}troisième cercle", *known)


def _dossiers(session: Session, latest: Campaign, in_hand: Sequence[Campaign]) -> list[Dossier]:
    """Return the dossiers that something may still be done about, by reference: those of the sessions in hand, and what
    another left undecided; the latest, where there are too many to list."""
    advised, appealed, kept = with_requests(session), with_open_appeal(session), with_hold(session)
    to_sign = with_act_to_sign(session)
    alive = (
        col(Application.status).in_(WITHDRAWABLE | DECIDED_UPON | {Status.withdrawn}),
        ~is_forgotten("application", col(Application.id)),
        or_(
            col(Application.campaign_id).in_([each.id for each in in_hand]),
            col(Application.status).in_(UNDECIDED),
        ),
    )
    zone, found, rows = latest.rules.zone, [], session.execute(_latest(*alive)).all()
    ids = [row.id for row in rows]
    listed = among(Application.id, ids)
    asked, told, kept_out = (read(session, listed) for read in (with_living_request, contestable, admissible))
    tacit = accepted_by_silence(session, ids)
    twins, rules = set(session.scalars(_with_twins(*alive))), latest.rules.stages
    for application_id, reference, name, status, since, organisation_id, flags in rows:
        day = since.astimezone(zone).date()
        stands = f"{LABELS[status]} depuis le {short_date(day, year=latest.year)}"
        has_twin = organisation_id in twins
        label = _label(reference, name, stands)
        is_about = (application_id in one for one in (advised, appealed, tacit, told, kept_out, kept, to_sign))
        known = (application_id in asked, frozenset(flags), has_twin)
        found.append(Dossier(label, Status(status), rules.kinds, rules.go_on, *known, *is_about))
    return found


def _latest(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Select dossiers, by reference; of each status those that came to it last, where there are too many to list."""
    last = (col(Application.status_at).desc(), col(Application.id).desc())
    place = func.row_number().over(partition_by=col(Application.status), order_by=last)
    ranked = columns(col(Application.id), place.label("place")).where(*conditions).subquery()
    return (
        columns(
            col(Application.id),
            col(Application.reference),
            col(Organisation.name),
            col(Application.status),
            col(Application.status_at),
            col(Application.organisation_id),
            col(Application.flags),
        )
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .join(ranked, ranked.c.id == col(Application.id))
        .where(ranked.c.place <= MOST)
        .order_by(col(Application.reference))
    )


def _with_twins(*conditions: ColumnElement[bool]) -> Select[tuple[int]]:
    """Select the organisations that have several dossiers which are kept."""
    theirs = columns(col(Application.organisation_id)).where(*conditions, col(Application.status).in_(KEPT))
    return theirs.group_by(col(Application.organisation_id)).having(func.count() > 1)


def _questions(session: Session, region: Region) -> tuple[str, ...]:
    """Return the questions of the report that was opened last."""
    found = latest_report(session, region.region.id)
    return tuple(f"{cell.key}{SEPARATOR}{cell.label}" for cell in cells(found[1].asked)) if found else ()


def _label(reference: str, name: str, stands: str) -> str:
    return SEPARATOR.join((reference, _shown(name), stands))


def _shown(name: str) -> str:
    """Return a name on one line, without what would end its part of the choice."""
    line = " ".join(name.replace(SEPARATOR.strip(), " ").split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
