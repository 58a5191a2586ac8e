"""Forty decisions in one go: each applicant reads its own, and nothing of anybody else (T6)."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from sqlmodel import Session, col, select

from models.dossiers.application import Application, Decision
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import DecisionSense, NoticeKind, Status
from notifications.loading.proof_of_notification import rectification
from notifications.outbox.enqueue import notify
from tests.factories import application, campaign_with, decision_on, paris

JULY = paris("2026-07-09 10:00")
NUMBERS = range(40)


class Fact(NamedTuple):
    """What only one applicant may read: its reference, its name, its reasons, who signed, how it was heard."""

    reference: str
    name: str
    reasons: str
    signatory: str
    observations: str


def fact(number: int, dossier: Application, *, version: int) -> Fact:
    """What is one applicant's own in one version of its decision; no two of them hold each other."""
    told = f"{version}-{number:02d}"
    return Fact(
        dossier.reference, f"Organisme-{number:02d}", f"Motif-{told}.", f"Signataire-{told}", f"Entendu-{told}."
    )


def decide(session: Session, dossier: Application, own: Fact, sense: DecisionSense, *, version: int) -> None:
    """Add a version of the decision on a dossier, with what is its own."""
    heard = own.observations if version > 1 else None
    said = {"reasons": own.reasons, "signatory_name": own.signatory, "observations": heard}
    pieces = ["annexe-1"] if sense is DecisionSense.adjourned else []
    decision_on(session, dossier, sense, version=version, pieces=pieces, **said)


def forty(session: Session, campaign: Campaign) -> list[Application]:
    """Return forty dossiers, each of an organisation of its own."""
    return [application(session, campaign, Status.refused, name=f"Organisme-{number:02d}") for number in NUMBERS]


def readers(notices: Sequence[Notice], facts: Sequence[Fact]) -> list[list[int]]:
    """Return whose facts stand in each notice, whatever the part of the mail."""
    mails = [notice.subject + notice.text + notice.html for notice in notices]
    return [[number for number, own in enumerate(facts) if any(word in mail for word in own)] for mail in mails]


def whole(notices: Sequence[Notice], facts: Sequence[Fact]) -> list[bool]:
    """Tell of each notice whether it holds all that is its reader's, but how it was heard."""
    return [all(word in one.text for word in own[:-1]) for one, own in zip(notices, facts, strict=True)]


@pytest.mark.parametrize("sense", DecisionSense)
def test_forty_decisions_are_each_applicants_own(database: str, sense: DecisionSense) -> None:
    """One call, as a sitting makes it: forty mails, forty addresses, forty reasons."""
    with transaction(database) as session:
        campaign = campaign_with(session)
        dossiers = forty(session, campaign)
        facts = [fact(number, one, version=1) for number, one in zip(NUMBERS, dossiers, strict=True)]
        for one, own in zip(dossiers, facts, strict=True):
            decide(session, one, own, sense, version=1)

        queued = notify(session, campaign, NoticeKind(sense), [one.id or 0 for one in dossiers], at=JULY)

        notices = session.exec(select(Notice).order_by(col(Notice.application_id))).all()
        assert (queued, whole(notices, facts)) == (40, [True] * 40)
        assert readers(notices, facts) == [[number] for number in NUMBERS]
        assert [one.recipient for one in notices] == [dossier.contact for dossier in dossiers]


def test_forty_rectified_decisions_are_each_applicants_own(session: Session) -> None:
    """The former decision that each letter speaks of is its reader's too; its reasons are not told again."""
    campaign = campaign_with(session)
    dossiers = forty(session, campaign)
    facts = [fact(number, one, version=2) for number, one in zip(NUMBERS, dossiers, strict=True)]
    for number, (one, own) in enumerate(zip(dossiers, facts, strict=True)):
        decide(session, one, fact(number, one, version=1), DecisionSense.accepted, version=1)
        decide(session, one, own, DecisionSense.refused, version=2)
    session.flush()
    latest = select(Decision).where(Decision.version == 2)
    occurrences = {decision.application_id: rectification(decision) for decision in session.exec(latest)}

    notify(
        session,
        campaign,
        NoticeKind.rectified,
        list(occurrences),
        at=JULY,
        occurrence=occurrences,
        request=None,
        reason=None,
        pieces=(),
    )

    notices = session.exec(select(Notice).order_by(col(Notice.application_id))).all()
    assert whole(notices, facts) == [True] * 40
    assert readers(notices, facts) == [[number] for number in NUMBERS]
    assert [own.observations in one.text for one, own in zip(notices, facts, strict=True)] == [True] * 40
    assert [one.recipient for one in notices] == [dossier.contact for dossier in dossiers]
    assert [one for one in notices if "Motif-1" in one.text] == []
