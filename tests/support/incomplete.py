"""Incomplete dossiers: how they come to be so, what people do about them, and what each day owes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlmodel import col, select, update

from models.dossiers.application import Application, CompletionRequest, Passage
from models.dossiers.journal import JournalLine
from models.forms.requests import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm
from models.notices import Notice
from models.vocabulary import NoticeStatus
from tasks.implied_decision import mind_silence
from tasks.sessions.daily import acknowledge, carry_over, expire_requests, remind_of_deposit, remind_of_requests
from tasks.sessions.handover import pass_on
from tests.factories import application as dossier
from tests.factories import paris, typed
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret

ACKNOWLEDGED = "2026-04-16 09:00"
"""When the deposits of `lacking` are acknowledged, unless told otherwise; they may complete until 7 May."""

Obligation = Callable[..., int]

DAY: tuple[Obligation, ...] = (
    pass_on,
    acknowledge,
    remind_of_requests,
    expire_requests,
    carry_over,
    remind_of_deposit,
    mind_silence,
)
"""What a day owes, in the order of the daily run."""


def lacking(desk: Desk, *missing: str, entity: int = 1, received: str = "2026-04-15 10:00") -> Application:
    """Return an acknowledged dossier without these pieces: asked for them where one is indispensable."""
    files = pdfs(piece for piece in PIECES if piece not in missing)
    application = desk.deposit(compose(said(siret=siret(entity)), files=files, received=received))
    acknowledge(desk.session, desk.campaign, at=application.acknowledge_at or paris(ACKNOWLEDGED))
    return application


def acknowledged(desk: Desk, *missing: str, received: str = "2026-04-15 10:00") -> Application:
    """Return a dossier as those of `lacking` are, where the mail that it came by is of no matter: there is none."""
    made = dossier(desk.session, desk.campaign, received_at=paris(received), missing=missing)
    acknowledge(desk.session, desk.campaign, at=made.acknowledge_at or paris(ACKNOWLEDGED))
    desk.session.refresh(made)
    return made


def reply(desk: Desk, application: Application, *pieces: str, at: str, read: str | None = None) -> None:
    """Answer our latest notice with these pieces; `at` is the server's stamp, `read` when the mailbox is."""
    thread = desk.notices(application)[-1].message_id
    files = pdfs(pieces, version=2)
    mail = compose("Voici.", files=files, sender=application.contact, received=at, In_Reply_To=thread)
    desk.deposit(mail, at=paris(read or at))


def spend(desk: Desk, *instants: str) -> list[int]:
    """Do what is owed at each of these instants, and return how many notices each made; they leave at once."""
    return [owe(desk, at, *DAY) for at in instants]


def owe(desk: Desk, at: str, *obligations: Obligation) -> int:
    """Do some of what is owed at an instant, and return how many notices that made; they leave at once."""
    made = sum(obligation(desk.session, desk.campaign, at=paris(at)) for obligation in obligations)
    waiting = update(Notice).where(col(Notice.status) == NoticeStatus.queued)
    desk.session.execute(waiting.values(status=NoticeStatus.sent, due_at=None, sent_at=paris(at)))
    return made


def completion(
    application: Application,
    pieces: Mapping[str, str] | Sequence[str] = ("annexe-1",),
    *,
    expected: str | None = None,
    **fields: object,
) -> CompletionForm:
    """Return a form that asks for pieces: each for a reason, or because they are missing."""
    why = pieces if isinstance(pieces, Mapping) else dict.fromkeys(pieces, "missing")
    lines = [{"piece": piece, "reason": reason, "expected": expected} for piece, reason in why.items()]
    row = {"application": application.reference, "pieces": lines, "by": "Mme Essai"}
    return CompletionForm.model_validate(row | fields)


def extension(application: Application, to: date, reason: str = "Congés de l'organisme.") -> ExtensionForm:
    """Return a form that gives until a later day."""
    return ExtensionForm(application=application.reference, to=to, reason=reason, by="Mme Essai")


def cancellation(application: Application) -> CancellationForm:
    """Return a form that cancels what is asked."""
    return CancellationForm(application=application.reference, reason="Demandée par erreur.", by="Mme Essai")


def carrying(application: Application) -> CarryOverForm:
    """Return a form that carries a dossier over."""
    return CarryOverForm(application=application.reference, reason="Déménagement en cours.", by="Mme Essai")


def resubmission(application: Application, reason: str | None = None) -> ResubmissionForm:
    """Return a form that presents a dossier again."""
    return ResubmissionForm(application=application.reference, reason=reason, by="Mme Essai")


def read(notice: Notice) -> str:
    """Return the text of a notice, on one line."""
    return typed(notice.text)


def requests(desk: Desk, application: Application) -> Sequence[CompletionRequest]:
    """Return what was asked of a dossier, in order."""
    asked = select(CompletionRequest).where(CompletionRequest.application_id == application.id)
    return desk.session.exec(asked.order_by(col(CompletionRequest.id))).all()


def lines(desk: Desk, application: Application) -> Sequence[JournalLine]:
    """Return the journal of a dossier, in order."""
    of_it = select(JournalLine).where(JournalLine.application_id == application.id)
    return desk.session.exec(of_it.order_by(col(JournalLine.id))).all()


def passages(desk: Desk, application: Application) -> Sequence[Passage]:
    """Return the sessions that a dossier went through, in order."""
    through = select(Passage).where(Passage.application_id == application.id)
    return desk.session.exec(through.order_by(col(Passage.id))).all()
