"""How a membership ends before its term: a formal notice, observations invited, then a decision with its reasons.

CRPA L121-1, L122-1 and L122-2 (who is heard, and how), L211-2 (reasons); S4 art. 7 (two months from the sending).
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from models.calendar.business_days import BusinessDays, business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.appeals import AppealAnswerForm
from models.forms.membership.members import CureForm, FormalNoticeForm, TerminationForm
from models.members.duration import term_of
from models.members.membership import FormalNotice, Membership, MembershipCorrection, NoticeOutcome
from models.members.register import (
    campaign_of,
    dossier_of,
    end_what_follows,
    may_end_on,
    membership_at,
    open_formal_notice,
    sent_on,
    what_followed,
)
from models.members.renewal import Renewal
from models.notices import Notice, withhold
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import campaign_in_hand
from models.vocabulary import Event, NoticeKind
from notifications.loading.members import load_membership
from notifications.outbox.act_files import SignedCopy, carried
from notifications.outbox.enqueue import notify
from notifications.outbox.untold import is_unread
from notifications.views.appeals import AppealView
from notifications.views.members import FormalNoticeView
from notifications.views.notices import ActView
from tasks.members.correct import must_be_alone

_ENDED = {"ends_on", "end_law", "end_reason", "ended_by", "end_signatory"}
"""What the end of a membership by an act writes."""


def give_notice(
    session: Session, form: FormalNoticeForm, *, at: datetime, signed: SignedCopy | None = None
) -> list[Application]:
    """Give a member formal notice, by mail at once or by the letter that was posted. The same again changes nothing;
    a mail that did not arrive may be followed by a letter, from which the delay then counts."""
    membership = membership_at(session, form.dossiers[0], at)
    days = business_days(campaign_of(session, membership).rules)
    application = dossier_of(session, membership)
    _must_run(membership, form.dossiers[0], days.local(at))
    formal = open_formal_notice(session, membership)
    if formal:
        _follow(session, formal, form, membership, days, at=at)
        return [application] if application else []
    _must_be_sendable(form, membership, today=days.local(at))
    formal = FormalNotice(
        membership_id=membership.id or 0,
        law=form.law,
        reasons=form.reasons,
        observations_until=form.observations_until,
        signatory_name=form.signatory.name,
        signatory_capacity=form.signatory.capacity,
        posted_on=form.posted_on,
        by=form.by,
        at=at,
    )
    session.add(formal)
    session.flush()
    if application:
        note(session, application, Event.formal_notice, at=at, by=Person(form.by), reason=form.reasons)
    if application and form.posted_on is None:
        formal.notice_id = _mail(session, application, formal, days, at=at, signed=signed)
    session.add(formal)
    return [application] if application else []


def _must_run(membership: Membership, name: str, today: date) -> None:
    if not membership.covers(today):
        ended = membership.ends_on is not None and membership.ends_on < today
        said = f"a pris fin le {membership.ends_on:%d/%m/%Y}" if ended else "n'a pas commencé"
        raise Refusal("Membre", name, f"cette adhésion {said}.")
    if membership.end_reason:
        raise Refusal(
            "Membre", name, f"cette adhésion prend fin le {membership.ends_on:%d/%m/%Y}, par un acte enregistré."
        )


def _must_be_sendable(form: FormalNoticeForm, membership: Membership, *, today: date) -> None:
    if form.observations_until <= today:
        mend = (
            "indiquez un jour à venir : le membre doit pouvoir présenter ses observations (article L. 121-1 du CRPA)."
        )
        raise Refusal("Observations jusqu'au", form.observations_until, mend)
    if form.posted_on and not membership.starts_on <= form.posted_on <= today:
        mend = "indiquez le jour où la lettre a été postée, aujourd'hui au plus tard."
        raise Refusal("Envoyée par lettre le", form.posted_on, mend)
    if form.posted_on is None and membership.application_id is None:
        mend = "ce membre n'a pas de dossier, donc pas de courriel chez nous ; postez la lettre et indiquez le jour."
        raise Refusal("Envoyée par lettre le", "", mend)


def _mail(
    session: Session,
    application: Application,
    formal: FormalNotice,
    days: BusinessDays,
    *,
    at: datetime,
    undone: ActView | None = None,
    appeal: AppealView | None = None,
    signed: SignedCopy | None = None,
) -> int | None:
    """Queue the mail of a formal notice, or of its end, and return its id: what is sent is read there."""
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    occurrence = f"{formal.id}/{formal.outcome}"
    view = formal_view(formal, sent_on(session, formal, days) or days.local(formal.at))
    view = replace(view, undone=undone, appeal=appeal)
    files = carried(signed, application.id)
    notify(session, campaign, NoticeKind.formal_notice, ids, at=at, occurrence=occurrence, files=files, formal=view)
    key = f"{application.reference}/formal_notice/{occurrence}"
    return session.exec(select(Notice.id).where(Notice.key == key)).one()


def formal_view(formal: FormalNotice, given_on: date) -> FormalNoticeView:
    """Return a formal notice as letters speak of it."""
    return FormalNoticeView(
        given_on=given_on,
        law=formal.law,
        reasons=formal.reasons,
        observations_until=formal.observations_until,
        signatory_name=formal.signatory_name,
        signatory_capacity=formal.signatory_capacity,
        cured=formal.close_reason if formal.outcome is NoticeOutcome.cured else None,
    )


def _follow(
    session: Session,
    formal: FormalNotice,
    form: FormalNoticeForm,
    membership: Membership,
    days: BusinessDays,
    *,
    at: datetime,
) -> None:
    """Take a form about a formal notice that runs already: it says the same, or that a letter was posted after all."""
    facts = (form.law, form.reasons, form.observations_until, form.signatory.name, form.signatory.capacity)
    known = (formal.law, formal.reasons, formal.observations_until, formal.signatory_name, formal.signatory_capacity)
    if facts != known or (formal.posted_on and form.posted_on not in {None, formal.posted_on}):
        mend = (
            f"une mise en demeure est en cours depuis le {days.local(formal.at):%d/%m/%Y}, et cette saisie dit autre "
            "chose ; pour en faire une nouvelle, closez d'abord celle-ci (formulaire clore-mise-en-demeure)."
        )
        raise Refusal("Membre", form.dossiers[0], mend)
    if form.posted_on is None or formal.posted_on:
        return
    if left := sent_on(session, formal, days):
        mend = f"elle est partie par courriel le {left:%d/%m/%Y} : le délai court depuis ce jour."
        raise Refusal("Envoyée par lettre le", form.posted_on, mend)
    _must_be_sendable(form, membership, today=days.local(at))
    formal.posted_on = form.posted_on
    session.add(formal)


def cure(session: Session, form: CureForm, *, at: datetime) -> list[Application]:
    """Close a formal notice without effect, and tell the member; where nothing of it has left, its mail is called off
    instead. Raises Refusal where none runs."""
    membership = membership_at(session, form.dossiers[0], at)
    days = business_days(campaign_of(session, membership).rules)
    application, formal = dossier_of(session, membership), open_formal_notice(session, membership)
    if formal:
        _close(session, formal, NoticeOutcome.cured, by=form.by, reason=form.reason, at=at)
        if application:
            reason = f"close sans effet : {form.reason}"
            is_untold = _call_off(session, formal) and formal.posted_on is None
            reason += " (son courriel n'était pas parti : il ne part pas)" if is_untold else ""
            note(session, application, Event.formal_notice, at=at, by=Person(form.by), reason=reason)
            if not is_untold:
                _mail(session, application, formal, days, at=at)
    elif not _ended_so(session, membership, NoticeOutcome.cured, form.reason):
        raise Refusal("Membre", form.dossiers[0], "aucune mise en demeure n'est en cours contre ce membre.")
    return [application] if application else []


def _call_off(session: Session, formal: FormalNotice) -> bool:
    """Call off the mail of a formal notice, and return True if it had not left."""
    if not withhold(session, col(Notice.id) == formal.notice_id, is_unread()):
        return False
    notice_id, formal.notice_id = formal.notice_id, None
    session.add(formal)
    session.flush()
    session.execute(delete(Notice).where(col(Notice.id) == notice_id))
    return True


def close_as_left(session: Session, membership: Membership, *, by: str, reason: str, at: datetime) -> date | None:
    """Close the formal notice that runs against a member that leaves, if one does: nothing is to be mended any more.
    Return the day on which it was given to the member; None where there is none, or its mail, which is called off, had
    not left."""
    formal = open_formal_notice(session, membership)
    if formal is None:
        return None
    is_untold = _call_off(session, formal) and formal.posted_on is None
    days = business_days(campaign_of(session, membership).rules)
    given_on = None if is_untold else sent_on(session, formal, days) or days.local(formal.at)
    _close(session, formal, NoticeOutcome.left, by=by, reason=reason, at=at)
    return given_on


def _close(
    session: Session, formal: FormalNotice, outcome: NoticeOutcome, *, by: str, reason: str, at: datetime
) -> None:
    formal.outcome, formal.closed_at, formal.closed_by, formal.close_reason = outcome, at, by, reason
    session.add(formal)
    session.flush()


def _ended_so(session: Session, membership: Membership, outcome: NoticeOutcome, reason: str) -> bool:
    """Return True if the latest formal notice ended so already, for that reason."""
    of_it = select(FormalNotice).where(FormalNotice.membership_id == membership.id)
    latest = session.exec(of_it.order_by(col(FormalNotice.id).desc()).limit(1)).one_or_none()
    return latest is not None and (latest.outcome, latest.close_reason) == (outcome, reason)


def terminate(
    session: Session, form: TerminationForm, *, at: datetime, signed: SignedCopy | None = None
) -> list[Application]:
    """End a membership, once its formal notice has run and its observations were awaited, on a day to come or today's:
    its end binds the member once it is notified (CRPA L221-8)."""
    membership = membership_at(session, form.dossiers[0], at)
    campaign, application = campaign_of(session, membership), dossier_of(session, membership)
    if _ended_so(session, membership, NoticeOutcome.terminated, form.reasons):
        return [application] if application else []
    today = business_days(campaign.rules).local(at)
    _must_run(membership, form.dossiers[0], today)
    _must_end_in_its_term(membership, form.on, today=today)
    formal, left = _formal_notice_that_has_run(session, campaign, membership, form, today=today)
    _close(session, formal, NoticeOutcome.terminated, by=form.by, reason=form.reasons, at=at)
    membership.ends_on, membership.logo_withdrawn_on, membership.end_law = form.on, form.on, form.law
    membership.end_reason, membership.ended_by, membership.ended_at = form.reasons, form.by, at
    membership.end_signatory = f"{form.signatory.name}, {form.signatory.capacity}"
    session.add(membership)
    end_what_follows(session, membership)
    if application:
        note(session, application, Event.terminate, at=at, by=Person(form.by), reason=form.reasons)
        _tell_end(session, membership, application, formal_view(formal, left), form, signed=signed, at=at)
    return [application] if application else []


def _tell_end(
    session: Session,
    membership: Membership,
    application: Application,
    formal: FormalNoticeView,
    form: TerminationForm,
    *,
    signed: SignedCopy | None,
    at: datetime,
) -> None:
    campaign = campaign_of(session, membership)
    act = signed_act(form, signed.on if signed else business_days(campaign.rules).local(at))
    notify(
        session,
        campaign,
        NoticeKind.terminated,
        [application.id or 0],
        at=at,
        occurrence=membership.number,
        files=carried(signed, application.id),
        decision=act,
        formal=formal,
        membership=load_membership(session, campaign.rules, membership),
    )


def _must_end_in_its_term(membership: Membership, on: date, *, today: date) -> None:
    """Raise Refusal for a last day that is past, or after the term of the membership."""
    if not today <= on <= (membership.ends_on or date.max):
        until = f" et le {membership.ends_on:%d/%m/%Y}" if membership.ends_on else " ou plus tard"
        mend = f"choisissez un jour entre aujourd'hui{until} : une décision n'a d'effet qu'une fois notifiée."
        raise Refusal("Dernier jour", f"{on:%d/%m/%Y}", mend)


def _formal_notice_that_has_run(
    session: Session, campaign: Campaign, membership: Membership, form: TerminationForm, *, today: date
) -> tuple[FormalNotice, date]:
    """Return the formal notice and the day on which it was sent; Refusal where the membership may not be ended yet."""
    formal = open_formal_notice(session, membership)
    name, law = form.dossiers[0], "articles L. 121-1 et L. 122-1 du CRPA"
    if formal is None:
        mend = (
            "aucune mise en demeure n'est en cours : elle doit précéder, et inviter le membre à présenter ses "
            f"observations ({law}) ; formulaire mettre-en-demeure."
        )
        raise Refusal("Membre", name, mend)
    left = sent_on(session, formal, business_days(campaign.rules))
    if left is None:
        mend = (
            "sa mise en demeure n'est pas partie, ou est revenue ; postez-la et indiquez le jour (mettre-en-demeure)."
        )
        raise Refusal("Membre", name, mend)
    if today < may_end_on(campaign.rules, left):
        may = f"{may_end_on(campaign.rules, left):%d/%m/%Y}"
        mend = f"mis en demeure le {left:%d/%m/%Y}, il ne peut voir son adhésion résiliée qu'à partir du {may}."
        raise Refusal("Membre", name, mend)
    if today <= formal.observations_until:
        mend = f"il peut présenter ses observations jusqu'au {formal.observations_until:%d/%m/%Y} inclus ({law})."
        raise Refusal("Membre", name, mend)
    return formal, left


def signed_act(form: TerminationForm | AppealAnswerForm, on: date) -> ActView:
    """Return an act of a day as its letter tells it."""
    return ActView(
        decided_on=on,
        law=form.law,
        reasons=form.reasons,
        signatory_name=form.signatory.name,
        signatory_capacity=form.signatory.capacity,
    )


def reinstate(
    session: Session,
    application: Application,
    act: ActView,
    appeal: AppealView,
    *,
    by: str,
    at: datetime,
    signed: SignedCopy | None = None,
) -> None:
    """Take a termination back, on an appeal that is upheld: the membership runs to its term as if it had not been
    (CRPA L243-4), what a renewal had it followed by begins after it, and the member is told. Raises Refusal where the
    organisation is a member again since."""
    membership, formal = _terminated(session, application)
    days = business_days(campaign_of(session, membership).rules)
    for one in [membership, *what_followed(session, membership)]:
        former, now = _reopen(session, one)
        said: dict[str, Any] = {"named": application.reference, "reason": act.reasons, "by": by, "at": at}
        session.add_all([one, MembershipCorrection(number=one.number, former=former, now=now, **said)])
        session.flush()
    _close(session, formal, NoticeOutcome.cured, by=by, reason=act.reasons, at=at)
    _mail(session, application, formal, days, at=at, undone=act, appeal=appeal, signed=signed)


def _reopen(session: Session, membership: Membership) -> tuple[dict[str, Any], dict[str, Any]]:
    """Have a membership run to its term again, and return how it was ended, and how it stands since."""
    former = membership.model_dump(mode="json", include=_ENDED)
    term = term_of(session, _rules_of(session, membership), membership.starts_on)
    membership.sqlmodel_update(dict.fromkeys(_ENDED | {"ended_at", "logo_withdrawn_on"}) | {"ends_on": term})
    must_be_alone(session, membership)
    return former, membership.model_dump(mode="json", include=_ENDED)


def _rules_of(session: Session, membership: Membership) -> Region:
    """Return the rules that gave a membership its term: of a renewal, those of the session in hand as it was made."""
    if session.exec(select(Renewal.id).where(Renewal.next_id == membership.id)).first():
        return campaign_in_hand(session, membership.region_id, membership.at).rules
    return campaign_of(session, membership).rules


def _terminated(session: Session, application: Application) -> tuple[Membership, FormalNotice]:
    """Return the membership that was terminated, with its formal notice. It is not the latest of its dossier where the
    member had renewed."""
    ended = (
        select(Membership, FormalNotice)
        .join(FormalNotice, col(FormalNotice.membership_id) == col(Membership.id))
        .where(Membership.application_id == application.id, FormalNotice.outcome == NoticeOutcome.terminated)
    )
    latest = ended.order_by(col(FormalNotice.id).desc()).limit(1).with_for_update(of=Membership)
    found = session.exec(latest).one_or_none()
    if found is None:
        raise Refusal("Dossier", application.reference, "aucune résiliation n'y est en vigueur.")
    return found
