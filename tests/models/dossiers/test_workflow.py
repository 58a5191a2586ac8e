"""The table of transitions: whole, without contradiction, and printed as it is."""

import pytest

from models.dossiers.workflow import BY_MOVE, EVENT_LABELS, LABELS, NOTED, REASON_LABELS, TRANSITIONS, Transition
from models.dossiers.workflow_printed import as_mermaid, as_table
from models.vocabulary import CONCERNED_BY, UNDECIDED, WITHDRAWABLE, Event, RequestReason, StageName, Status
from notifications.catalogue import KINDS

ACTORS = {"system": "le système", "person": "une personne", "either": "le système ou une personne"}
FINAL = {Status.refused, Status.member, Status.withdrawn}


def test_an_event_leads_to_a_status_by_one_row() -> None:
    """Who names the event and the target has named the row."""
    assert len(BY_MOVE) == len(TRANSITIONS)


@pytest.mark.parametrize("event", Event)
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
    """Refused, member and withdrawn end the life of a candidacy: only a decision that is rectified opens it again."""
    left = set().union(*(row.sources for row in TRANSITIONS if row.event is not Event.rectify))

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
    assert list(CONCERNED_BY) == [name.value for name in StageName]
    assert all(CONCERNED_BY.values())


def named(sources: str) -> set[str]:
    """The labels of the statuses that a cell of the printed table means."""
    but, all_but = sources.removeprefix("tous, sauf "), sources.startswith("tous, sauf ")
    labels = set(but.split(", ")) - {"—"}
    return set(LABELS.values()) - labels if all_but else labels


@pytest.mark.parametrize("position", range(len(TRANSITIONS)))
def test_the_printed_table_holds_each_row(position: int) -> None:
    """In the order of the table, in French words."""
    row = TRANSITIONS[position]

    event, sources, target, actor, notices = as_table()[position]

    assert (event, target) == (EVENT_LABELS[row.event], LABELS[row.target])
    assert named(sources) == {LABELS[status] for status in row.sources}
    assert actor == ACTORS[row.actor]
    assert notices == (", ".join(row.notices) or "—")


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
