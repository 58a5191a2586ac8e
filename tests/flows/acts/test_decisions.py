"""Decisions replaced, notified otherwise or come back, as Prefect runs them: all told, and never with an address."""

from datetime import timedelta
from mailbox import Maildir

import pytest
from sqlmodel import col, select

from flows.acts import table
from flows.boards.artifact import ACCOUNT
from flows.sessions.deposits import collect_deposits
from models.dossiers.application import Application
from models.errors import Refusal
from models.notices import Notice
from models.storage.database import reading, transaction
from models.vocabulary import Flag, NoticeStatus, Status
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.reasons import Item, Reason
from tasks.decisions.record import record_decisions
from tasks.sending import send_notices
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris, typed
from tests.flows.boards.artifacts import left_by
from tests.flows.installation.mails import read_by_hand
from tests.support.decided import AUGUST, TAKEN_BACK, handover, rectification
from tests.support.forms import JULY, decision
from tests.tasks.intake.bounces import report

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect")]

REFERENCE = "ARA-2026-0001"


@pytest.fixture
def accepted(spro: Installation) -> Installation:
    """Give an installation in which a dossier was accepted, and told so."""
    with transaction(spro.database) as session:
        dossier = application(session, campaign_with(session), Status.studied)
        record_decisions(session, decision(dossier), at=JULY)
        session.flush()
        for notice in session.exec(select(Notice)):
            notice.status, notice.sent_at, notice.due_at = NoticeStatus.sent, JULY, None
    return spro


def dossier(spro: Installation) -> Application:
    """Return the dossier as it stands."""
    with reading(spro.database) as session:
        return session.exec(select(Application)).one()


def notices(spro: Installation) -> list[tuple[str, str]]:
    """Return the kinds of the notices, and how far each is."""
    with reading(spro.database) as session:
        return [(one.kind, one.status.value) for one in session.exec(select(Notice).order_by(col(Notice.id)))]


def waiting() -> dict[Reason | Flag, Item]:
    """Return why a person is waited for, and the first that waits."""
    return {one.reason: one.first[0] for one in read_waiting("ara-2026", at=AUGUST).pending}


async def test_a_decision_is_rectified_and_told(accepted: Installation) -> None:
    """The account says what changed, and that the letter waits; it leaves ten minutes later."""
    form = rectification(dossier(accepted), "refused", **TAKEN_BACK)

    state = await table.rectify(form, at=AUGUST, return_state=True)

    told = str((await left_by(state))[ACCOUNT].data)
    assert dossier(accepted).status is Status.refused
    assert notices(accepted) == [("accepted", "sent"), ("rectified", "queued")]
    assert "« accepté » → « refusé »." in told
    assert "« Rectification », au candidat : en attente d'envoi" in told
    await send_notices.fn(at=AUGUST + timedelta(minutes=10))
    [mail] = accepted.mails()
    assert typed(mail["Subject"]) == f"[{REFERENCE}] Décision rectifiée : votre candidature est refusée"


async def test_an_acceptance_is_not_taken_back_by_accident(accepted: Installation) -> None:
    """The run says in French what lacks; nothing has changed and nothing left."""
    form = rectification(dossier(accepted), "refused")

    state = await table.rectify(form, at=AUGUST, return_state=True)

    assert state.name == "Refusé"
    assert f"Rectification « {REFERENCE} » : attention, l'acceptation de ce dossier" in str(state.message)
    assert "choisissez le fondement" in str(state.message)
    assert (dossier(accepted).status, accepted.mails()) == (Status.accepted, [])
    with pytest.raises(Refusal):
        await table.rectify(form, at=AUGUST)


async def test_a_decision_handed_over_is_told(accepted: Installation) -> None:
    """The status stays, nothing leaves; the day is the account's."""
    state = await table.hand_over(handover(dossier(accepted)), at=AUGUST, return_state=True)

    told = str((await left_by(state))[ACCOUNT].data)
    assert "Statut inchangé : « accepté »." in told
    assert "Aucune notification." in told
    assert "La décision a été notifiée le jeudi 16 juillet 2026." in told


async def test_a_decision_that_comes_back_waits_for_a_person_at_once(accepted: Installation) -> None:
    """Case 51: the Région is written to, the console shows it without the address, and no dossier is made of it."""
    with reading(accepted.database) as session:
        message_id = session.exec(select(Notice.message_id)).one()
    Maildir(accepted.mailbox, create=True).add(report(message_id))

    references = await collect_deposits(at=paris("2026-07-09 10:10"))

    assert (references, notices(accepted)) == ([], [("accepted", "bounced"), ("alert", "sent")])
    [(reason, item)] = waiting().items()
    assert (reason, item.reference) == (Reason.decision_unserved, REFERENCE)
    assert "(adresse masquée)" in str(item.detail)
    assert "@" not in str(item.detail)
    [mail] = accepted.mails()
    assert (mail["To"], typed(mail["Subject"])) == (
        "instruction-spro@example.invalid",
        f"Alerte : un courriel est revenu en erreur ({REFERENCE})",
    )


async def test_what_comes_back_is_no_deposit_while_prefect_is_down(accepted: Installation) -> None:
    """The watcher does the same by itself, and says so in the same words."""
    with reading(accepted.database) as session:
        message_id = session.exec(select(Notice.message_id)).one()
    Maildir(accepted.mailbox, create=True).add(report(message_id))

    await read_by_hand(paris("2026-07-09 10:10"))

    assert notices(accepted) == [("accepted", "bounced"), ("alert", "sent")]


async def test_once_notified_otherwise_it_waits_no_more(accepted: Installation) -> None:
    """The list is empty again as soon as somebody has said how."""
    with transaction(accepted.database) as session:
        session.exec(select(Notice)).one().status = NoticeStatus.bounced

    await table.hand_over(handover(dossier(accepted)), at=AUGUST)

    assert waiting() == {}
