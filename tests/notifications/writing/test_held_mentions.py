"""What a decision may not be notified without: each mention in turn is left out, by a form or by a template."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refusal
from models.region.model import Region
from models.vocabulary import NoticeKind as K
from notifications.catalogue import KINDS
from notifications.mandatory import OWED, Mandatory
from tests.support.notices import REGION, SAMPLES, flat, notice

ADVERSE = [
    "refused",
    "adjourned",
    "rectified-refused",
    "rectified-adjourned",
    "rectified-reasoned",
    "rectified-accepted",
]
DECISIONS = [*ADVERSE, "accepted"]
BLANK = [None, "", " \n\t"]
AUTHORITY = REGION.roles.decision_authority


def region(part: str, **fields: object) -> Region:
    """Return the region file with some values that it could not be loaded with."""
    changed = getattr(REGION, part).model_copy(update=fields)
    return REGION.model_copy(update={part: changed})


def without_authority(**fields: object) -> Region:
    """Return the region file with less of the authority to whom a request may be made."""
    return region("roles", decision_authority=AUTHORITY.model_copy(update=fields))


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize("blank", BLANK)
@pytest.mark.parametrize(
    ("field", "label"),
    [("signatory_name", "Nom du signataire"), ("signatory_capacity", "Qualité du signataire"), ("reasons", "Motifs")],
)
def test_what_nobody_said_of_a_decision_is_asked_for(name: str, field: str, label: str, blank: str | None) -> None:
    """CRPA L211-2, L212-1: reasons, name and capacity, rectified decisions too. An acceptance needs no reasons."""
    decision = replace(SAMPLES[name].variables["decision"], **{field: blank})
    if (name, field) == ("accepted", "reasons"):
        assert "acceptée" in notice(name, decision=decision).text
        return

    with pytest.raises(Refusal, match=rf"^{label} «  » : cette mention est obligatoire .* indiquez-la avant"):
        notice(name, decision=decision)


@pytest.mark.parametrize("name", ADVERSE)
@pytest.mark.parametrize(
    ("broken", "label"),
    [
        (region("remedies", court=" "), "Juridiction à saisir"),
        (region("remedies", postal=""), "Adresse de la juridiction"),
        (without_authority(label=None), "Autorité du recours gracieux"),
        (without_authority(postal=None, email=None), "Adresse de cette autorité"),
    ],
)
def test_what_the_region_file_does_not_say_is_asked_for(name: str, broken: Region, label: str) -> None:
    """CJA R421-5: which court and where, whom to ask first and where."""
    with pytest.raises(Refusal, match=rf"^{label} «  » : .* complétez le fichier de région avant de notifier"):
        notice(name, region=broken)


def test_an_authority_may_be_written_to_by_mail_alone() -> None:
    """One address is enough."""
    assert "decision-spro@example.invalid" in notice("refused", region=without_authority(postal=None)).text


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_that_is_none_is_not_notified(name: str) -> None:
    """Nothing of it would be there."""
    with pytest.raises(Refusal, match="cette mention est obligatoire"):
        notice(name, decision=None)


def lose(templates: Path, name: str, words: str) -> None:
    """Take some words away from a template."""
    file = templates / name
    text = file.read_text(encoding="utf-8")
    assert words in text
    file.write_text(text.replace(words, ""), encoding="utf-8")


LOST: list[tuple[str, str, str]] = [
    ("parts/remedies.txt", "{{ region.remedies.court }}, ", "Juridiction à saisir"),
    ("parts/remedies.txt", "{{ region.remedies.postal }}", "Adresse de la juridiction"),
    ("parts/remedies.txt", "{{ months }} mois à compter de {{ starting }}", "Délai de recours"),
    ("parts/acts/seizing.txt", "Télérecours citoyens", "Saisine par voie électronique"),
    ("parts/remedies.txt", "former un recours gracieux auprès de l'autorité suivante", "Recours gracieux"),
    (
        "parts/remedies.txt",
        "{{ region.roles[region.remedies.administrative_appeal_to] | contact }}",
        "Autorité du recours gracieux",
    ),
    ("base.txt", "{{ decision.signatory_name }}", "Nom du signataire"),
    ("base.txt", "{{ decision.signatory_capacity }}", "Qualité du signataire"),
]


@pytest.mark.parametrize(("template", "words", "label"), LOST, ids=[label for _, _, label in LOST])
def test_a_template_that_loses_a_mention_notifies_nothing(
    templates: Path, template: str, words: str, label: str
) -> None:
    """Whoever edits a template is told which, by each adverse decision."""
    lose(templates, template, words)

    for name in ADVERSE:
        with pytest.raises(Refusal, match=rf"^{label} « .* » : cette mention obligatoire \(.+\) ne figure pas"):
            notice(name)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ('{% include "parts/remedies.txt" %}', "Juridiction à saisir"),
        ("{{ decision.reasons | prose }}", "Motifs"),
    ],
)
def test_a_template_that_loses_its_reasons_or_its_remedies_notifies_nothing(
    templates: Path, words: str, label: str
) -> None:
    """T14: in each of them."""
    bodies = {f"{KINDS[kind].folder}/body.txt" for name in ADVERSE if (kind := SAMPLES[name].kind) != "rectified"}
    for template in {"parts/decisions/rectified_decision.txt", *bodies}:
        lose(templates, template, words)

    for name in ADVERSE:
        with pytest.raises(Refusal, match=f"^{label} « "):
            notice(name)


@pytest.mark.parametrize("name", ADVERSE)
def test_an_adverse_decision_says_all_of_it(name: str) -> None:
    """What is held is really there, in the words of the region."""
    remedies, text = REGION.remedies, flat(notice(name))

    said = (
        remedies.court,
        remedies.postal,
        "deux mois à compter de sa notification",
        "Télérecours citoyens",
        f"recours gracieux auprès de l'autorité suivante : {AUTHORITY.label}",
        "Camille Exemple, Directrice",
        SAMPLES[name].variables["decision"].reasons,
    )
    assert [words for words in said if words not in text] == []


@given(st.text(min_size=1).filter(lambda text: text.strip()), st.text(min_size=1).filter(lambda text: text.strip()))
def test_whatever_is_typed_can_be_notified(reasons: str, name: str) -> None:
    """No sign that a person types makes its own mention be missed: marks, links, line ends, odd spaces."""
    decision = replace(SAMPLES["refused"].variables["decision"], reasons=reasons, signatory_name=name)

    assert notice("refused", decision=decision).text


def test_a_request_that_is_cancelled_needs_no_author() -> None:
    """What rectifies no decision is no decision."""
    rectified: dict[str, Any] = SAMPLES["rectified-complete"].variables

    assert (rectified["decision"], "Voies et délais" in notice("rectified-complete").text) == (None, False)


def test_the_delay_runs_from_the_letters_that_state_it() -> None:
    """CJA R421-5; the catalogue says which they are."""
    stating = {kind for kind, row in KINDS.items() if row.states_remedies}

    decisions = {K.refused, K.adjourned, K.rectified, K.terminated, K.appeal_rejected}
    assert stating == decisions | {K.not_required, K.carried_over, K.next_session}
    assert Mandatory.author in OWED[K.accepted]
