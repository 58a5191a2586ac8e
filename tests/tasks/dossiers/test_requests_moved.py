"""More time, or nothing after all: what extending or cancelling a request does, and what is refused."""

from datetime import date

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.dossiers import WithdrawalForm
from models.vocabulary import Event, NoticeKind, PieceState, RequestOutcome, Status
from tasks.dossiers.requests import ask, cancel, extend
from tasks.dossiers.withdraw import withdraw
from tests.factories import application as dossier
from tests.factories import completion_request, paris
from tests.support.incomplete import (
    acknowledged,
    cancellation,
    completion,
    extension,
    lines,
    read,
    reply,
    requests,
    spend,
)
from tests.support.mails import Desk
from tests.tasks.dossiers.test_requests import held, rows

AT = paris("2026-04-20 10:00")


def move(desk: Desk, application: Application, to: str, *, at: str) -> None:
    """Give until a day, at an instant."""
    extend(desk.session, extension(application, date.fromisoformat(to)), at=paris(at))


def test_an_extension_moves_the_day_and_its_reminders(desk: Desk) -> None:
    """The applicant is told the new day and the former one; the journal says both, who and why; the status stays."""
    application = acknowledged(desk, "annexe-1")

    move(desk, application, "2026-05-20", at="2026-04-20 10:00")

    [request], line = requests(desk, application), lines(desk, application)[-1]
    assert (request.due_on, request.due_at) == (date(2026, 5, 20), paris("2026-05-21 00:00"))
    assert request.next_reminder_at == paris("2026-05-13 09:00")
    assert (line.event, line.former, line.status) == (Event.extend, Status.incomplete, Status.incomplete)
    assert (line.by, line.at) == ("Mme Essai", AT)
    assert line.reason == "jusqu'au 20/05/2026 au lieu du 07/05/2026 : Congés de l'organisme."
    notice = desk.notices(application)[-1]
    assert notice.kind == NoticeKind.postponed
    said = ("mercredi 20 mai 2026", "jeudi 7 mai 2026", "Congés de l'organisme", "Annexe 1")
    assert [word in read(notice) for word in said] == [True] * 4


@pytest.mark.parametrize(("to", "due_on"), [("2026-05-16", date(2026, 5, 18)), ("2026-05-25", date(2026, 5, 26))])
def test_an_extension_ends_on_a_business_day(desk: Desk, to: str, due_on: date) -> None:
    """A Saturday, Whit Monday: the next one."""
    application = acknowledged(desk, "annexe-1")

    move(desk, application, to, at="2026-04-20 10:00")

    assert requests(desk, application)[0].due_on == due_on


def test_a_request_that_had_expired_is_open_again(desk: Desk) -> None:
    """Until the new day; told again when that one is over, though it was told before."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, "2026-05-08 09:00")

    move(desk, application, "2026-05-13", at="2026-05-09 10:00")
    reopened = requests(desk, application)[0].outcome
    spend(desk, "2026-05-11 09:00", "2026-05-14 09:00")

    [request] = requests(desk, application)
    assert (reopened, request.outcome) == (RequestOutcome.open, RequestOutcome.expired)
    assert desk.kinds(application)[1:] == [
        "completion_expired",
        "postponed",
        "completion_reminder",
        "completion_expired",
    ]


def test_an_answer_within_the_new_delay_is_in_time(desk: Desk) -> None:
    """The request is answered, and nothing is flagged."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, "2026-05-08 09:00")
    move(desk, application, "2026-05-13", at="2026-05-11 10:00")

    reply(desk, application, "annexe-1", at="2026-05-13 23:59:59")

    assert (application.status, application.flags) == (Status.under_examination, [])
    assert requests(desk, application)[0].outcome is RequestOutcome.answered


@pytest.mark.parametrize("again", ["2026-05-18", "2026-05-16"])
def test_the_same_day_twice_changes_nothing(desk: Desk, again: str) -> None:
    """Nor does the Saturday that rolls to it."""
    application = acknowledged(desk, "annexe-1")
    move(desk, application, "2026-05-18", at="2026-04-20 10:00")
    once = rows(desk)

    move(desk, application, again, at="2026-04-20 11:00")

    assert rows(desk) == once


@pytest.mark.parametrize(
    ("at", "to", "mend"),
    [
        ("2026-04-20 10:00", "2026-05-06", "la demande court déjà jusqu'au 07/05/2026 ; indiquez un jour plus tardif."),
        ("2026-04-20 10:00", "2026-04-20", "il faut un jour à venir, qui laisse le temps de répondre."),
        ("2026-05-11 10:00", "2026-05-11", "il faut un jour à venir, qui laisse le temps de répondre."),
        ("2026-05-11 10:00", "2026-05-07", "il faut un jour à venir, qui laisse le temps de répondre."),
    ],
)
def test_an_extension_takes_nothing_away(desk: Desk, at: str, to: str, mend: str) -> None:
    """Earlier, today or past: refused, with the field, the value and the mend, and nothing is changed."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, *(["2026-05-08 09:00"] if at > "2026-05-08" else []))
    before, due_on = rows(desk), requests(desk, application)[0].due_on

    with pytest.raises(Refusal) as refused:
        move(desk, application, to, at=at)

    assert (refused.value.field, refused.value.value) == ("Nouveau dernier jour", f"{date.fromisoformat(to):%d/%m/%Y}")
    assert refused.value.mend == mend
    assert (rows(desk), requests(desk, application)[0].due_on) == (before, due_on)


@pytest.mark.parametrize("outcome", [RequestOutcome.answered, RequestOutcome.cancelled, None])
def test_where_nothing_is_asked_there_is_nothing_to_extend(desk: Desk, outcome: RequestOutcome | None) -> None:
    """The message names the form that asks."""
    application = dossier(desk.session, desk.campaign, Status.incomplete, missing=["annexe-1"])
    if outcome:
        completion_request(desk.session, desk.campaign, application, due_on=date(2026, 5, 7), outcome=outcome)

    with pytest.raises(Refusal, match="aucune demande de compléments n'y est en cours ; demander-complements en ouvre"):
        move(desk, application, "2026-05-20", at="2026-04-20 10:00")


def test_who_has_withdrawn_is_asked_for_nothing_any_more(desk: Desk) -> None:
    """A request that had expired before is not opened again by an extension: nobody is reminded of it."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, "2026-05-08 09:00")
    withdraw(
        desk.session, WithdrawalForm(application=application.reference, by="Mme Essai"), at=paris("2026-05-09 10:00")
    )

    with pytest.raises(Refusal, match="aucune demande de compléments n'y est en cours"):
        move(desk, application, "2026-05-20", at="2026-05-11 10:00")


def test_a_cancelled_request_gives_back_what_it_set_aside(desk: Desk) -> None:
    """Nothing indispensable lacks any more: the dossier takes its place again, and its applicant is told."""
    application = acknowledged(desk)
    ask(desk.session, completion(application, {"annexe-2": "expired", "annexe-3": "unsigned"}), at=AT)

    cancel(desk.session, cancellation(application), at=paris("2026-04-21 10:00"))

    desk.session.refresh(application)
    [request], line = requests(desk, application), lines(desk, application)[-1]
    assert (request.outcome, request.next_reminder_at) == (RequestOutcome.cancelled, None)
    assert [held(desk, application, f"annexe-{number}") for number in (2, 3)] == [(PieceState.received, None)] * 2
    assert (application.status, application.received_at) == (Status.under_examination, paris("2026-04-15 10:00"))
    assert (line.event, line.former, line.status) == (Event.cancel_request, Status.incomplete, application.status)
    assert (line.by, line.reason) == ("Mme Essai", "Demandée par erreur.")
    notice = desk.notices(application)[-1]
    assert (notice.kind, "Demandée par erreur." in read(notice)) == ("rectified", True)


def test_a_cancelled_request_twice_is_cancelled_once(desk: Desk) -> None:
    """Not a row, a line or a notice more."""
    application = acknowledged(desk, "annexe-1")
    cancel(desk.session, cancellation(application), at=AT)
    once = rows(desk)

    cancel(desk.session, cancellation(application), at=paris("2026-04-21 10:00"))

    assert rows(desk) == once


def test_a_cancelled_request_is_neither_reminded_of_nor_told_to_be_over(desk: Desk) -> None:
    """On none of its days."""
    application = acknowledged(desk, "annexe-1")
    cancel(desk.session, cancellation(application), at=AT)

    assert spend(desk, "2026-04-30 09:00", "2026-05-05 09:00", "2026-05-08 09:00") == [0, 0, 0]
    assert desk.kinds(application)[-1] == "rectified"


def test_without_its_request_a_dossier_that_lacks_a_piece_waits_for_a_person(desk: Desk) -> None:
    """The acknowledgement asked for it: cancelled, the piece still lacks, and people are told the next morning."""
    application = acknowledged(desk, "annexe-1")

    cancel(desk.session, cancellation(application), at=paris("2026-04-17 10:00"))

    assert (application.status, desk.missing(application)) == (Status.incomplete, ["annexe-1"])
    assert desk.campaign.digest_at == paris("2026-04-20 09:00")
    assert lines(desk, application)[-1].status is Status.incomplete


@pytest.mark.parametrize("status", [Status.carried_over, Status.adjourned])
def test_who_was_put_off_stays_so_when_its_request_is_cancelled(desk: Desk, status: Status) -> None:
    """Whole again, it waits for a person to present it."""
    application = dossier(desk.session, desk.campaign, status)
    ask(desk.session, completion(application, {"annexe-2": "expired"}), at=AT)

    cancel(desk.session, cancellation(application), at=paris("2026-04-21 10:00"))

    assert (application.status, desk.pieces(application)["annexe-2"]) == (status, PieceState.received)
    assert desk.campaign.digest_at == paris("2026-04-22 09:00")


def test_where_nothing_is_asked_there_is_nothing_to_cancel(desk: Desk) -> None:
    """Answered is answered."""
    application = acknowledged(desk, "annexe-1")
    reply(desk, application, "annexe-1", at="2026-04-20 10:00")

    with pytest.raises(Refusal, match="aucune demande de compléments n'y est en cours"):
        cancel(desk.session, cancellation(application), at=paris("2026-04-21 10:00"))
