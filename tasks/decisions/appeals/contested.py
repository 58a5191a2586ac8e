"""Which act an appeal is about: the one that is named, else the last that was told; and until when it may be made."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, remedies_until
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application, Decision
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.appeals import ACTS, ContestedAct
from models.forms.meetings import DECISIONS
from models.notices import Notice
from models.region.model import Region
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.loading.appeals import Contested
from notifications.loading.proof_of_notification import Served, notified_on, served
from notifications.writing.mentions import REMEDIES, told_remedies
from notifications.writing.wording import enumeration
from tasks.decisions.rectify import standing_versions

_SPRO = "au Service public régional de l'orientation (SPRO)"


class _Told(NamedTuple):
    """An act that a letter of a kind tells, and how it is spoken of."""

    kind: NoticeKind
    about: str
    outcome: str


TOLD: Mapping[ContestedAct, _Told] = {
    ContestedAct.termination: _Told(
        NoticeKind.terminated,
        f"de résiliation de votre adhésion {_SPRO}",
        f"votre adhésion {_SPRO} a été résiliée",
    ),
    ContestedAct.carry_over: _Told(
        NoticeKind.carried_over,
        f"de report de votre candidature {_SPRO}",
        f"votre candidature {_SPRO} a été reportée à la prochaine session",
    ),
    ContestedAct.not_required: _Told(
        NoticeKind.not_required,
        f"de ne pas examiner votre envoi, votre organisme n'ayant pas de candidature à déposer {_SPRO}",
        f"votre organisme a été considéré comme n'ayant pas de candidature à déposer {_SPRO}",
    ),
    ContestedAct.kept_out: _Told(
        NoticeKind.next_session,
        f"de ne pas admettre, dans la session pour laquelle vous l'aviez envoyée, votre candidature {_SPRO}",
        f"votre candidature {_SPRO}, arrivée hors délai, n'a pas été admise dans la session pour laquelle vous "
        "l'aviez envoyée",
    ),
}
"""The acts besides the decisions on candidacies that may be contested."""


def choose(session: Session, region: Region, application: Application, named: ContestedAct | None) -> Contested:
    """Return the act that is contested. Raises Refusal where there is none of that kind."""
    kinds = {row.kind for act, row in TOLD.items() if named in {None, act}}
    letter = _letter(session, application, kinds)
    if letter and (named or _is_the_last(session, application, letter)):
        return _told(session, region, letter)
    if named and named in TOLD:
        raise Refusal("Acte contesté", ACTS[named], f"aucun n'a été notifié à {application.reference}.")
    if versions := standing_versions(session, application):
        return _decision(region, versions[-1], served(session, region, [application.id or 0])[application.id or 0])
    mend = (
        f"ce dossier est « {LABELS[application.status]} », et rien de ce qui se conteste n'y a été notifié : "
        f"{enumeration(ACTS.values())}."
    )
    raise Refusal("Dossier", application.reference, mend)


def contestable(session: Session, *conditions: ColumnElement[bool]) -> set[int]:
    """Return the dossiers of some conditions on which another act than a decision was notified, that may be
    contested."""
    found = columns(col(Application.id)).where(col(Application.id).in_(contestable_letters()), *conditions)
    return set(session.scalars(found))


@cache
def contestable_letters() -> Select[tuple[int | None]]:
    """Return the look-up of the dossiers on which another act than a decision was notified, that may be contested."""
    kinds = _told_by(row.kind for row in TOLD.values())
    return columns(col(Notice.application_id)).where(*kinds, col(Notice.text).contains(REMEDIES))


def contested(session: Session, region: Region, appeal: Appeal) -> Contested:
    """Return what an appeal is about."""
    if appeal.notice_id:
        return _told(session, region, session.get_one(Notice, appeal.notice_id))
    decision = session.get_one(Decision, appeal.decision_id)
    return _decision(region, decision, served(session, region, [appeal.application_id])[appeal.application_id])


def act_of(session: Session, appeal: Appeal) -> ContestedAct:
    """Return the kind of act that an appeal is about."""
    kind = session.get_one(Notice, appeal.notice_id).kind if appeal.notice_id else None
    return next((act for act, row in TOLD.items() if row.kind == kind), ContestedAct.decision)


def _letter(session: Session, application: Application, kinds: Collection[NoticeKind]) -> Notice | None:
    """Return the last letter of some kinds that left, and said how its act is contested."""
    of_it = select(Notice).where(Notice.application_id == application.id, *_told_by(kinds))
    letters = session.exec(of_it.order_by(col(Notice.id).desc()))
    return next((one for one in letters if told_remedies(one.text)), None)


def _told_by(kinds: Iterable[NoticeKind]) -> tuple[ColumnElement[bool], ...]:
    """SQL conditions: a letter of some kinds left, and is no copy of another."""
    left = col(Notice.status).in_({NoticeStatus.sent, NoticeStatus.bounced})
    return col(Notice.kind).in_([*kinds]), col(Notice.copy_of).is_(None), left


def _is_the_last(session: Session, application: Application, letter: Notice) -> bool:
    since = (Decision.application_id == application.id, Decision.decided_at > letter.enqueued_at)
    return session.exec(select(Decision.id).where(*since)).first() is None


def _told(session: Session, region: Region, letter: Notice) -> Contested:
    days, row = business_days(region), next(one for one in TOLD.values() if one.kind == letter.kind)
    told_on = notified_on(session, days, letter)
    until = remedies_until(days, told_on, months=region.remedies.months) if told_on else None
    return Contested(None, letter.id, days.local(letter.enqueued_at), until, row.about, row.outcome)


def _decision(region: Region, decision: Decision, told: Served) -> Contested:
    until = told.first_until if told.decision.id == decision.id else None
    outcome = f"votre candidature {_SPRO} a été {DECISIONS[decision.decision]}"
    made_on = decision.taken_on(business_days(region))
    return Contested(decision.id, None, made_on, until, f"sur votre candidature {_SPRO}", outcome)
