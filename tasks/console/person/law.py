"""What the law wants to be said with what is held (GDPR, article 15), and what is not handed over."""

from collections.abc import Sequence

from models.sessions.campaign import Campaign
from tasks.console.person.named import OTHER

LEFT_OUT = (
    (
        "Les données d'autres personnes (article 15, paragraphe 4, du RGPD), hors de ce que contiennent vos propres "
        "courriels et les lettres qui vous ont été adressées : dans les textes cités, leur adresse devient "
        f"« {OTHER} », et le nom des agents qui ont fait un acte n'est pas donné."
    ),
    (
        "Le contenu des lettres par lesquelles des dossiers sont soumis aux membres des instances, aux services ou aux "
        "personnes consultées : elles sont énumérées, mais parlent d'autrui. De même, les lettres adressées à autrui."
    ),
    (
        "Les fichiers mis en quarantaine, qui peuvent être dangereux : ils sont nommés. Un courriel remis tel qu'il a "
        "été reçu peut en contenir : n'ouvrez que les pièces dont vous êtes sûr."
    ),
    (
        "Ce qui n'est connu que sous un nom, sans adresse : signataires, membres présents à une séance, auteurs d'un "
        "acte. Demandez-le en donnant le nom sous lequel vous avez agi."
    ),
    (
        "Ce qui n'a pas été cherché : le texte des courriels et des pièces d'autrui, les courriels qui n'ont pas "
        "encore été relevés, les sauvegardes et les journaux techniques."
    ),
)
"""What is not handed over, and why."""

_PURPOSE = (
    "Les coordonnées professionnelles que nous recevons servent uniquement à examiner les candidatures au SPRO et à en "
    "notifier les suites. Ce traitement relève d'une mission d'intérêt public (article 6, paragraphe 1, e, du RGPD). "
    "Elles ne sont transmises qu'aux services chargés de la procédure et aux membres des instances consultées, sans "
    "décision automatisée."
)
_SOURCE = (
    "Elles viennent de vos propres courriels, de l'organisme pour lequel vous agissez, ou des services chargés de la "
    "procédure. Chaque rubrique dit pourquoi elles sont détenues."
)
_COMPLAINT = "Réclamation : Commission nationale de l'informatique et des libertés (CNIL), www.cnil.fr."


def about(sessions: Sequence[Campaign]) -> list[str]:
    """Return why data are held, on what ground, where from, who reads them, for how long as the region files of some
    sessions say, and which rights there are."""
    return [_PURPOSE, _SOURCE, *dict.fromkeys(map(_terms, sessions)), _COMPLAINT]


def _terms(session: Campaign) -> str:
    protection = session.rules.data_protection
    return (
        f"Responsable du traitement : {protection.controller}. Durée de conservation : {protection.retention}. "
        f"Rectification, effacement, limitation, opposition : {protection.contact}."
    )
