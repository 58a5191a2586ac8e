"""The pages of the directory, drawn: the same members give the same octets."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications.documents.directory.files import LICENCE, LICENCE_ADDRESS
from notifications.views.directory import Directory, PublicSite, Structure, page_of
from notifications.writing.typography import typographic
from notifications.writing.wording import count, long_date

TEMPLATES = Path(__file__).parent / "templates"
STATIC = ("annuaire.css", "verifier.js")

_FILTERS: Mapping[str, Callable[..., str]] = {"count": count, "long_date": long_date}


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
    places = list(placed(directory))
    page = partial(_page, directory, [(path, title) for path, title, _ in places])
    yield page("index.html", "index.html", letters=_by_letter(directory.structures))
    yield page("reseaux.html", "networks.html", networks=_by_network(directory.structures))
    for path, title, those in places:
        yield page(path, "places.html", title=title, places=those)
    yield page("donnees.html", "data.html")
    yield page("verifier.html", "check.html", script=True)
    for structure, head, group in _grouped(directory.structures):
        said = {"structure": structure, "head": head, "group": group}
        yield page(f"structures/{structure.slug}.html", "structure.html", **said)
    for certificate in directory.certificates:
        path = f"certificats/{page_of(certificate.code)}.html"
        yield page(path, "certificate.html", certificate=certificate)
    for name in STATIC:
        yield name, (TEMPLATES / name).read_bytes()


_LICENCE = {"licence": LICENCE, "licence_address": LICENCE_ADDRESS}


def _page(
    directory: Directory,
    by_place: list[tuple[str, str]],
    path: str,
    template: str,
    **said: Any,  # noqa: ANN401  whatever a page shows
) -> tuple[str, bytes]:
    """Return a page with its path, drawn among the others: `by_place` are those of sites in the menu of each."""
    known = {"directory": directory, "by_place": by_place, "here": path, "root": "../" * path.count("/")}
    context = known | _LICENCE | {"script": False} | said
    return path, _printed(_environment().get_template(template).render(context)).encode()


def _grouped(structures: tuple[Structure, ...]) -> Iterator[tuple[Structure, Structure | None, list[Structure]]]:
    """Yield each member with the head of its group, and with those whose head it is."""
    by_slug = {one.slug: one for one in structures}
    groups: dict[str | None, list[Structure]] = {}
    for one in structures:
        groups.setdefault(one.head, []).append(one)
    for one in structures:
        yield one, by_slug.get(one.head or ""), groups.get(one.slug, [])


_TAG = re.compile(r"(<[^>]*>)")


def _printed(page: str) -> str:
    """Return a page whose words are as French prints them; what stands in its tags stays."""
    parts = _TAG.split(page)
    return "".join(one if one.startswith("<") else escape(typographic(unescape(one)), quote=False) for one in parts)


def _by_letter(structures: tuple[Structure, ...]) -> list[tuple[str, list[Structure]]]:
    """Return the members by the first letter of their page's name; those that begin with a figure under « 0-9 »."""

    def first(structure: Structure) -> str:
        sign = structure.slug[:1].upper()
        return sign if sign.isalpha() else "0-9"

    return [(letter, list(those)) for letter, those in groupby(structures, key=first)]


class Placed(NamedTuple):
    """A site, and whose it is."""

    structure: Structure
    site: PublicSite


def placed(directory: Directory) -> Iterator[tuple[str, str, list[tuple[str, list[Placed]]]]]:
    """Yield the pages of sites by place, where there are any: their path, their title, and the sites of each place."""
    sites = [Placed(structure, site) for structure in directory.structures for site in structure.sites]
    if sites:
        yield (
            "departements.html",
            "Par département",
            _by(sites, lambda one: (one.site.department_code, one.site.department)),
        )
    if told := [one for one in sites if one.site.territory]:
        yield (
            "territoires.html",
            "Par territoire",
            _by(told, lambda one: (one.site.territory or "", one.site.territory or "")),
        )


def _by(sites: list[Placed], place: Callable[[Placed], tuple[str, str]]) -> list[tuple[str, list[Placed]]]:
    """Return sites by place, in the order of what tells one from another."""
    return [(name, list(those)) for (_, name), those in groupby(sorted(sites, key=place), key=place)]


def _by_network(structures: tuple[Structure, ...]) -> list[tuple[str, list[Structure]]]:
    """Return the members by network, those of none last."""
    names = sorted({structure.network for structure in structures if structure.network})
    found = [(name, [one for one in structures if one.network == name]) for name in names]
    others = [one for one in structures if one.network is None]
    return [*found, ("Hors réseau", others)] if others else found
