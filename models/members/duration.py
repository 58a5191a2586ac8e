"""How long a membership lasts: until the day of the region file, for years from its effect, or as long as a convention.

Each rule that the file states bounds it, and the earliest day is the last one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session

from models.calendar.business_days import plus_months
from models.errors import Refusal
from models.members.agreement import Agreement, agreement_on
from models.region.model import Region
from models.region.policies.membership import MembershipPolicy


def last_day_of(starts_on: date, *, months: int) -> date:
    """Return the last day of what lasts for months and begins on a day, which counts: the eve of the same day of the
    month, or the last day of a month that has no such day (29 February)."""
    same = plus_months(starts_on, months)
    return same - timedelta(days=1) if same.day == starts_on.day else same


def term_of(session: Session, region: Region, starts_on: date, own: Agreement | None = None) -> date:
    """Return the last day of a membership that begins on a day, by the convention that its organisation signed itself
    (`own`) where it did, else by the one that engages all. Raises Refusal where that day is after it, or where no
    convention is in force that should bound it: a membership never ends before it begins, nor has it no end."""
    policy, said = region.membership, f"{starts_on:%d/%m/%Y}"
    if policy.until and policy.until < starts_on:
        mend = (
            f"les adhésions de la région prennent fin le {policy.until:%d/%m/%Y} (membership.until) ; celle-ci "
            "commencerait après, et demande un nouveau cadre."
        )
        raise Refusal("Prise d'effet", said, mend)
    agreement = own or (agreement_on(session, region, starts_on) if policy.with_agreement else None)
    if policy.with_agreement and agreement is None:
        mend = (
            "les adhésions durent autant que la convention (membership.with_agreement), et aucune n'est en vigueur ce "
            "jour-là ; enregistrez-la d'abord (enregistrer-convention)."
        )
        raise Refusal("Prise d'effet", said, mend)
    return min(_bounds(policy, starts_on, agreement))


def term_if_any(session: Session, region: Region, starts_on: date) -> date | None:
    """Return the last day of a membership that begins on a day, or None where none may begin then."""
    try:
        return term_of(session, region, starts_on)
    except Refusal:
        return None


def _bounds(policy: MembershipPolicy, starts_on: date, agreement: Agreement | None) -> Iterator[date]:
    if policy.until:
        yield policy.until
    if policy.years:
        yield last_day_of(starts_on, months=12 * policy.years)
    if agreement:
        yield agreement.ends_on
