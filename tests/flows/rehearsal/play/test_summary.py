"""The end of a rehearsal is told session by session, each dossier in the one that it is in now."""

from pathlib import Path
from typing import Any

from rich.console import Console

from flows.rehearsal.play.run import Rehearsed
from flows.rehearsal.play.summary import show
from models.region.file import load_region


def _dossier(session: str, organisation: str, status: str) -> dict[str, str]:
    return {"campaign": session, "organisation": organisation, "status": status}


def _printed(
    applications: list[dict[str, str]],
    *stages: dict[str, Any],
    width: int = 120,
    folder: Path = Path("/rehearsal"),
    region: str = "auvergne-rhone-alpes",
) -> str:
    sessions: list[dict[str, Any]] = [{"code": code, "stages": stages} for code in ("ara-2021", "ara-2022")]
    result = {"campaigns": sessions, "applications": applications, "notices": [], "flow_runs": []}
    console = Console(width=width)
    with console.capture() as capture:
        show(console, Rehearsed(result, {}, folder, folder / "index.html", load_region(region)))
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


def test_what_has_no_row_is_no_table() -> None:
    """Of a session whose stages have no date, or that has no dossier, the title says all."""
    printed = _printed([])

    assert "Session ara-2021 : aucune étape n'a de date\n" in printed
    assert "Dossiers de la session ara-2021 : 0\n" in printed
    assert [one for one in ("Constatée", "Statut", "Envoi") if one in printed] == []


def test_a_body_that_meets_all_year_has_no_last_day() -> None:
    """The end of the year is none that anybody waits for."""
    stage = {"stage": "avis", "due_at": "2022-01-01T00:00:00+01:00", "done_at": None}

    [line, _] = (one for one in _printed([], stage, region="label-national").splitlines() if "Avis du comité" in one)

    assert ("toute l'année" in line, "décembre" in line) == (True, False)
