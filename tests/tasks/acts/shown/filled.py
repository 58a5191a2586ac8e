"""What fills in the form of an act, about the dossiers of a year."""

from collections.abc import Callable
from typing import Any

from models.dossiers.application import Application
from models.forms.parts import Form
from tests.tasks.acts.shown.years import BY, Path, Year

Fill = Callable[[Year], Form]
GROUP = "working_group"


def of(path: Path, make: Callable[[Application], Form]) -> Fill:
    """Return what fills in a form about the dossier that takes a path."""
    return lambda year: make(year.on(path)[0])


def named(form: type[Form], **said: Any) -> Callable[[Application], Form]:  # noqa: ANN401
    """Return what fills in a form about one dossier, by its reference."""
    return lambda one: form.model_validate({"reference": one.reference, "by": BY} | said)


def several(form: type[Form], **said: Any) -> Callable[[Application], Form]:  # noqa: ANN401
    """Return what fills in a form that may be about several."""
    return lambda one: form.model_validate({"references": [one.reference], "by": BY} | said)


def said(form: type[Form], **said: Any) -> Fill:  # noqa: ANN401
    """Return what fills in a form about the session."""
    return lambda _: form.model_validate({"session": "ara-2026", "by": BY} | said)
