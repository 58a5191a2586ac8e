"""The examination grid: how far each commitment is kept, as the examiner finds it, for the bodies to read."""

from datetime import datetime

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.application import Application, GridLine
from models.dossiers.lifecycle import note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.dossiers import GRID, grid_of
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Status
from notifications.loading.commitments import standing_grid
from notifications.writing.wording import enumeration
from tasks.decisions.correct import examined_as

GRADABLE = frozenset({Status.registered, Status.incomplete, Status.under_examination, Status.examined})
"""Where a grid may be filled in: until the working group has gone by it; and where a finding leads, if none is to."""


def note_grid(session: Session, application: Application, text: str | None, *, by: str, at: datetime) -> None:
    """Keep what a grid says of commitments; what it does not name stays, and the same said again changes nothing.
    Raises Refusal for an unknown commitment, and for another grid once a body has gone by it."""
    said, i = grid_of(text), application.id or 0
    campaign = session.get_one(Campaign, application.campaign_id)
    campaign.rules.need_commitments(GRID, said)
    former = {key: (line.met, line.comment) for key, line in standing_grid(session, [i]).get(i, {}).items()}
    new = {key: graded for key, graded in said.items() if graded != former.get(key, (None, None))}
    if not new:
        return
    if application.status not in GRADABLE | {examined_as(campaign)}:
        mend = f"sa grille d'examen ne se remplit plus : il est « {LABELS[application.status]} »."
        raise Refusal("Dossier", application.reference, mend)
    session.add_all(
        GridLine(application_id=i, commitment=key, met=met, comment=comment, by=by, at=at)
        for key, (met, comment) in new.items()
    )
    session.flush()
    if changed := [key.upper() for key in new if key in former]:
        why = f"grille d'examen corrigée : {enumeration(changed)}"
        note(session, application, Event.correct, at=at, by=Person(by), reason=why)
