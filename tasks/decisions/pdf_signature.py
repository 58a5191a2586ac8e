"""An act that comes back signed: whether it is the document that was exported, who signed it, and when (PAdES).

A signature is added to a PDF behind all that it was: the octets that were exported are still its first ones. What was
added may name the signature, and show it; of what the act says, nothing changes.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple

from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_MAY_CHANGE = frozenset({"/AcroForm", "/Annots", "/DSS", "/Extensions", "/Perms", "/Version"})
"""What a signature adds to the catalogue of a document, and to the pages that show it."""


class NotSigned(ValueError):  # noqa: N818
    """A document that is not the signed act; its words say why, in French."""


class Signed(NamedTuple):
    """Who signed, as the certificate names them, and when, as the signature says."""

    by: str
    at: datetime


def read_signature(signed: bytes, exported: bytes) -> Signed:
    """Return the last signature of an act. Raises NotSigned for another document, one that is not signed, or that was
    changed."""
    if not signed.startswith(exported):
        raise NotSigned("ce n'est pas le document qui a été exporté ; faites signer celui-là, tel quel.")
    try:
        found = list(_signatures(signed, exported))
    except NotSigned:
        raise
    except Exception as error:  # a damaged file makes the library stumble in many ways
        raise NotSigned("sa signature ne se lit pas ; faites-le signer de nouveau.") from error
    if not found:
        raise NotSigned("il ne porte aucune signature électronique (article L. 212-3 du CRPA).")
    return found[-1]


def _signatures(signed: bytes, exported: bytes) -> Iterator[Signed]:
    reader = PdfFileReader(BytesIO(signed), strict=False)
    former = PdfFileReader(BytesIO(exported), strict=False)
    _must_say_the_same(reader, former)
    return (_read(one, after=len(exported)) for one in reader.embedded_regular_signatures)


def _read(one: EmbeddedPdfSignature, *, after: int) -> Signed:
    """Return a signature. Raises NotSigned where it does not hold, or covers less than the act."""
    signer = one.signer_cert
    intact, valid = validate_sig_integrity(
        one.signer_info, signer, expected_content_type="data", actual_digest=one.compute_digest()
    )
    _, _, start, length = map(int, one.byte_range)
    if not (intact and valid and start + length >= after):
        raise NotSigned("sa signature ne tient pas : le document a changé depuis ; faites-le signer de nouveau.")
    if one.self_reported_timestamp is None:
        raise NotSigned("sa signature ne dit pas quand elle a été faite ; faites-le signer de nouveau.")
    named = signer.subject.native.get("common_name") or signer.subject.human_friendly
    return Signed(str(named), one.self_reported_timestamp)


def _must_say_the_same(reader: PdfFileReader, former: PdfFileReader) -> None:
    """Raise NotSigned where what was added puts something in the place of what the act says."""
    known = _in_revisions(former, range(former.xrefs.total_revisions))
    added = range(former.xrefs.total_revisions, reader.xrefs.total_revisions)
    about = {
        held.raw_get(name).reference
        for held, name in ((reader.trailer, "/Info"), (reader.root, "/Metadata"))
        if name in held
    }
    was, now = (partial(_object, one) for one in (former, reader))
    for number, generation in known & _in_revisions(reader, added):
        changed = number, generation
        if Reference(*changed, reader) not in about and not _is_added_to(was(*changed), now(*changed)):
            raise NotSigned("son contenu n'est plus celui qui a été exporté ; faites signer ce document-là, tel quel.")


def _object(reader: Any, number: int, generation: int) -> Any:  # noqa: ANN401  the library's own types
    return reader.get_object(Reference(number, generation, reader))


def _in_revisions(reader: PdfFileReader, revisions: Iterable[int]) -> set[tuple[int, int]]:
    return {(one.idnum, one.generation) for each in revisions for one in reader.xrefs.explicit_refs_in_revision(each)}


def _is_added_to(former: Any, now: Any) -> bool:  # noqa: ANN401  objects of the library
    """Return True if a page, or the catalogue, is what it was but for a signature."""
    is_told_in_parts = isinstance(former, DictionaryObject) and former.get("/Type") in {"/Page", "/Catalog"}
    if not is_told_in_parts or not isinstance(now, DictionaryObject):
        return _written(former) == _written(now)
    said, says = ({name: _written(one.raw_get(name)) for name in {*one} - _MAY_CHANGE} for one in (former, now))
    return said == says


def _written(value: PdfObject) -> bytes:
    """Return how an object is written in a file."""
    written = BytesIO()
    value.write_to_stream(written, None)
    return written.getvalue()
