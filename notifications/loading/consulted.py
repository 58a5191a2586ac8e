"""Which bodies spoke of a dossier before its decision, and on which days: those that give opinions, then the one that
decides."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays
from models.dossiers.application import Decision, Opinion, Validation, standing_opinions, standing_validations
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of
from models.region.model import Region
from models.vocabulary import OpinionSense, StageKind
from notifications.views.notices import ConsultedView

_SAID: Mapping[OpinionSense, str] = {
    OpinionSense.favourable: "avis favorable",
    OpinionSense.unfavourable: "avis défavorable",
    OpinionSense.adjourn: "avis d'ajournement",
}


def consulted(
    session: Session, region: Region, days: BusinessDays, ids: Sequence[int], decisions: Collection[Decision]
) -> dict[int | None, tuple[ConsultedView, ...]]:
    """Return who spoke before each of some decisions on some applications, by its id. One that replaces another, or
    that silence gave, follows no body."""
    opinions = _opinions(session, ids)
    of_them = standing_validations(col(Validation.application_id).in_(ids))
    validations = {one.application_id: one for one in session.exec(of_them)}
    met = _meetings(
        session, [*(one for those in opinions.values() for one in those), *validations.values(), *decisions]
    )

    def on(said: Opinion | Validation | Decision) -> date:
        meeting, at = met.get(said.meeting_id), said.decided_at if isinstance(said, Decision) else said.given_at
        return (meeting and meeting.on) or days.local(at)

    def bodies(decision: Decision) -> Iterator[ConsultedView]:
        for opinion in opinions.get(decision.application_id, ()):
            yield ConsultedView(body=_label(region, opinion.body), said=_SAID[opinion.opinion], on=on(opinion))
        spoke = validations.get(decision.application_id) if decision.signed_on else None
        about = spoke or decision
        yield ConsultedView(body=_decider(region, met.get(about.meeting_id)), said="consultation", on=on(about))

    return {decision.id: tuple(bodies(decision)) for decision in decisions if _follows_a_body(decision)}


def _opinions(session: Session, ids: Sequence[int]) -> dict[int, tuple[Opinion, ...]]:
    """Return the opinions on some applications in the last session that gave any, the latest of each stage."""
    found: dict[int, tuple[Opinion, ...]] = {}
    for one in session.exec(standing_opinions(col(Opinion.application_id).in_(ids))):
        others = (each for each in found.get(one.application_id, ()) if each.campaign_id == one.campaign_id)
        found[one.application_id] = (*(each for each in others if each.stage != one.stage), one)
    return found


def _follows_a_body(decision: Decision) -> bool:
    is_first = decision.version == 1 and not decision.by_silence
    return decision.meeting_id is not None or decision.signed_on is not None or is_first


def _decider(region: Region, meeting: Meeting | None) -> str:
    """Return what the body is called that spoke at a meeting, else the first that decides."""
    first = region.stages.of_kind(StageKind.decision)[0]
    return body_of(region, meeting.stage if meeting and meeting.stage in region.stages else first)[1].label


def _label(region: Region, body: str) -> str:
    return region.bodies[body].label if body in region.bodies else body


def _meetings(session: Session, said: Iterable[Opinion | Validation | Decision]) -> dict[int | None, Meeting]:
    ids = {one.meeting_id for one in said if one.meeting_id}
    return {one.id: one for one in session.exec(select(Meeting).where(col(Meeting.id).in_(ids)))}
