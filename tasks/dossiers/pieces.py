"""The pieces of a dossier, each with every version that came: in which arrival, when, and what was found of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from models.calendar.business_days import BusinessDays
from models.dossiers.application import Application, Piece
from models.intake.deposit import Deposit, File, is_part_of, number_of, pieces_in
from models.intake.words import Trouble
from models.region.model import Region
from models.vocabulary import PieceState


class Version(NamedTuple):
    """A file that came, or a paper, which has no `file` nor name; `counts` tells that it is what the dossier holds, or
    a part of it. A file in quarantine has a `trouble`; `inside` is the archive that it was in, `form` the version of
    its form that it is on, where that is known."""

    file: int | None
    name: str
    arrival: str
    received_at: datetime
    size: int
    format: str | None
    trouble: Trouble | None
    inside: str | None
    digest: str | None
    counts: bool
    form: str | None = None


class PieceView(NamedTuple):
    """A piece that the call asks for, where it stands and why, and its versions, the latest first."""

    id: str
    label: str
    is_required: bool
    state: PieceState
    reason: str | None
    valid_until: date | None
    versions: tuple[Version, ...]


class Held(NamedTuple):
    """The pieces of a dossier, in the order of the region file, and the files that were recognised as none."""

    pieces: tuple[PieceView, ...]
    others: tuple[Version, ...]


def held_by(session: Session, application: Application, region: Region, days: BusinessDays) -> Held:
    """Return what a dossier holds: two look-ups, whatever the number of its files."""
    pieces = {
        one.piece_id: one for one in session.exec(select(Piece).where(Piece.application_id == application.id)).all()
    }
    versions = _versions(session, application, list(pieces.values()), days)
    views = tuple(
        PieceView(
            id=name,
            label=region.pieces[name].label if name in region.pieces else name,
            is_required=name in region.required_pieces,
            state=piece.state,
            reason=piece.reason,
            valid_until=piece.valid_until,
            versions=tuple(versions.pop(name, ())),
        )
        for name, piece in _in_order(pieces, region)
    )
    return Held(views, tuple(one for rest in versions.values() for one in rest))


def _in_order(pieces: dict[str, Piece], region: Region) -> list[tuple[str, Piece]]:
    order = {name: place for place, name in enumerate(region.pieces)}
    return sorted(pieces.items(), key=lambda pair: order.get(pair[0], len(order)))


def _versions(
    session: Session, application: Application, pieces: Sequence[Piece], days: BusinessDays
) -> dict[str, list[Version]]:
    """Return what came of each piece, the latest first; of what is none, under an empty name. What counts may have come
    to another dossier, that was joined to this one."""
    found: defaultdict[str, list[Version]] = defaultdict(list)
    current = {piece.piece_id: piece.file_id for piece in pieces if piece.file_id}
    for name, version in (*_in_files(session, application, current, days), *_on_paper(session, application, days)):
        found[name].append(version)
    return {name: sorted(those, key=lambda one: one.received_at, reverse=True) for name, those in found.items()}


def _in_files(
    session: Session, application: Application, current: Mapping[str, int], days: BusinessDays
) -> Iterator[tuple[str, Version]]:
    with_them = select(File.deposit_id).where(col(File.id).in_(current.values()))
    of_dossier = or_(col(Deposit.application_id) == application.id, col(File.deposit_id).in_(with_them))
    rows = session.exec(select(File, Deposit).join(Deposit).where(of_dossier).order_by(col(File.id))).all()
    files = {file.id: file for file, _ in rows}
    names, opened = {number: file.name for number, file in files.items()}, {file.parent_id for file, _ in rows}
    for file, deposit in rows:
        if file.id in opened and not file.trouble:
            continue
        for name in pieces_in(file) or ("",):
            counts = name in current and is_part_of(file, files[current[name]], name)
            if counts or deposit.application_id == application.id:
                yield name, _version(file, deposit, days, names, counts=counts)


def _on_paper(session: Session, application: Application, days: BusinessDays) -> Iterator[tuple[str, Version]]:
    for deposit in session.exec(select(Deposit).where(Deposit.application_id == application.id)):
        yield from ((name, _paper(deposit, days)) for name in deposit.papers)


def _version(
    file: File, deposit: Deposit, days: BusinessDays, names: dict[int | None, str], *, counts: bool
) -> Version:
    return Version(
        file=file.id,
        name=file.name,
        arrival=number_of(deposit, days.zone),
        received_at=deposit.received_at,
        size=file.size,
        format=file.format,
        trouble=file.trouble,
        inside=names.get(file.parent_id) if file.parent_id else None,
        digest=file.digest,
        counts=counts,
        form=file.form_version,
    )


def _paper(deposit: Deposit, days: BusinessDays) -> Version:
    number = number_of(deposit, days.zone)
    return Version(None, "", number, deposit.received_at, 0, None, None, None, None, counts=False)


def counted(held: Iterable[PieceView]) -> tuple[int, int]:
    """Return how many of the required pieces are there, and how many there are."""
    required = [one for one in held if one.is_required]
    return sum(one.state is PieceState.received for one in required), len(required)
