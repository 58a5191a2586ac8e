"""What a dossier in hand holds: each piece in the version that counts, and why one that is asked for is not in it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days
from models.dossiers.advice import Advice, AdviceRequest, requests_for
from models.dossiers.application import Application
from models.dossiers.workflow import LABELS
from models.intake.deposit import Deposit, File, infected
from models.intake.words import TROUBLE_LABELS, Trouble
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import PieceState, Status
from notifications.documents.archive import distinct
from notifications.loading.advice import advice_view
from notifications.loading.commitments import load_commitments
from notifications.loading.variables import load_applications
from notifications.views.advice import AdviceView
from notifications.views.commitments import CommitmentsView
from notifications.views.notices import ApplicationView
from notifications.writing.render import STATES
from tasks.dossiers.pieces import Held, PieceView, Version, held_by
from tasks.reading.mail.text import file_name

ON_PAPER = "reçu sur papier, à consulter au service instructeur"
OTHERS = "Autres fichiers"
"""The folder of the archive where what was recognised as no piece lies."""

ADVICE = "Avis"
"""The folder of the archive where what came with an advice lies."""

_NOT_IN_A_NAME = re.compile(r'[\\:*?"<>|]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file that is enclosed: `name` is its name in the archive, and `version` tells which it is of how many. What is
    no piece of the call has no version."""

    label: str
    name: str
    version: str | None
    received_on: date
    size: int
    digest: str
    format: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A dossier as it can be handed over. `absent` are the pieces that are not enclosed, each with why; `advice`, what
    others were asked about it and answered; `said`, what is known of its commitments, where
    its reader may see all of it."""

    region: Region
    session: str
    application: ApplicationView
    pieces: tuple[Part, ...]
    others: tuple[Part, ...]
    absent: tuple[tuple[str, str], ...]
    advice: tuple[AdviceView, ...] = ()
    said: CommitmentsView | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that is enclosed, the pieces first."""
        return self.pieces + self.others

    @property
    def weight(self) -> int:
        """How many octets the PDF and the archive come to, about: a piece may be in both."""
        return sum(part.size * (2 if part.format == "pdf" else 1) for part in self.parts)


def read_contents(session: Session, application: Application, *, only: Collection[str] | None = None) -> Contents:
    """Return what a dossier holds now, or of it the pieces of some ids `only`. What is in quarantine is never of it."""
    campaign = session.get_one(Campaign, application.campaign_id)
    region, days, key = campaign.rules, business_days(campaign.rules), application.id or 0
    held = _restricted(held_by(session, application, region, days), only)
    unsafe = infected(session, [one.digest for one in _versions(held) if one.digest])
    sorted_out = [(piece, _sorted(piece, unsafe)) for piece in held.pieces]
    given = requests_for(session, application) if only is None else ()
    found = [
        _part(one, days.local(one.received_at), piece=piece, version=version)
        for piece, files in sorted_out
        if not isinstance(files, str)
        for one, version in zip(files, _numbered(piece, files), strict=True)
    ]
    loose = [_part(one, days.local(one.received_at)) for one in held.others if _is_sound(one, unsafe)]
    return Contents(
        region=region,
        session=campaign.label,
        application=load_applications(session, region, [key])[key],
        pieces=_named(found, "{place:02d} {name}"),
        others=_named(loose, f"{OTHERS}/{{name}}") + _named(_beside(session, given, days), f"{ADVICE}/{{name}}"),
        absent=tuple((piece.label, why) for piece, why in sorted_out if isinstance(why, str) and why),
        advice=tuple(advice_view(session, region, request) for request in given),
        said=load_commitments(session, region, [key])[key].told if only is None else None,
    )


def standing(contents: Contents) -> str:
    """Return the status of a dossier as people read it."""
    return LABELS[Status(contents.application.status)]


def _restricted(held: Held, only: Collection[str] | None) -> Held:
    """Return what some readers may see of a dossier: all of it, or pieces and nothing besides."""
    if only is None:
        return held
    return held._replace(pieces=tuple(piece for piece in held.pieces if piece.id in only), others=())


def _versions(held: Held) -> Iterator[Version]:
    yield from held.others
    for piece in held.pieces:
        yield from piece.versions


def _sorted(piece: PieceView, unsafe: set[str]) -> Sequence[Version] | str:
    """Return the files of a piece that count, or why none is enclosed: nothing is said of what nobody asked for."""
    if piece.state is not PieceState.received:
        reason = f" ({piece.reason.rstrip(' .')})" if piece.reason else ""
        return f"{STATES[piece.state]}{reason}" if piece.is_required or piece.versions else ""
    counting = {one.digest: one for one in piece.versions if one.counts}
    if not counting:
        return ON_PAPER
    sound = [one for one in counting.values() if _is_sound(one, unsafe)]
    trouble = next((one.trouble for one in counting.values() if one.trouble), Trouble.infected)
    return sound or f"gardée en quarantaine : {TROUBLE_LABELS[trouble]}"


def _numbered(piece: PieceView, files: Sequence[Version]) -> list[str]:
    """Return how each of the files of a piece is told from the others, and from former versions."""
    if len(files) > 1:
        return [f"fichier {place} sur {len(files)}" for place, _ in enumerate(files, start=1)]
    [one] = files
    return [f"version {len(piece.versions) - piece.versions.index(one)} sur {len(piece.versions)}"]


def _is_sound(one: Version, unsafe: set[str]) -> bool:
    return one.file is not None and one.trouble is None and one.digest not in unsafe


def _part(one: Version, received_on: date, *, piece: PieceView | None = None, version: str | None = None) -> Part:
    label = piece.label if piece else file_name(one.name)
    return Part(
        label=label,
        name=one.name if piece is None else f"{label.replace('/', '-')} ({version}).{one.format or 'bin'}",
        version=version,
        received_on=received_on,
        size=one.size,
        digest=one.digest or "",
        format=one.format,
    )


def _beside(session: Session, requests: Sequence[AdviceRequest], days: BusinessDays) -> list[Part]:
    """Return the sound files that came with what was answered to some requests."""
    of_requests = col(Advice.request_id).in_([request.id for request in requests])
    came = select(File, Deposit).join(Deposit).join(Advice, col(Advice.deposit_id) == col(Deposit.id))
    looked_at = came.where(of_requests, col(Deposit.sorted_at).is_not(None)).order_by(col(File.id))
    rows = session.exec(looked_at).all()
    unsafe, opened = infected(session, [file.digest for file, _ in rows]), {file.parent_id for file, _ in rows}
    return [
        Part(
            label=file_name(file.name),
            name=file.name,
            version=None,
            received_on=days.local(deposit.received_at),
            size=file.size,
            digest=file.digest,
            format=file.format,
        )
        for file, deposit in rows
        if file.trouble is None and file.id not in opened and file.digest not in unsafe
    ]


def _named(parts: Sequence[Part], pattern: str) -> tuple[Part, ...]:
    """Return some parts under names that people read, that name no place, and that no other has."""
    names = distinct(
        pattern.format(place=place, name=_NOT_IN_A_NAME.sub("-", file_name(part.name)) or "fichier")
        for place, part in enumerate(parts, start=1)
    )
    return tuple(replace(part, name=name) for part, name in zip(parts, names, strict=True))
