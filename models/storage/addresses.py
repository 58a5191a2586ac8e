"""The addresses that settings give: a mailbox, the database, whoever scans files, the console. None shows its
password."""

import json
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import get_args
from urllib.parse import SplitResult, unquote, urlsplit

from fsspec import get_filesystem_class
from pydantic_core import PydanticCustomError

from models.region.parts import RoleName
from models.storage.private import open_to_others

DEPOSIT = "deposit_mailbox"
"""The role whose mailbox receives the dossiers."""

PROCESSED = "Traités"
"""The folder that registered mails are moved to."""

OTHERS = tuple(role for role in get_args(RoleName) if role != DEPOSIT)
"""The roles whose mailboxes may be read besides."""

_LAST_PORT = 65_535
_PORTS = {"imaps": 993, "imap": 143}
_EXAMPLE = "imaps://utilisateur:motdepasse@messagerie.example/INBOX"
_ESCAPED = "« @ : / # ? % » dans un nom ou un mot de passe s'écrivent %40 %3A %2F %23 %3F %25"

_BASE = "postgresql://utilisateur:motdepasse@serveur.example/base"
_HELD_OPENLY = re.compile(r"[?&](?:password|sslpassword)=", re.IGNORECASE)
_DATABASE = re.compile(
    r"sqlite:////\S.*"
    r"|postgresql://(?:[^\s/@?#]+@)?(?:[^\s/@:?#\[\]]+|\[[0-9a-f:]+\])?(?::[0-9]{1,5})?/[^\s/?#]+(?:\?\S+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FolderAddress:
    """A folder of this machine: a Maildir, or .eml files."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class ImapAddress:
    """A folder of a mail server, and who reads it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    is_encrypted: bool

    def __str__(self) -> str:
        scheme, host = "imaps" if self.is_encrypted else "imap", f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{self.user}@{host}:{self.port}/{self.folder}"


MailboxAddress = FolderAddress | ImapAddress


def wrong(problem: str, mend: str) -> PydanticCustomError:
    """The error of a setting: what is wrong, and what to write instead, both in French; never the value, which may hold
    a password."""
    return PydanticCustomError("setting", "{problem}. {mend}", {"problem": problem, "mend": mend})


def check_database(value: str | None) -> str | None:
    """Check the address of a database: `postgresql://user:password@host[:port]/base`, or `sqlite:////path`. Raises the
    error of a setting (see `wrong`) for anything else."""
    if value is None:
        return None
    if _HELD_OPENLY.search(value):
        raise wrong("un mot de passe n'y a pas sa place", f"Écrivez-le avant le « @ » : {_BASE}.")
    if _DATABASE.fullmatch(value):
        return value
    raise wrong(
        "ce n'est pas l'adresse d'une base", f"Écrivez par exemple {_BASE}, ou sqlite:////srv/spro/spro.db. {_ESCAPED}."
    )


def database_place(address: str) -> str:
    """Return where a database is, as people may read it: without who connects, nor how."""
    return re.sub(r"^(\w+://)(?:[^@/]*@)?([^?]*).*$", r"\1\2", address)


def read_mailbox(value: object) -> MailboxAddress | None:
    """Read `maildir:///path` or `imaps://user:password@host[:port]/FOLDER`; `imap://` only where nobody listens in.
    Raises the error of a setting (see `wrong`) for anything else."""
    if value is None or isinstance(value, FolderAddress | ImapAddress):
        return value
    scheme, colon, rest = str(value).partition(":")
    if colon and scheme == "maildir":
        return _folder(rest)
    if colon and scheme in _PORTS:
        return _imap(str(value))
    raise wrong("ce n'est pas l'adresse d'une boîte", f"Écrivez par exemple {_EXAMPLE}, ou maildir:///srv/depots.")


def _folder(rest: str) -> FolderAddress:
    path = Path(unquote(rest.removeprefix("//")))
    if not path.is_absolute():
        raise wrong(
            "le chemin du dossier n'est pas complet", "Écrivez-le depuis la racine, par exemple maildir:///srv/depots."
        )
    return FolderAddress(path)


def _imap(text: str) -> ImapAddress:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise wrong("cette adresse ne se lit pas", f"{_ESCAPED} ; exemple : {_EXAMPLE}.") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (host and user and password):
        raise wrong("il manque le serveur, l'utilisateur ou son mot de passe", f"{_ESCAPED} ; exemple : {_EXAMPLE}.")
    folder = _folder_name(parts)
    if not (user + password + folder).isprintable():
        raise wrong("cette adresse contient un caractère de contrôle", f"Exemple : {_EXAMPLE}.")
    if parts.scheme == "imap" and not _is_this_machine(host):
        raise wrong("un mot de passe ne peut pas partir en clair", f"Écrivez imaps://, par exemple {_EXAMPLE}.")
    return ImapAddress(host, port, user, password, folder, parts.scheme == "imaps")


def _folder_name(parts: SplitResult) -> str:
    if parts.query or parts.fragment:
        raise wrong("cette adresse contient un « ? » ou un « # »", f"{_ESCAPED}.")
    folder = unquote(parts.path.removeprefix("/")) or "INBOX"
    if re.split(r"[./]", folder)[-1].casefold() == PROCESSED.casefold():
        raise wrong(
            f"le dossier « {PROCESSED} » reçoit les messages enregistrés", "Indiquez le dossier où ils arrivent."
        )
    return folder


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def read_others(value: object, deposit: MailboxAddress | None) -> dict[str, ImapAddress]:
    """Read which other roles' mailboxes are read, and where: a JSON object, or what it holds. Raises the error of a
    setting (see `wrong`) for anything else."""
    try:
        asked = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise wrong(
            "ce n'est pas un objet JSON", f'Écrivez par exemple {{"content_contact": "{_EXAMPLE}"}}, entre apostrophes.'
        )
    others = {str(role): _other(str(role), address) for role, address in asked.items()}
    if len({str(address) for address in (deposit, *others.values())}) <= len(others):
        raise wrong("une même boîte y est deux fois", "Indiquez chaque boîte une seule fois, celle de dépôt comprise.")
    return others


def _other(role: str, value: object) -> ImapAddress:
    if role not in OTHERS:
        raise wrong(f"« {role[:40]} » n'est pas un autre rôle", f"Rôles possibles : {', '.join(OTHERS)}.")
    address = read_mailbox(value)
    if not isinstance(address, ImapAddress):
        raise wrong(f"la boîte de {role} n'est pas chez un serveur de messagerie", f"Écrivez par exemple {_EXAMPLE}.")
    return address


def check_scanner(value: str | None) -> str | None:
    """Check the address of a clamd: `tcp://host:3310`, or `unix:///run/clamav/clamd.ctl`. Raises the error of a setting
    (see `wrong`) for anything else."""
    if value is None:
        return None
    found = re.fullmatch(r"unix:///.+|tcp://(?:[^\s/:@\[\]]+|\[[0-9a-fA-F:]+\]):([0-9]{1,5})/?", value)
    if found and int(found[1] or 0) <= _LAST_PORT:
        return value
    raise wrong(
        "ce n'est pas l'adresse d'un clamd", "Écrivez tcp://antivirus.example:3310 ou unix:///run/clamav/clamd.ctl."
    )


def check_store(value: str | None) -> str | None:
    """Check the address of a store: any that fsspec knows, and that has its package here. Raises the error of a setting
    (see `wrong`) for anything else."""
    for part in (value or "").split("::"):
        kind, said, _ = part.partition("://")
        try:
            get_filesystem_class(kind if said else "file")
        except ValueError:
            mend = "Écrivez par exemple file:///srv/spro/store, ou s3://seau/dossier."
            raise wrong("ce n'est pas l'adresse d'un magasin de fichiers", mend) from None
        except ImportError:
            mend = "Installez-le dans l'environnement du programme (s3fs pour s3://)."
            raise wrong("il manque le paquet Python de ce genre de magasin", mend) from None
    return value


def check_returns(value: str | None) -> str | None:
    """Check the address that letters leave with: an address whose local part has one `*`, for the mark of the letter.
    Raises the error of a setting (see `wrong`) for anything else."""
    if value is None or re.fullmatch(r"[\w.=+-]{1,30}\*[\w.=+-]{0,2}@(?:[\w-]+\.)+[\w-]+", value, re.ASCII):
        return value
    raise wrong(
        "ce n'est pas une adresse de retour", "Écrivez par exemple depot-spro+*@region.example, avec un seul *."
    )


def check_private(place: Path | None) -> Path | None:
    """Check that a file that holds a secret is there, and of this account alone. Raises the error of a setting (see
    `wrong`) where it is not."""
    if place is None or (place.is_file() and not open_to_others(place)):
        return place
    if not place.is_file():
        raise wrong("ce fichier n'existe pas", "Indiquez le chemin du fichier PEM.")
    raise wrong("d'autres comptes de la machine peuvent le lire", "Fermez-le : chmod 600, puis relancez.")


def check_console(value: str | None) -> str | None:
    """Check the address that people type to open the console, and return it without a `/` at its end. Raises the error
    of a setting (see `wrong`) for anything but a scheme and a host, with a port if need be."""
    if value is None or re.fullmatch(r"https?://(?:[^\s/:@?#\[\]]+|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?/?", value):
        return value and value.removesuffix("/")
    raise wrong("ce n'est pas l'adresse d'une console", "Écrivez https://spro.region.example, sans rien après l'hôte.")


def check_machine(value: str) -> str:
    """Check the IP address of a machine. Raises the error of a setting (see `wrong`) for anything else."""
    try:
        return str(ip_address(value))
    except ValueError:
        raise wrong("ce n'est pas l'adresse IP d'une machine", "Écrivez par exemple 10.0.0.7.") from None
