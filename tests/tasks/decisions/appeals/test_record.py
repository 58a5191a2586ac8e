"""An appeal recorded: its clocks, its receipt, and what may not be recorded."""

from datetime import date

import pytest
from pydantic import ValidationError

from models.dossiers.appeal import in_court
from models.errors import Refusal
from models.vocabulary import NoticeStatus
from tasks.decisions.appeals.record import record_appeal
from tests.factories import paris, typed
from tests.support.decided import decided
from tests.support.mails import Desk
from tests.tasks.decisions.appeals.appealing import AUGUST, appeal_form, appeals, refused, standing


def test_an_appeal_in_time_interrupts_the_delay(desk: Desk) -> None:
    """CRPA L411-2: two months of silence reject it, two more are left whole to go to court."""
    application = refused(desk)

    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    assert [one.implied_on for one in appeals(desk)] == [date(2026, 10, 4)]
    told = standing(desk, application)
    assert (told.first_until, told.contestable_until) == (date(2026, 9, 10), date(2026, 12, 7))


def test_its_applicant_gets_the_receipt_that_the_law_wants(desk: Desk) -> None:
    """CRPA L112-3, R112-5: when it came, when silence rejects it, and the court."""
    application = refused(desk)

    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    text = typed(desk.notices(application, kind="appeal_received")[0].text)
    assert "a été reçu le mardi 4 août 2026" in text
    assert "réputé rejeté le dimanche 4 octobre 2026" in text
    assert desk.campaign.rules.remedies.court in text


@pytest.mark.parametrize(
    ("received_on", "posted_on", "until"),
    [
        ("2026-09-10", None, date(2027, 1, 11)),
        ("2026-09-11", None, None),
        ("2026-09-14", "2026-09-10", date(2027, 1, 15)),
    ],
)
def test_the_day_that_counts_is_the_receipt_or_the_postmark(
    desk: Desk, received_on: str, posted_on: str | None, until: date | None
) -> None:
    """CRPA L112-1. Out of time, it is noted, and interrupts nothing."""
    application = refused(desk)

    form = appeal_form(application, received_on=received_on, posted_on=posted_on)
    record_appeal(desk.session, form, at=paris("2026-09-15 10:00"))

    assert standing(desk, application).contestable_until == (until or date(2026, 9, 10))
    assert len(desk.kinds(application)) == 2
    assert ("n'interrompt pas" in typed(desk.notices(application)[1].text)) is (until is None)


def test_where_the_decision_is_not_notified_no_delay_ran(desk: Desk) -> None:
    """It is in time whenever it comes; nothing says until when the decision may be contested."""
    application = decided(desk, "refused")
    desk.notices(application)[0].status = NoticeStatus.failed

    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    assert standing(desk, application).contestable_until is None
    assert "n'interrompt pas" not in typed(desk.notices(application, kind="appeal_received")[0].text)


def test_the_second_of_a_kind_prolongs_nothing(desk: Desk) -> None:
    """The first one alone interrupts the delay, whatever became of it."""
    application = refused(desk)
    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    with pytest.raises(Refusal, match=r"reçu le 04/08/2026 attend déjà sa réponse"):
        record_appeal(desk.session, appeal_form(application, received_on="2026-08-05"), at=AUGUST)
    record_appeal(desk.session, appeal_form(application, received_on="2026-08-05", kind="hierarchique"), at=AUGUST)

    assert standing(desk, application).contestable_until == date(2026, 12, 7)


def test_the_same_form_twice_is_done_once(desk: Desk) -> None:
    """One appeal, one receipt."""
    application = refused(desk)

    for _ in range(2):
        record_appeal(desk.session, appeal_form(application), at=AUGUST)

    assert (len(appeals(desk)), desk.kinds(application)) == (1, ["refused", "appeal_received"])


def test_a_court_is_waited_for_until_it_has_judged(desk: Desk) -> None:
    """Noted with its dates, without a letter: the dossier is kept until then."""
    application = refused(desk)
    form = appeal_form(application, kind="contentieux")
    record_appeal(desk.session, form, at=AUGUST)
    waited = len(in_court(desk.session, application))

    judged = form.model_copy(update={"judged_on": date(2027, 3, 1)})
    record_appeal(desk.session, judged, at=paris("2027-03-02 10:00"))

    assert (waited, in_court(desk.session, application)) == (1, [])
    assert desk.kinds(application) == ["refused"]
    assert [one.judged_on for one in appeals(desk)] == [date(2027, 3, 1)]


@pytest.mark.parametrize("day", ["2026-07-08", "2026-08-06"])
def test_an_appeal_comes_after_the_decision_and_by_today(desk: Desk, day: str) -> None:
    """The message says between which days."""
    with pytest.raises(Refusal, match=r"la décision est du 09/07/2026"):
        record_appeal(desk.session, appeal_form(refused(desk), received_on=day), at=AUGUST)


@pytest.mark.parametrize(
    "wrong",
    [
        {"judged_on": "2026-08-05"},
        {"kind": "contentieux", "judged_on": "2026-08-01"},
        {"posted_on": "2026-08-05"},
        {"kind": "amical"},
    ],
)
def test_what_cannot_be_is_refused_before_anything(desk: Desk, wrong: dict[str, str]) -> None:
    """A judgment without a court, before the appeal, or a postmark after the receipt."""
    application = refused(desk)

    with pytest.raises(ValidationError):
        appeal_form(application, **wrong)
