"""A convention: recorded, amended after an opinion, denounced by a letter from whose sending two months run."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from models.errors import Refusal
from models.members.agreement import Agreement, Amendment
from models.notices import Notice
from tasks.members.lasting.agreements import amend, denounce, record_agreement
from tasks.members.lasting.ends import tell_agreements
from tasks.members.lasting.late import agreement_near_its_end
from tasks.members.lasting.terms import tell_terms
from tests.factories import campaign_with, paris
from tests.support.members import journal, letter, member, memberships
from tests.tasks.members.lasting.lasting import AGREED, agreement, amendment, denunciation, engaged

AT, LATER = paris("2026-11-05 10:00"), paris("2027-01-04 10:00")
TIED = {"membership.with_agreement": True, "membership.until": None}


def known(session: Session) -> Agreement:
    """Return the only convention."""
    return session.exec(select(Agreement)).one()


def ends(session: Session) -> list[date | None]:
    """Return the last days of the memberships, in order."""
    return [one.ends_on for one in memberships(session)]


def test_it_is_signed_by_those_of_the_region_file(session: Session) -> None:
    """Their functions, never their names; the same again changes nothing."""
    campaign_with(session)

    for _ in range(2):
        record_agreement(session, agreement(), at=AT)

    found = known(session)
    assert found.signatories == ["prefet", "recteur", "draaf", "region"]
    assert (found.signed_on, found.ends_on) == (date(2023, 3, 1), date(2028, 12, 31))


def test_who_is_no_signatory_is_refused(session: Session) -> None:
    """With those of the region."""
    campaign_with(session)

    with pytest.raises(
        Refusal, match=r"Signataires « Mme Essai » : ce n'est pas un signataire ; .* le préfet de région"
    ):
        record_agreement(session, agreement(signatories=["le préfet de région", "Mme Essai"]), at=AT)


def test_what_was_typed_wrong_is_typed_again(session: Session) -> None:
    """As long as nothing hangs on it."""
    campaign_with(session)
    record_agreement(session, agreement(), at=AT)

    record_agreement(session, agreement(ends_on="2028-06-30"), at=AT)
    assert known(session).ends_on == date(2028, 6, 30)

    amend(session, amendment(), at=AT)
    with pytest.raises(Refusal, match="déjà modifiée par avenant"):
        record_agreement(session, agreement(), at=AT)


def test_an_amendment_is_signed_after_the_opinion() -> None:
    """S4, article 6."""
    with pytest.raises(ValidationError, match="Signé le « 01/10/2026 » : un avenant se signe après l'avis"):
        amendment(signed_on="2026-10-01")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": 2}, "Numéro de l'avenant « 2 » : le prochain avenant de cette convention est le n° 1"),
        ({"signed_on": "2026-12-01"}, "ce jour n'est pas encore venu"),
        ({"name": "Autre"}, "aucune convention n'est enregistrée sous ce nom"),
        ({"asked_by": "la mairie"}, "À la demande de « la mairie » : ce n'est pas un signataire"),
        ({"opinion_on": "2022-01-02", "signed_on": "2022-02-02"}, "la convention court du 01/03/2023"),
    ],
)
def test_an_amendment_out_of_order_is_refused(session: Session, fields: dict[str, object], said: str) -> None:
    """Each with its mend."""
    campaign_with(session)
    record_agreement(session, agreement(), at=AT)

    with pytest.raises(Refusal, match=said):
        amend(session, amendment(**fields), at=AT)


def test_what_lasts_as_long_as_the_convention_moves_with_it(session: Session) -> None:
    """And nothing else: not who left, nor whose own term was told."""
    campaign = campaign_with(session, TIED)
    record_agreement(session, agreement(), at=AT)
    member(session, campaign)
    engaged(session, campaign)
    member(session, campaign, name="MJC", ends_on=date(2027, 6, 30))

    for _ in range(2):
        amend(session, amendment(), at=AT)

    assert ends(session) == [date(2030, 12, 31), date(2030, 12, 31), date(2027, 6, 30)]
    assert [one.former_ends_on for one in session.exec(select(Amendment))] == [date(2028, 12, 31)]
    assert journal(session)[-1] == (
        "term",
        f"avenant n° 1 à la convention « {AGREED} » : l'adhésion prend fin le 31/12/2030",
    )


def test_a_term_of_the_region_file_does_not_move(session: Session) -> None:
    """Members were told that day."""
    member(session, campaign_with(session))
    record_agreement(session, agreement(), at=AT)

    amend(session, amendment(), at=AT)

    assert ends(session) == [date(2028, 12, 31)]


def test_two_months_run_from_the_sending(session: Session) -> None:
    """A letter of 31 December: the last day is that of February. Whom the convention alone engages ends with
    it; whoever signed its own text does not."""
    campaign = campaign_with(session)
    record_agreement(session, agreement(), at=AT)
    member(session, campaign)
    engaged(session, campaign)

    for _ in range(2):
        denounce(session, denunciation(), at=LATER)

    assert known(session).ends_on == date(2027, 2, 28)
    assert ends(session) == [date(2028, 12, 31), date(2027, 2, 28)]


def test_those_whose_membership_is_shortened_are_told(session: Session) -> None:
    """As of any term: the desk reads their names, since they have no mail with us."""
    campaign = campaign_with(session)
    record_agreement(session, agreement(), at=AT)
    engaged(session, campaign)
    denounce(session, denunciation(), at=LATER)

    assert tell_terms(session, campaign, at=LATER) == 1
    text = session.exec(select(Notice.text)).one()
    assert "dimanche 28 février 2027" in text.replace("\u202f", " ").replace("\xa0", " ")
    assert "CIO de Bourg" in text


def test_a_denunciation_is_lifted_before_its_end(session: Session) -> None:
    """Each membership has its own last day again; what is denounced twice is refused in between."""
    campaign = campaign_with(session)
    record_agreement(session, agreement(), at=AT)
    engaged(session, campaign)
    engaged(session, campaign, "SCUIO", ends_on=None)
    denounce(session, denunciation(), at=LATER)
    lifted = denunciation(sent_on=None, lifted_on="2027-02-10", reason="Les engagements sont de nouveau tenus.")

    with pytest.raises(Refusal, match="elle l'est déjà, par une lettre envoyée le 31/12/2026"):
        denounce(session, denunciation(sent_on="2027-01-02"), at=LATER)
    denounce(session, lifted, at=paris("2027-02-10 10:00"))

    assert (known(session).ends_on, known(session).denounced_on) == (date(2028, 12, 31), None)
    assert ends(session) == [date(2028, 12, 31), None]


def test_a_denunciation_that_took_effect_is_not_lifted(session: Session) -> None:
    """What ended has ended."""
    campaign_with(session)
    record_agreement(session, agreement(), at=AT)
    denounce(session, denunciation(), at=LATER)

    with pytest.raises(Refusal, match="une dénonciation se lève entre ces deux jours"):
        denounce(session, denunciation(sent_on=None, lifted_on="2027-02-20"), at=paris("2027-03-01 10:00"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sent_on": None}, "indiquez l'envoi de la lettre, ou sa levée"),
        ({"lifted_on": "2027-01-01"}, "indiquez l'envoi de la lettre, ou sa levée"),
        ({"denounced_by": None}, "indiquez la partie qui dénonce"),
    ],
)
def test_a_denunciation_says_one_thing(fields: dict[str, object], said: str) -> None:
    """Before anything is looked up."""
    with pytest.raises(ValidationError, match=said):
        denunciation(**fields)


@pytest.mark.parametrize(
    ("sent_on", "said"),
    [("2027-06-01", "pas encore venu"), ("2022-06-01", "la convention court du 01/03/2023")],
)
def test_a_letter_of_another_time_is_refused(session: Session, sent_on: str, said: str) -> None:
    """One that was not sent yet, or before the convention."""
    campaign_with(session)
    record_agreement(session, agreement(), at=AT)

    with pytest.raises(Refusal, match=said):
        denounce(session, denunciation(sent_on=sent_on), at=LATER)


def test_the_region_is_told_before_it_ends_then_once_it_has(session: Session) -> None:
    """On each day of the file, once, however often that is done."""
    campaign = campaign_with(session)
    record_agreement(session, agreement(), at=AT)

    for day in ("2028-01-01", "2028-07-04", "2028-10-02", "2029-01-01"):
        for _ in range(2):
            tell_agreements(session, campaign, at=paris(f"{day} 09:00"))

    keys = session.exec(select(Notice.key).order_by(Notice.id)).all()  # type: ignore[arg-type]
    assert [key.split("/")[-1] for key in keys] == ["365", "180", "90", "-1"]


def test_told_late_on_its_last_day_it_ends_today(session: Session) -> None:
    """The system was stopped since the announcement."""
    campaign = campaign_with(session)
    record_agreement(session, agreement(), at=AT)

    tell_agreements(session, campaign, at=paris("2028-12-31 10:00"))

    assert "dimanche 31 décembre 2028 inclus, aujourd'hui." in letter(session, "agreement")


def test_what_nothing_follows_waits_for_a_person(session: Session) -> None:
    """Until another convention, or an amendment, goes on after it."""
    campaign, near = campaign_with(session), paris("2028-06-01 10:00")
    record_agreement(session, agreement(), at=AT)

    assert agreement_near_its_end(session, campaign, at=AT) is None
    assert agreement_near_its_end(session, campaign, at=near) == known(session)
    amend(session, amendment(), at=near)
    assert agreement_near_its_end(session, campaign, at=near) is None
