"""What Prefect sees of a unit of work: the dossiers that it was about, in words that it may show; and that it was
refused, which is an answer to a person and no breakdown. Each is done anew while the database is away (see
`models.storage.patience`)."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlmodel import Session

from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.isolation.isolate import task_goes_on
from models.storage.patience import persist
from models.storage.preview.deed import Unconfirmed
from models.vocabulary import Status

P = ParamSpec("P")
R = TypeVar("R")

REFUSED, SHOWN = "Refusé", "À blanc"
"""The state of a run, and of a task, that was refused by the rules; and of one that is shown first, nothing done."""


class Concerned(NamedTuple):
    """A dossier that an act was about, as it stands after it."""

    session: str
    reference: str
    organisation: str
    status: Status


def concerned(session: Session, application: Application) -> Concerned:
    """Return a dossier as it stands, in words that Prefect may show."""
    session.flush()
    session.refresh(application)
    campaign = session.get_one(Campaign, application.campaign_id)
    organisation = session.get_one(Organisation, application.organisation_id)
    return Concerned(campaign.code, application.reference, organisation.name, application.status)


class Refusable(Generic[P, R]):
    """A task of Prefect whose Refusal, or what it would do and nobody confirmed, is raised where it is called, without
    an error in the logs: its state says it.

    `fn` is its work alone.
    """

    def __init__(self, fn: Callable[P, Coroutine[Any, Any, R]], name: str) -> None:
        """Make the task of some work; `name` is what the console calls it."""
        self.fn = fn
        self._task = task(name=name, task_run_name=name, cache_policy=NO_CACHE)(_judged(fn))

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the task, and return what it did. Raises the Refusal that it ended in, or Unconfirmed."""
        done = await self._task(*args, **kwargs)
        if isinstance(done, State):
            raise cast("Refusal | Unconfirmed", await done.aresult())
        return done


def refusable(name: str) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Refusable[P, R]]:
    """Return what makes a task, called `name`, of work that the rules may refuse."""
    return lambda fn: Refusable(fn, name)


def _judged(work: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R | State[Any]]]:
    @wraps(work)
    async def judged(*args: P.args, **kwargs: P.kwargs) -> R | State[Any]:
        try:
            return await persisting(work)(*args, **kwargs)
        except Refusal as refusal:
            # Prefect logs as an error whatever ends otherwise than completed.
            return Completed(name=REFUSED, message=str(refusal), data=refusal)
        except Unconfirmed as told:
            return Completed(name=SHOWN, message=str(told), data=told)

    return judged


def unit(name: str) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Task[P, Coroutine[Any, Any, R]]]:
    """Return what makes a task, called `name`, of work that the system does by itself."""
    return lambda fn: task(name=name, task_run_name=name, cache_policy=NO_CACHE)(persisting(fn))


def persisting(work: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Return some work that is done anew while the database is away, and where another did the same at once: the
    database keeps what the first wrote, and the rules answer the second in words of theirs. Rows that cannot be read
    are left out."""

    @wraps(work)
    async def done(*args: P.args, **kwargs: P.kwargs) -> R:
        return await persist(lambda: work(*args, **kwargs))

    return task_goes_on(done)
