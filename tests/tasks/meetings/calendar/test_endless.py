"""Dates of stages that have none."""

from datetime import date

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.forms.dossiers import PostponementForm
from models.forms.mending import SessionCancellationForm
from models.forms.requests import CarryOverForm
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign
from models.vocabulary import Status
from tasks.sessions.handover import carry_over_by_hand
from tasks.sessions.opening.cancelled import cancel_session
from tasks.sessions.postpone import postpone
from tests.factories import application, paris

AT = paris("2026-03-05 09:00")


def opened(session: Session, name: str) -> Campaign:
    """Return the session of 2026 of a shipped region."""
    region, at = load_region(name), paris("2026-01-05 09:00")
    return open_campaign(session, region, year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)[0]


@pytest.mark.parametrize("name", ["centre-val-de-loire", "label-national"])
@pytest.mark.parametrize("stage", ["deposit", "examination", "effect"])
def test_a_stage_without_end_cannot_be_moved(session: Session, name: str, stage: str) -> None:
    """`reporter-echeance` of a stage that goes on all year is refused in a sentence."""
    campaign = opened(session, name)
    form = PostponementForm(
        session=campaign.code, stage=stage, to=date(2026, 5, 4), reason="Panne de messagerie.", by="Mme Essai"
    )

    with pytest.raises(Refusal, match="n'a pas de fin"):
        postpone(session, form, at=AT)


@pytest.mark.parametrize("name", ["centre-val-de-loire", "hauts-de-france", "label-national"])
def test_a_session_that_goes_on_is_not_cancelled(session: Session, name: str) -> None:
    """Where nothing ends with a session, nothing would be carried over: the form says what undoes an opening."""
    campaign = opened(session, name)
    form = SessionCancellationForm(session=campaign.code, reason="Convention non signée.", by="Mme Essai")

    with pytest.raises(Refusal, match="annuler-ouverture"):
        cancel_session(session, form, at=AT)


@pytest.mark.parametrize("name", ["centre-val-de-loire", "label-national"])
def test_a_dossier_that_goes_on_is_not_carried_over(session: Session, name: str) -> None:
    """Where one comes in all year no applicant is told to wait for another session: the form refuses."""
    row = application(session, opened(session, name), Status.under_examination)
    form = CarryOverForm(reference=row.reference, reason="Le comité ne s'est pas réuni.", by="Mme Essai")

    with pytest.raises(Refusal, match="toute l'année"):
        carry_over_by_hand(session, form, at=AT)

    assert row.status is Status.under_examination
