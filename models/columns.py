"""How values are kept: small factories for the columns that several tables share."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum


def word(vocabulary: type[StrEnum]) -> Any:  # noqa: ANN401  SQLModel types `sa_type` as a class and takes an instance
    """Return the column type of a closed vocabulary: text on every engine, so that a new word needs no migration."""
    return Enum(vocabulary, native_enum=False, create_constraint=False, length=32)


def none() -> list[str]:
    """Return an empty list: a default factory. SQLModel inspects factories at each instantiation; inspecting the
    builtin `list` costs half a millisecond."""
    return []
