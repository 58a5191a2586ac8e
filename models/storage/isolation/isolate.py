"""How work is isolated: what can be done is done whatever cannot, and what cannot is set aside with its reason.

All at once first; where that fails, without what cannot be read; where it still fails, without those for whom it fails
alone, who are found by halves. What is tried meanwhile is taken back: for the others, it is as if these were not there.
"""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable
from functools import partial, wraps
from itertools import islice
from typing import Any, NamedTuple, ParamSpec, TypeVar

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.errors import Answer
from models.storage.aside.hidden import Between, Known, Rows, hide, known, narrowed, rows_of
from models.storage.database import reading, transaction
from models.storage.isolation.bisect import Culprit, culprits, of_rows
from models.storage.isolation.keep import Victim, let_go, review, set_aside, victims
from models.storage.patience import Unavailable, trouble_of
from models.storage.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

_DOSSIER, _NOBODY = "application", 0

MOST = 20
"""Dossiers that one fault may have: for more of them, what fails is the work itself."""


def goes_on(work: Callable[P, T]) -> Callable[P, T]:
    """Return some work on the database of the settings that goes on as `going_on` has it."""

    @wraps(work)
    def going(*args: P.args, **said: P.kwargs) -> T:
        return going_on(None, lambda: work(*args, **said))

    return going


def task_goes_on(work: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Return the same of work that is awaited."""

    @wraps(work)
    async def going(*args: P.args, **said: P.kwargs) -> T:
        try:
            return await work(*args, **said)
        except Exception as error:
            if not finds_fault(Settings().database, error):
                raise
        return await work(*args, **said)

    return going


def going_on(database: str | None, work: Callable[[], T]) -> T:
    """Return what some work on a database (None: that of the settings) returns; where it fails because of rows that
    cannot be read, they are set aside, and it is done again. Raises what it raises otherwise."""
    try:
        return work()
    except Exception as error:
        if not finds_fault(database or Settings().database, error):
            raise
    return work()


_IN_VAIN: set[tuple[str, str]] = set()
"""Failures for which all rows were looked at in vain: nobody looks again each time that they come back."""

_REMEMBERED = 1_000


def finds_fault(database: str, error: Exception) -> bool:
    """Return True if rows of a database that could not be read are set aside from now on, which may be why something
    failed."""
    failure = (database, repr(error))
    if isinstance(error, Answer | Unavailable) or trouble_of(error) or failure in _IN_VAIN:
        return False
    found, is_new = _look(database)
    if not is_new:
        # Once more all the same: another may have set it aside since the work began.
        _remember(failure)
    return bool(found)


def _remember(failure: tuple[str, str]) -> None:
    if len(_IN_VAIN) >= _REMEMBERED:
        _IN_VAIN.clear()
    _IN_VAIN.add(failure)


def look_again(database: str) -> bool:
    """Look at all rows of a database: what cannot be read is set aside, what can be again let go. Return True if any
    was not set aside before."""
    _, is_new = _look(database)
    return is_new


def _look(database: str) -> tuple[Collection[Victim], bool]:
    with reading(database) as session:
        found = victims(session)
    with transaction(database) as session:
        return found.keys(), review(session, found)


class Duty(NamedTuple):
    """One thing that a session owes: its name, and what it is called in French."""

    campaign_id: int
    name: str
    title: str

    def reason(self, error: Exception) -> str:
        """Return why something is set aside, without what stands in its rows."""
        return f"« {self.title} » : impossible ({type(error).__name__})"


def owed(session: Session, duty: Duty, work: Callable[[], T]) -> T | None:
    """Do what a session owes and return what that returns, in a savepoint of its own: without those of its dossiers for
    which it cannot be done; None where it cannot be done at all."""
    former = [one for one in known(session) if (one.duty, one.campaign_id) == (duty.name, duty.campaign_id)]
    done, error = _tried(session, work)
    if error:
        review(session, victims(session))
        still = [one for one in former if one.of == _DOSSIER and _fails_for(session, work, one.row)]
        _let_go(session, (one for one in former if one.of == _DOSSIER and one not in still))
        done, error = _without_the_faulty(session, duty, work)
    else:
        _let_go(session, former)
    if error:
        set_aside(session, Victim("campaign", duty.campaign_id), duty.reason(error), duty=duty.name)
        hide(session)
    else:
        _let_go(session, (one for one in former if one.of != _DOSSIER))
    return done


def _let_go(session: Session, those: Iterable[Known]) -> None:
    if gone := list(those):
        let_go(session, gone)
        hide(session)


def _without_the_faulty(session: Session, duty: Duty, work: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """Do some work without the dossiers for which it is known to fail, or else without those for which it turns out to;
    return what it returns, or what went wrong."""
    done, error = _without(session, duty, work)
    if error:
        for row, fault in _faulty(session, duty, work):
            set_aside(session, Victim(_DOSSIER, row), duty.reason(fault), duty=duty.name)
        hide(session)
        done, error = _without(session, duty, work)
    return done, error


def _without(session: Session, duty: Duty, work: Callable[[], T]) -> tuple[T | None, Exception | None]:
    with narrowed(session, without=rows_of(known(session), "", duty.name)):
        return _tried(session, work)


def _tried(session: Session, work: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """Return what some work returns, or what went wrong: nothing of it is kept then."""
    try:
        with session.begin_nested():
            return work(), None
    except Exception as error:  # noqa: BLE001  whatever it is, the others go on
        return None, of_rows(error)


def _faulty(session: Session, duty: Duty, work: Callable[[], object]) -> list[Culprit]:
    """Return the dossiers for which some work fails alone; none where it fails for nobody, or for too many."""
    leaving_out = rows_of(known(session), "", duty.name)
    attempt = partial(_attempt, session, work, leaving_out)
    if [*culprits([_NOBODY], attempt)]:
        return []
    with narrowed(session, without=leaving_out):
        rows = [row or 0 for row in session.exec(select(Application.id).order_by(col(Application.id)))]
    found = [*islice(culprits(rows, attempt), MOST + 1)]
    return found if len(found) <= MOST else []


def _fails_for(session: Session, work: Callable[[], object], row: int) -> bool:
    return bool([*culprits([row], partial(_attempt, session, work, rows_of(known(session), "")))])


def _attempt(session: Session, work: Callable[[], object], leaving_out: Rows, among: Between) -> None:
    """Do some work for the dossiers between two numbers, and take it back."""
    with narrowed(session, without=leaving_out, among=among), session.begin_nested() as nested:
        work()
        session.flush()
        nested.rollback()
