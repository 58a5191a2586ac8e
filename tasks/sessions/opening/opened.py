"""A session opened by a person: one region an installation, a slip of the year asked about, what waits taken over."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models.calendar.business_days import business_days
from models.errors import Refusal
from models.forms.dossiers import OpeningForm
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import must_run, open_campaign
from tasks.intake.published.files import publish
from tasks.intake.published.templates import Given
from tasks.sessions.handover import pass_on

_MEANT = "corrigez, ou cochez « Année voulue » si c'est bien ce que vous voulez."


def open_session(
    session: Session, region: Region, form: OpeningForm, given: Sequence[Given], *, at: datetime
) -> tuple[Campaign, bool]:
    """Open a session with the files to fill in that are given, write to those whose dossier waits for it, and return it
    with whether it is new. Raises Refusal for a region that is not the installation's, and for a calendar that is
    likely a slip, unless it is meant."""
    _refuse_another_region(session, region)
    if not form.meant:
        _refuse_a_slip(session, region, form, at=at)
    campaign, opened = open_campaign(session, region, year=form.year, opens=form.opens, by=form.by, at=at)
    must_run(campaign)
    if opened:
        publish(session, campaign, given)
    pass_on(session, campaign, at=at)
    return campaign, opened


def _refuse_another_region(session: Session, region: Region) -> None:
    """Refuse a second region: an installation has one mailbox, whose deposits and letters are those of one."""
    other = session.exec(select(Campaign).where(Campaign.region_id != region.region.id)).first()
    if other:
        mend = (
            f"cette installation est celle de la région {other.rules.region.name}, et n'en sert qu'une ; "
            "une autre région a la sienne, avec sa propre boîte de dépôt."
        )
        raise Refusal("Région", region.region.name, mend)


def _refuse_a_slip(session: Session, region: Region, form: OpeningForm, *, at: datetime) -> None:
    """Refuse a year that lies far from today or from its opening, and one that would open before a session that there
    is; opening again what is open changes nothing, and is none."""
    code, days = region.campaign_code(form.year), business_days(region)
    if session.exec(select(Campaign.id).where(Campaign.code == code)).first():
        return
    _refuse_a_distant_year(form, days.local(at))
    comes_later = or_(col(Campaign.year) > form.year, col(Campaign.opens_at) >= days.at(form.opens))
    later = session.exec(select(Campaign).where(comes_later).order_by(col(Campaign.opens_at))).first()
    if later:
        opens = f"{days.local(later.opens_at):%d/%m/%Y}"
        said = f"{form.year}, ouverture le {form.opens:%d/%m/%Y}"
        mend = f"{later.called} s'ouvre le {opens}, et celle-ci viendrait avant elle ; {_MEANT}"
        raise Refusal("Année", said, mend)


def _refuse_a_distant_year(form: OpeningForm, today: date) -> None:
    if not today.year <= form.year <= today.year + 1:
        raise Refusal("Année", form.year, f"cette année est loin d'aujourd'hui ({today:%d/%m/%Y}) ; {_MEANT}")
    if not form.year - 1 <= form.opens.year <= form.year:
        raise Refusal("Ouverture", form.opens, f"ce jour est loin de la session {form.year} ; {_MEANT}")
