"""The signatures of an act that comes back, in the process apart.

A signature is added to a PDF behind all that it was: the octets that were exported are still its first ones. What was
added may name the signature, and show it; of what the act says, nothing changes. Only plain values go in and come out.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_MAY_CHANGE = frozenset({"/AcroForm", "/Annots", "/DSS", "/Extensions", "/Perms", "/Version"})
"""What a signature adds to the catalogue of a document, and to the pages that show it."""


class _Refused(ValueError):  # noqa: N818
    """A signature that does not hold; its words say why, in French."""


Found = list[tuple[str, str]]
"""Who signed, as each certificate names them, and when, as the signature says (ISO 8601)."""


def read_signatures(signed: bytes, exported: bytes) -> tuple[Found, str | None]:
    """Return the signatures that were added to an act, in their order, and why they are not to be trusted, if so.
    Raises whatever a damaged file makes the library stumble over."""
    try:
        return list(_signatures(signed, exported)), None
    except _Refused as error:
        return [], str(error)


def _signatures(signed: bytes, exported: bytes) -> Iterator[tuple[str, str]]:
    reader = PdfFileReader(BytesIO(signed), strict=False)
    former = PdfFileReader(BytesIO(exported), strict=False)
    _must_say_the_same(reader, former)
    return (_read(one, after=len(exported)) for one in reader.embedded_regular_signatures)


def _read(one: EmbeddedPdfSignature, *, after: int) -> tuple[str, str]:
    """Return a signature. Raises _Refused where it does not hold, or covers less than the act."""
    signer = one.signer_cert
    intact, valid = validate_sig_integrity(
        one.signer_info, signer, expected_content_type="data", actual_digest=one.compute_digest()
    )
    _, _, start, length = map(int, one.byte_range)
    if not (intact and valid and start + length >= after):
        raise _Refused("sa signature ne tient pas : le document a changé depuis ; faites-le signer de nouveau.")
    if one.self_reported_timestamp is None:
        raise _Refused("sa signature ne dit pas quand elle a été faite ; faites-le signer de nouveau.")
    named = signer.subject.native.get("common_name") or signer.subject.human_friendly
    return str(named), one.self_reported_timestamp.isoformat()


def _must_say_the_same(reader: PdfFileReader, former: PdfFileReader) -> None:
    """Raise _Refused where what was added puts something in the place of what the act says."""
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
            raise _Refused("son contenu n'est plus celui qui a été exporté ; faites signer ce document-là, tel quel.")


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
