"""What is set of Prefect is used or refused aloud, and nothing opens to others without a password."""

from pathlib import Path

import pytest

from flows.installation.prefect_settings import BOUND, DATABASE, INSTEAD, PASSWORD, allowed_settings, shared
from flows.installation.up import remarks
from flows.machine.processes import Unstartable
from models.storage.settings import Settings

SECRET = {PASSWORD: "spro:secret"}
AWAY = "https://console.example"


@pytest.mark.parametrize("name", [*INSTEAD, "PREFECT_PROFILE", "PREFECT_CLOUD_API_URL"])
def test_what_would_not_be_used_is_refused_by_name(name: str) -> None:
    """With what to set instead, and never with its value."""
    with pytest.raises(Unstartable, match=f"Réglage « {name} » : ") as refused:
        allowed_settings({"PATH": "/bin", name: "secret"}, None)

    assert "secret" not in str(refused.value)


def test_what_is_used_is_handed_on() -> None:
    """The database, the password, and how much is written to the logs."""
    said = {DATABASE: "postgresql+asyncpg://x", **SECRET, "PREFECT_LOGGING_LEVEL": "DEBUG"}

    assert allowed_settings({"SPRO_HOME": "/srv", "PREFECT_HOME": "", **said}, None) == said
    assert shared(said) == {"PREFECT_LOGGING_LEVEL": "DEBUG"}


@pytest.mark.parametrize(
    ("said", "console"),
    [({}, None), ({}, "http://localhost:4200"), (SECRET, AWAY), ({BOUND: "10.0.0.1", **SECRET}, AWAY)],
    ids=["this machine", "by its name", "a proxy here", "a proxy elsewhere"],
)
def test_the_console_opens_to_whom_it_may(said: dict[str, str], console: str | None) -> None:
    """This machine needs no password, others do."""
    assert allowed_settings(said, console) == said


@pytest.mark.parametrize(
    ("said", "console", "mend"),
    [
        ({}, AWAY, f"fixez {PASSWORD}=nom:motdepasse"),
        ({BOUND: "::"}, AWAY, f"fixez {PASSWORD}=nom:motdepasse"),
        ({BOUND: "10.0.0.1", **SECRET}, None, "dites par SPRO_CONSOLE_URL à quelle adresse"),
        ({PASSWORD: "secret"}, None, "écrivez nom:motdepasse"),
        ({PASSWORD: "spro:éventé"}, None, "écrivez nom:motdepasse"),
        ({"PREFECT_LOGGING_LEVEL": "bavard"}, None, "écrivez DEBUG, INFO, WARNING, ERROR ou CRITICAL"),
        ({DATABASE: "postgresql://spro:secret@db.example/prefect"}, None, "écrivez postgresql"),
    ],
    ids=[
        "no password",
        "bound to all",
        "no address",
        "no name",
        "an accent that Prefect cannot compare",
        "a level of no log",
        "a database without its driver",
    ],
)
def test_what_would_be_open_or_broken_does_not_start(said: dict[str, str], console: str | None, mend: str) -> None:
    """One French sentence with the mend; it repeats no password."""
    with pytest.raises(Unstartable, match=mend) as refused:
        allowed_settings(said, console)

    assert not {"secret", "éventé"} & set(str(refused.value).replace(":", " ").split())


def test_what_may_not_do_what_was_meant_is_said(tmp_path: Path) -> None:
    """A setting whose name is misspelt, a region file that is not there: the system starts all the same."""
    settings = Settings(home=tmp_path, region_file=tmp_path / "region.yaml")

    said = [*remarks(settings, {"SPRO_HOME": str(tmp_path), "SPRO_HOMME": "/srv", "PATH": "/bin"})]

    assert said[0] == "SPRO_HOMME n'est pas un réglage, et ne change rien (liste dans docs/installation.md)."
    assert said[1].startswith("SPRO_REGION_FILE : ")
    assert len(said) == 2
