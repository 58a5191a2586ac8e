"""A network that fails: what stands between a mail server and who reads it, and ends connections where a test says."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from flows.installation.prefect_server import HOST


class Cutter:
    """Hands on what two sides say, on a port of its own. `cuts` says after how many bytes of the server's the first
    connections are cut; the next ones hold until `cut`."""

    def __init__(self, server: int, *cuts: int) -> None:
        self._server, self._cuts, self._open = server, list(cuts), list[socket.socket]()
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self.count = 0
        """How many connections there were."""

    def cut(self) -> None:
        """End the connections there are."""
        for side in self._open:
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        """Take connections until the end."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.count += 1
                left = self._cuts.pop(0) if self._cuts else None
                server = socket.create_connection((HOST, self._server))
                self._open += [client, server]
                for source, sink, bound in ((client, server, None), (server, client, left)):
                    Thread(target=_hand_on, args=(source, sink, bound), daemon=True).start()

    def close(self) -> None:
        """Refuse connections from now on, and end those there are."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()


def _hand_on(source: socket.socket, sink: socket.socket, left: int | None) -> None:
    with suppress(OSError), source, sink:
        while data := source.recv(1 << 16 if left is None else min(left, 1 << 16)):
            sink.sendall(data)
            left = left if left is None else left - len(data)
        # With nothing left to hand on, `recv(0)` is the end: both sides see it.
        sink.shutdown(socket.SHUT_RDWR)
        source.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting(server: int, *cuts: int) -> Iterator[Cutter]:
    """Stand before a server for the time of the block."""
    cutter = Cutter(server, *cuts)
    thread = Thread(target=cutter.serve, daemon=True)
    thread.start()
    try:
        yield cutter
    finally:
        cutter.close()
        thread.join()
