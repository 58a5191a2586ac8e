"""The machine itself: versions, what others may open, our own rows and disks, and Prefect as it tells of itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from sqlmodel import Session

from models.vocabulary import NoticeStatus
from tasks.incidents.health import conducted, ours, table, whole
from tasks.incidents.health.conductor import Schedules
from tasks.incidents.health.look import Verdict, look_at
from tasks.incidents.health.machine import outside, permissions, versions
from tasks.incidents.health.rows import Room, Rows, disks_of, rows_at
from tasks.intake.registering.reply_limits import BOUNDS
from tests.factories import arrival, campaign_with, notice, paris
from tests.tasks.incidents.health.cases import NOW, case_of

AT = paris("2026-04-20 09:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_each_look_has_its_name_its_question_and_its_mend() -> None:
    """The cheap ones are the same that boards and the watcher take."""
    names = [look.name for look in whole.LOOKS]

    assert len(names) == len(set(names))
    assert all(look.asks.endswith("\N{SPACE}?") for look in whole.LOOKS)
    assert [look.name for look in whole.LOOKS if not look.mend] == ["Scellement", "Courriel lu"]
    assert set(table.LOOKS) <= set(whole.LOOKS)


def test_only_what_is_not_well_has_its_mend() -> None:
    """Nobody reads what there is nothing to do about."""
    looks = [table.OUTBOX, table.DISK]

    told = list(look_at(case_of(rows=Rows(stuck=1)), looks))

    assert [(one.name, one.mend) for one in told] == [("Envois", table.OUTBOX.mend), ("Disque", "")]


def test_the_versions_of_this_environment_are_within_their_bounds() -> None:
    """It was made from the lock."""
    [found] = versions(case_of())

    assert found.verdict is Verdict.well


def test_a_package_outside_its_bounds_is_named() -> None:
    """So is one that is not there; those of an extra are nobody's."""
    bounds = map(Requirement, ("pydantic<2", "never-heard-of", 'nothing; extra == "dev"', "sqlmodel"))

    [first, second] = outside(list(bounds))

    assert first.startswith("pydantic 2.")
    assert second == "never-heard-of absent"


def test_what_others_may_open_is_counted_and_left_as_it_is(tmp_path: Path) -> None:
    """Whoever looks changes nothing; the next start mends it."""
    tmp_path.chmod(0o755)
    file = tmp_path / "spro.db"
    file.write_text("")
    file.chmod(0o644)

    [found] = permissions(case_of(home=tmp_path))

    assert (found.verdict, found.said) == (Verdict.fault, "2 fichiers ou dossiers ouverts à d'autres comptes")
    assert file.stat().st_mode & 0o777 == 0o644
    tmp_path.chmod(0o700)  # nobody comes at what is in it
    assert [found.verdict for found in permissions(case_of(home=tmp_path))] == [Verdict.well]


@pytest.mark.parametrize(
    ("free", "verdict", "words"),
    [
        (ours.LEAST_FREE, Verdict.well, "il reste 2,1 Go (2 %)"),
        (ours.LEAST_FREE - 1, Verdict.fault, "il reste 2,1 Go (2 %)"),
        (50_000_000_000, Verdict.well, "il reste 50 Go (50 %)"),
    ],
)
def test_a_disk_that_is_nearly_full_is_told(free: int, verdict: Verdict, words: str) -> None:
    """Before it is full: then, no mail could be registered."""
    [found] = ours.disk(case_of(disks={"installation": Room(free, 100_000_000_000)}))

    assert (found.verdict, found.said) == (verdict, words)


def test_of_several_disks_the_fullest_is_told() -> None:
    """By what is kept there."""
    disks = {"installation": Room(50_000_000_000, 100_000_000_000), "fichiers": Room(1, 100_000_000_000)}

    [found] = ours.disk(case_of(disks=disks))

    assert found.said == "il reste 0,0 Go (0 %) pour les fichiers"


def test_one_disk_is_looked_at_once(tmp_path: Path) -> None:
    """A database and a store beside the installation are on its own; what is not there yet will be where its folder
    is."""
    assert list(disks_of(case_of(home=tmp_path / "absent").settings)) == ["installation"]


def waiting(session: Session, *, since: timedelta, attempts: int = 3) -> None:
    """Add a notice that waits, tried in vain; the next try is ahead."""
    campaign = campaign_with(session)
    notice(session, campaign, enqueued_at=AT - since, due_at=AT + MINUTE, attempts=attempts)


@pytest.mark.parametrize(
    ("since", "attempts", "stuck"),
    [(HOUR, 3, 1), (HOUR - MINUTE, 3, 0), (30 * HOUR, 0, 0)],
)
def test_letters_that_wait_for_an_hour_are_stuck(session: Session, since: timedelta, attempts: int, stuck: int) -> None:
    """Not those that are to leave later: an acknowledgement waits for the next morning."""
    waiting(session, since=since, attempts=attempts)

    assert rows_at(session, at=AT).stuck == stuck


def test_one_recipient_that_puts_us_off_is_no_fault(session: Session) -> None:
    """As long as other letters leave, the machine is well."""
    waiting(session, since=2 * HOUR)
    notice(session, campaign_with(session), due_at=None, status=NoticeStatus.sent, sent_at=AT - 5 * MINUTE)

    assert rows_at(session, at=AT).stuck == 0


@pytest.mark.parametrize(
    ("held", "since", "is_said"),
    [(ours.LOOPING, HOUR - MINUTE, True), (ours.LOOPING - 1, HOUR - MINUTE, False), (ours.LOOPING, HOUR, False)],
)
def test_mails_left_without_an_answer_are_told(session: Session, held: int, since: timedelta, *, is_said: bool) -> None:
    """Two programs that answer each other: not a person who writes seven times, and no more once it has ended."""
    campaign = campaign_with(session)
    for bound in list(BOUNDS.values())[:1] * held:
        arrival(session, campaign, trouble=bound.said, processed_at=AT - since)

    assert bool(list(ours.unanswered(case_of(rows=rows_at(session, at=AT))))) is is_said


TOLD = Schedules("3.9.1", missing=(), unbooked=(), next_at=NOW)


@pytest.mark.parametrize(
    ("schedules", "verdict", "words"),
    [
        (TOLD, Verdict.well, "tout est déployé ; la prochaine exécution le 20/05/2026 à 10:00"),
        (TOLD._replace(missing=("admettre",)), Verdict.fault, "déploiements absents : admettre"),
        (
            TOLD._replace(unbooked=("derouler-session",)),
            Verdict.fault,
            "aucune exécution prévue pour : derouler-session",
        ),
    ],
)
def test_what_is_deployed_and_booked_is_judged(schedules: Schedules, verdict: Verdict, words: str) -> None:
    """Each by itself."""
    [found] = conducted.schedules(case_of(schedules=schedules))

    assert (found.verdict, found.said) == (verdict, words)


@pytest.mark.parametrize(
    ("is_running", "verdict"), [(False, Verdict.unasked), (True, Verdict.fault)], ids=["stopped", "running"]
)
def test_a_server_that_does_not_answer_is_a_fault_where_it_should(verdict: Verdict, *, is_running: bool) -> None:
    """A system that was stopped is no fault."""
    assert [found.verdict for found in conducted.server(case_of(is_running=is_running))] == [verdict]
