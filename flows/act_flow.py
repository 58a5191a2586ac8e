"""What makes the flow that people start: what they sent is read as it was sent, and what is refused of it is told to
them. An act has a form; what conducts a session takes its code, an instant, or both.

What is to be confirmed is shown first, and its run ends as « À blanc »: nothing was done. A refusal ends its run as
« Refusé », of Prefect's type « cancelled »: it is neither a success nor a failure of the machine, and counts for
neither in the figures of the console. Where the database is away, the run waits for it, and begins anew.
"""

import os
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import datetime
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from markupsafe import Markup
from prefect import Flow, flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed, Failed

from flows.boards.artifact import ACCOUNT
from flows.boards.dry_run import render_dry_run
from flows.boards.links import filled_link
from flows.boards.markdown import environment, plain
from flows.quiet import say_quietly
from flows.run_context import name_run, read_instant, written
from models.errors import Refusal
from models.forms.faults import read_form
from models.forms.parts import Form, named_in
from models.storage.patience import Unavailable, persist
from models.storage.preview.deed import Unconfirmed
from models.storage.settings import Settings
from tasks.acts.act import Act
from tasks.acts.table import ACTS
from tasks.concerned import REFUSED, SHOWN
from tasks.console.boards.board import known_code

P = ParamSpec("P")
R = TypeVar("R")

_AT = "Instant de l'acte ; laissez vide pour maintenant."
_NAME = "Saisie refusée"
_LONGEST = 1_000  # characters shown of a fault


def _says_nothing(_besides: object) -> Iterable[str]:
    return ()


def act_flow(
    form: type[Form], *, says: Callable[[Any], Iterable[str]] = _says_nothing
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Flow[P, Coroutine[Any, Any, R]]]:
    """Return what makes the flow of an act out of its body, which takes `form` and `at`: all else is said by the row of
    its form, what stands above and under both in the console included. `says` puts in sentences what its dry run tells
    besides its effects."""
    act = ACTS[form]

    def made(body: Callable[P, Coroutine[Any, Any, R]]) -> Flow[P, Coroutine[Any, Any, R]]:
        # Prefect reads what it says of a parameter there.
        body.__doc__ = f"{body.__doc__ or act.description}\n\nArgs:\n    form: {act.asks}\n    at: {_AT}\n"
        as_flow = _flow(name=act.name, flow_run_name=_name(act), description=act.description)
        return as_flow(_judged(act, body, says))

    return made


def _flow(
    **said: Any,  # noqa: ANN401  what Prefect's own decorator takes
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Flow[P, Coroutine[Any, Any, R]]]:
    """Return what makes a flow of a body that reads what it is given itself, and whose results our database keeps."""
    return flow(
        # Prefect's own check would fail the run, in English, before anything of ours is asked.
        validate_parameters=False,
        # Prefect keeps none. Where a flow does not say so, each of its runs asks the server, twice.
        persist_result=False,
        result_storage=Path(os.devnull),
        **said,
    )


def _judged(
    act: Act[Any], body: Callable[P, Coroutine[Any, Any, R]], says: Callable[[Any], Iterable[str]]
) -> Callable[P, Coroutine[Any, Any, R]]:
    """Return a body that reads its form itself, ends in a refusal where the form or the rules do, and shows first what
    is to be confirmed."""
    told = cast("Callable[[Form, datetime | None], Coroutine[Any, Any, R]]", body)

    @wraps(body)
    async def judged(said: object = None, at: object = None) -> R | State[Any]:
        try:
            return await persist(lambda: told(read_form(act.form, said), read_instant(at)))
        except Refusal as refusal:
            return await refuse(refusal, {"form": _plain(said)})
        except Unavailable as away:
            return await give_up(away, {"form": _plain(said)})
        except Unconfirmed as unconfirmed:
            return await _show_first(act, unconfirmed, says(unconfirmed.besides))

    return _asked_even_of_nothing(cast("Callable[P, Coroutine[Any, Any, R]]", judged))


async def _show_first(act: Act[Any], told: Unconfirmed, said: Iterable[str]) -> State[Any]:
    """Name the current run so, leave the account of what its act would do, and return how it ends: whoever awaits the
    flow gets the code that confirms it."""
    again = told.form.model_dump(mode="json", exclude_none=True) | {"confirmed": told.code}
    await name_run(f"{SHOWN} · {_titled(act, told.form)}")
    await acreate_markdown_artifact(
        key=ACCOUNT,
        markdown=render_dry_run(told, said, _link({"form": again})),
        description="Ce que l'exécution ferait.",
    )
    return Completed(name=SHOWN, message=f"{SHOWN} : {told}.", data=told.code)


def _link(typed: Mapping[str, Any]) -> str | None:
    """Return the address of the form of the current run, filled in; None where no deployment runs it."""
    context = FlowRunContext.get()
    deployment = context.flow_run.deployment_id if context and context.flow_run else None
    return filled_link(deployment, typed) if deployment else None


def plain_flow(
    **said: Any,  # noqa: ANN401  what Prefect's own decorator takes
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Flow[P, Coroutine[Any, Any, R]]]:
    """Return what makes a flow without a form out of its body, which takes some of `session`, `stage` and `at`."""
    return lambda body: _flow(**said)(_read_first(body))


def _read_first(body: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Return a body that reads its parameters itself, and ends in a refusal where one is refused, or the rules do."""
    parameters, told = signature(body).parameters, cast("Callable[..., Coroutine[Any, Any, R]]", body)

    @wraps(body)
    async def judged(*args: P.args, **kwargs: P.kwargs) -> R | State[Any]:
        said = signature(body).bind_partial(*args, **kwargs).arguments
        typed = {name: str(value) for name, value in said.items() if value is not None}
        try:
            return await persist(lambda: told(**{name: _read(one, said.get(name)) for name, one in parameters.items()}))
        except Refusal as refusal:
            return await refuse(refusal, typed)
        except Unavailable as away:
            return await give_up(away, typed)

    return _asked_even_of_nothing(cast("Callable[P, Coroutine[Any, Any, R]]", judged))


def _asked_even_of_nothing(
    judged: Callable[P, Coroutine[Any, Any, R]],
) -> Callable[P, Coroutine[Any, Any, R]]:
    """Return a body that Prefect calls even where nobody typed anything: it would have its process end in an error."""
    own = signature(judged)
    given = [one.replace(default=None) if one.default is Parameter.empty else one for one in own.parameters.values()]
    vars(judged)["__signature__"] = own.replace(parameters=given)
    return judged


def _read(parameter: Parameter, value: object) -> object:
    """Return a parameter as its flow takes it; None, or nothing typed, where it may be left out."""
    if value in (None, "") and parameter.default is None:
        return None
    return _READERS[parameter.name](value)


_READERS: Mapping[str, Callable[[object], object]] = {
    "at": read_instant,
    "session": lambda value: known_code(Settings().database, value),
    "stage": str,
}
"""How each parameter that a flow without a form may take is read."""


async def refuse(refusal: Refusal, typed: Mapping[str, Any]) -> State[Any]:
    """Name the current run so, leave the account of what was refused of its parameters, and return how it ends.

    Whoever awaits the flow gets the Refusal raised.
    """
    await name_run(_refused(typed.get("form")))
    await acreate_markdown_artifact(
        key=ACCOUNT, markdown=render_refusal(refusal, _link(typed)), description="Ce qui est refusé, et pourquoi."
    )
    say_quietly(REFUSED, str(refusal))
    return Cancelled(name=REFUSED, message=str(refusal), data=refusal)


async def give_up(away: Unavailable, typed: Mapping[str, Any]) -> State[Any]:
    """Leave the account of a run that the database kept waiting for too long, and return how it ends: failed, so that
    the Région is told."""
    template = environment().get_template("unavailable.md")
    link = _link(typed)
    await acreate_markdown_artifact(
        key=ACCOUNT,
        markdown=template.render(said=str(away), link=Markup(link) if link else None),  # noqa: S704
        description="Pourquoi l'exécution s'est arrêtée.",
    )
    return Failed(message=str(away), data=away)


def render_refusal(refusal: Refusal, link: str | None) -> str:
    """Return what was refused, in Markdown; `link` leads back to the form as it was filled in."""
    faults = [plain(fault, longest=_LONGEST) for fault in refusal.sentences]
    return environment().get_template("refused.md").render(faults=faults, link=Markup(link) if link else None)  # noqa: S704


def _name(act: Act[Any]) -> Callable[[], str]:
    """Return what Prefect calls to name a run: the title of the act over its form, if that is sound."""

    def name() -> str:
        said = flow_run.parameters.get("form")
        try:
            form = read_form(act.form, said)
        except Refusal:
            return _refused(_plain(said))
        return _titled(act, form)

    return name


def _titled(act: Act[Any], form: Form) -> str:
    return written(act.title if isinstance(act.title, str) else act.title(form), form=form)


def _refused(form: object) -> str:
    """Return the name of a run whose form is refused: it claims nothing that was not done."""
    texts = {key: said for key, said in form.items() if _is_text(said)} if isinstance(form, Mapping) else {}
    return written(f"{_NAME} · {{form[dossiers]}}", form=texts) if named_in(texts) else _NAME


def _is_text(said: object) -> bool:
    return isinstance(said, str) or (isinstance(said, list) and all(isinstance(each, str) for each in said))


def _plain(said: object) -> object:
    return said.model_dump(mode="json") if isinstance(said, Form) else said
