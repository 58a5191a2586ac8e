"""The structures to which a session is told: a list of addresses that a desk sent, since an address has no place in
Prefect. It is told from then on how many there are, and the numbers of the lines that are wrong, never an address."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.errors import Refusal
from models.forms.dossiers import ProspectsForm
from models.sessions.announcing import declined_among
from models.sessions.campaign import Campaign
from models.sessions.opening import add_prospects, find_campaign, must_run, stages, unknown_prospects
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.writing.wording import enumeration, long_date
from tasks.intake.desks.files import DeskFile, content_of, find_file
from tasks.intake.published.offer import offer
from tasks.reading.sheets.windows import windows_text

FIELD = "Liste"
NAMED = 20
"""How many wrong lines are told by their numbers."""

_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_AROUND = " \t\"';,"
"""What a spreadsheet writes around the one cell of a line."""


class Listed(NamedTuple):
    """What a list says: its addresses, each once, and its lines that are none, each by its number and as it stands."""

    addresses: list[str]
    wrong: list[tuple[int, str]]


class Told(NamedTuple):
    """What a list is for a session: how many addresses it has, how many of them are new, and want no announcement any
    more, the numbers of its wrong lines, and which file it is."""

    code: str
    file: int
    addresses: int
    new: int
    declined: int
    wrong: tuple[int, ...]


def read_list(content: bytes) -> Listed:
    """Return what a list of addresses says, one a line; a first line without one is its heading. Empty lines, and those
    that begin with #, are passed over."""
    lines = enumerate((line.strip(_AROUND).lower() for line in windows_text(content).splitlines()), start=1)
    said = [(number, line) for number, line in lines if line and not line.startswith("#")]
    wrong = [(number, line) for number, line in said if not _ADDRESS.fullmatch(line) and not _heads(number, line)]
    return Listed(list(dict.fromkeys(line for _, line in said if _ADDRESS.fullmatch(line))), wrong)


def _heads(number: int, line: str) -> bool:
    return number == 1 and "@" not in line


def tell_listed(session: Session, form: ProspectsForm, *, at: datetime) -> Told:
    """Tell those of a list that a session is open, and return what the list is. Raises Refusal where no deposit is
    awaited any more, or the list is confirmed and a line of it is no address: all of it is refused, or nothing. A wrong
    list that nobody confirmed tells nobody."""
    campaign, file = find_campaign(session, form.session), find_file(session, FIELD, form.file)
    must_run(campaign)
    listed = read_list(content_of(file, FIELD))
    _must_await_deposits(session, campaign, at=at)
    new = unknown_prospects(session, campaign, listed.addresses)
    declined = declined_among(session, listed.addresses)
    if form.confirmed or not listed.wrong:
        _must_be_sound(file, listed)
        tell(session, campaign, listed.addresses, at=at)
    numbers = tuple(number for number, _ in listed.wrong)
    return Told(campaign.code, file.id, len(listed.addresses), len(new), len(declined), numbers)


def _must_await_deposits(session: Session, campaign: Campaign, *, at: datetime) -> None:
    if not campaign.rules.takes_dossiers:
        raise Refusal("Session", campaign.code, "rien ne s'y dépose : il n'y a pas d'ouverture à annoncer.")
    end = stages(session, campaign).deposit_ends
    if end <= at:
        last = long_date(business_days(campaign.rules).last_day(end))
        raise Refusal("Session", campaign.code, f"les dépôts y sont clos depuis le {last} : l'annonce serait fausse.")


def _must_be_sound(file: DeskFile, listed: Listed) -> None:
    if listed.wrong:
        mend = f"{lines_told([n for n, _ in listed.wrong])} ; corrigez, puis demandez au service de renvoyer la liste."
        raise Refusal(FIELD, file.name, mend)
    if not listed.addresses:
        raise Refusal(FIELD, file.name, "elle ne contient aucune adresse ; il en faut une par ligne.")


def lines_told(numbers: Sequence[int]) -> str:
    """Return which lines are no address: « les lignes 2 et 5 ne sont pas des adresses »."""
    if len(numbers) == 1:
        return f"la ligne {numbers[0]} n'est pas une adresse"
    return f"les lignes {enumeration(_first(numbers))} ne sont pas des adresses"


def _first(numbers: Sequence[int]) -> Iterator[str]:
    yield from map(str, numbers[:NAMED])
    if len(numbers) > NAMED:
        yield f"{len(numbers) - NAMED} autres"


def tell(session: Session, campaign: Campaign, addresses: Sequence[str], *, at: datetime) -> None:
    """Write to some addresses that a session is open, and to each once, except to those that want no announcement any
    more; reminders follow until they have deposited."""
    add_prospects(session, campaign, addresses)
    declined = declined_among(session, addresses)
    offered = offer(session, campaign, at=at)
    letters = [
        Letter(f"{campaign.code}/opening/{address}", address, {"forms": offered.view}, files=offered.files)
        for address in addresses
        if address not in declined
    ]
    enqueue(session, campaign, NoticeKind.opening, letters, at=at)
