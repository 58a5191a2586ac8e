"""Two sessions side by side: what is said of a stage is of the one in which it still runs."""

import asyncio
from pathlib import Path

from flows.rehearsal.play.run import rehearse
from flows.rehearsal.scenario.file import load_scenario
from tests.flows.rehearsal.direct import Direct

YEAR = """
region: auvergne-rhone-alpes
year: 2021
opens: 2021-01-18
until: 2021-07-02
events:
  - {at: 2021-06-25 09:00, open: {year: 2022, opens: 2021-06-25, meant: true}}
  - {at: 2021-06-25 10:00, meeting: {stage: commission, on: 2021-07-08, by: Essai}}
  - {at: 2021-06-25 11:00, postpone: {stage: deposit, to: 2022-05-13, reason: Essai, by: Essai}}
  - {at: 2021-06-25 12:00, postpone: {stage: effect, to: 2021-10-01, reason: Essai, by: Essai}}
  - {at: 2021-06-25 13:00, postpone: {stage: effect, to: 2022-10-03, reason: Essai, by: Essai, year: 2022}}
  - {at: 2021-06-28 10:00, meeting: {stage: commission, on: 2022-07-07, by: Essai, year: 2022}}
"""


def test_what_names_a_stage_is_of_the_session_in_which_it_runs(tmp_path: Path) -> None:
    """The older one, as long as its body has still to meet; the newer once the stage of the older is over, or where
    its year is said."""
    path = tmp_path / "scenario.yaml"
    path.write_text(YEAR, encoding="utf-8")

    rehearsed = asyncio.run(rehearse(load_scenario(path), tmp_path, lambda at, what: None, Direct()))

    older, newer = ({one["stage"]: one for one in each["stages"]} for each in rehearsed.result["campaigns"])
    assert [each["commission"]["meeting_on"] for each in (older, newer)] == ["2021-07-08", "2022-07-07"]
    assert [each["deposit"]["due_at"][:10] for each in (older, newer)] == ["2021-04-30", "2022-05-14"]
    assert [each["effect"]["due_at"][:10] for each in (older, newer)] == ["2021-10-01", "2022-10-03"]
