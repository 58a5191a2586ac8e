"""Who may deliberate on each dossier: those who are there, or gave a mandate to one who is, except those who keep out
(CRPA R133-9 to R133-12)."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from models.dossiers.application import Application
from models.errors import Refusal
from models.meetings.mandates import counted, voters
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, recusals
from models.sessions.campaign import Campaign

_MEND = (
    "qui se déporte ne compte pas, ni la procuration qu'il donne ou détient (articles R. 133-10 et R. 133-12 du CRPA). "
    "Ajoutez les autres membres présents, ou laissez ce dossier à une séance suivante."
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
        may = voters(meeting, {recusal.member for recusal in those})
        votes = [*may.there, *may.by_proxy]
        if len(votes) < max(needed, 1):
            said = _told(votes, needed or counted(meeting, meeting.present))
            raise Refusal("Dossier", dossiers[i].reference, f"{said} ; {_MEND}")


def refuse_a_tie_that_nobody_breaks(
    session: Session, campaign: Campaign, meeting: Meeting, tied: Iterable[Application]
) -> None:
    """Refuse what is said to be carried by a casting vote where the region file gives none, or whose chair could not
    vote on that dossier (CRPA R133-11)."""
    dossiers = {application.id or 0: application for application in tied}
    key, body = body_of(campaign.rules, meeting.stage)
    chair = body.members[body.chair].label if body.chair else None
    kept_out = recusals(session, key, list(dossiers))
    for i, application in dossiers.items():
        if not body.casting_vote:
            mend = "dans cette instance, aucune voix n'est prépondérante : à égalité des voix, rien n'est adopté."
            raise Refusal("Partage des voix", application.reference, mend)
        may = voters(meeting, {recusal.member for recusal in kept_out.get(i, ())}).there
        if chair and meeting.present is not None and chair not in may:
            mend = f"la voix prépondérante est celle du siège « {chair} », absent ou en déport sur ce dossier."
            raise Refusal("Partage des voix", application.reference, mend)


def _told(votes: Sequence[str], of: int) -> str:
    may = {0: "aucun des présents ne peut", 1: "un seul des présents peut"}
    return f"{may.get(len(votes), 'trop peu des présents peuvent')} en délibérer : {len(votes)} sur {of}"
