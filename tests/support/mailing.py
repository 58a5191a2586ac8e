"""An installation whose mailbox receives mails, and the units that read it."""

from datetime import date, datetime
from mailbox import Maildir
from pathlib import Path
from typing import IO, Any

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application
from models.forms.dossiers import OpeningForm
from models.sessions.opening import find_campaign
from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.concerned import Concerned
from tasks.intake.registering.units import register_deposits, sort_deposits
from tasks.sessions import units
from tasks.sessions.prospects import tell
from tests.factories import paris
from tests.support.mails import SENDER, compose, said, siret

AT = paris("2026-04-15 12:00")


async def opened() -> None:
    """Open the session of 2026, with one prospect."""
    form = OpeningForm(
        region="auvergne-rhone-alpes", year=2026, opens=date(2026, 1, 19), by="la Région", confirmed=True
    )
    at = paris("2026-01-19 09:00")
    await units.open_session(form, at=at)
    with transaction(Settings().database) as session:
        tell(session, find_campaign(session, "ara-2026"), ["accueil@mjc.example"], at=at)


def deliver(folder: Path, entity: int = 1, received: str = "2026-04-15 10:00", *, sender: str = SENDER) -> None:
    """Put a complete deposit of an organisation in a Maildir."""
    mail = compose(said(f"MJC {entity}", siret=siret(entity)), received=received, sender=sender)
    Maildir(folder, create=True).add(mail.as_bytes())


def refuse_to_open(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make a file of a name one that cannot be read, whoever asks."""
    opens: Any = Path.open

    def open_others(path: Path, mode: str = "r") -> IO[bytes]:
        if path.name == name:
            raise PermissionError(path)
        opened: IO[bytes] = opens(path, mode)
        return opened

    monkeypatch.setattr(Path, "open", open_others)


async def collected(*, at: datetime = AT) -> list[Concerned]:
    """Register what waits and sort it, as `relever-depots` does."""
    await register_deposits(now=lambda: at)
    return await sort_deposits(at=at)


def references(database: str) -> list[str]:
    """Return the references of the dossiers, in order."""
    with transaction(database) as session:
        return list(session.exec(select(Application.reference).order_by(col(Application.id))))
