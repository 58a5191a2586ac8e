"""A new version is accepted by the members whom it engages: they are asked, reminded, and those late are listed."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from models.due import next_work
from models.members.membership import Instrument, Membership
from models.members.texts.acceptance import acceptance_schedule
from models.members.texts.text import ReferenceDocument
from models.notices import Notice, NoticeFile
from models.sessions.campaign import Campaign
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.outbox.truth import drop_what_is_over
from tasks.intake.store import Store
from tasks.members.depart import record_departure
from tasks.members.missing_signatures import late_to_accept, to_sign, to_sign_again
from tasks.members.sign import sign
from tasks.members.texts.acceptance import tell_acceptances
from tests.factories import campaign_with, paris
from tests.support.members import adopt, letter, member, signature, signed, text
from tests.tasks.members.test_depart import departure

OCTOBER = paris("2026-10-01 10:00")
FIFTEEN, THREE, AFTER = paris("2026-11-15 09:00"), paris("2026-11-27 09:00"), paris("2026-12-01 09:00")


def keys(session: Session) -> list[str]:
    """Return the keys of what was queued, in order."""
    return list(session.exec(select(Notice.key).order_by(col(Notice.id))))


def members(session: Session) -> Campaign:
    """Have two members who signed a former version, one with a dossier, and one of the convention."""
    campaign = campaign_with(session)
    former = text(session, campaign)
    for one in (
        member(session, campaign, document_id=former.id),
        member(session, campaign, name="Mission locale", dossier=False, circle=2, document_id=former.id),
    ):
        signed(session, one, former, date(2026, 7, 18))
    member(session, campaign, name="CIO", dossier=False, circle=1, instrument=Instrument.convention)
    return campaign


def played(session: Session, campaign: Campaign, *instants: datetime) -> None:
    """Do what is owed at some instants, twice each, and send it."""
    for at in instants:
        for _ in range(2):
            tell_acceptances(session, campaign, at=at)
            session.execute(update(Notice).values(status=NoticeStatus.sent, sent_at=at, due_at=None))


def test_those_whom_it_engages_are_asked_then_reminded(session: Session) -> None:
    """By the delays of the region file, each letter once; who has no dossier has no address, and is listed."""
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))

    played(session, campaign, OCTOBER, FIFTEEN, THREE, AFTER)

    assert keys(session) == [
        "ARA-2026-0001/acceptance_request/texte-2/1",
        "ARA-2026-0001/acceptance_reminder/texte-2/15",
        "ARA-2026-0001/acceptance_reminder/texte-2/3",
    ]
    assert "au plus tard le lundi 30 novembre 2026" in letter(session, "acceptance_request")
    assert "Il reste 3 jours" in letter(session, "acceptance_reminder")


def test_the_system_knows_each_of_these_instants(session: Session) -> None:
    """The reminders, and the morning on which people are told of those late."""
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))
    document = session.get_one(ReferenceDocument, 2)

    found = [one.at for one in acceptance_schedule(campaign.rules, document)]

    assert found == [FIFTEEN, THREE, AFTER]
    assert (next_work(session, paris("2026-11-26 10:00")), next_work(session, THREE)) == (THREE, AFTER)


def test_after_an_outage_only_the_latest_reminder_leaves(session: Session) -> None:
    """It says how many days are left by then."""
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))

    played(session, campaign, paris("2026-11-28 11:00"))

    assert keys(session)[1:] == ["ARA-2026-0001/acceptance_reminder/texte-2/3"]
    assert "Il reste 2 jours" in letter(session, "acceptance_reminder")


def test_a_reminder_that_leaves_on_the_last_day_says_so(session: Session) -> None:
    """Not « Il reste 0 jour »."""
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))

    played(session, campaign, paris("2026-11-30 11:00"))

    assert "C'est le dernier jour. Si vous nous l'avez déjà renvoyée" in letter(session, "acceptance_reminder")


def test_who_is_late_is_listed_and_people_are_told_once(session: Session) -> None:
    """With or without a dossier; nothing else comes of it: they are members as before."""
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))
    campaign.digest_at = None
    played(session, campaign, paris("2026-11-30 10:00"))
    assert late_to_accept(session, campaign, at=paris("2026-11-30 23:00"), limit=None).total == 0

    played(session, campaign, AFTER)

    late = late_to_accept(session, campaign, at=AFTER, limit=None)
    assert [one.reference for one in late.first] == ["ARA-2026-0001", "ADH-2026-0002"]
    assert to_sign_again(session, campaign, at=AFTER, limit=None).total == 0
    assert campaign.digest_at == paris("2026-12-02 09:00")
    campaign.digest_at = None
    played(session, campaign, paris("2026-12-03 09:00"))
    assert campaign.digest_at is None
    assert {one.end_reason for one in session.exec(select(Membership))} == {None}


def test_who_joined_since_is_not_late(session: Session) -> None:
    """It was not asked to accept anew: it has the present version to sign, as whoever joins."""
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))
    member(session, campaign, name="Nouveau membre", at=paris("2026-10-15 10:00"), starts_on=date(2026, 10, 15))

    played(session, campaign, FIFTEEN, AFTER)

    assert [one.organisation for one in to_sign(session, campaign, at=AFTER, limit=None).first] == ["Nouveau membre"]
    assert not [key for key in keys(session) if key.startswith("ARA-2026-0002")]


def _signs(session: Session) -> None:
    sign(session, signature("ARA-2026-0001", signed_on=date(2026, 10, 5)), at=paris("2026-10-06 10:00"))


def _leaves(session: Session) -> None:
    form = departure("ARA-2026-0001", on=date(2026, 10, 6))
    record_departure(session, form, at=paris("2026-10-06 10:00"))


def _is_replaced(session: Session) -> None:
    adopt(session, "3", at=paris("2026-10-06 10:00"), on=date(2026, 10, 5), again="non")


@pytest.mark.parametrize("belie", [_signs, _leaves, _is_replaced])
def test_what_is_asked_no_more_does_not_leave(session: Session, belie: Callable[[Session], None]) -> None:
    """Signed, left, or replaced: neither a letter that waits still, nor a reminder."""
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))
    [waiting] = session.exec(select(Notice.id).where(Notice.kind == "acceptance_request"))
    assert drop_what_is_over(session, {waiting or 0: NoticeKind.acceptance_request}, at=OCTOBER) == [waiting]

    belie(session)
    tell_acceptances(session, campaign, at=FIFTEEN)

    assert not [key for key in keys(session) if "acceptance_reminder" in key]
    assert drop_what_is_over(session, {waiting or 0: NoticeKind.acceptance_request}, at=FIFTEEN) == []


def test_the_text_goes_with_the_letter_where_it_is_kept(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a name that says what it is; else the letter says whom to ask."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    campaign = members(session)
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15))
    document = session.get_one(ReferenceDocument, 2)
    assert "demandez-le-nous en répondant" in letter(session, "acceptance_request")

    document.sha256, document.format = Store(Settings().store).put(b"%PDF-1.7 cahier"), "pdf"
    tell_acceptances(session, campaign, at=FIFTEEN)

    assert session.exec(select(NoticeFile.name)).one() == "cahier-des-charges-2.pdf"
    assert "Le texte est joint à ce courriel" in letter(session, "acceptance_reminder")
