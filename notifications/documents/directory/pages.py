"""The pages of the directory, drawn: the same members give the same octets."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications.views.directory import Directory, Structure, page_of
from notifications.writing.typography import typographic
from notifications.writing.wording import count, long_date

TEMPLATES = Path(__file__).parent / "templates"
STATIC = ("annuaire.css", "verifier.js")

_FILTERS: Mapping[str, Callable[..., str]] = {"count": count, "long_date": long_date, "nice": typographic}


@cache
def _environment() -> Environment:
    """Return the environment of the pages: everything is escaped, and a name that nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= _FILTERS
    return made


def pages(directory: Directory) -> Iterator[tuple[str, bytes]]:
    """Yield each page by its path in the folder, then what they look like."""
    yield "index.html", _drawn("index.html", directory, letters=_by_letter(directory.structures))
    yield "reseaux.html", _drawn("networks.html", directory, networks=_by_network(directory.structures))
    yield "donnees.html", _drawn("data.html", directory)
    yield "verifier.html", _drawn("check.html", directory, script=True)
    for structure in directory.structures:
        said = {"structure": structure, "root": "../"}
        yield f"structures/{structure.slug}.html", _drawn("structure.html", directory, **said)
    for certificate in directory.certificates:
        said = {"certificate": certificate, "root": "../"}
        yield f"certificats/{page_of(certificate.code)}.html", _drawn("certificate.html", directory, **said)
    for name in STATIC:
        yield name, (TEMPLATES / name).read_bytes()


def _drawn(template: str, directory: Directory, **said: Any) -> bytes:  # noqa: ANN401  whatever a page shows
    context = {"directory": directory, "root": "", "script": False, "here": template} | said
    return _environment().get_template(template).render(context).encode()


def _by_letter(structures: tuple[Structure, ...]) -> list[tuple[str, list[Structure]]]:
    """Return the members by the first letter of their page's name; those that begin with a figure under « 0-9 »."""

    def first(structure: Structure) -> str:
        sign = structure.slug[:1].upper()
        return sign if sign.isalpha() else "0-9"

    return [(letter, list(those)) for letter, those in groupby(structures, key=first)]


def _by_network(structures: tuple[Structure, ...]) -> list[tuple[str, list[Structure]]]:
    """Return the members by network, those of none last."""
    names = sorted({structure.network for structure in structures if structure.network})
    found = [(name, [one for one in structures if one.network == name]) for name in names]
    others = [one for one in structures if one.network is None]
    return [*found, ("Hors réseau", others)] if others else found
