"""Which bodies spoke of a dossier before its decision, and on which days: the working group, then the commission."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays
from models.dossiers.application import Decision, Opinion, Validation, standing_opinions, standing_validations
from models.meetings.meeting import Meeting
from models.region.model import Region
from models.vocabulary import OpinionSense
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
    opinions = {
        one.application_id: one for one in session.exec(standing_opinions(col(Opinion.application_id).in_(ids)))
    }
    of_them = standing_validations(col(Validation.application_id).in_(ids))
    validations = {one.application_id: one for one in session.exec(of_them)}
    met = _meetings(session, [*opinions.values(), *validations.values(), *decisions])

    def on(said: Opinion | Validation | Decision) -> date:
        at = said.decided_at if isinstance(said, Decision) else said.given_at
        return met.get(said.meeting_id) or days.local(at)

    def bodies(decision: Decision) -> Iterator[ConsultedView]:
        if opinion := opinions.get(decision.application_id):
            yield ConsultedView(body=_label(region, opinion.body), said=_SAID[opinion.opinion], on=on(opinion))
        spoke = validations.get(decision.application_id) if decision.signed_on else None
        commission = _label(region, region.stages.commission.body)
        yield ConsultedView(body=commission, said="consultation", on=on(spoke or decision))

    return {decision.id: tuple(bodies(decision)) for decision in decisions if _follows_a_body(decision)}


def _follows_a_body(decision: Decision) -> bool:
    is_first = decision.version == 1 and not decision.by_silence
    return decision.meeting_id is not None or decision.signed_on is not None or is_first


def _label(region: Region, body: str) -> str:
    return region.bodies[body].label if body in region.bodies else body


def _meetings(session: Session, said: Iterable[Opinion | Validation | Decision]) -> dict[int | None, date | None]:
    ids = {one.meeting_id for one in said}
    return {one.id: one.on for one in session.exec(select(Meeting).where(col(Meeting.id).in_(ids)))}
