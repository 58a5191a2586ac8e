"""Sealed lines whose rows were forgotten: which certificate covers each, and what is left of its row."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.dossiers.forgetting import Erasure
from models.storage.proof.form import LineKind, digest_of, encoded, marks_of
from models.storage.proof.seals import SealedLine
from tasks.incidents.proof.lines import Line, read_lines

SALT = 16
"""How many octets the salt of a line has."""


class Erased(NamedTuple):
    """What covers a line: the number of the certificate, when its row was forgotten, and the digest of what is left of
    that, empty where nothing is."""

    certificate: int
    at: datetime
    left: str


def erased_lines(session: Session) -> dict[str, Erased]:
    """Return what covers each line that was forgotten, by its number in the chain."""
    said = columns(col(Erasure.purge_id), col(Erasure.at), col(Erasure.lines))
    rows = session.execute(said.order_by(col(Erasure.id)))
    return {number: Erased(purge, at, left) for purge, at, lines in rows for number, left in lines.items()}


def left_of(line: SealedLine, row: Line | None) -> str:
    """Return the digest of what is left of the row of a line, with the salt that the line has now; empty for none."""
    if row is None or not row.values:
        return ""
    return digest_of(line.kind, line.row_id, line.salt, encoded(row.values))


def lines_of(session: Session, kind: LineKind, ids: Sequence[int]) -> Sequence[SealedLine]:
    """Return the sealed lines of some rows of a kind."""
    found = select(SealedLine).where(SealedLine.kind == kind, col(SealedLine.row_id).in_(ids))
    return session.exec(found.order_by(col(SealedLine.number))).all()


def cover(session: Session, lines: Sequence[SealedLine]) -> dict[str, str]:
    """Give some lines of one kind, whose rows were just forgotten, another salt, so that what these said cannot be
    found by trying; return the digest of what is left of each, by the number of its line."""
    rows = (
        {row.row_id: row for row in read_lines(session, lines[0].kind, [one.row_id for one in lines])} if lines else {}
    )
    left = {}
    for line in lines:
        row = rows.get(line.row_id)
        line.salt = token_hex(SALT)
        line.marks = marks_of(line.salt, encoded(row.values)) if row and row.values else ""
        left[str(line.number)] = left_of(line, row)
        session.add(line)
    return left
