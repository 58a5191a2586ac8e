"""The coordinator's acts as Prefect runs them: done whole, told in an artifact, or refused with nothing changed."""

from datetime import date

import pytest
from sqlmodel import col, select

from flows.acts import table
from models.dossiers.application import Application, CompletionRequest
from models.errors import Refusal
from models.forms.requests import (
    CancellationForm,
    CarryOverForm,
    CompletionForm,
    ExtensionForm,
    RequestedPiece,
    ResubmissionForm,
)
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import NoticeStatus, RequestOutcome, RequestReason, Status
from tasks.sending import send_notices
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris, passage
from tests.flows.boards.artifacts import account, done

BY = "Coordination"
REFERENCE = "ARA-2026-0001"
ASKED_AT = paris("2026-03-02 10:00")


@pytest.fixture
def dossier(prefect: None, spro: Installation) -> str:
    """Give the reference of a complete dossier under examination."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        made = application(session, campaign, Status.under_examination)
        passage(session, campaign, made)
        return made.reference


def ask(due: date | None = None) -> CompletionForm:
    """The form that asks for an annexe to be signed."""
    piece = RequestedPiece(piece="annexe-2", reason=RequestReason.unsigned)
    return CompletionForm(reference=REFERENCE, pieces=[piece], due=due, by=BY)


def standing(spro: Installation) -> tuple[Status, list[RequestOutcome], list[str]]:
    """The status of the dossier, how its requests ended, and the notices that left."""
    with transaction(spro.database) as session:
        status = session.exec(select(Application.status)).one()
        outcomes = session.exec(select(CompletionRequest.outcome).order_by(col(CompletionRequest.id))).all()
        sent = select(Notice.kind).where(Notice.status == NoticeStatus.sent).order_by(col(Notice.id))
        return Status(status), [RequestOutcome(outcome) for outcome in outcomes], list(session.exec(sent))


def test_pieces_are_asked_for(dossier: str, spro: Installation) -> None:
    """The dossier waits for them, the request leaves at once, and the run says so."""
    done(table.ask(ask(), at=ASKED_AT))

    assert standing(spro) == (Status.incomplete, [RequestOutcome.open], ["completion_request"])
    told = account()
    assert "« en instruction » → « incomplet »" in told
    assert "1 pièce (Annexe 2), jusqu'au lundi 23 mars 2026 inclus ; prochain rappel le lundi 16 mars 2026" in told
    assert "« Demande de compléments », au candidat : partie" in told


def test_a_run_names_nobody(dossier: str, spro: Installation) -> None:
    """Roles, references and organisations: no address is told in the console."""
    done(table.ask(ask(), at=ASKED_AT))

    assert "@" not in account()


def test_a_day_that_is_no_business_day_is_told(dossier: str) -> None:
    """A Sunday was typed: the account says which Monday was kept."""
    done(table.ask(ask(date(2026, 3, 22)), at=ASKED_AT))

    assert "Vous aviez indiqué le dimanche 22 mars 2026 ; le dernier jour retenu est le lundi 23 mars 2026" in account()


def test_a_delay_beyond_the_examination_is_told(dossier: str) -> None:
    """It is granted all the same: the person knows what follows."""
    done(table.ask(ask(date(2026, 6, 10)), at=ASKED_AT))

    assert "Ce délai passe la fin de l'instruction, le dimanche 31 mai 2026" in account()


def test_a_day_that_is_past_is_refused(dossier: str, spro: Installation) -> None:
    """In French: the field, the value, the mend. Nothing has changed and nothing left."""
    with pytest.raises(Refusal, match=r"Dernier jour « 01/03/2026 » : il faut un jour à venir"):
        done(table.ask(ask(date(2026, 3, 1)), at=ASKED_AT))

    assert standing(spro) == (Status.under_examination, [], [])


def test_a_delay_is_extended(dossier: str, spro: Installation) -> None:
    """The applicant reads the former day and the new one."""
    extension = ExtensionForm(reference=REFERENCE, to=date(2026, 4, 2), reason="Congés scolaires", by=BY)

    done(table.ask(ask(), at=ASKED_AT), table.extend(extension, at=paris("2026-03-10 10:00")))

    assert standing(spro) == (Status.incomplete, [RequestOutcome.open], ["completion_request", "postponed"])
    assert "jusqu'au jeudi 2 avril 2026 inclus" in account()


def test_a_request_is_cancelled(dossier: str, spro: Installation) -> None:
    """The piece counts again, and the dossier is back under examination."""
    cancellation = CancellationForm(reference=REFERENCE, reason="Demandée par erreur", by=BY)

    done(
        table.ask(ask(), at=ASKED_AT),
        table.cancel(cancellation, at=paris("2026-03-03 10:00")),
        send_notices.fn(at=paris("2026-03-03 10:10")),
    )

    kinds = ["completion_request", "rectified"]
    assert standing(spro) == (Status.under_examination, [RequestOutcome.cancelled], kinds)
    assert "« incomplet » → « en instruction », au rang 1 de la file" in account()


def test_a_dossier_is_carried_over(dossier: str, spro: Installation) -> None:
    """The applicant reads why, and that no new deposit is needed."""
    form = CarryOverForm(reference=REFERENCE, reason="À la demande du candidat", by=BY)

    done(table.carry_over_by_hand(form, at=ASKED_AT))

    assert standing(spro) == (Status.carried_over, [], ["carried_over"])
    assert "« en instruction » → « reporté »" in account()


def test_a_dossier_is_presented_again(dossier: str, spro: Installation) -> None:
    """Complete, it is back in the queue at its place; there is nothing to write."""
    carried = CarryOverForm(reference=REFERENCE, reason="À la demande du candidat", by=BY)

    done(
        table.carry_over_by_hand(carried, at=ASKED_AT),
        table.represent(ResubmissionForm(reference=REFERENCE, by=BY), at=paris("2026-03-09 10:00")),
    )

    assert standing(spro) == (Status.under_examination, [], ["carried_over"])
    assert "« reporté » → « en instruction », au rang 1 de la file" in account()


def test_a_dossier_that_was_not_put_off_is_not_presented_again(dossier: str, spro: Installation) -> None:
    """The message says where it stands."""
    with pytest.raises(Refusal, match="il n'a pas à être présenté à nouveau"):
        done(table.represent(ResubmissionForm(reference=REFERENCE, by=BY), at=ASKED_AT))

    assert standing(spro) == (Status.under_examination, [], [])
