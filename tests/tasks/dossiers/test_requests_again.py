"""Asked again: in the same words nothing changes, in other words one request takes the other's place."""

from datetime import date
from typing import Any

import pytest

from models.forms.requests import CompletionForm
from models.vocabulary import PieceState, RequestOutcome, Status
from tasks.dossiers.requests import ask
from tests.factories import application as dossier
from tests.factories import paris, typed
from tests.support.incomplete import acknowledged, completion, lines, reply, requests, spend
from tests.support.mails import Desk
from tests.tasks.dossiers.test_requests import rows

AT, LATER = paris("2026-04-20 10:00"), paris("2026-04-20 16:00")


def outcomes(desk: Desk) -> list[RequestOutcome]:
    """Return how the requests of the only dossier ended."""
    return [request.outcome for request in requests(desk, desk.applications()[0])]


@pytest.mark.parametrize("words", [{}, {"due": "2026-05-04"}, {"due": "2026-05-02"}, {"message": "Merci."}])
def test_the_same_form_twice_asks_once(desk: Desk, words: dict[str, str]) -> None:
    """Sent again, or run again: not a row, a line or a notice more, though its day is a Saturday."""
    application = dossier(desk.session, desk.campaign, Status.under_examination, missing=["annexe-1"])
    form = completion(application, {"annexe-1": "missing", "annexe-2": "unsigned"}, **words)
    ask(desk.session, form, at=AT)
    once = rows(desk)

    ask(desk.session, form, at=LATER)

    assert rows(desk) == once
    assert [request.set_aside for request in requests(desk, application)] == [["annexe-2"]]


@pytest.mark.parametrize(
    "words",
    [
        {"by": "M. Essai"},
        {"message": "Merci."},
        {"due": "2026-05-18"},
        {"pieces": [{"piece": "annexe-1", "reason": "missing"}, {"piece": "annexe-2", "reason": "missing"}]},
        {"pieces": [{"piece": "annexe-1", "reason": "wrong_form"}]},
        {"pieces": [{"piece": "annexe-1", "reason": "missing", "expected": "Le budget."}]},
    ],
)
def test_a_form_in_other_words_is_another_request(desk: Desk, words: dict[str, Any]) -> None:
    """Nothing that somebody typed is dropped in silence; the former request is closed, its applicant told anew."""
    application = dossier(desk.session, desk.campaign, Status.under_examination, missing=["annexe-1", "annexe-2"])
    ask(desk.session, completion(application), at=AT)

    ask(desk.session, CompletionForm.model_validate(completion(application).model_dump() | words), at=LATER)

    assert outcomes(desk) == [RequestOutcome.cancelled, RequestOutcome.open]
    assert desk.kinds(application) == ["completion_request", "completion_request"]


def test_a_piece_that_came_again_and_is_no_better_is_asked_for_again(desk: Desk) -> None:
    """The same words are then a new request: what they speak of is another file."""
    application = acknowledged(desk, "annexe-1")
    form = completion(application, {"annexe-2": "unreadable"}, due="2026-05-20")
    ask(desk.session, form, at=AT)
    reply(desk, application, "annexe-2", at="2026-04-21 10:00")

    ask(desk.session, form, at=paris("2026-04-22 10:00"))

    assert desk.pieces(application)["annexe-2"] is PieceState.unusable
    assert desk.kinds(application)[-3:] == ["completion_request", "completion_received", "completion_request"]


def test_a_second_request_takes_over_the_first(desk: Desk) -> None:
    """What the acknowledgement asked for is asked for again, in one delay, which is the longer of the two."""
    application = acknowledged(desk, "annexe-1", "annexe-3")
    reply(desk, application, "annexe-3", at="2026-04-17 10:00")

    ask(desk.session, completion(application, {"annexe-2": "unsigned"}, due="2026-04-22"), at=AT)

    first, second = requests(desk, application)
    assert (first.outcome, first.next_reminder_at) == (RequestOutcome.cancelled, None)
    assert (second.pieces, second.due_on) == ({"annexe-1": "missing", "annexe-2": "unsigned"}, date(2026, 5, 7))
    letter = typed(desk.notices(application)[-1].text)
    _, _, asked_for = letter.partition("Pièces à fournir")
    assert ["Annexe 1" in asked_for, "Annexe 2" in asked_for, "Annexe 3" in asked_for] == [True, True, False]


def test_only_the_second_request_is_reminded_of(desk: Desk) -> None:
    """One at a time: the first one's reminders are gone, its applicant is not written to twice."""
    application = acknowledged(desk, "annexe-1")
    ask(desk.session, completion(application, due="2026-05-20"), at=AT)

    sent = spend(desk, "2026-04-30 09:00", "2026-05-05 09:00", "2026-05-13 09:00", "2026-05-18 09:00")

    reminded = [notice.enqueued_at for notice in desk.notices(application, kind="completion_reminder")]
    assert reminded == [paris("2026-05-13 09:00"), paris("2026-05-18 09:00")]
    assert sent[:2] == [0, 0]


def test_asked_after_the_answer_or_the_end_of_a_delay_it_is_a_new_request(desk: Desk) -> None:
    """What was answered or expired stays in the record."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, "2026-05-08 09:00")
    ask(desk.session, completion(application), at=paris("2026-05-11 10:00"))
    reply(desk, application, "annexe-1", at="2026-05-12 10:00")

    ask(desk.session, completion(application, {"annexe-1": "unreadable"}), at=paris("2026-05-13 10:00"))

    assert outcomes(desk) == [RequestOutcome.expired, RequestOutcome.answered, RequestOutcome.open]
    assert [line.status for line in lines(desk, application)][-3:] == [
        Status.incomplete,
        Status.under_examination,
        Status.incomplete,
    ]
