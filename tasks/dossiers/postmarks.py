"""A letter whose postmark cannot be read: a person says whether it is in time (CRPA L112-1)."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications, next_sending, unflag
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import advance, note
from models.errors import Refusal
from models.forms.intake import VERDICTS, PostmarkForm, Verdict
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Flag, NoticeKind, Status
from notifications.outbox.enqueue import notify
from tasks.implied_decision import refresh_clock


def judge_postmark(session: Session, form: PostmarkForm, *, at: datetime) -> list[Application]:
    """Judge a letter in time, and plan its acknowledgement, or late, and tell its sender. Judged so already,
    nothing changes. Raises Refusal where it was judged otherwise, or cannot be judged."""
    [application] = find_applications(session, form.dossiers)
    if waits_for_a_verdict(application.status, application.flags):
        _judge(session, application, form, at=at)
    elif _verdict(session, application) is not form.verdict:
        raise Refusal("Dossier", application.reference, _why_not(session, application))
    return [application]


def waits_for_a_verdict(status: Status, flags: Collection[str]) -> bool:
    """Return True if the postmark of a dossier is still to be judged."""
    return status is Status.registered and Flag.postmark_unreadable in flags


def _judge(session: Session, application: Application, form: PostmarkForm, *, at: datetime) -> None:
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    unflag(application, Flag.postmark_unreadable)
    session.add(application)
    reason = f"{VERDICTS[form.verdict]} : {form.reason}"
    if form.verdict is Verdict.late:
        advance(session, ids, Event.judge_postmark, Status.late, at=at, by=Person(form.by), reason=reason)
        refresh_clock(session, campaign, ids, at=at)
        notify(session, campaign, NoticeKind.late, ids, at=at)
        return
    note(session, application, Event.judge_postmark, at=at, by=Person(form.by), reason=reason)
    application.acknowledge_at = next_sending(campaign, at=at)


def _verdict(session: Session, application: Application) -> Verdict | None:
    """Return what was held of a dossier's postmark, if anybody did."""
    told = select(JournalLine.status).where(
        JournalLine.application_id == application.id, JournalLine.event == Event.judge_postmark
    )
    status = session.exec(told.order_by(col(JournalLine.id).desc())).first()
    if status is None:
        return None
    return Verdict.late if status == Status.late else Verdict.in_time


def _why_not(session: Session, application: Application) -> str:
    verdict = _verdict(session, application)
    if verdict is None:
        return "aucun cachet illisible n'y est signalé : il n'y a rien à statuer."
    return f"son cachet a déjà été jugé « {VERDICTS[verdict]} » ; un dépôt hors délai s'admet par admettre-hors-delai."
