"""A dossier that was never completed is forgotten."""

from datetime import date

from models.dossiers.forgetting import Outcome, Purge
from models.vocabulary import Status
from tasks.incidents.forgetting.due import Unit
from tasks.incidents.forgetting.erase import erase
from tests.factories import paris
from tests.support.mails import Desk
from tests.tasks.moves.happening import Deed, standing

AT = paris("2028-06-01 10:00")


def forgotten(desk: Desk, status: Status) -> Deed:
    """Have a purge forget a dossier whose time is over."""
    one = standing(desk, status)
    purge = Purge(visa="Visa", by="Mme Essai", at=AT, units=[])
    desk.session.add(purge)
    desk.session.flush()
    unit = Unit(("application", one.id or 0), one.reference, "", Outcome.never_complete, date(2028, 5, 31))
    return lambda: erase(desk.session, purge, unit, at=AT)
