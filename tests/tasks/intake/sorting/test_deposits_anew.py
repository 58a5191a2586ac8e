"""A dossier that waits for its turn, and its organisation that writes: one record for life, never a second."""

import pytest

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application
from models.sessions.campaign import Campaign
from models.vocabulary import Flag, PieceState, RequestOutcome, Status
from tasks.sessions.handover import carry_over_by_hand, pass_on
from tests.factories import campaign_with, paris
from tests.support.incomplete import carrying, lacking, reply, requests, spend
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret

OPENING = "2027-01-19 00:00"


def carried_over(desk: Desk, *missing: str) -> Application:
    """Return a dossier that was carried over without these pieces, or though it lacked none."""
    application = lacking(desk, *missing)
    spend(desk, "2026-06-02 09:00")
    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-06-02 10:00"))
    return application


def opened(desk: Desk, overrides: dict[str, object] | None = None) -> Desk:
    """Return the desk of the session of 2027, to which nothing has passed yet."""
    return Desk(desk.session, campaign_with(desk.session, overrides, year=2027), desk.store)


def passed(desk: Desk) -> Desk:
    """Return the desk of the session of 2027, to which what the former one left has passed."""
    new = opened(desk)
    pass_on(new.session, new.campaign, at=paris(OPENING))
    return new


def deposited(desk: Desk, *pieces: str, received: str = "2027-01-25 10:00", at: str | None = None) -> Application:
    """Return the dossier that a new mail, which answers none of ours, is about."""
    mail = compose(said(siret=siret()), files=pdfs(pieces or PIECES, version=2), received=received)
    return desk.deposit(mail, at=paris(at) if at else None)


def test_a_deposit_made_anew_joins_the_dossier_that_waits(desk: Desk) -> None:
    """S0 asks for none: its pieces count, a person sees it, and its sender is told that the dossier stands already."""
    application = carried_over(desk, "annexe-1")
    new = passed(desk)

    found = deposited(new)

    assert (found, len(desk.applications())) == (application, 1)
    assert (application.status, application.flags) == (Status.carried_over, [Flag.possible_duplicate])
    assert desk.missing(application) == []
    assert desk.content(application, "dossier") == page("dossier 2")
    assert desk.kinds(application)[-3:] == ["next_session", "registration", "duplicate"]
    assert requests(desk, application)[-1].outcome is RequestOutcome.answered
    assert new.campaign.digest_at == paris("2027-01-26 09:00")


def test_a_reply_is_an_answer_whatever_it_brings(desk: Desk) -> None:
    """Even the whole dossier again: it was asked for, and nothing is flagged."""
    application = carried_over(desk, "annexe-1")
    new = passed(desk)

    reply(new, application, *PIECES, at="2027-01-25 10:00")

    assert (application.status, application.flags) == (Status.carried_over, [])
    assert desk.kinds(application)[-2:] == ["next_session", "completion_received"]
    assert requests(desk, application)[-1].outcome is RequestOutcome.answered


def test_only_what_was_missing_is_an_answer_too(any_desk: Desk) -> None:
    """Sent as a new mail, without our reference: nothing comes twice, so nothing is flagged."""
    application = carried_over(any_desk, "annexe-1")
    new = passed(any_desk)

    deposited(new, "annexe-1")

    assert (len(any_desk.applications()), application.flags) == (1, [])
    assert any_desk.kinds(application)[-1] == "completion_received"


def test_the_notice_names_the_dossier_and_asks_for_no_other(desk: Desk) -> None:
    """Its reference, which it keeps for life."""
    application = carried_over(desk, "annexe-1")

    deposited(passed(desk), "dossier")

    [notice] = desk.notices(application, kind="duplicate")
    assert application.reference in notice.text
    assert notice.recipient == application.contact


def test_each_mail_anew_is_told_and_flagged_once(desk: Desk) -> None:
    """Two deposits anew are two notices, and one flag."""
    application = carried_over(desk)
    new = passed(desk)

    deposited(new, received="2027-01-25 10:00")
    deposited(new, received="2027-01-26 10:00")

    assert application.flags == [Flag.possible_duplicate]
    assert desk.kinds(application).count("duplicate") == 2


def test_a_deposit_anew_that_comes_late_is_flagged_for_that_too(desk: Desk) -> None:
    """Its request was over."""
    application = carried_over(desk, "annexe-1")
    new = passed(desk)
    spend(new, "2027-02-10 09:00")

    deposited(new, received="2027-02-10 10:00")

    assert application.flags == [Flag.possible_duplicate, Flag.late_answer]
    assert requests(desk, application)[-1].answered_at == paris("2027-02-10 10:00")


@pytest.mark.parametrize(
    ("received", "read"),
    [
        ("2027-01-19 00:00", "2027-01-19 00:00"),  # Before the day's run has taken the dossier over.
        ("2027-01-19 08:59", "2027-01-19 08:59"),
    ],
)
def test_a_mail_that_comes_before_what_was_left_has_passed_makes_no_second_dossier(
    desk: Desk, received: str, read: str
) -> None:
    """The new session is open, and the dossier that waits is still in the former one."""
    application = carried_over(desk, "annexe-1")
    new = opened(desk)

    found = deposited(new, received=received, at=read)
    pass_on(new.session, new.campaign, at=paris("2027-01-19 09:00"))

    assert (found, len(desk.applications())) == (application, 1)
    assert (application.campaign_id, desk.missing(application)) == (new.campaign.id, [])
    assert desk.kinds(application)[-1] == "next_session"


def test_a_mail_of_the_former_session_that_is_read_late_finds_the_dossier_where_it_is(any_desk: Desk) -> None:
    """Stamped before the opening, read after: the dossier has passed, and none is made in the former session."""
    application = carried_over(any_desk, "annexe-1")
    passed(any_desk)

    found = deposited(any_desk, received="2027-01-18 10:00", at="2027-01-20 10:00")

    assert (found, len(any_desk.applications())) == (application, 1)
    assert any_desk.pieces(application)["annexe-1"] is PieceState.received


def test_what_ended_stands_in_nobodys_way(desk: Desk) -> None:
    """A candidacy that was refused, withdrawn or accepted in a former session is not the one of this session."""
    former = lacking(desk)
    made = []
    for position, status in enumerate((Status.refused, Status.withdrawn, Status.member)):
        former.status = status
        new = Desk(desk.session, _session(desk, 2027 + position), desk.store)
        made.append(deposited(new, received=f"{2027 + position}-02-01 10:00"))
        made[-1].status = Status.withdrawn

    assert [one.reference for one in made] == ["ARA-2027-0001", "ARA-2028-0001", "ARA-2029-0001"]


def _session(desk: Desk, year: int) -> Campaign:
    return campaign_with(desk.session, {"membership.until": "2029-12-31"}, year=year)


def test_another_regions_dossier_is_another(desk: Desk) -> None:
    """The same organisation may be a candidate in two regions that share an installation."""
    application = carried_over(desk, "annexe-1")
    elsewhere = opened(
        desk, {"region.id": "ailleurs", "session.code": "ail-{year}", "session.reference": "AIL-{year}-{number:04d}"}
    )

    found = deposited(elsewhere)

    assert (found.reference, application.flags) == ("AIL-2027-0001", [])


def test_another_organisation_deposits_like_anybody(desk: Desk) -> None:
    """One dossier waits; the other's is registered."""
    carried_over(desk, "annexe-1")
    new = passed(desk)

    other = new.deposit(compose(said("MJC", siret=siret(2)), sender="a@mjc.example", received="2027-01-25 10:00"))

    assert (other.reference, other.status, other.flags) == ("ARA-2027-0001", Status.registered, [])
