"""The end of a membership by its term: announced on its days, told when it came, once, and never where it is not so."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlmodel import Session, col, select, update

from models.due import next_work
from models.members.membership import Membership
from models.members.terms import count_terms
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import NoticeKind, NoticeStatus, Status
from notifications.outbox.truth import drop_what_is_over
from tasks.members.depart import record_departure
from tasks.members.lasting.terms import tell_terms
from tests.factories import application, campaign_with, paris
from tests.support.members import kinds, letter, member
from tests.support.notices import REGION
from tests.tasks.members.test_depart import departure

YEAR_BEFORE, QUARTER_BEFORE = paris("2028-01-01 09:00"), paris("2028-10-02 09:00")
LAST, THE_DAY_AFTER = date(2028, 12, 31), paris("2029-01-01 09:00")
EACH = [YEAR_BEFORE, QUARTER_BEFORE, THE_DAY_AFTER]


def played(session: Session, campaign: Campaign, *instants: datetime) -> None:
    """Do what is owed about terms at some instants, twice each, and send it."""
    for at in instants:
        for _ in range(2):
            tell_terms(session, campaign, at=at)
            session.execute(update(Notice).values(status=NoticeStatus.sent, sent_at=at, due_at=None))


def keys(session: Session) -> list[str]:
    """Return the keys of what was queued, in order."""
    return list(session.exec(select(Notice.key).order_by(col(Notice.id))))


def follow(session: Session, known: Membership) -> None:
    """Have another membership follow one."""
    row = known.model_dump(exclude={"id"})
    session.add(Membership(**(row | {"starts_on": date(2029, 1, 1), "ends_on": date(2034, 12, 31)})))
    session.flush()


def end_by_departure(session: Session, known: Membership) -> None:
    """Have a member leave before its term."""
    record_departure(session, departure(known.number, on=date(2028, 6, 30)), at=paris("2028-01-01 10:00"))


def test_it_is_announced_by_the_delays_of_the_region_then_told(session: Session) -> None:
    """To the member and to the desk, each once however often that is done."""
    campaign = campaign_with(session)
    member(session, campaign)

    played(session, campaign, *EACH)

    assert keys(session) == [
        "ARA-2026-0001/ending/2028-12-31/365",
        "auvergne-rhone-alpes/terms/2028-12-31/365",
        "ARA-2026-0001/ending/2028-12-31/90",
        "auvergne-rhone-alpes/terms/2028-12-31/90",
        "ARA-2026-0001/ended/2028-12-31/-1",
        "auvergne-rhone-alpes/terms/2028-12-31/-1",
    ]
    assert "90 jours" not in letter(session, "ended")


def test_the_system_knows_each_of_these_instants(session: Session) -> None:
    """And none after the last."""
    campaign = campaign_with(session)
    for stage in stages(session, campaign).values():
        stage.done_at, stage.next_reminder_at = campaign.opens_at, None
        session.add(stage)
    member(session, campaign)

    found, at = [], paris("2027-01-01 10:00")
    while next_at := next_work(session, at):
        found.append(next_at)
        at = next_at

    assert found == EACH


def test_after_an_outage_only_the_latest_leaves(session: Session) -> None:
    """Late, and saying how many days are left by then."""
    campaign = campaign_with(session)
    member(session, campaign)

    played(session, campaign, paris("2028-10-05 11:00"), paris("2029-01-20 11:00"))

    assert kinds(session) == ["ending", "terms", "ended", "terms"]
    assert "dans 87 jours" in letter(session, "ending")


@pytest.mark.parametrize("belie", [follow, end_by_departure])
def test_who_left_or_is_renewed_is_told_nothing_more(
    session: Session, belie: Callable[[Session, Membership], None]
) -> None:
    """And a letter that has not left yet does not."""
    campaign = campaign_with(session)
    known = member(session, campaign)
    tell_terms(session, campaign, at=YEAR_BEFORE)
    [waiting] = session.exec(select(Notice.id).where(Notice.kind == "ending"))
    before = kinds(session)
    assert drop_what_is_over(session, {waiting or 0: NoticeKind.ending}, at=YEAR_BEFORE) == [waiting]

    belie(session, known)
    played(session, campaign, QUARTER_BEFORE, THE_DAY_AFTER)

    assert set(kinds(session)) <= {*before, "departed"}
    assert drop_what_is_over(session, {waiting or 0: NoticeKind.ending}, at=QUARTER_BEFORE) == []


def test_a_last_day_that_was_corrected_is_announced_anew(session: Session) -> None:
    """What was announced of the former one is not counted for it."""
    campaign = campaign_with(session)
    known = member(session, campaign)
    tell_terms(session, campaign, at=YEAR_BEFORE)
    known.ends_on = date(2028, 6, 30)
    session.add(known)
    session.flush()

    tell_terms(session, campaign, at=paris("2028-02-01 10:00"))

    assert "prend fin le vendredi 30 juin 2028" in letter(session, "ending")


def test_who_enters_within_a_delay_is_not_told_it_at_once(session: Session) -> None:
    """The letter of its entry says its term."""
    campaign = campaign_with(session)
    member(session, campaign, at=paris("2028-09-01 00:00"))

    played(session, campaign, paris("2028-09-01 09:00"))

    assert kinds(session) == []


def test_told_late_on_the_last_day_it_ends_today(session: Session) -> None:
    """The system was stopped since the announcement: nobody reads « dans 0 jour »."""
    campaign = campaign_with(session)
    member(session, campaign)

    tell_terms(session, campaign, at=paris("2028-12-31 10:00"))

    assert "dimanche 31 décembre 2028 inclus, aujourd'hui." in letter(session, "ending")
    assert "dimanche 31 décembre 2028 inclus, aujourd'hui." in letter(session, "terms")


def test_a_member_without_a_dossier_is_told_to_the_desk_alone(session: Session) -> None:
    """No mail of ours reaches it; its number names it."""
    campaign = campaign_with(session)
    known = member(session, campaign, dossier=False)

    played(session, campaign, YEAR_BEFORE)

    assert kinds(session) == ["terms"]
    assert known.number in letter(session, "terms")


def test_a_candidacy_in_hand_is_named(session: Session) -> None:
    """Its member is not asked for another."""
    campaign = campaign_with(session)
    known = member(session, campaign)
    again = application(session, campaign, Status.under_examination)
    again.organisation_id = known.organisation_id
    session.add(again)
    session.flush()

    tell_terms(session, campaign, at=YEAR_BEFORE)

    assert f"votre nouvelle candidature, référence {again.reference}" in letter(session, "ending")


def test_it_is_the_work_of_the_session_in_hand(session: Session) -> None:
    """Once another has opened, by its rules."""
    former, latest = campaign_with(session), campaign_with(session, year=2028)
    member(session, former)

    assert (tell_terms(session, former, at=QUARTER_BEFORE), tell_terms(session, latest, at=QUARTER_BEFORE)) == (0, 2)


def test_the_board_counts_the_terms_that_are_announced(session: Session) -> None:
    """From the first announcement on, until the last day."""
    campaign = campaign_with(session)
    member(session, campaign)

    days = [date(2027, 12, 31), date(2028, 1, 1), LAST, date(2029, 1, 1)]

    assert [count_terms(session, REGION, day) for day in days] == [{}, {LAST: 1}, {LAST: 1}, {}]
