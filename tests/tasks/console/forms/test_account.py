"""What an act did, read back: the status before and after, the request, the notices, the date; and no address."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Application
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import NoticeKind, NoticeStatus, RequestOutcome, Status
from tasks.console.forms.account import DossierAccount, RequestAccount, read_account
from tasks.decisions import record
from tasks.dossiers import requests
from tasks.sessions import handover
from tests.conftest import ON_SQLITE
from tests.factories import application, campaign_with, completion_request, paris, passage
from tests.support.forms import JULY, decision
from tests.support.incomplete import cancellation, carrying, completion, extension, resubmission
from tests.tasks.dossiers.advice.asking import ASKED_AT, consult

AT = paris("2026-04-20 10:00")
QUEUED = NoticeStatus.queued
ACCEPTANCE = {"silence.effect": "acceptance", "silence.basis": "article L. 231-1 du CRPA"}

Act = Callable[[Session, Application], object]


@pytest.fixture
def installed(any_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a fresh database the one that the settings name, and give its address."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    return any_database


def dossier(session: Session, campaign: Campaign, status: Status, **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier with its passage."""
    made = application(session, campaign, status, **fields)
    passage(session, campaign, made)
    return made


def account_of(
    address: str,
    status: Status,
    act: Act,
    *,
    missing: tuple[str, ...] = (),
    asked_until: date | None = None,
    at: datetime = AT,
) -> DossierAccount:
    """Return the account of an act on a dossier, done at an instant, before a dossier of 11 February in the queue."""
    with transaction(address) as session:
        campaign = campaign_with(session)
        made = dossier(session, campaign, status, missing=missing)
        dossier(session, campaign, Status.under_examination, received_at=paris("2026-02-11 10:00"))
        if asked_until:
            completion_request(session, campaign, made, due_on=asked_until)
        act(session, made)
    [account] = read_account(["ARA-2026-0001"], at=at)
    return account


def test_a_request_is_told_with_its_day_and_its_next_reminder(installed: str) -> None:
    """The pieces by their labels; from where the dossier came, and the notice that waits."""
    account = account_of(
        installed,
        Status.under_examination,
        lambda session, one: requests.ask(session, completion(one, ["annexe-2", "annexe-1"]), at=AT),
    )

    assert account == DossierAccount(
        reference="ARA-2026-0001",
        organisation="CIDFF de l'Ain",
        former=Status.under_examination,
        status=Status.incomplete,
        position=None,
        request=RequestAccount(["Annexe 2", "Annexe 1"], date(2026, 5, 11), date(2026, 5, 4), None),
        notices=[(NoticeKind.completion_request, QUEUED)],
        silence_on=None,
        notified_on=None,
        contestable_until=None,
        effect_on=date(2026, 9, 1),
    )


def test_an_extension_changes_no_status(installed: str) -> None:
    """The account says so; past the end of the instruction, it says when that is."""
    account = account_of(
        installed,
        Status.incomplete,
        lambda session, one: requests.extend(session, extension(one, date(2026, 6, 1)), at=AT),
        missing=("annexe-1",),
        asked_until=date(2026, 5, 7),
    )

    assert (account.former, account.status) == (None, Status.incomplete)
    assert account.request == RequestAccount(["Annexe 1"], date(2026, 6, 1), date(2026, 5, 25), date(2026, 5, 31))
    assert account.notices == [("postponed", QUEUED)]


@ON_SQLITE
@pytest.mark.parametrize(("to", "passes"), [(date(2026, 5, 29), None), (date(2026, 6, 1), date(2026, 5, 31))])
def test_the_last_day_of_the_instruction_is_not_passed(installed: str, to: date, passes: date | None) -> None:
    """31 May is a Sunday: the Friday before it is within, the Monday after it is not."""
    account = account_of(
        installed,
        Status.incomplete,
        lambda session, one: requests.extend(session, extension(one, to), at=AT),
        missing=("annexe-1",),
        asked_until=date(2026, 5, 7),
    )

    assert account.request is not None
    assert account.request.passes_examination == passes


def test_a_cancelled_request_gives_the_dossier_its_place_again(installed: str) -> None:
    """The first of the queue: it was received before the other."""
    account = account_of(
        installed,
        Status.incomplete,
        lambda session, one: requests.cancel(session, cancellation(one), at=AT),
        asked_until=date(2026, 5, 7),
    )

    assert (account.former, account.status, account.position) == (Status.incomplete, Status.under_examination, 1)
    assert (account.request, account.notices) == (None, [("rectified", QUEUED)])


def test_a_dossier_that_is_carried_over_is_asked_nothing(installed: str) -> None:
    """Its request is closed."""
    account = account_of(
        installed,
        Status.incomplete,
        lambda session, one: handover.carry_over_by_hand(session, carrying(one), at=AT),
        missing=("annexe-1",),
        asked_until=date(2026, 5, 7),
    )

    assert (account.former, account.status) == (Status.incomplete, Status.carried_over)
    assert (account.request, account.notices) == (None, [("carried_over", QUEUED)])


@ON_SQLITE
@pytest.mark.parametrize(
    ("missing", "status", "notices"),
    [
        ((), Status.under_examination, []),
        (("annexe-1",), Status.incomplete, [("completion_request", QUEUED)]),
    ],
)
def test_a_new_presentation_says_where_it_leads(
    installed: str, missing: tuple[str, ...], status: Status, notices: list[tuple[str, NoticeStatus]]
) -> None:
    """To the queue, or to a request."""
    account = account_of(
        installed,
        Status.carried_over,
        lambda session, one: handover.represent(session, resubmission(one), at=AT),
        missing=missing,
    )

    assert (account.former, account.status, account.notices) == (Status.carried_over, status, notices)
    assert (account.position, account.request is None) == ((1, True) if not missing else (None, False))


def test_an_act_that_changed_nothing_tells_nothing(installed: str) -> None:
    """The form was sent a second time: the account is that of its own instant."""
    with transaction(installed) as session:
        made = dossier(session, campaign_with(session), Status.under_examination)
        for instant in ("2026-04-20 09:00", "2026-04-20 10:00"):
            requests.ask(session, completion(made), at=paris(instant))

    [account] = read_account(["ARA-2026-0001"], at=AT)

    assert (account.former, account.notices) == (None, [])
    assert account.request is not None


def test_what_became_of_each_notice_is_told(installed: str) -> None:
    """Sent, failed, or still waiting: the person at the form knows whom to call."""
    with transaction(installed) as session:
        made = dossier(session, campaign_with(session), Status.under_examination)
        requests.ask(session, completion(made), at=AT)
        session.exec(select(Notice)).one().status = NoticeStatus.failed

    [account] = read_account(["ARA-2026-0001"], at=AT)

    assert account.notices == [("completion_request", NoticeStatus.failed)]


@ON_SQLITE
def test_a_decision_after_the_effective_date_is_told_from_its_beginning(installed: str) -> None:
    """Accepted, and a member at once: the account goes from the one to the other end."""
    at = paris("2026-09-02 10:00")
    with transaction(installed) as session:
        made = dossier(session, campaign_with(session), Status.studied)
        record.record_decisions(session, decision(made), at=at)

    [account] = read_account(["ARA-2026-0001"], at=at)

    assert (account.former, account.status) == (Status.studied, Status.member)
    assert [kind for kind, _ in account.notices] == ["accepted", "effective"]


def test_several_dossiers_are_told_each_its_own(installed: str) -> None:
    """Those of the form, and no other."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        made = [dossier(session, campaign, Status.studied, name=f"MJC {number}") for number in range(3)]
        record.record_decisions(session, decision(*made[:2]), at=JULY)

    accounts = read_account([one.reference for one in made[:2]], at=JULY)

    assert [(one.organisation, one.status) for one in accounts] == [
        ("MJC 0", Status.accepted),
        ("MJC 1", Status.accepted),
    ]


def test_a_request_that_is_over_is_not_told(installed: str) -> None:
    """Only what is awaited is."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        made = dossier(session, campaign, Status.incomplete)
        completion_request(session, campaign, made, due_on=date(2026, 4, 10), outcome=RequestOutcome.expired)

    assert read_account(["ARA-2026-0001"], at=AT)[0].request is None


@ON_SQLITE
def test_the_date_on_which_silence_would_decide_is_told(installed: str) -> None:
    """Its local day, where the region file says what silence means."""
    with transaction(installed) as session:
        made = dossier(session, campaign_with(session, ACCEPTANCE), Status.under_examination)
        requests.ask(session, completion(made, {"annexe-1": "unsigned"}), at=paris("2026-03-02 10:00"))

    assert read_account(["ARA-2026-0001"], at=AT)[0].silence_on == date(2026, 4, 10)


def test_no_address_is_told(installed: str) -> None:
    """Prefect shows the account to whoever opens the console."""
    account = account_of(
        installed, Status.under_examination, lambda session, one: requests.ask(session, completion(one), at=AT)
    )

    assert "@" not in str(account)


def test_what_is_asked_of_whoever_is_consulted_is_told(installed: str) -> None:
    """It is about the dossier, though its applicant reads nothing of it."""
    account = account_of(installed, Status.under_examination, consult, at=ASKED_AT)

    assert account.notices == [("advice_request", QUEUED)]
