"""A hundred mails come in while the installation is killed twenty times: none is lost, none counts twice, and nobody is
told twice.

Fifteen times it is the watcher alone, doing the urgent work with no Prefect to ask; twice the whole living system, once
while it starts; and, of one living system, the run that reads the mails, its worker, and its watcher. The instants are
drawn anew each time: SPRO_TESTS_SEED plays one again. SPRO_TESTS_WHOLE=1 kills the whole system each time instead, and
takes a quarter of an hour.

What nobody can promise: SMTP has no way to know whether the relay took a mail where the sender was killed before it
heard so. It is sent again, with the same bytes except its date, under the same Message-ID, by which mailboxes know it
for the same. What is counted here is what a reader gets: each Message-ID once.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from models.storage.database import forget
from notifications.mailserver.maildir import list_mails, read_stored_mail
from notifications.mailserver.sink import Sink
from tasks.intake.sorting.queue import TRIES
from tasks.intake.store import Store
from tests.servers.conducting import furnish
from tests.servers.dovecot import Dovecot
from tests.servers.hundred.hostile import SCRIPT
from tests.servers.hundred.hundred import NUMBER, hundred
from tests.servers.hundred.ordeal import PROSPECT, Nursery, Ordeal, nursery, process_of, run_of
from tests.servers.system import System, ends_once_killed, kill_whole, running_system, starting_system, wait_until

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(1_800)]

ROUNDS = 20
A_ROUND = -(-NUMBER // ROUNDS)
PARTS = (b"worker\0start", b"flows.installation.watch")
"""The worker that runs what reads the mails, and the watcher that asks for it, by their commands."""

OURS = frozenset({"opening", "postponed", "digest", "deposit_reminder", "incident", "incident_over", "to_read"})
"""What leaves whether mails come or not, and what a desk of ours is to read."""

DESKS = frozenset({"technique-spro@example.invalid", "contenu-spro@example.invalid"})
"""Who hears of a machine that is killed, where one watcher lives long enough to notice, and who reads what is asked."""


def _await_a_moment(ordeal: Ordeal, *, longest: float) -> None:
    """Wait until something is done, and then for a time left to chance: machines differ, and what is to be hit is work.
    One time in four, the moment may be before that."""
    before, is_early = ordeal.progress(), ordeal.chance.random() < 0.25
    wait_until(lambda: ordeal.progress() != before, seconds=ordeal.chance.uniform(0, 2) if is_early else 8)
    time.sleep(0 if is_early else ordeal.chance.uniform(0, longest))


def _kill_watchers(ordeal: Ordeal, watchers: Nursery, *, number: int) -> None:
    for _ in range(number):
        ordeal.deliver(A_ROUND)
        watchers.live(lambda: _await_a_moment(ordeal, longest=1.5))
        ordeal.note("watcher")


def _kill_starting(ordeal: Ordeal, watchers: Nursery) -> None:
    with starting_system(ordeal.home, ordeal.settings) as system:
        ordeal.deliver(A_ROUND)
        wait_until(lambda: system.process.poll() is not None, seconds=ordeal.chance.uniform(2, 12))
        kill_whole(system)
        ordeal.note("system, starting")


def _kill_working(ordeal: Ordeal, watchers: Nursery) -> None:
    with running_system(ordeal.home, ordeal.settings) as system:
        ordeal.deliver(A_ROUND)
        _await_a_moment(ordeal, longest=4)
        kill_whole(system)
        ordeal.note("system")


def _kill_parts(ordeal: Ordeal, watchers: Nursery) -> None:
    """Kill the parts of one system, each while the other parts live, another of which took its place; then the process
    that minds them, with which they all end."""
    with running_system(ordeal.home, ordeal.settings) as system:
        _kill_run(ordeal, system)
        for part in PARTS:
            ordeal.deliver(A_ROUND)
            _await_a_moment(ordeal, longest=2)
            assert _is_killed(process_of(system, part)), system.said()
            ordeal.note(part.decode())
        assert all(wait_until(partial(_lives, system, part), seconds=60) for part in PARTS), system.said()
        ordeal.deliver(A_ROUND)
        _await_a_moment(ordeal, longest=4)
        assert ends_once_killed(system), system.survivors()
        ordeal.note("system")


def _kill_run(ordeal: Ordeal, system: System) -> None:
    """Kill a run that reads mails, at an instant of its life that is left to chance; mails come until one is hit."""
    is_hit = False
    ordeal.deliver(A_ROUND - 1)
    while not is_hit:
        ordeal.deliver(1)
        wait_until(lambda: run_of(system) is not None, seconds=20)
        time.sleep(ordeal.chance.uniform(0, 1))
        is_hit = _is_killed(run_of(system))
    ordeal.note("run")


def _is_killed(pid: int | None) -> bool:
    """Kill a process, and return True if it was still there."""
    with suppress(ProcessLookupError):
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def _lives(system: System, part: bytes) -> bool:
    return process_of(system, part) is not None


def _finish(ordeal: Ordeal, watchers: Nursery) -> None:
    """Leave what is left to one more watcher, until nothing waits."""
    watchers.live(lambda: _see_to_the_end(ordeal))


def _see_to_the_end(ordeal: Ordeal) -> None:
    ordeal.deliver(NUMBER)
    assert wait_until(lambda: not ordeal.waits() - Counter(held=NUMBER), seconds=400), ordeal.waits()
    ordeal.let_leases_end()
    assert wait_until(lambda: not +ordeal.waits(), seconds=240), ordeal.waits()


SHORT = (
    partial(_kill_watchers, number=8),
    _kill_starting,
    partial(_kill_watchers, number=4),
    _kill_parts,
    partial(_kill_watchers, number=3),
    _finish,
)
WHOLE = (*(_kill_starting, _kill_working) * ((ROUNDS - len(PARTS) - 1) // 2), _kill_parts, _finish)
"""The same with the whole system each time: a quarter of an hour, when SPRO_TESTS_WHOLE is 1."""


@pytest.fixture(scope="module")
def ordeal(dovecot: Dovecot, prefect_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordeal]:
    """Give the installation, killed twenty times, then left to finish."""
    seed = os.environ.get("SPRO_TESTS_SEED") or str(random.SystemRandom().randrange(1_000_000))
    print(f"SPRO_TESTS_SEED={seed}")  # noqa: T201  to play it again
    home = tmp_path_factory.mktemp("cent-messages")
    furnish(home / "prefect", prefect_tables)
    with ExitStack() as stack:
        sink = stack.enter_context(Sink(home / "courriels"))
        killed = Ordeal(home, dovecot, sink, random.Random(seed), datetime.now(UTC))  # noqa: S311  no secret
        stack.callback(forget, killed.database)
        killed.mails = hundred(killed.open_session())
        watchers = stack.enter_context(nursery(killed))
        for kill in WHOLE if os.environ.get("SPRO_TESTS_WHOLE") == "1" else SHORT:
            kill(killed, watchers)
        yield killed


def test_each_mail_is_registered_once(ordeal: Ordeal) -> None:
    """One row a mail; none for the same bytes, or where neither has a Message-ID and both say the same."""
    expected = Counter({mail.digest: mail.rows for mail in ordeal.mails if mail.rows})

    assert ordeal.rows() == expected


def test_nothing_waits_any_more(ordeal: Ordeal) -> None:
    """The mailbox is empty, and each mail is once in the folder of those that are registered, as it was."""
    kept = Counter(sha256(raw).hexdigest() for raw in ordeal.processed())

    assert len(ordeal.kills) == ROUNDS
    assert +ordeal.waits() == Counter()
    assert kept == Counter(mail.digest for mail in ordeal.mails)


def test_every_byte_is_in_the_store(ordeal: Ordeal) -> None:
    """Each mail as the server gives it, and each file that was opened: in quarantine where it was refused."""
    store = Store((ordeal.home / "store").as_uri())
    given_up = {deposit.id for deposit in ordeal.given_up()}
    noted = {file.digest for file in ordeal.files() if file.deposit_id not in given_up}
    sent = {sha256(content).hexdigest() for mail in ordeal.expected() for content in mail.files}
    raw = {mail.digest for mail in ordeal.mails}

    assert [digest for digest in raw | sent | noted if not _holds(store, digest)] == []
    assert sent <= noted


def _holds(store: Store, digest: str) -> bool:
    paths = [Path(store.path(digest, is_quarantined=quarantined)) for quarantined in (False, True)]
    return any(path.exists() and sha256(path.read_bytes()).hexdigest() == digest for path in paths)


def test_all_are_sorted(ordeal: Ordeal) -> None:
    """What was killed three times while it was examined goes to a person as it is: a few at most, which cost as many
    kills; of the others nothing is in suspense."""
    assert len(ordeal.given_up()) * TRIES <= ROUNDS
    assert [deposit.id for deposit in ordeal.deposits() if deposit.sorted_at is None] == []


def test_each_was_received_when_the_server_says(ordeal: Ordeal) -> None:
    """Not when it was read at last, nor when its sender says."""
    stamps = ordeal.stamps()

    assert {str(one.raw_digest): one.received_at for one in ordeal.deposits()} == {
        mail.digest: stamps[mail.digest] for mail in ordeal.mails if mail.rows
    }


def test_whom_to_tell_is_told_once(ordeal: Ordeal) -> None:
    """Each sender gets each notice once, and nobody else gets any: what was sent again is under the same Message-ID."""
    expected = Counter((mail.to, kind) for mail in ordeal.expected() for kind in mail.told)
    told = Counter({(to, kind): times for (to, kind), times in ordeal.told().items() if kind not in OURS})

    assert told == expected


def test_what_was_sent_again_is_the_same_mail(ordeal: Ordeal) -> None:
    """A killed sender may send again what it held; its reader sees one mail."""
    maildir = ordeal.sink.maildir
    texts: dict[str, set[str]] = {}
    for mail in list_mails(maildir):
        texts.setdefault(mail.message_id, set()).add(read_stored_mail(maildir, mail).text)

    assert {len(versions) for versions in texts.values()} == {1}


def test_no_header_makes_us_write_to_a_stranger(ordeal: Ordeal) -> None:
    """No name of a mail writes a header of ours, and none is a program in a reader's browser."""
    maildir = ordeal.sink.maildir
    contents = [read_stored_mail(maildir, mail) for mail in list_mails(maildir)]

    strangers = {mail.to for mail in list_mails(maildir)} - {mail.to for mail in ordeal.mails if mail.to}
    assert strangers - DESKS == {PROSPECT}
    assert [content for content in contents if any(name.lower() in ("bcc", "cc") for name, _ in content.headers)] == []
    assert [content for content in contents if SCRIPT in content.html or "<img" in content.html] == []


def test_no_name_is_a_path_or_hides_what_it_is(ordeal: Ordeal) -> None:
    """Nothing that climbs, nothing that is not seen."""
    names = [file.name for file in ordeal.files()]

    assert [name for name in names if ".." in name or "\\" in name or name.startswith("/")] == []
    assert [name for name in names if not name.isprintable()] == []


def test_the_report_was_heeded(ordeal: Ordeal) -> None:
    """Of our notices, the one that came back is known to have."""
    assert ordeal.bounced() == ["opening"]
