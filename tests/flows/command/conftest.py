"""The `spro` command typed in this process."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from flows.command import cli, rehearsals
from models.storage.database import forget
from models.storage.settings import Settings
from tests.flows.rehearsal.direct import Direct


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Typed = Callable[..., Said]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Give what types a command in a fresh folder and this process: its exit code, and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("SPRO_HOME", str(tmp_path / "installation"))
    (tmp_path / "installation" / "prefect").mkdir(parents=True)
    monkeypatch.setattr(rehearsals, "PrefectServer", lambda home, settings: nullcontext(SimpleNamespace(api_url="")))
    monkeypatch.setattr(rehearsals, "RealFlows", Direct)

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["spro", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        forget(Settings().database)
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return run
