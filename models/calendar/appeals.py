"""The two clocks of an administrative appeal: when silence rejects it, and until when a court may then be seized."""

from datetime import date

from models.calendar.business_days import BusinessDays, plus_months, remedies_until

MONTHS_OF_SILENCE = 2
"""CRPA L231-4 2° and L411-7: how long silence is kept on an appeal until it is rejected. Not « franc », and not moved
past a day off, unlike the delay of the court that follows it."""


def implied_on(received_on: date) -> date:
    """Return the last day on which an appeal is answered before silence rejects it."""
    return plus_months(received_on, MONTHS_OF_SILENCE)


def court_until(days: BusinessDays, received_on: date, *, rejected_on: date | None, months: int) -> date:
    """Return the last day to go to court after an appeal that was received in time (CRPA L411-2). That delay, of
    `months`, runs from the day on which a rejection was notified, else from the implied one; a rejection that comes
    after its end begins no other (CJA R421-2)."""
    until = remedies_until(days, implied_on(received_on), months=months)
    if rejected_on and rejected_on <= until:
        return remedies_until(days, rejected_on, months=months)
    return until
