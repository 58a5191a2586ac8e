"""An appeal answered: one letter, and what becomes of the delay to contest."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.vocabulary import AppealOutcome, Event, Status
from notifications.outbox.truth import drop_what_is_over
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tests.factories import paris, typed
from tests.support.decided import rectified, versions
from tests.support.mails import Desk
from tests.tasks.decisions.appeals.appealing import (
    AUGUST,
    answer_form,
    appeal_form,
    appeals,
    refused,
    send,
    standing,
)

LATER = paris("2026-08-31 10:00")


def test_upheld_the_candidacy_is_accepted_in_one_letter(desk: Desk) -> None:
    """It is a rectification: one version more, and no letter besides its own."""
    application = refused(desk)
    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    answer_appeal(desk.session, answer_form(application, "upheld"), at=LATER)

    desk.session.refresh(application)
    assert (application.status, [one.outcome for one in appeals(desk)]) == (Status.accepted, ["upheld"])
    assert versions(desk, application)[1] == (2, "accepted", "Article 3.")
    assert desk.kinds(application) == ["refused", "appeal_received", "rectified"]


def test_rejected_its_letter_says_why_who_and_which_court(desk: Desk) -> None:
    """CRPA L211-2, L212-1; CJA R421-5. The decision stays, and the delay runs from that letter."""
    application = refused(desk)
    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    answer_appeal(desk.session, answer_form(application, "rejected"), at=LATER)
    before = standing(desk, application).contestable_until
    send(desk, "2026-08-31 10:00")

    text = typed(desk.notices(application, kind="appeal_rejected")[0].text)
    said = ("Article 3.", "Camille Essai, Présidente de la commission", desk.campaign.rules.remedies.court)
    assert [words for words in (*said, "deux mois à compter de sa notification") if words not in text] == []
    assert (application.status, before) == (Status.refused, date(2026, 12, 7))
    assert standing(desk, application).contestable_until == date(2026, 11, 2)


def test_a_rejection_that_another_decision_overtakes_never_leaves(desk: Desk) -> None:
    """Held like any decision, it would say that the refusal stands."""
    application = refused(desk)
    record_appeal(desk.session, appeal_form(application), at=AUGUST)
    answer_appeal(desk.session, answer_form(application, "rejected"), at=LATER)

    rectified(desk, application, "accepted", at=LATER + timedelta(minutes=5))

    [letter] = desk.notices(application, kind="appeal_rejected")
    assert drop_what_is_over(desk.session, {letter.id or 0: letter.kind}, at=LATER + timedelta(minutes=10)) == []


def test_an_answer_after_silence_begins_the_delay_anew(desk: Desk) -> None:
    """CJA R421-2: while that of the implied rejection runs; after its end, it begins no other."""
    application = refused(desk)
    record_appeal(desk.session, appeal_form(application), at=AUGUST)
    late = paris("2026-11-16 10:00")

    answer_appeal(desk.session, answer_form(application, "rejected"), at=late)
    send(desk, "2026-11-16 10:00")
    within = standing(desk, application).contestable_until
    [letter] = desk.notices(application, kind="appeal_rejected")
    letter.sent_at = paris("2026-12-08 10:00")

    assert (within, standing(desk, application).contestable_until) == (date(2027, 1, 18), date(2026, 12, 7))


def test_a_decision_in_another_sense_answers_the_appeal(desk: Desk) -> None:
    """Whichever form says it: « rectifier-decision » for what is no acceptance."""
    application = refused(desk)
    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    rectified(desk, application, "adjourned", at=LATER)

    assert [one.outcome for one in appeals(desk)] == [AppealOutcome.upheld]
    lines = desk.session.exec(select(JournalLine.reason).where(JournalLine.event == Event.appeal_decision)).all()
    assert lines == ["recours gracieux accueilli : Article 3."]


def test_the_same_sense_for_other_reasons_answers_nothing(desk: Desk) -> None:
    """The appeal still waits for its answer."""
    application = refused(desk)
    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    rectified(desk, application, "refused", at=LATER)

    assert [one.outcome for one in appeals(desk)] == [AppealOutcome.open]


def test_of_two_appeals_one_is_named(desk: Desk) -> None:
    """The message asks which; the other goes on waiting, and the delay with it."""
    application = refused(desk)
    for kind in ("gracieux", "hierarchique"):
        record_appeal(desk.session, appeal_form(application, kind=kind), at=AUGUST)

    with pytest.raises(Refusal, match="dites lequel"):
        answer_appeal(desk.session, answer_form(application, "rejected"), at=LATER)
    answer_appeal(desk.session, answer_form(application, "rejected", kind="gracieux"), at=LATER)
    send(desk, "2026-08-31 10:00")

    assert [one.outcome for one in appeals(desk)] == ["rejected", "open"]
    assert standing(desk, application).contestable_until == date(2026, 12, 7)


def test_what_is_not_asked_is_not_answered(desk: Desk) -> None:
    """Nor what was answered already."""
    with pytest.raises(Refusal, match="aucun recours"):
        answer_appeal(desk.session, answer_form(refused(desk), "rejected"), at=LATER)


def test_nothing_is_granted_in_the_place_of_an_acceptance(desk: Desk) -> None:
    """What replaces it is said by « rectifier-decision »."""
    application = refused(desk, "accepted")
    record_appeal(desk.session, appeal_form(application), at=AUGUST)

    with pytest.raises(Refusal, match="rectifier-decision"):
        answer_appeal(desk.session, answer_form(application, "upheld"), at=LATER)
