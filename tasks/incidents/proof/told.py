"""What is wrong with a sealed line, in French: which one it is, and what differs of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from models.storage.proof.form import LineKind
from models.storage.proof.seals import SealBlock, SealedLine
from notifications.writing.wording import capital
from tasks.incidents.proof.erased import Erased
from tasks.incidents.proof.lines import Line

KINDS: Mapping[LineKind, str] = {
    LineKind.journal: "acte du journal",
    LineKind.letter: "lettre",
    LineKind.arrival: "envoi reçu",
    LineKind.file: "fichier reçu",
    LineKind.reclassification: "rectification d'un envoi",
    LineKind.erasure: "effacement",
    LineKind.certificate: "certificat d'effacement",
    LineKind.mail: "courriel envoyé",
}
"""What each kind of line is called."""

NAMES: Mapping[str, str] = {
    "application_id": "dossier",
    "campaign_id": "session",
    "at": "date",
    "event": "événement",
    "former": "statut d'avant",
    "status": "statut",
    "by": "auteur",
    "reason": "motif",
    "recorded_at": "date d'enregistrement",
    "key": "clé",
    "kind": "sorte",
    "sender": "expéditeur",
    "recipient": "destinataire",
    "message_id": "identifiant du message",
    "in_reply_to": "message auquel il répond",
    "reply_to": "adresse de réponse",
    "subject": "objet",
    "text": "texte",
    "html": "page HTML",
    "enqueued_at": "date d'écriture",
    "sent_at": "date d'envoi",
    "files": "pièces jointes",
    "identity": "identité du message",
    "way": "voie d'arrivée",
    "mailbox": "boîte",
    "raw_digest": "empreinte du message",
    "size": "taille",
    "received_at": "date de réception",
    "processed_at": "date d'enregistrement",
    "claimed_date": "date annoncée",
    "deposit_id": "envoi",
    "position": "place",
    "name": "nom",
    "digest": "empreinte du contenu",
    "meaning": "nature retenue",
    "former_application_id": "dossier d'avant",
    "said": "réponses du formulaire",
    "purge_id": "certificat",
    "of": "table",
    "row": "ligne",
    "outcome": "règle",
    "due_on": "échéance",
    "rows": "lignes par table",
    "contents": "empreintes des contenus",
    "lines": "lignes scellées",
    "visa": "visa",
    "package": "versement",
    "units": "ce qui est à effacer",
    "done_at": "date d'achèvement",
    "certificate": "texte du certificat",
    "notice_id": "lettre",
    "server": "serveur",
    "answer": "réponse du serveur",
}
"""What each sealed value is called."""


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Return « 15/04/2026 à 10:00 » on the clock of a zone."""
    return f"{at.astimezone(zone):%d/%m/%Y à %H:%M}"


def named(line: SealedLine | Line, zone: ZoneInfo) -> str:
    """Return which row a line is of: its kind, its number, what it is about, of when."""
    about = f", {line.about}" if line.about else ""
    dated = f", du {clock_time(line.dated, zone)}" if line.dated else ""
    return f"{KINDS[line.kind]} n° {line.row_id}{about}{dated}"


def placed(line: SealedLine, zone: ZoneInfo) -> str:
    """Return which line of the chain it is, and which row that is."""
    return f"Ligne {line.number} du bloc {line.block_number}, {named(line, zone)}"


def changed(line: SealedLine, names: Sequence[str], zone: ZoneInfo) -> str:
    """Return what is said of a row that is another than it was sealed."""
    differs = f" (diffère : {', '.join(NAMES[name] for name in names)})" if names else ""
    return f"{placed(line, zone)} : modifiée depuis qu'elle est scellée{differs}."


def unreadable(line: SealedLine, zone: ZoneInfo) -> str:
    """Return what is said of a row that nobody can read any more."""
    return f"{placed(line, zone)} : modifiée depuis qu'elle est scellée (elle ne se lit plus)."


def removed(line: SealedLine, zone: ZoneInfo) -> str:
    """Return what is said of a row that is gone."""
    return f"{placed(line, zone)} : supprimée depuis qu'elle est scellée."


def not_erased(line: SealedLine, erased: Erased, zone: ZoneInfo) -> str:
    """Return what is said of a row that is not what its erasure left of it."""
    since = f"effacée le {clock_time(erased.at, zone)} selon le certificat n° {erased.certificate}"
    return f"{placed(line, zone)} : {since}, et modifiée depuis."


def inserted(line: Line, block: SealBlock, zone: ZoneInfo) -> str:
    """Return what is said of a row that claims to be older than a block in which it is not."""
    name, sealed = named(line, zone), f"bloc {block.number}, scellé le {clock_time(block.sealed_at, zone)}"
    return f"{capital(name)} : ligne insérée après coup ; elle se dit antérieure au {sealed}, qui l'ignore."


def lost(number: int, block: SealBlock) -> str:
    """Return what is said of a line that is no more in the chain."""
    return f"Ligne {number} du bloc {block.number} : retirée du registre des scellés."


def resealed(line: SealedLine, zone: ZoneInfo) -> str:
    """Return what is said of a line that does not follow the one before it."""
    return f"{placed(line, zone)} : son scellé a été modifié ; il ne suit plus celui de la ligne précédente."


def added(line: SealedLine, zone: ZoneInfo) -> str:
    """Return what is said of a line that no block has."""
    return f"{placed(line, zone)} : ajoutée au registre des scellés ; aucun bloc ne la contient."
