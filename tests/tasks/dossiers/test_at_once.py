"""Two who act at the same moment do once what each of them would have done: the second waits, and finds it done."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Barrier, Thread

from sqlmodel import Session, SQLModel, col, func, select

from models.dossiers.application import Application, CompletionRequest, Passage
from models.dossiers.journal import JournalLine
from models.intake.deposit import Deposit
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import RequestOutcome, Status
from tasks.dossiers.requests import ask, cancel, extend
from tasks.intake.store import Store
from tasks.sessions.handover import represent
from tests.factories import application, campaign_with, completion_request, paris, passage
from tests.support.incomplete import DAY, cancellation, completion, extension, lacking, resubmission
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret

AT = paris("2026-03-02 10:00")
RECEIVED = "2026-04-20 10:00"
ACCEPTANCE = {"silence.effect": "acceptance", "silence.basis": "article L. 231-1 du CRPA"}


def at_once(database: str, act: Callable[[Session], object], times: int = 2) -> list[Exception]:
    """Do the same in several transactions at the same moment, and return what failed."""
    together, failed = Barrier(times), list[Exception]()

    def do() -> None:
        together.wait()
        try:
            with transaction(database) as session:
                act(session)
        except Exception as error:  # noqa: BLE001  whatever it is, the test shows it
            failed.append(error)

    threads = [Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def counted(database: str, *tables: type[SQLModel]) -> list[int]:
    """Return how many rows some tables hold."""
    with transaction(database) as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def test_the_same_form_sent_twice_at_once_is_done_once(any_database: str) -> None:
    """A button pressed twice is two runs of the same worker: one request, one line, one notice."""
    with transaction(any_database) as session:
        form = completion(application(session, campaign_with(session), Status.under_examination))

    failed = at_once(any_database, lambda session: ask(session, form, at=AT))

    assert (failed, counted(any_database, CompletionRequest, JournalLine, Notice)) == ([], [1, 1, 1])


def test_two_people_who_ask_at_once_make_one_open_request(any_database: str) -> None:
    """The second takes over what the first one asked, a moment before."""
    with transaction(any_database) as session:
        dossier = application(session, campaign_with(session), Status.under_examination)
        forms = [completion(dossier, [piece]) for piece in ("annexe-1", "annexe-2")]

    failed = at_once(any_database, lambda session: ask(session, forms.pop(), at=AT))

    with transaction(any_database) as session:
        made = session.exec(select(CompletionRequest).order_by(col(CompletionRequest.id))).all()
        assert failed == []
        assert [request.outcome for request in made] == [RequestOutcome.cancelled, RequestOutcome.open]
        assert set(made[1].pieces) == {"annexe-1", "annexe-2"}


def test_extended_cancelled_and_presented_twice_at_once(any_database: str) -> None:
    """Each act of a person, in two runs."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        first, second, third = (
            application(session, campaign, Status.incomplete, missing=["annexe-1"]) for _ in range(3)
        )
        third.status = Status.carried_over
        passage(session, campaign, third)
        for dossier in (first, second):
            completion_request(session, campaign, dossier, due_on=date(2026, 3, 20))
        longer, nothing, again = extension(first, date(2026, 3, 27)), cancellation(second), resubmission(third)

    failed = [
        *at_once(any_database, lambda session: extend(session, longer, at=AT)),
        *at_once(any_database, lambda session: cancel(session, nothing, at=AT)),
        *at_once(any_database, lambda session: represent(session, again, at=AT)),
    ]

    assert (failed, counted(any_database, CompletionRequest, JournalLine, Notice)) == ([], [3, 3, 3])


def test_mails_that_come_at_once_complete_a_dossier(any_database: str, tmp_path: Path) -> None:
    """Each brings a piece, to a worker of its own: the last one sees what the others brought, asked for or not."""
    store = Store((tmp_path / "store").as_uri())
    with transaction(any_database) as session:
        application = lacking(Desk(session, campaign_with(session), store), *PIECES[:5])
        cancel(session, cancellation(application), at=paris("2026-04-17 10:00"))
    mails = [compose(said(siret=siret()), files=pdfs([piece]), received=RECEIVED) for piece in PIECES[:5]]

    def take(session: Session) -> None:
        campaign = session.exec(select(Campaign)).one()
        Desk(session, campaign, store).deposit(mails.pop())

    failed = at_once(any_database, take, times=5)

    with transaction(any_database) as session:
        status = session.exec(select(Application.status)).one()
    assert (failed, status, counted(any_database, Deposit)) == ([], Status.under_examination, [6])


def test_runs_of_the_day_at_once_are_one(any_database: str) -> None:
    """The daily run and a deadline's own: acknowledged and asked once, taken over once, warned of once."""
    at = paris("2027-03-02 09:00")
    with transaction(any_database) as session:
        former, latest = campaign_with(session), campaign_with(session, ACCEPTANCE, year=2027)
        application(session, former, Status.late, missing=["annexe-1"])
        application(session, latest, Status.registered, missing=["annexe-2"], acknowledge_at=at)
        silent = application(session, latest, Status.examined)
        silent.silence_at, silent.next_alarm_at = paris("2027-03-06 23:59:59"), at

    def run(session: Session) -> None:
        campaign = session.exec(select(Campaign).where(Campaign.code == "ara-2027")).one()
        for owed in DAY:
            owed(session, campaign, at=at)

    failed = at_once(any_database, run, times=4)

    with transaction(any_database) as session:
        kinds = session.exec(select(Notice.kind).order_by(col(Notice.kind))).all()
        outcomes = [request.outcome for request in session.exec(select(CompletionRequest))]
        statuses = session.exec(select(Application.status).order_by(col(Application.id))).all()
    assert (failed, kinds) == ([], ["acknowledgement", "alert", "next_session"])
    assert (outcomes, counted(any_database, Passage)) == ([RequestOutcome.open] * 2, [1])
    assert statuses == [Status.carried_over, Status.incomplete, Status.examined]
