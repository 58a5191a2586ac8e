"""Mails as they came, octet for octet, and what must come of each: one scenario a case, by the units of work alone."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import load_scenario
from tests.flows.rehearsal.direct import Direct

CASES = sorted(Path(__file__).parent.rglob("*.yaml"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give an empty folder, in memory where the system has such a place."""
    with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as made:  # noqa: S108
        yield Path(made)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_comes_to_what_it_must(path: Path, folder: Path) -> None:
    """`spro rehearse FILE --check` says the same."""
    scenario = load_scenario(path)

    rehearsed = asyncio.run(rehearse(scenario, folder, lambda at, what: None, Direct()))

    assert unmet(scenario.expect, rehearsed.result, rehearsed.names) == []


def test_every_mail_is_played() -> None:
    """None lies about without what must come of it."""
    mails = {mail.resolve() for mail in Path(__file__).parent.rglob("*.eml")}

    played = {event.mail.file.resolve() for path in CASES for event in load_scenario(path).events if event.mail}

    assert played == mails
