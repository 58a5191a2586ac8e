"""Says how a run ended as what it is: Prefect logs as an error whatever is not completed, in English."""

import logging


class _Quiet(logging.Filter):
    """Lets everything through, what is no error as an information in French."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, str] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Put our sentence in the place of Prefect's, where it speaks of a state of ours."""
        if record.levelno == logging.ERROR:
            for state, message in self.messages.items():
                if state in record.getMessage():
                    record.levelno, record.levelname = logging.INFO, "INFO"
                    record.msg, record.args = message, ()
                    break
        return True


_quiet = _Quiet()


def say_quietly(state: str, message: str) -> None:
    """Have the end of the current run in a state of that name logged by this message, as no error."""
    _quiet.messages[f" in state {state}("] = message
    logging.getLogger("prefect.flow_runs").addFilter(_quiet)
