"""What is proposed to be forgotten, and what a person approves of it: that, and nothing that came since."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.forgetting import ArchivePackage, Key, Purge
from models.errors import Refusal
from models.forms.handling import PurgeForm
from models.storage.database import alone
from notifications.writing.wording import count
from tasks.incidents.forgetting.certificate import OUTCOMES, STAYS
from tasks.incidents.forgetting.due import Unit, due

ERASED = (
    "Effacés : noms, adresses, textes, motifs, notes, lettres, courriels et pièces, dans la base, dans le magasin de "
    "fichiers et dans le dossier de la boîte."
)
"""What a purge erases of each."""


class Proposal(NamedTuple):
    """What may be forgotten now, what something keeps, and what of the former is not in the package that was named."""

    units: tuple[Unit, ...]
    stopped: tuple[Unit, ...]
    unpacked: tuple[Unit, ...] = ()


def propose(session: Session, *, at: datetime) -> Proposal:
    """Return what has been held for its time, but for what a purge that is not done yet is about to forget."""
    waiting = select(Purge.units).where(col(Purge.done_at).is_(None))
    approved = {(of, row) for units in session.exec(waiting) for of, row in units}
    found = [unit for unit in due(session, at=at) if unit.key not in approved]
    return Proposal(tuple(unit for unit in found if not unit.stopped), tuple(unit for unit in found if unit.stopped))


def approve(session: Session, form: PurgeForm, *, at: datetime) -> Proposal:
    """Have what is proposed forgotten, and return it; where nothing is, nothing changes. Of two at once, the second
    finds nothing left. Raises Refusal for a package that was never written."""
    alone(session.connection())
    packed = _packed(session, form.package) if form.package else None
    proposal = propose(session, at=at)
    if packed is not None:
        proposal = proposal._replace(unpacked=tuple(unit for unit in proposal.units if unit.key not in packed))
    if proposal.units:
        units: list[list[str | int]] = [[*unit.key] for unit in proposal.units]
        session.add(Purge(visa=form.visa, package=form.package, by=form.by, at=at, units=units))
    return proposal


def _packed(session: Session, said: str) -> set[Key]:
    """Return what is in the package of a hash."""
    found = session.exec(select(ArchivePackage).where(ArchivePackage.hash == said.lower())).first()
    if found is None:
        mend = "aucun versement n'a cette empreinte ; reprenez celle que « spro archive » a affichée."
        raise Refusal("Empreinte du versement", said, mend)
    return {(str(of), int(row)) for of, row in found.units}


def sentences(proposal: Proposal) -> Iterator[str]:
    """Yield what is proposed, in French: how much of each sort, which, what is erased of it, what stays, what is
    kept."""
    if not proposal.units:
        yield "Rien n'est arrivé au terme de sa durée de conservation."
    for outcome, total in Counter(unit.outcome for unit in proposal.units).items():
        named = [unit for unit in proposal.units if unit.outcome is outcome]
        yield f"À effacer, {OUTCOMES[outcome]} : {count(total, 'unité')} ({_named(named)})."
    if proposal.units:
        yield ERASED
        yield STAYS
    if proposal.unpacked:
        yield f"Hors du versement indiqué : {_named(proposal.unpacked)}. Pour verser d'abord : « spro archive »."
    for unit in proposal.stopped:
        yield f"Conservé : {unit.name}, {unit.stopped}."


def _named(units: Sequence[Unit]) -> str:
    return ", ".join(unit.name for unit in units)
