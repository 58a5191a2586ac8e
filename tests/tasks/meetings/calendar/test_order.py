"""Whichever act moves a date, the calendar of a session stays in order, and what needs a reason has one."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models.calendar.business_days import BusinessDays, business_days
from models.errors import Refusal
from models.forms.dossiers import PostponementForm
from models.forms.meetings import MeetingForm
from models.region.stages.kinds import KNOWN
from models.region.stages.words import WORDS
from models.sessions.campaign import Stage
from models.sessions.opening import stages
from models.vocabulary import MEETINGS, StageName, Status
from tasks.decisions.record import record_decisions
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.sessions.postpone import postpone
from tests.factories import application, campaign_with, paris, typed
from tests.support.bodies import COMMISSION, GROUP, put_off, set_day
from tests.support.forms import decision
from tests.support.mails import Desk
from tests.support.sittings import met
from tests.support.transactions import undone

DEPOSIT, EXAMINATION, EFFECT = "deposit", "examination", "effect"
APRIL, SEPTEMBER = paris("2026-04-08 10:00"), paris("2026-09-10 10:00")


def refused(desk: Desk, to: date, stage: StageName, *, at: datetime = APRIL) -> str:
    """Return why a stage does not move."""
    with pytest.raises(Refusal) as refusal:
        put_off(desk, to, stage, at=at)
    return str(refusal.value)


EXAMINATION_ENDS = "l'instruction des dossiers se termine le 31/05/2026"
MONTHS = {
    GROUP: "le groupe de travail se réunit entre le 01/06/2026 et le 30/06/2026",
    COMMISSION: "la commission se réunit entre le 01/07/2026 et le 31/07/2026",
}


def alone(fact: str, side: str, name: str) -> str:
    """Return what is said of one stage that is in the way."""
    return f"{fact} et doit venir {side} ; déplacez d'abord cette étape (reporter-echeance, étape « {name} »)."


BEFORE_THE_EFFECT = "avant la prise d'effet des adhésions"


def both() -> str:
    """Return what is said of two."""
    told = f"{EXAMINATION_ENDS}, {MONTHS[GROUP]} : ces étapes doivent venir après le dépôt des candidatures"
    return f"{told} ; déplacez-les d'abord (reporter-echeance), « groupe de travail », puis « instruction »."


IN_THE_WAY = [
    (DEPOSIT, date(2026, 6, 15), alone(EXAMINATION_ENDS, "après le dépôt des candidatures", "instruction")),
    (GROUP, date(2026, 5, 28), alone(EXAMINATION_ENDS, "avant le groupe de travail", "instruction")),
    (EFFECT, date(2026, 7, 1), alone(MONTHS[COMMISSION], BEFORE_THE_EFFECT, "commission")),
    (
        DEPOSIT,
        date(2026, 7, 20),
        both(),
    ),
]


@pytest.mark.parametrize(("stage", "to", "why"), IN_THE_WAY)
def test_the_stage_to_move_first_is_named(desk: Desk, stage: StageName, to: date, why: str) -> None:
    """Whichever side it stands on; of several, in the order in which they can be moved."""
    assert refused(desk, to, stage) == f"Nouvelle date « {to:%d/%m/%Y} » : {why}"


def test_once_the_others_have_moved_it_may_too(desk: Desk) -> None:
    """From the last to the first."""
    for stage, to in (
        (EFFECT, date(2026, 12, 1)),
        (COMMISSION, date(2026, 10, 15)),
        (GROUP, date(2026, 9, 15)),
        (EXAMINATION, date(2026, 8, 31)),
        (DEPOSIT, date(2026, 7, 20)),
    ):
        put_off(desk, to, stage, at=APRIL)

    assert stages(desk.session, desk.campaign)[DEPOSIT].due_at == paris("2026-07-21 00:00")


def test_an_effect_that_took_place_stays(desk: Desk) -> None:
    """Its members were told the date."""
    assert refused(desk, date(2026, 11, 1), EFFECT, at=SEPTEMBER) == (
        "Nouvelle date « 01/11/2026 » : la prise d'effet a eu lieu le 01/09/2026 : elle ne se déplace plus. Ce qui est "
        "accepté ensuite prend effet le jour de sa décision."
    )


def test_nothing_is_deposited_after_the_effect(desk: Desk) -> None:
    """Another session is for that."""
    assert refused(desk, date(2026, 9, 20), DEPOSIT, at=SEPTEMBER).endswith(
        "la prise d'effet a eu lieu le 01/09/2026 : ce qui vient ensuite est de la session suivante."
    )


def test_a_body_may_still_meet_after_the_effect(desk: Desk) -> None:
    """For what it left: with a reason."""
    set_day(desk, COMMISSION, on=date(2026, 9, 24), at=SEPTEMBER, reason="Dossiers ajournés")

    assert met(desk, COMMISSION).on == date(2026, 9, 24)


def day_refused(desk: Desk, on: date) -> str:
    """Return why a commission is not set on a day."""
    with pytest.raises(Refusal) as refusal:
        set_day(desk, COMMISSION, on=on)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("on", "rest"),
    [(date(2026, 7, 14), "un jour férié (Fête nationale)"), (date(2026, 7, 5), "un dimanche")],
)
def test_a_meeting_on_a_day_of_rest_is_asked_about(desk: Desk, on: date, rest: str) -> None:
    """Nobody is convened until somebody says that it is meant, and why."""
    told = day_refused(desk, on)
    set_day(desk, COMMISSION, on=on, day_off="Fête des métiers")

    assert told == (
        f"Jour de la séance « {on:%d/%m/%Y} » : c'est {rest} ; choisissez un autre jour, ou confirmez-le en disant "
        "pourquoi (champ « Jour férié ou dimanche »)."
    )
    assert met(desk, COMMISSION).on == on


def test_so_is_one_that_is_put_off_to_such_a_day(desk: Desk) -> None:
    """The reason for the move is none for the day."""
    set_day(desk, COMMISSION)

    assert "un jour férié (Fête nationale)" in refused(desk, date(2026, 7, 14), COMMISSION)


def test_a_closure_of_the_region_is_a_day_of_rest(session: Session) -> None:
    """It said itself that nobody works."""
    campaign_with(session, {"region.closures": ["2026-07-13"]})
    form = MeetingForm(session="ara-2026", stage=COMMISSION, on=date(2026, 7, 13), by="Mme Essai")

    with pytest.raises(Refusal, match="un jour de fermeture de la Région"):
        set_meeting(session, form, at=APRIL)


def test_a_meeting_out_of_its_month_has_a_reason(desk: Desk) -> None:
    """The month was announced to the applicants."""
    assert day_refused(desk, date(2026, 8, 20)) == (
        "Jour de la séance « 20/08/2026 » : la commission se réunit entre le 01/07/2026 et le 31/07/2026 ; choisissez "
        "un de ces jours, ou dites pourquoi (champ « Hors de la période prévue »)."
    )


def test_the_same_date_sent_again_is_never_refused(desk: Desk) -> None:
    """A form sent twice says nothing new, whatever happened since."""
    put_off(desk, date(2026, 9, 1), EFFECT, at=SEPTEMBER)

    assert stages(desk.session, desk.campaign)[EFFECT].revision == 0


def test_an_acceptance_after_the_effect_announces_no_date_that_is_past(desk: Desk) -> None:
    """It takes effect on the day of the decision."""
    dossier = application(desk.session, desk.campaign, Status.studied)

    record_decisions(desk.session, decision(dossier), at=SEPTEMBER)

    [letter] = desk.notices(dossier, kind="accepted")
    assert "prend effet le jour de cette décision" in typed(letter.text)
    assert "1er septembre" not in letter.text


def test_a_calendar_announces_what_is_to_come(desk: Desk) -> None:
    """In July, neither the deposit nor the instruction."""
    dossier = application(desk.session, desk.campaign, Status.studied)

    put_off(desk, date(2026, 7, 20), COMMISSION, at=paris("2026-07-06 10:00"))

    [letter] = desk.notices(dossier, kind="postponed")
    _, _, told = typed(letter.text).lower().partition("calendrier à jour")
    said = [word for word in ("dépôt des", "instruction, dans", "avis :", "validation :", "effet") if word in told]
    assert said == ["validation :", "effet"]


STEPS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(list(WORDS)), st.integers(0, 330), st.integers(0, 30)), max_size=15
)


def act(session: Session, stage: StageName, to: date, *, postpones: bool, at: datetime) -> None:
    """Have somebody move a date, one way or the other; a rule may refuse."""
    said: dict[str, Any] = {"session": "ara-2026", "stage": stage, "by": "Mme Essai", "day_off": "Oui", "reason": "Oui"}
    with suppress(Refusal):
        if postpones or KNOWN[stage] not in MEETINGS:
            postpone(session, PostponementForm(to=to, **said), at=at)
        else:
            set_meeting(session, MeetingForm(on=to, urgency="Oui", **said), at=at)


def ends(days: BusinessDays, stage: Stage) -> tuple[date, date]:
    """Return the first and last days on which a stage may end."""
    last = days.local(stage.due_at) if stage.name == EFFECT else days.last_day(stage.due_at)
    has_a_month = stage.kind in MEETINGS and stage.meeting_on is None
    return days.local(stage.opens_at) if has_a_month else last, last


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_moves_are_accepted_the_calendar_is_in_order(
    desk: Desk, steps: list[tuple[bool, StageName, int, int]]
) -> None:
    """Each stage may end no later than the next one, and all before the effect, until that took place."""
    at, days = APRIL, business_days(desk.campaign.rules)
    with undone(desk.session):
        for postpones, stage, to, later in steps:
            at += timedelta(days=later)
            act(desk.session, stage, date(2026, 4, 1) + timedelta(days=to), postpones=postpones, at=at)

            calendar = stages(desk.session, desk.campaign)
            for former, latter in combinations(calendar.values(), 2):
                (first, _), (_, last) = ends(days, former), ends(days, latter)
                is_effect = latter.name == EFFECT
                assert first < last or (first == last and not is_effect) or (is_effect and latter.due_at <= at)
