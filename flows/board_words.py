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
        "Faire constater ce qu'il emporte, et enregistrer la décision (exécution « commission »).",
        "écoulé le {}",
        "commission",
    ),
    Reason.decision_unserved: Words(
        "Décisions non notifiées : leur courriel n'est pas arrivé",
        "Joindre le candidat autrement, puis dire quand il a reçu la décision (formulaire notifier-autrement) ; "
        "d'ici là, aucun délai de recours ne court.",
        "{}",
        "notifier-autrement",
    ),
    Reason.notice_failed: Words(
        "Notifications en échec",
        "Joindre le candidat autrement ; vérifier son adresse.",
        "{}",
        "distribuer-notifications",
    ),
    Reason.digest_failed: Words(
        "Message du matin en échec",
        "Vérifier l'adresse de ceux qui le lisent, dans le fichier de région (roles.content_contact).",
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
        "Faire décider avant ce jour, et enregistrer la décision (exécution « commission »).",
        "au plus tard le {}",
        "commission",
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
    Reason.meeting_unset: Words(
        "Séance à fixer",
        "Fixer le jour de la séance (formulaire fixer-seance) ; les membres sont convoqués cinq jours avant.",
        "au plus tard le {}",
        "fixer-seance",
    ),
    Reason.second_meeting: Words(
        "Quorum non atteint : seconde séance à fixer",
        "Fixer la seconde séance (formulaire fixer-seance) : même ordre du jour, sans condition de quorum.",
        "au plus tard le {}",
        "fixer-seance",
    ),
    Reason.examination: Words(
        "Instruction à terminer", "Rendre une conclusion (formulaire instruire-dossier).", form="instruire-dossier"
    ),
    Reason.opinion: Words(
        "Avis à enregistrer",
        "Saisir les avis : ouvrir l'exécution « groupe-de-travail » qui attend, ou la lancer. Si la séance n'a pas eu "
        "lieu, la reporter (formulaire reporter-echeance).",
        form="groupe-de-travail",
    ),
    Reason.decision: Words(
        "Décisions à enregistrer",
        "Saisir les décisions : ouvrir l'exécution « commission » qui attend, ou la lancer. Si la séance n'a pas eu "
        "lieu, la reporter (formulaire reporter-echeance).",
        form="commission",
    ),
    Reason.signature: Words(
        "Cahier des charges à faire signer",
        "L'adresser à l'organisme, puis enregistrer sa signature (formulaire enregistrer-signature).",
        "depuis le {}",
        "enregistrer-signature",
    ),
    Reason.signature_again: Words(
        "Nouvelle version du cahier des charges à faire signer",
        "L'adresser au membre, puis enregistrer sa signature (formulaire enregistrer-signature).",
        "membre depuis le {}",
        "enregistrer-signature",
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
