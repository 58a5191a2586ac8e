"""The lock of a folder: one system at a time, and whoever is refused learns what runs and how to end it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.machine.lock import LOCK, alone, need_free
from flows.machine.processes import Unstartable

ROOT = Path(__file__).parents[3]

HELD = """
import sys
from pathlib import Path
from flows.machine.lock import beside
beside(Path(sys.argv[1]), sys.argv[2])
print(flush=True)
input()
"""


@contextmanager
def part(home: Path, command: str) -> Iterator[int]:
    """Have a process of its own hold the folder as a part of a system does, and give its number."""
    asked = [sys.executable, "-c", HELD, str(home), command]
    with subprocess.Popen(asked, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"\n"
        yield process.pid
        process.kill()


def refused(home: Path) -> str:
    """Return why no system starts on a folder."""
    with pytest.raises(Unstartable) as refusal:
        need_free(home)
    return str(refusal.value)


def test_a_second_system_is_told_what_runs_and_how_to_end_it(tmp_path: Path) -> None:
    """In one sentence, before it has written anything; once the first has ended it starts."""
    with alone(tmp_path, "spro up"):
        said = refused(tmp_path)
        with pytest.raises(Unstartable, match="tourne déjà"), alone(tmp_path, "spro up"):
            pass
    need_free(tmp_path)

    assert said == (
        f"Dossier « {tmp_path} » : le système y tourne déjà, « spro up » (processus {os.getpid()}) ; arrêtez-le par "
        "Ctrl-C dans son terminal, « systemctl stop 'spro-*' » si ce sont des services, ou "
        f"« kill {os.getpid()} », ou désignez un autre dossier par SPRO_HOME."
    )


def test_a_folder_that_nothing_ever_ran_on_is_left_alone(tmp_path: Path) -> None:
    """To look for a system makes no folder."""
    need_free(tmp_path / "nulle-part")

    assert not (tmp_path / "nulle-part").exists()


def test_what_a_dead_system_left_running_holds_the_folder(tmp_path: Path) -> None:
    """Until the last of its processes is gone: two systems at once would each do the other's work."""
    with alone(tmp_path, "spro up") as held:
        left = subprocess.Popen(["sleep", "60"], pass_fds=[held])
    (tmp_path / LOCK).write_text("999999999 spro up\n", encoding="utf-8")

    said = refused(tmp_path)
    left.kill()
    left.wait()
    need_free(tmp_path)

    assert re.search("des processus d'un système qui a été tué y finissent .* fuser -k", said)


def test_the_parts_of_a_system_run_beside_each_other_and_beside_no_whole_one(tmp_path: Path) -> None:
    """As services of the machine: each is named to whoever starts a whole system, those that ended apart."""
    with part(tmp_path, "spro server") as server:
        with part(tmp_path, "spro watch"):
            pass
        with part(tmp_path, "spro worker") as worker:
            said = refused(tmp_path)

    need_free(tmp_path)
    assert f"« spro server » (processus {server}), « spro worker » (processus {worker}) ; arrêtez-le" in said
    assert f"« kill {server} {worker} »" in said
