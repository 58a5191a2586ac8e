"""In which order mails are sorted, and how long each may take: who sends what takes long delays nobody else."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.intake.deposit import Deposit, is_unsorted

BUDGETS = (5.0, 20.0, 60.0)
"""Seconds that the files of a mail may take, each time that it is tried. In between, all are sorted that took less;
after the last, it goes to a person, its files unopened."""

TRIES = len(BUDGETS)
"""How often a mail is examined before it goes to a person as it is, be it for what kills its worker each time."""

A_SENDER = 180.0
"""Seconds lost with the mails of one sender after which its others go to a person, unopened."""


class Waiting(NamedTuple):
    """A mail that waits to be sorted: who sent it, how often it was tried, and whether it took too long then."""

    deposit_id: int
    sender: str
    tries: int
    is_slow: bool = False


class Turn(NamedTuple):
    """A mail whose turn it is, and how many seconds it may take: none where it goes to a person, because it `is_slow`
    or each try failed."""

    mail: Waiting
    seconds: float
    is_slow: bool


def unsorted(session: Session) -> list[Waiting]:
    """Return the mails that wait to be sorted, in order of registration."""
    waiting = select(Deposit.id, Deposit.sender, Deposit.attempts).where(is_unsorted()).order_by(col(Deposit.id))
    return [Waiting(deposit_id or 0, sender, tries) for deposit_id, sender, tries in session.exec(waiting)]


class Queue:
    """The mails that wait: first those of senders whose mails took little, then one of each sender after the other."""

    def __init__(self, read: Callable[[], Iterable[Waiting]]) -> None:
        """Begin with what is `read`; that is done again before what takes long is tried anew."""
        self._read = read
        self._heap: list[tuple[int, int, Waiting]] = []
        self._known: set[int] = set()
        self._brought: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()
        self._lost: dict[str, float] = defaultdict(float)
        self._fill()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._heap)

    def next(self) -> Turn | None:
        """Return the mail whose turn it is; None where none waits."""
        while self._heap:
            level, place, mail = heappop(self._heap)
            if level < self._tries[mail.sender] or (level and self._fill()):
                heappush(self._heap, (self._tries[mail.sender], place, mail))
                continue
            is_slow = mail.is_slow or self._lost[mail.sender] >= A_SENDER
            is_tried = mail.tries < TRIES and self._lost[mail.sender] < A_SENDER
            return Turn(mail, BUDGETS[mail.tries] if is_tried else 0.0, is_slow)
        return None

    def put_back(self, mail: Waiting, *, lost: float) -> None:
        """Have a mail wait that took all that it may, with all others of its sender."""
        self._lost[mail.sender] += lost
        self._tries[mail.sender] = max(self._tries[mail.sender], mail.tries + 1)
        heappush(self._heap, (self._tries[mail.sender], 0, mail._replace(tries=mail.tries + 1, is_slow=True)))

    def _fill(self) -> int:
        """Take what waits since, and return how many mails that is."""
        fresh = [mail for mail in self._read() if mail.deposit_id not in self._known]
        for mail in fresh:
            self._known.add(mail.deposit_id)
            self._brought[mail.sender] += 1
            self._tries[mail.sender] = max(self._tries[mail.sender], mail.tries)
            heappush(self._heap, (self._tries[mail.sender], self._brought[mail.sender], mail))
        return len(fresh)
