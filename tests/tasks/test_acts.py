"""What people record: in its time, on dossiers that exist, once, and each dossier's own."""

import pytest
from pydantic import ValidationError
from sqlmodel import SQLModel, col, func, select

from models.application import Application, Decision, Examination, Opinion, Piece
from models.errors import Refusal
from models.forms import DecisionForm, ExaminationForm, OpinionForm, Signatory, UnusablePiece
from models.statuses import DecisionSense, Finding, OpinionSense, PieceState, Status
from tasks.acts import examine, record_decisions, record_opinions
from tests.factories import application as dossier
from tests.factories import paris
from tests.tasks.mails import Desk

APRIL, JUNE, JULY = paris("2026-04-20 10:00"), paris("2026-06-18 10:00"), paris("2026-07-09 10:00")
SIGNATORY = Signatory(name="Camille Essai", capacity="Présidente de la commission")


def finding(application: Application, **fields: object) -> ExaminationForm:
    """Return a form that finds in favour of a dossier, unless `fields` says otherwise."""
    row = {"applications": [application.reference], "finding": "favourable", "by": "Mme Essai"}
    return ExaminationForm.model_validate(row | fields)


def opinion(*applications: Application, **fields: object) -> OpinionForm:
    """Return a form with a favourable opinion on some dossiers, unless `fields` says otherwise."""
    row = {"applications": [one.reference for one in applications], "opinion": "favourable", "by": "M. Essai"}
    return OpinionForm.model_validate(row | fields)


def decision(*applications: Application, **fields: object) -> DecisionForm:
    """Return a form that accepts some dossiers, unless `fields` says otherwise."""
    row = {"applications": [one.reference for one in applications], "decision": "accepted", "by": "M. Essai"}
    return DecisionForm.model_validate(row | {"signatory": SIGNATORY} | fields)


def refusal(
    *applications: Application, reasons: str = "Article 3 du cahier des charges : aucun accueil."
) -> DecisionForm:
    """Return a form that refuses a dossier, with its reasons."""
    return decision(*applications, decision="refused", reasons=reasons)


def count(desk: Desk, table: type[SQLModel]) -> int:
    """Return how many rows a table holds."""
    return desk.session.exec(select(func.count()).select_from(table)).one()


def test_a_dossier_goes_from_its_examination_to_its_decision(any_desk: Desk) -> None:
    """Finding, opinion, decision: each a row, and the decision told."""
    application = dossier(any_desk.session, any_desk.campaign, Status.under_examination)

    examine(any_desk.session, finding(application), at=APRIL)
    record_opinions(any_desk.session, opinion(application), at=JUNE)
    record_decisions(any_desk.session, decision(application), at=JULY)

    any_desk.session.refresh(application)
    assert application.status is Status.accepted
    assert any_desk.journal(application) == ["examined", "studied", "accepted"]
    assert [count(any_desk, table) for table in (Examination, Opinion, Decision)] == [1, 1, 1]
    assert any_desk.kinds(application) == ["accepted"]


def test_a_finding_needs_a_dossier_under_examination(desk: Desk) -> None:
    """The message names the dossier, where it stands, and where it should."""
    application = dossier(desk.session, desk.campaign, Status.incomplete)

    with pytest.raises(Refusal) as refused:
        examine(desk.session, finding(application), at=APRIL)

    assert str(refused.value) == (
        "Dossier « ARA-2026-0001 » : ce dossier est « incomplet » ; l'acte « instruction » demande un dossier au statut : "
        "en instruction."
    )


def test_without_a_finding_pieces_are_noted_and_the_status_stays(any_desk: Desk) -> None:
    """An unsigned annexe is noted with its reason; the dossier stays in the queue."""
    application = dossier(any_desk.session, any_desk.campaign, Status.under_examination)
    unusable = [UnusablePiece(piece="annexe-2", reason="non signée")]

    examine(any_desk.session, finding(application, finding=None, unusable=unusable), at=APRIL)

    statement = select(Piece).where(Piece.application_id == application.id, col(Piece.state) == PieceState.unusable)
    assert [(piece.piece_id, piece.reason) for piece in any_desk.session.exec(statement)] == [
        ("annexe-2", "non signée")
    ]
    assert application.status is Status.under_examination


def test_the_same_note_twice_is_kept_once_until_the_piece_comes_again(desk: Desk) -> None:
    """A form sent twice adds nothing; after a new version, the same words are a new note."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    form = finding(application, finding=None, unusable=[UnusablePiece(piece="annexe-2", reason="illisible")])
    examine(desk.session, form, at=APRIL)
    examine(desk.session, form, at=APRIL)
    once = count(desk, Examination)
    statement = select(Piece).where(Piece.application_id == application.id, col(Piece.piece_id) == "annexe-2")
    desk.session.exec(statement).one().state = PieceState.received

    examine(desk.session, form, at=JUNE)

    assert (once, count(desk, Examination)) == (1, 2)


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

    assert str(refused.value) == (
        f"Dossier « {reference.upper()} » : aucun dossier de cette référence ; elle se lit dans le tableau des dossiers."
    )


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


def test_the_same_acts_twice_change_nothing(any_desk: Desk) -> None:
    """A form sent twice, or a flow run again: one row, one line, one notice."""
    application = dossier(any_desk.session, any_desk.campaign, Status.under_examination)

    for _ in range(2):
        examine(any_desk.session, finding(application, comment="Solide."), at=APRIL)
    for _ in range(2):
        record_opinions(any_desk.session, opinion(application), at=JUNE)
    for _ in range(2):
        record_decisions(any_desk.session, refusal(application), at=JULY)

    assert any_desk.journal(application) == ["examined", "studied", "refused"]
    assert [count(any_desk, table) for table in (Examination, Opinion, Decision)] == [1, 1, 1]
    assert any_desk.kinds(application) == ["refused"]


@pytest.mark.parametrize("other", [{"finding": "unfavourable"}, {"comment": "Fragile."}])
def test_a_finding_in_other_words_is_refused(desk: Desk, other: dict[str, str]) -> None:
    """Nothing that somebody typed is dropped in silence."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    examine(desk.session, finding(application), at=APRIL)

    with pytest.raises(Refusal, match="déjà « instruit », saisi par Mme Essai : cette saisie dit autre chose"):
        examine(desk.session, finding(application, **other), at=APRIL)


@pytest.mark.parametrize(
    "other", [{"opinion": "unfavourable", "reasons": "Article 3."}, {"reasons": "Réserves sur l'accueil."}]
)
def test_an_opinion_in_other_words_is_refused(desk: Desk, other: dict[str, str]) -> None:
    """Another sense, or other reasons for the same."""
    application = dossier(desk.session, desk.campaign, Status.examined)
    record_opinions(desk.session, opinion(application), at=JUNE)

    with pytest.raises(Refusal, match="déjà « étudié », saisi par M. Essai : cette saisie dit autre chose"):
        record_opinions(desk.session, opinion(application, **other), at=JUNE)


@pytest.mark.parametrize(
    "other",
    [
        {"reasons": "Article 4."},
        {"signatory": Signatory(name="Dominique Essai", capacity="Vice-président")},
    ],
)
def test_a_decision_in_other_words_is_refused(desk: Desk, other: dict[str, object]) -> None:
    """Other reasons or another signatory: the notice that left would be wrong."""
    application = dossier(desk.session, desk.campaign, Status.studied)
    record_decisions(desk.session, refusal(application), at=JULY)

    with pytest.raises(Refusal, match="déjà « refusé », saisi par M. Essai : cette saisie dit autre chose"):
        record_decisions(desk.session, DecisionForm.model_validate(refusal(application).model_dump() | other), at=JULY)


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
