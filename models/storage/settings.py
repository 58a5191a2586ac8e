"""Settings of an installation, read from the environment (`SPRO_…`); a secret is never in a file of the repository."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    AnyUrl,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    UrlConstraints,
    ValidationInfo,
    model_validator,
)

from models.storage.addresses import (
    DEPOSIT,
    FolderAddress,
    ImapAddress,
    MailboxAddress,
    check_console,
    check_database,
    check_machine,
    check_private,
    check_returns,
    check_scanner,
    check_store,
    read_mailbox,
    read_others,
)

SmtpUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["smtp", "smtp+starttls", "smtps"], host_required=True)]


def _others(value: object, info: ValidationInfo) -> dict[str, ImapAddress]:
    return read_others(value, info.data.get("mailbox_url"))


class Settings(BaseModel):
    """Where an installation keeps and sends things. With nothing set, all of it lives under `home`.

    `database_url`: `postgresql://user:password@host/base`, or `sqlite:////path`. `smtp_url`: `smtp://host:25`,
    `smtp+starttls://user:password@host:587` or `smtps://…:465`; unset, notices go to the embedded mail server.
    `mailbox_url`: `maildir:///path`, a Maildir or a folder of .eml files, or `imaps://user:password@host/INBOX`.
    `other_mailboxes`: a JSON object, from roles of the region file to such `imaps:` addresses, whose deposits are taken
    too. `clamd_url`: `tcp://host:3310` or `unix:///path`; unset, nothing is scanned. `region_file`: the region file
    that the form of an opening offers beside those that are shipped. `console_url`: `https://host`, what people type to
    open the console; unset, it is for this machine alone. `return_address`: `depot-spro+*@host`, the address that each
    letter leaves with, the star being a mark of its own; unset, all leave with the deposit mailbox's.
    `signing_file`: a file in PEM, of this account alone, with the key and the certificate that letters are signed with
    (S/MIME); unset, none is. `smtp_per_minute`: how many letters may leave a minute, all senders together; unset, as
    many as the server takes. `smtp_connections`: over how many connections at once.
    `proxy_user_header`: the header in which a proxy at `proxy_address` names who sits at the console.
    """

    # What is refused is not repeated: it may hold a password.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path = Path(".spro")
    database_url: Annotated[str | None, AfterValidator(check_database)] = None
    smtp_url: SmtpUrl | None = None
    smtp_per_minute: Annotated[int, Field(ge=1)] | None = None
    smtp_connections: Annotated[int, Field(ge=1, le=20)] = 4
    signing_file: Annotated[Path | None, AfterValidator(check_private)] = None
    return_address: Annotated[str | None, AfterValidator(check_returns)] = None
    mailbox_url: Annotated[MailboxAddress | None, PlainValidator(read_mailbox)] = None
    other_mailboxes: Annotated[dict[str, ImapAddress], PlainValidator(_others)] = {}
    store_url: Annotated[str | None, AfterValidator(check_store)] = None
    region_file: Path | None = None
    clamd_url: Annotated[str | None, AfterValidator(check_scanner)] = None
    console_url: Annotated[str | None, AfterValidator(check_console)] = None
    proxy_user_header: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")] | None = None
    proxy_address: Annotated[str, AfterValidator(check_machine)] = "127.0.0.1"

    @model_validator(mode="before")
    @classmethod
    def _read(cls, said: dict[str, object]) -> dict[str, object]:
        """Add what the environment says to what a caller says, which goes first. An empty variable is not set: an empty
        `home` would be wherever one stands."""
        found = {name: os.environ.get(f"SPRO_{name.upper()}") for name in cls.model_fields}
        return {name: value for name, value in found.items() if value} | said

    @classmethod
    def unread(cls, environment: Mapping[str, str]) -> list[str]:
        """Return the variables of an environment that are named like settings, and that nobody reads."""
        known = {f"SPRO_{name.upper()}" for name in cls.model_fields}
        return sorted(name for name in environment if name.startswith("SPRO_") and name not in known)

    @property
    def database(self) -> str:
        """The database's address: a SQLite file under `home` unless told otherwise."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'spro.db'}"

    @property
    def mailbox(self) -> Path:
        """The folder that deposits arrive in, where no mail server receives them."""
        if isinstance(self.mailbox_url, FolderAddress):
            return self.mailbox_url.path
        return self.home.resolve() / "depots"

    @property
    def mailboxes(self) -> dict[str, MailboxAddress]:
        """Where mails are read, by role: the deposit mailbox first."""
        return {DEPOSIT: self.mailbox_url or FolderAddress(self.mailbox), **self.other_mailboxes}

    @property
    def store(self) -> str:
        """Where raw mails and pieces are kept, as an fsspec address."""
        return self.store_url or (self.home.resolve() / "store").as_uri()

    @property
    def mails(self) -> Path:
        """The Maildir of the embedded mail server."""
        return self.home.resolve() / "mails"
