"""The answers of a dossier: those of its deposits, the last that counts, and what a person types in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.dossiers.requests import is_formal
from models.errors import Refusal
from models.forms.dossiers import AnswersForm
from models.forms.requests import CompletionForm
from models.intake.answers import Answer, CommitmentAnswer, counted
from models.vocabulary import Status
from notifications.loading.commitments import load_commitments
from notifications.views.commitments import CommitmentsView
from tasks.dossiers.requests import ask
from tasks.intake.commitments.typed import type_answers
from tasks.sessions.daily import acknowledge, expire_requests
from tests.factories import application, paris
from tests.support.incomplete import read, requests
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret
from tests.tasks.intake.commitments.answered import form

AT = paris("2026-04-20 10:00")


def deposit(desk: Desk, dossier: bytes, **headers: str) -> None:
    """Deposit a dossier whose form this is."""
    files = {"dossier.docx": dossier, **pdfs(PIECES[1:])}
    desk.deposit(compose(said(siret=siret()), files=files, **headers))


def typed(desk: Desk, answers: str) -> None:
    """Have a person type some answers of the first dossier."""
    reference = desk.applications()[0].reference
    type_answers(desk.session, AnswersForm(reference=reference, answers=answers, by="Mme Essai"), at=AT)
    desk.session.flush()


def seen(desk: Desk) -> CommitmentsView:
    """Return what is seen of the first dossier."""
    [i] = [one.id or 0 for one in desk.applications()[:1]]
    return load_commitments(desk.session, desk.campaign.rules, [i])[i]


def heard(desk: Desk) -> dict[str, str | None]:
    """Return how each commitment is kept, of those that were answered."""
    return {one.code: one.how or one.answer for one in seen(desk).commitments if one.answer}


def test_a_deposit_brings_its_answers(desk: Desk) -> None:
    """They are of the dossier, and what is not answered is told as such."""
    deposit(desk, form(how_e1="De plain-pied", evidence_e1="annexe 3", how_n4="non", how_q5="oui"))

    assert heard(desk) == {"E1": "De plain-pied", "N4": "non", "Q5": "oui"}
    assert seen(desk).commitments[0].evidence == "annexe 3"
    assert seen(desk).unanswered == ("E2", "E3", "N1", "N2", "N3", "Q1", "Q2", "Q3", "Q4")


def test_a_later_form_says_more_and_otherwise(desk: Desk) -> None:
    """What it leaves empty stays as it was said before."""
    deposit(desk, form(how_e1="De plain-pied", how_n4="non"))
    deposit(desk, form(how_n4="Par une charte", how_q1="Un centre de ressources"), received="2026-04-17 10:00")

    assert heard(desk) == {"E1": "De plain-pied", "N4": "Par une charte", "Q1": "Un centre de ressources"}


def test_answers_go_with_their_deposit(desk: Desk) -> None:
    """Whoever gives an arrival to another dossier gives that one its answers."""
    deposit(desk, form(how_e1="De plain-pied"))
    other = application(desk.session, desk.campaign, name="Un autre")
    [came] = desk.deposits()

    came.application_id = other.id
    desk.session.flush()

    i = other.id or 0
    assert load_commitments(desk.session, desk.campaign.rules, [i])[i].commitments[0].how == "De plain-pied"
    assert heard(desk) == {}


def test_what_was_typed_of_a_dossier_goes_with_it_where_it_is_joined(desk: Desk) -> None:
    """As its deposits do; and comes back with it."""
    kept = application(desk.session, desk.campaign)
    joined = application(desk.session, desk.campaign, name="Le même")
    form_of = AnswersForm(reference=joined.reference, answers="E1 : de plain-pied", by="Mme Essai")
    type_answers(desk.session, form_of, at=AT)

    joined.joined_to_id = kept.id
    desk.session.flush()
    while_joined = heard(desk)
    joined.joined_to_id = None
    desk.session.flush()

    assert (while_joined, heard(desk)) == ({"E1": "de plain-pied"}, {})


def test_case_35_commitments_that_were_not_signed_are_to_be_put_right(desk: Desk) -> None:
    """The applicant is told what, how, until when and by which article (CRPA L114-6); after that, people decide."""
    deposit(desk, form(how_e1="De plain-pied"))
    [dossier] = desk.applications()
    acknowledge(desk.session, desk.campaign, at=paris("2026-04-16 09:00"))
    asked = {"piece": "dossier", "reason": "non signée", "expected": "les engagements, signés"}
    filled_in = {"reference": dossier.reference, "pieces": [asked], "by": "Mme Essai"}
    ask(desk.session, CompletionForm.model_validate(filled_in), at=AT)
    [request] = requests(desk, dossier)

    told = read(desk.notices(dossier)[-1])
    expire_requests(desk.session, desk.campaign, at=request.due_at)

    assert is_formal(request)
    assert "L. 114-6" in told
    assert "les engagements, signés" in told
    desk.session.refresh(dossier)
    assert dossier.status is Status.incomplete


def test_a_person_corrects_what_was_read_wrong(desk: Desk) -> None:
    """The same form sent once more takes nothing back; another answer does."""
    deposit(desk, form(how_e1="Dc plain-picd"))

    typed(desk, "E1 : De plain-pied | justificatif : annexe 3\nniveau 2 : oui\nCEP : non")
    deposit(desk, form(how_e1="Dc plain-picd"), received="2026-04-21 10:00")
    corrected = heard(desk)
    deposit(desk, form(how_e1="Par un ascenseur"), received="2026-04-22 10:00")

    assert corrected == {"E1": "De plain-pied"}
    assert heard(desk) == {"E1": "Par un ascenseur"}
    assert [one.offered for one in seen(desk).services] == [None, True, False]


def test_what_is_typed_twice_is_kept_once(desk: Desk) -> None:
    """An act may run again: it changes nothing, and journals nothing."""
    deposit(desk, form(how_e1="De plain-pied"))
    [dossier] = desk.applications()

    typed(desk, "E2 : par une permanence\nE1 :")
    journal = desk.journal(dossier)
    typed(desk, "E2 : par une permanence\nE1 :")

    assert len(desk.session.exec(select(CommitmentAnswer)).all()) == 3
    assert desk.journal(dossier) == journal
    assert heard(desk) == {"E2": "par une permanence"}
    assert seen(desk).commitments[1].typed_by == "Mme Essai"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("Z9 : oui", "Réponses « Z9 » : inconnu ; engagements de la région : E1, E2, E3, N1"),
        ("CEP : peut-être", "Réponses « CEP : peut-être » : écrivez oui, non, ou rien."),
    ],
)
def test_what_cannot_be_an_answer_is_refused(desk: Desk, answers: str, told: str) -> None:
    """With the line, and how to mend it; nothing of the form is kept."""
    application(desk.session, desk.campaign)

    with pytest.raises(Refusal) as refused:
        typed(desk, f"E1 : oui\n{answers}")

    assert str(refused.value).startswith(told)
    assert desk.session.exec(select(CommitmentAnswer)).all() == []


def test_answers_of_a_decided_dossier_are_typed_no_more(desk: Desk) -> None:
    """What the bodies went by stays as they read it."""
    application(desk.session, desk.campaign, Status.accepted)

    with pytest.raises(Refusal, match="ses réponses ne se saisissent plus : il est « accepté »"):
        typed(desk, "E1 : oui")


@pytest.mark.parametrize(("network", "is_told"), [(None, True), ("cci", True), ("missions_locales", False)])
def test_a_claim_to_the_cep_outside_its_networks_is_told(desk: Desk, network: str | None, *, is_told: bool) -> None:
    """With the article (code du travail L6111-6); and nothing follows by itself."""
    application(desk.session, desk.campaign, network=network)
    before = desk.applications()[0].model_dump()

    typed(desk, "CEP : oui")

    assert ("L. 6111-6" in (seen(desk).cep_claim or "")) is is_told
    assert desk.applications()[0].model_dump() == before


@given(rows=st.lists(st.tuples(st.booleans(), st.sampled_from(["a", "b", "c"]))))
def test_the_last_answer_counts_but_for_a_form_that_says_the_same_again(rows: list[tuple[bool, str]]) -> None:
    """Whatever came in whatever order: what people typed stands until the applicant says something new."""
    said = [
        CommitmentAnswer(deposit_id=1 if is_read else None, commitment="e1", answer=Answer.how, how=words, by="", at=AT)
        for is_read, words in rows
    ]
    expected, last_read = None, None
    for is_read, words in rows:
        if not is_read or words != last_read:
            expected = words
        last_read = words if is_read else last_read

    counting = counted(said).get("e1")

    assert (counting.how if counting else None) == expected
