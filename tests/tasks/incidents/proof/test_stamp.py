"""A service on this machine stamps what is sealed: a token that attests something else is found."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from models.storage.database import reading, transaction
from models.storage.proof.seals import TimeStamp
from models.storage.settings import Settings
from tasks.incidents.proof.seal import seal
from tasks.incidents.proof.stamp import EVERY, Due, due_stamp, last_stamp, stamp, write_last_stamp
from tasks.incidents.proof.tokens import BadToken, attested
from tasks.incidents.proof.verified import verify
from tests.conftest import Installation
from tests.factories import arrival, campaign_with
from tests.tasks.incidents.proof.stamping import Stamping, is_verified, stamping

NOW = datetime.now(UTC)
HASH = "ab" * 32


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stamping]:
    """Give a service, the same for the whole module."""
    with stamping(tmp_path_factory.mktemp("stamping")) as running:
        yield running


def arrive(database: str, service: str | None) -> None:
    """Have a mail arrive in a session whose region names a service, and seal it."""
    with transaction(database) as session:
        arrival(session, campaign_with(session, {"policies.time_stamps": service}))
    seal(database, at=NOW)


async def test_a_block_is_stamped_once_an_hour(spro: Installation, service: Stamping) -> None:
    """The instant is the service's, and covers all blocks before."""
    arrive(spro.database, service.url)
    due = due_stamp(spro.database, at=NOW)
    assert due
    await stamp(spro.database, due)

    with reading(spro.database) as session:
        kept = last_stamp(session)
    assert kept
    assert (kept.block_number, kept.service) == (1, service.url)
    assert abs(kept.at - datetime.now(UTC)) < timedelta(minutes=1)
    verified = verify(Settings())
    assert verified.fault is None
    assert verified.stamped
    assert verified.stamped.by == "Horodatage de test"
    assert due_stamp(spro.database, at=NOW + 2 * EVERY) is None  # no block since


def test_nothing_is_stamped_where_no_service_is_named(spro: Installation) -> None:
    """As it is shipped."""
    arrive(spro.database, None)

    assert due_stamp(spro.database, at=NOW) is None


async def test_a_service_that_is_absent_leaves_the_block_to_the_next_try(spro: Installation) -> None:
    """Nothing is kept, nothing is lost."""
    with pytest.raises(httpx.HTTPError):
        await stamp(spro.database, Due("http://127.0.0.1:9/tsa", 1, HASH))


async def test_a_token_of_another_block_is_named(spro: Installation, service: Stamping) -> None:
    """Whoever rewrites the chain has no token of it."""
    arrive(spro.database, service.url)
    due = due_stamp(spro.database, at=NOW)
    assert due
    await stamp(spro.database, due)
    with transaction(spro.database) as session:
        kept = session.exec(select(TimeStamp)).one()
        with pytest.raises(BadToken, match="il atteste une autre empreinte"):
            attested(kept.token, HASH)
        kept.token = kept.token.replace(bytes.fromhex(due.hash), bytes.fromhex(HASH))

    assert verify(Settings()).fault == "Horodatage du bloc 1 : il atteste une autre empreinte."


async def test_whatever_is_changed_in_a_token_is_found(spro: Installation, service: Stamping) -> None:
    """It is signed."""
    arrive(spro.database, service.url)
    due = due_stamp(spro.database, at=NOW)
    assert due
    await stamp(spro.database, due)
    with reading(spro.database) as session:
        token = session.exec(select(TimeStamp.token)).one()

    assert attested(token, due.hash).by == "Horodatage de test"
    for place in range(0, len(token), 97):
        other = bytearray(token)
        other[place] ^= 1
        try:
            found = attested(bytes(other), due.hash)
        except BadToken:
            continue
        assert found == attested(token, due.hash), place  # an octet that says nothing: of an unsigned part


@pytest.mark.parametrize("answer", [b"", b"<html>", bytes.fromhex("30053003020102")])
async def test_what_is_no_answer_is_refused(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of a proxy, a refusal."""
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=answer))
    client = httpx.AsyncClient
    monkeypatch.setattr(httpx, "AsyncClient", lambda **said: client(transport=transport, **said))

    with pytest.raises(BadToken):
        await stamp("sqlite://", Due("http://127.0.0.1/tsa", 1, HASH))


async def test_a_token_is_verified_by_others(spro: Installation, service: Stamping, tmp_path: Path) -> None:
    """OpenSSL needs the two files that are written and the authority's certificate, and nothing of ours."""
    arrive(spro.database, service.url)
    before = write_last_stamp(spro.database, tmp_path / "horodatage")
    due = due_stamp(spro.database, at=NOW)
    assert due
    await stamp(spro.database, due)

    token = write_last_stamp(spro.database, tmp_path / "horodatage")

    assert before is None
    assert token
    data = token.with_suffix(".json")
    assert sha256(data.read_bytes()).hexdigest() == due.hash
    assert is_verified(service, token, data)
