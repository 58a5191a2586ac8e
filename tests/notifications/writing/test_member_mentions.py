"""What members read: what is open to them, what is asked of them, how their membership may end."""

from dataclasses import replace
from datetime import date

import pytest

from models.errors import Refusal
from models.region.file import load_region
from tests.support.notices import REGION, SAMPLES, flat, notice

MEMBER = SAMPLES["effective"].variables["membership"]
FORMAL = SAMPLES["formal-notice"].variables["formal"]


def test_a_member_reads_what_is_open_to_it() -> None:
    """S0: recognition, visibility, partners, training, and the tax as a possibility, with its texts."""
    text = flat(notice("effective"))

    for said in (
        "(SPRO), Auvergne-Rhône-Alpes, depuis le mercredi 1er septembre 2021",
        "Il est joint à ce courriel, au format PDF, sous le numéro ADH-2021-0001",
        "Le registre des membres",
        "Le logo du SPRO",
        "pouvoir en percevoir une partie est une possibilité, non un effet automatique",
        "articles L. 6241-5, 11°, et R. 6241-22 du code du travail",
        "jusqu'au dimanche 31 décembre 2028 inclus",
    ):
        assert said in text


def test_a_membership_without_a_term_promises_none() -> None:
    """Where the region file's term is past, another will be told."""
    text = flat(notice("effective", membership=replace(MEMBER, until=None)))

    assert ("Le terme de votre adhésion vous sera indiqué." in text, "vaut jusqu'au" in text) == (True, False)


@pytest.mark.parametrize(
    ("name", "asked"),
    [("effective", False), ("effective-unsigned", True), ("effective-no-text", True)],
)
def test_only_who_has_not_signed_is_asked_to(name: str, *, asked: bool) -> None:
    """The others have nothing to do."""
    text = flat(notice(name))

    assert ("À faire :" in text, "vous n'avez rien à faire" in text) == (asked, not asked)


def test_a_formal_notice_is_no_decision() -> None:
    """It says what is at fault, until when to answer, in which ways, and that nothing is decided."""
    text = flat(notice("formal-notice"))

    for said in (
        "Article 3 du cahier des charges",
        "Aucune décision n'est prise",
        "jusqu'au vendredi 6 janvier 2023 inclus (articles L. 121-1, L. 122-1 et L. 122-2",
        "par écrit",
        "oralement",
        "conseil",
        "mandataire",
        "Camille Exemple, Directrice",
    ):
        assert said in text
    assert "Télérecours" not in text


def test_the_delay_of_a_formal_notice_is_the_regions() -> None:
    """Two months, unless the region file says more."""
    region = load_region("auvergne-rhone-alpes", {"membership.formal_notice_months": 3})

    assert "un délai de trois mois suivant l'envoi" in flat(notice("formal-notice", region=region))


def test_the_end_of_a_formal_notice_is_signed_by_nobody() -> None:
    """Who gave it did not write its end."""
    assert "Camille Exemple" not in notice("formal-notice-cured").text


@pytest.mark.parametrize(
    ("field", "label"),
    [("reasons", "Motifs"), ("signatory_name", "Nom du signataire"), ("signatory_capacity", "Qualité du signataire")],
)
def test_a_termination_needs_its_reasons_and_its_author(field: str, label: str) -> None:
    """CRPA L211-2 and L212-1: it cannot be rendered, and so never sent, without them."""
    decision = replace(SAMPLES["terminated"].variables["decision"], **{field: " "})

    with pytest.raises(Refusal, match=label):
        notice("terminated", decision=decision)


def test_a_termination_says_how_to_contest_it() -> None:
    """CJA R421-5, CRPA L411-2: the court, the delay, the ways; and what ends, from when."""
    mentions = (
        REGION.remedies.court,
        REGION.remedies.postal,
        "deux mois à compter de sa notification",
        "recours gracieux",
        "Télérecours citoyens",
        "mise en demeure envoyée le jeudi 1er décembre 2022",
        "Son dernier jour est le lundi 6 février 2023 inclus",
        "L'usage du logo du SPRO",
    )

    text = flat(notice("terminated"))

    assert [mention for mention in mentions if mention not in text] == []


def test_where_signing_comes_first_the_acceptance_says_so() -> None:
    """Who is accepted knows that it is no member before having signed."""
    region = load_region("auvergne-rhone-alpes", {"membership.signature_first": True})
    said = "ou le jour où vous aurez signé le cahier des charges, s'il est plus tardif"

    assert (said in flat(notice("accepted", region=region)), said in flat(notice("accepted"))) == (True, False)


def test_what_is_written_of_a_member_is_text() -> None:
    """Reasons, a title, a name: none of them makes a heading or a tag."""
    formal = replace(FORMAL, reasons="<b>Faits</b>\n## Suite", observations_until=date(2023, 1, 6))

    page = notice("formal-notice", formal=formal).html

    assert ("&lt;b&gt;Faits&lt;/b&gt;" in page, "<p>## Suite</p>" in page) == (True, True)
