"""Amendments: who proposes what, where, and what becomes of it; none is left open when a version is adopted."""

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from models.errors import Refusal
from models.members.texts.text import AmendmentOutcome, DocumentStatus, TextAmendment
from tasks.members.texts.adopt import adopt_text
from tasks.members.texts.amend import offered_amendments, record_amendment, rule_amendment
from tasks.members.texts.draft import advise_text, deposit_text, propose_text
from tests.factories import campaign_with
from tests.support.members import JULY, adoption, amendment, draft, proposal, ruling, text, text_opinion


def test_an_amendment_is_kept_with_what_became_of_it(session: Session) -> None:
    """Sent twice, each form does it once; the list has those that wait."""
    campaign = campaign_with(session)
    deposit_text(session, draft(), at=JULY)

    for _ in range(2):
        record_amendment(session, amendment(), at=JULY)
    assert offered_amendments(session, campaign.region_id) == (
        "amendement-1 · cahier des charges, version 1 · Syndicat Exemple · § 3, Engagements",
    )
    for _ in range(2):
        rule_amendment(session, ruling(), at=JULY)

    made = session.exec(select(TextAmendment)).one()
    assert (made.outcome, made.reason) == (AmendmentOutcome.rejected, "Le terme est celui de la loi.")
    assert offered_amendments(session, campaign.region_id) == ()
    with pytest.raises(Refusal, match="Amendement « amendement-1 » : il est déjà tranché : non retenu"):
        rule_amendment(session, ruling(outcome="accepté", reason=None), at=JULY)


def test_nothing_is_adopted_while_an_amendment_is_open(session: Session) -> None:
    """It is named, with the form that closes it."""
    campaign_with(session)
    deposit_text(session, draft(), at=JULY)
    record_amendment(session, amendment(), at=JULY)
    propose_text(session, proposal(), at=JULY)
    advise_text(session, text_opinion(), at=JULY)
    with pytest.raises(Refusal, match=r"« amendement-1 » : dites d'abord .*trancher-amendement"):
        adopt_text(session, adoption(), at=JULY)

    rule_amendment(session, ruling(outcome="accepté en partie"), at=JULY)

    adopt_text(session, adoption(), at=JULY)


@pytest.mark.parametrize("status", [DocumentStatus.adopted, DocumentStatus.superseded])
def test_what_was_adopted_is_not_amended(session: Session, status: DocumentStatus) -> None:
    """Another version is another draft."""
    text(session, campaign_with(session), status=status)

    with pytest.raises(Refusal, match="elle ne s'amende plus : déposez une autre version"):
        record_amendment(session, amendment(), at=JULY)


def test_an_amendment_that_is_not_there_is_refused(session: Session) -> None:
    """Whatever was typed."""
    for said in ("amendement-9", "9", "amendement-1' OR 1=1"):
        with pytest.raises(Refusal, match="aucun amendement de ce nom"):
            rule_amendment(session, ruling(amendment=said), at=JULY)


def test_what_is_not_taken_is_reasoned() -> None:
    """S3: those who proposed it will read why."""
    with pytest.raises(ValidationError, match="dites pourquoi il n'est pas retenu tel quel"):
        ruling(reason=" ")
