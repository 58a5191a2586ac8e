"""Whom a letter goes to, about which dossier, in answer to which mail."""

import re
from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.errors import Refusal
from models.forms.letters import LONGEST_SUBJECT, LetterForm
from models.intake.deposit import Deposit, number_of
from models.intake.words import Way
from models.sessions.campaign import Campaign
from tasks.intake.reclassify.judge import find_arrival
from tasks.intake.replies.answers import lock_dossier

SUBJECT = "Votre candidature"
"""What a letter is about that answers no mail."""

_BEFORE = re.compile(r"\A(?:\s|(?:re|rép|aw)\s?:|\[[A-Z]{2,8}-\d{4}-\d{3,6}\]|\[\d{4}-\d{6,9}\])*", re.IGNORECASE)
"""What begins the subject of an answer: that it is one, and the numbers of ours, which every subject of ours has."""


class Addressed(NamedTuple):
    """A letter's reader: the dossier that it is about and the arrival that it answers, one of them at least."""

    campaign: Campaign
    application: Application | None
    deposit: Deposit | None
    recipient: str

    @property
    def is_contact(self) -> bool:
        """Whether its reader is the contact of the dossier, who alone is told what it holds (CRPA R112-11-3)."""
        return self.application is not None and self.recipient == self.application.contact

    @property
    def number(self) -> str | None:
        """What the arrival that it answers is called."""
        return number_of(self.deposit, self.campaign.rules.zone) if self.deposit else None

    @property
    def subject(self) -> str:
        """What the letter is about, unless its writer says so: as the mail that it answers."""
        if self.deposit is None or self.deposit.way is not Way.email:
            return SUBJECT
        said = _BEFORE.sub("", self.deposit.subject, count=1).strip()
        return f"Re: {said or SUBJECT}"[:LONGEST_SUBJECT]


def address(session: Session, form: LetterForm) -> Addressed:
    """Return whom a form writes to, its dossier locked. Raises Refusal for an arrival that is not of its dossier, or
    whose writer has no address to answer to."""
    named = find_applications(session, form.dossiers)
    if form.arrival is None:
        contacted, campaign = lock_dossier(session, named[0])
        return Addressed(campaign, contacted, None, contacted.contact)
    deposit = find_arrival(session, form.arrival)
    campaign, application = session.get_one(Campaign, deposit.campaign_id), _joined(session, deposit)
    for other in named:
        if lock_dossier(session, other)[0] is not application:
            mend = "cet envoi n'est pas de ce dossier : laissez l'un des deux vide, ou reclassez l'envoi."
            raise Refusal("Dossier", other.reference, mend)
    if application:
        campaign = session.get_one(Campaign, application.campaign_id)
    return Addressed(campaign, application, deposit, _writer(campaign, deposit))


def _joined(session: Session, deposit: Deposit) -> Application | None:
    if deposit.application_id is None:
        return None
    return lock_dossier(session, session.get_one(Application, deposit.application_id))[0]


def _writer(campaign: Campaign, deposit: Deposit) -> str:
    """Return where whoever wrote reads answers."""
    writer = deposit.reply_to or deposit.sender
    if "@" not in writer or writer in campaign.rules.own_addresses:
        mend = "son auteur n'a pas d'adresse à laquelle répondre : écrivez au contact d'un dossier."
        raise Refusal("Envoi", number_of(deposit, campaign.rules.zone), mend)
    return writer
