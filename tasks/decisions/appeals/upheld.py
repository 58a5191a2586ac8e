"""Appeals upheld by the act that takes back what they contest: what it records is their answer."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from models.dossiers.appeal import open_appeals
from models.dossiers.application import Application
from models.forms.appeals import ContestedAct
from models.sessions.campaign import Campaign
from models.vocabulary import AppealOutcome, NoticeKind
from notifications.loading.appeals import appeal_view
from notifications.outbox.enqueue import notify
from tasks.decisions.answered import Answer, answer
from tasks.decisions.appeals.contested import act_of, contested

KEPT_OUT = frozenset({ContestedAct.carry_over, ContestedAct.kept_out})
"""The acts that keep a dossier out of a session: presented again, or admitted, it is kept out no more."""


def uphold(
    session: Session,
    application: Application,
    acts: Collection[ContestedAct],
    *,
    reasons: str | None,
    by: str,
    at: datetime,
) -> None:
    """End the appeals that wait against some acts on a dossier, which have just been taken back: they are upheld, and
    their author is told so."""
    campaign = session.get_one(Campaign, application.campaign_id)
    for appeal in open_appeals(session, application):
        if act_of(session, appeal) in acts:
            act = contested(session, campaign.rules, appeal)
            answer(session, application, appeal, Answer(AppealOutcome.upheld, reasons, by), at=at)
            notify(
                session,
                campaign,
                NoticeKind.appeal_upheld,
                [application.id or 0],
                at=at,
                occurrence=str(appeal.id),
                appeal=appeal_view(appeal, act),
            )
