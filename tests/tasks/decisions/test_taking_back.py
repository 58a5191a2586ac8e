"""An acceptance created rights: it is taken back on a ground of the law, in its time, after a hearing, on purpose."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from models.dossiers.application import Decision, Reach
from models.errors import Refusal
from models.forms.decisions import GROUNDS
from models.members.membership import Membership
from models.vocabulary import Ground, Status
from tasks.members.joining.effect import take_effect
from tests.factories import paris, typed
from tests.support.decided import HEARD, TAKEN_BACK, decided, rectified, versions
from tests.support.mails import Desk

LACKING = [
    (
        {},
        [
            "choisissez le fondement",
            "l'origine, ou abrogée",
            "présenter ses observations (article L. 121-1",
        ],
    ),
    ({"observations": HEARD, "reach": Reach.withdrawn}, ["choisissez le fondement"]),
    ({"ground": Ground.fraud, "reach": Reach.repealed}, ["présenter ses observations (article L. 121-1"]),
]


@pytest.mark.parametrize(("fields", "told"), LACKING)
@pytest.mark.parametrize("sense", ["refused", "adjourned"])
def test_an_acceptance_is_not_taken_back_by_accident(
    desk: Desk, sense: str, fields: dict[str, Any], told: list[str]
) -> None:
    """Case 50, CRPA L121-1 and L242-1: the warning says all that lacks at once, and nothing has changed."""
    application = decided(desk, "accepted")

    with pytest.raises(
        Refusal, match="l'acceptation de ce dossier a créé des droits, et cette décision la "
    ) as refused:
        rectified(desk, application, sense, **fields)

    assert [words for words in told if words not in str(refused.value)] == []
    assert str(refused.value).count(" ; ") == len(told) - 1
    assert (application.status, len(versions(desk, application))) == (Status.accepted, 1)
    assert desk.kinds(application) == ["accepted"]


@pytest.mark.parametrize(("at", "is_taken"), [("2026-11-09 23:59:59", True), ("2026-11-10 00:00", False)])
def test_an_illegal_acceptance_is_taken_back_within_four_months(desk: Desk, at: str, *, is_taken: bool) -> None:
    """CRPA L242-1: to the last second of the same day, four months later. After it, the other ways are named."""
    application = decided(desk, "accepted")

    if is_taken:
        assert rectified(desk, application, "refused", at=paris(at), **TAKEN_BACK).status is Status.refused
        return
    with pytest.raises(Refusal) as refused:
        rectified(desk, application, "refused", at=paris(at), **TAKEN_BACK)

    ways = ("l'acceptation est du 09/07/2026", "ont fini le 09/11/2026", "L. 242-2", "L. 241-2", "L. 242-4")
    assert [way for way in ways if way not in str(refused.value)] == []


@pytest.mark.parametrize("ground", sorted(set(Ground) - {Ground.illegality}))
def test_the_other_grounds_know_no_delay(desk: Desk, ground: Ground) -> None:
    """A condition that lapsed, fraud, the applicant's own request: a year later as well."""
    application = decided(desk, "accepted")

    rectified(desk, application, "refused", at=paris("2027-07-09 10:00"), **TAKEN_BACK | {"ground": ground})

    made = desk.session.exec(select(Decision).where(Decision.version == 2)).one()
    assert (made.ground, made.observations) == (ground, HEARD)


def test_the_four_months_run_from_the_first_acceptance(desk: Desk) -> None:
    """Reasoned anew in October, it granted nothing more."""
    application = decided(desk, "accepted")
    rectified(desk, application, "accepted", at=paris("2026-10-01 10:00"))

    with pytest.raises(Refusal, match="l'acceptation est du 09/07/2026"):
        rectified(desk, application, "refused", at=paris("2026-11-20 10:00"), **TAKEN_BACK)


def test_an_acceptance_that_came_after_a_refusal_has_its_own_four_months(desk: Desk) -> None:
    """What was granted in October may be taken back in January."""
    application = decided(desk, "refused")
    rectified(desk, application, "accepted", at=paris("2026-10-01 10:00"))

    rectified(desk, application, "refused", at=paris("2027-01-20 10:00"), **TAKEN_BACK)

    assert [made for _, made, _ in versions(desk, application)] == ["refused", "accepted", "refused"]


@pytest.mark.parametrize(("former", "sense"), [("refused", "adjourned"), ("adjourned", "refused")])
def test_what_granted_nothing_is_replaced_freely(desk: Desk, former: str, sense: str) -> None:
    """No ground is asked for, and one that is said is no matter of this decision's."""
    application = decided(desk, former)

    rectified(desk, application, sense, ground=Ground.fraud)

    made = desk.session.exec(select(Decision).where(Decision.version == 2)).one()
    assert (made.ground, made.observations) == (None, None)


@pytest.mark.parametrize("ground", Ground)
def test_the_letter_says_on_what_an_acceptance_is_taken_back(desk: Desk, ground: Ground) -> None:
    """The article, and how the applicant was heard."""
    application = decided(desk, "accepted")

    rectified(desk, application, "refused", **TAKEN_BACK | {"ground": ground})

    text = typed(desk.notices(application)[-1].text)
    article = GROUNDS[ground].rpartition("(")[2].rstrip(")")
    assert f"article {article} du code des relations" in text
    assert HEARD in text
    assert "Adhésion : elle ne prendra pas effet" in text


def test_the_membership_of_a_member_ends(any_desk: Desk) -> None:
    """On the day, with the reason and whose act it was; the warning had said so."""
    application = decided(any_desk, "accepted")
    take_effect(any_desk.session, any_desk.campaign, at=paris("2026-09-01 00:00"))
    any_desk.session.refresh(application)
    october = paris("2026-10-05 10:00")

    with pytest.raises(Refusal, match="et l'adhésion prend fin ce jour"):
        rectified(any_desk, application, "refused", at=october)
    rectified(any_desk, application, "refused", at=october, **TAKEN_BACK)

    membership = any_desk.session.exec(select(Membership)).one()
    any_desk.session.refresh(membership)
    assert (membership.ends_on, membership.end_reason, membership.ended_by) == (
        date(2026, 10, 5),
        "Article 3.",
        "Mme Essai",
    )
    assert application.status is Status.refused
    letter = any_desk.notices(application, kind="rectified")[0]
    assert "Adhésion : elle prend fin le lundi 5 octobre 2026" in typed(letter.text)


def test_a_membership_whose_acceptance_is_withdrawn_never_was(desk: Desk) -> None:
    """CRPA L240-1: no day of it is left in the register; what is repealed keeps its days."""
    application = decided(desk, "accepted")
    take_effect(desk.session, desk.campaign, at=paris("2026-09-01 00:00"))
    desk.session.refresh(application)

    withdrawn = TAKEN_BACK | {"reach": Reach.withdrawn}
    rectified(desk, application, "refused", at=paris("2026-10-05 10:00"), **withdrawn)

    membership = desk.session.exec(select(Membership)).one()
    assert not any(membership.covers(day) for day in (date(2026, 9, 1), date(2026, 10, 5)))
    assert "réputée n'avoir jamais existé" in typed(desk.notices(application, kind="rectified")[0].text)


def test_a_condition_that_lapsed_is_no_ground_to_withdraw(desk: Desk) -> None:
    """CRPA L242-2: what was lawful once ends, and is not undone."""
    application = decided(desk, "accepted")

    lapsed = TAKEN_BACK | {"reach": Reach.withdrawn, "ground": Ground.lapsed}
    with pytest.raises(Refusal, match="ne permet que l'abrogation"):
        rectified(desk, application, "refused", **lapsed)
