"""What the rules refuse. The message is French: the field, the value, the mend."""

from collections.abc import Sequence
from datetime import date


class Answer(Exception):  # noqa: N818  it is no failure of the program
    """What a person is answered instead of what was asked."""


class Refusal(Answer, ValueError):  # noqa: N818  likewise
    """An act that the rules do not hold at that moment, or a value that cannot be. Nothing was changed."""

    def __init__(self, field: str, value: object, mend: str) -> None:
        """Say which field, what it held, and what to do instead."""
        self.field, self.value, self.mend = field, shown(value), mend
        super().__init__(f"{field} « {self.value} » : {mend}")

    @property
    def sentences(self) -> Sequence[str]:
        """All that is wrong, each fault a sentence."""
        return (str(self),)


def shown(value: object) -> object:
    """Return a value as a refusal quotes it: a day as people write it."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
