"""What whoever applies finds on our page: the files to fill in of a session, while it may be deposited in."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, select

from models.sessions.campaign import Campaign
from models.sessions.opening import all_campaigns, deposit_last_day, stages
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.outbox.enclosures import Enclosure
from tasks.intake.published.files import Fillable, files_of


class Call(NamedTuple):
    """A call as its page shows it: no file where no deposit is awaited."""

    region: str
    label: str
    called: str
    code: str
    last_day: date | None
    contact: str
    files: tuple[Fillable, ...]


def read_call(code: str, *, at: datetime) -> Call | None:
    """Return the call of a session; of the latest where there is none of that code, without its files. None where no
    session ever opened."""
    with reading(Settings().database) as session:
        campaign, is_named = _campaign(session, code)
        return _call(session, campaign, is_named=is_named, at=at) if campaign else None


def take_form(code: str, piece_id: str, *, at: datetime) -> Enclosure | None:
    """Return the file to fill in for a piece; None where there is none, or no deposit is awaited."""
    with reading(Settings().database) as session:
        campaign, is_named = _campaign(session, code)
        if campaign is None or not is_named or not _is_open(session, campaign, at=at):
            return None
        return next((one.file for one in files_of(session, campaign, [piece_id])), None)


def _campaign(session: Session, code: str) -> tuple[Campaign | None, bool]:
    named = session.exec(select(Campaign).where(Campaign.code == code)).one_or_none()
    return (named, True) if named else (next(reversed(all_campaigns(session)), None), False)


def _is_open(session: Session, campaign: Campaign, *, at: datetime) -> bool:
    return campaign.opens_at <= at < stages(session, campaign).deposit_ends


def _call(session: Session, campaign: Campaign, *, is_named: bool, at: datetime) -> Call:
    region, contact = campaign.rules, campaign.rules.roles.content_contact
    given = files_of(session, campaign) if is_named and _is_open(session, campaign, at=at) else []
    return Call(
        region=region.region.name,
        label=campaign.label,
        called=campaign.called,
        code=campaign.code,
        last_day=deposit_last_day(session, campaign),
        contact=", ".join(filter(None, (contact.label, contact.email, contact.phone))),
        files=tuple(given),
    )
