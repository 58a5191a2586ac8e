"""A person carries a dossier over by hand: from where the table allows, for a reason that the applicant reads."""

from datetime import date

import pytest

from models.dossiers.workflow import BY_MOVE
from models.errors import Refusal
from models.vocabulary import Event, RequestOutcome, Status
from tasks.sessions.handover import carry_over_by_hand, represent
from tests.factories import application as dossier
from tests.factories import completion_request, paris, passage
from tests.support.incomplete import carrying, lines, read, requests, resubmission, spend
from tests.support.mails import Desk
from tests.tasks.dossiers.test_requests import rows

AT = paris("2026-04-20 10:00")
CARRIED = BY_MOVE[Event.carry_over, Status.carried_over].sources


@pytest.mark.parametrize("status", sorted(CARRIED))
def test_a_dossier_is_carried_over_for_a_reason(desk: Desk, status: Status) -> None:
    """From wherever it waits for something; the journal says who, and the notice why."""
    application = dossier(desk.session, desk.campaign, status)

    carry_over_by_hand(desk.session, carrying(application), at=AT)

    desk.session.refresh(application)
    [line], [notice] = lines(desk, application), desk.notices(application)
    assert (application.status, application.campaign_id) == (Status.carried_over, desk.campaign.id)
    assert (line.event, line.former, line.by) == (Event.carry_over, status, "Mme Essai")
    assert line.reason == "Déménagement en cours."
    assert (notice.kind, "Déménagement en cours" in read(notice)) == ("carried_over", True)


@pytest.mark.parametrize("status", sorted(set(Status) - CARRIED - {Status.carried_over}))
def test_the_others_are_refused(desk: Desk, status: Status) -> None:
    """Registered, decided or withdrawn: by name, with where it would have to stand."""
    application = dossier(desk.session, desk.campaign, status)

    with pytest.raises(Refusal, match=r"Dossier « ARA-2026-0001 » : .+ l'acte « report » demande un dossier au statut"):
        carry_over_by_hand(desk.session, carrying(application), at=AT)

    assert (application.status, rows(desk)) == (status, [0, 0, 0])


def test_what_was_asked_is_asked_no_more(any_desk: Desk) -> None:
    """Until the next session opens: no reminder, and nobody is told that a delay is over."""
    application = dossier(any_desk.session, any_desk.campaign, Status.incomplete, missing=["annexe-1"])
    row = {"next_reminder_at": paris("2026-04-24 09:00")}
    completion_request(any_desk.session, any_desk.campaign, application, due_on=date(2026, 5, 1), **row)

    carry_over_by_hand(any_desk.session, carrying(application), at=AT)

    assert [one.outcome for one in requests(any_desk, application)] == [RequestOutcome.cancelled]
    assert spend(any_desk, "2026-04-24 09:00", "2026-05-04 09:00") == [1, 0]  # The prospect's reminder, no more.
    assert any_desk.kinds(application) == ["carried_over"]


def test_carried_over_twice_is_carried_over_once(desk: Desk) -> None:
    """Not a line or a notice more."""
    application = dossier(desk.session, desk.campaign, Status.late)
    carry_over_by_hand(desk.session, carrying(application), at=AT)
    once = rows(desk)

    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-04-21 10:00"))

    assert rows(desk) == once


def test_carried_over_again_after_a_presentation_is_told_again(desk: Desk) -> None:
    """Each report is its own reason to write."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    passage(desk.session, desk.campaign, application)
    carry_over_by_hand(desk.session, carrying(application), at=AT)
    represent(desk.session, resubmission(application), at=paris("2026-04-21 10:00"))

    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-04-22 10:00"))

    assert desk.kinds(application) == ["carried_over", "carried_over"]


def test_who_was_carried_over_by_hand_is_not_carried_over_by_the_end_of_instruction(desk: Desk) -> None:
    """It waits already."""
    application = dossier(desk.session, desk.campaign, Status.incomplete, missing=["annexe-1"])
    carry_over_by_hand(desk.session, carrying(application), at=AT)

    spend(desk, "2026-06-01 09:00")

    assert desk.kinds(application) == ["carried_over"]
