"""What cannot be one dossier is refused, with where things stand and what to do instead; nothing has changed."""

from typing import Any

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.vocabulary import Status
from tests.factories import application, campaign_with, paris
from tests.support.arrivals import merger
from tests.support.mails import Desk
from tests.tasks.dossiers.merging.test_merge import first, join, second


def two(desk: Desk, status: Status = Status.registered, **fields: Any) -> tuple[Application, Application]:  # noqa: ANN401
    """Return two dossiers of one organisation, the second of which is in a status: its mails are of no matter."""
    one = application(desk.session, desk.campaign)
    return one, application(desk.session, desk.campaign, status, organisation_id=one.organisation_id, **fields)


def test_dossiers_of_two_organisations_are_refused(desk: Desk) -> None:
    """They are to be identified first."""
    kept, other = (application(desk.session, desk.campaign, name=name) for name in ("CIDFF de l'Ain", "MJC"))

    with pytest.raises(Refusal, match="il n'est pas du même organisme que ARA-2026-0001"):
        join(desk, merger(kept, other))


def test_a_late_dossier_does_not_take_one_that_is_in_time(desk: Desk) -> None:
    """The other way round, nothing is lost."""
    other, late = two(desk, Status.late, received_at=paris("2026-05-02 10:00"))

    with pytest.raises(Refusal, match=r"il est hors délai, et ARA-2026-0001 ne l'est pas : conservez celui-ci"):
        join(desk, merger(late, other))


@pytest.mark.parametrize("status", [Status.refused, Status.withdrawn, Status.not_required])
def test_nothing_is_joined_to_what_is_over(desk: Desk, status: Status) -> None:
    """Said with where it stands."""
    other, kept = two(desk, status)

    with pytest.raises(Refusal, match="rien ne peut plus y être joint"):
        join(desk, merger(kept, other))


@pytest.mark.parametrize("status", [Status.examined, Status.studied, Status.accepted])
def test_what_people_concluded_upon_leaves_by_no_such_way(desk: Desk, status: Status) -> None:
    """Their word would be lost with it: the other one is to be joined."""
    kept, other = two(desk, status)

    with pytest.raises(Refusal, match="rapprochement de deux dossiers » demande un dossier au statut : enregistré"):
        join(desk, merger(kept, other))


def test_examined_pieces_are_not_replaced(desk: Desk) -> None:
    """United, they are; the finding was made on those."""
    kept, other = first(desk), second(desk)
    kept.status = Status.examined

    with pytest.raises(Refusal, match="ses pièces ne se remplacent plus ; choisissez « réunir »"):
        join(desk, merger(kept, other, manner="remplacer"))
    join(desk, merger(kept, other))

    assert kept.status is Status.examined


def test_a_dossier_is_joined_to_one_only(desk: Desk) -> None:
    """Said with the one that it is part of."""
    kept, other = first(desk), second(desk)
    third = second(desk, "dossier", sender="tiers@antenne.example")
    join(desk, merger(kept, other))

    with pytest.raises(Refusal, match="il est déjà réuni à ARA-2026-0001"):
        join(desk, merger(third, other))


def test_another_regions_dossier_is_another(desk: Desk) -> None:
    """An organisation may be a candidate in two regions that share an installation."""
    names = {"session.code": "ail-{year}", "session.reference": "AIL-{year}-{number:04d}"}
    elsewhere = Desk(desk.session, campaign_with(desk.session, {"region.id": "ailleurs"} | names), desk.store)
    kept = application(desk.session, desk.campaign)
    other = application(desk.session, elsewhere.campaign, organisation_id=kept.organisation_id)

    with pytest.raises(Refusal, match="il n'est pas du même organisme"):
        join(desk, merger(kept, other))
