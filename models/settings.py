"""Settings of an installation, read from the environment (`SPRO_…`); a secret is never in a file of the repository."""

from pathlib import Path
from typing import Annotated
from urllib.parse import unquote

from pydantic import AnyUrl, UrlConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

SmtpUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["smtp", "smtp+starttls", "smtps"], host_required=True)]
MailboxUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["maildir"])]


class Settings(BaseSettings):
    """Where an installation keeps and sends things. With nothing set, all of it lives under `home`.

    `smtp_url`: `smtp://host:25`, `smtp+starttls://user:password@host:587` or `smtps://…:465`; unset, notices go to the
    embedded mail server. `mailbox_url`: `maildir:///path`, a Maildir or a folder of .eml files.
    """

    model_config = SettingsConfigDict(env_prefix="SPRO_", frozen=True)

    home: Path = Path(".spro")
    database_url: str | None = None
    smtp_url: SmtpUrl | None = None
    mailbox_url: MailboxUrl | None = None
    store_url: str | None = None

    @property
    def database(self) -> str:
        """The database's address: a SQLite file under `home` unless told otherwise."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'spro.db'}"

    @property
    def mailbox(self) -> Path:
        """The folder that deposits arrive in."""
        return Path(unquote(self.mailbox_url.path or "/")) if self.mailbox_url else self.home.resolve() / "depots"

    @property
    def store(self) -> str:
        """Where raw mails and pieces are kept, as an fsspec address."""
        return self.store_url or (self.home.resolve() / "store").as_uri()

    @property
    def mails(self) -> Path:
        """The Maildir of the embedded mail server."""
        return self.home.resolve() / "mails"

    @property
    def documents(self) -> Path:
        """Where what is made for people to read, sign or fill in is put: agendas, minutes, the register."""
        return self.home.resolve() / "documents"
