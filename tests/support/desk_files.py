"""Files that a desk of the Région sent by mail, as the forms offer them."""

from itertools import count

from sqlmodel import Session, select

from models.intake.deposit import Deposit, File
from models.intake.words import Nature
from models.sessions.campaign import Campaign
from models.storage.settings import Settings
from tasks.intake.store import Store
from tests.factories import paris

RECEIVED = paris("2026-04-15 10:00")
DESK = "instruction-spro@example.invalid"

_numbers = count(1)


def desk_file(
    session: Session,
    content: bytes,
    name: str = "saisie.xlsx",
    **said: object,
) -> str:
    """Keep a file of a desk of the first session as if its mail had been sorted, and return what forms call it."""
    campaign = session.exec(select(Campaign)).first()
    deposit = Deposit(
        campaign_id=(campaign.id if campaign else None) or 0,
        identity=f"<desk-{next(_numbers)}@example.invalid>",
        nature=Nature.desk,
        sender=DESK,
        reply_to=DESK,
        subject="Pour la session",
        received_at=RECEIVED,
        processed_at=RECEIVED,
        sorted_at=RECEIVED,
    )
    session.add(deposit)
    session.flush()
    kind = {"csv": "txt"}.get(suffix := name.rpartition(".")[2], suffix)
    row = {"position": 0, "name": name, "size": len(content), "format": kind, **said}
    digest = Store(Settings().store).put(content)
    file = File.model_validate({"deposit_id": deposit.id, "digest": digest, **row})
    session.add(file)
    session.flush()
    return f"fichier-{file.id}"
