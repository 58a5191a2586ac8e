"""What our own rows and disks say: letters that leave, mails that are read, exchanges without end, the room that is
left."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from notifications.writing.wording import count, local_day
from tasks.incidents.health.look import Case, Found, Verdict

LEAST_FREE = 2 * 1024**3
"""Octets that must be free on a disk: a large session's mails of some days."""

LOOPING = 5
"""How many mails left without an answer within PATIENCE are no person's any more."""

_GIGA = 1_000_000_000
_UNREAD = Found(Verdict.unasked, "la base n'a pas pu être lue")


def outbox(case: Case) -> Iterator[Found]:
    """Judge the letters that should have left."""
    if case.rows is None:
        yield _UNREAD
    elif stuck := case.rows.stuck:
        waits = "attend" if stuck == 1 else "attendent"
        yield Found(Verdict.fault, f"{count(stuck, 'courriel')} {waits} depuis plus d'une heure ; aucun n'est parti")
    elif case.rows.queued:
        said = count(case.rows.queued, "courriel attend de partir", "courriels attendent de partir")
        yield Found(Verdict.well, said)
    else:
        yield Found(Verdict.well, "rien n'attend de partir")


def last_mail(case: Case) -> Iterator[Found]:
    """Say when a mail was last read; none is no fault."""
    if case.rows is None:
        yield _UNREAD
    elif case.rows.last_mail is None:
        yield Found(Verdict.well, "aucun encore")
    else:
        local = case.rows.last_mail.astimezone(case.zone)
        day = "aujourd'hui" if local.date() == local_day(case.at, case.zone) else f"le {local:%d/%m/%Y}"
        hour = f"{local.hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{local.minute:02d}"
        yield Found(Verdict.well, f"le dernier {day} à {hour}")


def sealed(case: Case) -> Iterator[Found]:
    """Tell the hash of the last block, to be noted elsewhere, in groups that a narrow screen can part; nothing before
    the first."""
    block = case.rows.sealed if case.rows else None
    if block is not None:
        groups = " ".join(block.hash[place : place + 16] for place in range(0, len(block.hash), 16))
        day = block.sealed_at.astimezone(case.zone)
        yield Found(Verdict.well, f"bloc {block.number} du {day:%d/%m/%Y}, empreinte {groups}")


def unanswered(case: Case) -> Iterator[Found]:
    """Judge the mails that were left without an answer because too many came; say nothing where that is well."""
    held = case.rows.unanswered if case.rows else 0
    if held >= LOOPING:
        said = f"{count(held, 'message')} en une heure n'ont pas eu de réponse : leurs envois se suivent sans fin"
        yield Found(Verdict.warning, said)


def disk(case: Case) -> Iterator[Found]:
    """Judge the room that is left, of the disk that has least where there are several."""
    name, room = min(case.disks.items(), key=lambda each: each[1].free)
    where = f" pour {_KEPT[name]}" if len(case.disks) > 1 else ""
    free = f"{room.free / _GIGA:.0f}" if room.free >= 10 * _GIGA else f"{room.free / _GIGA:.1f}".replace(".", ",")
    verdict = Verdict.well if room.free >= LEAST_FREE else Verdict.fault
    yield Found(verdict, f"il reste {free} Go ({100 * room.free // max(1, room.total)} %){where}")


_KEPT = {"installation": "l'installation", "base": "la base", "fichiers": "les fichiers"}
"""What is kept on a disk, by its name in a case."""

UTC = ZoneInfo("UTC")
"""The clock of an installation before its first session."""
