"""« Ce qui attend une personne »: one table a session with the form that settles each line, and the same for a mail.

The board, this table and the daily mail read the same look-ups: they never disagree.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from prefect.artifacts import acreate_table_artifact

from flows.boards.markdown import NAME, plain, short
from flows.boards.reasons import REASONS, Words
from notifications.views.notices import WaitingView
from notifications.writing.wording import count, instant, local_day, long_date
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.pending import Item, Pending, Reason

ROWS = 1_000
"""Lines that the table shows at most: a longer one helps nobody."""

NAMED = 20
"""How many dossiers the mail names for one reason."""

ANSWER = 120
"""Characters shown of what a notice is called and of a mail server's answer."""

NOBODYS = frozenset({Reason.open_request})
"""What waits for an applicant: the reminders leave by themselves."""

UNMAILED = NOBODYS | {Reason.notice_waiting, Reason.digest_failed}
"""What the mail leaves out: a notice that waits is tried again, and the mail itself may be one of them; a mail about
former ones that came back would come back too, every day."""

_PLACE = "{reference}"

NOTHING = {"Motif": "Rien n'attend une personne.", "Dossier": "", "Organisme": "", "Détail": "", "À faire": ""}


async def refresh_waiting(code: str, *, at: datetime, links: Mapping[str, str]) -> None:
    """Show what waits for a person at `at`, in the table artifact `a-traiter-{code}`; `links` are the addresses of the
    run forms, by deployment."""
    waiting = read_waiting(code, at=at, limit=ROWS)
    waits = [one for one in waiting.pending if one.reason not in NOBODYS]
    rows = rows_of(waits, waiting.zone, links)
    await acreate_table_artifact(
        key=f"a-traiter-{code}",
        table=rows or [NOTHING],
        description=f"{waiting.label} : {_said(waits, len(rows))}, au {instant(at, waiting.zone)}.",
    )


def waiting_views(code: str, *, at: datetime, links: Mapping[str, str]) -> tuple[WaitingView, ...]:
    """Return what waits for a person at `at` as the daily mail tells it, the most pressing first."""
    waiting = read_waiting(code, at=at, limit=NAMED)
    return tuple(view_of(one, waiting.zone, links) for one in waiting.pending if one.reason not in UNMAILED)


def view_of(pending: Pending, zone: ZoneInfo, links: Mapping[str, str]) -> WaitingView:
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


def form_link(links: Mapping[str, str], form: str, reference: str | None = None) -> str | None:
    """Return the address of a run form, filled with a dossier's reference where it holds a place for one: about no
    dossier in particular, the form opens empty."""
    link = links.get(form)
    if link is None or _PLACE not in link:
        return link
    return link.replace(_PLACE, quote(reference, safe="")) if reference else link.partition("?")[0]


def rows_of(waits: Sequence[Pending], zone: ZoneInfo, links: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the lines of the table: one a dossier and reason, the most pressing first, `ROWS` at most."""
    shares = shared([one.total for one in waits], ROWS)
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


def _row(words: Words, item: Item, zone: ZoneInfo, links: Mapping[str, str]) -> dict[str, str]:
    link = form_link(links, words.form, item.reference)
    return {
        "Motif": words.title,
        # The last column is beyond the edge of most screens: the dossier opens the form too.
        "Dossier": f"[{item.reference}]({link})" if item.reference and link else item.reference or "",
        "Organisme": plain(item.name, longest=NAME),
        "Détail": _detail(item, words.detail, zone),
        "À faire": f"[{words.act}]({link})" if link else words.act,
    }


def _detail(item: Item, pattern: str, zone: ZoneInfo) -> str:
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
