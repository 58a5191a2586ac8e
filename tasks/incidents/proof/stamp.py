"""The chain stamped by a service, where the region file names one: once an hour, since a stamp covers all blocks before
its own, and beside everything else, which never waits for it."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from secrets import randbits
from typing import NamedTuple

import httpx
from sqlmodel import Session, col, select

from models.sessions.opening import all_campaigns
from models.storage.database import add_new, reading, transaction
from models.storage.proof.seals import SealBlock, TimeStamp, block_head, last_block
from tasks.incidents.proof.tokens import attested, request_for, token_of

EVERY = timedelta(hours=1)
"""How long there is between two stamps."""

PATIENCE = 10.0
"""How many seconds a service has to answer."""

_NONCE, _PAGE = 64, 500


class Due(NamedTuple):
    """A block that is to be stamped, and the service that does it."""

    service: str
    block: int
    hash: str


def due_stamp(database: str, *, at: datetime) -> Due | None:
    """Return what is to be stamped at an instant; None where nothing is, or where no service is named."""
    with reading(database) as session:
        campaigns, block = all_campaigns(session), last_block(session)
        service = campaigns[-1].rules.policies.time_stamps if campaigns else None
        if service is None or block is None:
            return None
        last = last_stamp(session)
        is_due = last is None or (last.block_number < block.number and last.at + EVERY <= at)
        return Due(service, block.number, block.hash) if is_due else None


def last_stamp(session: Session) -> TimeStamp | None:
    """Return the last time stamp, None before the first."""
    return session.exec(select(TimeStamp).order_by(col(TimeStamp.block_number).desc()).limit(1)).first()


async def stamp(database: str, due: Due) -> None:
    """Have a block stamped, and keep the token. Raises httpx.HTTPError where the service does not answer, and BadToken
    where its answer is none."""
    nonce = randbits(_NONCE)
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        answer = await client.post(
            due.service,
            content=request_for(due.hash, nonce),
            headers={"Content-Type": "application/timestamp-query"},
        )
    token = token_of(answer.raise_for_status().content, due.hash, nonce)
    await asyncio.to_thread(_keep, database, due, token)


def _keep(database: str, due: Due, token: bytes) -> None:
    row = {"block_number": due.block, "service": due.service, "token": token, "at": attested(token, due.hash).at}
    with transaction(database) as session:
        add_new(session, TimeStamp, [row])


def stamps(session: Session) -> Iterator[tuple[SealBlock, TimeStamp]]:
    """Yield each block that was stamped, with its stamp."""
    number = 0
    both = select(SealBlock, TimeStamp).join(TimeStamp).order_by(col(TimeStamp.block_number)).limit(_PAGE)
    while page := session.exec(both.where(TimeStamp.block_number > number)).all():
        yield from page
        number = page[-1][0].number


def write_last_stamp(database: str, folder: Path) -> Path | None:
    """Write the last stamp for others to verify: the token, and beside it the head of its block, of which it is;
    return the token's file, None where nothing was stamped."""
    with reading(database) as session:
        last = last_stamp(session)
        if last is None:
            return None
        head = block_head(session.get_one(SealBlock, last.block_number))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"bloc-{last.block_number}.json").write_bytes(head)
    token = folder / f"bloc-{last.block_number}.tst"
    token.write_bytes(last.token)
    return token
