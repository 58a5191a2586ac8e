"""The life of a version: what the table has happens, and nothing else."""

from datetime import UTC, datetime

import pytest

from models.errors import Refusal
from models.members.texts.text import DocumentStatus, ReferenceDocument
from models.members.texts.workflow import TEXT_TRANSITIONS, TEXTS, TextEvent, may, move, text_table
from models.region.policies.membership import TextKey
from tasks.acts.table import ACTS

ROWS = {(row.event, row.source): row.target for row in TEXT_TRANSITIONS}


@pytest.mark.parametrize("event", TextEvent)
@pytest.mark.parametrize("status", DocumentStatus)
def test_every_pair_is_as_the_table_says(event: TextEvent, status: DocumentStatus) -> None:
    """A version moves to where its row says, or is refused and stays."""
    version = ReferenceDocument(
        region_id="ara",
        document=TextKey.convention,
        version="3",
        status=status,
        title="Convention",
        sha256="ab" * 32,
        recorded_by="Mme Essai",
        recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
    )

    if (event, status) in ROWS:
        assert may(version, event)
        move(version, event)
        assert version.status is ROWS[event, status]
    else:
        assert not may(version, event)
        with pytest.raises(Refusal, match=r"Version « 3 » : convention État-Région, version 3, « .* » : "):
            move(version, event)
        assert version.status is status


def test_only_an_adopted_version_is_signed() -> None:
    """Neither a draft nor what was proposed or replaced (case 59)."""
    assert {row.source for row in TEXT_TRANSITIONS if row.event is TextEvent.sign} == {DocumentStatus.adopted}


def test_each_row_names_a_form_that_there_is() -> None:
    """The table is read by who looks for what to do next."""
    assert {act for _, _, act, _ in text_table()} <= {act.name for act in ACTS.values()}


def test_each_text_has_its_words() -> None:
    """A text of the vocabulary that nobody could name is none."""
    assert set(TEXTS) == set(TextKey)
