"""Whatever a letter is made of, it says « None » nowhere, leaves no place empty, and is signed by somebody."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import chain, cycle
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import Refusal
from models.region.file import load_region
from models.region.model import Region
from notifications.writing.render import render
from tests.factories import typed
from tests.support.notices import REGION, SAMPLES, notice

EMPTY = re.compile(r"\bNone\b|, ,|\(\)|« »|\*\*|, *[.;]|: *[,;]")
"""What a value that is missing leaves in a sentence."""

LEFT_OUT = dict.fromkeys(
    ("roles.content_contact.phone", "roles.decision_authority.phone", "data_protection.processor", "silence.basis")
)
"""What a region file may leave out."""

REGIONS = [
    REGION,
    load_region("auvergne-rhone-alpes", {"silence.effect": "rejection"}),
    load_region("auvergne-rhone-alpes", LEFT_OUT | {"silence.effect": "acceptance"}),
]

TOGETHER = {("FormalNoticeView", "appeal"), ("FormerView", "told_on")}
"""What is None together with another field alone."""


def shaken(value: Any, bits: Iterator[bool]) -> Any:  # noqa: ANN401  whatever a template may speak of
    """Return a value whose parts that may be missing are, or not, and whose doubts go either way: what its class
    leaves None where nobody says."""
    if type(value) is tuple:
        return tuple(shaken(one, bits) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    hints = get_type_hints(type(value))
    free = [field.name for field in fields(value) if (type(value).__name__, field.name) not in TOGETHER]
    held = {
        field.name for field in fields(value) if field.default is not None and getattr(value, field.name) is not None
    }
    changed = {name: _shaken(getattr(value, name), hints[name], bits, is_held=name in held) for name in free}
    return replace(value, **changed)


def _shaken(value: Any, hint: Any, bits: Iterator[bool], *, is_held: bool) -> Any:  # noqa: ANN401
    if hint is bool:
        return next(bits)
    return None if NoneType in get_args(hint) and not is_held and next(bits) else shaken(value, bits)


@settings(max_examples=120)
@given(st.sampled_from(sorted(SAMPLES)), st.sampled_from(REGIONS), st.lists(st.booleans(), min_size=20, max_size=40))
def test_no_letter_has_an_empty_place(name: str, region: Region, bits: list[bool]) -> None:
    """It is refused, or it reads."""
    sample, drawn = SAMPLES[name], chain(bits, cycle([False]))
    said = {key: shaken(value, drawn) for key, value in sample.variables.items()}

    try:
        letter = render(sample.kind, region=sample.region or region, session=sample.session, **said)
    except Refusal:
        return

    assert EMPTY.findall(typed(f"{letter.subject}\n{letter.text}")) == []


@pytest.mark.parametrize("field", ["signatory_name", "signatory_capacity"])
@pytest.mark.parametrize(("name", "act"), [("formal-notice", "formal"), ("terminated", "decision")])
def test_nobody_signs_for_nobody(name: str, act: str, field: str) -> None:
    """CRPA L212-1: outside the decisions too."""
    with pytest.raises(Refusal, match="signataire"):
        notice(name, **{act: replace(SAMPLES[name].variables[act], **{field: None})})
