"""The commands as they are typed: how long they take, and how much memory our own process does."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

_STAGES = 5


def rehearse() -> None:
    """Measure the year that comes with the system, Prefect server's start included. Under 60 s and 300 MB."""
    seconds, megabytes, result = _timed("rehearse", "--check")
    print(f"rehearse: {seconds:.1f} s (under 60), peak of our process {megabytes:.0f} MB (under 300), {_runs(result)}")


def generated() -> None:
    """Measure generated years of 30 and 300 dossiers: the second under 120 s, its runs bounded by the calendar."""
    small = _timed("rehearse", "--applications", "30")
    large = _timed("rehearse", "--applications", "300")
    for size, (seconds, megabytes, result) in ((30, small), (300, large)):
        print(f"rehearse --applications {size}: {seconds:.1f} s, {megabytes:.0f} MB, {_runs(result)}")
    more = (large[0] - small[0]) / (_acts(large[2]) - _acts(small[2]))
    print(f"one more deposit or act as a Prefect run, all it causes included: {1000 * more:.0f} ms")


def _timed(*arguments: str) -> tuple[float, float, dict[str, Any]]:
    """Return seconds, the peak of the process in MB, and the result, of one command."""
    with tempfile.TemporaryDirectory() as folder:
        # What `spro` starts replaces itself, so that this process is the one that works.
        command = [
            sys.executable,
            "-c",
            "from flows.command.main import main; main()",
            *arguments,
            "--json",
            "result.json",
        ]
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=environment())
        highest = 0.0
        while process.poll() is None:
            highest = max(highest, peak(process.pid))
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        assert process.returncode == 0
        return seconds, highest, json.loads((Path(folder) / "result.json").read_text(encoding="utf-8"))


def environment() -> dict[str, str]:
    """Return the environment of a process that works for a measure."""
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


def peak(pid: int) -> float:
    """Return the most memory that a process has taken until now, in MB; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:  # it has just ended
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


def _sorts(result: dict[str, Any]) -> Counter[str]:
    """Count the runs by what started them."""
    counted: Counter[str] = Counter()
    for run in result["flow_runs"]:
        name = run["name"]
        sort = "conducted" if "échéances du" in name else "stage" if name.startswith("Session") else "deposit or act"
        counted[sort] += 1
    return counted


def _acts(result: dict[str, Any]) -> int:
    return _sorts(result)["deposit or act"]


def _runs(result: dict[str, Any]) -> str:
    """Tell how many runs there were, and that the calendar bounds those that nobody asked for."""
    sorts = _sorts(result)
    days = {run["name"].rpartition(" ")[2] for run in result["flow_runs"] if "échéances du" in run["name"]}
    assert sorts["conducted"] <= len(days) + _STAGES
    return (
        f"{sum(sorts.values())} runs: {sorts['deposit or act']} deposits and acts, {sorts['stage']} stages, "
        f"{sorts['conducted']} derouler-session on {len(days)} days on which something was due"
    )
