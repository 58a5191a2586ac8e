"""From the rows of an advice to what notices, pages and papers say of it."""

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.advice import Advice, AdviceRequest, given_to
from models.intake.deposit import File
from models.region.model import Region
from notifications.views.advice import AdviceView, SaidView


def advice_view(session: Session, region: Region, request: AdviceRequest) -> AdviceView:
    """Return the view of a request, with all that was answered."""
    return AdviceView(
        whom=request.whom,
        question=request.question,
        asked_on=business_days(region).local(request.asked_at),
        due_on=request.due_on,
        pieces=tuple(region.pieces[name].label if name in region.pieces else name for name in request.pieces),
        said=tuple(said_view(session, region, one) for one in given_to(session, request)),
    )


def said_view(session: Session, region: Region, advice: Advice) -> SaidView:
    """Return the view of one answer."""
    names = select(File.name).where(File.deposit_id == advice.deposit_id).order_by(col(File.position))
    return SaidView(
        given_on=business_days(region).local(advice.given_at),
        text=advice.text,
        files=tuple(session.exec(names)) if advice.deposit_id else (),
    )
