"""Two thousand letters, senders killed fifty times at random instants: none is lost, and none leaves twice untold.

At most one a connection may leave twice by a kill, since nobody heard whether it was taken. In the suite, two kills of
two senders over a few letters; SPRO_TESTS_WHOLE=1 kills fifty times, with one, two and four senders, a server that
fails one mail in ten or none, on each database. SPRO_TESTS_SEED plays one again.
"""

import os
import random
from pathlib import Path
from typing import NamedTuple

import pytest

from models.vocabulary import NoticeStatus
from notifications.outbox.doubts import SET_ASIDE
from tests.notifications.delivery.killed import CONNECTIONS, Killing, faulty_server


class Case(NamedTuple):
    """How many letters and senders, how often these are killed, and which part of the mails the server fails."""

    letters: int
    senders: int
    kills: int
    one_in: int


_WHOLE = [Case(2_000, senders, 50, one_in) for senders in (1, 2, 4) for one_in in (0, 10)]
CASES = _WHOLE if os.environ.get("SPRO_TESTS_WHOLE") == "1" else [Case(120, 2, 2, 10)]


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("case", CASES)
def test_no_letter_is_lost_and_each_repeat_is_told(any_database: str, tmp_path: Path, case: Case) -> None:
    """Each letter is taken, or refused for good; what was taken twice was at most one a connection and kill, or one
    that the server did not answer, under the same Message-ID, and the journal says so of each."""
    seed = os.environ.get("SPRO_TESTS_SEED") or str(random.SystemRandom().randrange(1_000_000))
    killing = Killing(any_database, tmp_path, random.Random(seed), case.letters, case.senders, case.one_in)  # noqa: S311
    killing.queue()

    with faulty_server(killing.ledger, one_in=case.one_in, seed=seed) as url:
        killing.kill_all(url, kills=case.kills)

    taken, rows = killing.taken(), killing.rows()
    untold = [row.id for row in rows if taken.get(row.message_id.strip("<>"), 0) > 1 and row.doubted_at is None]
    lost = [row.id for row in rows if row.status is NoticeStatus.sent and row.message_id.strip("<>") not in taken]
    assert {row.status for row in rows} <= {NoticeStatus.sent, NoticeStatus.failed, NoticeStatus.held}
    assert {row.last_error for row in rows if row.status is NoticeStatus.held} <= {SET_ASIDE}
    assert (lost, untold) == ([], []), seed
    print(  # noqa: T201  the figures of a whole ordeal
        f"{case}, seed {seed}: {len(killing.repeats)} kills, lost {len(lost)}, "
        f"doubled by kills {sum(killing.repeats)} (most {max(killing.repeats)}), "
        f"doubled in all {taken.total() - len(taken)}, journalled {killing.journalled()}, untold {len(untold)}, "
        f"set aside {sum(row.status is NoticeStatus.held for row in rows)}"
    )
    assert taken.total() - len(taken) <= killing.journalled()
    assert max(killing.repeats, default=0) <= case.senders * CONNECTIONS, seed
