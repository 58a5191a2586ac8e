"""Who has to sign: shown in « À traiter », and offered by the forms about members."""

from datetime import date

import pytest
from sqlmodel import Session

from models.forms.parts import picked
from models.members.membership import Instrument
from models.members.texts.text import DocumentStatus
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.acts.table import ACTS
from tasks.console.boards.board import board_of
from tasks.console.forms.choices import read_choices
from tasks.console.waiting.reasons import Item, Reason
from tasks.members.leave import give_notice
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.support.members import GIVEN, JULY, NAME, adopt, formal, member, signed, text

OCTOBER = paris("2026-10-01 10:00")
WHO_SIGN = (Reason.signature, Reason.signature_again)


def waiting(session: Session, campaign: Campaign) -> dict[str, list[Item]]:
    """Return who is shown to have to sign, by reason."""
    shown = board_of(session, campaign, at=OCTOBER).pending
    return {one.reason: list(one.first) for one in shown if one.reason in WHO_SIGN}


def offered(session: Session, campaign: Campaign) -> dict[str, list[str]]:
    """Return whom each form about members offers, where it offers somebody."""
    found = {act.name: act.members(session, campaign) for act in ACTS.values() if act.members}
    return {name: [one.reference for one in those] for name, those in found.items() if those}


def test_a_new_version_lists_the_members_to_sign_again(any_database: str) -> None:
    """Those who signed the former one, whatever the session they came by; they stay members meanwhile."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        former = text(session, campaign)
        joined = member(session, campaign, name="CIDFF de l'Ain", document_id=former.id)
        by_text = member(session, campaign, name="Mission locale", dossier=False, document_id=former.id)
        for one in (joined, by_text):
            signed(session, one, former, date(2026, 7, 18))
        assert waiting(session, campaign) == {}

        adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))

        assert waiting(session, campaign) == {
            Reason.signature_again: [
                Item("ARA-2026-0001", "CIDFF de l'Ain", date(2026, 9, 1)),
                Item("ADH-2026-0002", "Mission locale", date(2026, 9, 1)),
            ]
        }


def test_who_signed_nothing_is_listed_apart(session: Session) -> None:
    """Those accepted from their acceptance on, the members as long as they are."""
    campaign = campaign_with(session)
    text(session, campaign)
    application(session, campaign, Status.accepted, name="Cité des métiers", status_at=JULY)
    member(session, campaign, name="CIDFF de l'Ain")
    member(session, campaign, name="Ancien membre", ends_on=date(2026, 9, 30))
    member(session, campaign, name="CIO", dossier=False, instrument=Instrument.convention)

    assert waiting(session, campaign) == {
        Reason.signature: [
            Item("ARA-2026-0001", "Cité des métiers", JULY),
            Item("ARA-2026-0002", "CIDFF de l'Ain", date(2026, 9, 1)),
        ]
    }


@pytest.mark.parametrize("status", [None, DocumentStatus.draft, DocumentStatus.superseded])
def test_nothing_waits_where_there_is_nothing_to_sign(session: Session, status: DocumentStatus | None) -> None:
    """A Région that records no text is not asked about it."""
    campaign = campaign_with(session)
    if status:
        text(session, campaign, status=status)
    application(session, campaign, Status.accepted)
    member(session, campaign)

    assert waiting(session, campaign) == {}


def test_where_signing_comes_first_who_cannot_join_is_listed(session: Session) -> None:
    """Even before a text is adopt: without it nobody will be a member."""
    campaign = campaign_with(session, {"membership.signature_first": True})
    application(session, campaign, Status.accepted, status_at=JULY)

    assert waiting(session, campaign) == {Reason.signature: [Item("ARA-2026-0001", "CIDFF de l'Ain", JULY)]}


def test_members_are_shown_once_in_the_latest_session(session: Session) -> None:
    """They are of the region; those accepted are of their own session."""
    former, latest = campaign_with(session, year=2025), campaign_with(session)
    text(session, latest)
    application(session, former, Status.accepted)
    member(session, former)

    assert [len(waiting(session, one)[Reason.signature]) for one in (former, latest)] == [1, 1]


def test_a_session_that_is_only_prepared_shows_no_members_yet(session: Session) -> None:
    """Who looks at the session in hand finds the members of no territory there, until the next one opens."""
    territories = {"territories": {"loire": {"label": "Loire", "departments": ["42"]}}}
    in_hand, prepared = campaign_with(session, territories), campaign_with(session, territories, year=2027)
    member(session, in_hand)

    shown = [[one.reason for one in board_of(session, one, at=OCTOBER).pending] for one in (in_hand, prepared)]

    assert [Reason.territory_unknown in reasons for reasons in shown] == [True, False]


def test_each_form_offers_whom_it_is_about(any_database: str) -> None:
    """Who has to sign, who may enter, who is a member, whose formal notice runs."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        document = text(session, campaign)
        has_signed = member(session, campaign, document_id=document.id)
        signed(session, has_signed, document, date(2026, 7, 18))
        member(session, campaign, dossier=False)
        application(session, campaign, Status.accepted)
        application(session, campaign, Status.not_required, circle=2)
        member(session, campaign, end_reason="résiliée")
        give_notice(session, formal(NAME), at=GIVEN)

        found = offered(session, campaign)

    members = ["ADH-2026-0002", "ARA-2026-0001"]
    assert found == {
        "enregistrer-signature": ["ARA-2026-0002", "ADH-2026-0002"],
        "inscrire-au-registre": ["ARA-2026-0003"],
        "mettre-en-demeure": members,
        "clore-mise-en-demeure": ["ARA-2026-0001"],
        "resilier-adhesion": ["ARA-2026-0001"],
        "enregistrer-depart": members,
        **{
            name: ["ARA-2026-0002", *members]
            for name in ("enregistrer-sites", "fermer-site", "rattacher-au-groupement")
        },
    }


def test_who_has_entered_does_not_enter_again(session: Session) -> None:
    """Its dossier is in the register already."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.not_required, circle=2)
    member(session, campaign, dossier=False, application_id=dossier.id)

    assert "inscrire-au-registre" not in offered(session, campaign)


def test_where_nothing_is_in_force_nobody_is_offered_to_sign(session: Session) -> None:
    """The form would refuse each of them."""
    campaign = campaign_with(session)
    application(session, campaign, Status.accepted)

    assert "enregistrer-signature" not in offered(session, campaign)


def test_a_choice_says_who_it_is_and_since_when(spro: Installation) -> None:
    """Its reference, its name, and since when it is a member: with the year where it is another's."""
    with transaction(spro.database) as session:
        member(session, campaign_with(session), name="Cité · des métiers")
        campaign_with(session, year=2027)

    choices = read_choices(at=JULY)

    [choice] = choices.dossiers["mettre-en-demeure"]
    assert choice == "ARA-2026-0001 · Cité des métiers · membre depuis le 1er septembre 2026"
    assert picked(choice) == NAME
    assert {act.name for act in ACTS.values() if act.members} <= set(choices.dossiers)
