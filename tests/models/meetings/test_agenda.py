"""The agenda of a meeting: whose dossiers are on it, and in what order."""

import pytest
from sqlmodel import Session

from models.dossiers.application import Application
from models.meetings.agenda import fix_agenda, fix_pages, move, waiting
from models.meetings.meeting import AgendaItem
from models.vocabulary import Status
from tests.factories import application, campaign_with
from tests.models.meetings.agendas import AT, examined, item_of, meeting, order


def test_dossiers_come_in_order_of_receipt(session: Session) -> None:
    """S0: whatever the order in which they were registered, examined or carried over from a former session."""
    former, campaign = campaign_with(session, year=2025), campaign_with(session)
    late, early = examined(session, campaign, "2026-03-02"), examined(session, campaign, "2026-02-10")
    carried_over = examined(session, former, "2025-04-02", campaign_id=campaign.id)

    items = fix_agenda(session, campaign, meeting(session, campaign))

    assert order(items) == [(1, carried_over.id), (2, early.id), (3, late.id)]


def test_only_what_waits_for_the_body_is_there(session: Session) -> None:
    """In its own session, and in the status that waits for it."""
    former, campaign = campaign_with(session, year=2025), campaign_with(session)
    for status in Status:
        application(session, campaign, status)
    application(session, former, Status.examined)

    [item] = fix_agenda(session, campaign, meeting(session, campaign))

    assert session.get_one(Application, item.application_id).reference == "ARA-2026-0006"


def test_until_it_is_sent_a_newcomer_takes_its_place_and_what_left_is_off(session: Session) -> None:
    """Nobody knows the agenda yet."""
    campaign = campaign_with(session)
    first, last = examined(session, campaign, "2026-02-10"), examined(session, campaign, "2026-03-02")
    coming = meeting(session, campaign)
    fix_agenda(session, campaign, coming)
    between = examined(session, campaign, "2026-02-20")
    first.status = Status.withdrawn

    items = fix_agenda(session, campaign, coming)

    assert order(items) == [(1, between.id), (2, last.id)]


def test_once_sent_a_newcomer_comes_last_and_nothing_moves(session: Session) -> None:
    """What was withdrawn keeps its rank, and waits no more."""
    campaign = campaign_with(session)
    first, last = examined(session, campaign, "2026-02-10"), examined(session, campaign, "2026-03-02")
    coming = meeting(session, campaign)
    fix_agenda(session, campaign, coming)
    coming.convened_at = AT
    newcomers = [examined(session, campaign, day) for day in ("2026-02-20", "2026-01-20")]
    first.status = Status.incomplete

    items = fix_agenda(session, campaign, coming)

    assert order(items) == [(1, first.id), (2, last.id), (3, newcomers[1].id), (4, newcomers[0].id)]
    assert [item.position for item in waiting(session, coming)] == [2, 3, 4]


def test_an_agenda_about_to_be_sent_anew_is_in_order_of_receipt_again(session: Session) -> None:
    """The meeting was put off: the new convening replaces the former one."""
    campaign = campaign_with(session)
    last = examined(session, campaign, "2026-03-02")
    coming = meeting(session, campaign, convened_at=AT)
    fix_agenda(session, campaign, coming)
    first = examined(session, campaign, "2026-02-10")
    coming.convene_at = AT

    items = fix_agenda(session, campaign, coming)

    assert order(items) == [(1, first.id), (2, last.id)]


def test_pages_that_were_shown_fix_the_agenda_too(session: Session) -> None:
    """A meeting without a date is convened by nobody: its form is what people know of it."""
    campaign = campaign_with(session)
    last = examined(session, campaign, "2026-03-02")
    coming = meeting(session, campaign)
    fix_agenda(session, campaign, coming)
    fix_pages(session, coming)
    first = examined(session, campaign, "2026-02-10")

    assert order(fix_agenda(session, campaign, coming)) == [(1, last.id), (2, first.id)]


def test_a_second_meeting_has_the_same_agenda_and_nothing_else(session: Session) -> None:
    """CRPA R133-10: without a quorum nobody could speak of the rest."""
    campaign = campaign_with(session)
    second = meeting(session, campaign, is_second=True)
    dossier, _ = examined(session, campaign, "2026-03-02"), examined(session, campaign, "2026-02-10")
    session.add(AgendaItem(meeting_id=second.id or 0, application_id=dossier.id or 0, position=1))

    assert order(fix_agenda(session, campaign, second)) == [(1, dossier.id)]


def test_a_dossier_presented_again_at_the_same_meeting_is_asked_for_again(session: Session) -> None:
    """It was adjourned, completed and examined while others still waited."""
    campaign = campaign_with(session)
    dossier = examined(session, campaign, "2026-02-10")
    coming = meeting(session, campaign)
    [item] = fix_agenda(session, campaign, coming)
    item.recorded_at, item.dissent, item.page = AT, "Un membre s'y oppose.", 1

    fix_agenda(session, campaign, coming)

    [again] = waiting(session, coming)
    assert (again.application_id, again.dissent, again.page) == (dossier.id, None, None)


def test_what_went_on_to_another_session_waits_no_more(session: Session) -> None:
    """Neither does what the body spoke of."""
    former, campaign = campaign_with(session, year=2025), campaign_with(session)
    passed, said, left = (examined(session, former, "2025-04-02") for _ in range(3))
    coming = meeting(session, former)
    fix_agenda(session, former, coming)
    passed.campaign_id = campaign.id or 0
    item_of(session, coming, said).recorded_at = AT

    assert [item.application_id for item in waiting(session, coming)] == [left.id]


def test_a_moved_dossier_has_the_rank_that_it_was_given(session: Session) -> None:
    """Newcomers take their places around it."""
    campaign = campaign_with(session)
    one, two = examined(session, campaign, "2026-02-12"), examined(session, campaign, "2026-03-02")
    coming = meeting(session, campaign)
    fix_agenda(session, campaign, coming)

    assert move(session, coming, item_of(session, coming, two), to=1, reason="Un retrait est annoncé.") == (2, 1)
    first = examined(session, campaign, "2026-02-10")

    assert order(fix_agenda(session, campaign, coming)) == [(1, two.id), (2, first.id), (3, one.id)]


@pytest.mark.parametrize(("to", "rank"), [(1, 1), (2, 2), (3, 3), (40, 3)])
def test_a_rank_beyond_the_last_is_the_last(session: Session, to: int, rank: int) -> None:
    """A person counts as she likes."""
    campaign = campaign_with(session)
    made = [examined(session, campaign, day) for day in ("2026-02-10", "2026-02-11", "2026-02-12")]
    coming = meeting(session, campaign)
    fix_agenda(session, campaign, coming)

    moved = move(session, coming, item_of(session, coming, made[1]), to=to, reason="Un motif.")

    assert (moved, item_of(session, coming, made[1]).position) == ((2, rank), rank)
