"""What is set aside because it cannot be read, or because something cannot be done for it: all else goes on without it.

References, and the names of tables and letters only: never what stands in a row.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, or_
from sqlalchemy import select as columns
from sqlmodel import col

from models.storage.aside.row import SetAside
from tasks.console.waiting.reasons import LIMIT, SESSION, Item, Pending, Reason, Scope, about


def set_aside(scope: Scope) -> Pending:
    """Return what is set aside in a session, with what is of none that is known, and the sessions that cannot be read
    themselves: no board of their own can say so."""
    rows = scope.session.execute(_set_aside(of_one=scope.of_one), scope.asked()).all()
    return Pending(Reason.set_aside, rows[0][-1] if rows else 0, tuple(Item(*row[:4]) for row in rows))


@cache
def _set_aside(*, of_one: bool) -> Select[Any]:
    is_session = and_(col(SetAside.of) == "campaign", col(SetAside.duty) == "")
    here = or_(col(SetAside.campaign_id) == SESSION, col(SetAside.campaign_id).is_(None), is_session)
    shown = map(col, (SetAside.reference, SetAside.name, SetAside.reason, SetAside.since))
    found = columns(*shown, func.count().over()).where(here, *about(SetAside.reference, of_one=of_one))
    return found.order_by(col(SetAside.id)).limit(LIMIT)
