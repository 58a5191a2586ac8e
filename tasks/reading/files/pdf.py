"""PDF files: whether they open, and what lies in them."""

import re
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

from models.intake.words import Trouble
from tasks.reading.files.archives import Budget, TooMuch, Unpacked
from tasks.reading.mail.text import file_name

_LOCKED = (DependencyError, FileNotDecryptedError, NotImplementedError, WrongPasswordError)
"""What the library says of a lock that an empty password does not open, or of one that it does not know."""


_WAIT = re.compile(r"please wait|veuillez patienter", re.IGNORECASE)
"""What the one page of an XFA form says to all programs but one."""


def open_pdf(content: bytes, budget: Budget) -> tuple[Trouble | None, list[Unpacked]]:
    """Return what is wrong with a PDF, and the files of a portfolio, whose page is but a cover.

    It may need a password, have no page, or be a form whose page only asks to wait for the program that shows it. A PDF
    that only forbids changes opens. Raise TooMuch where more comes out than the budget allows.
    """
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return Trouble.encrypted, []
        return _wrong(reader), list(_packed(reader, budget))
    except _LOCKED:
        return Trouble.encrypted, []
    except (MemoryError, TooMuch):
        raise
    except Exception:  # noqa: BLE001  a damaged file makes the library stumble in many ways
        return Trouble.corrupted, []


def _wrong(reader: PdfReader) -> Trouble | None:
    if not any(True for _ in reader.pages):
        return Trouble.corrupted
    form = reader.root_object.get("/AcroForm")
    is_dynamic = form is not None and "/XFA" in form.get_object() and len(reader.pages) == 1
    return Trouble.dynamic if is_dynamic and _WAIT.search(reader.pages[0].extract_text()) else None


def _packed(reader: PdfReader, budget: Budget) -> Iterator[Unpacked]:
    for file in reader.attachment_list if "/Collection" in reader.root_object else ():
        octets = file.content
        budget.spend(files=1, octets=len(octets))
        yield Unpacked(file_name(file.name) or "sans-nom", octets, None)
