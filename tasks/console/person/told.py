"""What is held about somebody in French: each kind, with why it is held."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.dossiers.advice import AdviceRequest, given_to
from models.dossiers.application import Application, CompletionRequest, Organisation
from models.dossiers.handling import DossierLink
from models.dossiers.journal import JournalLine
from models.dossiers.workflow import EVENT_LABELS, LABELS
from models.intake.deposit import Deposit, number_of
from models.meetings.meeting import Meeting
from models.notices import Notice
from models.sessions.campaign import Campaign, Prospect
from notifications.catalogue import KINDS
from notifications.writing.wording import instant, long_date, size
from tasks.console.person.files import Files
from tasks.console.person.held import Held, Seat, sent_at
from tasks.console.person.named import Named
from tasks.console.person.page import FILES, Entry, Section
from tasks.console.person.places import TABLES, as_what


class Case(NamedTuple):
    """An answer being written: where what it tells is read, and on which clock instants are said."""

    session: Session
    held: Held
    files: Files
    zone: ZoneInfo


def _dossier(case: Case, one: Application) -> Entry:
    organisation = case.session.get_one(Organisation, one.organisation_id)
    return {
        "Référence": one.reference,
        "À quel titre": case.held.roles[one.id or 0],
        "Organisme": organisation.name,
        "Session": case.session.get_one(Campaign, one.campaign_id).label,
        "Reçu": instant(one.received_at, case.zone),
        "État": f"{LABELS[one.status]}, depuis le {instant(one.status_at, case.zone)}",
    }


def _requests(case: Case) -> Iterator[Entry]:
    for dossier in case.held.dossiers:
        pieces = case.session.get_one(Campaign, dossier.campaign_id).rules.pieces
        asked = select(CompletionRequest).where(CompletionRequest.application_id == dossier.id)
        for one in case.session.exec(asked.order_by(col(CompletionRequest.id))):
            yield _said(
                {
                    "Dossier": dossier.reference,
                    "Demandé": instant(one.asked_at, case.zone),
                    "Pièces": [pieces[name].label if name in pieces else name for name in one.pieces],
                    "Message": one.message,
                    "Jusqu'au": long_date(one.due_on),
                    "Réponse": one.answered_at and instant(one.answered_at, case.zone),
                }
            )


def _arrival(case: Case, one: Deposit) -> Entry:
    number = number_of(one, case.zone)
    return _said(
        {
            "Numéro": number,
            "À quel titre": as_what(one, case.held.address),
            "Dossier": _reference(case, one.application_id),
            "Reçu": instant(one.received_at, case.zone),
            "Objet": one.subject,
            "Taille": size(one.size) if one.size else None,
            FILES: case.files.of_arrival(one, number),
            "Fichiers en quarantaine": case.files.withheld(one),
        }
    )


def _letter(case: Case, one: Notice) -> Entry:
    return _said(
        {
            "Lettre": KINDS[one.kind].title,
            "Dossier": _reference(case, one.application_id),
            "Partie" if one.sent_at else "Écrite, non partie": instant(sent_at(one), case.zone),
            "Objet": one.subject,
            FILES: case.files.of_letter(one),
        }
    )


def _invitation(case: Case, one: Prospect) -> Entry:
    campaign = case.session.get_one(Campaign, one.campaign_id)
    deposited = one.deposited_at and instant(one.deposited_at, case.zone)
    return _said({"Session": campaign.label, "Dépôt reçu de cette adresse": deposited})


def _advice(case: Case, one: AdviceRequest) -> Entry:
    return _said(
        {
            "Dossier": _reference(case, one.application_id),
            "Sous le nom de": one.whom,
            "Question": one.question,
            "Demandé": instant(one.asked_at, case.zone),
            "Jusqu'au": long_date(one.due_on),
            "Avis rendu": [
                f"{instant(said.given_at, case.zone)} : {said.text}" for said in given_to(case.session, one)
            ],
        }
    )


def _link(case: Case, one: DossierLink) -> Entry:
    meeting = case.session.get_one(Meeting, one.meeting_id) if one.meeting_id else None
    return _said(
        {
            "Remis": instant(one.issued_at, case.zone),
            "Sous le nom de": one.holder,
            "Dossier": _reference(case, one.application_id),
            "Séance": _called(case, meeting) if meeting else None,
            "Ouvert jusqu'au": one.ends_at and instant(one.ends_at, case.zone),
        }
    )


def _called(case: Case, meeting: Meeting) -> str:
    rules = case.session.get_one(Campaign, meeting.campaign_id).rules
    return f"{rules.words(meeting.stage).label}, n° {meeting.number}"


def _seat(one: Seat) -> Entry:
    return {"Session": one.campaign.label, "Service ou siège": one.label, "Clé du fichier de région": one.key}


def _named(case: Case, one: Named) -> Entry:
    line = case.session.get_one(JournalLine, one.row) if one.of == "journal" else None
    return _said(
        {
            "Où": TABLES.get(one.of, one.of),
            "Acte": EVENT_LABELS[line.event] if line else None,
            "Dossier": _reference(case, one.application_id),
            "Quand": one.at and instant(one.at, case.zone),
            "À quel titre": "saisi par cette adresse" if one.is_typed else "nommée dans le texte",
            "Texte": one.said,
        }
    )


def _reference(case: Case, application_id: int | None) -> str | None:
    return case.session.get_one(Application, application_id).reference if application_id else None


def _said(entry: Mapping[str, str | Sequence[str] | datetime | None]) -> Entry:
    """Return an entry without what it does not say."""
    return {label: value for label, value in entry.items() if value and not isinstance(value, datetime)}


class Kind(NamedTuple):
    """A kind of what is held: its title, why it is held, and what tells it."""

    title: str
    why: str
    tell: Callable[[Case], Iterable[Entry]]


KINDS_HELD: Sequence[Kind] = (
    Kind(
        "Dossiers",
        "Pour instruire la candidature d'un organisme et lui en notifier les suites.",
        lambda case: [_dossier(case, one) for one in case.held.dossiers],
    ),
    Kind(
        "Demandes de compléments",
        "Pour obtenir ce qui manque à un dossier, et prouver que cela a été demandé.",
        _requests,
    ),
    Kind(
        "Envois reçus",
        "Pour prouver ce qui a été déposé, et quand : chaque courriel est gardé tel qu'il a été reçu.",
        lambda case: [_arrival(case, one) for one in case.held.arrivals],
    ),
    Kind(
        "Lettres",
        "Pour prouver ce qui a été notifié, et quand : chaque lettre est gardée telle qu'elle est partie.",
        lambda case: [_letter(case, one) for one in case.held.letters],
    ),
    Kind(
        "Invitations",
        "Pour annoncer l'ouverture d'une session aux structures qu'elle peut concerner.",
        lambda case: [_invitation(case, one) for one in case.held.invitations],
    ),
    Kind(
        "Avis demandés",
        "Pour éclairer l'examen d'un dossier.",
        lambda case: [_advice(case, one) for one in case.held.advice],
    ),
    Kind(
        "Liens remis",
        "Pour donner à lire des dossiers sans compte ; le secret d'un lien n'est pas gardé.",
        lambda case: [_link(case, one) for one in case.held.links],
    ),
    Kind(
        "Services et sièges",
        "Pour écrire aux services chargés de la procédure et aux membres des instances (fichier de région).",
        lambda case: [_seat(one) for one in case.held.seats],
    ),
    Kind(
        "Journal, et autres lignes qui nomment l'adresse",
        "Pour dire qui a fait quoi, quand et pourquoi.",
        lambda case: [_named(case, one) for one in case.held.named],
    ),
)
"""What may be held, in the order in which it is told."""


def sections(case: Case) -> list[Section]:
    """Return what is held, kind by kind, without those of which there is nothing."""
    told = (Section(kind.title, kind.why, [*kind.tell(case)]) for kind in KINDS_HELD)
    return [section for section in told if section.entries]
