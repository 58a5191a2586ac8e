"""A letter that has not left yet, written anew: what it says has moved since."""

from datetime import datetime

from sqlmodel import Session

from models.intake.postal import is_postal
from models.notices import Notice
from models.sessions.campaign import Campaign
from notifications.catalogue import KINDS
from notifications.loading.variables import LOADERS, session_view
from notifications.writing.render import render


def rewrite(session: Session, campaign: Campaign, letter: Notice, *, at: datetime, **said: object) -> None:
    """Write the letter to the applicant of a dossier again, with its rows as they stand and what is `said` besides."""
    session.flush()
    number = letter.application_id or 0
    known = {
        name: LOADERS[name](session, campaign.rules, [number])[number]
        for name in KINDS[letter.kind].variables - said.keys()
    }
    view, on_paper = session_view(session, campaign, at=at), is_postal(letter.recipient)
    written = render(letter.kind, region=campaign.rules, session=view, on_paper=on_paper, **known, **said)
    letter.subject, letter.text, letter.html = written
    session.add(letter)
