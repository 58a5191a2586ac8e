"""Which letters are acts that grieve: each says how it is contested, and no other opens that delay."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.errors import Refusal
from models.vocabulary import NoticeKind as K
from notifications.catalogue import KINDS
from notifications.writing.grief import GRIEF, Effect
from notifications.writing.mentions import told_remedies
from tests.support.notices import REGION, SAMPLES, flat, notice

OUTSIDE = ["not-required-convention", "carried-over-by-hand", "next-session-late", "terminated"]
"""The acts that grieve outside the table of decisions."""


def _kinds(*effects: Effect) -> set[K]:
    return {kind for kind, row in GRIEF.items() if row.effect in effects}


def test_every_kind_says_what_it_does_and_why() -> None:
    """The article, or the family of case law."""
    assert GRIEF.keys() == KINDS.keys()
    assert [kind for kind, row in GRIEF.items() if not row.why.strip()] == []


def test_the_catalogue_has_the_remedies_of_what_grieves_and_of_nothing_else() -> None:
    """CJA R421-5: the delay runs from these."""
    stating = {kind for kind, row in KINDS.items() if row.states_remedies}

    assert stating == _kinds(Effect.grieves, Effect.grieves_at_times)


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if KINDS[sample.kind].states_remedies])
def test_what_grieves_says_how_it_is_contested(name: str) -> None:
    """What grieves at times alone says so in one of its samples, and not in another."""
    always = GRIEF[SAMPLES[name].kind].effect is Effect.grieves

    assert told_remedies(notice(name).text) or not always


@pytest.mark.parametrize(
    "name", ["carried-over", "next-session", "next-session-adjourned", "late", "formal-notice", "departed"]
)
def test_a_mere_preparatory_measure_opens_no_delay(name: str) -> None:
    """What a person decides, and what a session that is over keeps out, does."""
    assert not told_remedies(notice(name).text)


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_act_outside_the_decisions_names_its_author_and_its_remedies(name: str) -> None:
    """The same part as a decision's."""
    text = flat(notice(name))
    service = REGION.roles.examining_service.label or ""
    said = (service, REGION.remedies.court, REGION.remedies.postal, "deux mois à compter de sa notification")

    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_act_whose_template_loses_its_remedies_notifies_nothing(templates: Path, name: str) -> None:
    """As a decision's."""
    file = templates / KINDS[SAMPLES[name].kind].folder / "body.txt"
    file.write_text(file.read_text("utf-8").replace('{% include "parts/remedies.txt" %}', ""), "utf-8")

    with pytest.raises(Refusal, match=r"cette mention obligatoire \(.+\) ne figure pas"):
        notice(name)


@pytest.mark.parametrize("field", ["reasons", "signatory_name", "signatory_capacity"])
def test_a_carry_over_without_reasons_or_author_notifies_nothing(field: str) -> None:
    """CRPA L211-2, L212-1."""
    act: Any = SAMPLES["carried-over-by-hand"].variables["decision"]

    with pytest.raises(Refusal, match="cette mention est obligatoire"):
        notice("carried-over-by-hand", decision=replace(act, **{field: " "}))
