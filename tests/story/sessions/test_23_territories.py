"""A coordinator leaves: the Région is alerted, another is designated, and what was before stays (case 57)."""

from datetime import date

import pytest
from sqlmodel import select

from models.errors import Refusal
from models.forms.membership.territories import AttachmentForm, CoordinationEndForm, CoordinatorForm
from models.members.territories import next_alert
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.reasons import Reason
from tasks.meetings.territories.overview import read_territories
from tests.conftest import Installation
from tests.factories import campaign_with, paris, typed
from tests.flows.rehearsal.direct import Direct
from tests.story.sessions.happening import act, happen
from tests.support.members import member

TERRITORIES = {
    "territories": {"loire": {"label": "Loire", "departments": ["42"]}, "ain": {"label": "Ain", "departments": ["01"]}},
    "coordination": {"label": "coordinateur territorial", "vacancy_alert_days": 30},
}
FIRST, SECOND = "ARA-2026-0001", "ARA-2026-0002"
ROLE = {"contact_name": "Direction", "contact_email": "direction@mission.example", "by": "DFOR"}


@pytest.fixture
def office(spro: Installation) -> Installation:
    """Give an installation with two members of the Loire since 1 September 2026."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session, TERRITORIES)
        for name in ("Mission locale du Forez", "Cité des métiers"):
            member(session, campaign, name=name)
    happen(
        *(act(AttachmentForm(reference=one, place="42", by="DFOR"), at="2026-09-02 09:00") for one in (FIRST, SECOND))
    )
    return spro


def designation(name: str, day: str) -> CoordinatorForm:
    """Return a form that designates a member on a day, which the Région is told of at once."""
    return CoordinatorForm.model_validate(
        {"reference": name, "territory": "loire", "starts_on": day, "informed_on": day, **ROLE}
    )


LEAVES = CoordinationEndForm(
    session="ara-2026", territory="loire", on=date(2026, 12, 31), reason="Changement de poste", by="DFOR"
)


def vacant(at: str) -> list[tuple[str, object]]:
    """Return the vacancies that wait for a person at an instant: their names, and since when."""
    pending = read_waiting("ara-2026", at=paris(at)).pending
    return [(i.name, i.detail) for one in pending if one.reason is Reason.coordination_vacant for i in one.first]


def test_a_vacancy_is_told_until_another_is_designated(office: Installation) -> None:
    """Thirty days after the last one left, on the board and in the mail of the morning; then no more."""
    happen(act(designation(FIRST, "2026-09-15"), at="2026-09-15 10:00"), act(LEAVES, at="2026-12-20 10:00"))
    told = [("Loire : coordinateur territorial", date(2027, 1, 1))]

    assert [vacant("2026-12-31 12:00"), vacant("2027-01-30 12:00"), vacant("2027-01-31 12:00")] == [[], [], told]

    happen(act(designation(SECOND, "2027-02-08"), at="2027-02-09 10:00"))

    assert vacant("2027-02-09 12:00") == []
    [loire, _] = read_territories("", at=paris("2027-02-09 12:00")).territories
    assert [(name, one.starts_on, one.ends_on, one.end_reason) for one, name in loire.history] == [
        ("Cité des métiers", date(2027, 2, 8), None, None),
        ("Mission locale du Forez", date(2026, 9, 15), date(2026, 12, 31), "Changement de poste"),
    ]


def test_the_mail_of_the_morning_tells_of_it(office: Installation) -> None:
    """To those who run the session, with the Région's own word."""
    happen(Direct().run(None, at=paris("2026-10-05 09:00")))

    mails = [typed(str(mail.get_body(("plain",)).get_content())) for mail in office.mails()]  # type: ignore[union-attr]
    assert any("Loire : coordinateur territorial (vacant depuis le 01/09/2026)" in " ".join(m.split()) for m in mails)


def test_the_machine_wakes_on_the_morning_of_the_alert(office: Installation) -> None:
    """Its day is among those on which something is due: thirty days after the last one, at the hour of letters."""
    happen(act(designation(FIRST, "2026-09-15"), at="2026-09-15 10:00"), act(LEAVES, at="2026-12-20 10:00"))

    with reading(office.database) as session:
        rules = session.exec(select(Campaign)).one().rules
        assert next_alert(session, rules, paris("2026-12-20 10:00")) == paris("2027-02-01 09:00")
        assert next_alert(session, rules, paris("2027-02-01 09:00")) is None


def test_one_coordinates_at_a_time(office: Installation) -> None:
    """A second is refused with the act that comes first; nobody is designated before being a member."""
    happen(act(designation(FIRST, "2026-09-15"), at="2026-09-15 10:00"))

    with pytest.raises(Refusal, match="dites d'abord quand elle prend fin"):
        happen(Direct().record(designation(SECOND, "2026-10-01"), at=paris("2026-10-01 10:00")))
    with pytest.raises(Refusal, match="il n'est pas membre le 01/08/2026"):
        happen(Direct().record(designation(SECOND, "2026-08-01"), at=paris("2026-10-01 10:00")))


def test_the_committee_is_of_all_signatories(office: Installation) -> None:
    """Each is represented as an organisation; one that leaves is of it no more."""
    [loire, ain] = read_territories("", at=paris("2026-10-01 10:00")).territories

    assert [one.organisation for one in loire.members] == ["Cité des métiers", "Mission locale du Forez"]
    assert (ain.members, ain.vacant_since) == ((), None)
    with reading(office.database):
        assert read_territories("", at=paris("2026-08-01 10:00")).territories[0].members == ()
