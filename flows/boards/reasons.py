"""What the board says: why a dossier waits for a person, and what that person does about it."""

from collections.abc import Mapping

from flows.boards.words import OF_MEMBERS, Words
from models.vocabulary import Flag, PieceState, RequestOutcome
from tasks.console.waiting.reasons import Reason

REASONS: dict[Reason | Flag, Words] = {
    Reason.set_aside: Words(
        "Mis à part : une donnée illisible, ou une lettre impossible",
        "Transmettre la ligne à la personne qui tient la machine, qui répare ce qu'elle nomme. Tout le reste continue "
        "sans attendre. Une fois la réparation faite, lancer derouler-session : la ligne disparaît, et ce qui était dû "
        "est fait.",
        "{}",
        "derouler-session",
    ),
    Reason.silence_past: Words(
        "Délai écoulé : le silence vaut décision",
        "Faire constater ce qu'il emporte, et enregistrer la décision (exécution « commission »). Une acceptation née "
        "du silence a créé des droits : elle ne se retire que sur un fondement, dans les quatre mois s'il est "
        "l'illégalité, une fois l'organisme entendu (formulaire rectifier-decision).",
        "écoulé le {}",
        "commission",
        ("rectifier-decision",),
    ),
    Reason.decision_unserved: Words(
        "Décisions non notifiées : leur courriel n'est pas arrivé",
        "Joindre le candidat autrement (« À traiter » donne la lettre à imprimer), puis dire quand il a reçu la "
        "décision (formulaire notifier-autrement) ; d'ici là, aucun délai de recours ne court.",
        "{}",
        "notifier-autrement",
        ("lettres-a-poster", "renvoyer-notification", "traiter-lettre"),
    ),
    Reason.registration: Words(
        "Accusés d'enregistrement non partis : le délai légal d'un jour ouvré s'achève, ou il est passé",
        "Vérifier le serveur d'envoi ; les essais continuent. S'il reste en panne, joindre les candidats autrement.",
        "au plus tard le {}",
        "distribuer-notifications",
    ),
    Reason.notice_failed: Words(
        "Notifications en échec",
        "Joindre le destinataire autrement (« À traiter » donne la lettre à imprimer), corriger son adresse ou en "
        "donner une seconde s'il le faut (formulaire identifier-dossier), puis dire que c'est réglé (formulaire "
        "marquer-lu). Celui sur lequel l'envoi s'est interrompu trois fois se relance "
        "(formulaire traiter-lettre).",
        "{}",
        "marquer-lu",
        ("traiter-lettre",),
    ),
    Reason.digest_failed: Words(
        "Message du matin en échec",
        "Vérifier l'adresse de ceux qui le lisent, dans le fichier de région (roles.content_contact, agents), puis "
        "dire que c'est réglé (formulaire marquer-lu).",
        "{}",
        "marquer-lu",
    ),
    Reason.notice_waiting: Words(
        "Notifications en attente d'un nouvel essai",
        "Vérifier le serveur d'envoi ; les essais continuent.",
        "{}",
        "distribuer-notifications",
    ),
    Reason.notice_doubted: Words(
        "Courriels peut-être partis deux fois",
        "L'envoi s'est interrompu avant la réponse du serveur : chacun repart de lui-même, sous le même identifiant. "
        "S'il le faut, en avertir le destinataire ; puis dire que c'est réglé (formulaire marquer-lu), ce que fait "
        "aussi une preuve de remise.",
        "{}",
        "marquer-lu",
    ),
    Reason.letter_to_post: Words(
        "Lettres à poster : leur candidat n'a pas de courriel",
        "En faire un seul document, à imprimer et à mettre sous enveloppe (formulaire lettres-a-poster ; sans en "
        "choisir, toutes). Leurs délais n'attendent pas.",
        "{}",
        "lettres-a-poster",
    ),
    Reason.letter_held: Words(
        "Lettres en attente, que l'on peut encore arrêter",
        "Les lire à leur page ; les laisser partir, ou les arrêter (formulaire traiter-lettre). Elles partent "
        "d'elles-mêmes, sauf si la Région a choisi qu'une personne le dise.",
        "{}",
        "traiter-lettre",
    ),
    Reason.acknowledgement: Words(
        "Accusés de réception proches du délai légal, ou en retard",
        "Vérifier que derouler-session s'exécute, et relever-depots pour ce qui n'est pas encore classé ; trancher ce "
        "qui retient l'accusé de réception (un cachet illisible).",
        "au plus tard le {}",
        "derouler-session",
    ),
    Reason.silence_near: Words(
        "Le silence vaudra bientôt décision",
        "Faire décider avant ce jour, et enregistrer la décision (exécution « commission »).",
        "au plus tard le {}",
        "commission",
    ),
    Reason.appeal_to_record: Words(
        "Recours possibles, à enregistrer",
        "Lire l'envoi. Si c'est un recours, l'enregistrer, même hors délai (formulaire enregistrer-recours) ; sinon, y "
        "répondre (formulaire ecrire-au-candidat), ou dire ce que c'est (formulaire reclasser-envoi), ou que c'est lu "
        "(formulaire marquer-lu).",
        "{}",
        "enregistrer-recours",
        ("ecrire-au-candidat", "marquer-lu", "reclasser-envoi"),
    ),
    Reason.appeal_to_answer: Words(
        "Recours à décider",
        "Répondre avant ce jour (formulaire repondre-au-recours) : ensuite, le silence vaut rejet.",
        "au plus tard le {}",
        "repondre-au-recours",
    ),
    Reason.appeal_implied: Words(
        "Recours implicitement rejetés",
        "Le silence l'a rejeté, et le tribunal peut être saisi. Une réponse reste possible (formulaire "
        "repondre-au-recours).",
        "{}",
        "repondre-au-recours",
    ),
    Reason.to_read: Words(
        "À lire",
        "Lire ce qui est écrit ; le service qui en est chargé l'a reçu par courriel. Enregistrer un retrait s'il y a "
        "lieu (formulaire enregistrer-retrait), ou dire ce que c'est si c'est autre chose (formulaire "
        "reclasser-envoi). Y répondre (formulaire ecrire-au-candidat), ou dire que c'est lu (formulaire marquer-lu).",
        "{}",
        "ecrire-au-candidat",
        ("marquer-lu", "reclasser-envoi"),
    ),
    Reason.infected: Words(
        "Fichiers dangereux, mis en quarantaine",
        "N'en ouvrir aucun ; prévenir la sécurité informatique. L'expéditeur est prévenu : lui demander la pièce s'il "
        "ne la renvoie pas (formulaire demander-complements), puis dire que c'est réglé (formulaire marquer-lu).",
        "{}",
        "marquer-lu",
    ),
    Reason.in_trouble: Words(
        "Envois en difficulté",
        "Regarder l'envoi et son dossier ; dire de quel organisme il vient s'il le faut (formulaire "
        "identifier-dossier), ou de quel dossier il est (formulaire reclasser-envoi) ; le demander à son auteur "
        "(formulaire ecrire-au-candidat). Une fois lu, le dire (formulaire marquer-lu).",
        "{}",
        "reclasser-envoi",
        ("ecrire-au-candidat", "marquer-lu"),
    ),
    Reason.loose_files: Words(
        "Fichiers reçus, à rattacher à une pièce",
        "Ouvrir l'envoi et ses fichiers : ils sont peut-être ce qui manque au dossier, et rien n'est demandé au "
        "candidat d'ici là. Dire quel fichier est quelle pièce (formulaire reclasser-envoi). Si rien d'utile n'y est, "
        "le dire (formulaire marquer-lu), ou demander ce qui manque (formulaire demander-complements).",
        "{}",
        "reclasser-envoi",
        ("marquer-lu",),
    ),
    Reason.unsorted: Words(
        "Envois enregistrés, pas encore classés",
        "Vérifier que relever-depots s'exécute et, s'il y en a un, que l'antivirus répond ; les expéditeurs ont leur "
        "accusé d'enregistrement.",
        "reçu le {}",
        "relever-depots",
    ),
    Reason.retained: Words(
        "Échéances retenues : un message arrivé avant est peut-être encore à lire",
        "Rien à décider : elles reprennent dès que la boîte est relevée et les envois classés. Vérifier la messagerie "
        "et, s'il y en a un, l'antivirus. Un dossier peut être reporté sans attendre (formulaire reporter-dossier).",
        "{}",
        "relever-depots",
        ("reporter-dossier",),
    ),
    Reason.late: Words(
        "Hors délai",
        "Admettre (formulaire admettre-hors-delai), ou laisser pour la session suivante (formulaire "
        "laisser-hors-delai).",
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
    Reason.advice_late: Words(
        "Avis demandés, non rendus",
        "Joindre la personne consultée, que la page du dossier nomme ; enregistrer ce qu'elle dit (formulaire "
        "enregistrer-avis), ou annuler la demande (formulaire annuler-avis).",
        "attendu jusqu'au {}",
        "enregistrer-avis",
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
    Reason.to_sign: Words(
        "Décisions à signer par la Région",
        "La commission s'est prononcée. Une fois les décisions signées, les enregistrer (formulaire signer-decisions ; "
        "au parapheur : exporter-parapheur, puis deposer-actes-signes). "
        "Rien n'est notifié d'ici là, et le délai au terme duquel le silence décide court toujours.",
        form="signer-decisions",
    ),
    Reason.act_to_sign: Words(
        "Actes exportés, à signer au parapheur",
        "Verser le document (page du dossier) au parapheur, puis le déposer signé (formulaire deposer-actes-signes). "
        "Rien n'est enregistré ni notifié d'ici là. Si l'acte n'est plus à signer : formulaire corriger-saisie.",
        "exporté le {}",
        "deposer-actes-signes",
        ("corriger-saisie",),
    ),
    **OF_MEMBERS,
    Reason.to_forget: Words(
        "Au terme de leur durée de conservation : à effacer",
        "Demander le visa des archives départementales, et leur remettre ce qu'elles demandent (commande spro "
        "archive), puis autoriser l'effacement (formulaire autoriser-effacement). Un dossier à garder malgré tout : "
        "formulaire conserver-dossier.",
        "échue le {}",
        "autoriser-effacement",
        ("conserver-dossier",),
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
        "Doublons possibles",
        "Réunir les deux dossiers, remplacer l'un par l'autre, ou clore le signalement (formulaire "
        "rapprocher-dossiers). Ce qu'un organisme a déposé de nouveau est joint à son dossier. S'il est déjà membre "
        "(page « Registre »), l'accusé de réception le lui dit : acceptée, sa candidature renouvelle son adhésion "
        "à son terme.",
        form="rapprocher-dossiers",
    ),
    Flag.late_answer: Words(
        "Compléments reçus après leur délai",
        "En tenir compte dans l'instruction ; rien n'est écarté.",
        form="instruire-dossier",
    ),
    Flag.unidentified: Words(
        "Organisme non identifié",
        "Dire de quel organisme il s'agit (formulaire identifier-dossier) ; le demander au candidat s'il le faut.",
        form="identifier-dossier",
    ),
    Flag.identifier_invalid: Words(
        "Identifiant invalide",
        "Le faire confirmer par le candidat, puis le saisir (formulaire identifier-dossier).",
        form="identifier-dossier",
    ),
    Flag.old_form: Words(
        "Ancien formulaire",
        "Une pièce est sur le modèle d'une session précédente, et n'a pas pu être redemandée d'office : la demander "
        "(formulaire demander-complements, motif « établie sur un autre modèle »).",
        form="demander-complements",
    ),
    Flag.postmark_unreadable: Words(
        "Cachet de la poste illisible",
        "Dire si l'envoi est dans le délai (formulaire statuer-sur-le-cachet) ; son accusé de réception attend.",
        form="statuer-sur-le-cachet",
    ),
    Flag.network_unsure: Words(
        "Réseau à confirmer",
        "Dire si l'organisme est du réseau que son nom laisse penser, ou d'aucun (formulaire identifier-dossier) : "
        "d'ici là, rien n'est demandé au candidat. La page du dossier dit de quel réseau il s'agit.",
        form="identifier-dossier",
    ),
}
"""The words of each reason, and of each flag that waits for a person."""

FLAGS: dict[str, str] = {
    Flag.deadline_day: "jour nommé par l'appel",
    Flag.same_legal_entity: "même entité juridique",
    Flag.possible_duplicate: "doublon possible",
    Flag.late_answer: "compléments tardifs",
    Flag.unidentified: "organisme non identifié",
    Flag.identifier_invalid: "identifiant invalide",
    Flag.misdirected: "parvenu à un autre service",
    Flag.old_form: "ancien formulaire",
    Flag.postmark_unreadable: "cachet illisible",
    Flag.network_unsure: "réseau à confirmer",
}
"""What a flag is called in the table."""

PIECES: Mapping[PieceState, str] = {
    PieceState.received: "reçue",
    PieceState.missing: "manquante",
    PieceState.unusable: "inexploitable",
    PieceState.refused: "fichier non accepté",
}
"""What the dossier holds of a piece."""

OUTCOMES: Mapping[RequestOutcome, str] = {
    RequestOutcome.open: "en cours",
    RequestOutcome.answered: "satisfaite",
    RequestOutcome.expired: "expirée",
    RequestOutcome.cancelled: "annulée",
}
"""How a request stands."""
