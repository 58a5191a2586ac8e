"""How the files to fill in reach applicants: with the letter where a mail may carry them, else by a link to our page,
which is open as long as they may deposit."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.application import CompletionRequest
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.storage.pages import CALL
from models.storage.settings import Settings
from models.vocabulary import NoticeKind
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import notify
from notifications.views.notices import FormsView
from tasks.intake.published.files import files_of


class Offer(NamedTuple):
    """What a letter says of the files to fill in (None: there are none), and those that it carries."""

    view: FormsView | None = None
    files: tuple[Enclosure, ...] = ()


def offer(session: Session, campaign: Campaign, pieces: Collection[str] | None = None, *, at: datetime) -> Offer:
    """Return how a letter offers the files to fill in of a session, or of some of its pieces."""
    found = files_of(session, campaign, pieces)
    if not found:
        return Offer()
    labels = tuple(one.label for one in found)
    if campaign.rules.policies.in_hand.fits(len(one.file.content) for one in found):
        return Offer(FormsView(labels=labels, is_enclosed=True), tuple(one.file for one in found))
    return Offer(FormsView(labels=labels, is_enclosed=False, link=_link(session, campaign, at=at)))


def offers(
    session: Session, campaign: Campaign, requests: Iterable[CompletionRequest], *, at: datetime
) -> dict[int, Offer]:
    """Return how the letters about some requests offer the files to fill in of what each asks for, by application."""
    made: dict[frozenset[str], Offer] = {}
    found: dict[int, Offer] = {}
    for request in requests:
        asked = frozenset(request.pieces)
        if asked not in made:
            made[asked] = offer(session, campaign, asked, at=at)
        found[request.application_id] = made[asked]
    return found


def tell_request(session: Session, campaign: Campaign, request: CompletionRequest, *, at: datetime) -> None:
    """Tell an applicant what is asked, with the files to fill in."""
    i = request.application_id
    offered = offers(session, campaign, [request], at=at)[i]
    notify(
        session,
        campaign,
        NoticeKind.completion_request,
        [i],
        at=at,
        occurrence=str(request.id),
        files={i: offered.files},
        forms=offered.view,
    )


def _link(session: Session, campaign: Campaign, *, at: datetime) -> str | None:
    """Return where the files are to be had; None where nobody would reach our page, or it is closed."""
    console = Settings().console_url
    is_over = at >= stages(session, campaign).deposit_ends
    return None if console is None or is_over else f"{console}{CALL}/{campaign.code}"
