"""What the page of a dossier is worded with."""

from collections.abc import Mapping

from models.vocabulary import AdviceOutcome, AppealOutcome, NoticeStatus
from tasks.console.pages.dossiers.advised import LATE
from tasks.console.pages.dossiers.appealed import IMPLIED, IN_COURT
from tasks.console.pages.dossiers.steps import StepName
from tasks.console.pages.dossiers.timeline import Source
from tasks.console.pages.dossiers.whole import Running

STEPS: Mapping[StepName, str] = {
    StepName.deposited: "Déposé",
    StepName.complete: "Complet",
    StepName.examined: "Instruit",
    StepName.opinion: "Avis",
    StepName.decision: "Décision",
    StepName.effect: "Effet",
}

SOURCES: Mapping[Source, str] = {
    Source.mail: "Courriel reçu",
    Source.paper: "Papier reçu",
    Source.act: "Acte",
    Source.system: "Automatique",
    Source.letter: "Lettre",
}

DATES: Mapping[Running, str] = {
    Running.acknowledgement: "Accusé de réception à envoyer, au plus tard",
    Running.request: "Compléments attendus jusqu'au",
    Running.silence: "Le silence vaudrait décision le",
    Running.appeal: "Recours réputé rejeté, sans réponse, le",
    Running.tacit: "Acceptation née du silence le",
    Running.taking_back: "Retrait pour illégalité possible jusqu'au",
    Running.contestation: "Recours possible jusqu'au",
    Running.opinion: "Avis attendu jusqu'au",
    Running.decision: "Décision attendue jusqu'au",
    Running.effect: "Prise d'effet",
    Running.announcement: "Fin de l'adhésion annoncée au membre le",
    Running.term: "Dernier jour de l'adhésion",
    Running.member: "L'organisme est déjà membre, jusqu'au",
}

LETTERS: Mapping[NoticeStatus, str] = {
    NoticeStatus.queued: "en attente d'envoi",
    NoticeStatus.sent: "envoyée",
    NoticeStatus.failed: "en échec",
    NoticeStatus.bounced: "revenue en erreur",
    NoticeStatus.held: "retenue",
}

ADVICE: Mapping[str, str] = {
    AdviceOutcome.open: "attendu",
    LATE: "en retard",
    AdviceOutcome.answered: "rendu",
    AdviceOutcome.revoked: "annulé",
}

APPEALS: Mapping[str, str] = {
    AppealOutcome.open: "à décider au plus tard le",
    IMPLIED: "implicitement rejeté le",
    IN_COURT: "devant le tribunal : rien du dossier n'est à effacer",
    AppealOutcome.upheld: "accueilli le",
    AppealOutcome.rejected: "rejeté le",
    AppealOutcome.judged: "jugé le",
}

FORMS: Mapping[str, str] = {
    "identifier-dossier": "Dire de quel organisme il vient",
    "rapprocher-dossiers": "Le rapprocher d'un autre dossier",
    "statuer-sur-le-cachet": "Statuer sur son cachet de la poste",
    "instruire-dossier": "L'instruire : pièces, grille et conclusion",
    "saisir-engagements": "Saisir ou corriger ses engagements",
    "declarer-deport": "Déclarer un déport",
    "modifier-ordre-du-jour": "Changer son rang à l'ordre du jour",
    "demander-complements": "Demander des compléments",
    "prolonger-complements": "Prolonger le délai de la demande",
    "annuler-demande": "Annuler la demande",
    "reporter-dossier": "Le reporter à la session suivante",
    "representer-dossier": "Le présenter de nouveau",
    "signer-decisions": "Enregistrer la décision signée par la Région",
    "exporter-parapheur": "Exporter la décision à signer au parapheur",
    "deposer-actes-signes": "Déposer l'acte signé au parapheur",
    "rectifier-decision": "Rectifier la décision",
    "notifier-autrement": "Dire que la décision a été notifiée autrement",
    "enregistrer-recours": "Enregistrer un recours",
    "repondre-au-recours": "Répondre à un recours",
    "enregistrer-retrait": "Enregistrer un retrait",
    "corriger-saisie": "Corriger ou retirer une saisie",
    "admettre-hors-delai": "L'admettre hors délai",
    "laisser-hors-delai": "Le laisser pour la session suivante",
    "affecter-dossier": "Le confier à un service",
    "annoter-dossier": "L'annoter, l'étiqueter",
    "recevoir-dossier": "Recevoir ce dossier",
    "ecrire-au-candidat": "Écrire au candidat",
    "demander-avis": "Demander un avis",
    "enregistrer-avis": "Enregistrer un avis, ou le communiquer au candidat",
    "annuler-avis": "Annuler une demande d'avis",
    "enregistrer-signature": "Enregistrer la signature du cahier des charges",
    "inscrire-au-registre": "Inscrire l'organisme au registre",
    "conserver-dossier": "Conserver au-delà de la durée prévue",
    "lever-conservation": "Ne plus conserver au-delà de la durée prévue",
    "enregistrer-sites": "Enregistrer ses sites",
    "fermer-site": "Fermer un site",
    "rattacher-au-groupement": "Rattacher à un groupement",
    "ecarter-sites": "Dire quels sites la décision refusera",
    "rattacher-territoire": "Dire de quel territoire il est",
    "designer-coordinateur": "Le désigner pour coordonner un territoire",
    "saisir-bilan": "Saisir ou corriger son bilan",
    "mettre-en-demeure": "Mettre le membre en demeure",
    "clore-mise-en-demeure": "Clore la mise en demeure",
    "resilier-adhesion": "Résilier l'adhésion",
    "enregistrer-depart": "Enregistrer le départ du membre",
    "enregistrer-adhesion": "Enregistrer son adhésion par convention",
    "renouveler-adhesion": "Enregistrer sa réponse sur le renouvellement",
    "noter-demande-taxe": "Noter sa demande de taxe d'apprentissage",
}
"""What each form does for a dossier."""
