"""What a meeting recorded is not recorded otherwise, whatever sheet comes after; what is over takes nothing more."""

from pathlib import Path

import pytest
from sqlmodel import Session

from models.vocabulary import Status
from tests.factories import application, campaign_with
from tests.tasks.meetings.sheet.sheets import (
    Change,
    at_of,
    faults,
    filled,
    imported,
    meeting_to_record,
    write,
    write_head,
)

WORKING_GROUP, COMMISSION = "working_group", "commission"
ADJOURNED = write(
    3, sense="ajournée", reasons="Des motifs.", pieces="Annexe 4", recused="rectorat", dissent="Un membre."
)


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        (write(3, sense="refusée", pieces=None), ["« Décision » (« refusée »)", "« Pièces demandées »"]),
        (write(3, reasons="D'autres motifs."), ["« Motifs »"]),
        (write(3, pieces="Annexe 4 ; Annexe 5"), ["« Pièces demandées » (« Annexe 4 ; Annexe 5 »)"]),
        (write(3, recused="rectorat ; M. Essai"), ["« Déports »"]),
        (write(3, dissent=None), ["« Position divergente »"]),
    ],
)
def test_what_is_recorded_is_not_recorded_otherwise(
    session: Session, tmp_path: Path, change: Change, columns: list[str]
) -> None:
    """The columns that differ are told, and how a decision is changed."""
    case = meeting_to_record(session, COMMISSION)
    imported(session, tmp_path, filled(case, ADJOURNED), at=at_of(COMMISSION))

    told = faults(session, tmp_path, case, ADJOURNED, change)

    mend = (
        "cette séance a déjà enregistré autre chose ; remettez la décision enregistrée, ou videz la ligne ; pour la "
        "changer : rectifier-decision."
    )
    assert told == [f"Dossiers, ligne 3, {column} : {mend}" for column in columns]


def test_an_opinion_that_is_recorded_is_not_recorded_otherwise(session: Session, tmp_path: Path) -> None:
    """Nothing rectifies an opinion."""
    case = meeting_to_record(session, WORKING_GROUP)
    imported(session, tmp_path, filled(case), at=at_of(WORKING_GROUP))

    [told] = faults(session, tmp_path, case, write(3, reasons="Un motif de plus."))

    mend = "cette séance a déjà enregistré autre chose ; remettez l'avis enregistré, ou videz la ligne."
    assert told == f"Dossiers, ligne 3, « Motifs » : {mend}"


def test_another_signatory_is_refused_once(session: Session, tmp_path: Path) -> None:
    """It is said on the first worksheet, whatever the number of dossiers, and names nobody."""
    case = meeting_to_record(session, COMMISSION)
    imported(session, tmp_path, filled(case), at=at_of(COMMISSION))

    [told] = faults(session, tmp_path, case, write_head(name="Paul Essai"))

    mend = "des décisions déjà enregistrées ont un autre signataire ; remettez-le, ou videz leurs lignes."
    assert told == f"Séance, ligne 15, « Signataire (prénom et nom) » : {mend}"


def test_another_attendance_is_refused(session: Session, tmp_path: Path) -> None:
    """It is recorded once, and names nobody."""
    case = meeting_to_record(session, COMMISSION)
    imported(session, tmp_path, filled(case, write(2, sense=None)), at=at_of(COMMISSION))

    [told] = faults(session, tmp_path, case, write_head(present=("Préfecture de région", "M. Essai")))

    mend = "la présence de cette séance est déjà enregistrée, autrement ; remettez-la, ou videz ces lignes."
    assert told == f"Séance, ligne 18, « Présents » : {mend}"


def test_another_day_than_that_of_the_meeting_is_refused(session: Session, tmp_path: Path) -> None:
    """The sheet of another meeting is not that of this one."""
    case = meeting_to_record(session, COMMISSION)
    case.meeting.on = at_of(COMMISSION).date()
    session.flush()

    [told] = faults(session, tmp_path, case, write_head(on="07/07/2026"))

    mend = "la séance à enregistrer est celle du 08/07/2026 ; corrigez, ou déplacez-la (reporter-echeance)."
    assert told == f"Séance, ligne 14, « Jour de la séance » (« 07/07/2026 ») : {mend}"


def test_a_meeting_that_is_over_takes_nothing_more(session: Session, tmp_path: Path) -> None:
    """What it left goes to the next one."""
    case = meeting_to_record(session, COMMISSION)
    imported(session, tmp_path, filled(case, write(3, sense=None)), at=at_of(COMMISSION))
    case.meeting.closed_at = at_of(COMMISSION)
    session.flush()

    [told] = faults(session, tmp_path, case)

    mend = "cette séance est close ; videz la ligne : ce dossier ira à la suivante."
    assert told == f"Dossiers, ligne 3, « Référence » (« ARA-2026-0002 ») : {mend}"


@pytest.mark.parametrize(
    ("status", "standing"), [(Status.withdrawn, "retiré"), (Status.examined, "instruit"), (Status.late, "hors délai")]
)
def test_a_dossier_that_does_not_wait_for_the_body_is_refused(
    session: Session, tmp_path: Path, status: Status, standing: str
) -> None:
    """It was withdrawn since, or is not there yet; with its word taken out, its line says nothing."""
    case = meeting_to_record(session, COMMISSION)
    case.dossiers[1].status = status
    session.flush()

    [told] = faults(session, tmp_path, case)

    mend = f"il n'attend pas la commission : ce dossier est « {standing} » ; videz la ligne."
    assert told == f"Dossiers, ligne 3, « Référence » (« ARA-2026-0002 ») : {mend}"
    imported(session, tmp_path, filled(case, write(3, sense=None)), at=at_of(COMMISSION))
    assert case.dossiers[0].status is Status.accepted


def test_a_dossier_of_another_session_is_refused(session: Session, tmp_path: Path) -> None:
    """It is on no agenda of this one."""
    case = meeting_to_record(session, COMMISSION)
    other = application(session, campaign_with(session, year=2025), Status.studied)

    [told] = faults(session, tmp_path, case, write(3, reference=other.reference, organisation=None))

    mend = "ce dossier n'est pas à l'ordre du jour de cette séance ; videz la ligne."
    assert told == f"Dossiers, ligne 3, « Référence » (« {other.reference} ») : {mend}"
