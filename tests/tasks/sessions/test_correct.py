"""What an open session keeps of the region file is corrected: both values kept, no date that was told shortened."""

from datetime import date

import pytest
from sqlmodel import select

from models.errors import Refusal
from models.forms.mending import SessionCorrectionForm
from models.sessions.campaign import SessionCorrection
from models.sessions.correctable import ELSEWHERE
from models.sessions.opening import stages
from models.vocabulary import Status
from tasks.sessions.correct import correct
from tests.factories import application, completion_request, paris, typed
from tests.support.bodies import put_off, set_day, waits
from tests.support.mails import Desk
from tests.support.sittings import met

PHONE = "roles.examining_service.phone"
CLOSURES = "region.closures"
MARCH, MAY = paris("2026-03-02 10:00"), paris("2026-05-13 10:00")


def corrected(desk: Desk, key: str, value: str | None, *, at: str = "2026-03-02 10:00") -> None:
    """Correct what the session keeps."""
    form = SessionCorrectionForm(session="ara-2026", key=key, value=value, reason="Déménagement", by="Mme Essai")
    assert correct(desk.session, form, at=paris(at)) == []


def refused(desk: Desk, key: str, value: str | None = "04 65 71 00 09") -> str:
    """Return why a value is not corrected."""
    with pytest.raises(Refusal) as refusal:
        corrected(desk, key, value)
    return str(refusal.value)


def test_a_telephone_changes_and_both_are_kept(any_desk: Desk) -> None:
    """With who corrected it, when and why; sent again, nothing is added."""
    corrected(any_desk, PHONE, "04 65 71 00 09")
    corrected(any_desk, PHONE, "04 65 71 00 09", at="2026-03-03 10:00")

    [kept] = any_desk.session.exec(select(SessionCorrection)).all()
    assert any_desk.campaign.rules.roles.examining_service.phone == "04 65 71 00 09"
    assert (kept.key, kept.former, kept.value) == (PHONE, "04 65 71 00 03", "04 65 71 00 09")
    assert (kept.reason, kept.by, kept.at) == ("Déménagement", "Mme Essai", MARCH)


def test_how_long_data_are_kept_is_corrected_as_a_number(desk: Desk) -> None:
    """Before anything is forgotten by it; what is no number of months is refused."""
    corrected(desk, "data_protection.months.refused", "24")

    assert desk.campaign.rules.data_protection.months.refused == 24
    assert "deux ans" in refused(desk, "data_protection.months.refused", "deux ans")


def test_letters_say_it_from_then_on(desk: Desk) -> None:
    """R112-11-1 prints the telephone of the service."""
    dossier = waits(desk)
    corrected(desk, PHONE, "04 65 71 00 09")

    put_off(desk, date(2026, 6, 25))

    [letter] = desk.notices(dossier, kind="postponed")
    assert "04 65 71 00 09" in typed(letter.text)
    assert "04 65 71 00 03" not in typed(letter.text)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("stages.deposit.until.day", "une date se déplace par reporter-echeance, une séance se fixe par fixer-seance."),
        (
            "pieces.annexe-1.blocking",
            "une pièce se demande, dossier par dossier, par demander-complements, et se note par instruire-dossier.",
        ),
        ("bodies.commission_omspp.meets_at", "l'heure d'une séance se change par fixer-seance."),
        ("silence.months", ELSEWHERE["*"]),
        ("roles.examining_service.fone", f"la session n'a pas cette donnée. Vouliez-vous dire « {PHONE} » ?"),
    ],
)
def test_what_another_act_moves_is_refused_with_its_name(desk: Desk, key: str, why: str) -> None:
    """And so is what nothing changes before the next session, and a key that is none."""
    assert refused(desk, key) == f"Donnée « {key} » : {why}"


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        (PHONE, "le standard", "ce n'est pas un numéro de téléphone ; écrivez par exemple 04 65 71 00 00."),
        (
            PHONE,
            None,
            "le téléphone du service instructeur manque ; indiquez-le : l'article R. 112-11-1 du CRPA l'exige.",
        ),
        (CLOSURES, "lundi", "ce n'est pas une date ; écrivez année-mois-jour, par exemple 2028-12-31."),
    ],
)
def test_a_value_that_the_region_file_would_refuse_is_refused(
    desk: Desk, key: str, value: str | None, why: str
) -> None:
    """By the same rules, with their mend; nothing is kept."""
    assert refused(desk, key, value) == f"Nouvelle valeur « {value or 'aucune'} » : {why}"
    assert desk.session.exec(select(SessionCorrection)).all() == []


def test_a_closure_counts_anew_what_nobody_was_told(any_desk: Desk) -> None:
    """An acknowledgement waits for the next business day, never past the last day that its applicant was told; so do
    members who are not convened yet."""
    dossier = application(
        any_desk.session, any_desk.campaign, Status.registered, acknowledge_at=paris("2026-05-15 09:00")
    )
    dossier.acknowledge_by = paris("2026-05-29 23:59:59")
    set_day(any_desk, at=MAY)

    corrected(any_desk, CLOSURES, "15/05/2026 ; 2026-06-12", at="2026-05-13 10:00")

    assert any_desk.campaign.rules.region.closures == [date(2026, 5, 15), date(2026, 6, 12)]
    assert dossier.acknowledge_at == paris("2026-05-18 09:00")
    assert dossier.acknowledge_by == paris("2026-05-29 23:59:59")
    assert met(any_desk).convene_at == paris("2026-06-11 09:00")


def test_what_was_told_stays(desk: Desk) -> None:
    """The last day of a request, and of a stage, are never shortened, nor moved."""
    dossier = application(desk.session, desk.campaign, Status.incomplete)
    asked = completion_request(desk.session, desk.campaign, dossier, due_on=date(2026, 5, 20))
    former = [stage.due_at for stage in stages(desk.session, desk.campaign).values()]

    corrected(desk, CLOSURES, "2026-05-20 ; 2026-05-29")
    corrected(desk, CLOSURES, None)

    assert (asked.due_on, desk.campaign.rules.region.closures) == (date(2026, 5, 20), [])
    assert [stage.due_at for stage in stages(desk.session, desk.campaign).values()] == former


def test_an_acknowledgement_promised_by_a_day_leaves_on_it(desk: Desk) -> None:
    """Though the Région closes meanwhile: the applicant was told that day."""
    dossier = application(desk.session, desk.campaign, Status.registered, acknowledge_at=paris("2026-05-22 09:00"))
    dossier.acknowledge_by = paris("2026-05-22 23:59:59")

    corrected(desk, CLOSURES, "2026-05-22", at="2026-05-21 10:00")

    assert dossier.acknowledge_at == paris("2026-05-22 09:00")
