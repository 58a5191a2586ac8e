"""Samples of notices, with some of their variables changed."""

import re
from functools import cache

from models.region.file import load_region
from models.region.model import Region
from notifications.samples.every_kind import samples
from notifications.samples.preview import render_samples
from notifications.samples.sample_data import Sample
from notifications.writing import typography
from notifications.writing.render import Rendered, render
from tests.factories import typed

STYLE = re.compile(r' (?:style|class="row"|data-of)(?:="[^"]*")?(?=[ >])')
REGION = load_region("auvergne-rhone-alpes")
SAMPLES = {sample.name: sample for sample in samples(REGION)}


@cache
def every_letter() -> list[tuple[Sample, Rendered]]:
    """Return each sample with the letter that it makes: a second of a processor, once for all who read them."""
    return render_samples(REGION)


def notice(name: str, *, region: Region | None = None, **changes: object) -> Rendered:
    """Render a sample with some of its variables changed, in the signs of a keyboard and without its looks."""
    sample = SAMPLES[name]
    region = region or sample.region or REGION
    rendered = render(sample.kind, region=region, session=sample.session, **sample.variables | changes)
    return Rendered(*(STYLE.sub("", typography.typed(form)) for form in rendered))


def said(name: str) -> dict[str, object]:
    """Return all that the templates of a sample may speak of."""
    sample = SAMPLES[name]
    region = sample.region or REGION
    return {"region": region, "zone": region.zone, "session": sample.session} | sample.variables


def flat(rendered: Rendered) -> str:
    """Return the text of a notice on one line."""
    return typed(rendered.text)
