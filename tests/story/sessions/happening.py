"""What happens in a story that is told by the units of work: forms that are sent, and what falls due, in order."""

import asyncio
from collections.abc import Awaitable

from models.forms.parts import Form
from tests.factories import paris
from tests.flows.rehearsal.direct import Direct, Twice


def act(form: Form, at: str) -> Awaitable[object]:
    """Let a form be sent, twice."""
    return Twice().record(form, at=paris(at))


def due(at: str) -> Awaitable[object]:
    """Let be done whatever is due."""
    return Direct().run(None, at=paris(at))


def happen(*acts: Awaitable[object]) -> None:
    """Let some things happen, one after the other."""

    async def one_after_the_other() -> None:
        for each in acts:
            await each

    asyncio.run(one_after_the_other())
