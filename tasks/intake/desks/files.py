"""The files that desks of ours sent, as forms offer them, and what each may be used for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.errors import Refusal
from models.forms.parts import SEPARATOR
from models.intake.deposit import Deposit, File, number_of
from models.intake.words import TROUBLE_LABELS, Nature, Trouble
from models.sessions.campaign import Campaign
from models.storage.settings import Settings
from tasks.intake.desks.known import desks_of
from tasks.intake.store import Missing, Store

FILE = "fichier"
"""How the choice of a file begins: « fichier-12 »."""

MOST, LONGEST = 200, 9  # files offered, digits of a number
SHOWN = 60
"""Characters shown of a file's name in a choice."""


class Use(NamedTuple):
    """What a file may be used for: the act whose form takes it, in words, and the formats that it reads."""

    act: str
    said: str
    formats: frozenset[str]


USES: Sequence[Use] = (
    Use("importer-proces-verbal", "importer ce procès-verbal", frozenset({"xlsx"})),
    Use("prevenir-structures", "prévenir les structures de cette liste", frozenset({"txt"})),
    Use("deposer-texte", "déposer ce texte de référence", frozenset({"pdf", "docx", "odt"})),
    Use("enregistrer-participation", "enregistrer cette participation", frozenset({"txt"})),
    Use("enregistrer-convention", "enregistrer cette convention", frozenset({"pdf"})),
    Use("enregistrer-avenant", "enregistrer cet avenant", frozenset({"pdf"})),
    Use("enregistrer-signature", "enregistrer la signature d'un organisme", frozenset({"pdf"})),
    Use("enregistrer-sites", "enregistrer les sites d'un organisme", frozenset({"xlsx", "ods", "txt"})),
    Use("suivre-signataire", "enregistrer la signature d'un texte par l'un de ses signataires", frozenset({"pdf"})),
    Use("enregistrer-travaux-comite", "l'enregistrer comme document d'un comité", frozenset({"pdf", "docx", "odt"})),
    Use("deposer-actes-signes", "déposer cet acte, signé", frozenset({"pdf"})),
)
"""What the forms do with a file, by what its content is."""


class DeskFile(NamedTuple):
    """A file that a desk sent, once it was looked at: `desk` is what that is called, `sender` its address, `trouble`
    why it is in quarantine, `doubt` what a person is to look at of its mail."""

    id: int
    name: str
    size: int
    format: str | None
    trouble: Trouble | None
    digest: str
    desk: str
    sender: str
    received_at: datetime
    arrival: str
    doubt: str | None
    campaign: Campaign

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{FILE}-{self.id}"

    @property
    def uses(self) -> tuple[Use, ...]:
        """What it may be used for."""
        return () if self.trouble else tuple(use for use in USES if self.format in use.formats)

    @property
    def choice(self) -> str:
        """How a form offers it: what it is called, by which desk it was sent, and when."""
        name = " ".join(self.name.replace(SEPARATOR.strip(), " ").split())
        sent = f"{self.desk}, {self.received_at.astimezone(self.campaign.rules.zone):%d/%m/%Y %H:%M}"
        return SEPARATOR.join((self.key, name[:SHOWN], sent.replace(SEPARATOR.strip(), " ")))


def desk_files(session: Session, *, limit: int = MOST) -> list[DeskFile]:
    """Return the files that desks sent and that were looked at, the latest first."""
    return [_file(*row) for row in session.execute(_found().order_by(col(File.id).desc()).limit(limit))]


def files_of(session: Session, deposit: Deposit) -> list[DeskFile]:
    """Return the files of a mail of a desk, in order."""
    of_it = _found().where(col(File.deposit_id) == deposit.id)
    return [_file(*row) for row in session.execute(of_it.order_by(col(File.position)))]


def find_file(session: Session, field: str, key: str) -> DeskFile:
    """Return the file that a form names in a field. Raises Refusal for what is none, or is in quarantine."""
    number = key.removeprefix(f"{FILE}-")
    is_number = number.isascii() and number.isdecimal() and len(number) <= LONGEST
    row = session.execute(_found().where(col(File.id) == int(number))).first() if is_number else None
    if row is None:
        raise Refusal(field, key, "choisissez dans la liste un fichier qu'un service nous a envoyé par courriel.")
    file = _file(*row)
    if file.trouble:
        raise Refusal(field, key, f"{TROUBLE_LABELS[file.trouble]} ; demandez au service de l'envoyer de nouveau.")
    return file


def content_of(file: DeskFile, field: str) -> bytes:
    """Return what a file holds. Raises Refusal where the store does not have it."""
    try:
        return Store(Settings().store).get(file.digest)
    except Missing as error:
        mend = f"son contenu {error.said} ; demandez au service de l'envoyer de nouveau."
        raise Refusal(field, file.key, mend) from error


def _found() -> Select[Any]:
    return (
        columns(File, Deposit, Campaign)
        .join(Deposit, col(Deposit.id) == col(File.deposit_id))
        .join(Campaign, col(Campaign.id) == col(Deposit.campaign_id))
        .where(col(Deposit.nature) == Nature.desk, col(Deposit.sorted_at).is_not(None))
    )


def _file(file: File, deposit: Deposit, campaign: Campaign) -> DeskFile:
    return DeskFile(
        id=file.id or 0,
        name=file.name,
        size=file.size,
        format=file.format,
        trouble=file.trouble,
        digest=file.digest,
        desk=desks_of(campaign.rules).get(deposit.sender, deposit.sender),
        sender=deposit.sender,
        received_at=deposit.received_at,
        arrival=number_of(deposit, campaign.rules.zone),
        doubt=deposit.trouble,
        campaign=campaign,
    )
