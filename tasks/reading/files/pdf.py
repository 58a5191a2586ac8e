"""PDF files: whether they open."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

from models.intake.words import Trouble

_LOCKED = (DependencyError, FileNotDecryptedError, NotImplementedError, WrongPasswordError)
"""What the library says of a lock that an empty password does not open, or of one that it does not know."""


def wrong_pdf(content: bytes) -> Trouble | None:
    """Return what is wrong with a PDF: it needs a password, or has no page. A PDF that only forbids changes opens."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return Trouble.encrypted
        return None if any(True for _ in reader.pages) else Trouble.corrupted
    except _LOCKED:
        return Trouble.encrypted
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a damaged file makes the library stumble in many ways
        return Trouble.corrupted
