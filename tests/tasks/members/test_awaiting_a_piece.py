"""Accepted while a piece lacks: told, asked for, reminded, and a member on the day it comes (CRPA L114-5-1)."""

from datetime import date

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.due import next_work
from models.members.membership import Membership
from models.vocabulary import Event, Status
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine, record_decisions
from tasks.members.joining.effect import take_effect
from tests.factories import paris, typed
from tests.support.decided import rectified
from tests.support.forms import JULY, JUNE, decision, finding, opinion, refusal
from tests.support.incomplete import acknowledged, lines, owe, reply, spend
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk

SEPTEMBER = "2026-09-01 00:00"


def accepted(desk_with: OpenDesk) -> tuple[Desk, Application]:
    """Return a dossier that the commission accepted in July without annexe 7, which blocks nothing."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = acknowledged(desk, "annexe-7", received="2026-03-02 09:00")
    examine(desk.session, finding(application), at=paris("2026-05-11 10:00"))
    record_opinions(desk.session, opinion(application), at=JUNE)
    record_decisions(desk.session, decision(application), at=JULY)
    return desk, application


def since(desk: Desk) -> list[date]:
    """Return since when those of the register are members."""
    return [membership.starts_on for membership in desk.session.exec(select(Membership))]


def test_the_acceptance_says_what_it_waits_for(desk_with: OpenDesk) -> None:
    """The piece, the article, and by when it should come for the effective date."""
    desk, application = accepted(desk_with)

    [letter] = desk.notices(kind="accepted")
    text = typed(letter.text)
    said = ("Annexe 7", "L. 114-5-1", "qu'à sa réception, et au plus tôt le mardi 1er septembre 2026", "31 août 2026")
    assert [words for words in said if words not in text] == []
    assert application.status is Status.accepted


def test_it_is_asked_for_and_reminded_and_nobody_becomes_a_member(desk_with: OpenDesk) -> None:
    """Seven and two days before the eve; once it is over its applicant is told that the acceptance stays."""
    desk, application = accepted(desk_with)

    spend(desk, "2026-08-24 09:00", "2026-08-29 09:00", "2026-09-01 09:00")
    joined = owe(desk, SEPTEMBER, take_effect)

    after = desk.kinds(application)[desk.kinds(application).index("accepted") + 1 :]
    assert after == ["completion_reminder", "completion_reminder", "completion_expired"]
    assert (joined, since(desk), application.status) == (0, [], Status.accepted)
    assert "Votre candidature reste acceptée." in desk.notices(kind="completion_expired")[0].text


@pytest.mark.parametrize(
    ("came", "morning", "enters"),
    [
        ("2026-08-03 10:00", "2026-08-04 09:00", date(2026, 9, 1)),
        ("2026-09-20 10:00", "2026-09-21 09:00", date(2026, 9, 20)),
    ],
)
def test_the_member_enters_on_the_day_of_receipt_or_on_the_effective_date(
    desk_with: OpenDesk, came: str, morning: str, enters: date
) -> None:
    """Whichever is later. After the date the system does it on the next morning of a business day, by itself."""
    desk, application = accepted(desk_with)
    owe(desk, SEPTEMBER, take_effect)
    reply(desk, application, "annexe-7", at=came)
    due = next_work(desk.session, paris(came))

    owe(desk, max(SEPTEMBER, morning), take_effect)

    told = typed(desk.notices(kind="completion_received")[0].text)
    assert "votre adhésion prend effet à la date de réception de cet envoi" in told

    assert (due, since(desk)) == (paris(morning), [enters])
    assert desk.kinds(application)[-1] == "effective"
    assert lines(desk, application)[-1].event is Event.effect


def test_an_acceptance_after_all_waits_for_it_too(desk_with: OpenDesk) -> None:
    """Refused, then rectified: the letter says what it waits for, and nobody enters."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = acknowledged(desk, "annexe-7", received="2026-03-02 09:00")
    examine(desk.session, finding(application), at=paris("2026-05-11 10:00"))
    record_opinions(desk.session, opinion(application), at=JUNE)
    record_decisions(desk.session, refusal(application), at=JULY)
    owe(desk, "2026-07-10 09:00", take_effect)

    rectified(desk, application, "accepted", at=paris("2026-09-10 10:00"))

    [letter] = desk.notices(kind="rectified")
    assert "ne prendra effet qu'à sa réception (article L. 114-5-1" in typed(letter.text)
    assert (application.status, since(desk)) == (Status.accepted, [])


def test_a_whole_dossier_is_asked_for_nothing(desk_with: OpenDesk) -> None:
    """Nothing changes for who sent all."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = acknowledged(desk, received="2026-03-02 09:00")
    examine(desk.session, finding(application), at=paris("2026-05-11 10:00"))
    record_opinions(desk.session, opinion(application), at=JUNE)
    record_decisions(desk.session, decision(application), at=JULY)

    assert owe(desk, SEPTEMBER, take_effect) == 1

    assert "L. 114-5-1" not in typed(desk.notices(kind="accepted")[0].text)
