"""A withdrawal that was recorded by mistake: the dossier stands as it stood, and whoever was told so is told."""

from datetime import date

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.dossiers import WithdrawalForm
from models.forms.mending import Entry
from models.vocabulary import Status
from tasks.acts.entries import correct_entry
from tasks.dossiers.merge import merge
from tasks.dossiers.withdraw import withdraw
from tasks.sessions.handover import represent
from tests.factories import application as dossier
from tests.factories import completion_request, paris, typed
from tests.support.arrivals import merger
from tests.support.forms import correction
from tests.support.incomplete import owe, resubmission
from tests.support.mails import Desk

MAY, LATER = paris("2026-05-04 10:00"), paris("2026-05-06 10:00")


def withdrawn(desk: Desk, status: Status = Status.incomplete, *, is_told: bool = True) -> Application:
    """Return a dossier that was recorded as withdrawn, on 4 May."""
    one = dossier(desk.session, desk.campaign, status)
    if status is Status.incomplete:
        completion_request(desk.session, desk.campaign, one, due_on=date(2026, 5, 11))
    withdraw(desk.session, WithdrawalForm(application=one.reference, by="Mme Essai"), at=MAY)
    if is_told:
        owe(desk, "2026-05-04 10:05")
    return one


def undone(desk: Desk, one: Application) -> Application:
    """Undo it two days later, twice as a run that is made again would."""
    for _ in range(2):
        correct_entry(desk.session, correction(one, Entry.withdrawal), at=LATER)
    desk.session.flush()
    desk.session.refresh(one)
    return one


def test_what_was_asked_is_asked_again_with_the_days_that_were_lost(any_desk: Desk) -> None:
    """The letter says until when, and why; its place and its receipt never moved."""
    one = undone(any_desk, withdrawn(any_desk))

    assert (one.status, any_desk.kinds(one)) == (Status.incomplete, ["withdrawn", "withdrawal_undone"])
    letter = typed(any_desk.notices(one)[-1].text)
    assert "mercredi 13 mai 2026" in letter
    assert "Mauvaise ligne" in letter


def test_nobody_is_told_what_they_were_not_told_otherwise(desk: Desk) -> None:
    """The confirmation that still waits never leaves, and no letter takes its place."""
    one = undone(desk, withdrawn(desk, Status.studied, is_told=False))

    assert (one.status, desk.kinds(one)) == (Status.studied, [])


def test_a_second_withdrawal_is_confirmed_too(desk: Desk) -> None:
    """Each letter has its own reason to be."""
    one = undone(desk, withdrawn(desk))

    withdraw(desk.session, WithdrawalForm(application=one.reference, by="Mme Essai"), at=LATER)

    assert desk.kinds(one) == ["withdrawn", "withdrawal_undone", "withdrawn"]


def test_whoever_presents_it_again_says_why(desk: Desk) -> None:
    """The applicant reads it; done so already, nothing changes."""
    one = withdrawn(desk, Status.under_examination)

    with pytest.raises(Refusal, match="dites pourquoi le retrait est annulé"):
        represent(desk.session, resubmission(one), at=LATER)
    for _ in range(2):
        represent(desk.session, resubmission(one, reason="Erreur de saisie"), at=LATER)

    desk.session.refresh(one)
    assert (one.status, desk.kinds(one)) == (Status.under_examination, ["withdrawn", "withdrawal_undone"])


def test_what_ended_otherwise_is_no_withdrawal(desk: Desk) -> None:
    """A dossier joined to another comes back by no act on it alone."""
    kept, other = (dossier(desk.session, desk.campaign, Status.under_examination) for _ in range(2))
    other.organisation_id = kept.organisation_id
    merge(desk.session, merger(kept, other), at=MAY)

    with pytest.raises(Refusal, match="Un rapprochement se corrige par ce même formulaire"):
        correct_entry(desk.session, correction(other, Entry.withdrawal), at=LATER)
