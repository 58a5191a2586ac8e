"""The receipt of what a desk of ours sent: each file, with the forms that may use it."""

from datetime import datetime

from sqlmodel import Session

from models.intake.deposit import Deposit
from models.intake.words import TROUBLE_LABELS
from models.sessions.campaign import Campaign
from models.storage.pages import form_path
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import DeskFileView, UseView
from tasks.intake.desks.files import DeskFile, files_of
from tasks.intake.desks.links import console_address
from tasks.intake.replies.to_senders import deposit_view


def tell_desk(session: Session, campaign: Campaign, deposit: Deposit, *, at: datetime) -> None:
    """Tell a desk that its mail came, and what may be done with each file; to the address that is a desk's, whatever
    the mail asks."""
    said = {
        "deposit": deposit_view(campaign.rules, deposit),
        "received": tuple(map(_view, files_of(session, deposit))),
        "doubt": deposit.trouble,
    }
    letter = Letter(
        key=f"{campaign.code}/desk_files/{deposit.id}",
        recipient=deposit.sender,
        variables=said,
        in_reply_to=deposit.message_id,
        deposit_id=deposit.id,
    )
    enqueue(session, campaign, NoticeKind.desk_files, [letter], at=at)


def _view(file: DeskFile) -> DeskFileView:
    console = console_address()
    return DeskFileView(
        name=file.name,
        size=file.size,
        uses=tuple(UseView(said=use.said, link=console + form_path(use.act, file=file.key)) for use in file.uses),
        why=TROUBLE_LABELS[file.trouble] if file.trouble else None,
    )
