"""What Prefect sees of a purge: that a person approved it, and that it was carried out."""

import asyncio
from datetime import datetime

from models.forms.handling import PurgeForm
from models.storage.preview.deed import deed
from models.storage.settings import Settings
from tasks.concerned import refusable, unit
from tasks.incidents.forgetting.carry_out import carry_out
from tasks.incidents.forgetting.proposal import Proposal, approve


@refusable("Autoriser l'effacement")
async def approve_purge(form: PurgeForm, *, at: datetime) -> int:
    """Have what is proposed forgotten, and return how much that is. Raises Unconfirmed for what is to be shown
    first."""
    with deed(Settings().database, form, at=at) as done:
        proposal: Proposal = approve(done.session, form, at=at)
        done.besides = proposal if proposal.units else None
        return len(proposal.units)


@unit("Effacer")
async def forget(*, at: datetime) -> list[int]:
    """Carry out what was approved, and return the numbers of the certificates."""
    return await asyncio.to_thread(carry_out, Settings(), at=at)
