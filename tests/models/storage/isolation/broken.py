"""Rows broken on purpose, written straight into the database: what a fault of a disk, of a hand or of a program leaves.

Each row of a table here stands for its kind. PostgreSQL refuses some of them itself; where it has others of that kind,
they are named beside.
"""

from typing import NamedTuple

from sqlalchemy import text

from models.storage.database import engine


class Broken(NamedTuple):
    """One way to break a row, by SQL in which `:of` is its number, on SQLite and on PostgreSQL, where it can be."""

    sqlite: str
    postgresql: str = ""


def both(sql: str) -> Broken:
    """Return what breaks a dossier alike on both."""
    return Broken(sql, sql)


def _named(*names: str) -> Broken:
    of_dossier = "WHERE id = (SELECT organisation_id FROM application WHERE id = :of)"
    return Broken(*(f"UPDATE organisation SET name = {name} {of_dossier}" for name in names))  # noqa: S608  our own words


DOSSIERS: dict[str, Broken] = {
    "flags that are no JSON": Broken("UPDATE application SET flags = '[' WHERE id = :of"),
    "flags that are no list": both("""UPDATE application SET flags = '{"a": 1}' WHERE id = :of"""),
    "a status of no table": both("UPDATE application SET status = 'lost' WHERE id = :of"),
    "a receipt that is no instant": Broken(
        "UPDATE application SET received_at = 'hier' WHERE id = :of",
        "UPDATE application SET received_at = 'infinity' WHERE id = :of",
    ),
    "an acknowledgement due at no instant": Broken(
        "UPDATE application SET acknowledge_at = 'demain' WHERE id = :of",
        "UPDATE application SET acknowledge_at = '-infinity' WHERE id = :of",
    ),
    "no organisation": both("UPDATE application SET organisation_id = 999 WHERE id = :of"),
    "a network of no region": both("UPDATE application SET network = 'marins' WHERE id = :of"),
    "a number that is none": Broken("UPDATE application SET circle = 'trois' WHERE id = :of"),
    "an address that is octets": Broken("UPDATE application SET contact = X'FF00' WHERE id = :of"),
    "a piece in no state": both(
        "UPDATE piece SET state = 'burnt' WHERE application_id = :of AND piece_id = 'annexe-1'"
    ),
    "a request that is no JSON": Broken("UPDATE completion_request SET pieces = '[' WHERE application_id = :of"),
    "a request that is no table": both("UPDATE completion_request SET pieces = '7' WHERE application_id = :of"),
    "a last day that is no day": Broken(
        "UPDATE completion_request SET due_on = '2026-02-31' WHERE application_id = :of",
        "UPDATE completion_request SET due_on = 'infinity' WHERE application_id = :of",
    ),
    "an end that is no instant": Broken(
        "UPDATE completion_request SET due_at = '0' WHERE application_id = :of",
        "UPDATE completion_request SET due_at = '-infinity' WHERE application_id = :of",
    ),
    "a reason of no table": both(
        """UPDATE completion_request SET pieces = '{"annexe-1": "whim"}' WHERE application_id = :of"""
    ),
    "an outcome of no table": both("UPDATE completion_request SET outcome = 'maybe' WHERE application_id = :of"),
}
"""Ways to break a dossier that make that dossier be set aside."""

HARMLESS: dict[str, Broken] = {
    "a piece that no region file knows": both(
        "UPDATE piece SET piece_id = 'annexe-99' WHERE application_id = :of AND piece_id = 'annexe-1'"
    ),
    "an address that is none": both("UPDATE application SET contact = 'pas une adresse' WHERE id = :of"),
    "controls in a name": _named("'A' || char(13) || char(10)", "'A' || chr(13) || chr(10)"),
    "a name without an end": _named("hex(zeroblob(50000))", "repeat('A', 100000)"),
}
"""What is odd, and stops nothing."""


def _notice(*changes: str) -> Broken:
    return Broken(*(f"UPDATE notice SET {change} WHERE id = :of" for change in changes))  # noqa: S608  our own words


NOTICES: dict[str, Broken] = {
    "queued at no instant": _notice("enqueued_at = 'hier'", "enqueued_at = 'infinity'"),
    "due at no instant": _notice("due_at = '0'", "due_at = '-infinity'"),
    "a status of no table": _notice("status = 'lost'", "status = 'lost'"),
    "a kind of no table": _notice("kind = 'ode'", "kind = 'ode'"),
    "a file without its document": both("UPDATE notice_file SET document_id = 999 WHERE notice_id = :of"),
    "a subject that is octets": _notice("subject = X'FF00'"),
    "a recipient that is octets": _notice("recipient = X'FF00'"),
    "tries that are no number": _notice("attempts = 'trois'"),
}
"""Ways to break a notice by which it cannot be read, or its mail cannot be made."""

ODD_NOTICES: dict[str, Broken] = {
    "a text that is octets": _notice("text = X'FF00'"),
    "no recipient": _notice("recipient = ''", "recipient = ''"),
    "several recipients": _notice("recipient = 'a@b.example, c@d.example'", "recipient = 'a@b.example, c@d.example'"),
    "controls in a recipient": _notice("recipient = 'a@b.example' || char(13, 10) || 'Bcc: c@d.example'"),
    "a Message-ID that is none": _notice("message_id = 'x' || char(13, 10) || 'Bcc: c@d.example'"),
}


_UNHEEDING = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}


def break_row(address: str, broken: Broken, of: int) -> None:
    """Break a row, whatever the database would say of it."""
    opened = engine(address)
    said: str = getattr(broken, opened.dialect.name)
    with opened.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(_UNHEEDING[opened.dialect.name])
        connection.execute(text(said), {"of": of})
        connection.commit()
        connection.invalidate()
