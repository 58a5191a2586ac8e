"""Whether a certificate is ours: its code, looked up in the register as it stands."""

import re
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.members.membership import Membership
from notifications.views.documents import certificate_code


class Verified(NamedTuple):
    """The membership that a certificate tells: whose, both days included (None: without a term), whether it runs, and
    whether an act or a departure ended it before its term."""

    number: str
    organisation: str
    reference: str
    since: date
    until: date | None
    is_running: bool
    is_ended_early: bool


def verify(session: Session, code: str, *, on: date) -> Verified | None:
    """Return what a certificate's code stands for on a day; None for one that no certificate has, or, where it was
    made of the entry itself, whose entry was corrected since. Raises Refusal for what is no code."""
    asked = _read(code)
    held = (
        select(Membership, Organisation.name, Application.reference)
        .join(Application, col(Application.id) == col(Membership.application_id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where((col(Membership.code) == asked) | col(Membership.code).is_(None))
        .order_by(col(Membership.id))
    )
    for membership, name, reference in session.exec(held):
        made = certificate_code(membership.number, name, reference, membership.starts_on)
        if (membership.code or made) == asked:
            return _verified(membership, name, reference, on=on)
    return None


def _read(code: str) -> str:
    signs = re.sub(r"[\W_]", "", code).upper()
    if not re.fullmatch(r"[0-9A-F]{12}([0-9A-F]{4})?", signs):
        mend = "un code a seize chiffres et lettres de A à F, imprimés au bas du certificat : 4F0A-91C2-7B3D-E856."
        raise Refusal("Code", code, mend)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def _verified(membership: Membership, name: str, reference: str, *, on: date) -> Verified:
    return Verified(
        number=membership.number,
        organisation=name,
        reference=reference,
        since=membership.starts_on,
        until=membership.ends_on,
        is_running=membership.covers(on),
        is_ended_early=membership.end_reason is not None,
    )
