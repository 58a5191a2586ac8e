"""What the papers of a meeting are made of: a page for each dossier, and the minutes."""

from datetime import date
from typing import Any

from sqlmodel import select

from models.dossiers.application import Application, Decision, Examination, GridLine, Met, Opinion, Piece
from models.forms.dossiers import WithdrawalForm
from models.intake.answers import Answer, CommitmentAnswer
from models.meetings.agenda import waiting
from models.vocabulary import DecisionSense, OpinionSense, PieceState, StageName
from notifications.documents.typeset import typeset
from notifications.views.documents import AgendaDocument, Conclusion, LeftOver, MinutesDocument, PieceLine
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.calendar.papers import agenda_document, minutes_document
from tests.factories import campaign_with, decision_on, paris, passage
from tests.notifications.documents.papers import read
from tests.support.bodies import COMMISSION, GROUP, MET, keep_out, move, send_convening, set_day, sit, waits
from tests.support.mails import Desk
from tests.support.sittings import met, said_line

LABELS = (
    "Région Auvergne-Rhône-Alpes",
    "Préfecture de région",
    "Région académique (rectorat)",
    "Direction régionale de l'alimentation, de l'agriculture et de la forêt",
)


def agenda_paper(desk: Desk, stage: StageName = GROUP) -> AgendaDocument:
    """Return the agenda of a body's meeting."""
    meeting = met(desk, stage)
    return agenda_document(desk.session, desk.campaign, meeting, waiting(desk.session, meeting))


def minutes_paper(desk: Desk, stage: StageName = GROUP) -> MinutesDocument:
    """Return the minutes of a body's meeting."""
    return minutes_document(desk.session, desk.campaign, met(desk, stage), by="Mme Essai", at=MET[stage])


def piece(desk: Desk, dossier: Application, name: str, state: PieceState, reason: str | None) -> None:
    """Note how a piece stands."""
    of_it = select(Piece).where(Piece.application_id == dossier.id, Piece.piece_id == name)
    found = desk.session.exec(of_it).one()
    found.state, found.reason = state, reason


def test_a_page_says_who_it_is_and_what_is_there(desk: Desk) -> None:
    """Identity, receipt, pieces in the order of the region file, and the finding."""
    dossier = waits(desk, network=None)
    piece(desk, dossier, "annexe-1", PieceState.unusable, "la page 3 manque")
    piece(desk, dossier, "annexe-2", PieceState.missing, None)
    desk.session.exec(select(Examination)).one().comment = "Deux sites."
    set_day(desk)
    send_convening(desk)

    [entry] = agenda_paper(desk).items
    assert (entry.position, entry.reference, entry.organisation) == (1, dossier.reference, "CIDFF de l'Ain")
    assert (entry.received_at, entry.circle, entry.status) == (paris("2026-02-10 09:11"), 3, "instruit")
    assert entry.pieces[:3] == (
        PieceLine(label="Dossier de candidature", state="reçu"),
        PieceLine(label="Annexe 1", state="inexploitable : la page 3 manque"),
        PieceLine(label="Annexe 2", state="à fournir"),
    )
    assert entry.examination is not None
    assert (entry.examination.by, entry.examination.sense, entry.examination.reasons) == (
        "service instructeur",
        "favorable",
        "Deux sites.",
    )


def test_former_opinions_and_decisions_are_told_in_their_order(desk: Desk) -> None:
    """A dossier that comes back says from where, what was said of it then, and by whom."""
    former = campaign_with(desk.session, {"bodies.gt_orientation.label": "groupe de 2025"}, year=2025)
    dossier = waits(desk, COMMISSION)
    passage(desk.session, former, dossier)
    early = Opinion(
        application_id=dossier.id or 0,
        campaign_id=former.id or 0,
        stage="working_group",
        body="gt_orientation",
        opinion=OpinionSense.adjourn,
        reasons="Bilan attendu.",
        by="M. Essai",
        given_at=paris("2025-06-17 15:00"),
    )
    desk.session.add(early)
    decision_on(desk.session, dossier, DecisionSense.adjourned, decided_at=paris("2025-07-09 15:00"))
    set_day(desk, COMMISSION)
    send_convening(desk, COMMISSION)

    [entry] = agenda_paper(desk, COMMISSION).items
    assert entry.carried_over_from == "Session 2025"
    assert Conclusion(by="groupe de 2025", sense="à ajourner", reasons="Bilan attendu.", on=date(2025, 6, 17)) in (
        entry.opinions
    )
    assert [(one.sense, one.on) for one in entry.decisions] == [("ajournée", date(2025, 7, 9))]


def test_an_opinion_is_of_the_day_on_which_the_body_met(desk: Desk) -> None:
    """However late it was recorded."""
    dossier = waits(desk)
    set_day(desk)
    sit(desk, {dossier.reference: "favourable"}, at=paris("2026-06-25 10:00"))
    set_day(desk, COMMISSION)
    send_convening(desk, COMMISSION)

    [entry] = agenda_paper(desk, COMMISSION).items
    assert [opinion.on for opinion in entry.opinions] == [date(2026, 6, 18)]


def test_a_page_that_was_moved_says_why(desk: Desk) -> None:
    """The others say nothing of it."""
    _, second = waits(desk), waits(desk)
    set_day(desk)
    move(desk, second, 1, "Un motif.")

    assert [entry.moved for entry in agenda_paper(desk).items] == ["Un motif.", None]


def test_the_minutes_say_what_was_said(any_desk: Desk) -> None:
    """CRPA R133-13: who was there, who was not, each sense with its reasons, recusals and dissent."""
    good, bad = waits(any_desk, COMMISSION), waits(any_desk, COMMISSION)
    keep_out(any_desk, bad, member="draaf")
    set_day(any_desk, COMMISSION)
    rows = [
        said_line(good, "accepted", dissent="Un membre s'abstient."),
        said_line(bad, "adjourned", reasons="Bilan attendu.", pieces=["annexe-4"]),
    ]
    sit(any_desk, None, COMMISSION, lines=rows)

    paper = minutes_paper(any_desk, COMMISSION)
    first, second = paper.items
    assert (paper.seats, paper.present, paper.absent, paper.quorate) == (LABELS, LABELS[:2], LABELS[2:], True)
    assert (first.reference, first.sense, first.dissent, first.recused) == (
        good.reference,
        "acceptée",
        "Un membre s'abstient.",
        (),
    )
    assert (second.sense, second.reasons, second.pieces, second.recused) == (
        "ajournée",
        "Bilan attendu.",
        ("Annexe 4",),
        (LABELS[3],),
    )
    assert (paper.drawn_up_on, paper.drawn_up_by) == (date(2026, 7, 9), "Mme Essai")


def test_the_minutes_name_what_was_left_and_not_what_was_withdrawn(desk: Desk) -> None:
    """Case 37: a candidacy that was withdrawn is off the agendas."""
    said, left, gone = waits(desk), waits(desk, name="MIFE"), waits(desk)
    set_day(desk)
    send_convening(desk)
    withdraw(desk.session, WithdrawalForm(reference=gone.reference, by="Mme Essai"), at=MET[GROUP])
    sit(desk, {said.reference: "favourable"}, is_over=True)

    paper = minutes_paper(desk)
    assert [item.reference for item in paper.items] == [said.reference]
    assert paper.not_examined == (LeftOver(position=2, reference=left.reference, organisation="MIFE"),)


def test_the_minutes_hold_nobody_to_be_absent_whom_nobody_named(desk: Desk) -> None:
    """Those who were there were told by their functions, or not at all."""
    first, second = waits(desk), waits(desk)
    set_day(desk)
    sit(desk, {first.reference: "favourable"}, present=None)
    untold = minutes_paper(desk)
    sit(desk, {second.reference: "favourable"}, present=("La présidente", "Un conseiller"))
    told = minutes_paper(desk)

    assert (untold.present, untold.absent, untold.quorate) == ((), (), None)
    assert (told.present, told.absent) == (("La présidente", "Un conseiller"), ())


def test_the_minutes_say_what_the_meeting_said_whatever_came_since(desk: Desk) -> None:
    """A decision that replaces another is not the meeting's."""
    dossier = waits(desk, COMMISSION)
    set_day(desk, COMMISSION)
    sit(desk, {dossier.reference: "refused"}, COMMISSION)
    decision_on(desk.session, dossier, DecisionSense.accepted, version=2)

    assert [item.sense for item in minutes_paper(desk, COMMISSION).items] == ["refusée"]
    assert len(desk.session.exec(select(Decision)).all()) == 2


def test_a_page_shows_each_commitment_with_what_was_found(desk: Desk) -> None:
    """The body reads what the applicant answers beside the grid of the examiner."""
    dossier = waits(desk)
    row: dict[str, Any] = {"application_id": dossier.id, "by": "Mme Essai", "at": MET[GROUP]}
    desk.session.add(CommitmentAnswer(commitment="e1", answer=Answer.how, how="De plain-pied", **row))
    desk.session.add(GridLine(commitment="e1", met=Met.partly, comment="Un seul site", **row))
    set_day(desk)
    send_convening(desk)

    paper = agenda_paper(desk)

    assert paper.items[0].said is not None
    assert (
        "E1 Gratuité, accessibilité, proximité De plain-pied en partie Un seul site"
        in read(typeset("agenda", paper)).text
    )


def test_a_page_says_nothing_of_commitments_where_nothing_is_said(desk: Desk) -> None:
    """A table of empty lines tells nobody."""
    waits(desk)
    set_day(desk)
    send_convening(desk)

    assert agenda_paper(desk).items[0].said is None
