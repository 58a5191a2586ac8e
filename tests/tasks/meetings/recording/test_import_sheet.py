"""Minutes imported from the spreadsheet: recorded as the forms record them, once, and told line by line."""

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.dossiers.application import Decision, Opinion
from models.dossiers.journal import JournalLine
from models.meetings.agenda import agenda
from models.meetings.meeting import AgendaItem, Meeting, Recusal
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import DecisionSense, Event, OpinionSense, StageName, Status
from tasks.meetings.recording.import_sheet import ABSENT, KNOWN, LATER, Plan
from tests.factories import paris
from tests.tasks.meetings.sheet.sheets import (
    AGAINST,
    NAMES,
    SEATS,
    Case,
    at_of,
    filled,
    imported,
    meeting_to_record,
    write,
)

WORKING_GROUP, COMMISSION = "working_group", "commission"
REASONS = "Accueil réservé aux adhérents (article L. 6111-5 du code du travail)."
each_body = pytest.mark.parametrize("stage", [WORKING_GROUP, COMMISSION])


def statuses(case: Case) -> list[Status]:
    """Where the dossiers of a meeting stand, in agenda order."""
    return [dossier.status for dossier in case.dossiers]


def changes(plan: Plan) -> list[str]:
    """What a plan says of each dossier, what is new first."""
    return [line.change for line in (*plan.new, *plan.rest)]


def kinds(session: Session) -> list[str]:
    """The notices that wait, by kind."""
    return sorted(session.exec(select(Notice.kind)))


@each_body
def test_a_sheet_left_as_it_was_filled_in_records_what_it_proposes(
    session: Session, tmp_path: Path, stage: StageName
) -> None:
    """Its secretary confirmed each line by importing it: all are favourable."""
    case = meeting_to_record(session, stage)

    plan, applications = imported(session, tmp_path, filled(case), at=at_of(stage))

    target = {WORKING_GROUP: Status.studied, COMMISSION: Status.accepted}[stage]
    assert statuses(case) == [target] * 3
    assert [application.reference for application in applications] == case.references
    assert (plan.code, plan.stage, plan.present) == ("ara-2026", stage, SEATS)
    assert [item.recorded_at for item in agenda(session, case.meeting)] == [at_of(stage)] * 3


def test_opinions_are_recorded_as_they_are_written(session: Session, tmp_path: Path) -> None:
    """Sense, reasons, the meeting, and who typed: whoever imports, after whoever filled in the sheet."""
    case = meeting_to_record(session, WORKING_GROUP)
    lines = [write(3, sense="défavorable", reasons=REASONS), write(4, sense="à ajourner", reasons="L'annexe 4 manque.")]

    plan, _ = imported(session, tmp_path, filled(case, *lines), at=at_of(WORKING_GROUP))

    given = session.exec(select(Opinion).order_by(col(Opinion.application_id))).all()
    assert [(each.opinion, each.reasons) for each in given] == [
        (OpinionSense.favourable, None),
        (OpinionSense.unfavourable, REASONS),
        (OpinionSense.adjourn, "L'annexe 4 manque."),
    ]
    assert {each.meeting_id for each in given} == {case.meeting.id}
    assert {each.by for each in given} == {"Coordination, d'après la saisie de Secrétariat"}
    assert [str(line) for line in plan.new] == [
        f"{case.references[0]} · {NAMES[0]} : instruit → étudié, avis favorable",
        f"{case.references[1]} · {NAMES[1]} : instruit → étudié, avis défavorable",
        f"{case.references[2]} · {NAMES[2]} : instruit → étudié, avis à ajourner",
    ]


def test_decisions_are_recorded_and_notified(session: Session, tmp_path: Path) -> None:
    """In the same transaction: each applicant's notice, and the minutes once all the dossiers were seen."""
    case = meeting_to_record(session, COMMISSION)
    adjourned = {"sense": "ajournée", "reasons": "Elles sont périmées.", "pieces": "annexe 4 ; Annexe-5"}
    lines = [write(3, sense="refusée", reasons=REASONS), write(4, **adjourned)]

    plan, _ = imported(session, tmp_path, filled(case, *lines), at=at_of(COMMISSION))

    taken = session.exec(select(Decision).order_by(col(Decision.application_id))).all()
    assert [(each.decision, each.reasons, each.pieces) for each in taken] == [
        (DecisionSense.accepted, None, []),
        (DecisionSense.refused, REASONS, []),
        (DecisionSense.adjourned, "Elles sont périmées.", ["annexe-4", "annexe-5"]),
    ]
    assert {(each.signatory_name, each.signatory_capacity) for each in taken} == {
        ("Jeanne Essai", "Présidente de la commission")
    }
    assert kinds(session) == ["accepted", "adjourned", "minutes", "refused"]
    assert changes(plan) == [
        "étudié → accepté, décision « acceptée »",
        "étudié → refusé, décision « refusée »",
        "étudié → ajourné, décision « ajournée »",
    ]


def test_it_is_recorded_on_each_engine(any_database: str, tmp_path: Path) -> None:
    """And taken back whole where it was only tried."""
    with transaction(any_database) as session:
        case = meeting_to_record(session, COMMISSION)
    content = filled(case, write(3, sense="refusée", reasons=REASONS))
    with transaction(any_database) as session:
        imported(session, tmp_path, content, at=at_of(COMMISSION))
        session.rollback()

    with transaction(any_database) as session:
        tried = session.exec(select(Decision)).all()
        plan, _ = imported(session, tmp_path, content, at=at_of(COMMISSION))

    assert (tried, len(plan.new)) == ([], 3)


def test_attendance_recusals_and_dissent_are_recorded(session: Session, tmp_path: Path) -> None:
    """Seats by the label of the region file, however they were typed; others as they were."""
    case = meeting_to_record(session, COMMISSION)
    said = write(2, recused="rectorat;M. Essai\nRECTORAT", dissent="Un membre aurait ajourné.")
    content = filled(case, said, present=("prefecture", "REGION AUVERGNE-RHONE-ALPES", "Mme Essai (DRAAF)"))

    plan, _ = imported(session, tmp_path, content, at=at_of(COMMISSION))

    assert sorted(session.get_one(Meeting, case.meeting.id).present or []) == [
        "Mme Essai (DRAAF)",
        "Préfecture de région",
        "Région Auvergne-Rhône-Alpes",
    ]
    kept_out = session.exec(select(Recusal.application_id, Recusal.member, Recusal.seat).order_by(col(Recusal.id)))
    assert kept_out.all() == [
        (case.dossiers[0].id, "Région académique (rectorat)", "rectorat"),
        (case.dossiers[0].id, "M. Essai", None),
    ]
    assert session.exec(select(AgendaItem.dissent).order_by(col(AgendaItem.position))).first() == (
        "Un membre aurait ajourné."
    )
    assert plan.new[0].change == "étudié → accepté, décision « acceptée », 2 déports, position divergente"


def test_a_tie_is_read_from_its_column_and_a_sheet_without_it_says_none(session: Session, tmp_path: Path) -> None:
    """Those that left before there was one are read as they are."""
    case = meeting_to_record(session, COMMISSION)
    content = filled(case, write(2, tied="Oui"), write(3, tied="non"), present=("prefecture", "rectorat"))

    imported(session, tmp_path, content, at=at_of(COMMISSION))

    tied = session.exec(select(AgendaItem.tied).order_by(col(AgendaItem.position))).all()
    assert tied == [True, False, False]


@each_body
def test_a_line_without_a_word_is_left_for_later(session: Session, tmp_path: Path, stage: StageName) -> None:
    """It is no error, nor is a line that was emptied or taken out: the plan says so, and the meeting stays open."""
    case = meeting_to_record(session, stage)
    emptied = write(4, rank=None, reference=None, organisation=None, finding=None, sense=None)

    plan, _ = imported(session, tmp_path, filled(case, write(3, sense=None), emptied), at=at_of(stage))

    waits = {WORKING_GROUP: Status.examined, COMMISSION: Status.studied}[stage]
    assert statuses(case)[1:] == [waits, waits]
    assert [(line.reference, line.change) for line in plan.rest] == [
        (case.references[1], LATER),
        (case.references[2], ABSENT),
    ]
    assert session.get_one(Meeting, case.meeting.id).closed_at is None


@each_body
def test_a_sheet_imported_twice_is_recorded_once(session: Session, tmp_path: Path, stage: StageName) -> None:
    """The second time, each line is « déjà enregistré », and nothing leaves."""
    case = meeting_to_record(session, stage)
    content = filled(case, write(3, sense=AGAINST[stage], reasons=REASONS, recused="rectorat", dissent="Un membre."))
    imported(session, tmp_path, content, at=at_of(stage))
    former = (statuses(case), kinds(session), len(session.exec(select(JournalLine)).all()))

    plan, applications = imported(session, tmp_path, content, at=at_of(stage))

    assert (plan.new, [line.change for line in plan.rest], applications) == ([], [KNOWN] * 3, [])
    assert (statuses(case), kinds(session), len(session.exec(select(JournalLine)).all())) == former


def test_what_was_left_for_later_is_recorded_with_the_same_sheet(session: Session, tmp_path: Path) -> None:
    """Completed the next day: what was recorded is known, what is added is new."""
    case = meeting_to_record(session, COMMISSION)
    imported(session, tmp_path, filled(case, write(3, sense=None)), at=at_of(COMMISSION))

    plan, _ = imported(session, tmp_path, filled(case), at=paris("2026-07-09 09:00"))

    assert changes(plan) == ["étudié → accepté, décision « acceptée »", KNOWN, KNOWN]
    assert kinds(session) == ["accepted", "accepted", "accepted", "minutes"]


def test_the_sheet_of_a_former_meeting_is_known_once_the_next_is_under_way(session: Session, tmp_path: Path) -> None:
    """Its day says which meeting it is about."""
    case = meeting_to_record(session, COMMISSION)
    content = filled(case)
    imported(session, tmp_path, content, at=at_of(COMMISSION))
    session.add(
        Meeting(campaign_id=case.campaign.id or 0, stage=COMMISSION, number=2, set_by="x", set_at=at_of(COMMISSION))
    )
    session.flush()

    plan, _ = imported(session, tmp_path, content, at=paris("2026-07-20 09:00"))

    assert changes(plan) == [KNOWN] * 3


def test_attendance_alone_is_recorded(session: Session, tmp_path: Path) -> None:
    """All the dossiers may be left for another day."""
    case = meeting_to_record(session, WORKING_GROUP)
    later = [write(row, sense=None) for row in (2, 3, 4)]

    plan, applications = imported(session, tmp_path, filled(case, *later), at=at_of(WORKING_GROUP))

    assert (plan.present, changes(plan), applications) == (SEATS, [LATER] * 3, [])
    assert set(session.get_one(Meeting, case.meeting.id).present or []) == set(SEATS)


def test_a_dossier_that_became_ready_since_may_be_added(session: Session, tmp_path: Path) -> None:
    """The sheet left with the convening: a line is typed for what came on the agenda after it."""
    case = meeting_to_record(session, WORKING_GROUP)
    case.dossiers[2].status = Status.under_examination
    session.flush()
    content = filled(case, write(4, rank=None, finding=None))
    case.dossiers[2].status = Status.examined
    session.flush()

    imported(session, tmp_path, content, at=at_of(WORKING_GROUP))

    assert statuses(case) == [Status.studied] * 3


def test_who_imports_their_own_sheet_is_named_once(session: Session, tmp_path: Path) -> None:
    """The journal says who acted."""
    case = meeting_to_record(session, WORKING_GROUP)

    imported(session, tmp_path, filled(case, by="Coordination"), at=at_of(WORKING_GROUP))

    written = select(JournalLine.by).where(JournalLine.event == Event.opinion)
    assert set(session.exec(written)) == {"Coordination"}
