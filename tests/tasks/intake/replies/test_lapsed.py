"""What lapsed because a mail was read late undoes itself, and the applicant is told which letters are void."""

import pytest

from models.dossiers.application import Application
from models.vocabulary import Event, Flag, RequestOutcome, Status
from tasks.sessions.handover import carry_over_by_hand
from tests.factories import paris, typed
from tests.support.incomplete import carrying, lacking, lines, read, reply, requests, spend
from tests.support.mails import Desk

READ = "2026-06-05 10:00"


@pytest.fixture
def lapsed(desk: Desk) -> Application:
    """Give a dossier that was to be completed by 20 May, expired on the 21st and was carried over on 1 June."""
    application = lacking(desk, "annexe-1", "annexe-2", received="2026-04-28 10:00")
    spend(desk, "2026-05-21 09:00", "2026-06-01 09:00")
    assert application.status is Status.carried_over
    return application


def test_an_answer_in_time_undoes_expiry_and_carry_over(desk: Desk, lapsed: Application) -> None:
    """It is under examination as if it had been read on the day; those who examine are told that it waits."""
    reply(desk, lapsed, "annexe-1", "annexe-2", at="2026-05-20 23:59", read=READ)

    [asked] = requests(desk, lapsed)
    last = lines(desk, lapsed)[-1]
    assert (lapsed.status, lapsed.flags, asked.outcome) == (Status.under_examination, [], RequestOutcome.answered)
    assert (last.event, last.former, last.by) == (Event.restore, Status.carried_over, "system")
    assert desk.campaign.digest_at == paris("2026-06-08 09:00")


def test_its_applicant_is_told_which_letters_are_void(desk: Desk, lapsed: Application) -> None:
    """Both, by their titles and days, in the letter that says what the answer changed."""
    reply(desk, lapsed, "annexe-1", "annexe-2", at="2026-05-20 23:59", read=READ)

    letter = desk.notices(lapsed)[-1]
    assert typed(letter.subject).endswith("Compléments reçus : nous corrigeons un précédent courrier")
    assert "Les courriers suivants, partis entre-temps, sont donc sans effet" in read(letter)
    assert "Délai de complément expiré, le jeudi 21 mai 2026" in read(letter)
    assert "Dossier reporté, le lundi 1er juin 2026" in read(letter)


def test_past_its_day_but_before_the_end_it_undoes_the_carry_over_alone(desk: Desk, lapsed: Application) -> None:
    """Read on the day, it would have been late, and the dossier complete before the end of the instruction."""
    reply(desk, lapsed, "annexe-1", "annexe-2", at="2026-05-28 10:00", read=READ)

    text = read(desk.notices(lapsed)[-1])
    assert (lapsed.status, lapsed.flags) == (Status.under_examination, [Flag.late_answer])
    assert [one.outcome for one in requests(desk, lapsed)] == [RequestOutcome.expired]
    assert ("Dossier reporté, le" in text, "Délai de complément expiré, le" in text) == (True, False)


def test_past_the_end_it_stays_carried_over(desk: Desk, lapsed: Application) -> None:
    """What came too late for this session lapsed by no fault of ours; a person presents it."""
    reply(desk, lapsed, "annexe-1", "annexe-2", at="2026-06-01 00:00", read=READ)

    letter = desk.notices(lapsed)[-1]
    assert (lapsed.status, typed(letter.subject).endswith("Compléments reçus")) == (Status.carried_over, True)


def test_what_is_still_lacking_stays_lapsed(desk: Desk, lapsed: Application) -> None:
    """Half an answer in time would not have kept it in the session."""
    reply(desk, lapsed, "annexe-1", at="2026-05-20 23:59", read=READ)

    assert (lapsed.status, requests(desk, lapsed)[0].outcome) == (Status.carried_over, RequestOutcome.expired)
    assert "ne vaut plus" not in read(desk.notices(lapsed)[-1])


def test_what_a_person_carried_over_stays_so(desk: Desk) -> None:
    """Their reasons were their own."""
    application = lacking(desk, "annexe-1")
    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-05-04 10:00"))

    reply(desk, application, "annexe-1", at="2026-05-01 10:00", read="2026-05-05 10:00")

    assert application.status is Status.carried_over


def test_an_expiry_alone_is_void_too(desk: Desk) -> None:
    """Before the end of the instruction, the letter that said that the delay was over is named all the same."""
    application = lacking(desk, "annexe-1")
    spend(desk, "2026-05-08 09:00")

    reply(desk, application, "annexe-1", at="2026-05-07 23:59:59", read="2026-05-11 10:00")

    assert "Le courrier suivant, parti entre-temps, est donc sans effet" in read(desk.notices(application)[-1])
