"""What waits for a person, in the words of an officer: of the board and of the mail of the morning.

The board, the page of what waits and the daily mail read the same look-ups: they never disagree.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.boards.markdown import NAME, plain, short
from flows.boards.reasons import REASONS
from models.storage.pages import form_path
from models.vocabulary import Flag
from notifications.views.notices import WaitingView
from notifications.writing.wording import local_day, long_date
from tasks.console.boards.board import Waiting
from tasks.console.waiting.reasons import Item, Pending, Reason

NAMED = 20
"""How many dossiers the mail names for one reason."""

ANSWER = 120
"""Characters shown of what a notice is called and of a mail server's answer."""

NOBODYS = frozenset({Reason.open_request, Reason.renewal_awaited})
"""What waits for an applicant or a member: the reminders leave by themselves."""

UNMAILED = NOBODYS | {Reason.notice_waiting, Reason.digest_failed}
"""What the mail leaves out: a notice that waits is tried again, and the mail itself may be one of them; a mail about
former ones that came back would come back too, every day."""


def waiting_views(waiting: Waiting, console: str | None = None) -> tuple[WaitingView, ...]:
    """Return what waits for a person as the daily mail tells it, the most pressing first; `console` is the address that
    its links begin with, without which there are none."""
    mailed = (one for one in waiting.pending if one.reason not in UNMAILED)
    return tuple(view_of(one, waiting.zone, link=_link(one, waiting.code, console)) for one in mailed)


def _link(pending: Pending, code: str, console: str | None) -> str | None:
    alone = pending.first[0] if pending.total == 1 else None
    form = settling(pending.reason, code, alone)
    return f"{console}{form}" if console and form else None


def settling(reason: Reason | Flag, code: str, item: Item | None = None) -> str | None:
    """Return the address of the form that settles a reason in a session, filled in with what is known of one line of
    it; None where no form does."""
    form = REASONS[reason].form
    return opened_on(form, code, item) if form else None


def opened_on(form: str, code: str, item: Item | None = None) -> str:
    """Return the address of a form, filled in with what is known of a line of a session."""
    known = {"reference": item.reference or "", **item.known} if item else {}
    said = {"session": code, **known}
    return form_path(form, **{name: value for name, value in said.items() if value})


def view_of(pending: Pending, zone: ZoneInfo, *, link: str | None = None) -> WaitingView:
    """Return what waits for one reason in the words of an officer; `link` leads to the form that settles it."""
    words = REASONS[pending.reason]
    return WaitingView(
        title=words.title,
        act=words.act,
        total=pending.total,
        dossiers=tuple(_named(item, words.detail, zone) for item in pending.first),
        others=pending.total - len(pending.first),
        link=link,
    )


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
