"""What the board says: why a dossier waits for a person, and what that person does about it."""

from typing import NamedTuple

from models.statuses import Flag, PieceState
from tasks.pending import Reason


class Words(NamedTuple):
    """A reason on the board: its title, what to do, what its dossiers' detail is (`{}`) where it is worth a word, and
    the deployment whose form settles it, where there is one."""

    title: str
    act: str
    detail: str = ""
    form: str = ""


REASONS: dict[Reason | Flag, Words] = {
    Reason.silence_past: Words(
        "Délai écoulé : le silence vaut décision",
        "Faire constater ce qu'il emporte, et enregistrer la décision (formulaire enregistrer-decision).",
        "écoulé le {}",
        "enregistrer-decision",
    ),
    Reason.notice_failed: Words(
        "Notifications en échec",
        "Joindre le candidat par une autre voie ; vérifier son adresse.",
        "{}",
        "distribuer-notifications",
    ),
    Reason.notice_waiting: Words(
        "Notifications en attente d'un nouvel essai",
        "Vérifier le serveur d'envoi ; les essais continuent.",
        "{}",
        "distribuer-notifications",
    ),
    Reason.acknowledgement: Words(
        "Accusés de réception proches du délai légal, ou en retard",
        "Vérifier que derouler-session s'exécute.",
        "au plus tard le {}",
        "derouler-session",
    ),
    Reason.silence_near: Words(
        "Le silence vaudra bientôt décision",
        "Faire décider avant ce jour, et enregistrer la décision (formulaire enregistrer-decision).",
        "au plus tard le {}",
        "enregistrer-decision",
    ),
    Reason.late: Words(
        "Hors délai",
        "Admettre (formulaire admettre-hors-delai), ou laisser pour la session suivante.",
        "reçu le {}",
        "admettre-hors-delai",
    ),
    Reason.expired: Words(
        "Délai de complément expiré",
        "Joindre le candidat ; prolonger son délai s'il y a lieu (formulaire prolonger-complements). "
        "Ses pièces comptent toujours.",
        "échu le {}",
        "prolonger-complements",
    ),
    Reason.unasked: Words(
        "Incomplets, sans demande en cours",
        "Demander ce qui manque (formulaire demander-complements).",
        "depuis le {}",
        "demander-complements",
    ),
    Reason.to_represent: Words(
        "À présenter de nouveau",
        "Rien d'indispensable n'y manque : présenter de nouveau le dossier (formulaire representer-dossier).",
        "depuis le {}",
        "representer-dossier",
    ),
    Reason.open_request: Words(
        "Compléments attendus des candidats", "Les rappels partent seuls.", "au plus tard le {}"
    ),
    Reason.examination: Words(
        "Instruction à terminer", "Rendre une conclusion (formulaire instruire-dossier).", form="instruire-dossier"
    ),
    Reason.opinion: Words(
        "Avis à enregistrer",
        "Saisir l'avis du groupe de travail (formulaire enregistrer-avis).",
        form="enregistrer-avis",
    ),
    Reason.decision: Words(
        "Décisions à enregistrer",
        "Saisir la décision (formulaire enregistrer-decision).",
        form="enregistrer-decision",
    ),
    Flag.deadline_day: Words(
        "Reçus le jour que nomme l'appel", "Vérifier la date limite applicable.", form="admettre-hors-delai"
    ),
    Flag.same_legal_entity: Words(
        "Même entité juridique qu'un autre dossier",
        "Vérifier que chaque établissement candidate.",
        form="instruire-dossier",
    ),
    Flag.possible_duplicate: Words(
        "Nouveaux dépôts d'organismes dont le dossier attendait",
        "Ce qu'ils ont envoyé y est joint : vérifier, puis présenter de nouveau le dossier "
        "(formulaire representer-dossier).",
        form="representer-dossier",
    ),
    Flag.late_answer: Words(
        "Compléments reçus après leur délai",
        "En tenir compte dans l'instruction ; rien n'est écarté.",
        form="instruire-dossier",
    ),
    Flag.unidentified: Words(
        "Organisme non identifié", "Demander au candidat son SIRET, son RNA ou son UAI.", form="demander-complements"
    ),
    Flag.identifier_invalid: Words(
        "Identifiant invalide", "Faire confirmer l'identifiant par le candidat.", form="demander-complements"
    ),
}
"""The words of each reason and of each flag."""

FLAGS: dict[str, str] = {
    Flag.deadline_day: "jour nommé par l'appel",
    Flag.same_legal_entity: "même entité juridique",
    Flag.possible_duplicate: "doublon possible",
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
