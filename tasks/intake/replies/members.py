"""What members of a body answer to its convening: read by its secretary, never a candidacy. An interest declared
there in a dossier that it names takes effect at once (CRPA R133-12)."""

import re
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import await_people
from models.intake.deposit import Deposit
from models.intake.mail_providers import come_from_one_place
from models.intake.words import Meaning, Nature, Wish
from models.meetings.agenda import waiting
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, keep_out, seat_of, secretary_of
from models.notices import Notice
from models.region.file_names import plain
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue, marked_id
from tasks.intake.identity.matching import references_in
from tasks.intake.opened_mail import Arrival
from tasks.intake.replies.forwarding import message_view
from tasks.reading.mail.own_words import own_words
from tasks.reading.mail.returned import letters_named
from tasks.reading.mail.signs import folded

_DECLARES = re.compile(
    r"\b(?:deport\w*|me recuse\w*|conflits? d.interets?|(?:un|mon|des|d.un|cet) interets?"
    r"|interets? (?:personnel|direct)|ne (?:prend|participe|siege|delibere|vote)\w* pas\b|partie prenante)\b"
)
_DENIES = re.compile(
    r"\b(?:(?:aucun|pas d|pas de|sans|ni)\W?(?:conflits? d.)?interets?|(?:aucun|pas de|sans) deport\w*"
    r"|ne (?:me|nous) (?:deporte|recuse)\w* (?:pas|d.aucun|en aucun))\b"
)


class Convened(NamedTuple):
    """A member who answers: the convening that it had, to which meeting, at which seat."""

    letter: Notice
    campaign: Campaign
    meeting: Meeting
    seat: str
    label: str


def take_member_answer(session: Session, campaign: Campaign, deposit: Deposit, arrival: Arrival) -> bool:
    """File what a member answers to its convening, and tell whether a mail is that. Its secretary reads it in any case;
    what may declare an interest in no dossier that is known for sure waits for a person."""
    convened = _convened(session, campaign, arrival)
    if convened is None or arrival.mail is None:
        return False
    deposit.nature, deposit.meaning = Nature.member, Meaning.member
    text = own_words(arrival.mail.text)
    is_declared = declares(f"{deposit.subject} {text}")
    named = _named(session, convened, references_in(arrival.mail), text) if is_declared else []
    is_sure = "?" not in text and come_from_one_place(deposit.sender, convened.letter.recipient)
    recused = named if is_sure else []
    for stage in convened.campaign.rules.stages.meetings if recused else ():
        if seat_of(body_of(convened.campaign.rules, stage)[1], convened.label):
            declared = [(dossier, convened.label) for dossier in recused]
            by = f"{convened.label}, par courriel"
            keep_out(session, convened.campaign.rules, stage, declared, by=by, at=arrival.at)
    if is_declared and not recused:
        deposit.wish = Wish.recusal
        await_people(convened.campaign, at=arrival.at)
    tell_secretary(
        session,
        deposit,
        text,
        campaign=convened.campaign,
        meeting=convened.meeting,
        seat=convened.label,
        recused=tuple(one.reference for one in recused),
        at=arrival.at,
    )
    return True


def declares(text: str) -> bool:
    """Return True if words may well declare an interest."""
    return _DECLARES.search(_DENIES.sub(" ", folded(text))) is not None


def _convened(session: Session, campaign: Campaign, arrival: Arrival) -> Convened | None:
    """Return which member a mail is from: one that answers its convening, whose key names meeting and seat."""
    marks = letters_named(arrival.mail.recipients) if arrival.mail else ()
    ids = {*arrival.head.threads, *(marked_id(mark, campaign.rules) for mark in marks)}
    kinds = (NoticeKind.convening, NoticeKind.meeting_date)
    answered = select(Notice).where(
        col(Notice.message_id).in_(ids), col(Notice.kind).in_(kinds), col(Notice.key).contains("/member/")
    )
    letter = session.exec(answered.order_by(col(Notice.id).desc())).first() if ids else None
    if letter is None:
        return None
    # From its end: nothing says what the code of a session looks like.
    _, stage, number, _, _, _, seat = letter.key.rsplit("/", 6)
    of_letter = (Meeting.campaign_id == letter.campaign_id, Meeting.stage == stage)
    meeting = session.exec(select(Meeting).where(*of_letter, Meeting.number == int(number))).one()
    theirs = session.get_one(Campaign, letter.campaign_id)
    member = body_of(theirs.rules, meeting.stage)[1].members.get(seat)
    return Convened(letter, theirs, meeting, seat, member.label) if member else None


def _named(session: Session, convened: Convened, references: set[str], text: str) -> list[Application]:
    """Return the dossiers that wait on the agenda and that a text names, by reference or by the whole name of their
    organisation; none where it names one that does not."""
    ids = [item.application_id for item in waiting(session, convened.meeting)]
    rows = select(Application, Organisation.name).join(Organisation).where(col(Application.id).in_(ids))
    said = f" {plain(text)} "
    named = [
        dossier
        for dossier, name in session.exec(rows.order_by(col(Application.id)))
        if dossier.reference in references or f" {plain(name)} " in said
    ]
    return named if references <= {dossier.reference for dossier in named} else []


def tell_secretary(
    session: Session,
    deposit: Deposit,
    text: str,
    *,
    campaign: Campaign,
    meeting: Meeting,
    seat: str,
    recused: tuple[str, ...] = (),
    at: datetime,
) -> None:
    """Queue to the secretary what the member of a seat answered, with what it changed."""
    _, body = body_of(campaign.rules, meeting.stage)
    said = {
        "message": message_view(session, campaign, deposit, None, about=body.label, text=text),
        "body": body.label,
        "on": meeting.on,
        "seat": seat,
        "recused": recused,
    }
    letter = Letter(
        f"{campaign.code}/{NoticeKind.member_answer}/{deposit.id}",
        secretary_of(campaign, body),
        said,
        reply_to=deposit.reply_to,
    )
    enqueue(session, campaign, NoticeKind.member_answer, [letter], at=at)
