"""What is found at fault set aside, and let go once nothing is wrong with it any more."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, select
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from models.errors import Refusal
from models.storage.aside.hidden import Known, hide, known, pointing, tables
from models.storage.aside.row import SetAside, key_of
from models.storage.clock import clock
from models.storage.database import add_new
from models.storage.isolation.bisect import of_rows
from models.storage.isolation.look import Fault, look

_LOG = logging.getLogger("spro.ecartes")

_DOSSIER, _SESSION, _OF_DOSSIER = "application", "campaign", "application_id"
_NAMES = {"application": "dossier", "campaign": "session", "notice": "notification", "deposit": "envoi"}


class Victim(NamedTuple):
    """A row that is set aside, with its table."""

    of: str
    row: int


def victims(session: Session) -> dict[Victim, str]:
    """Return what cannot be read, and why, in French."""
    return {victim: _said(fault) for fault in look(session) for victim in _whose(session, fault)}


def review(session: Session, found: Mapping[Victim, str]) -> bool:
    """Set aside what was found that cannot be read, let go what can be again, hide the rest from a session, and return
    True if any of it was not set aside before. Each is told once to those who mind the machine."""
    former = {Victim(one.of, one.row): one for one in known(session) if not one.duty}
    for victim in found.keys() - former.keys():
        set_aside(session, victim, found[victim])
    let_go(session, [former[victim] for victim in former.keys() - found.keys()])
    hide(session)
    return bool(found.keys() - former.keys())


def _said(fault: Fault) -> str:
    return f"table {fault.of}, ligne {fault.row}, colonne {fault.column} : {fault.wrong}"


def must_be_readable(session: Session, references: Collection[str]) -> None:
    """Raise Refusal where one of some dossiers is set aside because it cannot be read."""
    if not known(session):
        return
    those = (col(SetAside.of) == _DOSSIER, col(SetAside.duty) == "", col(SetAside.reference).in_(references))
    if one := session.exec(select_rows(SetAside).where(*those)).first():
        mend = f"ce dossier est mis à part ({one.reason}) ; la personne qui tient la machine doit le réparer."
        raise Refusal("Dossier", one.reference, mend)


def let_go(session: Session, those: Iterable[Known]) -> None:
    """Let go what nothing is wrong with any more."""
    keys = [key_of(one.of, one.row, one.duty) for one in those]
    session.connection().execute(delete(SetAside).where(col(SetAside.key).in_(keys)))


def set_aside(session: Session, victim: Victim, reason: str, *, duty: str = "") -> None:
    """Set a row aside for a reason, in French, once for each thing that cannot be done for it."""
    key, said = key_of(*victim, duty), _said_of(session, victim)
    row = {**said, "key": key, "of": victim.of, "row": victim.row, "duty": duty, "reason": reason}
    add_new(session, SetAside, [row | {"since": session.connection().execute(select(clock())).scalar_one()}])
    _LOG.warning("Mis à part : %s %s (%s).", said["reference"] or said["name"], reason, duty or "illisible")


def _whose(session: Session, fault: Fault) -> Iterator[Victim]:
    """Yield whose fault it is: of what belongs to a dossier, that dossier; of a stage, its session; of a file, its
    arrival."""
    if fault.of == "organisation":
        owners = select(_table(_DOSSIER).c.id).where(_table(_DOSSIER).c.organisation_id == fault.row)
        yield from (Victim(_DOSSIER, row) for row in session.connection().execute(owners).scalars())
        return
    owner = _OWNERS.get(fault.of, _OF_DOSSIER if _OF_DOSSIER in _table(fault.of).c else None)
    model = tables()[fault.of]
    target = next((name for column, name in pointing(model) if column.key == owner and not column.nullable), None)
    row = _value(session, fault.of, fault.row, owner) if owner and target else None
    yield Victim(target, row) if target and isinstance(row, int) else Victim(fault.of, fault.row)


_OWNERS = {"stage": "campaign_id", "file": "deposit_id", "notice_file": "notice_id"}
"""The column that says whose a row is, where it is not a dossier's."""


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _said_of(session: Session, victim: Victim) -> dict[str, Any]:
    """Return what a row is known by: its session, the reference of its dossier, or its own name."""
    dossier = victim.row if victim.of == _DOSSIER else _value(session, *victim, _OF_DOSSIER)
    campaign = victim.row if victim.of == _SESSION else _value(session, *victim, "campaign_id")
    name = _value(session, *victim, "label") if victim.of == _SESSION else None
    if victim.of == _DOSSIER:
        organisation = _value(session, *victim, "organisation_id")
        name = _value(session, "organisation", organisation, "name") if isinstance(organisation, int) else None
    return {
        "campaign_id": campaign if isinstance(campaign, int) else None,
        "reference": _value(session, _DOSSIER, dossier, "reference") if isinstance(dossier, int) else None,
        "name": name if name and isinstance(name, str) else f"{_NAMES.get(victim.of, victim.of)} n° {victim.row}",
    }


def _value(session: Session, of: str, row: int, column: str) -> Any:  # noqa: ANN401  whatever stands there
    """Return a value of a row that may be at fault there too: None where it cannot be read, or there is no such one."""
    table = _table(of)
    if column not in table.c:
        return None
    try:
        with session.begin_nested():
            return session.connection().execute(select(table.c[column]).where(table.c.id == row)).scalar()
    except Exception as error:  # noqa: BLE001  that is what it is set aside for
        of_rows(error)
        return None
