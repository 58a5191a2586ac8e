"""A dossier made into one PDF, cover first, and one archive. What it is made of was sent by others: PDFs are read in
the process apart, and one that cannot be is in the archive alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from notifications.documents.archive import archive
from notifications.documents.typeset import typeset
from notifications.outbox.enclosures import Enclosure
from notifications.views.advice import AdviceView
from notifications.views.documents import CoverAdvice, CoverDocument, CoverPiece
from notifications.writing.wording import count, enumeration, long_date, size
from tasks.dossiers.in_hand.contents import ADVICE, Contents, Part, standing
from tasks.intake.store import Altered, Missing, Store
from tasks.reading.files.binding import bound, renewed
from tasks.reading.sandbox.process import NotDone, run_in_sandbox

MOST = 100_000_000
"""Octets of the files of one dossier: what comes beyond is told on its cover, and asked for otherwise."""

TOO_MUCH = f"au-delà de {size(MOST)}, à demander au service instructeur"
LOST = "introuvable là où les fichiers sont gardés"
ALTERED = "changé depuis sa réception, et mis de côté"
LONGEST = 10_000
"""Characters of an advice that the cover holds; the page of the dossier leads to the rest."""

NO_TEXT = f"Sans texte ; ses fichiers sont dans l'archive, dossier « {ADVICE} »."
COVER = "00 Bordereau.pdf"
ARCHIVE_ONLY = "à part, dans l'archive"
NOT_TAKEN = f"{ARCHIVE_ONLY} : ce PDF n'a pas pu être repris"

_Pages = Mapping[str, tuple[int, bytes]]
"""By the names of parts: how many pages a PDF has, and the PDF that is made of them."""


class Bundle(NamedTuple):
    """A dossier as a person takes it away."""

    reference: str
    pdf: bytes
    archive: bytes

    @property
    def files(self) -> tuple[Enclosure, Enclosure]:
        """The two files, as a mail carries them."""
        return (
            Enclosure(f"{self.reference}.pdf", "application/pdf", self.pdf),
            Enclosure(f"{self.reference}.zip", "application/zip", self.archive),
        )


def make_bundle(contents: Contents, store: Store, *, at: datetime) -> Bundle:
    """Return a dossier as one PDF and one archive. Nothing that it holds makes this raise; it opens no transaction, and
    is not called in one: it may take a minute."""
    got, lost = _fetch(contents, store)
    pages = _pages_of(contents.pieces, got)
    cover = typeset("cover", _cover(contents, pages, lost, at=at))
    pdf = _bind(cover, contents, pages)
    if pdf is None:
        cover = pdf = typeset("cover", _cover(contents, {}, lost, at=at))
    return Bundle(contents.application.reference, pdf, archive([(COVER, cover), *got.items()]))


def _fetch(contents: Contents, store: Store) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return what is enclosed, by name, and why the rest is not."""
    got: dict[str, bytes] = {}
    lost: dict[str, str] = {}
    left = MOST
    for part in contents.parts:
        left -= part.size
        if left < 0:
            lost[part.name] = TOO_MUCH
            continue
        try:
            got[part.name] = store.get(part.digest)
        except Missing as error:
            lost[part.name] = ALTERED if isinstance(error, Altered) else LOST
    return got, lost


def _pages_of(pieces: Sequence[Part], got: Mapping[str, bytes]) -> _Pages:
    """Return the pages of the PDFs that can be taken apart; once one takes too long, the others are left alone."""
    found: dict[str, tuple[int, bytes]] = {}
    for part in pieces:
        if part.format != "pdf" or part.name not in got:
            continue
        try:
            took = run_in_sandbox(renewed, got[part.name])
        except NotDone:
            break
        if took:
            found[part.name] = took
    return found


def _bind(cover: bytes, contents: Contents, pages: _Pages) -> bytes | None:
    """Return the cover and the pieces as one PDF; None where together they are too much."""
    parts = [(_title(part), pages[part.name][1]) for part in contents.pieces if part.name in pages]
    try:
        return run_in_sandbox(bound, cover, parts) if parts else cover
    except NotDone:
        return None


def _title(part: Part) -> str:
    return f"{part.label} ({part.version})"


def _cover(contents: Contents, pages: _Pages, lost: Mapping[str, str], *, at: datetime) -> CoverDocument:
    view = contents.application
    absent = [*contents.absent, *((part.label, lost[part.name]) for part in contents.parts if part.name in lost)]
    return CoverDocument(
        region=contents.region.region.name,
        session=contents.session,
        zone=contents.region.zone,
        reference=view.reference,
        organisation=view.organisation,
        identifier=view.identifier,
        status=standing(contents),
        received_at=view.received_at,
        drawn_up_at=at,
        enclosed=tuple(_line(part, _place(part, pages)) for part in contents.pieces if part.name not in lost),
        others=tuple(_line(part, ARCHIVE_ONLY) for part in contents.others if part.name not in lost),
        missing=tuple(CoverPiece(label=label, place=why) for label, why in absent),
        advice=tuple(map(_advice, contents.advice)),
        said=contents.said,
    )


def _advice(view: AdviceView) -> CoverAdvice:
    given = [long_date(one.given_on) for one in view.said]
    stands = f"rendu le {enumeration(given)}" if given else "non rendu"
    return CoverAdvice(
        whom=view.whom,
        question=view.question,
        stands=f"demandé le {long_date(view.asked_on)}, {stands}",
        said=tuple(one.text[:LONGEST] or NO_TEXT for one in view.said),
    )


def _place(part: Part, pages: _Pages) -> str:
    if part.name in pages:
        return f"PDF du dossier ({count(pages[part.name][0], 'page')}) et archive"
    return NOT_TAKEN if part.format == "pdf" else ARCHIVE_ONLY


def _line(part: Part, place: str) -> CoverPiece:
    return CoverPiece(
        label=part.label,
        place=place,
        version=part.version,
        received_on=part.received_on,
        name=part.name,
        size=size(part.size),
        digest=part.digest,
    )
