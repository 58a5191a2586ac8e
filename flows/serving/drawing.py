"""What forms offer, written on Prefect's server: all that changed at once.

Its own interface takes one deployment at a time: it reads it four times, looks for what is another, takes away the runs
that are to come, and leaves an event. An act that changes what eighty forms offer would keep the server busy for three
seconds, and none of it is of use: of a deployment, what it offers is what changes.
"""

from typing import Any
from uuid import UUID

from fastapi import FastAPI
from prefect.server.database import provide_database_interface
from sqlalchemy import bindparam, update

from flows.boards.run_forms import DRAWN


def draw_at_once(api: FastAPI) -> None:
    """Have Prefect's interface take what several forms offer, by the ids of their deployments."""
    api.add_api_route(DRAWN, _draw, methods=["PUT"], status_code=204, include_in_schema=False)


async def _draw(offered: dict[UUID, dict[str, Any]]) -> None:
    """Write the schemas of some deployments; those that are gone are left out. Nothing else of them changes: not when
    they were updated, by which Prefect's scheduler knows whose runs to count anew."""
    db = provide_database_interface()
    drawn = (
        update(db.Deployment)
        .where(db.Deployment.id == bindparam("which"))
        .values(parameter_openapi_schema=bindparam("schema"), updated=db.Deployment.updated)
    )
    async with db.session_context(begin_transaction=True, with_for_update=True) as session:
        connection = await session.connection()
        await connection.execute(drawn, [{"which": one, "schema": schema} for one, schema in offered.items()])
