"""Whatever an act is shown to do, it does, and nothing else: each act of the table, on a made-up year of thirty,
another each time (what is drawn follows the seed that is printed)."""

import asyncio
import random
from collections import Counter
from datetime import datetime
from typing import NamedTuple

import pytest
from sqlmodel import Session, col, func, select

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.forms.dossiers import OpeningForm, ProspectsForm
from models.forms.handling import PurgeForm
from models.forms.meetings import MinutesFileForm, SittingForm
from models.forms.mending import EntryCorrectionForm, SessionCancellationForm
from models.forms.parts import Form
from models.notices import Notice
from models.storage.database import reading, transaction
from models.storage.preview.deed import Unconfirmed
from models.storage.preview.effects import Effects, effects
from models.storage.preview.standing import standing
from tasks.acts.table import ACTS
from tasks.incidents.forgetting.units import approve_purge
from tasks.meetings.recording.units import import_minutes
from tasks.sessions.units import follow, open_session, tell_prospects
from tests.conftest import Installation
from tests.flows.rehearsal.direct import Direct, standing_now
from tests.servers.databases import SqliteDatabase, empty_postgresql
from tests.tasks.acts.shown.forms import OCCASIONS
from tests.tasks.acts.shown.years import Day, Path, Year, do_what_is_due, play

pytestmark = pytest.mark.timeout(300)  # a whole year, and each act upon it, on a machine that may be busy

SIZE = 30
SHOWN = {form for form in ACTS if "confirmed" in form.model_fields}


class Ends(NamedTuple):
    """The last lines of the journal and of the outbox."""

    line: int
    notice: int


class Told(NamedTuple):
    """What the journal and the outbox tell: from which status dossiers moved to which, and the letters written."""

    moves: dict[str, tuple[str | None, str]]
    letters: Counter[tuple[str, str | None]]


def ends(database: str) -> Ends:
    """Return the last lines."""
    with reading(database) as session:
        last = (session.exec(select(func.max(table.id))).one() or 0 for table in (JournalLine, Notice))
        return Ends(*last)


def told_since(session: Session, since: Ends) -> Told:
    """Return what is told since some last lines."""
    lines = select(Application.reference, JournalLine.former, JournalLine.status).join(Application)
    found: dict[str, tuple[str | None, str]] = {}
    for reference, former, status in session.exec(
        lines.where(col(JournalLine.id) > since.line).order_by(col(JournalLine.id))
    ):
        found[reference] = (found[reference][0] if reference in found else former, status)
    written = select(Notice.kind, Application.reference).outerjoin(Application).where(col(Notice.id) > since.notice)
    letters = Counter[tuple[str, str | None]](session.exec(written).all())
    return Told({one: move for one, move in found.items() if move[0] != move[1]}, letters)


def planned(plan: Effects) -> Told:
    """Return what a plan tells of that."""
    moves = {one.reference: (one.former and one.former.status, one.now.status) for one in plan.moves}
    letters = Counter[tuple[str, str | None]]((one.kind, one.reference) for one in plan.to_leave)
    return Told({one: move for one, move in moves.items() if move[0] != move[1]}, letters)


async def do(form: Form, *, at: datetime) -> None:
    """Do an act as its flow does, without a run of Prefect's."""
    if isinstance(form, OpeningForm):
        await open_session.fn(form, at=at)
    elif isinstance(form, ProspectsForm):
        await tell_prospects.fn(form, at=at)
    elif isinstance(form, MinutesFileForm):
        await import_minutes.fn(form, at=at, then=follow)
    elif isinstance(form, PurgeForm):
        await approve_purge.fn(form, at=at)
    else:
        await Direct().act(form, at=at)


def hold_equal(database: str, form: Form, *, at: datetime) -> None:
    """Have an act shown, then done, and the system do what is due then; hold that no more came of it than was shown."""
    before, since = standing_now(), ends(database)
    with pytest.raises(Unconfirmed) as shown:
        asyncio.run(do(form, at=at))
    assert (standing_now(), ends(database)) == (before, since)

    asyncio.run(do(form.model_copy(update={"confirmed": shown.value.code}), at=at))
    asyncio.run(do_what_is_due(at=at))

    plan = shown.value.effects
    with reading(database) as session:
        assert plan == effects(before, standing(session))
        assert planned(plan) == told_since(session, since)


def test_every_act_that_is_shown_first_is_tried() -> None:
    """A new one needs its row."""
    assert set(OCCASIONS) == SHOWN


def test_an_act_does_what_it_was_shown_to_do(spro: Installation, sqlite: SqliteDatabase) -> None:
    """Whom it moves, who is written to, which letters are called off, which dates change; what the system does next of
    itself too."""
    paths = (*Path, *random.choices([*Path], k=SIZE - len(Path)))  # noqa: S311  a draw that the seed gives again
    saved = dict[Day, bytes]()
    play(spro.database, paths, save=lambda day: saved.update({day: sqlite.copy()}))

    for days, fill_in in OCCASIONS.values():
        for day in days:
            sqlite.renew(saved[day])
            with transaction(spro.database) as session:
                forms = [*fill_in(Year(session, paths, day.at))]
            filled_in = sqlite.copy()
            for form in forms:
                sqlite.renew(filled_in)
                hold_equal(spro.database, form, at=day.at)


@pytest.mark.postgres
def test_so_it_is_on_postgresql(spro: Installation, postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One dossier of each path, two sessions side by side, and acts one after the other."""
    empty_postgresql(postgresql)
    monkeypatch.setenv("SPRO_DATABASE_URL", postgresql)
    play(spro.database, [*Path], save=lambda _: None, until=Day.summer)

    for act in (EntryCorrectionForm, SittingForm, SessionCancellationForm):
        with transaction(spro.database) as session:
            form = next(OCCASIONS[act].forms(Year(session, [*Path], Day.summer.at)))
        hold_equal(spro.database, form, at=Day.summer.at)
