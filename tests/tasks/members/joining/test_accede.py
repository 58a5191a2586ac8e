"""Members by a convention that they sign themselves: from the day of the signature, without a body."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.membership.lasting import AgreementForm, AmendmentForm, DenunciationForm
from models.forms.membership.members import AccessionForm
from models.members.membership import Signature
from models.sessions.campaign import Campaign
from models.vocabulary import Status
from tasks.members import choices
from tasks.members.joining.accede import accede
from tasks.members.lasting.agreements import amend, denounce, record_agreement
from tests.factories import application, campaign_with, paris
from tests.support.members import accession, journal, kinds, memberships, text

CENTRE = "centre-val-de-loire"
LOIRET, CHER = "Convention du Loiret", "Convention du Cher"
AUTUMN = paris("2026-10-20 10:00")
FIRST, SECOND = "CVL-2026-0001", "CVL-2026-0002"


def convention(session: Session, name: str, **fields: object) -> None:
    """Record a convention of 2026 to 2030."""
    row = {"session": "cvl-2026", "name": name, "signed_on": "2026-07-02", "ends_on": "2030-12-31", "by": "Région"}
    record_agreement(session, AgreementForm.model_validate(row | fields), at=AUTUMN)


def signed(**fields: object) -> AccessionForm:
    """Return what is recorded of a signature of 12 October, told the day after."""
    return accession(FIRST, date(2026, 10, 12), **({"told_on": date(2026, 10, 13)} | fields))


@pytest.fixture
def centre(session: Session) -> Campaign:
    """Give the session of a region that one enters so, with a text in force, a convention and two whole dossiers."""
    campaign = campaign_with(session, region=CENTRE)
    text(session, campaign)
    convention(session, LOIRET)
    for number, name in enumerate(("CIO d'Orléans", "Mission locale de Bourges")):
        fields: dict[str, Any] = {"circle": 1, "received_at": paris(f"2026-09-0{number + 1} 10:00")}
        application(session, campaign, Status.under_examination, name=name, **fields)
    return campaign


def test_who_signed_is_a_member_from_that_day(session: Session, centre: Campaign) -> None:
    """Until the end of its convention; the text is signed, the certificate leaves, and the journal says who told it."""
    [joined] = accede(session, signed(), at=AUTUMN)

    [one] = memberships(session)
    [signature] = session.exec(select(Signature)).all()
    assert (joined.status, one.starts_on, one.ends_on) == (Status.member, date(2026, 10, 12), date(2030, 12, 31))
    assert (signature.signed_on, signature.document_id) == (one.starts_on, one.document_id)
    assert kinds(session) == ["effective"]
    assert journal(session)[0] == (
        "accede",
        (
            "convention « Convention du Loiret » signée le 12/10/2026, annoncée à la Région le 13/10/2026 par : Comité "
            "de coordination locale du Loiret"
        ),
    )


def test_the_same_again_changes_nothing(session: Session, centre: Campaign) -> None:
    """One membership, one signature, one letter."""
    accede(session, signed(), at=AUTUMN)

    assert [one.reference for one in accede(session, signed(), at=AUTUMN)] == [FIRST]

    assert (len(memberships(session)), len(kinds(session))) == (1, 1)


REFUSED: Mapping[str, tuple[dict[str, object], str]] = {
    "a day to come": ({"signed_on": date(2026, 10, 21)}, r"Signée le « 21/10/2026 » : ce jour n'est pas encore venu"),
    "told before it happens": ({"told_on": date(2026, 10, 21)}, "Annoncée à la Région le « 21/10/2026 »"),
    "no such convention": ({"agreement": CHER}, "Convention signée « Convention du Cher » : en vigueur le 12/10/2026"),
    "before the convention": (
        {"signed_on": date(2026, 7, 1)},
        r"aucune \(enregistrer-convention\) ; indiquez laquelle",
    ),
}


@pytest.mark.parametrize(("said", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(session: Session, centre: Campaign, said: dict[str, object], why: str) -> None:
    """The field, the value, the mend; nothing is recorded."""
    with pytest.raises(Refusal, match=why):
        accede(session, signed(**said), at=AUTUMN)

    assert (memberships(session), kinds(session)) == ([], [])


def test_an_incomplete_dossier_waits(session: Session, centre: Campaign) -> None:
    """Nobody is a member before both texts are there, signed."""
    waiting = session.exec(select(Application).where(Application.reference == FIRST)).one()
    waiting.status = Status.incomplete
    session.add(waiting)

    with pytest.raises(Refusal, match="incomplet"):
        accede(session, signed(), at=AUTUMN)


def test_no_text_no_member(session: Session) -> None:
    """A draft is signed by nobody: the version in force is what engages."""
    campaign = campaign_with(session, region=CENTRE)
    convention(session, LOIRET)
    application(session, campaign, Status.under_examination, circle=1)

    with pytest.raises(Refusal, match="aucune version n'est adoptée"):
        accede(session, signed(), at=AUTUMN)


def test_where_a_body_decides_nobody_enters_so(session: Session) -> None:
    """In Auvergne-Rhône-Alpes, the commission says who is accepted."""
    application(session, campaign_with(session), Status.under_examination)

    with pytest.raises(Refusal, match="on n'entre pas par une convention dans cette région"):
        accede(session, signed(reference="ARA-2026-0001"), at=AUTUMN)


def test_of_several_conventions_one_is_named(session: Session, centre: Campaign) -> None:
    """Each territory has its own."""
    convention(session, CHER)

    with pytest.raises(Refusal, match="« Convention du Cher », « Convention du Loiret » ; indiquez laquelle"):
        accede(session, signed(), at=AUTUMN)

    accede(session, signed(agreement=CHER), at=AUTUMN)

    assert len(memberships(session)) == 1


def test_a_member_lasts_as_long_as_its_own_convention(session: Session, centre: Campaign) -> None:
    """An amendment of another one moves nothing, nor does its denunciation."""
    convention(session, CHER)
    accede(session, signed(agreement=LOIRET), at=AUTUMN)
    accede(session, signed(agreement=CHER, reference=SECOND), at=AUTUMN)
    of_cher: dict[str, object] = {"session": "cvl-2026", "name": CHER, "by": "Région"}
    party = {"asked_by": "la Région Centre-Val de Loire", "opinion_on": "2026-10-14", "signed_on": "2026-10-15"}
    amended = of_cher | party | {"number": 1, "subject": "Durée", "ends_on": "2032-12-31", "confirmed": True}

    amend(session, AmendmentForm.model_validate(amended), at=AUTUMN)

    assert [one.ends_on for one in memberships(session)] == [date(2030, 12, 31), date(2032, 12, 31)]

    denounced = {
        "denounced_by": "la Région Centre-Val de Loire",
        "sent_on": "2026-10-19",
        "reason": "Les engagements ne sont plus tenus.",
        "confirmed": True,
    }
    denounce(session, DenunciationForm.model_validate(of_cher | denounced), at=AUTUMN)

    assert [one.ends_on for one in memberships(session)] == [date(2030, 12, 31), date(2026, 12, 19)]


def test_a_member_signs_no_second_time(session: Session, centre: Campaign) -> None:
    """What it has already goes on; another dossier of the same organisation is refused."""
    accede(session, signed(), at=AUTUMN)
    first, second = session.exec(select(Application).order_by(Application.reference)).all()
    second.organisation_id = first.organisation_id
    session.add(second)

    with pytest.raises(Refusal, match="déjà membre, jusqu'au 31/12/2030"):
        accede(session, signed(reference=SECOND, signed_on=date(2026, 10, 14), told_on=date(2026, 10, 15)), at=AUTUMN)


def test_the_form_offers_whose_dossier_is_whole(session: Session, centre: Campaign) -> None:
    """And nobody where one does not enter so."""
    assert [one.reference for one in choices.to_accede(session, centre)] == [FIRST, SECOND]

    accede(session, signed(), at=AUTUMN)

    assert [one.reference for one in choices.to_accede(session, centre)] == [SECOND]
