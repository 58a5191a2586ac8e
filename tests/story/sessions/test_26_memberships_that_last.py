"""Two years of memberships: a convention amended, then denounced; one member renews, one declines, one is late."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from models.members.membership import Membership
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.vocabulary import Status
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.reasons import Reason
from tasks.members.register.lines import read_register
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.story.sessions.happening import act, due, happen
from tests.support.members import entry
from tests.tasks.members.lasting.lasting import YEARS, agreement, amendment, answer, denunciation

ATELIER, CITE, ECOLE = "ARA-2026-0001", "ARA-2026-0002", "ARA-2026-0003"

END = date(2028, 8, 31)


@pytest.fixture
def office(spro: Installation) -> Installation:
    """Give an installation whose three members joined for two years, and one structure that the convention engages."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session, YEARS)
        for name in ("L'Atelier", "Cité des métiers", "École de la deuxième chance"):
            application(session, campaign, Status.accepted, name=name, status_at=paris("2026-07-09 14:00"))
    happen(due("2026-09-01 00:00"), due("2026-09-01 09:00"), act(agreement(), "2026-09-02 10:00"))
    happen(act(entry(instrument="convention"), "2026-09-02 11:00"))
    return spro


def subjects(office: Installation, reference: str) -> list[str]:
    """Return what a member was written about since it joined, in order."""
    about = [mail["Subject"] for mail in office.mails() if reference in mail["Subject"]]
    return [subject.partition(" [")[0] for subject in about if "prend effet" not in subject]


def members(office: Installation, day: date) -> list[str]:
    """Return who is a member on a day."""
    with reading(office.database) as session:
        region = session.exec(select(Campaign)).one().rules
        return [line.organisation for line in read_register(session, region, on=day).members]


def ends(office: Installation, organisation: int) -> list[date | None]:
    """Return the last days of the memberships of a structure."""
    with reading(office.database) as session:
        held = select(Membership).where(Membership.organisation_id == organisation)
        return [one.ends_on for one in session.exec(held)]


def waits(office: Installation, at: datetime) -> dict[object, int]:
    """Return how many wait for a person."""
    del office
    return {one.reason: one.total for one in read_waiting("ara-2026", at=at).pending}


def test_a_convention_is_amended_then_denounced(office: Installation) -> None:
    """Two months from the sending: whom it alone engages ends with it, and the desk is told at once."""
    happen(act(amendment(), "2026-11-05 10:00"), act(denunciation(), "2027-01-04 10:00"), due("2027-01-05 09:00"))

    assert ends(office, 4) == [date(2027, 2, 28)]
    assert "Mission locale de l'Ain" in members(office, date(2027, 2, 28))
    assert members(office, date(2027, 3, 1)) == ["Cité des métiers", "École de la deuxième chance", "L'Atelier"]
    desk = [mail["Subject"] for mail in office.mails() if "28 février 2027" in mail["Subject"].replace("\xa0", " ")]
    assert len(desk) == 2


def test_one_renews_one_declines_one_is_late(office: Installation) -> None:
    """All three are asked and whoever says nothing reminded; each is what it said, and the silent one is refused
    nothing."""
    happen(due("2028-05-31 09:00"), act(answer(ATELIER, answered_on="2028-06-02"), "2028-06-02 10:00"))
    happen(act(answer(CITE, answered_on="2028-06-05", answer="declined"), "2028-06-05 10:00"))
    assert waits(office, paris("2028-06-06 10:00"))[Reason.renewal_awaited] == 1
    happen(due("2028-07-17 09:00"), due("2028-07-25 09:00"))
    assert waits(office, paris("2028-08-02 10:00"))[Reason.renewal_late] == 1
    happen(due("2028-09-01 09:00"), act(answer(ECOLE, answered_on="2028-09-04"), "2028-09-04 10:00"))

    assert ends(office, 1) == [END, date(2030, 8, 31)]
    assert ends(office, 2) == [END]
    assert ends(office, 3) == [END, date(2030, 9, 3)]
    assert "École de la deuxième chance" not in members(office, date(2028, 9, 3))
    assert members(office, date(2028, 9, 4)) == ["École de la deuxième chance", "L'Atelier"]


def test_each_member_reads_what_concerns_it_once(office: Installation) -> None:
    """Its end announced, asked, answered; or else reminded, and told once more of an end that nothing follows."""
    happen(due("2028-05-31 09:00"), act(answer(ATELIER, answered_on="2028-06-02"), "2028-06-02 10:00"))
    happen(due("2028-07-17 09:00"), due("2028-07-25 09:00"), due("2028-09-01 09:00"))

    assert [len(subjects(office, name)) for name in (ATELIER, ECOLE)] == [3, 6]
