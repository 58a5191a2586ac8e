"""Letters that are held before they leave: read, let go, or stopped by a person."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.due import next_attempt
from models.errors import Refusal
from models.forms.letters import WaitingLettersForm
from models.notices import Notice
from models.vocabulary import Event, NoticeKind, NoticeStatus, Status
from notifications.loading.proof_of_notification import served
from notifications.outbox.enqueue import notify
from notifications.outbox.leases import Claims
from tasks.decisions.record import record_decisions
from tasks.dossiers.letters.kept import held_letters
from tasks.dossiers.letters.waiting import settle_letters
from tests.factories import application, campaign_with, paris
from tests.support.decided import rectified
from tests.support.forms import decision
from tests.support.mails import Desk
from tests.tasks.console.waiting.waiting import waiting

AT = paris("2026-07-09 10:00")
SOON, LATER = AT + timedelta(minutes=2), AT + timedelta(minutes=10)


@pytest.fixture
def refused(desk: Desk) -> Application:
    """Give a dossier on which the commission has just decided."""
    dossier = application(desk.session, desk.campaign, Status.studied)
    record_decisions(desk.session, decision(dossier, decision="refused", reasons="Article 2."), at=AT)
    desk.session.flush()
    return dossier


def settle(desk: Desk, dossier: Application, fate: str) -> None:
    """Fill in the form about the letter of a refusal."""
    said = {"letters": [f"{dossier.reference}/refused"], "fate": fate, "reason": "Une erreur.", "by": "Mme Essai"}
    settle_letters(desk.session, WaitingLettersForm.model_validate(said), at=SOON)
    desk.session.expire_all()


def left(desk: Desk, *, at: datetime) -> list[str]:
    """Return the kinds of what a sender takes at an instant."""
    return [one.kind for one in Claims(at=at, sender="essai").claim(desk.session, 9)]


def test_a_decision_is_held_for_ten_minutes(desk: Desk, refused: Application) -> None:
    """It is listed by number, kind and dossier, and leaves by itself: the clock knows when."""
    listed = held_letters(desk.session, desk.campaign, at=SOON)

    assert listed == [f"courriel-1 · Décision de refus · {refused.reference}"]
    assert next_attempt(desk.session, AT) == LATER
    assert [left(desk, at=AT), left(desk, at=LATER)] == [[], ["refused"]]


def test_a_person_lets_it_go(desk: Desk, refused: Application) -> None:
    """It leaves at once, and the journal says who."""
    settle(desk, refused, "laisser partir")

    assert left(desk, at=SOON) == ["refused"]
    [line] = desk.session.exec(select(JournalLine).where(JournalLine.event == Event.settle_letter))
    assert (line.by, line.reason) == ("Mme Essai", "« Décision de refus » partie : Une erreur.")


def test_a_person_stops_it(desk: Desk, refused: Application) -> None:
    """It never leaves; the decision stands, and is to be notified still."""
    settle(desk, refused, "ne pas envoyer")

    assert left(desk, at=LATER) == []
    assert served(desk.session, desk.campaign.rules, [refused.id or 0])[refused.id or 0].notified_on is None
    assert "decision_unserved" in waiting(desk, at=LATER)


def test_what_was_stopped_may_leave_after_all(desk: Desk, refused: Application) -> None:
    """By the same form."""
    settle(desk, refused, "ne pas envoyer")

    settle(desk, refused, "laisser partir")

    assert left(desk, at=LATER) == ["refused"]


def test_a_decision_whose_letter_was_stopped_is_rectified_in_one_letter(desk: Desk, refused: Application) -> None:
    """The applicant reads the new one alone, and nothing is to be notified otherwise."""
    settle(desk, refused, "ne pas envoyer")

    rectified(desk, refused, "accepted")

    assert desk.kinds(refused) == ["accepted"]
    assert "decision_unserved" not in waiting(desk, at=LATER)


def test_what_has_left_is_neither_let_go_nor_stopped(desk: Desk, refused: Application) -> None:
    """The form says that it is too late."""
    for letter in desk.session.exec(select(Notice)):
        letter.status, letter.due_at, letter.sent_at = NoticeStatus.sent, None, AT
    desk.session.flush()

    with pytest.raises(Refusal, match="elle est partie"):
        settle(desk, refused, "ne pas envoyer")


def test_an_effect_waits_with_its_decision(desk: Desk) -> None:
    """Accepted after the effective date, it is told first, and is stopped with what follows from it."""
    at = paris("2026-09-10 10:00")
    dossier = application(desk.session, desk.campaign, Status.studied)
    record_decisions(desk.session, decision(dossier, decision="accepted", reasons=None), at=at)

    due = desk.session.exec(select(Notice.kind, Notice.due_at).order_by(col(Notice.id))).all()

    assert due == [("accepted", at + timedelta(minutes=10)), ("effective", at + timedelta(minutes=10))]


def test_a_letter_is_stopped_for_a_reason() -> None:
    """Which goes into the journal."""
    with pytest.raises(ValidationError, match="dites pourquoi"):
        WaitingLettersForm(letters=["courriel-1"], fate="stop", by="Mme Essai")  # type: ignore[arg-type]


@pytest.mark.parametrize(("minutes", "due_at"), [(0, AT), (30, AT + timedelta(minutes=30)), (None, None)])
def test_how_long_is_the_choice_of_the_region(session: Session, minutes: int | None, due_at: datetime | None) -> None:
    """Not at all, some minutes, or until a person lets it go."""
    campaign = campaign_with(session, {"policies.hold.minutes": minutes})
    dossier = application(session, campaign, Status.studied)

    record_decisions(session, decision(dossier, decision="refused", reasons="Article 2."), at=AT)

    assert session.exec(select(Notice.due_at)).all() == [due_at]


@pytest.mark.parametrize(("readers", "is_held"), [(9, False), (10, True)])
def test_a_letter_to_many_is_held(desk: Desk, readers: int, *, is_held: bool) -> None:
    """`policies.hold.mass` says how many are many."""
    ids = [application(desk.session, desk.campaign, Status.carried_over).id or 0 for _ in range(readers)]

    notify(desk.session, desk.campaign, NoticeKind.session_cancelled, ids, at=AT, reason="Une erreur.")

    assert desk.session.exec(select(Notice.due_at).distinct()).all() == [LATER if is_held else AT]
