"""What an act about a dossier changed of it besides its status: read back from the rows that it wrote."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.dossiers.journal import JournalLine
from models.forms.dossiers import ExaminationForm
from models.forms.handling import AnnotationForm, AssignmentForm, ReceptionForm, SeenForm
from models.forms.intake import IdentificationForm
from models.forms.letters import CopyForm, LetterForm, PostingForm, PrintingForm, WaitingLettersForm
from models.intake.deposit import Deposit, number_of
from models.notices import Notice, Posting
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import Event, Fate, NoticeKind, NoticeStatus
from notifications.loading.commitments import load_commitments
from tasks.dossiers.letters.on_paper import posted


class IdentityAccount(NamedTuple):
    """Whose dossier it is after a person said so, and whether anything of it is new. Never the address itself."""

    has_changed: bool
    organisation: str
    identifier: str
    network: str | None
    circle: int
    contact_said: bool


def read_identity(form: IdentificationForm, *, at: datetime) -> IdentityAccount:
    """Return whose dossier it is that a form identifies."""
    with reading(Settings().database) as session:
        rows = select(Application, Organisation, Campaign).join(Organisation).join(Campaign)
        found = session.exec(rows.where(Application.reference == form.dossiers[0])).one()
        application, organisation, campaign = found
        written = select(JournalLine.id).where(
            JournalLine.application_id == application.id, JournalLine.event == Event.identify, JournalLine.at == at
        )
        network = campaign.rules.networks.get(application.network or "")
        return IdentityAccount(
            has_changed=session.exec(written).first() is not None,
            organisation=organisation.name,
            identifier=form.identity.said,
            network=network.label if network else None,
            circle=application.circle,
            contact_said=bool(form.contact),
        )


class ExaminationAccount(NamedTuple):
    """How many commitments the grid of a dossier appraises, of how many; among several, how many have none that is
    whole. `is_concluded` tells that the bodies will go by it."""

    appraised: int
    total: int
    dossiers: int
    without: int
    is_concluded: bool


def read_examination(form: ExaminationForm, *, at: datetime) -> ExaminationAccount | None:  # noqa: ARG001
    """Return how far the grid of the dossiers of a form is filled in; None where the region file asks no commitment."""
    with reading(Settings().database) as session:
        of_dossiers = select(Application, Campaign).join(Campaign).where(col(Application.reference).in_(form.dossiers))
        found = session.exec(of_dossiers).all()
        campaigns = {campaign.id: campaign for _, campaign in found}
        views = [
            view
            for i, campaign in campaigns.items()
            for view in load_commitments(
                session, campaign.rules, [one.id or 0 for one, _ in found if one.campaign_id == i]
            ).values()
        ]
    total = len(views[0].commitments)
    without = sum(bool(view.ungraded) for view in views)
    appraised = total - len(views[0].ungraded)
    return ExaminationAccount(appraised, total, len(views), without, form.finding is not None) if total else None


class HandlingAccount(NamedTuple):
    """What was shared among the Région's own: to which desk dossiers are given, whether a note was kept, the labels,
    and how many things were read."""

    given_to: str | None = None
    is_taken_back: bool = False
    is_noted: bool = False
    put: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    read: int = 0


def read_handling(form: AssignmentForm | AnnotationForm | SeenForm, *, at: datetime) -> HandlingAccount:  # noqa: ARG001
    """Return what a form shared; a note itself is not for the console of Prefect."""
    if isinstance(form, SeenForm):
        return HandlingAccount(read=len(dict.fromkeys(form.what)))
    if isinstance(form, AnnotationForm):
        return HandlingAccount(is_noted=bool(form.note), put=tuple(form.labels), removed=tuple(form.removed))
    with reading(Settings().database) as session:
        of_dossier = select(Campaign).join(Application).where(Application.reference == form.dossiers[0])
        agents = session.exec(of_dossier).one().rules.agents
    return HandlingAccount(agents[form.agent].label if form.agent else None, is_taken_back=form.agent is None)


class HandedAccount(NamedTuple):
    """How a dossier was handed over: to whom, by which way; None where it had been already."""

    how: str | None


class LetterAccount(NamedTuple):
    """How far a letter is on its way; None where it had been written already. `arrival` is the number of the
    mail that it answers, where that is in no dossier, whose account says the rest."""

    status: NoticeStatus | None
    arrival: str | None


def read_letter(form: LetterForm, *, at: datetime) -> LetterAccount:  # noqa: ARG001
    """Return what came of the letter of a form."""
    with reading(Settings().database) as session:
        written = select(Notice).where(Notice.kind == NoticeKind.letter, Notice.enqueued_at == at)
        letter = session.exec(written).first()
        return LetterAccount(letter.status if letter else None, _answered(session, letter) if letter else None)


class SettledAccount(NamedTuple):
    """How many letters a form was about that wait, and what it made of them."""

    total: int
    fate: Fate


def read_settled(form: WaitingLettersForm, *, at: datetime) -> SettledAccount:  # noqa: ARG001
    """Return what a form made of letters that were held."""
    return SettledAccount(len(dict.fromkeys(form.letters)), form.fate)


def read_copy(form: CopyForm, *, at: datetime) -> LetterAccount:  # noqa: ARG001
    """Return how far the copy of a letter is on its way; it is about the letter's own dossier, if any."""
    with reading(Settings().database) as session:
        copies = select(Notice).where(Notice.enqueued_at == at, col(Notice.copy_of).is_not(None))
        copy = session.exec(copies).first()
        return LetterAccount(copy.status if copy else None, None)


class PrintedAccount(NamedTuple):
    """Which batch of letters on paper a form made, and of how many; None where none waited, or all had left."""

    batch: int | None
    total: int


def read_printed(form: PrintingForm, *, at: datetime) -> PrintedAccount:  # noqa: ARG001
    """Return what a form had leave on paper."""
    with reading(Settings().database) as session:
        made = session.exec(select(Posting.batch).where(Posting.at == at)).all()
        return PrintedAccount(made[0] if made else None, len(made))


class PostingAccount(NamedTuple):
    """Since when a letter on paper is notified; None where nothing attests it yet."""

    arrived_on: date | None


def read_posting(form: PostingForm, *, at: datetime) -> PostingAccount:  # noqa: ARG001
    """Return from which day the delays of a letter on paper run."""
    with reading(Settings().database) as session:
        return PostingAccount(posted(session, form)[1].arrived_on)


def _answered(session: Session, letter: Notice) -> str | None:
    if letter.application_id or letter.deposit_id is None:
        return None
    zone = session.get_one(Campaign, letter.campaign_id).rules.zone
    return number_of(session.get_one(Deposit, letter.deposit_id), zone)


def read_handed(form: ReceptionForm, *, at: datetime) -> HandedAccount:
    """Return how a form had a dossier handed over."""
    with reading(Settings().database) as session:
        of_dossier = select(JournalLine.reason).join(Application).where(Application.reference == form.dossiers[0])
        handed = of_dossier.where(JournalLine.event == Event.hand, JournalLine.at == at)
        return HandedAccount(session.exec(handed).first())
