"""The clock of a dossier that is put off: it runs on where nothing was decided, and anew after an adjournment."""

import pytest

from models.vocabulary import Status
from tasks.sessions.handover import carry_over_by_hand, pass_on, represent
from tests.factories import campaign_with, paris
from tests.support.forms import JUNE, decision
from tests.support.incomplete import carrying, lacking, reply, resubmission
from tests.tasks.conftest import OpenDesk
from tests.tasks.sessions.test_implied_decision import MARCH, REJECTION, either, examined_to, silence


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
    examined_to(desk, application, decision(application, decision="adjourned", reasons="A.", pieces=["annexe-4"]))
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
    examined_to(desk, application, decision(application, decision="adjourned", reasons="A."))
    represent(desk.session, resubmission(application), at=paris("2026-07-20 10:00"))
    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-07-25 10:00"))

    represent(desk.session, resubmission(application), at=paris("2026-08-03 10:00"))

    assert silence(application) == "2026-09-20 23:59:59"
