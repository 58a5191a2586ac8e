"""What the system will do by itself, told before: that is what it then does, and nothing is done by telling it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from flows.command.ahead import told
from flows.sessions.ahead import Instant, Leaving, look_ahead
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application
from models.due import next_due
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.vocabulary import AppealKind, NoticeKind, Status
from tests.conftest import Installation
from tests.factories import application, campaign_with, decision_on, notice, paris
from tests.flows.rehearsal.direct import Direct
from tests.support.members import member
from tests.support.transactions import rows_of

AT, UNTIL = paris("2026-04-20 10:00"), paris("2026-06-03 10:00")


@pytest.fixture
def year(spro: Installation) -> Installation:
    """Give a session with a dossier to acknowledge that lacks a piece, and a structure that has not written."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session, prospects=["a@mjc.example"])
        waits = application(session, campaign, missing=["annexe-1"])
        waits.acknowledge_at = paris("2026-04-21 09:00")
    return spro


async def test_it_tells_which_memberships_end(spro: Installation) -> None:
    """Its member and the desk are told on the day after the last one."""
    with transaction(spro.database) as session:
        member(session, campaign_with(session))

    found = await look_ahead(at=paris("2028-12-31 10:00"), until=paris("2029-01-02 10:00"))

    left = [(one.at, [letter.kind for letter in one.letters]) for one in found if one.letters]
    assert (paris("2029-01-01 09:00"), [NoticeKind.ended, NoticeKind.terms]) in left


async def test_it_tells_when_silence_rejects_an_appeal(spro: Installation) -> None:
    """At the end of the last day to answer it, which the command says."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign, Status.refused)
        session.add(
            Appeal(
                application_id=dossier.id or 0,
                decision_id=decision_on(session, dossier).id or 0,
                kind=AppealKind.gracieux,
                received_on=date(2026, 8, 3),
                implied_on=date(2026, 10, 3),
                by="Mme Essai",
                recorded_at=paris("2026-08-03 10:00"),
            )
        )

    found = await look_ahead(at=paris("2026-10-01 10:00"), until=paris("2026-10-06 10:00"))

    [(at, rejected)] = [(one.at, one.rejected) for one in found if one.rejected]
    assert (at, rejected) == (paris("2026-10-04 00:00"), ("ARA-2026-0001",))
    said = "\n".join(told(found, zone=ZoneInfo("Europe/Paris"), days=5))
    assert "Dimanche 4 octobre 2026\n  • ARA-2026-0001 : recours réputé rejeté" in said


async def test_what_it_tells_is_what_the_system_does(year: Installation) -> None:
    """The same letters to the same readers at the same instants; until then, not one row has changed, and the mail
    server was never spoken to."""
    before = rows_of(year.database)
    found = await look_ahead(at=AT, until=UNTIL)
    assert (rows_of(year.database), year.mails()) == (before, [])

    instant: datetime | None = AT
    while instant and instant < UNTIL:
        await Direct().run(None, at=instant)
        with reading(year.database) as session:
            instant = next_due(session, instant)

    with reading(year.database) as session:
        left = session.exec(select(Notice).order_by(col(Notice.id))).all()
    said = [(letter.kind, letter.recipient, one.at) for one in found for letter in one.letters]
    assert said == [(one.kind, one.recipient, one.sent_at) for one in left]
    assert {kind for kind, *_ in said} >= {NoticeKind.acknowledgement, NoticeKind.deposit_reminder}
    closed = [stage for one in found for _, stage in one.closed]
    assert closed == ["clôture du dépôt", "fin de l'instruction"]
    assert year.mails() != []


async def test_what_waits_for_a_person_or_is_over_is_not_told(year: Installation) -> None:
    """A letter that nobody lets go stays; one whose words do not hold any more is called off when its turn comes."""
    with transaction(year.database) as session:
        campaign = session.exec(select(Campaign)).one()
        for kind, due_at in (("accepted", None), ("carried_over", paris("2026-04-20 11:00"))):
            of = session.exec(select(Application)).one()
            notice(session, campaign, application=of, kind=kind, due_at=due_at, subject=kind)

    found = await look_ahead(at=AT, until=UNTIL)

    assert {letter.subject for one in found for letter in one.letters} & {"accepted", "carried_over"} == set()


def test_it_is_told_by_the_day() -> None:
    """Stages, letters by kind and number, and the first of the kind that leaves most, whole."""
    one = Leaving(NoticeKind.acknowledgement, "a@mjc.example", "Votre dossier", "Bonjour.")
    other = Leaving(NoticeKind.deposit_reminder, "b@mjc.example", "Rappel", "Bonsoir.")
    instants = [
        Instant(paris("2026-04-21 09:00"), (), (other, one, one)),
        Instant(paris("2026-04-30 00:00"), (("ara-2026", "clôture du dépôt"),), ()),
    ]

    assert list(told(instants, zone=ZoneInfo("Europe/Paris"), days=14))[2:] == [
        "\nMardi 21 avril 2026",
        "  • « Rappel de la date limite de dépôt » : 1 lettre",
        "  • « Accusé de réception » : 2 lettres",
        "\nJeudi 30 avril 2026",
        "  • ara-2026 : clôture du dépôt",
        "\nL'une d'elles en entier, « Accusé de réception » :",
        "À : a@mjc.example",
        "Objet : Votre dossier\n",
        "Bonjour.",
    ]
    assert list(told([], zone=ZoneInfo("Europe/Paris"), days=1))[-1] == "Rien n'est dû d'ici là."
