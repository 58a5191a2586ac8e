"""What mail programs wrap whole mails and their files in, opened: TNEF (winmail.dat), and S/MIME that only signs."""

from collections.abc import Iterator

from asn1crypto.cms import ContentInfo
from tnefparse import TNEF

from tasks.reading.files.archives import Budget, Corrupted, Unpacked
from tasks.reading.mail.text import file_name


def tnef_files(content: bytes, budget: Budget) -> Iterator[Unpacked]:
    """Yield the files of a TNEF stream. Raise Corrupted where there are none, TooMuch beyond the budget."""
    for number, (name, held) in enumerate(_tnef(content), start=1):
        budget.spend(files=1, octets=len(held))
        yield Unpacked(file_name(name) or f"fichier-{number}", held, None)


def _tnef(content: bytes) -> list[tuple[str, bytes]]:
    try:
        found = TNEF(content, do_checksum=False).attachments
        named = [(one.long_filename() or "", bytes(one.data or b"")) for one in found]
    except MemoryError:
        raise
    except Exception as error:  # the library's own, and whatever a damaged stream makes of its arithmetic
        raise Corrupted from error
    if not named:
        raise Corrupted
    return named


def signed_content(content: bytes, budget: Budget) -> bytes:
    """Return the mail that a signature envelopes (RFC 8551). Whose it is, and whether it holds, is not looked at: it
    proves no more than the mail alone. Raise Corrupted where nothing is in it, TooMuch beyond the budget."""
    try:
        held = ContentInfo.load(content)["content"]["encap_content_info"]["content"].native
    except MemoryError:
        raise
    except Exception as error:
        raise Corrupted from error
    if not isinstance(held, bytes) or not held:
        raise Corrupted
    budget.spend(octets=len(held))
    return held
