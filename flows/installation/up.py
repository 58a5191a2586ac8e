"""The living system (`spro up`): everything an installation needs, started together, kept alive, and stopped together.

Prefect's server and console, a worker, the watcher and, where no relay is set, a mail server and a page to read what it
was given. `reopen` opens the console and the mails of a rehearsal the same way.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from flows.installation.prefect_server import HOST, PrefectServer, free_port, is_free
from flows.installation.prefect_settings import allowed_settings
from flows.installation.prefect_stack import conduct
from flows.machine.lock import alone, need_free
from flows.machine.processes import Unstartable, keep_running
from models.errors import Refusal
from models.region.file import load_file
from models.storage.addresses import DEPOSIT, FolderAddress, database_place
from models.storage.backup.migrate import migrate
from models.storage.private import close, open_to_others
from models.storage.settings import Settings
from notifications.delivery.returns import refused_returns
from notifications.delivery.routes import Route
from notifications.delivery.signing import read_signer
from notifications.mailserver.gallery import serve_gallery
from notifications.mailserver.sink import Sink
from notifications.writing.wording import count

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    *, prefect_port: int = 4200, gallery_port: int = 8025, smtp_port: int = 1025, console: Console | None = None
) -> None:
    """Run an installation until Ctrl-C. Unstartable says which part does not start, or does not stay."""
    console, settings = console or Console(highlight=False), Settings()
    of_prefect, is_embedded = allowed_settings(os.environ, settings.console_url), settings.smtp_url is None
    ports = {"--prefect-port": prefect_port, "--gallery-port": gallery_port, "--smtp-port": smtp_port}
    home = settings.home.resolve()
    # Before its ports, which another command would only avoid.
    need_free(home)
    _need_all(settings, ports if is_embedded else {"--prefect-port": prefect_port}, console)
    with _until_told(), alone(home, "spro up") as held, _private(home, console), ExitStack() as stack:
        migrate(settings, at=datetime.now(UTC), say=console.print)
        if settings.mailboxes[DEPOSIT] == FolderAddress(settings.mailbox):
            settings.mailbox.mkdir(parents=True, exist_ok=True)
        own, shown = {"SPRO_HOME": str(home)}, {"Console": settings.console_url or f"http://{HOST}:{prefect_port}"}
        if is_embedded:
            own["SPRO_SMTP_URL"] = stack.enter_context(Sink(settings.mails, HOST, smtp_port)).url
            shown["Courriels"] = stack.enter_context(_gallery(settings.mails, gallery_port))
        console.print("Démarrage de Prefect, du worker et de la veille : une dizaine de secondes.")
        children = conduct(stack, home, prefect_port, own, of_prefect, held=held)
        _show(console, shown | _places(settings), "Le système est en marche.")
        keep_running(children, say=console.print)
    console.print("Tout est arrêté.")


def reopen(home: Path, console: Console | None = None, *, prefect_port: int = 0, gallery_port: int = 0) -> None:
    """Open the console and the mails of a rehearsal's folder until Ctrl-C, on free ports where none is given."""
    console = console or Console(highlight=False)
    with _until_told(), ExitStack() as stack:
        server = stack.enter_context(PrefectServer(home / "prefect", prefect_port or free_port()))
        mails = stack.enter_context(_gallery(home / "mails", gallery_port or free_port()))
        _show(console, {"Console": server.ui_url, "Courriels": mails}, "La répétition est ouverte.")
        keep_running([server.child], say=console.print)


def remarks(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield what may not do what was meant, and keeps nothing from starting: settings that nobody reads, a region file
    that no session could be opened with."""
    for name in Settings.unread(environment):
        yield f"{name} n'est pas un réglage, et ne change rien (liste dans docs/installation.md)."
    try:
        if settings.region_file:
            load_file(str(settings.region_file))
    except Refusal as error:
        yield f"SPRO_REGION_FILE : {error}"


def _need_all(settings: Settings, ports: Mapping[str, int], console: Console) -> None:
    """Refuse to start what would not do its work, and say what may not do what was meant, before anything runs."""
    _need_ports(ports)
    _need_returns(settings)
    _need_signer(settings)
    for remark in remarks(settings, os.environ):
        console.print(f"Attention : {remark}", markup=False)


def _need_ports(ports: Mapping[str, int]) -> None:
    """Refuse a port that is taken: another port chosen in silence would hide what runs there."""
    for option, port in ports.items():
        if not is_free(port):
            mend = "déjà occupé, par un autre programme ou par le système d'un autre dossier. Choisissez-en un autre :"
            raise Unstartable("Port", port, f"{mend} spro up {option} {free_port()}")


def _need_returns(settings: Settings) -> None:
    """Refuse an address of return that the server would not take: every letter would be refused by it, or come back
    unseen."""
    if settings.smtp_url is None:
        return
    refused = asyncio.run(refused_returns(Route.parse(str(settings.smtp_url), returns=settings.return_address)))
    if refused:
        mend = f"le serveur d'envoi la refuse ({refused}). Corrigez-la, ou retirez ce réglage."
        raise Unstartable("SPRO_RETURN_ADDRESS", settings.return_address or "", mend)


def _need_signer(settings: Settings) -> None:
    """Refuse a file to sign with that nothing can be signed with: every letter would wait."""
    try:
        if settings.signing_file:
            read_signer(settings.signing_file)
    except ValueError as error:
        mend = f"{error}. Corrigez-le, ou retirez ce réglage."
        raise Unstartable("SPRO_SIGNING_FILE", settings.signing_file or "", mend) from None


@contextmanager
def _until_told() -> Iterator[None]:
    """Let Ctrl-C, SIGTERM or a closed terminal end the block, once: what is being stopped is not disturbed again."""

    def end(_number: int, _frame: object) -> None:
        for number in _ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    former = {number: signal.signal(number, end) for number in _ENDINGS}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def _private(home: Path, console: Console) -> Iterator[None]:
    """Have what is in a folder, and what this process and those that it starts write, readable by its own user only."""
    mended = open_to_others(home)
    close(home)
    if mended:
        files = count(mended, "fichier ou dossier", "fichiers ou dossiers")
        console.print(f"{home} : {files} ouverts à d'autres comptes de cette machine ; ils ne le sont plus.")
    former = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(former)


@contextmanager
def _gallery(maildir: Path, port: int) -> Iterator[str]:
    server = serve_gallery(maildir, HOST, port)
    thread = threading.Thread(target=server.serve_forever, name="spro-gallery", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _places(settings: Settings) -> dict[str, str]:
    return {"Boîte de dépôt": str(settings.mailboxes[DEPOSIT]), "Base": database_place(settings.database)}


def _show(console: Console, shown: Mapping[str, str], title: str) -> None:
    """Say where everything is, an address a line and never cut: people copy them."""
    console.print(f"[bold green]{title}[/]")
    width = max(map(len, shown))
    for name, where in shown.items():
        console.print(f"  {name:{width}}  {where}", soft_wrap=True, markup=False)
    console.print("Ctrl-C pour tout arrêter.")
