"""What committees do is recorded: meetings, programmes, proposed structures; states of play are asked for in time."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from models.errors import Refusal
from models.forms.membership.territories import CommitteeForm
from models.members.territories import CommitteeRecord, CommitteeWork
from models.sessions.campaign import Campaign, Prospect
from tasks.meetings.territories.committee import record_committee, state_of_play_due
from tests.factories import campaign_with, paris

RULES = {
    "territories": {"loire": {"label": "Loire", "departments": ["42"]}},
    "coordination": {"state_of_play_months": 6},
}
AT = paris("2026-12-02 10:00")
PROPOSED = {"name": "MIFE de la Loire", "address": "contact@mife.example"}


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give a session of a region with one territory."""
    return campaign_with(session, RULES)


def form(**said: object) -> CommitteeForm:
    """Return a form about a meeting of the committee of the Loire on 1 December 2026."""
    row = {"session": "ara-2026", "work": "réunion", "territory": "loire", "on": date(2026, 12, 1), "by": "DFOR"}
    return CommitteeForm.model_validate(row | said)


def records(session: Session) -> list[CommitteeRecord]:
    """Return what was recorded."""
    return list(session.exec(select(CommitteeRecord)))


def prospects(session: Session) -> list[str]:
    """Return who is told of the session."""
    return list(session.exec(select(Prospect.address)))


def test_a_meeting_is_recorded_once_and_completed(session: Session, campaign: Campaign) -> None:
    """What is said later of the same day is added; what was said stays."""
    record_committee(session, form(place="Saint-Étienne"), at=AT)
    record_committee(session, form(needs="Une affiche commune"), at=AT)
    record_committee(session, form(needs="Une affiche commune"), at=AT)

    [one] = records(session)
    assert (one.place, one.needs, one.territory) == ("Saint-Étienne", "Une affiche commune", "loire")


def test_a_proposed_structure_is_told_once_a_person_agrees(session: Session, campaign: Campaign) -> None:
    """Until then it is only proposed; afterwards its address is the session's alone."""
    record_committee(session, form(prospects=[PROPOSED]), at=AT)
    assert (prospects(session), records(session)[0].prospects) == ([], [PROPOSED])

    record_committee(session, form(prospects=[PROPOSED], is_agreed=True), at=AT)

    assert prospects(session) == ["contact@mife.example"]
    assert records(session)[0].prospects == [{"name": "MIFE de la Loire"}]


def test_a_territory_that_there_is_not_is_refused(session: Session, campaign: Campaign) -> None:
    """With those that there are; a committee without a territory, and a state of play with one, too."""
    with pytest.raises(Refusal, match="territoires de la région : loire"):
        record_committee(session, form(territory="rhone"), at=AT)
    with pytest.raises(ValidationError, match="indiquez le territoire"):
        form(territory=None)
    with pytest.raises(ValidationError, match="un état des lieux est du comité technique"):
        form(work="état des lieux du comité technique")


def test_a_state_of_play_is_due_after_the_last(session: Session, campaign: Campaign) -> None:
    """Six months after the session opened, then after each whose document is kept."""
    region = campaign.rules
    assert state_of_play_due(session, region) == date(2026, 7, 19)

    session.add(
        CommitteeRecord(
            region_id=region.region.id,
            work=CommitteeWork.state_of_play,
            on=date(2026, 8, 31),
            sha256="ab" * 32,
            by="DFOR",
            at=AT,
        )
    )

    assert state_of_play_due(session, region) == date(2027, 2, 28)
