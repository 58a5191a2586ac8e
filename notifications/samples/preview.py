"""Every notice on fictional data, as pages to proofread: what will be received, before anyone receives it."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.region.model import Region
from notifications.catalogue import KINDS
from notifications.outbox.enclosures import Enclosure
from notifications.samples.documents import carried
from notifications.samples.every_kind import samples
from notifications.samples.sample_data import Sample
from notifications.writing.looks import LOOKS
from notifications.writing.render import TEMPLATES, Rendered, render

__all__ = ["Sample", "render_samples", "samples", "write_preview"]


def render_samples(region: Region) -> list[tuple[Sample, Rendered]]:
    """Return each sample with the notice it makes in the words of this region."""
    return [
        (sample, render(sample.kind, region=sample.region or region, session=sample.session, **sample.variables))
        for sample in samples(region)
    ]


def _index(region: Region, rendered: list[tuple[Sample, Rendered]], files: Mapping[str, tuple[Enclosure, ...]]) -> str:
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    return pages.get_template("preview.html").render(
        looks=LOOKS, region=region, kinds=KINDS, rendered=rendered, files=files
    )


def write_preview(directory: Path, region: Region, *, sheet: tuple[Enclosure, ...] = ()) -> Path:
    """Write each sample as an HTML page and a text, and the files that it carries, beside an `index.html` that links
    them all, and return the index.

    `sheet` is what the secretary of a meeting fills in. The folder is made if need be; files of the same names are
    replaced, others are left alone.
    """
    directory.mkdir(parents=True, exist_ok=True)
    rendered = render_samples(region)
    for sample, notice in rendered:
        (directory / f"{sample.name}.html").write_text(notice.html, encoding="utf-8")
        (directory / f"{sample.name}.txt").write_text(f"Objet : {notice.subject}\n\n{notice.text}", encoding="utf-8")
    files = {sample.name: carried(sample.region or region, sample) for sample, _ in rendered}
    for name in (name for name in files if name.startswith("convening-secretary") and sheet):
        files[name] = (*files[name], *sheet)
    for name, those in files.items():
        for file in those:
            (directory / f"{name}-{file.name}").write_bytes(file.content)
    index = directory / "index.html"
    index.write_text(_index(region, rendered, files), encoding="utf-8")
    return index
