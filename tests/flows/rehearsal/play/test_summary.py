"""The end of a rehearsal is told session by session, each dossier in the one that it is in now."""

from pathlib import Path
from typing import Any

from rich.console import Console

from flows.rehearsal.play.run import Rehearsed
from flows.rehearsal.play.summary import show
from models.region.file import load_region


def _dossier(session: str, organisation: str, status: str) -> dict[str, str]:
    return {"campaign": session, "organisation": organisation, "status": status}


def _printed(applications: list[dict[str, str]], *, width: int = 120, folder: Path = Path("/rehearsal")) -> str:
    sessions: list[dict[str, Any]] = [{"code": code, "stages": []} for code in ("ara-2021", "ara-2022")]
    result = {"campaigns": sessions, "applications": applications, "notices": [], "flow_runs": []}
    console = Console(width=width)
    with console.capture() as capture:
        show(console, Rehearsed(result, {}, folder, folder / "index.html", load_region("auvergne-rhone-alpes")))
    return capture.get()


def test_each_session_is_told_with_its_own_dossiers() -> None:
    """What passed on to the next session is counted there, and not twice."""
    printed = _printed([_dossier("ara-2021", "CIDFF", "member"), _dossier("ara-2022", "PLIE", "carried_over")])

    first, second = printed.split("Session ara-2022")
    assert "Dossiers de la session ara-2021 : 1" in first
    assert "CIDFF" in first
    assert "PLIE" not in first
    assert "Dossiers de la session ara-2022 : 1" in second


def test_the_first_few_are_named_and_the_others_counted() -> None:
    """A session of hundreds fits the screen; one more is said in the singular."""
    printed = _printed([_dossier("ara-2021", f"Organisme {number}", "member") for number in range(1, 5)])

    assert "Organisme 1, Organisme 2, Organisme 3 et 1 autre " in printed


def test_a_path_is_never_cut() -> None:
    """Whatever the width of the terminal, people copy it whole."""
    folder = Path("/rehearsal") / ("repetition-" * 12)

    printed = _printed([], width=80, folder=folder)

    assert f"  Dossier             {folder}\n" in printed
    assert (folder / "index.html").as_uri() in printed
