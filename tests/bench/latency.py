"""One deposit that arrives where nothing else waits: the seconds until the mail server has its registration notice, by
the living system, and until it is sorted into its dossier."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.intake import mail
from tests.servers.dovecot import Dovecot, find_dovecot, running
from tests.servers.system import System, opening, running_system, wait_until

TIMES = 6
USER = "depots"


def latency() -> None:
    """Measure it several times (under 5 s until the notice)."""
    program = find_dovecot()
    assert program, "Dovecot is missing: install the package « dovecot-imapd »"
    with running(program) as dovecot, tempfile.TemporaryDirectory() as folder:
        os.environ["SSL_CERT_FILE"] = str(dovecot.authority)
        with running_system(Path(folder), {"SPRO_MAILBOX_URL": dovecot.url(USER)}) as system:
            assert system.run("ouvrir-session", form=opening()) == "Completed"
            measured = [_measured(system, dovecot, number) for number in range(1, TIMES + 1)]
    told, done = zip(*measured, strict=True)
    print(
        f"from the arrival in the mailbox to the notice in the mail server's hands, {TIMES} times: median "
        f"{median(told):.2f} s, worst {max(told):.2f} s (under 5); to the end of the run that sorts it: median "
        f"{median(done):.1f} s, worst {max(done):.1f} s"
    )


def _measured(system: System, dovecot: Dovecot, number: int) -> tuple[float, float]:
    """Deliver a mail, and return the seconds until its sender was told, and until it was sorted."""
    raw = mail(number)
    began = time.time()
    dovecot.deliver(USER, raw)
    assert wait_until(lambda: any(_told(system, number)), seconds=60)
    assert wait_until(lambda: len(_runs(system)) == number, seconds=60)
    run = _runs(system)[0]
    assert system.ended(run["id"]) == "Completed"
    done = system.ask("GET", f"flow_runs/{run['id']}")["end_time"]
    return next(_told(system, number)) - began, datetime.fromisoformat(done).timestamp() - began


def _told(system: System, number: int) -> Iterator[float]:
    """Yield when the mail server took the notice that answers a mail, once it has."""
    for path in (system.home / "mails" / "new").iterdir():
        if message_from_bytes(path.read_bytes())["In-Reply-To"] == f"<{number}@mission.example>":
            yield path.stat().st_mtime


def _runs(system: System) -> list[dict[str, Any]]:
    """The runs that began, the latest first; not the hourly one that is to come."""
    begun = {"state": {"type": {"any_": ["PENDING", "RUNNING", "COMPLETED"]}}}
    asked = {"sort": "EXPECTED_START_TIME_DESC", "flow_runs": begun, "flows": {"name": {"any_": ["relever-depots"]}}}
    runs: list[dict[str, Any]] = system.ask("POST", "flow_runs/filter", asked)
    return runs
