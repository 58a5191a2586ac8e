"""A hundred mails as a deposit mailbox gets them in a night, honest, clumsy and hostile, and what each must cause."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from tests.servers.hundred.envelopes import SILENCE, Sent, pages, sent, wire
from tests.servers.hundred.hostile import hostile
from tests.support.mails import PIECES, said, siret, stamp
from tests.tasks.intake.bounces import report

NUMBER = 100
LATE = 4
"""How many come after the deadline: the last ones, whatever they say of it."""

_AUTOMATIC: tuple[dict[str, str], ...] = (
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated; owner-email=x@y.example"},
    {"X_Autoreply": "yes"},
    {"X_Vacation": "yes"},
    {"Return_Path": "<>"},
)
_BULK: tuple[dict[str, str], ...] = (
    {"List_Id": "<orientation.listes.example>"},
    {"List_Unsubscribe": "<mailto:stop@listes.example>"},
    {"Precedence": "bulk"},
    {"Precedence": "list", "Reply_To": "liste@listes.example"},
)
_SPAM: tuple[dict[str, str], ...] = ({"X_Spam_Flag": "YES"}, {"X_Spam_Status": "Yes, score=12.3 required=5.0"})
_NAMELESS: tuple[str | None, ...] = ("<>", None, "à qui de droit")


def completed(numbers: Iterator[int]) -> Iterator[Sent]:
    """Dossiers in two mails: the second brings the piece that lacked."""
    for number in [next(numbers) for _ in range(4)]:
        yield sent("the first of two mails", number, pages(number, PIECES[:-1]))
        second = f"<{number}.bis@structure{number:03}.example>"
        yield sent("the second of two mails", number, pages(number, PIECES[-1:]), message_id=second)


def again(numbers: Iterator[int]) -> Iterator[Sent]:
    """Mails that come twice, under one Message-ID or two, and one that says something else under a used one."""
    one, two, three = next(numbers), next(numbers), next(numbers)
    first = sent("a mail that comes again", one)
    yield first
    yield first._replace(what="the same bytes", told=SILENCE, rows=0)
    yield sent("the same by another way", one, told=SILENCE, received="2026-04-15 11:11")
    yield sent("a mail sent again", two)
    yield sent("the same content under another Message-ID", two, told=SILENCE, message_id=f"<bis@{two}.example>")
    yield sent("a mail whose Message-ID is used again", three)
    yield sent("other words under a used Message-ID", three, pages(1000))
    anonymous = sent("a mail without Message-ID", next(numbers), message_id=None)
    yield anonymous
    other_way = wire(f"Received: {stamp('2026-04-15 12:12')}\n".encode() + anonymous.raw)
    yield Sent("the same without Message-ID, by another way", other_way, told=SILENCE, rows=0)


def unanswered(numbers: Iterator[int], ours: str) -> Iterator[Sent]:
    """What no person wrote to us: registered, and never answered. `ours` is the Message-ID of a notice that left."""
    thread = {"In_Reply_To": ours, "References": ours}
    for headers in _AUTOMATIC:
        yield sent("an automatic reply", next(numbers), {}, told=SILENCE, headers=thread | headers)
    for headers in _BULK:
        yield sent("a newsletter", next(numbers), {}, told=SILENCE, headers=headers)
    for headers in _SPAM:
        yield sent("spam", next(numbers), told=SILENCE, headers=headers)
    for sender in _NAMELESS:
        yield sent("a mail of nobody", next(numbers), told=SILENCE, sender=sender)
    system = "SPRO <depot-spro@example.invalid>"
    yield sent("our own notice, forwarded to us", next(numbers), {}, told=SILENCE, sender=system, message_id=ours)
    yield Sent("a report about our notice", wire(report(ours, name="rebond")), told=SILENCE)
    yield Sent("a report about another's mail", wire(report("<autre@mx.example>", name="autre")), told=SILENCE)
    yield Sent("a report about nothing", wire(report("", name="vide", returned="bare")), told=SILENCE)


def circles(numbers: Iterator[int]) -> Iterator[Sent]:
    """Structures of the first circles, who need no dossier, and another establishment of an organisation."""
    for network in ("CIO", "Mission locale", "BIJ"):
        number = next(numbers)
        words = said(f"Structure {number:03}", siret=siret(number), réseau=network)
        yield sent(f"a structure of {network}", number, text=words, told=("registration", "not_required"))
    first, second = next(numbers), next(numbers)
    yield sent("an establishment", first)
    yield sent("another of the same organisation", second, text=said(f"Structure {second}", siret=siret(first, 2)))


def belated(numbers: Iterator[int]) -> Iterator[Sent]:
    """Mails that came after the deadline, two of which say otherwise: the receiving server's stamp alone counts."""
    told = ("registration", "late")
    yield sent("a late mail", next(numbers), told=told)
    yield sent(
        "a late mail with an earlier Date", next(numbers), told=told, headers={"Date": "Mon, 2 Feb 2026 08:00:00 +0100"}
    )
    yield sent("a late mail with a forged Received", next(numbers), told=told, received="2026-02-02 08:00")
    yield sent(
        "a late mail with a Date to come", next(numbers), told=told, headers={"Date": "Fri, 1 Jan 2100 00:00:00 +0000"}
    )


def hundred(ours: str) -> list[Sent]:
    """The mails, in the order in which they come."""
    numbers = count(1)
    odd = [*completed(numbers), *again(numbers), *unanswered(numbers, ours), *circles(numbers), *hostile(numbers)]
    late = list(belated(numbers))
    plain = [sent("a whole dossier", next(numbers)) for _ in range(NUMBER - len(odd) - len(late))]
    return [*plain, *odd, *late]


def received(mails: list[Sent], *, now: datetime) -> list[datetime]:
    """When each came: ten days ago, a minute after the other, except the late ones, of yesterday."""
    instants = [now - timedelta(days=10, minutes=-number) for number in range(len(mails))]
    return [*instants[:-LATE], *(instant + timedelta(days=9) for instant in instants[-LATE:])]
