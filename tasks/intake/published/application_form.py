"""The form that applicants fill in, written for a call: the one that is open, or the next."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, stage_dates
from models.errors import Refusal
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import deposit_last_day
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import StageKind
from notifications.documents.application_form import application_form, filename
from notifications.documents.sheets.sites import sites_filename, sites_table


class Call(NamedTuple):
    """A call for candidacies: the rules it runs by, and its last day to deposit, included; None where one deposits all
    year."""

    region: Region
    year: int
    last_day: date | None


def write_form(directory: Path, region: Region, *, year: int | None, at: datetime) -> tuple[Path, Path]:
    """Write the form of a year, by default of the call that is open or comes next, and the table of sites that goes
    with it; return both files."""
    with reading(Settings().database) as session:
        call = call_of(session, region, year=year) if year else next_call(session, region, at=at)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / filename(call.year)
    path.write_bytes(application_form(call.region, year=call.year, last_day=call.last_day))
    sites = directory / sites_filename(call.year)
    sites.write_bytes(sites_table(call.region.label(call.year)))
    return path, sites


def next_call(session: Session, region: Region, *, at: datetime) -> Call:
    """Return the first call of this year or the next whose last day is not past."""
    today = business_days(region).local(at)
    this_year = call_of(session, region, year=today.year)
    return this_year if today <= (this_year.last_day or date.max) else call_of(session, region, year=today.year + 1)


def call_of(session: Session, region: Region, *, year: int) -> Call:
    """Return the call of a year as its session has it, dates moved since included, or as the region file says."""
    wanted = select(Campaign).where(col(Campaign.region_id) == region.region.id, col(Campaign.year) == year)
    campaign = session.exec(wanted).first()
    region = campaign.rules if campaign else region
    return Call(region, year, deposit_last_day(session, campaign) if campaign else _planned(region, year))


def _planned(region: Region, year: int) -> date | None:
    """Return the last day to deposit, as the region file says. Raises Refusal where nobody deposits."""
    deposit = next(iter(region.stages.of_kind(StageKind.deposit)), None)
    if deposit is None:
        raise Refusal("Région", region.region.name, "aucun dossier ne s'y dépose : il n'y a pas d'appel à publier.")
    dates = stage_dates(region, year=year, opens_on=date(year, 1, 1)).get(deposit)
    return business_days(region).last_day(dates.due_at) if dates else None
