"""A member whose candidacy is accepted anew: one membership at a time."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from models.dossiers.application import Application
from models.errors import Refusal
from models.members.membership import Membership
from models.sessions.campaign import Campaign
from models.vocabulary import Status
from notifications.writing.wording import long_date
from tasks.decisions.record import record_decisions
from tasks.members.joining.effect import take_effect
from tasks.sessions.daily import acknowledge
from tests.factories import application, campaign_with, paris
from tests.support.forms import decision
from tests.support.members import JULY, SEPTEMBER, letter, member, memberships

MARCH = paris("2026-03-02 09:00")
BEFORE: dict[str, Any] = {"starts_on": date(2025, 9, 1), "logo_granted_on": date(2025, 9, 1)}


def again(session: Session, **fields: Any) -> Application:  # noqa: ANN401  columns of the membership
    """Return a dossier that the commission is to decide on, of an organisation that is a member already."""
    campaign = campaign_with(session)
    known = member(session, campaign, **BEFORE, **fields)
    dossier = application(session, campaign, Status.studied)
    dossier.organisation_id = known.organisation_id
    session.add(dossier)
    session.flush()
    return dossier


def days(made: Membership) -> tuple[date, date | None]:
    """Return the first and last day of a membership."""
    return made.starts_on, made.ends_on


@pytest.mark.parametrize(("ends_on", "said"), [(date(2028, 12, 31), "jusqu'au 31/12/2028"), (None, "sans terme")])
def test_a_second_membership_is_refused_beside_the_first(session: Session, ends_on: date | None, said: str) -> None:
    """The first one runs as long as any can."""
    dossier = again(session, ends_on=ends_on)

    with pytest.raises(Refusal, match=f"cet organisme est déjà membre, {said}"):
        record_decisions(session, decision(dossier), at=JULY)

    assert (dossier.status, len(memberships(session))) == (Status.studied, 1)


def test_an_acceptance_renews_from_the_end_of_the_former(session: Session) -> None:
    """The day after its last one."""
    dossier = again(session, ends_on=date(2026, 12, 31))

    record_decisions(session, decision(dossier), at=JULY)
    session.refresh(dossier)
    campaign = campaign_with(session)
    take_effect(session, campaign, at=SEPTEMBER)

    assert [days(one) for one in memberships(session)] == [
        (date(2025, 9, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2028, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("ends_on", "said"),
    [
        (date(2026, 12, 31), "Acceptée, elle renouvelle cette adhésion à compter du vendredi 1er janvier 2027"),
        (date(2028, 12, 31), "Elle ne peut pas la renouveler : aucune adhésion de la région ne dure au-delà du"),
    ],
)
def test_a_member_that_deposits_again_is_told_what_becomes_of_it(session: Session, ends_on: date, said: str) -> None:
    """With its acknowledgement: until when it is a member, and what its candidacy can do."""
    dossier = again(session, ends_on=ends_on)
    dossier.status, dossier.acknowledge_at = Status.registered, MARCH
    session.add(dossier)
    session.flush()

    acknowledge(session, session.get_one(Campaign, dossier.campaign_id), at=MARCH)

    told = letter(session, "acknowledgement")
    assert f"membre du SPRO jusqu'au {long_date(ends_on)} inclus" in told
    assert said in told


def test_its_acceptance_says_when_it_is_renewed(session: Session) -> None:
    """And not the effective date of the session, before its term."""
    dossier = again(session, ends_on=date(2026, 12, 31))

    record_decisions(session, decision(dossier), at=JULY)

    told = letter(session, "accepted")
    assert "votre adhésion prend effet le vendredi 1er janvier 2027" in told
    assert "votre adhésion actuelle, qui dure jusqu'au jeudi 31 décembre 2026 inclus" in told


def test_a_former_member_joins_as_anybody(session: Session) -> None:
    """What is over stands in nobody's way."""
    dossier = again(session, ends_on=date(2026, 8, 31))

    record_decisions(session, decision(dossier), at=paris("2026-09-06 10:00"))

    assert [days(one)[0] for one in memberships(session)] == [date(2025, 9, 1), date(2026, 9, 6)]


def test_two_dossiers_of_one_organisation_make_one_member(session: Session) -> None:
    """Accepted before anybody saw that they are one: the second stays accepted."""
    campaign = campaign_with(session)
    first, second = (application(session, campaign, Status.accepted) for _ in range(2))
    second.organisation_id = first.organisation_id
    session.add(second)

    take_effect(session, campaign, at=SEPTEMBER)
    session.refresh(second)

    assert (len(memberships(session)), second.status) == (1, Status.accepted)
