"""Mandates that members give each other for a meeting, and who may vote on what (CRPA R133-9, R133-10, R133-12)."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from models.meetings.meeting import Meeting


def mandates(proxies: Mapping[str, str] | None, present: Collection[str]) -> dict[str, str]:
    """Return the proxies that count among those who are there, by who gave them: one ends where its giver comes, and
    nobody votes by it where its holder does not."""
    given = (proxies or {}).items()
    return {giver: holder for giver, holder in given if giver not in present and holder in present}


def counted(meeting: Meeting, present: Collection[str]) -> int:
    """Return how many count for the quorum of a meeting: those who are there, and those who gave a mandate."""
    return len(present) + len(mandates(meeting.proxies, present))


class Voters(NamedTuple):
    """Who may vote on a dossier: who is there, and by proxy. By an `unused` proxy nobody does: its holder keeps out."""

    there: list[str]
    by_proxy: list[str]
    unused: list[str]


def voters(meeting: Meeting, kept_out: Collection[str]) -> Voters:
    """Return who may vote on a dossier from which some keep out."""
    present = meeting.present or []
    given = {giver: holder for giver, holder in mandates(meeting.proxies, present).items() if giver not in kept_out}
    return Voters(
        there=[name for name in present if name not in kept_out],
        by_proxy=[giver for giver, holder in given.items() if holder not in kept_out],
        unused=[giver for giver, holder in given.items() if holder in kept_out],
    )
