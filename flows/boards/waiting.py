"""« Ce qui attend une personne »: one table a session with the form that settles each line, and the same for a mail.

The board, this table and the daily mail read the same look-ups: they never disagree.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.boards.artifact import Rows
from flows.boards.links import Links, form_link
from flows.boards.markdown import NAME, plain, short
from flows.boards.reasons import REASONS, Words
from notifications.views.notices import WaitingView
from notifications.writing.wording import count, instant, local_day, long_date
from tasks.console.boards.board import Board, Waiting
from tasks.console.waiting.reasons import LISTED, Item, Pending, Reason

NAMED = 20
"""How many dossiers the mail names for one reason."""

ANSWER = 120
"""Characters shown of what a notice is called and of a mail server's answer."""

NOBODYS = frozenset({Reason.open_request})
"""What waits for an applicant: the reminders leave by themselves."""

UNMAILED = NOBODYS | {Reason.notice_waiting, Reason.digest_failed}
"""What the mail leaves out: a notice that waits is tried again, and the mail itself may be one of them; a mail about
former ones that came back would come back too, every day."""

NOTHING: dict[str, str | int] = {
    "Motif": "Rien n'attend une personne.",
    "Dossier": "",
    "Organisme": "",
    "Détail": "",
    "À faire": "",
}


def waiting_rows(board: Board, *, at: datetime, links: Links) -> Rows:
    """Return what waits for a person at `at`, one row a dossier and reason."""
    waits = [one for one in board.pending if one.reason not in NOBODYS]
    rows = rows_of(waits, board.zone, links)
    return Rows(
        key=f"a-traiter-{board.code}",
        table=rows or [NOTHING],
        description=f"{board.label} : {_said(waits, len(rows))}, au {instant(at, board.zone)}.",
    )


def waiting_views(waiting: Waiting, links: Links) -> tuple[WaitingView, ...]:
    """Return what waits for a person as the daily mail tells it, the most pressing first."""
    return tuple(view_of(one, waiting.zone, links) for one in waiting.pending if one.reason not in UNMAILED)


def view_of(pending: Pending, zone: ZoneInfo, links: Links) -> WaitingView:
    """Return what waits for one reason in the words of an officer, with the address of the form that settles it."""
    words = REASONS[pending.reason]
    return WaitingView(
        title=words.title,
        act=words.act,
        total=pending.total,
        dossiers=tuple(_named(item, words.detail, zone) for item in pending.first),
        others=pending.total - len(pending.first),
        link=form_link(links, words.form),
    )


def rows_of(waits: Sequence[Pending], zone: ZoneInfo, links: Links) -> list[dict[str, str | int]]:
    """Return the lines of the table: one per dossier and reason, the most pressing first, `LISTED` at most."""
    shares = shared([one.total for one in waits], LISTED)
    return [
        _row(REASONS[one.reason], item, zone, links)
        for one, share in zip(waits, shares, strict=True)
        for item in one.first[:share]
    ]


def shared(totals: Sequence[int], rows: int) -> list[int]:
    """Return how many of some rows each list gets: none is cut before it is longer than its fair share."""
    shares = [0] * len(totals)
    smallest_first = sorted(range(len(totals)), key=totals.__getitem__)
    for done, place in enumerate(smallest_first):
        shares[place] = min(totals[place], (rows - sum(shares)) // (len(totals) - done))
    return shares


def _row(words: Words, item: Item, zone: ZoneInfo, links: Links) -> dict[str, str | int]:
    link = form_link(links, words.form, item.reference)
    return {
        "Motif": words.title,
        # The last column is beyond the edge of most screens: the dossier opens the form too.
        "Dossier": f"[{item.reference}]({link})" if item.reference and link else item.reference or "",
        "Organisme": plain(item.name, longest=NAME),
        "Détail": detail_of(item, words.detail, zone),
        "À faire": f"[{words.act}]({link})" if link else words.act,
    }


def detail_of(item: Item, pattern: str, zone: ZoneInfo) -> str:
    """Return « échu le 4 mars 2027 »: the day of the week would only widen the column."""
    if isinstance(item.detail, str):
        return plain(item.detail, longest=ANSWER)
    day: date = local_day(item.detail, zone) if isinstance(item.detail, datetime) else item.detail
    return pattern.format(long_date(day).partition(" ")[2])


def _named(item: Item, pattern: str, zone: ZoneInfo) -> str:
    """Return « ARA-2021-0001 CIDFF de l'Ain (échu le 20/04/2021) »."""
    detail = plain(item.detail, longest=ANSWER) if isinstance(item.detail, str) else short(item.detail, zone)
    named = " ".join(filter(None, (item.reference, plain(item.name, longest=NAME))))
    said = pattern.format(detail)
    return f"{named} ({said})" if named and said else named or said


def _said(waits: Sequence[Pending], shown: int) -> str:
    total = sum(one.total for one in waits)
    if not total:
        return "rien n'attend une personne"
    said = count(total, "ligne à traiter", "lignes à traiter")
    return said if total == shown else f"{said}, dont {shown} montrées, les plus pressantes de chaque motif"
