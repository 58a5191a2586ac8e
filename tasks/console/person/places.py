"""Where a mail address may stand: the columns that hold one, and what each table is called in French."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import SQLModel, col

from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application
from models.intake.deposit import Deposit
from models.members.reports.rows import ReportRequest
from models.members.site import Site
from models.members.territories import Coordination
from models.notices import Notice
from models.sessions.campaign import AnnouncementChoice, Prospect


class Place(NamedTuple):
    """A column that holds one address: of which table, its name, and as what the address stands there. `is_ours` says
    that it is always one of our desks', and nobody's own."""

    model: type[SQLModel]
    column: str
    label: str
    is_ours: bool = False

    @property
    def holds(self) -> Any:  # noqa: ANN401  a column of any table
        """Return the column."""
        return getattr(self.model, self.column)


PLACES: Sequence[Place] = (
    Place(Application, "contact", "contact du dossier"),
    Place(Application, "second_contact", "seconde adresse du dossier"),
    Place(Deposit, "sender", "auteur de l'envoi"),
    Place(Deposit, "reply_to", "adresse de réponse de l'envoi"),
    Place(Notice, "recipient", "destinataire de la lettre"),
    Place(Notice, "sender", "expéditeur de la lettre", is_ours=True),
    Place(Notice, "reply_to", "adresse de réponse de la lettre", is_ours=True),
    Place(Site, "email", "adresse d'un site"),
    Place(AdviceRequest, "address", "personne ou organisme consulté"),
    Place(Coordination, "contact_email", "personne à joindre d'un territoire"),
    Place(ReportRequest, "recipient", "à qui un bilan est demandé"),
    Place(Prospect, "address", "structure à qui la session est annoncée"),
    Place(AnnouncementChoice, "address", "structure qui choisit de recevoir les annonces ou non"),
)
"""Every column that holds an address. What people type may name one besides (`tasks.console.person.named`)."""

TABLES: Mapping[str, str] = {
    "act_file": "Acte à signer",
    "advice": "Avis rendu",
    "advice_request": "Demande d'avis",
    "agenda_item": "Dossier à l'ordre du jour",
    "agreement": "Convention",
    "amendment": "Avenant à une convention",
    "attendance": "Participation à une action",
    "announcement_choice": "Choix de recevoir les annonces",
    "appeal": "Recours",
    "application": "Dossier",
    "archive_package": "Versement aux archives",
    "assignment": "Affectation d'un dossier",
    "campaign": "Session",
    "committee_record": "Travaux d'un comité",
    "commitment_answer": "Réponse à un engagement",
    "completion_request": "Demande de compléments",
    "coordination": "Coordination d'un territoire",
    "decision": "Décision",
    "deposit": "Envoi",
    "document": "Fichier joint à une lettre",
    "dossier_link": "Lien remis",
    "dry_run": "Aperçu d'un acte",
    "erasure": "Effacement",
    "examination": "Instruction",
    "file": "Fichier reçu",
    "formal_notice": "Mise en demeure",
    "grid_line": "Ligne de la grille d'examen",
    "handover": "Notification par une autre voie",
    "hold": "Conservation au-delà du délai",
    "incident": "Incident de fonctionnement",
    "internal_note": "Note interne",
    "journal": "Journal",
    "label": "Étiquette d'un dossier",
    "meeting": "Séance",
    "membership": "Adhésion",
    "membership_correction": "Correction d'une adhésion",
    "notice": "Lettre adressée à autrui",
    "notice_file": "Nom d'un fichier joint à une lettre",
    "opinion": "Avis d'une instance",
    "organisation": "Organisme",
    "passage": "Passage d'un dossier dans une session",
    "piece": "Pièce d'un dossier",
    "posting": "Lettre postée",
    "prospect": "Invitation",
    "published_file": "Fichier publié",
    "purge": "Autorisation d'effacement",
    "recusal": "Déport",
    "reclassification": "Reclassement d'un envoi",
    "renewal": "Réponse sur le renouvellement",
    "reference_document": "Texte de référence",
    "report": "Collecte d'un bilan",
    "report_answer": "Réponse à un bilan",
    "report_request": "Bilan demandé",
    "sent_mail": "Courriel tel qu'il est parti",
    "sessioncorrection": "Correction d'une session",
    "service_answer": "Service déclaré",
    "set_aside": "Ligne mise à part",
    "signature": "Signature",
    "site": "Site d'un organisme",
    "stage": "Étape d'une session",
    "stagechange": "Report d'une échéance",
    "text_amendment": "Amendement à un texte",
    "text_opinion": "Avis sur un texte",
    "text_signatory": "Signataire d'un texte",
    "territory_link": "Rattachement à un territoire",
    "support_action": "Action du programme d'appui",
    "tax_request": "Demande relative à la taxe d'apprentissage",
    "validated_set": "Jeu d'indicateurs validé",
    "validation": "Validation par la commission",
}
"""What the rows of each table whose text may name an address are called."""


def standing(model: type[SQLModel], address: str) -> ColumnElement[bool]:
    """SQL condition: a row of a table where an address stands, in capitals or not, other than as a desk of ours."""
    places = [place for place in PLACES if place.model is model and not place.is_ours]
    return or_(*(func.lower(col(place.holds)) == address for place in places))


def as_what(row: SQLModel, address: str) -> list[str]:
    """Return as what an address stands in a row."""
    places = (place for place in PLACES if isinstance(row, place.model) and not place.is_ours)
    return [place.label for place in places if str(getattr(row, place.column)).lower() == address]
