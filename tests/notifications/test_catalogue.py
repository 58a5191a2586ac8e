"""The catalogue: every kind has its row."""

from models.vocabulary import NoticeKind
from notifications.catalogue import KINDS


def test_every_kind_has_its_row() -> None:
    """In the same order, that of a dossier's life."""
    assert list(KINDS) == list(NoticeKind)
