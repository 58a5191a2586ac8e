"""A mail that is sent on as a file: what it brings, within the bounds of archives."""

from collections.abc import Iterator

from tasks.reading.files.archives import Budget, Unpacked
from tasks.reading.mail.mail import read_mail


def mailed_files(content: bytes, budget: Budget) -> Iterator[Unpacked]:
    """Yield the files of a mail. Raise TooMuch beyond the budget."""
    for attachment in read_mail(content).attachments:
        budget.spend(files=1, octets=attachment.size)
        yield Unpacked(attachment.name, attachment.content, None)
