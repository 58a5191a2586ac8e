"""The process that carries mails to the store and opens them, for whoever registers them meanwhile (see `carrying`)."""

import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from models.storage.settings import Settings
from tasks.intake.opened_mail import Bounds, Opened, open_kept
from tasks.intake.registering.prefetch import ANSWER, ORDER, Order
from tasks.intake.store import Received, Store
from tasks.mailboxes.mailbox import Mailbox, Unreachable
from tasks.mailboxes.opening import open_mailbox


def carry(order: Order, say: Callable[[Opened | None], None]) -> None:
    """Put the mails of an order in the store, in their order, and say of each what it is; None for one that could not
    be carried. Stop where the mailbox cannot be read."""
    settings = Settings()
    store = Store(settings.store)
    # One is forced to the disk and opened while the server gives the next.
    with ThreadPoolExecutor(1) as opener, open_mailbox(order.role, settings.mailboxes[order.role]) as mailbox:
        for name, bounds in order.mails:
            opener.submit(_tell, store, _carried(mailbox, store, name), bounds, say)


def _carried(mailbox: Mailbox, store: Store, name: str) -> Received | None:
    try:
        return store.receive(mailbox.chunks(name))
    except Unreachable:
        raise
    except Exception:  # noqa: BLE001  who asked tries it again, and says what is wrong with it
        return None


def _tell(store: Store, received: Received | None, bounds: Bounds, say: Callable[[Opened | None], None]) -> None:
    try:
        opened = open_kept(store, store.keep(received), bounds) if received else None
    except Exception:  # noqa: BLE001  likewise
        opened = None
    say(opened)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def _say(opened: Opened | None) -> None:
    sys.stdout.buffer.write(ANSWER.dump_json(opened) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Read what to carry from the standard input, which stays open for as long as somebody wants it carried."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of whoever types at our parent
    order = ORDER.validate_json(sys.stdin.readline())
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        carry(order, _say)
    except (Unreachable, BrokenPipeError):
        os._exit(1)


if __name__ == "__main__":
    main()
