"""The canonical form never changes: another one is another version."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from models.storage.proof.form import FIELDS, LineKind, differing, digest_of, encoded, marks_of, seal_of
from models.vocabulary import Status


def test_the_octets_of_a_line() -> None:
    """As docs/proof.md tells them: anybody can compute them without this program."""
    at = datetime(2026, 4, 15, 10, 0, tzinfo=timezone(timedelta(hours=2)))

    parts = encoded([3, "Été « 2026 »", None, at, Status.late, {"b": 1, "a": [2]}])

    octets = (
        rb'[1,"journal",12,"5e1",3,"\u00c9t\u00e9 \u00ab 2026 \u00bb",null,"2026-04-15T08:00:00.000000Z","late",'
        rb'{"a":[2],"b":1}]'
    )
    assert digest_of(LineKind.journal, 12, "5e1", parts) == sha256(octets).hexdigest()


def test_a_value_that_has_no_canonical_form_is_refused() -> None:
    """Rather than sealed in one that another machine would not find again."""
    with pytest.raises(TypeError, match="set has no canonical form"):
        encoded([{1}])


def test_a_seal_binds_a_line_to_those_before_it() -> None:
    """The hexadecimal seal before, then the digest."""
    assert seal_of("ab", "cd") == sha256(b"abcd").hexdigest()


def test_what_differs_is_told_by_marks_that_say_nothing_else() -> None:
    """They are made with the salt of the line."""
    former, after = encoded([1, 0, "dossier.pdf", 3, "a"]), encoded([1, 0, "annexe.pdf", 3, "b"])

    assert differing(LineKind.file, marks_of("s", former), marks_of("s", after)) == ["name", "digest"]
    assert marks_of("s", former) != marks_of("t", former)


def test_an_instant_has_one_form_wherever_it_is_told() -> None:
    """On the clock of any zone."""
    there = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=1)))

    assert encoded([there]) == encoded([datetime(2026, 1, 1, tzinfo=UTC)])


def test_each_kind_tells_what_is_sealed_of_it() -> None:
    """No kind is sealed without a value."""
    assert set(FIELDS) == set(LineKind)
    assert all(FIELDS.values())
