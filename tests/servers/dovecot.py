"""A Dovecot of the tests' own, started from the installed programs and gone at the end: mailboxes on loopback, by TLS.

Its certificate is signed by an authority that nobody knows: who reads it is told of `authority` by SSL_CERT_FILE.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from grp import getgrgid
from itertools import count
from pathlib import Path
from pwd import getpwnam, getpwuid
from urllib.parse import quote

import trustme

from flows.installation.prefect_server import HOST, free_port

PASSWORD = "sésame:ouvre@toi#1/"
"""The password of every user: all that an address must escape."""

# No data outlives the tests: nothing is forced to the disk.
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = {host}
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_location = maildir:{folder}/mail/%u
auth_failure_delay = 0
passdb {{
  driver = static
  args = "password={password}"
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # Whoever is refused would wait longer each time, and all the tests come from one place.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
  {namespace}
}}
{more}
"""


class Dovecot:
    """A running server. Any user may come in with PASSWORD, and has an empty mailbox; `authority` signed for it."""

    def __init__(self, folder: Path, port: int, owner: tuple[int, int]) -> None:
        self.folder, self.port, self.authority = folder, port, folder / "authority.pem"
        self._owner, self._numbers = owner, count(1)

    def url(self, user: str, *, port: int | None = None, password: str = PASSWORD, folder: str = "INBOX") -> str:
        """Return the address of a user's folder, as SPRO_MAILBOX_URL takes it."""
        return f"imaps://{quote(user)}:{quote(password, safe='')}@{HOST}:{port or self.port}/{quote(folder)}"

    def deliver(self, user: str, raw: bytes, *, at: datetime | None = None) -> None:
        """Put a mail in a user's INBOX as a mail server would, as if received at an instant."""
        inbox, number = self.maildir(user), next(self._numbers)
        part = inbox / "tmp" / f"{number}"
        part.write_bytes(raw)
        os.chown(part, *self._owner)
        if at:
            os.utime(part, (at.timestamp(), at.timestamp()))
        part.rename(inbox / "new" / f"{number:012}.M{number}.essai")

    def deliver_many(self, user: str, raw: bytes, count: int) -> None:
        """Put one mail in a user's INBOX so many times, faster than one by one."""
        self.deliver(user, raw)
        inbox = self.maildir(user) / "new"
        [first] = inbox.iterdir()
        for number in range(1, count):
            (inbox / f"{number:012}.L{number}.essai").hardlink_to(first)

    def maildir(self, user: str) -> Path:
        """Return the folder of a user's INBOX, made where nobody has looked at it yet."""
        inbox = self.folder / "mail" / user
        for path in (inbox, *(inbox / name for name in ("cur", "new", "tmp"))):
            path.mkdir(exist_ok=True)
            os.chown(path, *self._owner)
        return inbox


def find_dovecot() -> Path | None:
    """Return the program, or None where it is not installed with what serves IMAP."""
    found = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    return Path(found) if found and Path("/usr/lib/dovecot/imap").exists() else None


@contextmanager
def running(program: Path, *, namespace: str = "", more: str = "", port: int | None = None) -> Iterator[Dovecot]:
    """Run a fresh server for the time of the block; `namespace` and `more` are lines of its configuration."""
    # Not under pytest's own folder, which the server's users may not enter; and a socket's path is short.
    with tempfile.TemporaryDirectory(prefix="spro-dv-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), port or free_port()
        folder.chmod(0o755)
        server = Dovecot(folder, port, _owner())
        _certify(folder)
        for part in ("mail", "home"):
            (folder / part).mkdir()
            os.chown(folder / part, *_owner())
        configuration = folder / "dovecot.conf"
        configuration.write_text(_configuration(folder, port, namespace, more))
        child = subprocess.Popen([program, "-F", "-c", configuration])
        try:
            _wait(child, port, folder / "log")
            yield server
        finally:
            child.terminate()
            child.wait(20)


def _certify(folder: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST, "localhost")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    certificate.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")


def _configuration(folder: Path, port: int, namespace: str, more: str) -> str:
    uid, gid = _owner()
    is_root = os.geteuid() == 0
    user, group = getpwuid(uid).pw_name, getgrgid(gid).gr_name
    return _CONFIGURATION.format(
        folder=folder,
        host=HOST,
        port=port,
        password=PASSWORD,
        uid=uid,
        gid=gid,
        internal="dovecot" if is_root else user,
        login="dovenull" if is_root else user,
        group="dovecot" if is_root else group,
        namespace=namespace,
        more=more,
    )


def _owner() -> tuple[int, int]:
    """Whose the mails are: the server serves nobody as root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    nobody = getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while child.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"Dovecot does not start: {log.read_text() if log.exists() else 'it left no log'}")
