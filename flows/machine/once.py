"""Logs that can be read: the same trouble is one line an hour, however often it comes back."""

import logging

from sqlalchemy.exc import OperationalError

HOUR = 3_600.0
"""Seconds."""

OUTSIDE = (OSError, OperationalError)
"""What a disk, a server or a network did to us: the words say it all, and where it struck us nothing more."""


class OnceAnHour(logging.Filter):
    """Lets through what is no trouble, and the first of each trouble in an hour: the same words or, with an error, the
    same words about whatever they are, and the same error. `trouble` in the `extra` of a record says it otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if a record is to be told; what failed outside of us is told in its line, without a trace."""
        if record.levelno < logging.WARNING:
            return True
        trouble = _trouble(record)
        self._told = {known: at for known, at in self._told.items() if record.created - at < HOUR}
        if trouble in self._told:
            return False
        self._told[trouble] = record.created
        _shorten(record)
        return True


def say_once() -> None:
    """Have this process tell each trouble once an hour, wherever its logs go."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(OnceAnHour())
    # It makes a handler of its own once it serves.
    logging.getLogger("uvicorn.error").addFilter(OnceAnHour())


def _trouble(record: logging.LogRecord) -> str:
    """Return what makes a trouble the same, the same for each handler."""
    error = _error(record)
    words = record.getMessage() if error is None else f"{record.msg}/{type(error).__name__}/{_place(error)}"
    found: str = vars(record).setdefault("trouble", f"{record.name}/{words}")
    return found


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _place(error: BaseException) -> str:
    """Return where an error was raised, nothing of what came from outside: it strikes anywhere."""
    trace = None if isinstance(error, OUTSIDE) else error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


def _shorten(record: logging.LogRecord) -> None:
    error = _error(record)
    if isinstance(error, OUTSIDE):
        record.msg, record.args = f"{record.getMessage()} {type(error).__name__} : {said(error)}", ()
        record.exc_info = record.exc_text = None


def said(error: Exception) -> str:
    """Return what an error says, in one line."""
    return str(error).partition("\n")[0]
