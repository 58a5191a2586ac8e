"""A clamd of the tests' own, started from the installed program and gone at the end. It knows one danger, EICAR's
harmless test file, and takes little at once."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flows.installation.prefect_server import HOST, free_port

# In two halves, so that no antivirus takes this file for what it names.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

LARGEST = 1_000_000
"""How many octets it takes at once."""

_CONFIGURATION = """
Foreground yes
DatabaseDirectory {folder}/signatures
LogFile {folder}/log
LocalSocket {folder}/clamd.ctl
TCPSocket {port}
TCPAddr {host}
StreamMaxLength {largest}
"""


class Server(NamedTuple):
    """A running clamd, by both of its addresses, as SPRO_CLAMD_URL takes them."""

    local: str
    tcp: str


def find_clamd() -> Path | None:
    """Return the program, or None where it is not installed. It is not on everybody's PATH."""
    found = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
    return Path(found) if found else None


@contextmanager
def running(program: Path) -> Iterator[Server]:
    """Run a fresh server for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="spro-clamd-") as name:  # the path of a socket is short
        folder, port = Path(name), free_port()
        (folder / "signatures").mkdir()
        # Name, any kind of file, anywhere in it, and what to find there.
        (folder / "signatures" / "eicar.ndb").write_text(f"Eicar-Essai:0:*:{EICAR.hex()}\n")
        configuration = folder / "clamd.conf"
        configuration.write_text(_CONFIGURATION.format(folder=folder, host=HOST, port=port, largest=LARGEST))
        child = subprocess.Popen(
            [program, "--config-file", configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(child, folder)
            yield Server(f"unix://{folder}/clamd.ctl", f"tcp://{HOST}:{port}")
        finally:
            child.terminate()
            child.wait(20)


def _wait(child: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 30
    while child.poll() is None and time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as connection:
            if connection.connect_ex(f"{folder}/clamd.ctl") == 0:
                return
        time.sleep(0.05)
    log = folder / "log"
    raise RuntimeError(f"clamd does not start: {log.read_text() if log.exists() else 'it left no log'}")
