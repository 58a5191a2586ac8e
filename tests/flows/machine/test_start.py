"""How a process that runs for months reads what it needs."""

import gc
import sys
from pathlib import Path

import pytest

from flows.machine.start import read


def test_nothing_is_looked_for_while_a_module_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what can be thrown away is, from then on."""
    (tmp_path / "read_in_peace.py").write_text("import gc\nlooked = gc.isenabled()\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "read_in_peace", raising=False)

    assert read("read_in_peace").looked is False
    assert gc.isenabled()


def test_a_module_that_is_not_there_changes_nothing() -> None:
    """The process goes on as before, if it goes on."""
    with pytest.raises(ModuleNotFoundError):
        read("flows.nowhere")

    assert gc.isenabled()
