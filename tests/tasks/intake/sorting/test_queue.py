"""In which order mails are sorted: who sends what takes long delays nobody else."""

import pytest

from tasks.intake.sorting.queue import A_SENDER, BUDGETS, TRIES, Queue, Turn, Waiting


def mails(*senders: str, tries: int = 0) -> list[Waiting]:
    """Return mails that wait, in the order in which they were registered."""
    return [Waiting(number, sender, tries) for number, sender in enumerate(senders, 1)]


def order(queue: Queue) -> list[int]:
    """Return the mails of a queue in the order in which they come up."""
    return [turn.mail.deposit_id for turn in iter(queue.next, None)]


def turn_of(queue: Queue) -> Turn:
    """Return the turn that is next."""
    turn = queue.next()
    assert turn
    return turn


@pytest.mark.parametrize(("senders", "expected"), [("abc", [1, 2, 3]), ("aaabc", [1, 4, 5, 2, 3])])
def test_senders_take_turns(senders: str, expected: list[int]) -> None:
    """One mail of each, in the order of their first; those of one sender stay in theirs."""
    assert order(Queue(lambda: mails(*senders))) == expected


def test_whose_mail_takes_long_waits_for_all_others() -> None:
    """With its other mails, which stay in their order; it has more time then."""
    queue = Queue(lambda: mails("slow", "slow", "b", "c", "b"))

    first = turn_of(queue)
    queue.put_back(first.mail, lost=BUDGETS[0])

    assert (first.mail.deposit_id, first.seconds) == (1, BUDGETS[0])
    turns = list(iter(queue.next, None))
    assert [turn.mail.deposit_id for turn in turns] == [3, 4, 5, 1, 2]
    assert [turn.seconds for turn in turns[-2:]] == [BUDGETS[1], BUDGETS[0]]


def test_what_comes_meanwhile_is_before_what_takes_long() -> None:
    """Nobody waits for the end of a run."""
    waiting = mails("slow")
    queue = Queue(lambda: waiting)
    queue.put_back(turn_of(queue).mail, lost=BUDGETS[0])
    waiting.append(Waiting(2, "b", 0))

    assert order(queue) == [2, 1]


def test_what_was_tried_by_a_former_run_comes_last() -> None:
    """It may have ended that one."""
    queue = Queue(lambda: [Waiting(1, "slow", 1), Waiting(2, "b", 0)])

    assert order(queue) == [2, 1]


def test_what_takes_longer_than_any_time_goes_to_a_person() -> None:
    """The last time that it comes up, it is not opened."""
    queue = Queue(lambda: mails("slow"))
    for _ in range(TRIES):
        turn = turn_of(queue)
        queue.put_back(turn.mail, lost=turn.seconds)

    last = turn_of(queue)

    assert (last.seconds, last.is_slow, queue.next()) == (0.0, True, None)


def test_what_killed_each_run_is_not_said_to_be_slow() -> None:
    """Nobody knows what it did."""
    assert turn_of(Queue(lambda: mails("a", tries=TRIES)))[1:] == (0.0, False)


def test_a_sender_who_cost_minutes_costs_no_more() -> None:
    """Its other mails go to a person as they are; those of others are opened."""
    queue = Queue(lambda: mails("slow", "slow", "b"))
    queue.put_back(turn_of(queue).mail, lost=A_SENDER)

    assert [(turn.mail.sender, turn.seconds) for turn in iter(queue.next, None)] == [
        ("b", BUDGETS[0]),
        ("slow", 0.0),
        ("slow", 0.0),
    ]
