"""Signatures: of the version in force only, by whom it engages, with a name and a capacity."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.errors import Refusal
from models.members.membership import Instrument, Signature
from models.members.texts.text import DocumentStatus
from models.vocabulary import Status
from tasks.members.sign import SIGNABLE, sign
from tests.factories import application, campaign_with, desk_file, paris
from tests.support.members import JULY, journal, kinds, member, memberships, signature, text

LATER = paris("2026-09-10 10:00")
FIRST = {"membership.signature_first": True}


def test_who_was_accepted_signs(session: Session) -> None:
    """With the date and the author of the signature; the journal says it, and the status stays."""
    campaign = campaign_with(session)
    document, dossier = text(session, campaign), application(session, campaign, Status.accepted)

    assert sign(session, signature(dossier.reference), at=JULY) == [dossier]

    made = session.exec(select(Signature)).one()
    assert (made.organisation_id, made.application_id, made.document_id) == (
        dossier.organisation_id,
        dossier.id,
        document.id,
    )
    assert (made.signed_on, made.signatory_name, made.signatory_capacity) == (
        date(2026, 7, 18),
        "Camille Essai",
        "Présidente",
    )
    assert journal(session) == [("sign", "Cahier des charges du SPRO, version 1, signé le 18/07/2026")]
    assert (dossier.status, kinds(session)) == (Status.accepted, [])


@pytest.mark.parametrize("status", sorted(set(Status) - SIGNABLE))
def test_who_is_not_to_be_a_member_signs_nothing(session: Session, status: Status) -> None:
    """Not before the decision, nor after a refusal or a withdrawal."""
    campaign = campaign_with(session)
    text(session, campaign)
    dossier = application(session, campaign, status)

    with pytest.raises(Refusal, match=r"Membre « ARA-2026-0001 » : ce dossier est « .* » ; signe un organisme"):
        sign(session, signature(dossier.reference), at=JULY)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (DocumentStatus.draft, "version 2, « projet » : elle ne se signe pas ; la version adoptée est la version 1"),
        (DocumentStatus.superseded, "version 2, « remplacé » : elle ne se signe pas"),
    ],
)
def test_neither_a_draft_nor_a_former_version_is_signed(session: Session, status: DocumentStatus, why: str) -> None:
    """S2 is final where S3 was a draft with amendments: obligations never come from the latter."""
    campaign = campaign_with(session)
    text(session, campaign)
    text(session, campaign, "2", status)
    dossier = application(session, campaign, Status.accepted)

    with pytest.raises(Refusal, match=why):
        sign(session, signature(dossier.reference, version="2"), at=JULY)

    assert session.exec(select(Signature)).all() == []


@pytest.mark.parametrize(("version", "named"), [(None, "cahier des charges"), ("7", "cahier des charges 7")])
def test_there_must_be_something_to_sign(session: Session, version: str | None, named: str) -> None:
    """The form that records a text is named."""
    dossier = application(session, campaign_with(session), Status.accepted)

    with pytest.raises(Refusal, match=f"Version signée « {named} » : aucune version .* deposer-texte"):
        sign(session, signature(dossier.reference, version=version), at=JULY)


@pytest.mark.parametrize(
    ("signed_on", "why"),
    [
        (date(2026, 7, 21), "Signé le « 21/07/2026 » : ce jour n'est pas encore venu"),
        (date(2026, 6, 30), "Signé le « 30/06/2026 » : la version 1 n'a été adoptée que le 01/07/2026"),
    ],
)
def test_a_day_on_which_it_cannot_be_signed_is_refused(session: Session, signed_on: date, why: str) -> None:
    """Before its adoption it was a draft; tomorrow has not come."""
    campaign = campaign_with(session)
    text(session, campaign)
    dossier = application(session, campaign, Status.accepted)

    with pytest.raises(Refusal, match=why):
        sign(session, signature(dossier.reference, signed_on=signed_on), at=JULY)


def test_the_same_signature_again_changes_nothing(session: Session) -> None:
    """One row, one line of the journal."""
    campaign = campaign_with(session)
    text(session, campaign)
    dossier = application(session, campaign, Status.accepted)

    for _ in range(2):
        sign(session, signature(dossier.reference), at=JULY)

    assert (len(session.exec(select(Signature)).all()), len(journal(session))) == (1, 1)


def test_another_signature_of_the_same_text_is_refused(session: Session) -> None:
    """Nobody signs twice: one of both is a mistake, and the message gives the first."""
    campaign = campaign_with(session)
    text(session, campaign)
    dossier = application(session, campaign, Status.accepted)
    sign(session, signature(dossier.reference), at=JULY)

    with pytest.raises(Refusal, match="l'a déjà signé le 18/07/2026 : cette saisie dit autre chose"):
        sign(session, signature(dossier.reference, signed_on=date(2026, 7, 19)), at=JULY)


def test_a_member_signs_the_new_version(session: Session) -> None:
    """It is what engages it from then on; the former signature is kept."""
    campaign = campaign_with(session)
    former, current = text(session, campaign, "1", DocumentStatus.superseded), text(session, campaign, "2")
    joined = member(session, campaign, document_id=former.id)

    sign(session, signature("ARA-2026-0001", signed_on=date(2026, 9, 8)), at=LATER)

    session.refresh(joined)
    assert joined.document_id == current.id


def test_a_member_without_a_dossier_signs_by_its_number(session: Session) -> None:
    """Second circle: it engages itself, without a candidacy."""
    campaign = campaign_with(session)
    document, joined = text(session, campaign), member(session, campaign, dossier=False, circle=2)

    assert sign(session, signature(joined.number, signed_on=date(2026, 9, 8)), at=LATER) == []

    session.refresh(joined)
    assert (joined.document_id, journal(session)) == (document.id, [])


def test_a_member_by_its_number_signs_for_its_dossier_too(session: Session) -> None:
    """Both names say the same organisation."""
    campaign = campaign_with(session)
    text(session, campaign)
    joined = member(session, campaign)

    [dossier] = sign(session, signature(joined.number, signed_on=date(2026, 9, 8)), at=LATER)

    assert dossier.reference == "ARA-2026-0001"


def test_a_structure_that_needs_no_dossier_may_sign(session: Session) -> None:
    """A mission locale that wrote to us is invited to: it enters the register after."""
    campaign = campaign_with(session)
    text(session, campaign)
    dossier = application(session, campaign, Status.not_required, circle=2, network="missions_locales")

    assert sign(session, signature(dossier.reference), at=JULY) == [dossier]


def test_the_first_circle_signs_nothing_of_ours(session: Session) -> None:
    """Its text is the convention: where no version of it is recorded, there is nothing to sign."""
    campaign = campaign_with(session)
    text(session, campaign)
    dossier = application(session, campaign, Status.not_required, circle=1, network="cio")

    with pytest.raises(Refusal, match="convention État-Région"):
        sign(session, signature(dossier.reference), at=JULY)


def test_a_membership_of_another_text_is_left_alone(session: Session) -> None:
    """Only what was signed is changed."""
    campaign = campaign_with(session)
    text(session, campaign)
    joined = member(session, campaign, instrument=Instrument.convention)

    sign(session, signature("ARA-2026-0001", signed_on=date(2026, 9, 8)), at=LATER)

    session.refresh(joined)
    assert joined.document_id is None


def test_where_signing_comes_first_a_late_signature_makes_a_member(session: Session) -> None:
    """From the day of the signature, once the effective date has come; it is told at once."""
    campaign = campaign_with(session, FIRST)
    text(session, campaign)
    dossier = application(session, campaign, Status.accepted)

    sign(session, signature(dossier.reference, signed_on=date(2026, 9, 8)), at=LATER)

    [joined] = memberships(session)
    session.refresh(dossier)
    assert (dossier.status, joined.starts_on, kinds(session)) == (Status.member, date(2026, 9, 8), ["effective"])


def test_where_signing_comes_first_it_does_not_hasten_the_effective_date(session: Session) -> None:
    """Signed in July, it waits for 1 September like the others."""
    campaign = campaign_with(session, FIRST)
    text(session, campaign)
    dossier = application(session, campaign, Status.accepted)

    sign(session, signature(dossier.reference), at=JULY)

    assert (dossier.status, memberships(session), kinds(session)) == (Status.accepted, [], [])


def test_the_signed_document_is_kept_with_the_signature(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named at once, or once it came: the same signature again takes it."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    campaign = campaign_with(session)
    text(session, campaign)
    dossier = application(session, campaign, Status.accepted)
    sign(session, signature(dossier.reference), at=JULY)

    file = desk_file(session, b"%PDF-1.7 signed", "cdc-signe.pdf")
    sign(session, signature(dossier.reference, file=file), at=JULY)

    assert session.exec(select(Signature.sha256)).one() == sha256(b"%PDF-1.7 signed").hexdigest()
