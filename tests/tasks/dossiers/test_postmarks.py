"""A postmark that nobody can read: a person decides, once, and the applicant is told what follows."""

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.intake import PostmarkForm
from models.vocabulary import Flag, Status
from tasks.dossiers.paper import record_paper
from tasks.dossiers.postmarks import judge_postmark
from tasks.sessions.daily import acknowledge
from tests.factories import paris
from tests.support.arrivals import letter, verdict
from tests.support.incomplete import lines
from tests.support.mails import Desk

RECEIVED, JUDGED = paris("2026-05-05 10:00"), paris("2026-05-07 15:00")


def unreadable(desk: Desk) -> Application:
    """Return a dossier that came by post after the last day, with a postmark that cannot be read."""
    [application] = record_paper(desk.session, letter(None), at=RECEIVED)
    return application


def judge(desk: Desk, form: PostmarkForm) -> Application:
    """Judge a postmark, and return the dossier as it stands."""
    [application] = judge_postmark(desk.session, form, at=JUDGED)
    desk.session.flush()
    desk.session.refresh(application)
    return application


def test_in_time_it_is_acknowledged_on_the_next_business_day(desk: Desk) -> None:
    """Case 8: judged on the eve of a long week-end, at nine on the Monday after it."""
    application = judge(desk, verdict(unreadable(desk)))

    assert (application.status, application.flags) == (Status.registered, [])
    assert application.acknowledge_at == paris("2026-05-11 09:00")
    assert acknowledge(desk.session, desk.campaign, at=paris("2026-05-11 09:00")) == 1
    assert desk.kinds(application) == ["registration", "acknowledgement"]


def test_late_it_is_told_so(desk: Desk) -> None:
    """Case 8: by a person, never by itself; it may still be admitted."""
    application = judge(desk, verdict(unreadable(desk), "hors délai"))

    assert (application.status, application.flags) == (Status.late, [])
    assert desk.kinds(application) == ["registration", "late"]
    assert acknowledge(desk.session, desk.campaign, at=paris("2026-05-11 09:00")) == 0


@pytest.mark.parametrize("said", ["dans les délais", "hors délai"])
def test_the_journal_keeps_who_decided_and_why(desk: Desk, said: str) -> None:
    """The same form sent twice is one line."""
    application = unreadable(desk)

    for _ in range(2):
        judge(desk, verdict(application, said))

    _, line = lines(desk, application)
    assert (line.by, line.reason) == ("Mme Essai", f"{said} : Le dossier est daté du 27 avril.")


def test_a_verdict_is_not_turned_round(desk: Desk) -> None:
    """Another act admits what was held to be late."""
    application = judge(desk, verdict(unreadable(desk), "hors délai"))

    with pytest.raises(Refusal, match="a déjà été jugé « hors délai » ; un dépôt hors délai s'admet par admettre"):
        judge(desk, verdict(application))


def test_a_dossier_without_such_a_postmark_is_refused(desk: Desk) -> None:
    """There is nothing to decide."""
    [application] = record_paper(desk.session, letter("2026-04-29"), at=RECEIVED)

    with pytest.raises(Refusal, match="aucun cachet illisible n'y est signalé"):
        judge(desk, verdict(application))

    assert Flag.postmark_unreadable not in application.flags
