"""What the rules refuse. The message is French: the field, the value, the mend."""


class Refusal(ValueError):  # noqa: N818  a refusal is an answer to a person, not a failure of the program
    """An act that the rules do not hold at that moment, or a value that cannot be. Nothing was changed."""

    def __init__(self, field: str, value: object, mend: str) -> None:
        """Say which field, what it held, and what to do instead."""
        super().__init__(f"{field} « {value} » : {mend}")
        self.field, self.value, self.mend = field, value, mend
