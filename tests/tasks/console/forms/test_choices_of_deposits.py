"""What the forms about deposits offer: the dossiers that a flag is on, two of one organisation, and the networks."""

import pytest

from models.forms.parts import picked
from models.storage.database import transaction
from models.vocabulary import Flag, Status
from tests.factories import application, campaign_with
from tests.tasks.console.forms.test_choices import FLAGGED, offered


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


@pytest.mark.parametrize(("name", "flags", "status"), FLAGS)
def test_a_form_offers_what_its_flag_is_on(installed: str, name: str, flags: list[str], status: Status) -> None:
    """And nothing else: any other reference may be typed."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        application(session, campaign, status)
        application(session, campaign, status, flags=flags)

    found = {name: [picked(choice) for choice in offered().dossiers[name]] for name in FLAGGED}
    assert found == {one: ["ARA-2026-0002"] if one == name else [] for one in FLAGGED}


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
