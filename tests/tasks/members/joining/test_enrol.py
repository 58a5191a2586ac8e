"""Members without a candidacy: circles 1 and 2 enter the register by the text that engages them, with their dates."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Organisation
from models.errors import Refusal
from models.members.membership import Instrument, Membership
from models.region.policies.membership import TextKey
from models.vocabulary import Status
from tasks.members.joining.enrol import enrol
from tasks.members.sign import sign
from tests.factories import application, campaign_with
from tests.support.members import JULY, entry, journal, kinds, member, memberships, signature, text

CIO = {"organisation": "CIO de Villeurbanne", "identifier": "0690001B", "network": "CIO"}


def test_a_network_gives_the_circle_and_the_text(session: Session) -> None:
    """Second circle: by the cahier des charges; until the term of the region, with the logo."""
    campaign_with(session)

    assert enrol(session, entry(), at=JULY) == []

    [joined] = memberships(session)
    organisation = session.get_one(Organisation, joined.organisation_id)
    assert (organisation.name, organisation.siret) == ("Mission locale de l'Ain", "99900001100018")
    assert (joined.circle, joined.network, joined.instrument) == (2, "missions_locales", Instrument.cahier_des_charges)
    assert (joined.starts_on, joined.ends_on) == (date(2026, 1, 1), date(2028, 12, 31))
    assert (joined.logo_granted_on, joined.application_id, kinds(session)) == (date(2026, 1, 1), None, [])


def test_the_first_circle_is_engaged_by_the_convention_that_others_signed(session: Session) -> None:
    """In the version that is in force when it enters."""
    campaign = campaign_with(session)
    convention = text(session, campaign, document=TextKey.convention)

    enrol(session, entry(**CIO), at=JULY)

    [joined] = memberships(session)
    assert (joined.circle, joined.instrument, joined.document_id) == (1, Instrument.convention, convention.id)


def test_the_second_circle_may_be_engaged_by_the_convention(session: Session) -> None:
    """S0: « signature de la convention Etat-Région ou du cahier des charges SPRO »."""
    campaign_with(session)

    enrol(session, entry(instrument="convention"), at=JULY)

    assert [one.instrument for one in memberships(session)] == [Instrument.convention]


def test_a_structure_of_no_known_network_says_its_circle(session: Session) -> None:
    """The lists of S0 stay open."""
    campaign_with(session)

    enrol(session, entry(network=None, circle=1), at=JULY)

    assert [(one.circle, one.network) for one in memberships(session)] == [(1, None)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            {"network": "Confrérie"},
            "Réseau « Confrérie » : aucun réseau de ce nom à cette date ; réseaux : Centres d'inf",
        ),
        ({"network": "OPACIF"}, "Réseau « OPACIF » : aucun réseau de ce nom à cette date"),
        ({"circle": 1}, "Cercle « 1 » : cette structure est du cercle 2"),
        ({"network": None}, "Cercle «  » : indiquez un réseau, ou le cercle 1 ou 2"),
        ({"network": None, "circle": 3}, "Cercle « 3 » : .*par une candidature"),
        ({"network": None, "circle": 9}, "Cercle « 9 » : .*par une candidature"),
        ({"session": "ara-2031"}, "Session « ara-2031 »"),
    ],
)
def test_a_place_that_is_none_is_refused(session: Session, said: dict[str, object], why: str) -> None:
    """A network counts between its dates; the third circle comes by a candidacy."""
    campaign_with(session)

    with pytest.raises(Refusal, match=why):
        enrol(session, entry(**said), at=JULY)

    assert memberships(session) == []


def test_a_structure_that_wrote_is_known_by_its_dossier(session: Session) -> None:
    """Its organisation, circle and network are there; the journal says that it entered."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.not_required, circle=2, network="missions_locales")

    assert enrol(session, entry(organisation=None, network=None, reference=dossier.reference), at=JULY) == [dossier]

    [joined] = memberships(session)
    assert (joined.application_id, joined.organisation_id) == (dossier.id, dossier.organisation_id)
    assert (joined.circle, joined.network) == (2, "missions_locales")
    assert journal(session) == [("effect", "inscrit au registre par : cahier des charges, depuis le 01/01/2026")]
    assert dossier.status is Status.not_required


@pytest.mark.parametrize("status", [Status.accepted, Status.member, Status.refused])
def test_a_candidacy_does_not_enter_so(session: Session, status: Status) -> None:
    """Its own path leads to the register, or does not."""
    dossier = application(session, campaign_with(session), status)

    with pytest.raises(Refusal, match="seul un dossier « sans objet » s'inscrit ainsi"):
        enrol(session, entry(organisation=None, reference=dossier.reference), at=JULY)


def test_what_was_signed_before_engages_from_the_first_day(session: Session) -> None:
    """A mission locale signed, then entered."""
    campaign = campaign_with(session)
    document = text(session, campaign)
    dossier = application(session, campaign, Status.not_required, circle=2, network="missions_locales")
    sign(session, signature(dossier.reference), at=JULY)

    enrol(session, entry(organisation=None, network=None, reference=dossier.reference), at=JULY)

    assert [one.document_id for one in memberships(session)] == [document.id]


def test_an_organisation_that_is_known_is_not_made_twice(session: Session) -> None:
    """By its identifier, whatever it is called this time."""
    campaign_with(session)
    session.add(Organisation(name="ML Ain", siret="99900001100018", siren="999000011"))
    session.flush()

    enrol(session, entry(), at=JULY)

    assert [one.name for one in session.exec(select(Organisation))] == ["ML Ain"]


def test_the_same_entry_again_changes_nothing(session: Session) -> None:
    """The form was sent twice."""
    campaign_with(session)

    for _ in range(2):
        enrol(session, entry(), at=JULY)

    assert len(memberships(session)) == 1


def test_its_last_day_may_be_corrected(session: Session) -> None:
    """The network came to an end: who was a member stays in the register of those days."""
    campaign_with(session)
    enrol(session, entry(), at=JULY)

    enrol(session, entry(ends_on=date(2027, 6, 30)), at=JULY)

    assert [(one.starts_on, one.ends_on) for one in memberships(session)] == [(date(2026, 1, 1), date(2027, 6, 30))]


@pytest.mark.parametrize("starts_on", [date(2026, 3, 1), date(2025, 3, 1)])
def test_nobody_is_a_member_twice_on_a_day(session: Session, starts_on: date) -> None:
    """The number of the membership that stands there is told."""
    campaign_with(session)
    enrol(session, entry(), at=JULY)

    with pytest.raises(Refusal, match="il est déjà membre du 01/01/2026 au 31/12/2028 \\(n° ADH-2026-0001\\)"):
        enrol(session, entry(starts_on=starts_on), at=JULY)


def test_a_membership_may_follow_another(session: Session) -> None:
    """The day after the last."""
    campaign_with(session)
    enrol(session, entry(ends_on=date(2026, 6, 30)), at=JULY)

    enrol(session, entry(starts_on=date(2026, 7, 1)), at=JULY)

    assert [one.starts_on for one in memberships(session)] == [date(2026, 1, 1), date(2026, 7, 1)]


def test_a_membership_that_was_ended_is_not_given_back_by_a_correction(session: Session) -> None:
    """A termination has its reasons: a form about dates does not undo it."""
    campaign_with(session)
    enrol(session, entry(), at=JULY)
    ended = session.exec(select(Membership)).one()
    ended.ends_on, ended.end_reason = date(2026, 7, 1), "résiliée"
    session.add(ended)
    session.flush()

    with pytest.raises(Refusal, match="il est déjà membre du 01/01/2026 au 01/07/2026"):
        enrol(session, entry(ends_on=date(2028, 1, 1)), at=JULY)


def test_a_member_by_its_candidacy_is_not_entered_again(session: Session) -> None:
    """The same organisation, by its identifier."""
    campaign = campaign_with(session)
    member(session, campaign, siret="99900001100018")

    with pytest.raises(Refusal, match="il est déjà membre du 01/09/2026"):
        enrol(session, entry(starts_on=date(2026, 9, 15)), at=JULY)
