"""What a person says of an arrival, and all that comes of it."""

from typing import Any

import pytest

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application
from models.errors import Refusal
from models.intake.deposit import Deposit
from models.intake.words import Meaning
from models.vocabulary import NoticeKind, NoticeStatus, PieceState, RequestOutcome, Status
from tasks.console.waiting.reasons import Reason
from tasks.dossiers.paper import record_paper
from tasks.dossiers.requests import ask
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.arrivals import APRIL as AT
from tests.support.arrivals import paper, reclassified
from tests.support.incomplete import completion, lacking, reply, spend
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret
from tests.support.transactions import undone
from tests.tasks.intake.sorting.test_loose_files import SCANS, waits_for

LAST = paris("2026-04-29 09:00")
NAMED = [
    {"name": f"scan000{rank}.pdf", "piece": piece} for rank, piece in ((1, "dossier"), (2, "annexe-1"), (3, "annexe-2"))
]
QUESTION = "Bonjour, quand la session ouvre-t-elle ?"


def asked(desk: Desk) -> Deposit:
    """Return a question, which opened nothing."""
    deposit = desk.receive(compose(QUESTION, files={}, subject="Question"))
    assert isinstance(deposit, Deposit)
    assert desk.sort(deposit) is None
    return deposit


def answered(desk: Desk) -> tuple[Application, Deposit]:
    """Return a dossier whose missing piece came by an answer, with that answer."""
    application = lacking(desk, "annexe-1")
    reply(desk, application, "annexe-1", at="2026-04-17 10:00")
    spend(desk, "2026-04-17 10:05")
    desk.session.refresh(application)
    assert application.status is Status.under_examination
    return application, desk.deposits()[-1]


def test_files_that_nothing_names_are_named(desk: Desk) -> None:
    """Its pieces are there, nothing waits, and the acknowledgement leaves on the next morning."""
    application = desk.deposit(compose(files=SCANS))

    reclassified(desk, desk.deposits()[0], pieces=NAMED)

    assert [name for name in PIECES if name not in desk.missing(application)] == ["dossier", "annexe-1", "annexe-2"]
    assert waits_for(desk, Reason.loose_files, at=AT) == []
    assert application.acknowledge_at == paris("2026-04-21 09:00")
    assert application.received_at == paris("2026-04-15 10:00")


def test_one_file_holds_several_pieces(desk: Desk) -> None:
    """By its place on the page of its arrival, for instance; the versions of each are shown."""
    application = desk.deposit(compose(files={"tout.pdf": page("tout")}))

    reclassified(desk, desk.deposits()[0], pieces=[{"name": "1", "piece": piece} for piece in PIECES])

    assert desk.missing(application) == []
    assert desk.files()[0].holds == list(PIECES)


def test_a_file_may_be_no_piece(desk: Desk) -> None:
    """What it had been taken for is missing again, and it waits for nobody."""
    application = desk.deposit()

    reclassified(desk, desk.deposits()[0], pieces=[{"name": "annexe-3.pdf", "piece": "aucun"}])

    assert desk.missing(application) == ["annexe-3"]
    assert waits_for(desk, Reason.loose_files, at=AT) == []


def test_letters_that_left_are_corrected_by_one(desk: Desk) -> None:
    """Which says which, of which day, and what holds instead; the dossier goes on under examination."""
    application = desk.deposit(compose(files={"tout.pdf": page("tout")}))
    acknowledge(desk.session, desk.campaign, at=LAST)
    spend(desk, "2026-04-29 09:05")

    done = reclassified(desk, desk.deposits()[0], at=LAST, pieces=[{"name": "1", "piece": name} for name in PIECES])

    desk.session.refresh(application)
    letter = desk.notices(application)[-1]
    assert (letter.kind, application.status) == (NoticeKind.corrected, Status.under_examination)
    assert "- Accusé de réception, le mercredi 29 avril 2026" in typed(letter.text)
    assert "aucune pièce ne manque" in letter.text
    assert [one.kind for one in done.difference.corrected] == [NoticeKind.acknowledgement]


def test_an_answer_to_another_dossier_is_taken_out(desk: Desk) -> None:
    """Its pieces, its status and its request are as before, and its applicant reads of it."""
    application, answer = answered(desk)

    reclassified(desk, answer, nature="question", target="aucun")

    desk.session.refresh(application)
    assert desk.missing(application) == ["annexe-1"]
    assert application.status is Status.incomplete
    assert answer.application_id is None
    text = typed(desk.notices(application)[-1].text)
    assert "il ne le concernait pas" in text
    assert "- Compléments reçus, le vendredi 17 avril 2026" in text
    assert "au plus tard le jeudi 7 mai 2026 à 23 h 59" in text


def test_the_version_before_counts_again_as_it_was_judged(desk: Desk) -> None:
    """A piece that had been asked for anew is so again."""
    application = desk.deposit()
    acknowledge(desk.session, desk.campaign, at=paris("2026-04-16 09:00"))
    desk.session.refresh(application)
    ask(desk.session, completion(application, {"annexe-1": "unsigned"}), at=paris("2026-04-16 10:00"))
    reply(desk, application, "annexe-1", at="2026-04-17 10:00")
    assert desk.pieces(application)["annexe-1"] is PieceState.received

    done = reclassified(desk, desk.deposits()[-1], target="aucun")

    assert desk.pieces(application)["annexe-1"] is PieceState.unusable
    [request] = done.difference.requests
    assert (request.former, request.now) == (RequestOutcome.answered, RequestOutcome.open)


def test_an_answer_goes_to_the_dossier_that_it_is_of(desk: Desk) -> None:
    """Which it completes; both journals say so."""
    wrong, answer = answered(desk)
    right = lacking(desk, "annexe-1", entity=2)

    reclassified(desk, answer, target=right.reference)

    desk.session.refresh(right)
    desk.session.refresh(wrong)
    assert (wrong.status, right.status) == (Status.incomplete, Status.under_examination)
    assert answer.application_id == right.id
    assert desk.kinds(right)[-1] == desk.kinds(wrong)[-1] == NoticeKind.corrected


def test_a_question_becomes_a_candidacy(any_desk: Desk) -> None:
    """By a person's word, as of the instant at which it came."""
    question = asked(any_desk)

    done = reclassified(any_desk, question, nature="dépôt", organisation="CIDFF de l'Ain", identifier=siret())

    [application] = done.applications
    assert (application.status, application.received_at) == (Status.registered, paris("2026-04-15 10:00"))
    assert any_desk.organisation(application).name == "CIDFF de l'Ain"
    assert question.seen_by == "Mme Essai"


def test_nobody_named_opens_an_organisation_to_name(desk: Desk) -> None:
    """It waits for a person, as when a machine opens it."""
    [application] = reclassified(desk, asked(desk), target="nouveau").applications

    assert "unidentified" in application.flags


def test_a_candidacy_that_was_none_ends(desk: Desk) -> None:
    """Its sender reads so, courteously; nothing that waited about it leaves."""
    application = desk.deposit()

    reclassified(desk, desk.deposits()[0], nature="question")

    desk.session.refresh(application)
    assert (application.status, application.acknowledge_at) == (Status.withdrawn, None)
    assert "n'était pas une candidature" in typed(desk.notices(kind="corrected")[0].text)
    assert desk.deposits()[0].application_id is None
    assert waits_for(desk, Reason.to_read, at=AT)


def test_a_robot_is_told_nothing(desk: Desk) -> None:
    """The dossier that it opened is over, without a word."""
    application = desk.deposit()
    told = len(desk.notices())

    reclassified(desk, desk.deposits()[0], nature="automatique")

    desk.session.refresh(application)
    assert application.status is Status.withdrawn
    assert [one.kind for one in desk.notices()[told:]] == []


def test_what_was_taken_for_a_robot_is_a_person_s(desk: Desk) -> None:
    """Its files are looked at, its sender is told that it came, and its dossier opens."""
    desk.receive(compose(Auto_Submitted="auto-replied"))
    [deposit] = desk.deposits()
    assert not desk.files()

    [application] = reclassified(desk, deposit, nature="dépôt").applications

    assert desk.missing(application) == []
    assert "registration" in desk.kinds(application)
    assert deposit.meaning is Meaning.deposit


def test_said_again_nothing_changes(desk: Desk) -> None:
    """Nor is anything written again."""
    application, answer = answered(desk)
    reclassified(desk, answer, target="aucun")
    told, lines = desk.kinds(application), desk.journal(application)

    done = reclassified(desk, answer, target="aucun")

    assert done.difference.is_none
    assert (desk.kinds(application), desk.journal(application)) == (told, lines)


def test_a_plan_is_what_the_deed_does(desk: Desk) -> None:
    """It is done, told, and taken back."""
    application, answer = answered(desk)
    with undone(desk.session):
        plan = reclassified(desk, answer, target="aucun").difference
    desk.session.expire_all()
    assert application.status is Status.under_examination

    deed = reclassified(desk, answer, target="aucun").difference

    assert plan == deed
    assert not plan.is_none


def test_what_waits_and_is_untrue_is_called_off(any_desk: Desk) -> None:
    """The answer's own letter never leaves."""
    application = lacking(any_desk, "annexe-1")
    reply(any_desk, application, "annexe-1", at="2026-04-17 10:00")

    done = reclassified(any_desk, any_desk.deposits()[-1], target="aucun")

    assert [one.kind for one in done.difference.called_off] == [NoticeKind.completion_received]
    assert "completion_received" not in any_desk.kinds(application)


def test_a_bounce_is_heeded(desk: Desk) -> None:
    """The letter that it names is noted as returned, where that can be read."""
    application = desk.deposit()
    spend(desk, "2026-04-15 10:05")
    letter = desk.notices(application)[0]
    text = f"Delivery failed permanently: 550 5.1.1 user unknown\n\nMessage-ID: {letter.message_id}\n"
    desk.receive(compose(text, files={}, subject="Retour", sender="ecole@ecole.example"))

    reclassified(desk, desk.deposits()[-1], nature="avis de non-remise")

    desk.session.refresh(letter)
    assert letter.status is NoticeStatus.bounced


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"target": "ARA-2026-0099"}, "aucun dossier"),
    ({"nature": "réponse"}, "une réponse est d'un dossier"),
    ({"target": "nouveau", "pieces": [{"name": "x.pdf", "piece": "dossier"}]}, "aucun fichier de ce nom"),
    ({"arrival": "2025-000001"}, "aucun envoi de ce numéro"),
)


@pytest.mark.parametrize(("fields", "mend"), REFUSED)
def test_what_cannot_be_is_refused(desk: Desk, fields: dict[str, Any], mend: str) -> None:
    """In French, with its mend."""
    question = asked(desk)

    with pytest.raises(Refusal, match=mend):
        reclassified(desk, question, **fields)


def test_a_file_in_quarantine_is_no_piece(desk: Desk) -> None:
    """It is asked for again."""
    desk.deposit(compose(files=pdfs(["dossier"]) | {"annexe-1.pdf": b"MZ no document"}))

    with pytest.raises(Refusal, match="ne peut être une pièce"):
        reclassified(desk, desk.deposits()[0], pieces=[{"name": "annexe-1.pdf", "piece": "annexe-1"}])


def test_who_opened_a_dossier_that_others_complete_stays(desk: Desk) -> None:
    """Until those are put right."""
    application, _ = answered(desk)

    with pytest.raises(Refusal, match="reclassez d'abord ceux-là"):
        reclassified(desk, desk.deposits()[0], nature="question")

    assert application.status is Status.under_examination


def test_an_organisation_has_one_dossier(desk: Desk) -> None:
    """The one that it has is named."""
    application = desk.deposit(compose(said(siret=siret()), received="2026-04-14 10:00"))
    question = desk.receive(compose(QUESTION, files={}, subject="Question", sender="autre@ecole.example"))
    assert isinstance(question, Deposit)
    desk.sort(question)

    with pytest.raises(Refusal, match=f"cet organisme a déjà {application.reference}"):
        reclassified(desk, question, nature="dépôt", identifier=siret())


def test_a_paper_is_put_right_too(desk: Desk) -> None:
    """Its pieces go with it, and leave with it."""
    right = lacking(desk, "annexe-1")
    [wrong] = record_paper(desk.session, paper(identifier=siret(2), pieces=["annexe-1"]), at=AT)

    reclassified(desk, desk.deposits()[-1], target=right.reference)

    desk.session.refresh(wrong)
    assert (wrong.status, desk.missing(right)) == (Status.withdrawn, [])
    reclassified(desk, desk.deposits()[-1], target="aucun")
    assert desk.missing(right) == ["annexe-1"]
