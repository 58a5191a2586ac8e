"""What people change in the course of a session, and whom they tell."""

from datetime import date

import pytest
from sqlmodel import select

from models.dossiers.application import CompletionRequest
from models.errors import Refusal
from models.forms.dossiers import AdmissionForm, PostponementForm, WithdrawalForm
from models.sessions.campaign import StageChange
from models.vocabulary import RequestOutcome, StageName, Status
from tasks.dossiers.admit_late import admit_late
from tasks.dossiers.withdraw import withdraw
from tasks.sessions.daily import acknowledge, remind_of_deposit, remind_of_requests
from tasks.sessions.postpone import postpone
from tests.factories import application as dossier
from tests.factories import completion_request, paris
from tests.support.mails import Desk, compose, said, siret

MAY = paris("2026-05-04 10:00")


def late(desk: Desk, received: str = "2026-05-02 08:00", entity: int = 1) -> str:
    """Return the reference of a late deposit."""
    return desk.deposit(compose(said(siret=siret(entity)), received=received)).reference


def admission(reference: str) -> AdmissionForm:
    """Return a form that admits a late deposit."""
    return AdmissionForm(application=reference, reason="Panne de notre serveur.", by="Mme Essai")


def postponed(to: date, stage: StageName = "deposit", session: str = "ara-2026") -> PostponementForm:
    """Return a form that moves a stage."""
    return PostponementForm(session=session, stage=stage, to=to, reason="Intempéries.", by="la Région")


def move(desk: Desk, to: date, *, at: str, stage: StageName = "deposit") -> None:
    """Move a stage at an instant."""
    postpone(desk.session, postponed(to, stage), at=paris(at))


def test_a_withdrawal_cancels_what_was_asked(any_desk: Desk) -> None:
    """Case 37: withdrawn, told, and nobody is reminded of anything."""
    application = dossier(any_desk.session, any_desk.campaign, Status.incomplete)
    request = completion_request(
        any_desk.session,
        any_desk.campaign,
        application,
        due_on=date(2026, 5, 11),
        next_reminder_at=paris("2026-05-04 09:00"),
    )

    withdraw(any_desk.session, WithdrawalForm(application=application.reference, by="Mme Essai"), at=MAY)

    any_desk.session.refresh(request)
    assert (request.outcome, request.next_reminder_at) == (RequestOutcome.cancelled, None)
    assert any_desk.kinds(application) == ["withdrawn"]
    assert remind_of_requests(any_desk.session, any_desk.campaign, at=MAY) == 0


def test_a_withdrawal_twice_is_told_once(desk: Desk) -> None:
    """The second form changes nothing."""
    application = dossier(desk.session, desk.campaign, Status.examined)

    for _ in range(2):
        withdraw(desk.session, WithdrawalForm(application=application.reference, by="Mme Essai"), at=MAY)

    assert desk.kinds(application) == ["withdrawn"]


def test_a_withdrawn_deposit_is_not_acknowledged(desk: Desk) -> None:
    """Withdrawn before nine o'clock, it gets the confirmation and no more."""
    application = dossier(desk.session, desk.campaign, acknowledge_at=paris("2026-04-16 09:00"))
    form = WithdrawalForm(application=application.reference, by="Mme Essai")

    withdraw(desk.session, form, at=paris("2026-04-15 18:00"))

    assert acknowledge(desk.session, desk.campaign, at=paris("2026-04-16 09:00")) == 0


@pytest.mark.parametrize("status", [Status.refused, Status.member])
def test_what_is_over_cannot_be_withdrawn(desk: Desk, status: Status) -> None:
    """A refusal or a membership has other ways out."""
    application = dossier(desk.session, desk.campaign, status)

    with pytest.raises(Refusal, match=f"Dossier « {application.reference} »"):
        withdraw(desk.session, WithdrawalForm(application=application.reference, by="Mme Essai"), at=MAY)


def test_an_admitted_deposit_is_acknowledged_on_the_next_business_day(desk: Desk) -> None:
    """Admitted on the eve of a long week-end: at nine on the Monday after it, not before."""
    reference = late(desk)

    [application] = admit_late(desk.session, admission(reference), at=paris("2026-05-07 15:00"))

    desk.session.refresh(application)
    assert (application.status, application.acknowledge_at) == (Status.registered, paris("2026-05-11 09:00"))
    assert acknowledge(desk.session, desk.campaign, at=paris("2026-05-11 09:00")) == 1
    assert desk.kinds(application) == ["registration", "late", "acknowledgement"]


def test_an_admission_keeps_the_instant_of_receipt_and_its_reason(desk: Desk) -> None:
    """It is admitted, not antedated."""
    [application] = admit_late(desk.session, admission(late(desk)), at=MAY)

    assert application.received_at == paris("2026-05-02 08:00")
    assert desk.journal(application) == ["late", "registered"]


def test_only_a_late_deposit_is_admitted(desk: Desk) -> None:
    """Another dossier is refused by name."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)

    with pytest.raises(Refusal, match="demande un dossier au statut : hors délai"):
        admit_late(desk.session, admission(application.reference), at=MAY)


def test_a_later_deadline_admits_those_now_in_time(desk: Desk) -> None:
    """They are registered and told so; the one still late is told of the date, and so are the silent prospects."""
    in_time, too_late = late(desk), late(desk, "2026-05-03 08:00", entity=2)
    before = desk.deposit(compose(said(siret=siret(3)), received="2026-04-15 10:00"))
    assert before.status is Status.registered

    postpone(desk.session, postponed(date(2026, 5, 2)), at=paris("2026-05-02 12:00"))

    first, second, third = desk.applications()
    assert (first.reference, first.status) == (in_time, Status.registered)
    assert (second.reference, second.status) == (too_late, Status.late)
    assert first.acknowledge_at == paris("2026-05-04 09:00")
    told = {notice.application_id or notice.recipient for notice in desk.notices(kind="postponed")}
    assert told == {first.id, second.id, third.id, "accueil@mjc.example"}


def test_a_later_deadline_tells_no_prospect_that_has_deposited(desk: Desk) -> None:
    """Who deposited is told as an applicant, once."""
    desk.deposit(compose(sender="accueil@mjc.example"))

    move(desk, date(2026, 5, 6), at="2026-04-20 10:00")

    assert [notice.recipient for notice in desk.notices(kind="postponed")] == ["accueil@mjc.example"]


def test_a_later_deadline_is_judged_from_then_on(desk: Desk) -> None:
    """New deposits are in time to the end of the new last day, and reminders follow it."""
    move(desk, date(2026, 5, 6), at="2026-04-20 10:00")

    application = desk.deposit(compose(received="2026-05-06 23:59:59"))

    assert application.status is Status.registered
    assert remind_of_deposit(desk.session, desk.campaign, at=paris("2026-04-21 09:00")) == 1


def test_an_earlier_deadline_takes_no_right_away(desk: Desk) -> None:
    """Who deposited in time by the former date stays in time; later deposits are judged by the new one."""
    kept = desk.deposit(compose(received="2026-04-19 10:00"))

    move(desk, date(2026, 4, 20), at="2026-04-20 09:00")

    assert kept.status is Status.registered
    assert desk.deposit(compose(said(siret=siret(2)), received="2026-04-21 10:00")).status is Status.late


def test_the_same_date_changes_nothing_and_tells_nobody(desk: Desk) -> None:
    """A form sent twice."""
    dossier(desk.session, desk.campaign)

    move(desk, date(2026, 5, 6), at="2026-04-20 10:00")
    move(desk, date(2026, 5, 6), at="2026-04-20 10:00")

    assert len(desk.session.exec(select(StageChange)).all()) == 1
    assert len(desk.notices(kind="postponed")) == 2


def test_there_and_back_is_told_twice(desk: Desk) -> None:
    """Each change is its own reason to write."""
    application = dossier(desk.session, desk.campaign)

    move(desk, date(2026, 5, 6), at="2026-04-20 10:00")
    move(desk, date(2026, 4, 29), at="2026-04-21 10:00")

    assert desk.kinds(application) == ["postponed", "postponed"]


def test_a_date_that_is_past_is_refused(desk: Desk) -> None:
    """With the field, the value and the mend."""
    with pytest.raises(Refusal) as refused:
        move(desk, date(2026, 4, 20), at="2026-04-21 00:00")

    assert str(refused.value) == "Nouvelle date « 20/04/2026 » : elle est déjà passée ; indiquez un jour à venir."


def test_an_unknown_session_is_refused_with_those_there_are(desk: Desk) -> None:
    """The message lists the codes."""
    form = postponed(date(2026, 5, 6), session="ara-2027")

    with pytest.raises(Refusal) as refused:
        postpone(desk.session, form, at=MAY)

    assert str(refused.value) == "Session « ara-2027 » : aucune session de ce code ; sessions ouvertes : ara-2026."


@pytest.mark.parametrize(
    ("stage", "to", "told"),
    [
        ("examination", date(2026, 6, 12), [Status.incomplete, Status.under_examination]),
        ("commission", date(2026, 8, 31), [Status.incomplete, Status.under_examination, Status.studied]),
        ("effect", date(2026, 8, 31), [Status.accepted]),
    ],
)
def test_a_stage_that_moves_tells_those_it_still_concerns(
    desk: Desk, stage: StageName, to: date, told: list[Status]
) -> None:
    """And nobody else: not who was refused, who withdrew, or whose part is over."""
    statuses = [Status.incomplete, Status.under_examination, Status.studied, Status.accepted, Status.refused]
    made = {status: dossier(desk.session, desk.campaign, status) for status in statuses}

    move(desk, to, stage=stage, at="2026-05-04 10:00")

    assert [status for status, application in made.items() if desk.kinds(application)] == told


def test_an_open_request_outlives_a_stage_that_moves(desk: Desk) -> None:
    """Moving the end of instruction neither shortens nor lengthens what an applicant was given."""
    application = dossier(desk.session, desk.campaign, Status.incomplete)
    completion_request(desk.session, desk.campaign, application, due_on=date(2026, 5, 20))

    move(desk, date(2026, 5, 15), stage="examination", at="2026-05-04 10:00")

    request = desk.session.exec(select(CompletionRequest)).one()
    assert (request.due_on, request.outcome) == (date(2026, 5, 20), RequestOutcome.open)
