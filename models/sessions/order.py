"""One rule of order for the dates of a session, whichever act moves one: the stages keep their order, an effect that
took place stays, and a body meets within its stage, on a day of work, unless a person says why not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from models.calendar.business_days import BusinessDays, business_days
from models.errors import Refusal
from models.region.stages.spans import keep_order
from models.sessions.campaign import Campaign, Stage
from models.sessions.opening import Calendar
from models.vocabulary import MEETINGS, StageKind, StageName


class Move(NamedTuple):
    """A day that a person gives to a stage: the field that says it, why it may be out of the month of a body, and why
    that body may meet on a day of rest."""

    stage: StageName
    to: date
    field: str
    reason: str | None
    day_off: str | None


class _Ends(NamedTuple):
    """The first and last days on which a stage may end: the same one, but for a body whose meeting is not set."""

    first: date
    last: date


def refuse_out_of_order(campaign: Campaign, calendar: Calendar, move: Move, *, at: datetime) -> None:
    """Raise Refusal for a day that would put a session out of order, with the stage to move first, and for one that
    needs a reason which is not given. `calendar` holds the stages of the session, in order."""
    days = business_days(campaign.rules)
    effect, moved = calendar.effect, calendar[move.stage]
    over = effect if effect and effect.due_at <= at else None
    if over:
        _refuse_after_the_effect(days, over, moved.kind, move)
    # A body that meets all year comes before none and after none: each of its meetings has what waited for it.
    free = set(filter(campaign.rules.stages.meets_all_year, calendar))
    ordered = [stage for stage in calendar.values() if stage is not over and not free & {stage.name, move.stage}]
    ends = {stage.name: _ends(days, stage) for stage in ordered}
    if others := list(_in_the_way(ends, calendar, move)):
        raise Refusal(move.field, move.to, _move_first(campaign, calendar, ends, others, move))
    if moved.kind in MEETINGS:
        _refuse_without_reason(campaign, moved, move)
    until = campaign.rules.membership.frame_ends
    if moved.kind is StageKind.effect and move.to > until:
        raise Refusal(
            move.field, move.to, f"les adhésions de la région prennent fin le {until:%d/%m/%Y}, avant ce jour."
        )


def month_of(campaign: Campaign, stage: Stage) -> tuple[date, date]:
    """Return the days within which a body meets: its month, as the region file has it, stretched to the days that were
    set for it with a reason."""
    days = business_days(campaign.rules)
    first, last = campaign.rules.stages.bodies[stage.name].ends(campaign.year)
    return min(first, days.local(stage.opens_at)), max(last, days.last_day(stage.due_at))


def _ends(days: BusinessDays, stage: Stage) -> _Ends:
    last = days.local(stage.due_at) if stage.kind is StageKind.effect else days.last_day(stage.due_at)
    is_open = stage.kind in MEETINGS and stage.meeting_on is None
    return _Ends(days.local(stage.opens_at) if is_open else last, last)


def _refuse_after_the_effect(days: BusinessDays, effect: Stage, kind: StageKind, move: Move) -> None:
    """What took effect stays; a body may still meet, and what it accepts takes effect on the day of its decision."""
    if kind in MEETINGS:
        return
    took_place = f"la prise d'effet a eu lieu le {days.local(effect.due_at):%d/%m/%Y}"
    mend = {
        StageKind.effect: "elle ne se déplace plus. Ce qui est accepté ensuite prend effet le jour de sa décision.",
    }.get(kind, "ce qui vient ensuite est de la session suivante.")
    raise Refusal(move.field, move.to, f"{took_place} : {mend}")


def _in_the_way(ends: Mapping[StageName, _Ends], calendar: Calendar, move: Move) -> Iterator[StageName]:
    """Yield the stages that would no longer come before, or after, the one that moves."""
    for other, there in ends.items():
        if other == move.stage:
            continue
        is_before = _is_before(calendar, other, move.stage)
        first, last = (there.first, move.to) if is_before else (move.to, there.last)
        if not keep_order(first, last, is_effect=StageKind.effect in {calendar[other].kind, calendar[move.stage].kind}):
            yield other


def _is_before(calendar: Calendar, stage: StageName, other: StageName) -> bool:
    order = list(calendar)
    return order.index(stage) < order.index(other)


_HELD = {
    StageKind.deposit: "se termine le",
    StageKind.examination: "se termine le",
    StageKind.opinion: "se réunit le",
    StageKind.decision: "se réunit le",
    StageKind.effect: "est fixée au",
}


def _when(kind: StageKind, ends: _Ends) -> str:
    if ends.first != ends.last:
        return f"se réunit entre le {ends.first:%d/%m/%Y} et le {ends.last:%d/%m/%Y}"
    return f"{_HELD[kind]} {ends.last:%d/%m/%Y}"


def _move_first(
    campaign: Campaign,
    calendar: Calendar,
    ends: Mapping[StageName, _Ends],
    others: Sequence[StageName],
    move: Move,
) -> str:
    """Say what is in the way, and what to move first: of several, each must find its place free."""
    words = campaign.rules.words
    told = [f"{words(other).subject} {_when(calendar[other].kind, ends[other])}" for other in others]
    is_before = _is_before(calendar, others[0], move.stage)
    side = f"venir {'avant' if is_before else 'après'} {words(move.stage).subject}"
    names = [f"« {words(other).name} »" for other in (others if is_before else reversed(others))]
    if len(others) == 1:
        return f"{told[0]} et doit {side} ; déplacez d'abord cette étape (reporter-echeance, étape {names[0]})."
    first = ", puis ".join(names)
    return f"{', '.join(told)} : ces étapes doivent {side} ; déplacez-les d'abord (reporter-echeance), {first}."


def _refuse_without_reason(campaign: Campaign, stage: Stage, move: Move) -> None:
    first, last = month_of(campaign, stage)
    if not first <= move.to <= last and not move.reason:
        subject = campaign.rules.words(stage.name).subject
        mend = (
            f"{subject} se réunit entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y} ; choisissez "
            "un de ces jours, ou dites pourquoi (champ « Hors de la période prévue »)."
        )
        raise Refusal(move.field, move.to, mend)
    rest = business_days(campaign.rules).rest(move.to)
    if rest and not move.day_off:
        mend = (
            f"c'est {rest} ; choisissez un autre jour, ou confirmez-le en disant pourquoi (champ « Jour férié ou "
            "dimanche »)."
        )
        raise Refusal(move.field, move.to, mend)
