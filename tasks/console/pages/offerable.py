"""A dossier as its acts are offered for it: what the forms would choose from says the same."""

from sqlalchemy import exists
from sqlmodel import Session, col, select

from models.dossiers.advice import requests_for
from models.dossiers.appeal import open_appeals
from models.dossiers.application import Application, CompletionRequest
from models.dossiers.forgetting import holds_of
from models.notices import ActFile, with_act_to_sign
from models.sessions.campaign import Campaign
from tasks.acts.offered import Dossier
from tasks.decisions.appeals.contested import contestable
from tasks.dossiers.admit_late import admissible
from tasks.dossiers.merge import KEPT
from tasks.implied_decision import accepted_by_silence


def offerable(session: Session, application: Application, asked: CompletionRequest | None) -> Dossier:
    """Return a dossier of which something is `asked`, or nothing, as acts look at it."""
    beside = exists().where(
        col(Application.organisation_id) == application.organisation_id,
        col(Application.status).in_(KEPT),
        col(Application.id) != application.id,
    )
    it_alone = col(Application.id) == application.id
    stages = session.get_one(Campaign, application.campaign_id).rules.stages
    return Dossier(
        label=application.reference,
        status=application.status,
        is_asked=asked is not None,
        flags=frozenset(application.flags),
        has_twin=session.exec(select(beside)).one(),
        is_advised=bool(requests_for(session, application)),
        is_appealed=bool(open_appeals(session, application)),
        is_tacit=bool(accepted_by_silence(session, [application.id or 0])),
        is_contestable=bool(contestable(session, it_alone)),
        is_kept_out=bool(admissible(session, it_alone)),
        is_kept=bool(holds_of(session, application)),
        is_to_sign=bool(with_act_to_sign(session, col(ActFile.application_id) == application.id)),
        kinds=stages.kinds,
        goes_on=stages.go_on,
    )
