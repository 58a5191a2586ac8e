"""What the forms about deposits offer: the dossiers that a flag is on, two of one organisation, and the networks."""

import pytest

from models.forms.parts import picked
from models.intake.words import Meaning, Nature
from models.storage.database import transaction
from models.vocabulary import Flag, Status
from tests.conftest import ON_SQLITE
from tests.factories import application, arrival, campaign_with
from tests.tasks.console.forms.test_choices import offered


@pytest.fixture
def installed(any_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a fresh database the one that the settings name, and give its address."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    return any_database


FLAGS = [
    ("identifier-dossier", [Flag.unidentified], Status.registered),
    ("identifier-dossier", [Flag.identifier_invalid], Status.incomplete),
    ("rapprocher-dossiers", [Flag.possible_duplicate], Status.carried_over),
    ("statuer-sur-le-cachet", [Flag.postmark_unreadable], Status.registered),
]


@ON_SQLITE
@pytest.mark.parametrize(("name", "flags", "status"), FLAGS)
def test_a_form_offers_what_its_flag_is_on(installed: str, name: str, flags: list[str], status: Status) -> None:
    """And nothing else: any other reference may be typed."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        application(session, campaign, status)
        application(session, campaign, status, flags=flags)

    forms = {one for one, _, _ in FLAGS}
    found = {one: [picked(choice) for choice in offered().dossiers[one]] for one in forms}
    assert found == {one: ["ARA-2026-0002"] if one == name else [] for one in forms}


def test_two_dossiers_of_one_organisation_may_be_joined(installed: str) -> None:
    """Flagged or not; what has ended stands beside nobody."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        made = [application(session, campaign, Status.incomplete) for _ in range(3)]
        made.append(application(session, campaign, Status.refused))
        made[1].organisation_id = made[0].organisation_id
        made[3].organisation_id = made[2].organisation_id

    found = [picked(choice) for choice in offered().dossiers["rapprocher-dossiers"]]
    assert found == ["ARA-2026-0001", "ARA-2026-0002"]


def test_a_verdict_that_was_given_is_not_asked_for(installed: str) -> None:
    """Held to be late, it is offered to be admitted."""
    with transaction(installed) as session:
        application(session, campaign_with(session), Status.late, flags=[Flag.postmark_unreadable])

    assert offered().dossiers["statuer-sur-le-cachet"] == ()


def test_networks_are_offered_with_their_label_and_none_first(installed: str) -> None:
    """Those of the past too: a dossier may have come then."""
    with transaction(installed) as session:
        campaign_with(session)

    networks = offered().networks
    assert networks[:2] == ("aucun · troisième cercle", "cio · Centres d'information et d'orientation")
    assert "opacif" in map(picked, networks)


@ON_SQLITE
def test_arrivals_are_offered_what_waits_first(installed: str) -> None:
    """Then the latest, whatever they were taken for; the copies of others are not."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        arrival(session, campaign, sorted_at=campaign.opens_at, trouble="illisible")
        arrival(session, campaign, nature=Nature.spam)
        arrival(session, campaign, nature=Nature.again)
        arrival(session, campaign, application(session, campaign, Status.registered), meaning=Meaning.deposit)

    assert list(map(picked, offered().arrivals)) == ["2026-000001", "2026-000004", "2026-000002"]
    assert offered().arrivals[1] == "2026-000004 · dépôt · ARA-2026-0001"
    assert list(map(picked, offered().targets)) == ["ARA-2026-0001"]
