"""The yearly window of the apprenticeship tax: told to members and to the Région as it opens, reminded of, asked in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, must_have_come
from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.forms.membership.lasting import TaxRequestForm
from models.members.membership import Membership
from models.members.register import dossier_of, find_membership, runs_on
from models.members.tax import TaxRequest, TaxStep, Window, tax_steps, window_on, windows
from models.notices import was_told
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import campaign_in_hand, is_in_hand
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue, notify
from notifications.views.members import TaxView


def tell_tax(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Tell members that the window is open, and who has not asked that it closes soon; the desk of the Région, that it
    opened. Return how many letters that makes: each once, and of several that were missed the latest."""
    if not is_in_hand(session, campaign, at):
        return 0
    return sum(_write(session, campaign, step, at=at) for step in _due(campaign.rules, at=at))


def _due(region: Region, *, at: datetime) -> Iterator[TaxStep]:
    today = business_days(region).local(at)
    for window in windows(region, today):
        struck = [step for step in tax_steps(region, window) if step.at <= at]
        if struck and today <= window.closes:
            yield struck[-1]


def _write(session: Session, campaign: Campaign, step: TaxStep, *, at: datetime) -> int:
    today, window = business_days(campaign.rules).local(at), step.window
    view = TaxView(year=window.year, opens=window.opens, closes=window.closes)
    occurrence = f"{window.year}/{step.at.date().isoformat()}"
    ids = _to_tell(session, campaign, step, occurrence, today)
    told = notify(session, campaign, step.kind, ids, at=at, occurrence=occurrence, tax=view) if ids else 0
    listed, unnamed = _counts(session, campaign, today)
    whole = replace(view, members=listed, without_siret=unnamed)
    key = f"{campaign.region_id}/tax/{window.year}"
    letter = Letter(key, campaign.rules.roles.mailbox_of("content_contact"), {"tax": whole})
    return told + enqueue(session, campaign, NoticeKind.tax_list, [letter], at=at)


def _to_tell(session: Session, campaign: Campaign, step: TaxStep, occurrence: str, today: date) -> list[int]:
    """Return the dossiers of the members whom the list can name, and who have not asked yet."""
    told = was_told(col(Membership.application_id), step.kind, occurrence)
    found = (
        columns(col(Membership.application_id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(*_members(campaign, today), col(Organisation.siret).is_not(None), ~_asked(step.window), ~told)
        .where(col(Membership.application_id).is_not(None), col(Membership.at) < step.at)
    )
    return [i for i in session.scalars(found.order_by(col(Membership.id))) if i]


def _members(campaign: Campaign, today: date) -> tuple[ColumnElement[bool], ...]:
    return col(Membership.region_id) == campaign.region_id, runs_on(today)


def _asked(window: Window) -> ColumnElement[bool]:
    of_it = col(TaxRequest.organisation_id) == col(Membership.organisation_id)
    return exists().where(of_it, col(TaxRequest.year) == window.year)


def _counts(session: Session, campaign: Campaign, today: date) -> tuple[int, int]:
    """Return how many members the list names, and how many it cannot, for want of a SIRET."""
    counted = (
        columns(func.count(col(Organisation.siret)), func.count())
        .select_from(Membership)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(*_members(campaign, today))
    )
    named, total = session.execute(counted).one()
    return named, total - named


def note_tax_request(session: Session, form: TaxRequestForm, *, at: datetime) -> list[Application]:
    """Note that a member asked, in the window that was open on that day: it is reminded no more. The same again changes
    nothing. Raises Refusal for a day outside any window, or of no member."""
    membership = find_membership(session, form.dossiers[0], on=form.asked_on)
    application = dossier_of(session, membership)
    region = campaign_in_hand(session, membership.region_id, at).rules
    said = f"{form.asked_on:%d/%m/%Y}"
    must_have_come(region, "Demande faite le", form.asked_on, at=at)
    window = window_on(region, form.asked_on)
    if window is None:
        known = [f"du {one.opens:%d/%m/%Y} au {one.closes:%d/%m/%Y}" for one in windows(region, form.asked_on)]
        mend = (
            f"aucune campagne n'est ouverte ce jour-là ; campagnes : {', '.join(known) or 'aucune (membership.tax)'}."
        )
        raise Refusal("Demande faite le", said, mend)
    if not membership.covers(form.asked_on):
        raise Refusal("Membre", form.dossiers[0], f"il n'était pas membre le {said}.")
    of_it = (TaxRequest.organisation_id == membership.organisation_id, TaxRequest.year == window.year)
    if session.exec(select(TaxRequest).where(*of_it)).one_or_none() is None:
        owner = membership.organisation_id
        session.add(TaxRequest(organisation_id=owner, year=window.year, asked_on=form.asked_on, by=form.by, at=at))
        session.flush()
    return [application] if application else []
