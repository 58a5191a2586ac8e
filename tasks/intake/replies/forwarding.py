"""What a person wrote that no rule settles goes at once to the desk that the call names for it."""

import re
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import await_people
from models.intake.deposit import Deposit, number_of
from models.intake.words import WISH_LABELS
from models.region.parts import RoleName
from models.sessions.campaign import Campaign
from models.storage.pages import arrival_path
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import MessageView
from tasks.intake.desks.links import console_address
from tasks.intake.replies.pieces import files_of
from tasks.reading.mail.signs import folded

LONGEST = 10_000
"""Characters of a mail that its desk reads in its letter; the page of the arrival has the rest."""

_TECHNICAL = re.compile(
    r"\b(?:pieces? jointes?|fichiers?|format|pdf|zip|telecharg\w*|liens?|site|erreurs?|bug|"
    r"trop (?:lourd|volumineux)\w*|mo|mot de passe|envoyer|deposer|boite|adresse (?:mail|electronique))\b"
)


class _Desk(NamedTuple):
    """A desk of the region file, and what the call names it for."""

    role: RoleName
    about: str


_OF_DOSSIERS = _Desk("examining_service", "les dossiers déposés")
_OF_MEANS = _Desk("technical_contact", "les questions techniques")
_OF_CONTENTS = _Desk("content_contact", "les questions de contenu")


def forward(
    session: Session, campaign: Campaign, deposit: Deposit, application: Application | None, text: str, *, at: datetime
) -> None:
    """Queue the letter by which a desk reads what somebody wrote, and may answer; once for each arrival."""
    await_people(campaign, at=at)
    desk = _desk(deposit, application, text)
    view = message_view(session, campaign, deposit, application, about=desk.about, text=text)
    key = f"{campaign.code}/to_read/{deposit.id}"
    recipient = campaign.rules.roles.mailbox_of(desk.role)
    letter = Letter(key, recipient, {"message": view}, reply_to=deposit.reply_to)
    enqueue(session, campaign, NoticeKind.to_read, [letter], at=at)


def _desk(deposit: Deposit, application: Application | None, text: str) -> _Desk:
    """Choose a desk: what is about a dossier goes to those who examine it, the rest by what it speaks of."""
    if application or deposit.wish:
        return _OF_DOSSIERS
    said = folded(f"{deposit.subject} {text}")
    return _OF_MEANS if _TECHNICAL.search(said) else _OF_CONTENTS


def message_view(
    session: Session, campaign: Campaign, deposit: Deposit, application: Application | None, *, about: str, text: str
) -> MessageView:
    """Return what somebody wrote, for the desk that reads it in a letter."""
    number = number_of(deposit, campaign.rules.zone)
    console = console_address()
    return MessageView(
        number=number,
        received_at=deposit.received_at,
        sender=deposit.reply_to,
        subject=deposit.subject,
        text=text[:LONGEST],
        files=tuple(file.name for file in files_of(session, deposit)),
        about=about,
        wish=WISH_LABELS[deposit.wish] if deposit.wish else None,
        reference=application.reference if application else None,
        organisation=session.get_one(Organisation, application.organisation_id).name if application else None,
        link=f"{console}{arrival_path(number)}" if console else None,
    )
