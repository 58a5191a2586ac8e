"""What each kind of incident means for the session, and what to do (as the look at it says): one row a kind, for mail,
board and log."""

from collections.abc import Mapping
from typing import NamedTuple

from models.vocabulary import IncidentKind as K
from tasks.incidents.health.table import DISK, OUTBOX, SERVER, UNANSWERED, WORKER


class Meaning(NamedTuple):
    """What a kind is called, what comes of it for applicants and coordinators, and what mends it; in French."""

    title: str
    consequence: str
    mend: str


MEANINGS: Mapping[K, Meaning] = {
    K.database: Meaning(
        "La base de données ne répondait plus",
        "Rien n'est perdu : les messages sont restés dans leur boîte, à leur date de réception, et les lettres ont "
        "attendu. Un formulaire envoyé pendant ce temps a pu échouer : son exécution le dit.",
        "Relancez dans la console les exécutions en échec ; cherchez dans le journal de la base pourquoi elle s'est "
        "arrêtée, ou ce qui l'a verrouillée.",
    ),
    K.outbox: Meaning(
        "Les notifications ne partent plus",
        "Rien n'est perdu : chaque lettre attend et sera retentée. Mais aucun candidat n'en reçoit d'ici là.",
        OUTBOX.mend,
    ),
    K.mailbox: Meaning(
        "Une boîte de dépôt n'est plus lue",
        "Les messages y restent, à leur date de réception : aucun candidat n'y perd un délai, et les échéances passées "
        "depuis sont retenues. Mais ils ne sont ni enregistrés ni confirmés d'ici là.",
        "Vérifiez le serveur de messagerie, puis l'adresse et le mot de passe de la boîte (SPRO_MAILBOX_URL).",
    ),
    K.unanswered: Meaning(
        "Des messages restent sans réponse : sans doute un échange entre automates",
        "Ils sont enregistrés, à leur date de réception, et attendent dans « À traiter » : rien n'est perdu.",
        UNANSWERED.mend,
    ),
    K.disk: Meaning(
        "Le disque est presque plein",
        "Quand il sera plein, aucun message ne pourra plus être enregistré.",
        DISK.mend,
    ),
    K.altered: Meaning(
        "Un fichier reçu a changé dans le magasin de fichiers",
        "Il est mis de côté (« alteres ») et n'est plus remis à personne : ni sur une page, ni avec une lettre.",
        "Remettez à sa place, sous le même nom, celui d'une sauvegarde ; puis cherchez ce qui l'a changé : "
        "le disque, ou quelqu'un.",
    ),
    K.server: Meaning(
        "Le serveur Prefect ne répond plus",
        "La console ne s'ouvre plus. Les dépôts, les échéances et les notifications sont traités directement.",
        SERVER.mend,
    ),
    K.worker: Meaning(
        "Le worker ne répond plus",
        "Les formulaires envoyés attendent. Les dépôts, les échéances et les notifications sont traités directement.",
        WORKER.mend,
    ),
    K.run_failed: Meaning(
        "Une exécution a échoué",
        "Ce qu'elle devait faire n'est pas fait, ou pas entièrement.",
        "Ouvrez-la dans la console et lisez ses journaux ; la cause corrigée, relancez-la : rien n'est fait deux fois.",
    ),
    K.run_late: Meaning(
        "Une exécution prévue n'a pas commencé",
        "Ce qu'elle devait faire attend qu'elle commence.",
        "Vérifiez dans la console que le groupe « spro » n'est pas suspendu et que son worker répond.",
    ),
}
