"""What an act would do, in Markdown: which dossiers move, which letters leave, which dates change, and what nobody can
take back. It shows references and numbers; the letters themselves are on our own page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from markupsafe import Markup

from flows.boards.markdown import environment, plain
from models.dossiers.workflow import LABELS
from models.forms.parts import IN_FACT, IN_LAW, Form
from models.storage.pages import dry_run_path
from models.storage.preview.deed import Unconfirmed
from models.storage.preview.effects import Effects, Letter, Move, NewDate
from notifications.catalogue import KINDS
from notifications.writing.wording import count, long_date
from tasks.intake.desks.links import console_address

R = TypeVar("R")

NAMED = 12
"""Dossiers of a line that are named; how many more there are is said."""

_WHY = 1_000  # characters shown of reasons


class Line(NamedTuple):
    """A line of a table: what happens, to how many, and which."""

    what: str
    total: int
    which: str


def render_dry_run(told: Unconfirmed, said: Iterable[str], link: str | None) -> str:
    """Return what an act would do; `said` is what it tells besides, `link` leads to the form that confirms it."""
    effects = told.effects
    return (
        environment()
        .get_template("dry_run.md")
        .render(
            anew=told.is_anew,
            said=list(said),
            reasoned=list(_reasoned(told.form)),
            dossiers=list(_dossiers(effects)),
            letters=list(_all_letters(effects)),
            dates=list(_dates(effects)),
            lasting=list(lasting(effects)),
            shown=Markup(shown_at(told)),  # noqa: S704
            code=told.code,
            link=Markup(link) if link else None,  # noqa: S704
        )
    )


def _reasoned(form: Form) -> Iterator[str]:
    """Yield the reasons and the author of what a form decides, as they will be read."""
    for said in getattr(form, "lines", [form]):
        about = f"{said.reference} : " if said is not form else ""
        for title, name in ((IN_LAW, "law"), (IN_FACT, "reasons")):
            if words := getattr(said, name, None):
                yield f"{about}{title.lower()} : « {plain(words, longest=_WHY)} »"
    if signatory := getattr(form, "signatory", None):
        yield f"Signataire : {plain(signatory.name, longest=_WHY)}, {plain(signatory.capacity, longest=_WHY)}"


def shown_at(told: Unconfirmed) -> str:
    """Return where our own page shows the letters of a dry run."""
    return f"{console_address()}{dry_run_path(told.code)}"


def in_short(effects: Effects) -> Iterator[str]:
    """Yield what an act would do, a sentence a line."""
    for line in (*_dossiers(effects), *_all_letters(effects)):
        yield f"{line.what} : {line.total} ({line.which})."
    yield from (f"{said}." for said in _dates(effects))
    yield from lasting(effects)


def _dossiers(effects: Effects) -> Iterator[Line]:
    return _lines(effects.moves, _moved, lambda move: move.reference)


def _all_letters(effects: Effects) -> Iterator[Line]:
    yield from _letters("à envoyer", effects.to_leave)
    yield from _letters("à imprimer", effects.on_paper)
    yield from _letters("annulée avant son départ", effects.called_off)


def _lines(rows: Iterable[R], what: Callable[[R], str], which: Callable[[R], str]) -> Iterator[Line]:
    """Yield a line for each thing that happens, in the order in which each is met first."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(what(row), []).append(which(row))
    for said, names in found.items():
        yield Line(said, len(names), _first(list(dict.fromkeys(names))))


def _first(names: Sequence[str]) -> str:
    more = f" et {count(len(names) - NAMED, 'autre')}" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _moved(move: Move) -> str:
    """Return where a dossier was and where it is: its session too, where that changes."""
    now = LABELS[move.now.status]
    if move.former is None:
        return f"nouveau dossier, {now}"
    former = LABELS[move.former.status]
    stands = now if former == now else f"{former} → {now}"
    return (
        stands if move.former.session == move.now.session else f"{stands}, {move.former.session} → {move.now.session}"
    )


def _letters(what: str, letters: Sequence[Letter]) -> Iterator[Line]:
    yield from _lines(
        letters, lambda one: f"{KINDS[one.kind].title}, {what}", lambda one: one.reference or "sans dossier"
    )


def _dates(effects: Effects) -> Iterator[str]:
    """Yield the dates that change, the same change of several in one."""
    for line in _lines(effects.dates, _moved_date, lambda one: one.dated.of):
        yield f"{line.what} ({line.which})"


def _moved_date(one: NewDate) -> str:
    return f"{one.dated.what} : {_day(one.former)} → {_day(one.now)}"


def _day(day: date | None) -> str:
    return long_date(day) if day else "aucune"


def lasting(effects: Effects) -> Iterator[str]:
    """Yield what nobody can take back of what an act does."""
    held = [one for one in effects.to_leave if one.is_held]
    at_once = len(effects.to_leave) - len(held)
    if at_once:
        left = count(at_once, "lettre partira", "lettres partiront")
        yield f"{left} aussitôt : une lettre partie ne se reprend pas, une autre la corrige."
    if held:
        kept = count(len(held), "lettre sera retenue avant son départ", "lettres seront retenues avant leur départ")
        yield f"{kept} : jusque-là, le formulaire « traiter-lettre » peut encore l'empêcher."
    if effects.on_paper:
        printed = count(len(effects.on_paper), "lettre n'attendra plus", "lettres n'attendront plus")
        yield f"{printed} : la page de chacune redonne le document ; un pli posté ne se reprend pas."
    if effects.ended:
        yield f"{_first(effects.ended)} : ce qui était accordé prend fin ; seule une nouvelle décision le rétablirait."
    if not (effects.to_leave or effects.on_paper or effects.ended):
        yield "Rien : aucune lettre ne part, et rien de ce qui était accordé n'est retiré."
