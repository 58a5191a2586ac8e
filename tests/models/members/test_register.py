"""What is true of members: a text has one version in force, dates say who is a member, a sending starts a delay."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.errors import Refusal
from models.members.membership import FormalNotice, Instrument, Membership
from models.members.register import (
    end_memberships,
    find_membership,
    has_to_sign,
    is_number,
    may_end_on,
    runs_on,
    sent_on,
)
from models.members.texts.text import DocumentStatus
from models.members.texts.versions import adopted
from models.region.file import load_region
from models.region.policies.membership import TextKey
from models.storage.database import transaction
from models.vocabulary import NoticeStatus
from tests.factories import campaign_with, notice, paris
from tests.support.members import BY, REASONS, member, signed, text

ARA = load_region("auvergne-rhone-alpes")
DAYS = business_days(ARA)


@pytest.mark.parametrize("number", ["ADH-2026-0099", f"ADH-2026-{'9' * 30}"])
def test_a_number_of_nobody_is_refused(any_database: str, number: str) -> None:
    """One that no database holds too."""
    with transaction(any_database) as session, pytest.raises(Refusal):
        find_membership(session, number)


def test_a_text_has_one_version_in_force(any_database: str) -> None:
    """Whoever adopts another at the same moment is refused by the database itself."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        text(session, campaign)

        with pytest.raises(IntegrityError), session.begin_nested():
            text(session, campaign, "2")


def test_drafts_and_former_versions_are_as_many_as_there_are(any_database: str) -> None:
    """Only the one in force is alone, by text: the convention has its own."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        for version, status in (("1", "superseded"), ("2", "superseded"), ("3", "adopted"), ("4", "draft")):
            text(session, campaign, version, DocumentStatus(status))
        text(session, campaign, document=TextKey.convention)

        in_force = [adopted(session, campaign.rules, instrument) for instrument in Instrument]

    assert [(one.document, one.version) for one in in_force if one] == [
        (TextKey.convention, "1"),
        (TextKey.cahier_des_charges, "3"),
    ]


@pytest.mark.parametrize(
    ("day", "is_member"),
    [
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), True),
        (date(2028, 12, 31), True),
        (date(2029, 1, 1), False),
    ],
)
def test_a_membership_runs_from_its_first_day_to_its_last(session: Session, day: date, *, is_member: bool) -> None:
    """Both included, in a look-up as in a rule."""
    membership = member(session, campaign_with(session))

    found = session.exec(select(Membership).where(runs_on(day))).all()

    assert (membership.covers(day), bool(found)) == (is_member, is_member)


def test_a_membership_without_a_term_runs_on(session: Session) -> None:
    """Where nothing says when it ends, it has not ended."""
    membership = member(session, campaign_with(session), ends_on=None)

    found = session.exec(select(Membership).where(runs_on(date(2050, 1, 1)))).all()

    assert (membership.covers(date(2050, 1, 1)), list(found)) == (True, [membership])


def test_a_membership_is_named_by_its_number_or_its_dossier(session: Session) -> None:
    """Who has no dossier is named by its number, which is on its certificate."""
    campaign = campaign_with(session)
    first, second = member(session, campaign), member(session, campaign, dossier=False)

    named = [find_membership(session, name) for name in ("ARA-2026-0001", first.number, second.number)]

    assert named == [first, first, second]
    assert (first.number, is_number(first.number), is_number("ARA-2026-0001")) == ("ADH-2026-0001", True, False)


@pytest.mark.parametrize("name", ["ADH-2025-0001", "ADH-2026-0002", "ARA-2026-0009"])
def test_a_name_that_is_nobodys_is_refused(session: Session, name: str) -> None:
    """The year of a number must be right too: it was misread."""
    member(session, campaign_with(session))

    with pytest.raises(Refusal, match=f"Membre « {name} » : aucun membre de ce nom"):
        find_membership(session, name)


def test_the_latest_membership_of_a_dossier_is_meant(session: Session) -> None:
    """One may end by a decision that is rectified, and begin again."""
    campaign = campaign_with(session)
    former = member(session, campaign, ends_on=date(2026, 10, 1))
    latest = Membership(**former.model_dump(exclude={"id"}) | {"starts_on": date(2026, 11, 1)})
    session.add(latest)
    session.flush()

    assert find_membership(session, "ARA-2026-0001") == latest


def test_the_memberships_of_some_dossiers_end_with_their_logo(any_database: str) -> None:
    """What has ended already keeps its own day."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        runs, over = member(session, campaign), member(session, campaign, ends_on=date(2026, 9, 30))
        other = member(session, campaign)
        ids = [runs.application_id or 0, over.application_id or 0]

        end_memberships(session, ids, on=date(2026, 11, 5), reason="refusée", by=BY, at=paris("2026-11-05 10:00"))

        ends = [(one.ends_on, one.logo_withdrawn_on, one.end_reason) for one in (runs, over, other)]
    assert ends == [
        (date(2026, 11, 5), date(2026, 11, 5), "refusée"),
        (date(2026, 9, 30), None, None),
        (date(2028, 12, 31), None, None),
    ]


def test_who_has_to_sign_is_who_has_not_signed_the_version_in_force(any_database: str) -> None:
    """A former version does not count; the convention is signed by others; who is no member is asked nothing."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        former, current = text(session, campaign, "1", DocumentStatus.superseded), text(session, campaign, "2")
        convention = text(session, campaign, document=TextKey.convention)
        names = ("a signé", "a signé l'ancienne", "n'a rien signé", "par la convention", "ne l'est plus")
        made = {name: member(session, campaign, name=name) for name in names}
        made["par la convention"].instrument = Instrument.convention
        made["ne l'est plus"].ends_on = date(2026, 9, 30)
        for name, document in (("a signé", current), ("a signé l'ancienne", former)):
            signed(session, made[name], document, date(2026, 8, 1))
        session.flush()

        day = date(2026, 10, 1)
        found = [
            session.exec(select(Membership.id).where(has_to_sign(each, day)).order_by(col(Membership.id))).all()
            for each in (current, convention)
        ]

    assert found == [[made["a signé l'ancienne"].id, made["n'a rien signé"].id], []]


@pytest.mark.parametrize(
    ("sent", "earliest"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 12, 1), date(2027, 2, 1)),
        (date(2026, 7, 31), date(2026, 9, 30)),
    ],
)
def test_a_membership_may_end_two_months_after_the_sending(sent: date, earliest: date) -> None:
    """Same day of the month, or its last where it has none; a Sunday is not rolled: it is nobody's last day to act."""
    assert may_end_on(ARA, sent) == earliest


def test_a_region_may_leave_more_time() -> None:
    """The convention's two months are a default, to be confirmed for members."""
    region = load_region("auvergne-rhone-alpes", {"membership.formal_notice_months": 3})

    assert may_end_on(region, date(2026, 12, 31)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("status", "posted_on", "counted"),
    [
        (NoticeStatus.sent, None, date(2026, 12, 31)),
        (NoticeStatus.queued, None, None),
        (NoticeStatus.failed, None, None),
        (NoticeStatus.bounced, None, None),
        (NoticeStatus.bounced, date(2027, 1, 4), date(2027, 1, 4)),
    ],
)
def test_a_formal_notice_counts_from_its_sending(
    session: Session, status: NoticeStatus, posted_on: date | None, counted: date | None
) -> None:
    """The local day on which its mail really left, or its letter was posted; one that came back was not sent."""
    campaign = campaign_with(session)
    membership = member(session, campaign)
    mail = notice(session, campaign, due_at=None, status=status, sent_at=paris("2026-12-31 23:30"))
    formal = FormalNotice(
        membership_id=membership.id or 0,
        reasons=REASONS,
        observations_until=date(2027, 1, 20),
        signatory_name="Camille Essai",
        signatory_capacity="Présidente",
        notice_id=mail.id,
        posted_on=posted_on,
        by=BY,
        at=paris("2026-12-30 10:00"),
    )

    assert sent_on(session, formal, DAYS) == counted
