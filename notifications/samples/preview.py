"""Every notice on fictional data, as pages to proofread: what will be received, before anyone receives it."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.region.model import Region
from models.vocabulary import NoticeKind
from notifications.catalogue import KINDS
from notifications.outbox.enclosures import Enclosure
from notifications.samples.documents import carried
from notifications.samples.every_kind import samples
from notifications.samples.sample_data import Sample
from notifications.writing.looks import LOOKS
from notifications.writing.render import TEMPLATES, Rendered, render

__all__ = ["Page", "Sample", "render_samples", "samples", "write_pages", "write_preview"]

_TOLD = (
    "Chaque courriel que reçoit un organisme candidat ou une personne qui conduit la procédure, avec des données "
    "fictives et les textes du fichier de la région."
)


def render_samples(region: Region) -> list[tuple[Sample, Rendered]]:
    """Return each sample with the notice it makes in the words of this region."""
    return [
        (sample, render(sample.kind, region=sample.region or region, session=sample.session, **sample.variables))
        for sample in samples(region)
    ]


class Page(NamedTuple):
    """A letter to look at: the name of its files, its kind, what is particular about it, and what its reader gets."""

    name: str
    kind: NoticeKind
    case: str
    notice: Rendered
    files: tuple[Enclosure, ...] = ()


def write_pages(directory: Path, pages: Sequence[Page], *, title: str, told: str) -> Path:
    """Write letters as HTML pages and texts, and the files that they carry, beside an `index.html` that links them all,
    and return the index. The folder is made if need be; files of the same names are replaced, others are left alone."""
    directory.mkdir(parents=True, exist_ok=True)
    for page in pages:
        notice = page.notice
        (directory / f"{page.name}.html").write_text(notice.html, encoding="utf-8")
        (directory / f"{page.name}.txt").write_text(f"Objet : {notice.subject}\n\n{notice.text}", encoding="utf-8")
        for file in page.files:
            (directory / f"{page.name}-{file.name}").write_bytes(file.content)
    index = directory / "index.html"
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    told_of = {"looks": LOOKS, "kinds": KINDS, "pages": pages, "title": title, "told": told}
    index.write_text(templates.get_template("gallery/preview.html").render(told_of), encoding="utf-8")
    return index


def write_preview(directory: Path, region: Region, *, sheet: tuple[Enclosure, ...] = ()) -> Path:
    """Write each sample, as `write_pages` does, and return the index; `sheet` is what the secretary of a meeting fills
    in."""
    pages = [
        Page(sample.name, sample.kind, sample.case, notice, _files(region, sample, notice, sheet))
        for sample, notice in render_samples(region)
    ]
    return write_pages(directory, pages, title=f"Courriels de la procédure, {region.region.name}", told=_TOLD)


def _files(region: Region, sample: Sample, notice: Rendered, sheet: tuple[Enclosure, ...]) -> tuple[Enclosure, ...]:
    besides = sheet if sample.name.startswith("convening-secretary") else ()
    return (*carried(sample.region or region, sample, notice.text), *besides)
