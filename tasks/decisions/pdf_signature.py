"""An act that comes back signed: whether it is the document that was exported, who signed it, and when (PAdES).

It begins with our own octets, and what follows may be anything: it is read in the process apart, which alone loads the
library that reads it.
"""

from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple

from tasks.reading.sandbox.process import NotDone, run_in_sandbox


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
        found, why = run_in_sandbox(_signatures, signed, exported)
    except NotDone as error:
        raise NotSigned("sa signature ne se lit pas ; faites-le signer de nouveau.") from error
    if why:
        raise NotSigned(why)
    if not found:
        raise NotSigned("il ne porte aucune signature électronique (article L. 212-3 du CRPA).")
    by, at = found[-1]
    return Signed(by, datetime.fromisoformat(at))


def _signatures(signed: bytes, exported: bytes) -> Any:  # noqa: ANN401  what the module says
    return import_module("tasks.decisions.pdf_signature_in_sandbox").read_signatures(signed, exported)
