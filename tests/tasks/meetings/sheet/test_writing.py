"""The spreadsheet of a meeting, as its secretary opens it."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from sqlmodel import Session

from models.meetings.recusals import keep_out
from models.vocabulary import Finding, OpinionSense, StageName, Status
from tasks.meetings.sheet.columns import DOSSIERS, LISTS, SITTING
from tasks.meetings.sheet.matter import sheet_of
from tasks.meetings.sheet.writing import write_sheet
from tests.tasks.meetings.sheet.sheets import Case, at_of, examined, meeting_to_record, place_of, studied

WORKING_GROUP, COMMISSION = "working_group", "commission"
each_body = pytest.mark.parametrize("stage", [WORKING_GROUP, COMMISSION])


def opened(case: Case) -> Workbook:
    """The sheet of a meeting, opened."""
    return load_workbook(BytesIO(case.content))


def column(session: Session, case: Case, key: str) -> list[Any]:
    """What a column of the sheet of a meeting holds, as it is written now."""
    page = load_workbook(BytesIO(write_sheet(sheet_of(session, case.campaign, case.meeting))))[DOSSIERS]
    return [page.cell(row, place_of(page, key)).value for row in range(2, page.max_row + 1)]


def test_the_working_group_says_an_opinion(session: Session) -> None:
    """Neither its own opinion nor pieces are among the columns: it says the one, and cannot ask for the others."""
    page = opened(meeting_to_record(session, WORKING_GROUP))[DOSSIERS]

    assert [cell.value for cell in page[1]] == [
        "Rang",
        "Référence",
        "Organisme",
        "Conclusion de l'instructeur",
        "Avis",
        "Motifs",
        "Déports",
        "Position divergente",
        "Partage des voix",
    ]


def test_the_commission_says_a_decision(session: Session) -> None:
    """With the opinion of the working group in sight, and the pieces that an adjournment asks for."""
    page = opened(meeting_to_record(session, COMMISSION))[DOSSIERS]

    assert [cell.value for cell in page[1]] == [
        "Rang",
        "Référence",
        "Organisme",
        "Conclusion de l'instructeur",
        "Avis rendu",
        "Décision",
        "Motifs en droit",
        "Motifs",
        "Pièces demandées",
        "Déports",
        "Position divergente",
        "Partage des voix",
    ]


def test_dossiers_are_in_agenda_order(session: Session) -> None:
    """One a line, the first received first."""
    case = meeting_to_record(session, WORKING_GROUP)

    assert column(session, case, "reference") == case.references
    assert column(session, case, "rank") == [1, 2, 3]


def test_the_working_group_reads_what_the_examiner_found(session: Session) -> None:
    """The finding stands in its column, and is proposed as the opinion, with the examiner's comment as reasons."""
    case = meeting_to_record(session, WORKING_GROUP)
    examined(session, case.dossiers[1], Finding.unfavourable, "Accueil réservé aux adhérents.")

    assert column(session, case, "finding") == ["favorable", "défavorable", "favorable"]
    assert column(session, case, "sense") == ["favorable", "défavorable", "favorable"]
    assert column(session, case, "reasons") == [None, "Accueil réservé aux adhérents.", None]


def test_the_commission_reads_what_the_working_group_said(session: Session) -> None:
    """Its opinion stands in its column with its reasons, and what it leads to is proposed as the decision."""
    case = meeting_to_record(session, COMMISSION)
    studied(session, case.campaign, case.dossiers[2], OpinionSense.adjourn, "L'annexe 4 est périmée.")

    assert column(session, case, "opinion")[2] == "à ajourner : L'annexe 4 est périmée."
    assert column(session, case, "sense") == ["acceptée", "acceptée", "ajournée"]
    assert column(session, case, "reasons") == [None, None, "L'annexe 4 est périmée."]


def test_those_who_keep_out_are_named(session: Session) -> None:
    """Recusals declared before the meeting are on the line of the dossier."""
    case = meeting_to_record(session, COMMISSION)
    [first, *_] = case.dossiers
    declared = [(first, "Préfecture de région"), (first, "M. Essai")]
    keep_out(session, case.campaign.rules, COMMISSION, declared, by="Mme Essai", at=at_of(COMMISSION))

    assert column(session, case, "recused") == ["Préfecture de région ; M. Essai", None, None]


def test_a_dossier_withdrawn_since_is_left_out(session: Session) -> None:
    """Nothing is to be said of it any more."""
    case = meeting_to_record(session, WORKING_GROUP)
    case.dossiers[0].status = Status.withdrawn
    session.flush()

    assert column(session, case, "reference") == case.references[1:]


@each_body
def test_the_drop_down_has_the_words_of_the_body(session: Session, stage: StageName) -> None:
    """Another word is refused while it is typed."""
    page = opened(meeting_to_record(session, stage))[DOSSIERS]

    [offered] = [each for each in page.data_validations.dataValidation if each.errorTitle == "Valeur inconnue"]
    words = {WORKING_GROUP: "favorable,défavorable,à ajourner", COMMISSION: "acceptée,refusée,ajournée"}
    assert (offered.type, offered.formula1, offered.showErrorMessage) == ("list", f'"{words[stage]}"', True)


def test_the_seats_of_the_body_are_offered(session: Session) -> None:
    """For those who were there, and for those who kept out: others may be typed."""
    book = opened(meeting_to_record(session, WORKING_GROUP))

    assert [cell.value for cell in book[LISTS]["A"] if cell.value] == [
        "Sièges",
        "Région Auvergne-Rhône-Alpes",
        "Préfecture de région",
        "Région académique (rectorat)",
        "Direction régionale de l'alimentation, de l'agriculture et de la forêt",
    ]
    offered = [
        each
        for page in (book[SITTING], book[DOSSIERS])
        for each in page.data_validations.dataValidation
        if each.formula1 == "Listes!$A$2:$A$5"
    ]
    assert [each.showErrorMessage for each in offered] == [False, False]


@each_body
def test_what_is_only_to_be_read_is_kept_and_looks_so(session: Session, stage: StageName) -> None:
    """Grey, and typing there is refused; what to fill in is yellow, and takes any text as it is typed."""
    page = opened(meeting_to_record(session, stage))[DOSSIERS]

    [kept] = [each for each in page.data_validations.dataValidation if each.type == "custom"]
    for cell in page[2]:
        is_kept = cell.coordinate in kept.sqref
        assert cell.fill.fgColor.rgb == ("00EDEDED" if is_kept else "00FFF9DB")
        assert is_kept or cell.number_format == "@"


def test_missing_reasons_are_seen_while_filling_in(session: Session) -> None:
    """The cell is orange until it has some, wherever the word is not the favourable one."""
    page = opened(meeting_to_record(session, COMMISSION))[DOSSIERS]

    [(cells, [rule])] = [(str(each.sqref), each.rules) for each in page.conditional_formatting]
    assert (cells, rule.formula) == ("H2:H4", ['AND($F2<>"",$F2<>"acceptée",TRIM($H2)="")'])


@each_body
def test_it_reads_and_prints_well(session: Session, stage: StageName) -> None:
    """The heading stays in sight, filters, and is on each page; the document has a title and a language."""
    book = opened(meeting_to_record(session, stage))
    page = book[DOSSIERS]

    assert (page.freeze_panes, page.auto_filter.ref is not None, page.print_title_rows) == ("D2", True, "$1:$1")
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert {cell.alignment.wrap_text for cell in page[2]} == {True}
    assert book.properties.language == "fr-FR"
    assert book.properties.title is not None
    assert book.properties.title.endswith("procès-verbal à compléter")
    assert book.sheetnames == [SITTING, DOSSIERS, LISTS]


@each_body
def test_it_says_how_to_fill_it_in(session: Session, stage: StageName) -> None:
    """In French, above what is said once; nothing is left to fill in the text itself."""
    page = opened(meeting_to_record(session, stage))[SITTING]

    texts = [str(cell.value) for cell in page["A"] if cell.value]
    assert texts[0] == {WORKING_GROUP: "Groupe de travail", COMMISSION: "Commission"}[stage] + " · Session 2026"
    assert [text[:2] for text in texts[2:9]] == ["1.", "2.", "3.", "4.", "5.", "6.", "7."]
    assert "{" not in "".join(texts)


def test_a_meeting_that_is_set_says_its_day(session: Session) -> None:
    """As a date, and not as a text that looks like one."""
    case = meeting_to_record(session, WORKING_GROUP)
    case.meeting.on = at_of(WORKING_GROUP).date()
    page = load_workbook(BytesIO(write_sheet(sheet_of(session, case.campaign, case.meeting))))[SITTING]

    [day] = [row[1] for row in page.iter_rows() if row[0].value == "Jour de la séance"]
    assert (day.value, day.number_format) == (datetime(2026, 6, 17), "dd/mm/yyyy")  # noqa: DTZ001  a day


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example")', "+33 Conseil", "-Emploi", "@ccueil & Cie"])
def test_a_text_that_begins_like_a_formula_stays_a_text(session: Session, name: str) -> None:
    """Now, and once its cell is edited: an organisation may be called anything."""
    page = opened(meeting_to_record(session, WORKING_GROUP, [name]))[DOSSIERS]

    cell = page["C2"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (name, "s", True)


def test_signs_that_no_file_can_hold_are_left_out(session: Session) -> None:
    """A mail may bring any sign into a name: the sheet opens all the same."""
    page = opened(meeting_to_record(session, WORKING_GROUP, ["Info\x00 jeunes\x0b\ufffe"]))[DOSSIERS]

    assert page["C2"].value == "Info  jeunes  "


def test_a_meeting_without_dossiers_has_a_sheet(session: Session) -> None:
    """Those who were there are recorded all the same."""
    page = opened(meeting_to_record(session, COMMISSION, []))[DOSSIERS]

    assert (page.max_row, page.auto_filter.ref) == (1, "A1:L2")
