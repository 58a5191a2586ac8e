"""Dates that cannot be: a coordinator is told which to move first, and nothing is said to anybody."""

import pytest

from models.errors import Refusal
from tests.support.year import Play

OPENING = "region: auvergne-rhone-alpes\nyear: 2026\nopens: 2026-04-28\n"

PAST_THE_INSTRUCTION = """until: 2026-04-30
events:
  - at: 2026-04-29 10:00
    postpone: {stage: deposit, to: 2026-07-20, reason: Élections, by: Coordination}
"""

ON_14_JULY = """until: 2026-06-26
events:
  - at: 2026-06-25 10:00
    meeting: {stage: commission, on: 2026-07-14, by: Secrétariat%s}
"""


def test_a_deadline_past_the_instruction_is_refused(play: Play) -> None:
    """Nobody deposits for an instruction that is over."""
    with pytest.raises(Refusal, match="« groupe de travail », puis « instruction »"):
        play(PAST_THE_INSTRUCTION, opening=OPENING)


def test_a_meeting_on_a_public_holiday_is_asked_about(play: Play) -> None:
    """Confirmed with a reason, it is set."""
    with pytest.raises(Refusal, match=r"c'est un jour férié \(Fête nationale\)"):
        play(ON_14_JULY % "", opening=OPENING)

    year = play(ON_14_JULY % ", day_off: Fête des métiers", opening=OPENING)
    assert year.stage("commission")["meeting_on"] == "2026-07-14"
