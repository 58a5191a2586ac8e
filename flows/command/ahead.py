"""What the system will do, and what could be written, told before it is."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows.command.french import Command
from flows.command.terminal import console
from flows.sessions.ahead import Instant, Leaving, look_ahead
from flows.sessions.foreseen import foresee
from models.region.file import load_region
from models.sessions.opening import all_campaigns, campaign_among
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.catalogue import KINDS
from notifications.samples.preview import Page, write_pages, write_preview
from notifications.writing.render import Rendered
from notifications.writing.wording import count, local_day, long_date
from tasks.meetings.sheet.sample import sample_sheets

app = typer.Typer(rich_markup_mode=None)

_TOLD = (
    "Celles qui attendent de partir, puis celles des actes possibles aujourd'hui, puis celles des dates à venir si "
    "rien n'arrive. Ce qu'une personne saisirait est entre crochets. Ce qui répond à un envoi n'y est pas. Rien n'est "
    "fait, rien n'est parti."
)


@app.command("plan", cls=Command)
def plan_command(
    days: Annotated[int, typer.Option(min=1, max=366, help="Combien de jours.")] = 7,
) -> None:
    """Print what the system will do over the next days; raise Refusal where there is no session."""
    at = datetime.now(UTC)
    with reading(Settings().database) as session:
        zone = campaign_among(all_campaigns(session), at).rules.zone
    found = asyncio.run(look_ahead(at=at, until=at + timedelta(days=days)))
    for line in told(found, zone=zone, days=days):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def told(found: Sequence[Instant], *, zone: ZoneInfo, days: int) -> Iterator[str]:
    """Yield what the system will do, day by day, then the first letter of the kind that leaves most, whole."""
    yield f"Ce que le système fera de lui-même d'ici {count(days, 'jour')}, si rien n'arrive et si personne n'agit."
    yield "Rien n'est fait, rien n'est parti."
    for day, instants in groupby(found, key=lambda one: local_day(one.at, zone)):
        yield from _day(day, list(instants))
    letters = [letter for one in found for letter in one.letters]
    if letters:
        [(most, _)] = Counter(letter.kind for letter in letters).most_common(1)
        yield from _whole(next(letter for letter in letters if letter.kind is most))
    if not found:
        yield "Rien n'est dû d'ici là."


def _day(day: date, instants: Sequence[Instant]) -> Iterator[str]:
    yield f"\n{long_date(day).capitalize()}"
    for code, closing in (closed for one in instants for closed in one.closed):
        yield f"  • {code} : {closing}"
    for reference in (reference for one in instants for reference in one.rejected):
        yield f"  • {reference} : recours réputé rejeté, faute de réponse la veille"
    for kind, total in Counter(letter.kind for one in instants for letter in one.letters).items():
        yield f"  • « {KINDS[kind].title} » : {count(total, 'lettre')}"


def _whole(letter: Leaving) -> Iterator[str]:
    yield f"\nL'une d'elles en entier, « {KINDS[letter.kind].title} » :"
    yield f"À : {letter.recipient}"
    yield f"Objet : {letter.subject}\n"
    yield letter.text


@app.command("preview", cls=Command)
def preview_command(
    directory: Annotated[Path, typer.Argument(metavar="dossier", help="Où écrire les pages.")],
    region: Annotated[str, typer.Option(help="La région dont on lit les textes.")] = "auvergne-rhone-alpes",
    dossier: Annotated[
        str | None,
        typer.Option(
            help="La référence d'un dossier : toutes les lettres qui pourraient lui être écrites aujourd'hui, avec ses "
            "données et leurs fichiers ; rien ne part."
        ),
    ] = None,
) -> None:
    """Write an example of every notice, with an index; or the letters of one real dossier. Raises Refusal for a dossier
    that does not exist."""
    if dossier:
        index = _of_dossier(directory, dossier.strip())
    else:
        known = load_region(region)
        index = write_preview(directory, known, sheet=sample_sheets(known))
    console.print(f"Notifications : {index.resolve().as_uri()}")


def _of_dossier(directory: Path, reference: str) -> Path:
    at = datetime.now(UTC)
    pages = [
        Page(f"{number:02}-{one.kind}", one.kind, one.cause, Rendered(one.subject, one.text, one.html), one.files)
        for number, one in enumerate(asyncio.run(foresee(reference, at=at)), 1)
    ]
    return write_pages(directory, pages, title=f"Lettres possibles du dossier {reference}", told=_TOLD)
