"""Whether a mail from a desk of ours brings files for our forms, or passes on what an applicant sent.

Its sender is what the mail says (From), which nobody vouches for: what comes of it is read first, and used by a person.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum, auto

from sqlmodel import Session, col, select

from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.addresses import DEPOSIT
from tasks.intake.desks.known import desks_of
from tasks.intake.identity.identify import Claim, identify
from tasks.intake.identity.matching import answered_application
from tasks.intake.identity.sent_on import is_sent_on
from tasks.intake.opened_mail import Arrival
from tasks.reading.mail.mail import ORNAMENTS, Mail

SURE = ""
NOTHING_JOINED = "Réponse d'un service à l'un de nos courriels, sans fichier pour nos formulaires : à lire."
LIKE_A_CANDIDACY = (
    "Fichiers envoyés par un service, qui ressemblent à une candidature : si c'en est une, faites-la renvoyer par le "
    "candidat ; sinon, les formulaires les proposent."
)
PASSED_ON = (
    "Liste ou tableau transféré par un service : si un candidat l'a envoyé, faites-le renvoyer par lui ; sinon, les "
    "formulaires le proposent."
)


class Brings(StrEnum):
    """What the files of a mail are by their names, the least usual for a desk first: one such file is enough."""

    other = auto()
    papers = auto()
    tables = auto()
    nothing = auto()


class Signs(StrEnum):
    """What makes a mail look like a candidacy: a piece among its files, or its text (an identifier, a mail quoted)."""

    pieces = auto()
    text = auto()
    none = auto()


_TELLING: Mapping[tuple[bool, Brings, Signs], str] = {
    (True, Brings.nothing, Signs.none): NOTHING_JOINED,
    (True, Brings.nothing, Signs.text): NOTHING_JOINED,
    **{(True, brings, Signs.none): SURE for brings in (Brings.tables, Brings.papers, Brings.other)},
    **{
        (True, brings, signs): LIKE_A_CANDIDACY
        for brings in (Brings.tables, Brings.papers, Brings.other)
        for signs in (Signs.text, Signs.pieces)
    },
    (False, Brings.tables, Signs.none): SURE,
    (False, Brings.tables, Signs.text): PASSED_ON,
    (False, Brings.papers, Signs.none): SURE,
}
"""What is told of a mail of a desk, by whether it answers our mail to a desk, what it brings, what it looks like: its
files are for the forms, and what is said here is for a person to look at. All else goes the way of any mail."""

_SUFFIXES: Mapping[str, Brings] = {
    **dict.fromkeys(("xlsx", "ods", "csv", "txt"), Brings.tables),
    **dict.fromkeys(("pdf", "docx", "odt"), Brings.papers),
}

_PASSED_ON = re.compile(
    r"^[ \t>*_-]*(?:message d['’]origine|message (?:transf[ée]r[ée]|original)|d[ée]but du message (?:transf|r[ée]exp)"
    r"|original message|forwarded message|begin forwarded)",
    re.IGNORECASE | re.MULTILINE,
)


def may_be_of_a_desk(campaign: Campaign, arrival: Arrival) -> bool:
    """Return True if a mail says that a desk of its session sent it."""
    return arrival.head.sender in desks_of(campaign.rules)


def told_of_a_desk(session: Session, campaign: Campaign, arrival: Arrival) -> str | None:
    """Return what a person is to look at of a mail whose files a desk sends for our forms, nothing where it is sure
    that it does; None where the mail goes the way of any other."""
    mail = arrival.mail
    if mail is None or not may_be_of_a_desk(campaign, arrival):
        return None
    claim = identify(mail, ours=campaign.rules.own_sirens)
    if answered_application(session, mail, claim):
        return None
    answers = _answers_a_desk(session, campaign, mail)
    if not answers and arrival.mailbox != DEPOSIT:
        return None
    names = [one.name for one in mail.attachments]
    signs = Signs.pieces if any(map(campaign.rules.told, names)) else _said(mail, claim, answers=answers)
    return _TELLING.get((answers, brings(names), signs))


def _answers_a_desk(session: Session, campaign: Campaign, mail: Mail) -> bool:
    """Return True if a mail is in the thread of one of ours to a desk, about no dossier."""
    ours = select(Notice.id).where(
        col(Notice.message_id).in_(mail.threads),
        col(Notice.application_id).is_(None),
        col(Notice.recipient).in_(desks_of(campaign.rules)),
    )
    return session.exec(ours).first() is not None


def brings(names: Sequence[str]) -> Brings:
    """Return what files are by their names."""
    suffixes = {name.rpartition(".")[2].lower() for name in names} - ORNAMENTS
    found = {_SUFFIXES.get(suffix, Brings.other) for suffix in suffixes}
    return next((one for one in Brings if one in found), Brings.nothing)


def _said(mail: Mail, claim: Claim, *, answers: bool) -> Signs:
    # Whoever answers us quotes our mail, as one who passes another on does.
    is_passed_on = not answers and (is_sent_on(mail.subject) or bool(_PASSED_ON.search(mail.text)))
    return Signs.text if is_passed_on or claim.identity.known else Signs.none
