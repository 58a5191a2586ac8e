"""How the dates of a session move: either way, never into the past, and nothing of it is forgotten."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.errors import Refusal
from models.sessions.campaign import Campaign, Stage, StageChange
from models.sessions.opening import move_stage, stages
from models.vocabulary import StageName
from tests.factories import campaign_with, paris

AT = paris("2026-03-02 10:00")


def move(session: Session, name: StageName, to: date, *, at: str = "2026-03-02 10:00") -> StageChange | None:
    """Move a stage of the only session, as a coordinator would."""
    campaign = session.exec(select(Campaign)).one()
    stage = stages(session, campaign)[name]
    return move_stage(session, campaign, stage, to=to, reason="grève", by="Mme Essai", at=paris(at))


def stage_of(session: Session, name: StageName) -> Stage:
    """A stage of the only session."""
    return session.exec(select(Stage).where(Stage.name == name)).one()


MOVES = [
    ("deposit", date(2026, 5, 15), "2026-05-16 00:00"),
    ("deposit", date(2026, 4, 15), "2026-04-16 00:00"),
    ("deposit", date(2026, 3, 2), "2026-03-03 00:00"),
    ("examination", date(2026, 6, 15), "2026-06-16 00:00"),
    ("working_group", date(2026, 6, 18), "2026-06-19 00:00"),
    ("commission", date(2026, 9, 3), "2026-09-04 00:00"),
    ("effect", date(2026, 10, 1), "2026-10-01 00:00"),
    ("effect", date(2026, 8, 15), "2026-08-15 00:00"),
]


@pytest.mark.parametrize(("name", "to", "due"), MOVES)
def test_a_stage_moves_either_way(session: Session, name: StageName, to: date, due: str) -> None:
    """A last day is included; the effect begins with its day; the former date, the reason and who are kept."""
    campaign_with(session)
    former = stage_of(session, name).due_at

    change = move(session, name, to)

    stage = stage_of(session, name)
    kept = session.exec(select(StageChange)).one()
    assert (stage.due_at, stage.revision) == (paris(due), 1)
    assert (kept, kept.former_due_at, kept.due_at) == (change, former, paris(due))
    assert (kept.reason, kept.by, kept.at) == ("grève", "Mme Essai", AT)


def test_each_change_is_kept(session: Session) -> None:
    """Moved twice, a stage remembers both of its former dates."""
    campaign_with(session)

    for day in (15, 20):
        move(session, "deposit", date(2026, 5, day))

    formers = session.exec(select(StageChange.former_due_at).order_by(col(StageChange.id))).all()
    assert formers == [paris("2026-04-30 00:00"), paris("2026-05-16 00:00")]


SAME = [
    ("deposit", date(2026, 4, 29)),
    ("examination", date(2026, 5, 31)),
    ("effect", date(2026, 9, 1)),
]


@pytest.mark.parametrize(("name", "to"), SAME)
def test_the_date_that_a_stage_has_changes_nothing(session: Session, name: StageName, to: date) -> None:
    """Even once it is past: the same form sent twice is no error."""
    campaign_with(session)

    assert move(session, name, to, at="2026-10-01 10:00") is None
    assert stage_of(session, name).revision == 0


PAST = [("deposit", "2026-03-01"), ("effect", "2026-03-02"), ("commission", "2026-02-01")]


@pytest.mark.parametrize(("name", "to"), PAST)
def test_a_stage_does_not_move_into_the_past(session: Session, name: StageName, to: str) -> None:
    """Said in French, and the stage stays where it was."""
    campaign_with(session)
    former = stage_of(session, name).due_at

    with pytest.raises(Refusal) as refusal:
        move(session, name, date.fromisoformat(to))

    said = f"{date.fromisoformat(to):%d/%m/%Y}"
    assert str(refusal.value) == f"Nouvelle date « {said} » : elle est déjà passée ; indiquez un jour à venir."
    assert stage_of(session, name).due_at == former


def test_the_deposit_does_not_end_before_it_opens(session: Session) -> None:
    """A session prepared ahead: its deadline may be any day from the opening on."""
    campaign_with(session)

    with pytest.raises(Refusal) as refusal:
        move(session, "deposit", date(2026, 1, 18), at="2026-01-05 10:00")

    mend = "le dépôt des candidatures n'ouvre que le 19/01/2026 ; indiquez ce jour ou un jour suivant."
    assert str(refusal.value) == f"Nouvelle date « 18/01/2026 » : {mend}"
    assert move(session, "deposit", date(2026, 1, 19), at="2026-01-05 10:00") is not None


def test_a_stage_that_was_closed_is_open_again(session: Session) -> None:
    """A deadline moved after its end: its closing work is to be done anew."""
    campaign_with(session)
    stage_of(session, "deposit").done_at = paris("2026-04-30 00:05")

    move(session, "deposit", date(2026, 5, 15), at="2026-05-04 10:00")

    assert stage_of(session, "deposit").done_at is None


@pytest.mark.parametrize("day", [18, 30])
def test_a_meeting_is_the_day_that_it_is_set_to(session: Session, day: int) -> None:
    """The last day of the month too, which was the end of the stage before any meeting was set."""
    campaign_with(session)

    change = move(session, "working_group", date(2026, 6, day))

    stage = stage_of(session, "working_group")
    assert change is not None
    assert (stage.meeting_on, stage.due_at) == (date(2026, 6, day), paris("2026-06-01 00:00") + timedelta(days=day))
    assert stage.opens_at == paris("2026-06-01 00:00")
    assert move(session, "working_group", date(2026, 6, day)) is None


def test_a_meeting_before_its_month_opens_its_stage_that_day(session: Session) -> None:
    """What a body says may be recorded from the day it meets."""
    campaign_with(session)

    move(session, "working_group", date(2026, 5, 28))

    assert stage_of(session, "working_group").opens_at == paris("2026-05-28 00:00")


REPLANNED = [
    ("2026-05-15", "2026-03-02 10:00", "2026-04-15 09:00"),
    ("2026-05-15", "2026-04-28 10:00", "2026-04-30 09:00"),
    ("2026-04-01", "2026-03-02 10:00", "2026-03-17 09:00"),
    ("2026-03-03", "2026-03-02 10:00", None),
]


@pytest.mark.parametrize(("to", "at", "reminder"), REPLANNED)
def test_reminders_follow_the_deadline(session: Session, to: str, at: str, reminder: str | None) -> None:
    """Planned anew from the new last day, and only what is still ahead."""
    campaign_with(session)

    move(session, "deposit", date.fromisoformat(to), at=at)

    assert stage_of(session, "deposit").next_reminder_at == (reminder and paris(reminder))
