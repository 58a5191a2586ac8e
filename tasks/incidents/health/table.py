"""The looks that cost little, in the order in which they are told: boards and the watcher take them again and again,
and the command with all others (`tasks.incidents.health.whole`)."""

from tasks.incidents.health import conducted, ours
from tasks.incidents.health.look import Case, Look

_RESTART = "Relancez le système (spro up), puis lisez « {} » dans son dossier."

OUTBOX = Look[Case](
    "Envois",
    "Les notifications partent-elles ?",
    "Vérifiez le serveur d'envoi et son réglage SPRO_SMTP_URL ; le journal de la veille cite sa réponse.",
    ours.outbox,
)
UNANSWERED = Look[Case](
    "Échanges",
    "Des messages restent-ils sans réponse parce qu'il en vient trop ?",
    "Ouvrez-en un sur la page « Arrivées » : si un automate l'envoie, demandez à son responsable de l'arrêter ; si "
    "c'est une personne, répondez-lui.",
    ours.unanswered,
)
DISK = Look[Case](
    "Disque",
    "Reste-t-il de la place pour les messages de plusieurs jours ?",
    "Libérez de la place sur la machine, ou agrandissez son disque.",
    ours.disk,
)
SERVER = Look[Case](
    "Serveur",
    "Le serveur Prefect répond-il ?",
    _RESTART.format("prefect/serveur.log"),
    conducted.server,
    address="/runs",
)
WORKER = Look[Case](
    "Worker",
    "Le worker de Prefect travaille-t-il ?",
    _RESTART.format("journaux/worker.log"),
    conducted.worker,
    address="/work-pools",
)

LOOKS: tuple[Look[Case], ...] = (
    SERVER,
    WORKER,
    Look(
        "Exécutions en retard",
        "Des exécutions prévues n'ont-elles pas commencé ?",
        "Vérifiez dans la console que le groupe « spro » n'est pas suspendu et que son worker répond.",
        conducted.late,
        address="/runs?state=Late",
    ),
    Look(
        "En panne depuis hier",
        "Des exécutions ont-elles échoué ?",
        "Ouvrez-les dans la console et lisez leurs journaux ; la cause corrigée, relancez-les.",
        conducted.broken,
        address="/runs?state=Failed",
    ),
    Look("Scellement", "Quel est le dernier bloc scellé ?", "", ours.sealed),
    Look("Courriel lu", "Quand un message a-t-il été lu ?", "", ours.last_mail),
    OUTBOX,
    UNANSWERED,
    DISK,
)
