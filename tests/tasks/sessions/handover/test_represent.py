"""A person presents a dossier again: it takes its place before the bodies, or is asked for what it lacks."""

from datetime import date

import pytest
from sqlmodel import select

from models.dossiers.application import Application, Piece
from models.errors import Refusal
from models.vocabulary import Event, RequestOutcome, Status
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine, record_decisions
from tasks.dossiers.requests import ask
from tasks.sessions.handover import pass_on, represent
from tests.factories import application as dossier
from tests.factories import campaign_with, completion_request, paris, passage
from tests.support.forms import JULY, decision, finding, opinion
from tests.support.incomplete import completion, lines, passages, reply, requests, resubmission, spend
from tests.support.mails import Desk, wanted
from tests.tasks.conftest import OpenDesk
from tests.tasks.dossiers.test_requests import held, rows

AT, LATER = paris("2026-02-20 10:00"), paris("2026-02-23 10:00")
PUT_OFF = pytest.mark.parametrize("status", [Status.carried_over, Status.adjourned])


def put_off(desk: Desk, status: Status, *missing: str) -> Application:
    """Return a dossier that waits to be presented again, in this session."""
    application = dossier(desk.session, desk.campaign, status, missing=missing)
    passage(desk.session, desk.campaign, application)
    return application


@PUT_OFF
def test_a_whole_dossier_takes_its_place_again(desk: Desk, status: Status) -> None:
    """By its receipt instant; who presented it and when is kept, and nobody is written to."""
    application = put_off(desk, status)

    represent(desk.session, resubmission(application), at=AT)

    desk.session.refresh(application)
    [line], [through] = lines(desk, application), passages(desk, application)
    assert (application.status, application.received_at) == (Status.under_examination, paris("2026-02-10 09:11"))
    assert (line.event, line.former, line.by) == (Event.resubmit, status, "Mme Essai")
    assert (through.represented_at, through.represented_by) == (AT, "Mme Essai")
    assert (desk.notices(application), requests(desk, application)) == ([], [])


@PUT_OFF
def test_a_dossier_that_lacks_a_piece_is_asked_for_it(desk: Desk, status: Status) -> None:
    """Incomplete, by a request of the person who presents it, and of nothing else."""
    application = put_off(desk, status, "annexe-1", "annexe-2")

    represent(desk.session, resubmission(application), at=AT)

    desk.session.refresh(application)
    [request], [notice] = requests(desk, application), desk.notices(application)
    assert application.status is Status.incomplete
    assert (request.pieces, request.by) == ({"annexe-1": "missing", "annexe-2": "missing"}, "Mme Essai")
    assert (request.due_on, request.next_reminder_at) == (date(2026, 3, 13), paris("2026-03-06 09:00"))
    assert (notice.kind, wanted(notice)) == ("completion_request", ["Annexe 1", "Annexe 2"])


def test_the_reason_goes_to_the_journal(desk: Desk) -> None:
    """Where one was given."""
    application = put_off(desk, Status.carried_over)
    form = resubmission(application).model_copy(update={"reason": "Prêt."})

    represent(desk.session, form, at=AT)

    assert lines(desk, application)[0].reason == "Prêt."


@pytest.mark.parametrize("missing", [[], ["annexe-1"]])
@PUT_OFF
def test_presented_twice_is_presented_once(desk: Desk, status: Status, missing: list[str]) -> None:
    """Not a row, a line or a notice more, and the first instant stays."""
    application = put_off(desk, status, *missing)
    represent(desk.session, resubmission(application), at=AT)
    once = rows(desk)

    represent(desk.session, resubmission(application), at=LATER)

    assert rows(desk) == once
    assert [through.represented_at for through in passages(desk, application)] == [AT]


@PUT_OFF
def test_nobody_is_asked_twice_at_once(desk: Desk, status: Status) -> None:
    """The request that runs asks for all that lacks: it stays as it is, with its delay."""
    application = put_off(desk, status, "annexe-1")
    ask(desk.session, completion(application, due="2026-04-01"), at=AT)

    represent(desk.session, resubmission(application), at=LATER)

    assert application.status is Status.incomplete
    assert [(one.due_on, one.outcome) for one in requests(desk, application)] == [
        (date(2026, 4, 1), RequestOutcome.open)
    ]
    assert desk.kinds(application) == ["completion_request"]


def test_what_the_open_request_does_not_ask_is_asked(desk_with: OpenDesk) -> None:
    """Annexe 7 stops nothing: asked for alone, it would leave nobody asked for annexe 1. One request takes both."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = put_off(desk, Status.carried_over, "annexe-1")
    ask(desk.session, completion(application, {"annexe-7": "unreadable"}, due="2026-04-01"), at=AT)

    represent(desk.session, resubmission(application), at=LATER)

    former, request = requests(desk, application)
    assert (former.outcome, request.due_on) == (RequestOutcome.cancelled, date(2026, 4, 1))
    assert request.pieces == {"annexe-1": "missing", "annexe-7": "unreadable"}


def test_a_request_that_had_expired_does_not_stand_for_a_new_one(desk: Desk) -> None:
    """Its delay is over: presented again, the applicant has a new one."""
    application = put_off(desk, Status.carried_over, "annexe-1")
    completion_request(
        desk.session, desk.campaign, application, due_on=date(2026, 2, 13), outcome=RequestOutcome.expired
    )

    represent(desk.session, resubmission(application), at=AT)

    assert [one.outcome for one in requests(desk, application)] == [RequestOutcome.expired, RequestOutcome.open]


def test_a_piece_that_stops_nothing_keeps_nobody_from_being_examined(desk_with: OpenDesk) -> None:
    """CRPA L114-5-1."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = put_off(desk, Status.carried_over, "annexe-7")

    represent(desk.session, resubmission(application), at=AT)

    assert application.status is Status.under_examination


def test_a_piece_that_has_expired_meanwhile_is_asked_for(desk: Desk) -> None:
    """It was whole when the session opened; it is presented later."""
    application = put_off(desk, Status.carried_over)
    of_it = select(Piece).where(Piece.application_id == application.id, Piece.piece_id == "annexe-2")
    desk.session.exec(of_it).one().valid_until = date(2026, 2, 19)

    represent(desk.session, resubmission(application), at=AT)

    assert (application.status, held(desk, application, "annexe-2")[1]) == (Status.incomplete, "périmée")
    assert requests(desk, application)[0].pieces == {"annexe-2": "expired"}


def test_once_it_is_complete_it_goes_to_the_examination_alone(desk: Desk) -> None:
    """Presented already, it needs nobody any more; and presenting it again then changes nothing."""
    application = put_off(desk, Status.carried_over, "annexe-1")
    represent(desk.session, resubmission(application), at=AT)

    reply(desk, application, "annexe-1", at="2026-02-24 10:00")
    represent(desk.session, resubmission(application), at=paris("2026-02-25 10:00"))

    assert application.status is Status.under_examination
    assert len(lines(desk, application)) == 2


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.carried_over, Status.adjourned, Status.withdrawn}))
def test_only_what_was_put_off_is_presented_again(desk: Desk, status: Status) -> None:
    """The others are refused by name, those under examination or incomplete too, and no passage says otherwise."""
    application = put_off(desk, status, *(["annexe-1"] if status is Status.incomplete else []))
    before = rows(desk)

    with pytest.raises(Refusal, match=r"Dossier « ARA-2026-0001 » : ce dossier est « .+ »"):
        represent(desk.session, resubmission(application), at=AT)

    assert (application.status, rows(desk)) == (status, before)
    assert [through.represented_at for through in passages(desk, application)] == [None]


def test_it_is_presented_in_the_session_that_it_is_in_now(desk: Desk) -> None:
    """One passage of two says so: that of the session which it passed to."""
    application = put_off(desk, Status.carried_over)
    new = campaign_with(desk.session, year=2027)
    pass_on(desk.session, new, at=paris("2027-01-19 09:00"))

    represent(desk.session, resubmission(application), at=paris("2027-02-01 10:00"))

    found = [(one.campaign_id, one.represented_at) for one in passages(desk, application)]
    assert found == [(desk.campaign.id, None), (new.id, paris("2027-02-01 10:00"))]
    assert lines(desk, application)[-1].campaign_id == new.id


def test_adjourned_again_it_is_presented_again(desk: Desk) -> None:
    """In the same session: the later presentation is the one that its passage tells."""
    application = put_off(desk, Status.adjourned)
    represent(desk.session, resubmission(application), at=paris("2026-06-10 10:00"))
    examine(desk.session, finding(application), at=paris("2026-06-11 10:00"))
    record_opinions(desk.session, opinion(application), at=paris("2026-06-18 10:00"))
    record_decisions(desk.session, decision(application, decision="adjourned", reasons="Article 3."), at=JULY)

    represent(desk.session, resubmission(application), at=paris("2026-07-10 10:00"))

    assert [through.represented_at for through in passages(desk, application)] == [paris("2026-07-10 10:00")]
    assert application.status is Status.under_examination


def test_presented_in_vain_it_is_carried_over_once_more_and_told_so(desk: Desk) -> None:
    """Presented after the end of the instruction, and silent: the second report is told like the first."""
    application = put_off(desk, Status.incomplete, "annexe-1")
    spend(desk, "2026-06-01 09:00")
    represent(desk.session, resubmission(application), at=paris("2026-06-03 10:00"))

    spend(desk, "2026-06-25 09:00", "2026-06-25 09:30")

    assert application.status is Status.carried_over
    assert desk.kinds(application) == ["carried_over", "completion_request", "completion_expired", "carried_over"]
