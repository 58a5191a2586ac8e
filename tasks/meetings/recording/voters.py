"""Who may deliberate on each dossier: those who are there, except those who keep out of it (CRPA R133-10, R133-12)."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from models.dossiers.application import Application
from models.errors import Refusal
from models.meetings.meeting import Meeting
from models.sessions.campaign import Campaign
from tasks.meetings.calendar.recusals import body_of, recusals

_MEND = (
    "qui se déporte ne compte pas (articles R. 133-10 et R. 133-12 du CRPA). Ajoutez les autres membres présents ou "
    "représentés, ou laissez ce dossier à une séance suivante."
)


def refuse_without_voters(
    session: Session, campaign: Campaign, meeting: Meeting, applications: Iterable[Application]
) -> None:
    """Refuse a dossier on which too few of those who are there may deliberate: fewer than the quorum, and where none is
    asked, nobody. Where it is not told who was there, nothing is counted."""
    if meeting.present is None:
        return
    key, body = body_of(campaign.rules, meeting.stage)
    needed = 0 if meeting.is_second else body.needed
    dossiers = {application.id or 0: application for application in applications}
    for i, those in recusals(session, key, list(dossiers)).items():
        voters = [name for name in meeting.present if name not in {recusal.member for recusal in those}]
        if len(voters) < max(needed, 1):
            said = _told(voters, needed or len(meeting.present))
            raise Refusal("Dossier", dossiers[i].reference, f"{said} ; {_MEND}")


def _told(voters: Sequence[str], of: int) -> str:
    may = {0: "aucun des présents ne peut", 1: "un seul des présents peut"}
    return f"{may.get(len(voters), 'trop peu des présents peuvent')} en délibérer : {len(voters)} sur {of}"
