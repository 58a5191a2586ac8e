"""Renewals: members are asked, reminded, and answer; nobody is refused anything, and who is silent ends by its term."""

from datetime import date

import pytest
from sqlmodel import Session, select, update

from models.due import next_work
from models.errors import Refusal
from models.members.renewal import Renewal
from models.notices import Notice
from models.sessions.opening import stages
from models.vocabulary import NoticeStatus
from tasks.members.depart import record_departure
from tasks.members.lasting.ask import ask_renewals
from tasks.members.lasting.late import awaited
from tasks.members.lasting.renew import renew
from tasks.members.lasting.terms import tell_terms
from tests.factories import campaign_with, paris
from tests.support.members import NAME, journal, kinds, letter, member, memberships, signed, text
from tests.tasks.members.lasting.lasting import YEARS, answer, engaged, renewing
from tests.tasks.members.test_depart import departure

ASKED, ANSWERED, LATE = paris("2028-05-31 09:00"), paris("2028-06-20 10:00"), paris("2028-08-10 09:00")
DUE = [ASKED, paris("2028-07-17 09:00"), paris("2028-07-25 09:00")]
"""Three months before 31 August, then fifteen and seven days before 1 August, the last day to answer in time."""


def test_members_are_asked_then_reminded(session: Session) -> None:
    """Once each, however often that is done, and nobody after the answer."""
    campaign, _ = renewing(session)

    for at in DUE:
        for _ in range(2):
            ask_renewals(session, campaign, at=at)
            session.execute(update(Notice).values(status=NoticeStatus.sent, sent_at=at, due_at=None))

    assert kinds(session) == ["renewal_request", "renewal_reminder", "renewal_reminder"]
    assert "mardi 1er août 2028" in letter(session, "renewal_request")
    assert "31 août 2030" in letter(session, "renewal_request")


def test_the_system_knows_these_instants(session: Session) -> None:
    """And those at which its end is announced."""
    campaign, _ = renewing(session)
    for stage in stages(session, campaign).values():
        stage.done_at, stage.next_reminder_at = campaign.opens_at, None
        session.add(stage)
    session.flush()

    assert next_work(session, paris("2028-05-30 10:00")) == ASKED
    assert next_work(session, paris("2028-07-16 10:00")) == DUE[1]


def test_of_several_that_were_missed_the_latest_leaves(session: Session) -> None:
    """As of any reminder."""
    campaign, _ = renewing(session)

    ask_renewals(session, campaign, at=LATE)

    assert kinds(session) == ["renewal_reminder"]
    assert "elle compte encore" in letter(session, "renewal_reminder")


def test_whoever_renews_goes_on_without_a_gap(session: Session) -> None:
    """Under another number, by the same text, for as long as the region file says; said again, nothing changes."""
    campaign, _ = renewing(session)
    ask_renewals(session, campaign, at=ASKED)

    for _ in range(2):
        renew(session, answer(), at=ANSWERED)

    assert [(one.starts_on, one.ends_on) for one in memberships(session)] == [
        (date(2026, 9, 1), date(2028, 8, 31)),
        (date(2028, 9, 1), date(2030, 8, 31)),
    ]
    assert kinds(session)[-1] == "renewal_answer"
    assert "ADH-2028-0002" in letter(session, "renewal_answer")
    assert journal(session)[-1] == ("renew", "renouvelle son adhésion, reçu le 20/06/2028 : Courriel du 20 juin.")
    assert [ask_renewals(session, campaign, at=at) for at in DUE] == [0, 0, 0]


def test_whoever_renewed_is_told_of_no_end(session: Session) -> None:
    """Its membership goes on."""
    campaign, _ = renewing(session)
    renew(session, answer(), at=ANSWERED)

    assert tell_terms(session, campaign, at=paris("2028-08-01 09:00")) == 0


def test_it_may_renew_again_two_years_later(session: Session) -> None:
    """The same form, about the membership that runs then."""
    renewing(session)
    renew(session, answer(), at=ANSWERED)

    renew(session, answer(answered_on="2030-06-20"), at=paris("2030-06-21 10:00"))

    assert [one.ends_on for one in memberships(session)][-1] == date(2032, 8, 31)


def test_who_renewed_and_leaves_before_has_no_other_membership(session: Session) -> None:
    """Named by its dossier, the one that runs is meant; the one that was to follow never begins."""
    renewing(session)
    renew(session, answer(), at=ANSWERED)

    record_departure(session, departure(on=date(2028, 7, 31)), at=ANSWERED)

    assert [one.ends_on for one in memberships(session)] == [date(2028, 7, 31), date(2028, 8, 31)]


def test_who_declines_ends_by_its_term_and_may_change_its_mind(session: Session) -> None:
    """Nothing follows, until it says otherwise."""
    campaign, known = renewing(session)

    renew(session, answer(answer="declined"), at=ANSWERED)
    assert len(memberships(session)) == 1
    assert "cessez d'utiliser le logo" in letter(session, "renewal_answer")
    assert awaited(session, campaign, at=LATE, is_late=True) == []

    renew(session, answer(answered_on="2028-07-01"), at=paris("2028-07-01 10:00"))
    assert [one.starts_on for one in memberships(session)] == [known.starts_on, date(2028, 9, 1)]
    assert session.exec(select(Renewal.answer)).all() == ["renewed"]


def test_who_is_late_is_listed_and_may_still_renew(session: Session) -> None:
    """After its term, from the day on which it is recorded: nothing takes effect before it is known."""
    campaign, _ = renewing(session)

    [listed] = awaited(session, campaign, at=LATE, is_late=True)
    assert (listed.reference, listed.answer_by) == (NAME, date(2028, 8, 1))
    assert awaited(session, campaign, at=ANSWERED, is_late=True) == []
    assert len(awaited(session, campaign, at=ANSWERED, is_late=False)) == 1

    renew(session, answer(answered_on="2028-09-04"), at=paris("2028-09-05 10:00"))
    assert memberships(session)[-1].starts_on == date(2028, 9, 5)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answered_on": "2028-06-30"}, "Reçue le « 30/06/2028 » : ce jour n'est pas encore venu"),
        ({"reference": "ARA-2026-0009"}, "aucun membre de ce nom"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(session: Session, fields: dict[str, str], said: str) -> None:
    """With what mends it."""
    renewing(session)

    with pytest.raises(Refusal, match=said):
        renew(session, answer(NAME, **fields), at=ANSWERED)


def test_a_member_answers_by_the_rules_by_which_it_was_asked(session: Session) -> None:
    """Those of the session in hand, which may have come to renewals since its candidacy."""
    member(session, campaign_with(session), ends_on=date(2028, 8, 31))
    in_hand = campaign_with(session, YEARS, year=2028)

    assert ask_renewals(session, in_hand, at=ASKED) == 1
    renew(session, answer(), at=ANSWERED)

    assert memberships(session)[-1].ends_on == date(2030, 8, 31)
    assert "ADH-2028-0002" in letter(session, "renewal_answer")


def test_nobody_renews_before_it_is_asked(session: Session) -> None:
    """The campaign opens three months before."""
    renewing(session)

    with pytest.raises(Refusal, match="son renouvellement s'ouvre le 31/05/2028"):
        renew(session, answer(answered_on="2028-05-01"), at=paris("2028-05-30 10:00"))


def test_a_region_without_renewal_asks_nobody(session: Session) -> None:
    """Another candidacy is the only way, as the shipped file has it."""
    campaign = campaign_with(session)
    member(session, campaign)

    assert ask_renewals(session, campaign, at=paris("2028-12-01 09:00")) == 0
    with pytest.raises(Refusal, match=r"membership\.renewal est vide"):
        renew(session, answer(answered_on="2028-11-30"), at=paris("2028-12-01 09:00"))


def test_nobody_is_asked_where_no_other_membership_may_follow(session: Session) -> None:
    """The framework ends: its term is to be written first."""
    campaign = campaign_with(session, {"membership.renewal": {"ask_months": 6}})
    member(session, campaign)

    assert ask_renewals(session, campaign, at=paris("2028-12-01 09:00")) == 0


def test_whom_the_convention_engages_has_nothing_to_renew(session: Session) -> None:
    """It is a member as long as that lasts."""
    campaign, _ = renewing(session)
    engaged(session, campaign, ends_on=date(2028, 8, 31))

    assert ask_renewals(session, campaign, at=ASKED) == 1
    with pytest.raises(Refusal, match="il n'a rien à renouveler"):
        renew(session, answer("ADH-2026-0002"), at=ANSWERED)


def test_the_text_in_force_is_signed_first_where_the_region_wants_it(session: Session) -> None:
    """Its signature is an act of its own."""
    campaign, known = renewing(session, needs="signature")
    former = text(session, campaign)
    signed(session, known, former, date(2026, 7, 18))
    former.status = type(former.status).superseded
    session.add(former)
    session.flush()
    document = text(session, campaign, "2")

    with pytest.raises(Refusal, match="il n'a pas signé Cahier des charges du SPRO, version 2"):
        renew(session, answer(), at=ANSWERED)
    signed(session, known, document, date(2028, 6, 15))
    renew(session, answer(), at=ANSWERED)

    assert memberships(session)[-1].document_id == document.id


def test_pieces_are_sent_again_where_the_region_wants_them(session: Session) -> None:
    """Each that a complete dossier holds; what lacks is named."""
    campaign, _ = renewing(session, needs="pieces")
    [*all_but_one, last] = campaign.rules.required_pieces

    with pytest.raises(Refusal, match=f"il manque : {campaign.rules.pieces[last].label}"):
        renew(session, answer(pieces=all_but_one), at=ANSWERED)
    with pytest.raises(Refusal, match="inconnue ; pièces de la région"):
        renew(session, answer(pieces=["statuts"]), at=ANSWERED)
    renew(session, answer(pieces=[*all_but_one, last]), at=ANSWERED)

    assert len(memberships(session)) == 2
