"""Entries that cannot be, and what whoever typed them is told."""

from datetime import date

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.forms.membership.members import AccessionForm, MemberSignatory, RegisterForm
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign
from models.vocabulary import Status
from tasks.members.joining.accede import accede
from tasks.members.joining.enrol import enrol
from tests.factories import application, paris
from tests.support.mails import siret

AT = paris("2026-03-05 09:00")


def opened(session: Session, name: str) -> Campaign:
    """Return the session of 2026 of a shipped region."""
    region, at = load_region(name), paris("2026-01-05 09:00")
    return open_campaign(session, region, year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)[0]


def register_form(campaign: Campaign, **fields: object) -> RegisterForm:
    """Return the form that enters a structure in the register of a session."""
    said = {"organisation": "PLIE du Val", "identifier": siret(7), "starts_on": date(2026, 1, 6), "by": "Mme Essai"}
    return RegisterForm.model_validate({"session": campaign.code} | said | fields)


@pytest.mark.parametrize(
    ("name", "circle", "told"),
    [
        (
            "label-national",
            None,
            "dans cette région, chacun entre au registre par une candidature : aucun cercle ne s'inscrit ainsi.",
        ),
        (
            "centre-val-de-loire",
            1,
            (
                "indiquez un réseau, ou le cercle 2 ou 3 ; les autres membres entrent au registre en signant la "
                "convention (enregistrer-adhesion)."
            ),
        ),
    ],
)
def test_whoever_cannot_be_entered_so_is_told_the_way(
    session: Session, name: str, circle: int | None, told: str
) -> None:
    """Where every circle applies no circle is named to choose, and where one signs that is the way."""
    form = register_form(opened(session, name), circle=circle)

    with pytest.raises(Refusal) as refused:
        enrol(session, form, at=AT)

    assert refused.value.mend == told


def test_a_signature_is_not_told_before_it_was_made(session: Session) -> None:
    """The Région is told of a signature that was made: the form refuses an earlier day, before it changes anything."""
    row = application(session, opened(session, "centre-val-de-loire"), Status.under_examination)
    form = AccessionForm(
        reference=row.reference,
        signed_on=date(2026, 3, 4),
        signatory=MemberSignatory(name="Camille Exemple", capacity="Directrice"),
        told_on=date(2026, 3, 3),
        told_by="Comité du Loiret",
        by="Mme Essai",
    )

    with pytest.raises(Refusal, match="Annoncée à la Région le « 03/03/2026 »"):
        accede(session, form, at=AT)

    assert row.status is Status.under_examination
