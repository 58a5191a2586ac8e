"""The mail server is out for days: what it made moot in the meantime does not leave when it is back."""

import pytest

from tests.story.year import Play, Year

STORY = """until: 2021-03-20
events:
  - at: 2021-02-15 10:00
    deposit: {as: muet, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}
  - at: 2021-02-15 10:00
    deposit: {as: prompt, organisation: CIDFF du Rhône, siret: "99900003700013", from: a@cidff69.example, pieces: all}
  - at: 2021-02-22 10:00
    request_completion: {application: muet, pieces: {annexe-1: illisible}, due: 2021-03-16, by: DFOR}
  - at: 2021-02-22 10:10
    request_completion: {application: prompt, pieces: {annexe-1: illisible}, due: 2021-03-16, by: DFOR}
  - {at: 2021-03-08 08:00, mail_server: {state: down}}
  - at: 2021-03-12 10:00
    complement: {application: prompt, pieces: [annexe-1], from: a@cidff69.example}
  - {at: 2021-03-15 08:00, mail_server: {state: up}}
"""


@pytest.fixture(scope="module")
def year(play: Play) -> Year:
    """A year whose mail server was out from 8 to 15 March."""
    return play(STORY)


def test_of_two_reminders_that_waited_only_the_latest_leaves(year: Year) -> None:
    """Seven days before and two days before, both while the server was out: nobody gets them together."""
    left = [notice for notice in year.notices("completion_reminder", "muet") if notice["sent_at"]]

    assert len(left) == 1
    assert left[0]["enqueued_at"] == "2021-03-14T09:00:00+01:00"


def test_a_reminder_that_waited_does_not_leave_after_the_answer(year: Year) -> None:
    """Its receipt is confirmed, and nothing is asked of it any more."""
    assert year.received("prompt")[2:] == ["completion_request", "completion_received"]
