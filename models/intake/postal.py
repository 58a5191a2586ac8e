"""Who is written to on paper: a contact that is a postal address, its lines on one, and not a mail address."""

BETWEEN_LINES = " / "
"""What stands between the lines of a postal address that is kept on one."""


def is_postal(contact: str) -> bool:
    """Return True if a contact is a postal address; where there is none at all, it is not."""
    return bool(contact) and "@" not in contact


def address_lines(contact: str) -> list[str]:
    """Return the lines of a postal address, as they stand on an envelope."""
    return [line.strip() for part in contact.splitlines() for line in part.split(BETWEEN_LINES) if line.strip()]
