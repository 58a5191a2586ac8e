"""Named pieces are asked of an applicant, each with its reason, by a date: what that does, and what is refused."""

from datetime import date

import pytest
from sqlmodel import SQLModel, func, select

from models.dossiers.application import Application, CompletionRequest, Piece
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.requests import CompletionForm
from models.notices import Notice
from models.vocabulary import Event, PieceState, RequestOutcome, Status
from tasks.dossiers.requests import ASKABLE, ask
from tests.factories import application as dossier
from tests.factories import paris
from tests.support.incomplete import completion, lines, read, requests
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk

AT = paris("2026-04-20 10:00")
RELAXED = {"pieces.annexe-6.required": False, "pieces.annexe-7.blocking": False}


def rows(desk: Desk) -> list[int]:
    """Return how many requests, lines of the journal and notices there are."""
    tables: tuple[type[SQLModel], ...] = (CompletionRequest, JournalLine, Notice)
    return [desk.session.exec(select(func.count()).select_from(table)).one() for table in tables]


def held(desk: Desk, application: Application, piece_id: str) -> tuple[PieceState, str | None]:
    """Return how a piece of a dossier stands, and why."""
    of_it = select(Piece).where(Piece.application_id == application.id, Piece.piece_id == piece_id)
    piece = desk.session.exec(of_it).one()
    return piece.state, piece.reason


def test_a_request_is_a_row_a_move_a_line_and_a_notice(desk: Desk) -> None:
    """An indispensable piece is asked for: the dossier waits for it, its applicant knows what, why and until when."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    ask(desk.session, completion(application, {"annexe-2": "unsigned"}, message="Merci."), at=AT)

    desk.session.refresh(application)
    [request] = requests(desk, application)
    [line] = lines(desk, application)
    [notice] = desk.notices(application)
    assert (application.status, application.status_at) == (Status.incomplete, AT)
    assert (request.pieces, request.by, request.message) == ({"annexe-2": "unsigned"}, "Mme Essai", "Merci.")
    assert (request.asked_at, request.due_on, request.due_at) == (AT, date(2026, 5, 11), paris("2026-05-12 00:00"))
    assert request.next_reminder_at == paris("2026-05-04 09:00")
    assert (line.event, line.by, line.reason) == (Event.request_completion, "Mme Essai", "annexe-2 (non signée)")
    assert (notice.kind, notice.recipient) == ("completion_request", application.contact)
    assert [word in read(notice) for word in ("Annexe 2", "non signée", "lundi 11 mai 2026", "Merci.")] == [True] * 4


def test_what_is_expected_is_read_by_the_applicant(desk: Desk) -> None:
    """In the sentence that was typed."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    form = completion(application, {"annexe-2 · Annexe 2": "à reprendre"}, expected="Le budget de 2026 seulement.")

    ask(desk.session, form, at=AT)

    [request] = requests(desk, application)
    [notice] = desk.notices(application)
    assert request.expected == {"annexe-2": "Le budget de 2026 seulement."}
    assert "Le budget de 2026 seulement" in read(notice)


@pytest.mark.parametrize("status", sorted(ASKABLE))
@pytest.mark.parametrize("piece", ["annexe-2", "annexe-7", "annexe-6"])
def test_only_an_indispensable_piece_stops_an_examination(desk_with: OpenDesk, status: Status, piece: str) -> None:
    """CRPA L114-5-1. Who was put off stays so: asking is not presenting again."""
    desk = desk_with(RELAXED)
    application = dossier(desk.session, desk.campaign, status)

    ask(desk.session, completion(application, [piece]), at=AT)

    stops = piece == "annexe-2" and status in {Status.under_examination, Status.examined}
    assert application.status is (Status.incomplete if stops else status)
    assert [line.status for line in lines(desk, application)] == [application.status]
    assert desk.kinds(application) == ["completion_request"]


@pytest.mark.parametrize(
    ("reason", "state", "words"),
    [
        ("missing", PieceState.missing, None),
        ("unreadable", PieceState.unusable, "illisible"),
        ("unsigned", PieceState.unusable, "non signée"),
        ("expired", PieceState.unusable, "périmée"),
        ("wrong_form", PieceState.unusable, "établie sur un autre modèle"),
    ],
)
def test_a_piece_that_is_asked_for_again_no_longer_counts(
    desk: Desk, reason: str, state: PieceState, words: str | None
) -> None:
    """The dossier says why; the request remembers that it was there."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    ask(desk.session, completion(application, {"annexe-2": reason}), at=AT)

    assert held(desk, application, "annexe-2") == (state, words)
    assert requests(desk, application)[0].set_aside == ["annexe-2"]


@pytest.mark.parametrize("reason", ["missing", "unreadable"])
def test_a_piece_that_never_came_stays_missing(desk: Desk, reason: str) -> None:
    """Whatever the form says of it: there is nothing to give back if the request is cancelled."""
    application = dossier(desk.session, desk.campaign, Status.under_examination, missing=["annexe-2"])

    ask(desk.session, completion(application, {"annexe-2": reason}), at=AT)

    assert held(desk, application, "annexe-2")[0] is PieceState.missing
    assert requests(desk, application)[0].set_aside == []


@pytest.mark.parametrize(
    ("due", "last_day"),
    [
        ("2026-05-04", date(2026, 5, 4)),
        ("2026-05-02", date(2026, 5, 4)),  # A Saturday.
        ("2026-05-03", date(2026, 5, 4)),  # A Sunday.
        ("2026-05-08", date(2026, 5, 11)),  # A holiday, on a Friday.
        ("2026-05-14", date(2026, 5, 15)),  # Ascension Day.
        ("2026-04-21", date(2026, 4, 21)),  # The day after.
        ("2027-04-20", date(2027, 4, 20)),
    ],
)
def test_a_given_day_is_the_last_one_or_the_next_business_day(desk: Desk, due: str, last_day: date) -> None:
    """Included, to its end; one that nobody works rolls."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    ask(desk.session, completion(application, due=due), at=AT)

    assert requests(desk, application)[0].due_on == last_day


def test_without_a_day_the_delay_is_the_regions(desk_with: OpenDesk) -> None:
    """Fifteen days here, from the day of sending in Paris, which is the next one at half past midnight."""
    desk = desk_with({"policies.completion.days": 15})
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    ask(desk.session, completion(application), at=paris("2026-04-21 00:30"))

    assert requests(desk, application)[0].due_on == date(2026, 5, 6)


@pytest.mark.parametrize("due", ["2026-04-20", "2026-04-19", "2020-01-01"])
def test_a_day_that_is_not_to_come_is_refused(desk: Desk, due: str) -> None:
    """Today is no delay: the message names the field, the value and the mend, and nothing is changed."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    before = rows(desk)

    with pytest.raises(Refusal) as refused:
        ask(desk.session, completion(application, due=due), at=paris("2026-04-20 00:00"))

    assert (refused.value.field, refused.value.value) == ("Dernier jour", f"{date.fromisoformat(due):%d/%m/%Y}")
    assert refused.value.mend == "il faut un jour à venir, qui laisse le temps de répondre."
    assert (application.status, rows(desk)) == (Status.under_examination, before)


def test_an_unknown_piece_is_refused_and_nothing_is_asked(desk: Desk) -> None:
    """Not even the others of the form; the message lists those of the region."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    before = rows(desk)

    with pytest.raises(Refusal, match="Pièces demandées « annexe-9 » : inconnue ; pièces de la région : dossier, ann"):
        ask(desk.session, completion(application, ["annexe-1", "annexe-9"]), at=AT)

    assert (application.status, rows(desk)) == (Status.under_examination, before)
    assert held(desk, application, "annexe-1") == (PieceState.received, None)


@pytest.mark.parametrize("status", sorted(set(Status) - ASKABLE))
def test_nothing_is_asked_of_those_who_wait_for_something_else(desk: Desk, status: Status) -> None:
    """Decided, withdrawn, late, studied: the message names the dossier and where it stands."""
    application = dossier(desk.session, desk.campaign, status)
    before = rows(desk)

    with pytest.raises(Refusal, match=r"Dossier « ARA-2026-0001 » : ce dossier est « .+ » : on ne peut pas demander"):
        ask(desk.session, completion(application), at=AT)

    assert (application.status, rows(desk)) == (status, before)


def test_a_registered_dossier_is_asked_by_its_acknowledgement(desk: Desk) -> None:
    """The refusal says when to come back."""
    application = dossier(desk.session, desk.campaign, Status.registered)

    with pytest.raises(Refusal) as refused:
        ask(desk.session, completion(application), at=AT)

    assert refused.value.mend == (
        "ce dossier est « enregistré » : on ne peut pas demander des compléments. L'accusé de réception, le matin du "
        "prochain jour ouvré, demandera ce qui manque ; revenez ensuite."
    )


def test_an_unknown_dossier_is_refused(desk: Desk) -> None:
    """As by every form."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    form = CompletionForm.model_validate(completion(application).model_dump() | {"application": "ARA-2026-9999"})

    with pytest.raises(Refusal, match="Dossier « ARA-2026-9999 » : aucun dossier de cette référence"):
        ask(desk.session, form, at=AT)


def test_a_request_of_a_person_and_one_of_the_system_look_alike(desk: Desk) -> None:
    """Open, reminded of at nine; only its author tells them apart."""
    application = dossier(desk.session, desk.campaign, Status.carried_over, missing=["annexe-1"])

    ask(desk.session, completion(application), at=AT)

    [request] = requests(desk, application)
    assert (request.outcome, request.next_reminder_at) == (RequestOutcome.open, paris("2026-05-04 09:00"))
