"""The notices to the sender of a mail as it comes in: that it is registered, which files could not be taken."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, update

from models.calendar.business_days import acknowledge_by, business_days
from models.dossiers.application import Application
from models.intake.deposit import Deposit, number_of
from models.intake.words import TROUBLE_LABELS
from models.notices import Notice
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, Status
from notifications.loading.variables import deposit_files, load_applications
from notifications.outbox.enqueue import Letter, enqueue, notify
from notifications.views.notices import DepositView, FileView, OfferView, RefusedView
from notifications.writing.wording import long_date
from tasks.intake.replies.pieces import files_of
from tasks.reading.mail.links import last_day, offers_download, offers_more
from tasks.reading.mail.mail import Mail
from tasks.reading.mail.own_words import own_words


def tell_registered(
    session: Session,
    campaign: Campaign,
    deposit: Deposit,
    application: Application | None = None,
    *,
    at: datetime,
    offered: OfferView | None = None,
) -> None:
    """Tell a sender that this mail came, and when (CRPA R112-11-2), with its files or what it offers instead; and by
    when the acknowledgement follows, where one may."""
    files = deposit_files(session, campaign.rules, deposit.id)
    view = _application_view(session, campaign.rules, application)
    letter = registration_letter(campaign, deposit, files, application, view, offered=offered)
    enqueue(session, campaign, NoticeKind.registration, [letter], at=at)


def registration_letter(
    campaign: Campaign,
    deposit: Deposit,
    files: tuple[FileView, ...] | None,
    application: Application | None = None,
    view: object = None,
    *,
    offered: OfferView | None = None,
) -> Letter:
    """Return the letter that tells a sender that a mail came, with its files (None: it could not be opened) or what it
    offers instead."""
    region, days = campaign.rules, business_days(campaign.rules)
    by = acknowledge_by(days, deposit.received_at, within=region.policies.acknowledge_within)
    awaits = region.takes_dossiers and (application is None or application.status is Status.registered)
    said = {
        "deposit": deposit_view(region, deposit),
        "application": view,
        "files": files,
        "offered": offered,
        "acknowledge_by": days.local(by) if awaits else None,
    }
    return Letter(
        key=registration_key(campaign, deposit),
        recipient=deposit.reply_to,
        variables=said,
        application_id=application.id if application else None,
        in_reply_to=deposit.message_id,
        deposit_id=deposit.id,
    )


def offer_of(mail: Mail | None) -> OfferView | None:
    """Return what a mail offers behind a link, in the place of files or beside them, if it does."""
    if mail is None:
        return None
    text = own_words(mail.text)
    offers = offers_more(text) if mail.attachments else offers_download(text)
    return OfferView(until=last_day(text)) if offers else None


def told_of(offered: OfferView) -> str:
    """Return what a person should know of what a mail offers behind a link."""
    by = f" avant le {long_date(offered.until)}" if offered.until else ""
    return f"un lien à télécharger{by} : rien n'est encore reçu."


def registration_key(campaign: Campaign, deposit: Deposit) -> str:
    """Return the business key of the notice that a deposit is registered."""
    return f"{campaign.code}/registration/{deposit.id}"


def misdirected_key(campaign: Campaign, deposit: Deposit) -> str:
    """Return the business key of the notice that a deposit came to another desk."""
    return f"{campaign.code}/misdirected/{deposit.id}"


def tell_misdirected(session: Session, campaign: Campaign, deposit: Deposit, *, at: datetime) -> None:
    """Tell a sender that another desk received the mail, and that this first arrival counts (CRPA L114-2)."""
    said = {
        "deposit": deposit_view(campaign.rules, deposit),
        "desk": getattr(campaign.rules.roles, deposit.mailbox).label or "un autre service",
    }
    key = misdirected_key(campaign, deposit)
    letter = Letter(key=key, recipient=deposit.reply_to, variables=said, in_reply_to=deposit.message_id)
    enqueue(session, campaign, NoticeKind.misdirected, [letter], at=at)


def tell_unattributed(
    session: Session, campaign: Campaign, deposit: Deposit, fitting: Sequence[Application], *, at: datetime
) -> None:
    """Tell a sender that a mail may be about several dossiers, and is in none of them until they say which."""
    views = load_applications(session, campaign.rules, [application.id or 0 for application in fitting])
    said = {"deposit": deposit_view(campaign.rules, deposit), "dossiers": tuple(views.values())}
    letter = Letter(
        key=f"{campaign.code}/unattributed/{deposit.id}",
        recipient=deposit.reply_to,
        variables=said,
        in_reply_to=deposit.message_id,
        deposit_id=deposit.id,
    )
    enqueue(session, campaign, NoticeKind.unattributed, [letter], at=at)


def tell_refused(
    session: Session, campaign: Campaign, application: Application | None, deposit: Deposit, *, at: datetime
) -> None:
    """Tell a sender which files of a mail could not be taken, why, and how to send them again, if any; whether or not
    the mail is of a dossier."""
    refused = tuple(_refused(session, campaign.rules, deposit))
    if not refused:
        return
    view = deposit_view(campaign.rules, deposit)
    if application:
        notify(
            session,
            campaign,
            NoticeKind.file_refused,
            [application.id or 0],
            at=at,
            occurrence=str(deposit.id),
            in_reply_to=deposit.message_id,
            deposit=view,
            refused=refused,
        )
        return
    letter = Letter(
        key=f"{campaign.code}/file_refused/{deposit.id}",
        recipient=deposit.reply_to,
        variables={"application": None, "deposit": view, "refused": refused},
        in_reply_to=deposit.message_id,
        deposit_id=deposit.id,
    )
    enqueue(session, campaign, NoticeKind.file_refused, [letter], at=at)


def _refused(session: Session, region: Region, deposit: Deposit) -> list[RefusedView]:
    return [
        RefusedView(
            name=file.name,
            size=file.size,
            trouble=file.trouble,
            why=TROUBLE_LABELS[file.trouble],
            piece=region.pieces[file.piece_id].label if file.piece_id in region.pieces else None,
        )
        for file in files_of(session, deposit)
        if file.trouble
    ]


def deposit_view(region: Region, deposit: Deposit) -> DepositView:
    """Return the view of an arrival; its number identifies it on the telephone before there is a dossier."""
    return DepositView(
        number=number_of(deposit, region.zone),
        arrived_at=deposit.arrived_at,
        way=deposit.way,
        postmark=deposit.postmark,
    )


def _application_view(session: Session, region: Region, application: Application | None) -> object:
    if application is None:
        return None
    session.flush()
    return load_applications(session, region, [application.id or 0])[application.id or 0]


def attach_to(session: Session, campaign: Campaign, deposit: Deposit, application: Application | None) -> None:
    """Make the notices that a deposit caused before its dossier was known be about that dossier, or about none."""
    keys = (registration_key(campaign, deposit), misdirected_key(campaign, deposit))
    session.execute(
        update(Notice).where(col(Notice.key).in_(keys)).values(application_id=application.id if application else None)
    )
