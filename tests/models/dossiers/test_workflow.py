"""The table of transitions: whole, without contradiction, and printed as it is."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pytest

from models.dossiers import workflow_printed
from models.dossiers.actor import Allowed
from models.dossiers.application import REASON_LABELS
from models.dossiers.workflow import BY_MOVE, EVENT_LABELS, LABELS, NOTED, TRANSITIONS, Transition
from models.dossiers.workflow_printed import as_mermaid, as_table
from models.vocabulary import CONCERNED_BY, UNDECIDED, WITHDRAWABLE, Event, RequestReason, StageKind, Status
from notifications.catalogue import KINDS
from tests.support import for_each

SNAPSHOT = Path(__file__).parent / "workflow.md"
HEADING = "| event | from | to | who | notices | sense |\n| --- | --- | --- | --- | --- | --- |\n"
FINAL = {Status.refused, Status.member, Status.withdrawn}


def test_an_event_leads_to_a_status_by_one_row() -> None:
    """Who names the event and the target has named the row."""
    assert len(BY_MOVE) == len(TRANSITIONS)


@for_each(Event)
def test_every_event_is_in_the_table(event: Event) -> None:
    """No event is only a word: it moves dossiers, or is noted beside their status."""
    moves = any(row.event is event for row in TRANSITIONS)

    assert moves is not (event in NOTED)


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_reached(status: Status) -> None:
    """From a deposit, by rows of the table."""
    reached: set[Status] = set()
    for _ in Status:
        reached |= {row.target for row in TRANSITIONS if not row.sources or row.sources & reached}

    assert status in reached


def test_nothing_leaves_a_final_status() -> None:
    """Refused, member and withdrawn end the life of a candidacy: only a decision that is rectified, a withdrawal or a
    merger that were a mistake, open it again."""
    mended = {Event.rectify, Event.undo_withdrawal, Event.separate}
    left = set().union(*(row.sources for row in TRANSITIONS if row.event not in mended))

    assert set(Status) - left == FINAL


def test_a_candidacy_is_withdrawn_from_wherever_it_is_not_over() -> None:
    """From any status but refused, member and withdrawn."""
    assert set(Status) - FINAL == WITHDRAWABLE
    assert BY_MOVE[Event.withdraw, Status.withdrawn].sources == WITHDRAWABLE


def test_only_a_person_accepts_refuses_or_adjourns() -> None:
    """No automatic decision, ever (CRPA L311-3-1)."""
    decided = [row for row in TRANSITIONS if row.event in {Event.examine, Event.opinion, Event.decision}]

    assert {row.actor for row in decided} == {"person"}


def test_every_notice_of_the_table_exists() -> None:
    """What a row says to write can be written."""
    named = {kind for row in TRANSITIONS for kind in row.notices}

    assert named - set(KINDS) == set()


def test_every_word_has_its_french_label() -> None:
    """Screens and messages never show the code's word, and no two statuses look alike."""
    assert list(LABELS) == list(Status)
    assert list(EVENT_LABELS) == list(Event)
    assert len(set(LABELS.values())) == len(Status)


def test_every_reason_has_its_french_label() -> None:
    """An applicant reads it; no two look alike, and none holds what stands before the sentence that follows it."""
    assert list(REASON_LABELS) == list(RequestReason)
    assert len(set(REASON_LABELS.values())) == len(RequestReason)
    assert [label for label in REASON_LABELS.values() if " : " in label] == []


def test_a_session_that_opens_takes_over_what_is_not_decided() -> None:
    """All but what was accepted, refused, withdrawn, or needed no dossier; the opening moves some of those only."""
    decided = FINAL | {Status.accepted, Status.not_required}

    assert set(Status) - UNDECIDED == decided
    assert BY_MOVE[Event.open, Status.carried_over].sources < UNDECIDED


def test_only_a_person_asks_extends_cancels_and_presents_again() -> None:
    """What takes judgement is nobody's but theirs."""
    judged = {Event.request_completion, Event.extend, Event.cancel_request, Event.resubmit}

    assert {row.actor for row in TRANSITIONS if row.event in judged} == {"person"}


def test_every_stage_concerns_somebody() -> None:
    """Whose date moves is told to those in one of its statuses."""
    assert list(CONCERNED_BY) == list(StageKind)
    assert all(CONCERNED_BY.values())


def printed() -> str:
    """The printed table, one row a line."""
    return "".join(f"| {' | '.join(row)} |\n" for row in as_table())


def test_the_table_reads_as_its_snapshot() -> None:
    """No cell changes unseen: `SPRO_TESTS_UPDATE_SNAPSHOTS=1` rewrites the copy, and the difference is reviewed."""
    if os.environ.get("SPRO_TESTS_UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.write_text(HEADING + printed(), encoding="utf-8")

    assert SNAPSHOT.read_text(encoding="utf-8") == HEADING + printed()


def others(row: Transition, column: str) -> Sequence[Any]:
    """What a cell might hold instead."""
    cell = getattr(row, column)
    instead: dict[str, Sequence[Any]] = {
        "event": [event for event in Event if event is not cell],
        "sources": [row.sources ^ {status} for status in Status],
        "target": [status for status in Status if status is not cell],
        "actor": [who for who in get_args(Allowed) if who != cell],
        "notices": [row.notices[:-1], (*row.notices, "digest")] if row.notices else [("digest",)],
        "sense": ["", row.sense.upper()],
    }
    return instead[column]


@pytest.mark.parametrize("column", Transition._fields)
def test_a_changed_cell_is_seen(column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a cell says instead, in whatever row, that row no longer reads as its line of the snapshot."""
    unseen = []
    kept = SNAPSHOT.read_text(encoding="utf-8").removeprefix(HEADING).splitlines(keepends=True)
    for line, row in zip(kept, TRANSITIONS, strict=True):
        for instead in others(row, column):
            changed = row._replace(**{column: instead})
            monkeypatch.setattr(workflow_printed, "TRANSITIONS", (changed,))
            unseen += [changed] if printed() == line else []

    assert unseen == []


def test_a_row_from_nearly_everywhere_says_from_where_not() -> None:
    """Three words are read where ten would be skipped."""
    printed = dict(zip(BY_MOVE, as_table(), strict=True))

    assert printed[Event.withdraw, Status.withdrawn][1] == "tous, sauf membre, refusé, retiré"


def arrows(row: Transition) -> set[str]:
    """The arrows of a row in the diagram."""
    return {f"    {source} --> {row.target}: {row.event}" for source in row.sources or {"[*]"}}


def test_the_diagram_holds_each_row_and_nothing_else() -> None:
    """One arrow a source; a new application comes from the start."""
    heading, *drawn = as_mermaid().splitlines()

    assert heading == "stateDiagram-v2"
    assert sorted(drawn) == sorted(set().union(*map(arrows, TRANSITIONS)))
