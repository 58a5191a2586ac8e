"""What cannot be one dossier is refused, with where things stand and what to do instead; nothing has changed."""

import pytest

from models.errors import Refusal
from models.vocabulary import Status
from tests.factories import campaign_with
from tests.support.arrivals import merger
from tests.support.mails import Desk, compose, said, siret
from tests.tasks.dossiers.merging.test_merge import ANTENNA, first, join, second


def test_dossiers_of_two_organisations_are_refused(desk: Desk) -> None:
    """They are to be identified first."""
    kept, other = first(desk), desk.deposit(compose(said("MJC", siret=siret(2)), sender=ANTENNA))

    with pytest.raises(Refusal, match="il n'est pas du même organisme que ARA-2026-0001"):
        join(desk, merger(kept, other))


def test_a_late_dossier_does_not_take_one_that_is_in_time(desk: Desk) -> None:
    """The other way round, nothing is lost."""
    other = first(desk)
    late = second(desk, received="2026-05-02 10:00")

    with pytest.raises(Refusal, match=r"il est hors délai, et ARA-2026-0001 ne l'est pas : conservez celui-ci"):
        join(desk, merger(late, other))


@pytest.mark.parametrize("status", [Status.refused, Status.withdrawn, Status.not_required])
def test_nothing_is_joined_to_what_is_over(desk: Desk, status: Status) -> None:
    """Said with where it stands."""
    kept, other = first(desk), second(desk)
    kept.status = status

    with pytest.raises(Refusal, match="rien ne peut plus y être joint"):
        join(desk, merger(kept, other))


@pytest.mark.parametrize("status", [Status.examined, Status.studied, Status.accepted])
def test_what_people_concluded_upon_leaves_by_no_such_way(desk: Desk, status: Status) -> None:
    """Their word would be lost with it: the other one is to be joined."""
    kept, other = first(desk), second(desk)
    other.status = status

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
    kept, other = first(desk), first(elsewhere, "dossier")

    with pytest.raises(Refusal, match="il n'est pas du même organisme"):
        join(desk, merger(kept, other))
