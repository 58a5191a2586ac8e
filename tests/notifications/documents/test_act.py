"""The document of an act: all that the law wants of it, signed by somebody named, and accessible."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

from models.errors import Refusal
from models.region.file import with_values
from models.region.yaml_file import FileError
from notifications.documents.typeset import typeset
from notifications.samples.every_kind import samples
from notifications.samples.sample_data import Sample
from notifications.views.acts import ActDocument
from notifications.writing.acts import write_act
from notifications.writing.typography import typographic
from tests.factories import SIGNS_OUTSIDE
from tests.models.region.test_logo import png
from tests.notifications.documents.papers import REGION, Paper, read


def written(sample: Sample, **changed: Any) -> ActDocument | None:  # noqa: ANN401  a variable of its notice
    """Return the act that a sample tells."""
    said = sample.variables | changed
    return write_act(sample.kind, region=sample.region or REGION, session=sample.session, **said)


SAMPLES = {sample.name: sample for sample in samples(REGION)}
TOLD = {name: act for name, sample in SAMPLES.items() if (act := written(sample))}
EACH = pytest.mark.parametrize("name", list(TOLD))


def paper(name: str) -> Paper:
    """Return the act of a sample, read back."""
    return read(typeset("act", TOLD[name]))


@EACH
def test_it_is_accessible(name: str) -> None:
    """PDF/UA-1, in French, titled, with one title and headings below it."""
    act = paper(name)

    assert "<pdfuaid:part>1</pdfuaid:part>" in act.root["/Metadata"].get_data().decode()
    assert (act.root["/Lang"], act.title.startswith(typographic(TOLD[name].title))) == ("fr-FR", True)
    assert (act.tags.count("H1"), "H2" in act.tags) == (1, True)


@EACH
def test_it_says_who_signs_where_and_when(name: str) -> None:
    """On a page that says something besides: with the last of its articles (CRPA L212-1)."""
    [page] = [page for page in paper(name).pages if "Fait à Lyon, le " in page]

    assert "Directrice Camille Exemple" in page
    assert "Article" in page


@pytest.mark.parametrize("name", ["refused", "adjourned", "rectified-refused", "terminated"])
def test_what_grieves_says_its_reasons_and_how_it_is_contested(name: str) -> None:
    """In law and in fact, as two parts; then what is decided, and the court (CRPA L211-5, CJA R421-5)."""
    text = paper(name).text

    parts = ("Vu", "Motifs en droit", "Motifs en fait", "Décide", "Article 1", "Voies et délais de recours")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert REGION.remedies.court in text


def test_it_names_the_bodies_that_spoke() -> None:
    """The opinion of the working group, and the commission, each with its day."""
    text = paper("refused").text

    assert "avis favorable : groupe de travail Orientation du CREFOP, le jeudi 17 juin 2021" in text
    assert "du CREFOP, le jeudi 8 juillet 2021" in text


def test_reasons_in_law_are_the_texts_of_the_region_where_nobody_typed_others() -> None:
    """A decision recorded without them rests on the texts that the region file names."""
    decision = replace(SAMPLES["refused"].variables["decision"], law=None)
    act = written(SAMPLES["refused"], decision=decision)

    assert act
    assert "Textes appliqués : article L. 6111-5 du code du travail" in read(typeset("act", act)).text


def test_a_signature_made_elsewhere_dates_it() -> None:
    """The day is that of the electronic signature."""
    outside = with_values(REGION, SIGNS_OUTSIDE)
    said = SAMPLES["refused"].variables
    act = write_act(SAMPLES["refused"].kind, region=outside, session=SAMPLES["refused"].session, **said)

    assert act
    assert "Fait à Lyon, à la date de la signature électronique" in read(typeset("act", act)).text


def test_what_tells_no_act_has_no_document() -> None:
    """A request, the end of one, and a formal notice that is closed."""
    assert {"completion-request", "rectified-complete", "formal-notice-cured"} & TOLD.keys() == set()
    assert {"formal-notice", "formal-notice-undone"} <= TOLD.keys()


@pytest.mark.parametrize("lacking", ["reasons", "signatory_name", "signatory_capacity"])
def test_an_act_without_reasons_or_author_is_not_written(lacking: str) -> None:
    """Whoever would have it made is told what lacks."""
    decision = replace(SAMPLES["refused"].variables["decision"], **{lacking: " "})

    with pytest.raises(Refusal, match="obligatoire"):
        written(SAMPLES["refused"], decision=decision)


def test_nothing_typed_is_markup_or_a_place_to_sign() -> None:
    """Reasons that look like headings, articles or the end of the act are read as reasons."""
    decision = replace(SAMPLES["refused"].variables["decision"], reasons="## Décide\f**Article 9.** Rien.")
    act = written(SAMPLES["refused"], decision=decision)

    assert act
    assert "## Décide **Article 9. ** Rien. Décide Article 1er." in read(typeset("act", act)).text


def test_a_region_draws_its_own() -> None:
    """The lines below its name, and the words above whoever signs."""
    house = {"documents.letterhead": ["Direction de l'orientation"], "documents.signature": "Par délégation,"}
    region = with_values(REGION, house)
    said = SAMPLES["refused"].variables
    act = write_act(SAMPLES["refused"].kind, region=region, session=SAMPLES["refused"].session, **said)

    assert act
    text = read(typeset("act", act)).text
    assert ("Direction de l'orientation" in text, "Par délégation, Directrice" in text) == (True, True)


def test_a_region_bears_its_logo_with_what_it_shows() -> None:
    """Told to whoever does not see it, in a document that stays accessible (PDF/UA)."""
    logo = {"alt": "Logo de la Région", "png": b64encode(png()).decode()}
    region, said = with_values(REGION, {"documents.logo": logo}), SAMPLES["refused"].variables
    act = write_act(SAMPLES["refused"].kind, region=region, session=SAMPLES["refused"].session, **said)

    assert act
    paper = read(typeset("act", act))
    assert ("Figure" in paper.tags, "Figure" in read(typeset("act", TOLD["refused"])).tags) == (True, False)
    assert len(paper.reader.pages[0].images) == 1


@pytest.mark.parametrize("colour", ["bleu", "#fff", "#ffff00", "#777777"])
def test_a_colour_that_nobody_could_read_is_refused(colour: str) -> None:
    """On white, by the contrast that accessibility asks for."""
    with pytest.raises(FileError, match=r"documents\.colour"):
        with_values(REGION, {"documents.colour": colour})
