"""A purge that a person approved is carried out: unit by unit, each in its transaction, and begun anew wherever it was
interrupted."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.columns import pages
from models.dossiers.application import Application
from models.dossiers.forgetting import Erasure, Key, Purge
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from tasks.incidents.forgetting.certificate import certificate
from tasks.incidents.forgetting.due import due
from tasks.incidents.forgetting.erase import erase
from tasks.incidents.forgetting.reach import still_named
from tasks.incidents.proof.seal import seal
from tasks.intake.store import Store
from tasks.mailboxes.forget import forget_mails
from tasks.mailboxes.mailbox import Unreachable

_LOG = logging.getLogger("spro.effacement")


def carry_out(settings: Settings, *, at: datetime) -> list[int]:
    """Carry out what was approved and is not done, and return the numbers of the certificates. Whatever was forgotten
    before stays so; what something keeps since it was approved is left, and the certificate says why. Where the mail
    server does not answer, its certificate is for a later call: mails that are to go are still there."""
    with reading(settings.database) as session:
        waiting = session.exec(select(Purge).where(col(Purge.done_at).is_(None)).order_by(col(Purge.id))).all()
    carried = [(purge.id or 0, _carry_out(settings, purge.id or 0, purge.units, at=at)) for purge in waiting]
    return [number for number, is_done in carried if is_done]


def _carry_out(settings: Settings, number: int, units: Sequence[Sequence[str | int]], *, at: datetime) -> bool:
    seal(settings.database, at=at)
    for of, row in units:
        with transaction(settings.database) as session:
            _forget(session, number, (str(of), int(row)), at=at)
    try:
        mails = _forget_contents(settings, number)
    except Unreachable as error:
        _LOG.warning("Certificat n° %d : %s", number, error)
        return False
    with transaction(settings.database) as session:
        _certify(session, number, mails=mails, at=at)
    seal(settings.database, at=at)
    return True


def _forget(session: Session, number: int, key: Key, *, at: datetime) -> None:
    """Forget a unit, unless that is done, or something keeps it now."""
    if key[0] == "application":
        session.exec(select(Application.id).where(Application.id == key[1]).with_for_update()).one()
    for unit in due(session, at=at, only=key):
        if not unit.stopped:
            erase(session, session.get_one(Purge, number), unit, at=at)


def _forget_contents(settings: Settings, number: int) -> int:
    """Delete the contents that nothing names any more, the copies of mails in mailboxes first; return how many of
    those."""
    store, gone = Store(settings.store), set[str]()
    with reading(settings.database) as session:
        named = sorted({one for erasure in _erasures(session, number) for one in erasure.contents})
        for part in pages(named):
            gone |= {*part} - still_named(session, part)
    mails = forget_mails(settings.mailboxes, {digest: store.size(digest) for digest in gone})
    for digest in sorted(gone):
        store.forget(digest)
    return mails


def _certify(session: Session, number: int, *, mails: int, at: datetime) -> None:
    purge = session.get_one(Purge, number, with_for_update=True)
    if purge.done_at:
        return
    kept = {unit.name: unit.stopped for unit in due(session, at=at) if unit.stopped and [*unit.key] in purge.units}
    purge.certificate = certificate(purge, _erasures(session, number), kept, mails=mails, at=at)
    purge.done_at = at
    session.add(purge)


def _erasures(session: Session, number: int) -> Sequence[Erasure]:
    return session.exec(select(Erasure).where(Erasure.purge_id == number).order_by(col(Erasure.id))).all()
