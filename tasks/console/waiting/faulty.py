"""What is set aside because it cannot be read, or because something cannot be done for it: all else goes on without it.

References, and the names of tables and letters only: never what stands in a row.
"""

from sqlalchemy import and_, func, or_
from sqlalchemy import select as columns
from sqlmodel import col

from models.storage.aside.row import SetAside
from tasks.console.waiting.reasons import Item, Pending, Reason, Scope


def set_aside(scope: Scope) -> Pending:
    """Return what is set aside in a session, with what is of none that is known, and the sessions that cannot be read
    themselves: no board of their own can say so."""
    is_session = and_(col(SetAside.of) == "campaign", col(SetAside.duty) == "")
    here = or_(col(SetAside.campaign_id) == scope.campaign.id, col(SetAside.campaign_id).is_(None), is_session)
    only = (col(SetAside.reference) == scope.only,) if scope.only else ()
    shown = map(col, (SetAside.reference, SetAside.name, SetAside.reason, SetAside.since))
    rows = scope.session.execute(
        columns(*shown, func.count().over()).where(here, *only).order_by(col(SetAside.id)).limit(scope.limit)
    ).all()
    return Pending(Reason.set_aside, rows[0][-1] if rows else 0, tuple(Item(*row[:4]) for row in rows))
