"""What was typed wrong: corrected or taken back until somebody went by it; both versions stay."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application, Examination, Opinion, standing_opinions
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.mending import Entry
from models.vocabulary import Status
from tasks.acts.entries import correct_entry
from tasks.decisions.record import examine
from tasks.dossiers.identify import identify_dossier
from tests.factories import application as dossier
from tests.factories import paris, typed
from tests.support.arrivals import identification
from tests.support.bodies import COMMISSION, SEATS, sit
from tests.support.decided import decided
from tests.support.forms import APRIL, correction, finding
from tests.support.mails import Desk, siret
from tests.support.sittings import met

LATER = paris("2026-06-19 10:00")


def examined(desk: Desk) -> Application:
    """Return a dossier found against, with a remark."""
    one = dossier(desk.session, desk.campaign, Status.under_examination)
    examine(desk.session, finding(one, finding="unfavourable", comment="Trop loin"), at=APRIL)
    desk.session.refresh(one)
    return one


def studied(desk: Desk) -> Application:
    """Return a dossier of which the working group, at a meeting that is over, held against."""
    one = dossier(desk.session, desk.campaign, Status.examined)
    sit(desk, {one.reference: "unfavourable"})
    desk.session.refresh(one)
    return one


def corrected(desk: Desk, one: Application, entry: Entry, **fields: Any) -> Application:  # noqa: ANN401
    """Correct an entry, twice as a run that is made again would, and return the dossier."""
    for _ in range(2):
        correct_entry(desk.session, correction(one, entry, **fields), at=LATER)
    desk.session.flush()
    desk.session.refresh(one)
    return one


def why(desk: Desk, one: Application) -> list[str | None]:
    """Return the reasons of the corrections of a dossier, in its journal."""
    lines = select(JournalLine).where(JournalLine.application_id == one.id, JournalLine.event == "correct")
    return [line.reason for line in desk.session.exec(lines.order_by(col(JournalLine.id)))]


def refused(desk: Desk, one: Application, entry: Entry, **fields: Any) -> str:  # noqa: ANN401
    """Return why a correction is refused."""
    with pytest.raises(Refusal) as refusal:
        correct_entry(desk.session, correction(one, entry, **fields), at=LATER)
    return str(refusal.value)


def test_another_finding_takes_the_place_of_the_one_typed(any_desk: Desk) -> None:
    """Both stay, the journal says which stood, and the applicant hears of neither."""
    one = corrected(any_desk, examined(any_desk), Entry.finding, sense="favorable")

    rows = any_desk.session.exec(select(Examination).where(Examination.application_id == one.id)).all()
    assert [row.finding for row in rows] == ["unfavourable", "favourable"]
    assert why(any_desk, one) == ["conclusion favorable au lieu de défavorable : Mauvaise ligne"]
    assert (one.status, any_desk.kinds(one)) == (Status.examined, [])


def test_an_examiner_who_types_another_finding_corrects_the_first(desk: Desk) -> None:
    """By the form that records findings, on one dossier; on several, nothing is replaced unseen."""
    one, other = examined(desk), dossier(desk.session, desk.campaign, Status.under_examination)

    with pytest.raises(Refusal, match="Pour la corriger : corriger-saisie"):
        examine(desk.session, finding(one, applications=[one.reference, other.reference]), at=LATER)
    examine(desk.session, finding(one), at=LATER)

    assert why(desk, one) == ["conclusion favorable au lieu de défavorable"]


def test_a_finding_that_was_not_to_be_typed_is_taken_back(desk: Desk) -> None:
    """The dossier is to be examined, as before it."""
    one = corrected(desk, examined(desk), Entry.finding, removed=True)

    assert one.status is Status.under_examination
    assert why(desk, one) == ["conclusion défavorable retirée : Mauvaise ligne"]


def test_another_opinion_takes_the_place_of_the_one_typed(any_desk: Desk) -> None:
    """It is of the same meeting, what bodies read is the right one, and the secretary gets the minutes anew."""
    one = corrected(any_desk, studied(any_desk), Entry.opinion, sense="favorable")

    rows = any_desk.session.exec(
        select(Opinion).where(Opinion.application_id == one.id).order_by(col(Opinion.id))
    ).all()
    assert [row.opinion for row in rows] == ["unfavourable", "favourable"]
    assert {row.meeting_id for row in rows} == {met(any_desk).id}
    [standing] = any_desk.session.exec(standing_opinions(col(Opinion.application_id) == one.id))
    assert (standing.opinion, one.status) == ("favourable", Status.studied)
    assert why(any_desk, one) == ["avis favorable au lieu de défavorable : Mauvaise ligne"]
    minutes = any_desk.notices(kind="minutes")
    assert [typed(notice.subject).startswith("Procès-verbal corrigé") for notice in minutes] == [False, True]


def test_an_opinion_that_was_not_to_be_typed_is_taken_back(desk: Desk) -> None:
    """The dossier waits for the working group, whose meeting said nothing of it."""
    one = corrected(desk, studied(desk), Entry.opinion, removed=True)

    assert one.status is Status.examined
    assert list(desk.session.exec(standing_opinions(col(Opinion.application_id) == one.id))) == []


TOO_LATE: list[tuple[Callable[[Desk], Application], Entry, str]] = [
    (studied, Entry.finding, "un avis a été rendu ; s'il est mal saisi, corrigez l'avis"),
    (lambda desk: decided(desk, "accepted"), Entry.opinion, "rectifier-decision remplace la décision"),
    (examined, Entry.opinion, "aucun avis n'y est en vigueur"),
    (examined, Entry.withdrawal, "aucun retrait n'y est enregistré"),
    (examined, Entry.attendance, "aucune présence n'est enregistrée"),
]


@pytest.mark.parametrize(("made", "entry", "mend"), TOO_LATE)
def test_what_can_no_longer_be_corrected_says_what_to_do(
    desk: Desk, made: Callable[[Desk], Application], entry: Entry, mend: str
) -> None:
    """Once somebody went by it, another act does."""
    fields = {Entry.withdrawal: {}, Entry.attendance: {"present": ["Région"]}}.get(entry, {"sense": "favorable"})

    assert mend in refused(desk, made(desk), entry, **fields)


def test_an_opinion_that_the_commission_is_going_by_stays(desk: Desk) -> None:
    """Once its meeting began, the right thing is said there."""
    one, other = studied(desk), dossier(desk.session, desk.campaign, Status.studied)
    sit(desk, {other.reference: "accepted"}, COMMISSION)

    assert "la séance où il est à l'ordre du jour a commencé" in refused(desk, one, Entry.opinion, sense="favorable")


def test_an_attendance_typed_wrong_is_corrected(any_desk: Desk) -> None:
    """Each dossier of the meeting says who was held to be there before, and the minutes are sent anew."""
    one = corrected(any_desk, studied(any_desk), Entry.attendance, present=[*SEATS, "Mme Rare"])

    assert met(any_desk).present == [*SEATS, "Mme Rare"]
    [said] = why(any_desk, one)
    assert said is not None
    assert said.endswith(f"Mme Rare, au lieu de : {', '.join(SEATS)} : Mauvaise ligne")
    assert len(any_desk.notices(kind="minutes")) == 2


def test_an_attendance_never_takes_the_quorum_from_what_was_said(desk: Desk) -> None:
    """What was said without it is taken back first."""
    said = refused(desk, studied(desk), Entry.attendance, present=SEATS[:1])

    assert "le quorum n'y serait plus, et 1 dossier y a été délibéré : retirez d'abord ses avis" in said


def test_a_quorum_that_was_there_opens_its_meeting_again(desk: Desk) -> None:
    """The meeting said nothing for want of it: it goes on."""
    one = dossier(desk.session, desk.campaign, Status.examined)
    sit(desk, present=SEATS[:1])

    corrected(desk, one, Entry.attendance, present=list(SEATS))

    assert (met(desk).quorate, met(desk).closed_at) == (True, None)


def test_an_identification_typed_wrong_is_corrected(any_desk: Desk) -> None:
    """The wrong number is of nobody any more, and the journal says what it was."""
    one = dossier(any_desk.session, any_desk.campaign, Status.under_examination)
    wrong = {"organisation": "MJC de Bron", "identifier": siret(2)}
    identify_dossier(any_desk.session, identification(one, **wrong), at=APRIL)

    corrected(any_desk, one, Entry.identification, organisation="Foyer de l'Ain", identifier="W012345678")

    organisation = any_desk.organisation(one)
    assert (organisation.name, organisation.siret, organisation.rna) == ("Foyer de l'Ain", None, "W012345678")
    [last] = any_desk.session.exec(
        select(JournalLine.reason).where(col(JournalLine.reason).contains("au lieu de MJC de Bron"))
    )
    assert last == f"Foyer de l'Ain, RNA W012345678 : au lieu de MJC de Bron, {siret(2)} : Mauvaise ligne"
