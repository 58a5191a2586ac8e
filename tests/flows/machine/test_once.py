"""The same trouble is one line an hour: a log of thousands of lines hides what it says."""

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from flows.machine.once import HOUR, OnceAnHour

_LOG = logging.getLogger("spro.essai")
FULL = OSError(28, "No space left on device")
DATABASE = OperationalError("INSERT INTO …", {}, Exception("database or disk is full"))


class Told(logging.Handler):
    """Keeps what is told, at an hour that the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.now = 0.0
        self.addFilter(self.at_its_hour)
        self.addFilter(OnceAnHour())
        self.setFormatter(logging.Formatter("%(message)s"))

    def at_its_hour(self, record: logging.LogRecord) -> bool:
        """Let a record through, as of the hour of the test."""
        record.created = self.now
        return True

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, or as many as its trace has."""
        self.lines.append(self.format(record))


@pytest.fixture
def told() -> Iterator[Told]:
    """Give what is told of this logger."""
    handler = Told()
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    yield handler
    _LOG.removeHandler(handler)


def fail(error: Exception, name: str) -> None:
    """Tell that a mail could not be registered."""
    try:
        raise error
    except type(error):
        _LOG.exception("Le message %s n'a pas pu être enregistré.", name)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FULL, "OSError : [Errno 28] No space left on device"),
        (DATABASE, "OperationalError : (builtins.Exception) database or disk is full"),
    ],
)
def test_a_full_disk_is_one_line_however_many_mails_wait(told: Told, error: Exception, said: str) -> None:
    """Thirty mails, tried again and again; an hour later once more."""
    for second in (0.0, 2.0, 6.0, HOUR - 1, HOUR, HOUR + 2):
        told.now = second
        for number in range(30):
            fail(error, f"n{number}.eml")

    assert told.lines == [f"Le message n0.eml n'a pas pu être enregistré. {said}"] * 2


def test_a_fault_of_ours_is_told_with_its_trace(told: Told) -> None:
    """Once for each place where it strikes."""
    for name in ("un", "deux"):
        fail(TypeError("ni texte ni octets"), name)
    try:
        raise TypeError("autre part")  # noqa: TRY301  another place is what is tried
    except TypeError:
        _LOG.exception("Le message %s n'a pas pu être enregistré.", "trois")

    assert [line.count("Traceback") for line in told.lines] == [1, 1]
    assert "ni texte ni octets" in told.lines[0]


def test_other_troubles_and_good_news_are_told(told: Told) -> None:
    """Whatever says something else, and whatever is no trouble, each time."""
    for said in ("La boîte ne répond pas.", "Le serveur ne répond pas.", "La boîte ne répond pas."):
        _LOG.error("%s", said)
        _LOG.info("Messages enregistrés : 1.")

    good = "Messages enregistrés : 1."
    assert told.lines == ["La boîte ne répond pas.", good, "Le serveur ne répond pas.", good, good]
