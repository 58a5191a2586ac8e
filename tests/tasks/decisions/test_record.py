"""What people record: in its time, on dossiers that exist, once, and each dossier's own."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from models.dossiers.application import Decision, Opinion, Piece
from models.errors import Refusal
from models.forms.dossiers import OpinionForm, UnusablePiece
from models.vocabulary import DecisionSense, Finding, OpinionSense, PieceState, RequestOutcome, Status
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine, record_decisions
from tasks.sessions.daily import remind_of_requests
from tests.factories import application as dossier
from tests.factories import completion_request, paris
from tests.support.forms import APRIL, JULY, JUNE, decision, finding, opinion, refusal
from tests.support.mails import Desk


def test_a_dossier_goes_from_its_examination_to_its_decision(desk: Desk) -> None:
    """Finding, opinion, decision: each a row, and the decision told."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    examine(desk.session, finding(application), at=APRIL)
    record_opinions(desk.session, opinion(application), at=JUNE)
    record_decisions(desk.session, decision(application), at=JULY)

    desk.session.refresh(application)
    assert application.status is Status.accepted
    assert desk.journal(application) == ["examined", "studied", "accepted"]
    assert desk.kinds(application) == ["accepted"]


def test_a_finding_needs_a_dossier_under_examination(desk: Desk) -> None:
    """The message names the dossier, where it stands, and where it should."""
    application = dossier(desk.session, desk.campaign, Status.incomplete)

    with pytest.raises(Refusal) as refused:
        examine(desk.session, finding(application), at=APRIL)

    assert str(refused.value) == (
        "Dossier « ARA-2026-0001 » : ce dossier est « incomplet » ; "
        "l'acte « instruction » demande un dossier au statut : en instruction."
    )


def test_without_a_finding_pieces_are_noted_and_the_status_stays(desk: Desk) -> None:
    """An unsigned annexe is noted with its reason; the dossier stays in the queue."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    unusable = [UnusablePiece(piece="annexe-2", reason="non signée")]

    examine(desk.session, finding(application, finding=None, unusable=unusable), at=APRIL)

    statement = select(Piece).where(Piece.application_id == application.id, col(Piece.state) == PieceState.unusable)
    assert [(piece.piece_id, piece.reason) for piece in desk.session.exec(statement)] == [("annexe-2", "non signée")]
    assert application.status is Status.under_examination


def test_pieces_of_a_decided_dossier_are_noted_no_more(desk: Desk) -> None:
    """What is decided is examined no longer, and the message says so."""
    application = dossier(desk.session, desk.campaign, Status.accepted)

    with pytest.raises(Refusal, match="ses pièces ne s'instruisent plus : il est déjà « accepté »"):
        examine(desk.session, finding(application, finding=None), at=JULY)


@pytest.mark.parametrize("reference", ["ARA-2026-9999", "n'importe quoi"])
def test_an_unknown_reference_is_refused_in_french(desk: Desk, reference: str) -> None:
    """With the field, the value and where to read the right one."""
    form = OpinionForm(applications=[reference], opinion=OpinionSense.favourable, by="M. Essai")

    with pytest.raises(Refusal) as refused:
        record_opinions(desk.session, form, at=JUNE)

    assert (refused.value.field, refused.value.value) == ("Dossier", reference.upper())
    assert refused.value.mend == "aucun dossier de cette référence ; elle se lit dans la liste des dossiers."


def test_an_unknown_piece_is_refused_in_french(desk: Desk) -> None:
    """With those of the region, at the examination as in a decision."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    other = dossier(desk.session, desk.campaign, Status.studied)
    unusable = [UnusablePiece(piece="annexe-9", reason="illisible")]
    adjourned = decision(other, decision="adjourned", reasons="Article 3.", pieces=["annexe-9"])

    with pytest.raises(Refusal, match="Pièce « annexe-9 » : inconnue ; pièces de la région : dossier, annexe-1"):
        examine(desk.session, finding(application, unusable=unusable), at=APRIL)
    with pytest.raises(Refusal, match="Pièce « annexe-9 » : inconnue ; pièces de la région : dossier, annexe-1"):
        record_decisions(desk.session, adjourned, at=JULY)


def test_an_opinion_before_the_stage_opens_is_refused(desk: Desk) -> None:
    """The working group has not met before its first of June."""
    application = dossier(desk.session, desk.campaign, Status.examined)

    with pytest.raises(Refusal, match="01/06/2026"):
        record_opinions(desk.session, opinion(application), at=paris("2026-05-31 23:59:59"))

    record_opinions(desk.session, opinion(application), at=paris("2026-06-01 00:00"))
    assert desk.journal(application) == ["studied"]


def test_a_decision_before_the_stage_opens_is_refused(desk: Desk) -> None:
    """Nor the commission before its first of July."""
    application = dossier(desk.session, desk.campaign, Status.studied)

    with pytest.raises(Refusal, match="01/07/2026"):
        record_decisions(desk.session, decision(application), at=paris("2026-06-30 23:59:59"))

    assert desk.kinds(application) == []


def test_a_decision_needs_the_working_group_first(desk: Desk) -> None:
    """What was not studied is not decided."""
    application = dossier(desk.session, desk.campaign, Status.examined)

    with pytest.raises(Refusal, match="demande un dossier au statut : étudié"):
        record_decisions(desk.session, decision(application), at=JULY)


def test_an_accepted_dossier_cannot_be_refused_by_the_same_form(desk: Desk) -> None:
    """A decision that was notified is not turned round by typing another."""
    application = dossier(desk.session, desk.campaign, Status.studied)
    record_decisions(desk.session, decision(application), at=JULY)

    with pytest.raises(Refusal, match="ce dossier est « accepté »"):
        record_decisions(desk.session, refusal(application), at=JULY)


@pytest.mark.parametrize("sense", [DecisionSense.refused, DecisionSense.adjourned])
@pytest.mark.parametrize("reasons", [None, "", "   "])
def test_no_refusal_without_reasons(desk: Desk, sense: DecisionSense, reasons: str | None) -> None:
    """Case 45, CRPA L211-5: the form itself refuses it."""
    application = dossier(desk.session, desk.campaign, Status.studied)

    with pytest.raises(ValidationError):
        decision(application, decision=sense, reasons=reasons)


def test_no_refusal_of_several_dossiers_at_once(desk: Desk) -> None:
    """Reasons are each dossier's own."""
    applications = [dossier(desk.session, desk.campaign, Status.studied) for _ in range(2)]

    with pytest.raises(ValidationError, match="un seul dossier à la fois"):
        refusal(*applications)


def test_one_dossier_in_the_wrong_status_refuses_the_whole_form(desk: Desk) -> None:
    """All or nothing: the message names the one to take out."""
    good = dossier(desk.session, desk.campaign, Status.examined)
    bad = dossier(desk.session, desk.campaign, Status.incomplete)

    with pytest.raises(Refusal, match=bad.reference):
        record_opinions(desk.session, opinion(good, bad), at=JUNE)

    assert (good.status, desk.journal(good)) == (Status.examined, [])


def test_an_unfavourable_opinion_binds_nobody(desk: Desk) -> None:
    """Case 44: the group was against, the commission accepts, and both are kept."""
    application = dossier(desk.session, desk.campaign, Status.examined)
    record_opinions(desk.session, opinion(application, opinion="unfavourable", reasons="Article 3."), at=JUNE)

    record_decisions(desk.session, decision(application), at=JULY)

    assert desk.session.exec(select(Opinion.opinion)).one() is OpinionSense.unfavourable
    assert desk.session.exec(select(Decision.decision)).one() is DecisionSense.accepted


def test_a_finding_against_goes_on_to_the_working_group(desk: Desk) -> None:
    """The system refuses nobody: an unfavourable finding is somebody's opinion."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    examine(desk.session, finding(application, finding=Finding.unfavourable), at=APRIL)

    desk.session.refresh(application)
    assert application.status is Status.examined


@pytest.mark.parametrize(
    ("sense", "outcome", "told"),
    [
        ("refused", RequestOutcome.cancelled, ["refused"]),
        ("accepted", RequestOutcome.open, ["accepted", "completion_reminder"]),
        ("adjourned", RequestOutcome.open, ["adjourned", "completion_reminder"]),
    ],
)
def test_who_is_refused_is_asked_for_nothing_any_more(
    desk: Desk, sense: str, outcome: RequestOutcome, told: list[str]
) -> None:
    """A piece that stops nothing may be asked for until the decision, and after it of those whom it still serves."""
    application = dossier(desk.session, desk.campaign, Status.studied)
    row = {"next_reminder_at": paris("2026-07-13 09:00")}
    request = completion_request(desk.session, desk.campaign, application, due_on=date(2026, 7, 20), **row)

    record_decisions(desk.session, decision(application, decision=sense, reasons="Article 3."), at=JULY)
    desk.session.refresh(request)
    remind_of_requests(desk.session, desk.campaign, at=paris("2026-07-13 09:00"))

    assert (request.outcome, desk.kinds(application)) == (outcome, told)


def test_forty_refusals_tell_each_applicant_its_own_reasons(any_desk: Desk) -> None:
    """Nobody reads of anybody else: not a name, not a reference, not a reason (case 40)."""
    names = [f"Organisme-{number:02d}" for number in range(40)]
    applications = [dossier(any_desk.session, any_desk.campaign, Status.studied, name=name) for name in names]

    for name, application in zip(names, applications, strict=True):
        record_decisions(any_desk.session, refusal(application, reasons=f"Motif-{name}."), at=JULY)

    notices = any_desk.notices(kind="refused")
    facts = [(one.reference, name, f"Motif-{name}.") for one, name in zip(applications, names, strict=True)]
    told = [[own for own in facts if any(fact in notice.text + notice.html for fact in own)] for notice in notices]
    assert told == [[own] for own in facts]
    assert [notice.recipient for notice in notices] == [application.contact for application in applications]
