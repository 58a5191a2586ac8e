"""An entry of the register typed wrong: corrected, or taken out; both versions are kept."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from models.errors import Refusal
from models.forms.mending import Entry, EntryCorrectionForm
from models.members.membership import Membership, MembershipCorrection
from models.vocabulary import Status
from tasks.acts.entries import correct_entry
from tasks.members.joining.enrol import enrol
from tests.factories import application, campaign_with
from tests.support.members import JULY, SEPTEMBER, entry, journal, member, memberships


@pytest.fixture
def entered(session: Session) -> Membership:
    """Give a mission locale that a person entered from 1 January 2026."""
    campaign_with(session)
    enrol(session, entry(), at=JULY)
    [joined] = memberships(session)
    return joined


def corrected(session: Session, name: str, **fields: Any) -> None:  # noqa: ANN401
    """Correct an entry, twice as a run that is made again would."""
    said = {"reference": name, "entry": Entry.membership, "reason": "Faute de frappe", "by": "Mme Essai"}
    for _ in range(2):
        correct_entry(session, EntryCorrectionForm.model_validate(said | fields), at=SEPTEMBER)
    session.flush()


def kept(session: Session) -> list[MembershipCorrection]:
    """Return the corrections that were kept."""
    return list(session.exec(select(MembershipCorrection)))


def test_its_days_are_corrected_and_the_former_ones_kept(session: Session, entered: Membership) -> None:
    """By its number, where it has no dossier; its right to the logo begins with it."""
    corrected(session, entered.number, starts_on=date(2026, 2, 1), ends_on=date(2027, 12, 31))

    assert (entered.starts_on, entered.ends_on) == (date(2026, 2, 1), date(2027, 12, 31))
    assert entered.logo_granted_on == date(2026, 2, 1)
    [one] = kept(session)
    assert (one.former["starts_on"], one.now and one.now["starts_on"]) == ("2026-01-01", "2026-02-01")


def test_its_network_gives_the_circle_and_the_text(session: Session, entered: Membership) -> None:
    """As where it was entered."""
    corrected(session, entered.number, network="CIO")

    assert (entered.network, entered.circle, entered.instrument) == ("cio", 1, "convention")


def test_what_never_was_a_member_is_taken_out(session: Session) -> None:
    """Its dossier says so; what was entered is kept apart."""
    campaign = campaign_with(session)
    made = application(session, campaign, Status.not_required, circle=2, network="missions_locales")
    enrol(session, entry(organisation=None, identifier=None, network=None, reference=made.reference), at=JULY)

    corrected(session, made.reference, removed=True)

    assert (memberships(session), [one.now for one in kept(session)]) == ([], [None])
    assert journal(session)[-1] == ("correct", "inscription au registre retirée : Faute de frappe")


def test_two_memberships_never_run_at_once(session: Session, entered: Membership) -> None:
    """The other one is named."""
    row = entered.model_dump(exclude={"id"}) | {"starts_on": date(2029, 1, 1), "ends_on": date(2030, 12, 31)}
    session.add(Membership(**row))
    session.flush()

    with pytest.raises(Refusal, match="déjà membre du 01/01/2029"):
        corrected(session, entered.number, ends_on=date(2029, 6, 30))


def test_what_a_candidacy_gave_or_an_act_ended_is_no_entry(session: Session, entered: Membership) -> None:
    """The message names the acts that are."""
    joined = member(session, campaign_with(session, year=2027))
    with pytest.raises(Refusal, match="rectifier-decision, ou enregistrer-depart"):
        corrected(session, joined.number, ends_on=date(2027, 12, 31))

    entered.end_reason = "Départ."
    with pytest.raises(Refusal, match="a pris fin par une décision ou un départ"):
        corrected(session, entered.number, ends_on=date(2027, 12, 31))
