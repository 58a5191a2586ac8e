"""What the board says: why a dossier waits for a person, and what that person does about it."""

from typing import NamedTuple

from models.statuses import Flag, PieceState
from tasks.pending import Reason


class Words(NamedTuple):
    """A reason on the board: its title, what to do, and what its dossiers' detail is (`{}`),
    where it is worth a word."""

    title: str
    act: str
    detail: str = ""


REASONS: dict[Reason | Flag, Words] = {
    Reason.notice_failed: Words(
        "Notifications en échec", "Joindre le candidat par une autre voie ; vérifier son adresse.", "{}"
    ),
    Reason.notice_waiting: Words(
        "Notifications en attente d'un nouvel essai", "Vérifier le serveur d'envoi ; les essais continuent.", "{}"
    ),
    Reason.acknowledgement: Words(
        "Accusés de réception proches du délai légal, ou en retard",
        "Vérifier que derouler-session s'exécute.",
        "au plus tard le {}",
    ),
    Reason.late: Words(
        "Hors délai",
        "Admettre (formulaire admettre-hors-delai), ou laisser pour la session suivante.",
        "reçu le {}",
    ),
    Reason.expired: Words(
        "Délai de complément expiré",
        "Joindre le candidat : ses pièces comptent encore jusqu'à la fin de l'instruction.",
        "échu le {}",
    ),
    Reason.open_request: Words(
        "Compléments attendus des candidats", "Les rappels partent seuls.", "au plus tard le {}"
    ),
    Reason.examination: Words("Instruction à terminer", "Rendre une conclusion (formulaire instruire-dossier)."),
    Reason.opinion: Words("Avis à enregistrer", "Saisir l'avis du groupe de travail (formulaire enregistrer-avis)."),
    Reason.decision: Words("Décisions à enregistrer", "Saisir la décision (formulaire enregistrer-decision)."),
    Flag.deadline_day: Words("Reçus le jour que nomme l'appel", "Vérifier la date limite applicable."),
    Flag.same_legal_entity: Words(
        "Même entité juridique qu'un autre dossier", "Vérifier que chaque établissement candidate."
    ),
    Flag.late_answer: Words(
        "Compléments reçus après leur délai", "En tenir compte dans l'instruction ; rien n'est écarté."
    ),
    Flag.unidentified: Words("Organisme non identifié", "Demander au candidat son SIRET, son RNA ou son UAI."),
    Flag.identifier_invalid: Words("Identifiant invalide", "Faire confirmer l'identifiant par le candidat."),
}
"""The words of each reason and of each flag."""

FLAGS: dict[str, str] = {
    Flag.deadline_day: "jour nommé par l'appel",
    Flag.same_legal_entity: "même entité juridique",
    Flag.late_answer: "compléments tardifs",
    Flag.unidentified: "organisme non identifié",
    Flag.identifier_invalid: "identifiant invalide",
}
"""What a flag is called in the table."""

LACKING: dict[PieceState, str] = {
    PieceState.missing: "",
    PieceState.unusable: " (inexploitable)",
    PieceState.refused: " (fichier non accepté)",
}
"""What follows the label of a piece that is not there or not usable."""
