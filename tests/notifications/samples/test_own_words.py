"""Letters in a Région's own words: read, and refused where a mandatory mention was taken out."""

from pathlib import Path

import pytest

from models.region.file import REGIONS, load_file
from models.region.model import Region
from notifications.samples.own_words import faults_of_words
from notifications.writing.render import render
from tests.support.notices import REGION, SAMPLES

GROUND, REMEDIES = "parts/acts/ground.txt", "parts/remedies.txt"


def worded(**templates: str) -> Region:
    """Return the region with these words in the place of its own."""
    return REGION.model_copy(update={"wording": templates})


def test_a_region_says_it_in_its_own_words(tmp_path: Path) -> None:
    """From the folder beside its file, and the law finds nothing to say."""
    file, own = tmp_path / "ma-region.yaml", tmp_path / "ma-region.lettres" / GROUND
    file.write_text((REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    own.parent.mkdir(parents=True)
    own.write_text("Nous avons appliqué : {{ region.law.recognition }}.\n", encoding="utf-8")
    region, sample = load_file(file).region, SAMPLES["accepted"]

    told = render(sample.kind, region=region, session=sample.session, **sample.variables)

    assert "Nous avons appliqué" in told.text
    assert list(faults_of_words(region)) == []


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (REMEDIES, "Aucun recours.\n", "cette mention obligatoire (CJA R41"),
        (GROUND, "{{ region.roles.nobody }}\n", "ce modèle ne s'écrit pas"),
        (GROUND, "{{ ''.__class__.__mro__ }}\n", "ce modèle ne s'écrit pas"),
        ("decisions/refusal/body.txt", "Refus.\n", "aucune lettre n'a ce modèle"),
    ],
    ids=["mention", "variable", "code", "name"],
)
def test_words_that_the_law_would_not_have_are_refused(name: str, text: str, why: str) -> None:
    """A mandatory mention that was taken out is told with its article; what cannot be written, by its letter."""
    told = list(faults_of_words(worded(**{name: text})))

    assert told
    assert why in "\n".join(told)
