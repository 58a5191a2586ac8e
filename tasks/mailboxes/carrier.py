"""The process that carries mails to the store, for whoever registers them meanwhile (see `carrying`)."""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

from models.settings import Settings
from tasks.mailboxes.mailbox import Mailbox, Unreachable, Waiting
from tasks.mailboxes.opening import open_mailboxes
from tasks.store import Kept, Store

_WHENEVER = datetime.min.replace(tzinfo=UTC)


def carry(role: str, names: list[str], say: Callable[[Kept | None], None]) -> None:
    """Put the mails of a role's mailbox in the store, in order, and say of each what the store took; None for one that
    could not be carried. Stop where the mailbox cannot be read."""
    settings = Settings()
    store = Store(settings.store)
    with open_mailboxes(settings) as mailboxes:
        mailbox = next(mailbox for mailbox in mailboxes if mailbox.role == role)
        for name in names:
            say(_carried(mailbox, store, name))


def _carried(mailbox: Mailbox, store: Store, name: str) -> Kept | None:
    try:
        return store.put_stream(mailbox.chunks(Waiting(name, _WHENEVER, 0)))
    except Unreachable:
        raise
    except Exception:  # noqa: BLE001  who asked tries it again, and says what is wrong with it
        return None


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Read what to carry from the standard input, which stays open for as long as somebody wants it carried."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of whoever types at our parent
    role, names = json.loads(sys.stdin.readline())
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        carry(role, names, lambda kept: print(json.dumps(kept), flush=True))  # noqa: T201
    except (Unreachable, BrokenPipeError):
        os._exit(1)


if __name__ == "__main__":
    main()
