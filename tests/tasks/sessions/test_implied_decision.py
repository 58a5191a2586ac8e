"""When silence would decide on a dossier: counted anew at each act that the law says matters, and by nothing else."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from models.dossiers.application import Application
from models.forms.dossiers import AdmissionForm, DecisionForm, WithdrawalForm
from models.vocabulary import Status
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine, record_decisions
from tasks.dossiers.admit_late import admit_late
from tasks.dossiers.requests import ask, cancel, extend
from tasks.dossiers.withdraw import withdraw
from tasks.sessions.daily import acknowledge
from tasks.sessions.handover import carry_over_by_hand, pass_on, represent
from tests.factories import campaign_with, paris
from tests.support.forms import JULY, JUNE, decision, finding, opinion
from tests.support.incomplete import cancellation, carrying, completion, extension, lacking, reply, resubmission, spend
from tests.support.mails import Desk, compose, said, siret
from tests.tasks.conftest import OpenDesk

ACCEPTANCE = {"silence.effect": "acceptance", "silence.basis": "article L. 231-1 du CRPA"}
REJECTION = {"silence.effect": "rejection", "silence.basis": "article L. 231-4 du CRPA"}
either = pytest.mark.parametrize("effect", [ACCEPTANCE, REJECTION], ids=["acceptance", "rejection"])
MARCH = "2026-03-02 10:00"
"""When the dossiers of cases 15 and 16 are received: without an act, their silence is that of 2 May."""


def silence(application: Application) -> str | None:
    """Return the last second of a dossier's delay, as a clock shows it in Paris."""
    at = application.silence_at
    return f"{at.astimezone(ZoneInfo('Europe/Paris')):%Y-%m-%d %H:%M:%S}" if at else None


def examined_to(desk: Desk, application: Application, form: DecisionForm) -> None:
    """Bring a dossier before the bodies, to a decision of 9 July."""
    examine(desk.session, finding(application), at=paris("2026-04-20 10:00"))
    record_opinions(desk.session, opinion(application), at=JUNE)
    record_decisions(desk.session, form, at=JULY)


def test_without_an_effect_nothing_is_written(desk: Desk) -> None:
    """As it is shipped: no date, no alarm, whatever happens to a dossier."""
    application = lacking(desk, "annexe-1", received=MARCH)
    reply(desk, application, "annexe-1", at="2026-03-20 10:00")
    ask(desk.session, completion(application, {"annexe-2": "unreadable"}), at=paris("2026-03-23 10:00"))
    cancel(desk.session, cancellation(application), at=paris("2026-03-24 10:00"))

    spend(desk, "2026-04-02 09:00", "2026-05-01 09:00")

    assert (application.silence_at, application.next_alarm_at, application.clock_from) == (None, None, None)
    assert desk.notices(kind="alert") == []


@either
def test_a_complete_dossier_has_its_date_from_its_receipt(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """Case 14: received on 1 February, to the last second of 1 April; the acknowledgement moves nothing."""
    desk = desk_with(effect)
    application = desk.deposit(compose(received="2026-02-01 10:00"))
    at_once = silence(application)

    acknowledge(desk.session, desk.campaign, at=paris("2026-02-02 09:00"))

    assert (at_once, silence(application)) == ("2026-04-01 23:59:59", "2026-04-01 23:59:59")
    assert application.next_alarm_at == paris("2026-03-02 09:00")


@pytest.mark.parametrize(
    ("effect", "awaited", "produced"),
    [(REJECTION, "2026-05-23 23:59:59", "2026-05-12 23:59:59"), (ACCEPTANCE, None, "2026-05-20 23:59:59")],
    ids=["rejection", "acceptance"],
)
def test_a_request_moves_the_date_as_the_law_says(
    desk_with: OpenDesk, effect: dict[str, object], awaited: str | None, produced: str
) -> None:
    """Cases 15 and 16: asked on 10 March until the 31st, produced on the 20th, or never."""
    desk = desk_with(effect)
    application = lacking(desk, received=MARCH)
    ask(
        desk.session,
        completion(application, {"annexe-2": "unreadable"}, due="2026-03-31"),
        at=paris("2026-03-10 10:00"),
    )
    asked = silence(application)

    reply(desk, application, "annexe-2", at="2026-03-20 10:00", read="2026-03-23 10:00")

    assert (asked, silence(application)) == (awaited, produced)


@pytest.mark.parametrize(
    ("effect", "never"), [(REJECTION, "2026-05-23 23:59:59"), (ACCEPTANCE, None)], ids=["rejection", "acceptance"]
)
def test_a_piece_that_never_comes_suspends_no_more_than_its_delay(
    desk_with: OpenDesk, effect: dict[str, object], never: str | None
) -> None:
    """Its expiry and the end of the instruction change nothing: the delay was counted to its end already."""
    desk = desk_with(effect)
    application = lacking(desk, received=MARCH)
    ask(
        desk.session,
        completion(application, {"annexe-2": "unreadable"}, due="2026-03-31"),
        at=paris("2026-03-10 10:00"),
    )

    spend(desk, "2026-04-01 09:00", "2026-06-02 09:00")

    assert (application.status, silence(application)) == (Status.carried_over, never)


def test_a_defect_of_form_leaves_the_clock_alone(desk_with: OpenDesk) -> None:
    """CRPA L114-6 says nothing of it."""
    desk = desk_with(ACCEPTANCE)
    application = lacking(desk, received=MARCH)

    ask(desk.session, completion(application, {"annexe-2": "unsigned"}), at=paris("2026-03-10 10:00"))

    assert silence(application) == "2026-05-02 23:59:59"


@pytest.mark.parametrize(
    ("effect", "extended"), [(REJECTION, "2026-06-01 23:59:59"), (ACCEPTANCE, None)], ids=["rejection", "acceptance"]
)
def test_an_extension_suspends_longer(desk_with: OpenDesk, effect: dict[str, object], extended: str | None) -> None:
    """Until 9 April instead of 31 March: nine days more."""
    desk = desk_with(effect)
    application = lacking(desk, received=MARCH)
    ask(desk.session, completion(application, {"annexe-2": "expired"}, due="2026-03-31"), at=paris("2026-03-10 10:00"))

    extend(desk.session, extension(application, date(2026, 4, 9)), at=paris("2026-03-30 10:00"))

    assert silence(application) == extended


@pytest.mark.parametrize(
    ("effect", "cancelled"),
    [(REJECTION, "2026-05-07 23:59:59"), (ACCEPTANCE, "2026-05-02 23:59:59")],
    ids=["rejection", "acceptance"],
)
def test_a_cancelled_request_suspends_until_it_is_cancelled(
    desk_with: OpenDesk, effect: dict[str, object], cancelled: str
) -> None:
    """Five days, where silence rejects; where it accepts, nothing was to be produced after all."""
    desk = desk_with(effect)
    application = lacking(desk, received=MARCH)
    ask(desk.session, completion(application, {"annexe-2": "expired"}, due="2026-03-31"), at=paris("2026-03-10 10:00"))

    cancel(desk.session, cancellation(application), at=paris("2026-03-15 10:00"))

    assert silence(application) == cancelled


def test_asked_again_after_an_expiry_one_answer_starts_the_clock(desk_with: OpenDesk) -> None:
    """Where silence accepts, the delay runs from the last piece, though a request that expired had asked for it too."""
    desk = desk_with(ACCEPTANCE)
    application = lacking(desk, "annexe-1", received=MARCH)
    spend(desk, "2026-03-25 09:00")
    ask(desk.session, completion(application), at=paris("2026-03-30 10:00"))

    reply(desk, application, "annexe-1", at="2026-04-02 10:00")

    assert silence(application) == "2026-06-02 23:59:59"


@either
@pytest.mark.parametrize("sense", ["accepted", "refused", "adjourned", "withdrawn"])
def test_an_express_decision_stops_the_clock(desk_with: OpenDesk, effect: dict[str, object], sense: str) -> None:
    """Or the applicant's own: nothing is left for silence to decide."""
    desk = desk_with(effect | {"silence.months": 6})
    application = lacking(desk, received=MARCH)
    before = silence(application)

    if sense == "withdrawn":
        form = WithdrawalForm(application=application.reference, by="Mme Essai")
        withdraw(desk.session, form, at=JULY)
    else:
        reasons = None if sense == "accepted" else "Article 3."
        examined_to(desk, application, decision(application, decision=sense, reasons=reasons))

    assert (before, silence(application)) == ("2026-09-02 23:59:59", None)
    assert application.next_alarm_at is None


@either
def test_a_late_deposit_has_its_date_too(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """It is a demand; admitted, it keeps the same."""
    desk = desk_with(effect)
    application = desk.deposit(compose(received="2026-05-02 08:00"))
    late = silence(application)

    form = AdmissionForm(application=application.reference, reason="Panne.", by="Mme Essai")
    admit_late(desk.session, form, at=paris("2026-05-04 10:00"))
    acknowledge(desk.session, desk.campaign, at=paris("2026-05-05 09:00"))

    assert (late, silence(application)) == ("2026-07-02 23:59:59", "2026-07-02 23:59:59")


@either
def test_who_needs_no_dossier_has_no_date(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """There is nothing to decide."""
    desk = desk_with(effect)

    application = desk.deposit(compose(said("CIO de Bron", siret=siret(), réseau="CIO"), received=MARCH))

    assert (application.status, application.silence_at) == (Status.not_required, None)


@either
def test_a_dossier_that_is_put_off_is_not_decided(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """Carried over, passed to the next session, presented again: the same delay runs on."""
    desk = desk_with(effect | {"silence.months": 12})
    application = lacking(desk, received=MARCH)
    carry_over_by_hand(desk.session, carrying(application), at=JUNE)
    carried = silence(application)
    new = campaign_with(desk.session, effect | {"silence.months": 12}, year=2027)
    pass_on(desk.session, new, at=paris("2027-01-19 09:00"))

    represent(desk.session, resubmission(application), at=paris("2027-01-20 10:00"))

    assert (carried, silence(application)) == ("2027-03-02 23:59:59", "2027-03-02 23:59:59")


@either
@pytest.mark.parametrize("through", ["at once", "carried over", "the next session"])
def test_after_an_adjournment_a_new_presentation_starts_a_new_delay(
    desk_with: OpenDesk, effect: dict[str, object], through: str
) -> None:
    """And nothing before it does: neither the piece that was asked for, nor being carried over, nor an opening. The
    delay is long: what it had accepted before the commission met could not be adjourned."""
    effect = effect | {"silence.months": 6}
    desk = desk_with(effect)
    application = lacking(desk, received="2026-04-15 10:00")
    examined_to(
        desk,
        application,
        decision(
            application, decision="adjourned", reasons="Le dossier ne prévoit pas d'accueil.", pieces=["annexe-4"]
        ),
    )
    if through == "carried over":
        carry_over_by_hand(desk.session, carrying(application), at=paris("2026-07-10 10:00"))
    if through == "the next session":
        pass_on(desk.session, campaign_with(desk.session, effect, year=2027), at=paris("2027-01-19 09:00"))
    reply(desk, application, "annexe-4", at="2027-01-25 10:00")
    waiting = silence(application)

    represent(desk.session, resubmission(application), at=paris("2027-02-01 10:00"))

    assert (waiting, silence(application)) == (None, "2027-08-01 23:59:59")
    assert application.status is Status.under_examination


def test_presented_again_without_an_adjournment_in_between_the_new_delay_runs_on(desk_with: OpenDesk) -> None:
    """Carried over after its second presentation, a third starts nothing."""
    desk = desk_with(REJECTION)
    application = lacking(desk, received="2026-04-15 10:00")
    examined_to(
        desk, application, decision(application, decision="adjourned", reasons="Le dossier ne prévoit pas d'accueil.")
    )
    represent(desk.session, resubmission(application), at=paris("2026-07-20 10:00"))
    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-07-25 10:00"))

    represent(desk.session, resubmission(application), at=paris("2026-08-03 10:00"))

    assert silence(application) == "2026-09-20 23:59:59"
