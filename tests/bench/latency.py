"""One deposit that arrives where nothing else waits: the seconds until the mail server has its registration notice, by
the living system, and where they go."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.intake import mail
from tests.dovecot import Dovecot, find_dovecot, running
from tests.flows.system import System, opening, running_system, wait_until

TIMES = 4
USER = "depots"
STEPS = ("known to the watcher, run asked for", "taken by the worker", "process started", "registered and told")


def latency() -> None:
    """Measure it several times (under 5 s)."""
    program = find_dovecot()
    assert program, "Dovecot is missing: install the package « dovecot-imapd »"
    with running(program) as dovecot, tempfile.TemporaryDirectory() as folder:
        os.environ["SSL_CERT_FILE"] = str(dovecot.authority)
        with running_system(Path(folder), {"SPRO_MAILBOX_URL": dovecot.url(USER)}) as system:
            assert system.run("ouvrir-session", form=opening(system.home, "accueil@mjc.example")) == "Completed"
            measured = [_measured(system, dovecot, number) for number in range(1, TIMES + 1)]
    totals = [sum(steps) for steps in measured]
    print(
        f"from the arrival in the mailbox to the notice in the mail server's hands, {TIMES} times: median "
        f"{median(totals):.1f} s, worst {max(totals):.1f} s (under 5)"
    )
    parts = (f"{name} {median(taken):.2f} s" for name, taken in zip(STEPS, zip(*measured, strict=True), strict=True))
    print(f"of which, median: {', '.join(parts)}")


def _measured(system: System, dovecot: Dovecot, number: int) -> tuple[float, ...]:
    """Deliver a mail, and return the seconds that each step took until its sender was told."""
    raw = mail(number)
    began = time.time()
    dovecot.deliver(USER, raw)
    assert wait_until(lambda: any(_told(system, number)), seconds=60)
    told = list(_told(system, number))
    run = _last_run(system)
    assert system.ended(run["id"]) == "Completed"
    states = {
        state["name"]: state["timestamp"] for state in system.ask("GET", f"flow_run_states/?flow_run_id={run['id']}")
    }
    instants = [began, *(_seconds(at) for at in (run["created"], states["Pending"], states["Running"])), told[0]]
    return tuple(after - before for before, after in pairwise(instants))


def _told(system: System, number: int) -> Iterator[float]:
    """Yield when the mail server took the notice that answers a mail, once it has."""
    for path in (system.home / "mails" / "new").iterdir():
        if message_from_bytes(path.read_bytes())["In-Reply-To"] == f"<{number}@mission.example>":
            yield path.stat().st_mtime


def _last_run(system: System) -> dict[str, Any]:
    # Not the hourly one that is to come.
    begun = {"state": {"type": {"any_": ["PENDING", "RUNNING", "COMPLETED"]}}}
    asked = {"sort": "EXPECTED_START_TIME_DESC", "limit": 1, "flow_runs": begun}
    asked |= {"flows": {"name": {"any_": ["relever-depots"]}}}
    runs: list[dict[str, Any]] = system.ask("POST", "flow_runs/filter", asked)
    return runs[0]


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
