"""The parts of a living system, each alone: what services of a machine run in the place of `spro up`, on one machine or
on several. Each becomes the process that `spro up` would have started, and speaks where its service keeps its log."""

import os
import socket
from pathlib import Path
from typing import NoReturn

from flows.installation.prefect_server import PrefectServer, settings_of_ours
from flows.installation.prefect_settings import allowed_settings, settings_of_prefect
from flows.installation.prefect_stack import WATCHER, WORKER, attending
from flows.machine.lock import beside
from flows.machine.processes import Unstartable
from models.storage.addresses import DEPOSIT, FolderAddress
from models.storage.database import engine, forget
from models.storage.private import close
from models.storage.settings import Settings


def serve(*, port: int) -> NoReturn:
    """Be Prefect's server with its console. Raises Unstartable where it cannot be, or a whole system runs already."""
    settings = Settings()
    given = allowed_settings(os.environ, settings.console_url)
    server = PrefectServer(settings.home / "prefect", port, settings=given, own=_own(settings.home))
    server.need_port()
    _join(settings, "spro server")
    server.child.become()


def work(server: str, name: str | None = None) -> NoReturn:
    """Be a worker of a server that is elsewhere or beside, under a `name` that it keeps: the machine's, unless given.
    Raises as `serve` does."""
    _attend("spro worker", [*WORKER, name or socket.gethostname()], server)


def watch(server: str) -> NoReturn:
    """Be the watcher beside a server. Raises as `serve` does."""
    _attend("spro watch", WATCHER, server)


def _attend(command: str, words: list[str], at: str) -> NoReturn:
    settings, given = Settings(), settings_of_prefect(os.environ)
    if settings.smtp_url is None:
        mend = "il manque : seul spro up fournit un serveur de courriel ; désignez le vôtre."
        raise Unstartable("Réglage", "SPRO_SMTP_URL", mend)
    if settings.mailboxes[DEPOSIT] == FolderAddress(settings.mailbox):
        settings.mailbox.mkdir(parents=True, exist_ok=True)
    own = _own(settings.home)
    described = PrefectServer(settings.home / "prefect", settings=given, own=own)
    _join(settings, command)
    attending(command, words, described, own, at=at).become()


def _own(home: Path) -> dict[str, str]:
    return settings_of_ours(os.environ) | {"SPRO_HOME": str(home.resolve())}


def _join(settings: Settings, command: str) -> None:
    """Hold the folder beside the other parts, once its database answers."""
    beside(settings.home.resolve(), command)
    close(settings.home.resolve())
    engine(settings.database)
    forget(settings.database)
