"""Letters in a Région's own words, held to what the law wants of them before anybody receives one."""

from collections.abc import Iterator

from jinja2 import TemplateError

from models.errors import Refusal
from models.region.model import Region
from notifications.samples.every_kind import samples
from notifications.samples.sample_data import Sample
from notifications.writing.acts import write_act
from notifications.writing.render import TEMPLATES, render


def faults_of_words(region: Region) -> Iterator[str]:
    """Yield what is wrong with the letters that a Région wrote itself, in French, each once: one that nothing reads,
    one that cannot be written, a mandatory mention that was taken out, with the text that asks for it."""
    for name in region.wording:
        if not (TEMPLATES / name).is_file():
            yield f"{name} : aucune lettre n'a ce modèle ; reprenez le nom de l'un de ceux de notifications/templates."
    if region.wording:
        yield from dict.fromkeys(filter(None, (_fault(region, sample) for sample in samples(region))))


def _fault(region: Region, sample: Sample) -> str | None:
    own = sample.region.model_copy(update={"wording": region.wording}) if sample.region else region
    try:
        render(sample.kind, region=own, session=sample.session, **sample.variables)
        write_act(sample.kind, region=own, session=sample.session, **sample.variables)
    except Refusal as refusal:
        return str(refusal)
    except TemplateError as error:
        return f"{sample.kind} : ce modèle ne s'écrit pas ({error})."
    return None
