"""How long the files of one mail may be worked at, all together."""

import operator

import pytest

from tasks.reading.sandbox.allowance import Overspent, allowed, must_be_left, spending
from tasks.reading.sandbox.process import NotDone, run_in_sandbox


def test_files_of_a_mail_share_their_time() -> None:
    """Each may take what the others left; what takes all of it ends the mail, and no file is begun after that."""
    with allowed(0.5) as allowance:
        assert run_in_sandbox(operator.add, 1, 2) == 3
        with pytest.raises(Overspent):
            run_in_sandbox(sum, range(10**12))
        with pytest.raises(Overspent):
            run_in_sandbox(operator.add, 1, 2)

    assert 0.5 <= allowance.spent < 5


def test_a_file_that_fails_in_time_is_only_not_done() -> None:
    """The others are worked at."""
    with allowed(60) as allowance, pytest.raises(NotDone):
        run_in_sandbox(operator.truediv, 1, 0)

    assert allowance.left > 0


def test_without_a_mail_a_file_has_the_time_of_a_file() -> None:
    """A person who opens one alone waits for nobody."""
    with spending(7) as seconds:
        must_be_left()

    assert seconds == 7
