"""What an antivirus says, asked of a real clamd: clean is only what it found clean."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread

import pytest

from flows.installation.prefect_server import HOST
from models.intake.words import Trouble
from models.storage.settings import Settings
from tasks.reading.files.antivirus import Clamd, NotScanned, ScannerDown, open_scanner
from tasks.reading.files.inspect import Look, PackedFile
from tests.servers.clamd import EICAR, LARGEST, Server
from tests.tasks.reading.files import samples
from tests.tasks.reading.files.samples import SMALL, looked, pdf, zipped


@contextmanager
def answering(**answers: bytes) -> Iterator[Clamd]:
    """Run a scanner that hangs up, or answers as told by the command that it is given."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            command = self.request.recv(10).split(b"\0")[0].decode()
            self.request.sendall(answers.get(command, b""))

    with TCPServer((HOST, 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Clamd(f"tcp://{HOST}:{server.server_address[1]}")
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", ["local", "tcp"])
def test_the_scanner_tells_the_danger_that_it_knows(clamd: Server, kind: str) -> None:
    """By either way to reach it, in contents of more than one chunk as well."""
    scanner = Clamd(getattr(clamd, kind))

    found = [scanner.infected(content) for content in (EICAR, pdf(), bytes(600_000) + EICAR, bytes(600_000), b"")]

    assert found == [True, False, True, False, False]


def test_a_file_that_holds_a_danger_is_refused(clamd: Server) -> None:
    """Whatever else is wrong with it."""
    assert looked(EICAR, scanner=Clamd(clamd.local)) == Look("txt", Trouble.infected)


def test_a_file_of_an_archive_that_holds_a_danger_is_refused(clamd: Server) -> None:
    """The files beside it are taken."""
    archive = zipped({"a.pdf": pdf(), "b/c.pdf": EICAR})

    assert looked(archive, scanner=Clamd(clamd.local)) == Look(
        "zip", None, (PackedFile("a.pdf", pdf(), "pdf", None), PackedFile("b/c.pdf", EICAR, "txt", Trouble.infected))
    )


def test_a_danger_in_no_file_of_an_archive_is_one_of_the_archive(clamd: Server) -> None:
    """It lies beside them, or too deep to be opened."""
    beside = zipped({"a.pdf": pdf()}) + EICAR
    deep = samples.nested(EICAR, 3)

    found = [looked(archive, limits=SMALL, scanner=Clamd(clamd.local)) for archive in (beside, deep)]

    assert found == [Look("zip", Trouble.infected)] * 2


def test_a_clean_file_is_taken(clamd: Server) -> None:
    """The scanner adds nothing to it."""
    assert looked(pdf(), scanner=Clamd(clamd.tcp)) == Look("pdf", None)


def test_a_file_beyond_the_bound_of_the_scanner_is_not_taken_for_clean(clamd: Server) -> None:
    """It was not examined, and asking again would change nothing."""
    content = samples.noise(LARGEST + 1)

    with pytest.raises(NotScanned):
        Clamd(clamd.local).infected(content)

    assert looked(content, limits=SMALL, scanner=Clamd(clamd.local)) == Look(None, Trouble.unreadable)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there_is_down(url: str) -> None:
    """Nothing is known of the file: whoever looks at it learns that, and looks again later."""
    with pytest.raises(ScannerDown):
        looked(pdf(), scanner=Clamd(url))


def test_a_scanner_that_hangs_up_on_everything_is_down() -> None:
    """It is being started, or stopped."""
    with answering() as scanner, pytest.raises(ScannerDown):
        scanner.infected(b"x")


def test_a_scanner_that_hangs_up_on_a_file_has_not_scanned_it() -> None:
    """It answers otherwise: it is this file that it does not take."""
    with answering(zPING=b"PONG\0") as scanner, pytest.raises(NotScanned):
        scanner.infected(bytes(5_000_000))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", NotScanned),
        (b"INSTREAM size limit exceeded. ERROR\0", NotScanned),
        (b"INSTREAM: Can't write to temporary file. ERROR\0", ScannerDown),
        (b"UNKNOWN COMMAND\0", ScannerDown),
        (b"x" * 20_000, ScannerDown),
    ],
)
def test_an_answer_that_is_no_verdict_is_none(answer: bytes, error: type[Exception]) -> None:
    """Neither clean nor dangerous."""
    with answering(zINSTREAM=answer) as scanner, pytest.raises(error):
        scanner.infected(b"x")


def test_an_installation_scans_where_it_is_told_to() -> None:
    """By a setting, and not by default."""
    assert open_scanner(Settings()) is None
    assert isinstance(open_scanner(Settings(clamd_url="unix:///run/clamav/clamd.ctl")), Clamd)
