"""Where nothing ends with a session, another year changes nothing of what applicants were told."""

from datetime import date

import pytest

from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, Status
from tasks.sessions.handover import pass_on
from tests.factories import application, campaign_with, completion_request, paris
from tests.support.incomplete import requests
from tests.support.mails import Desk

LABEL = "label-national"
AT = paris("2027-01-19 09:00")


@pytest.mark.parametrize("status", sorted(UNDECIDED - {Status.validated, Status.late}))
def test_a_dossier_goes_on_as_it_stands(desk: Desk, status: Status) -> None:
    """In the session that is in hand, with its status, its place and its request; nobody is written to."""
    session = desk.session
    former: Campaign = campaign_with(session, region=LABEL)
    one = application(session, former, status, missing=("besoins",))
    completion_request(session, former, one, due_on=date(2027, 3, 1))

    new = campaign_with(session, year=2027, region=LABEL)

    assert pass_on(session, new, at=AT) == 0
    session.refresh(one)
    assert (one.campaign_id, one.status, one.status_at) == (new.id, status, paris("2026-02-10 09:11"))
    assert ([request.outcome for request in requests(desk, one)], desk.notices()) == (["open"], [])
