"""What may be corrected of the region file that an open session keeps, and which act moves the rest."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from models.errors import Refusal
from models.region.faults import unknown_key
from models.region.model import Region, dotted

CORRECTABLE = (
    "roles.*.label",
    "roles.*.email",
    "roles.*.phone",
    "roles.*.postal",
    "roles.*.capacity",
    "pieces.*.basis",
    "agents.*.label",
    "agents.*.email",
    "bodies.*.label",
    "bodies.*.place",
    "bodies.*.members.*.label",
    "bodies.*.members.*.email",
    "circles.*.label",
    "policies.time_stamps",
    "region.closures",
    "remedies.court",
    "remedies.postal",
    "law.*",
    "benefits",
    "documents.directory",
    "data_protection.controller",
    "data_protection.contact",
    "data_protection.processor",
    "data_protection.recipients",
    "data_protection.retention",
    "data_protection.months.*",
)
"""Telephones, addresses, seats, wording, closures and how long data are kept: dotted keys, « * » for any part."""

ELSEWHERE: dict[str, str] = {
    "stages.*": "une date se déplace par reporter-echeance, une séance se fixe par fixer-seance.",
    "pieces*": "une pièce se demande, dossier par dossier, par demander-complements, et se note par instruire-dossier.",
    "policies.completion.*": "le délai d'une demande se prolonge par prolonger-complements.",
    "bodies.*.meets_at": "l'heure d'une séance se change par fixer-seance.",
    "*": "cette règle vaut pour toute la session ; corrigez le fichier de région avant la suivante (ouvrir-session).",
}
"""What each other key is changed by: the first pattern that fits."""


def correctable(region: Region) -> Iterator[tuple[str, object]]:
    """Yield the dotted keys that may be corrected, each with what it holds, in the order of the file."""
    for key, value in dotted(region.model_dump(mode="json")):
        if any(_fits(key, pattern) for pattern in CORRECTABLE):
            yield key, value


def must_be_correctable(region: Region, key: str) -> None:
    """Raise Refusal for a key that the file does not have, and for one that another act, or none, changes."""
    if key in dict(correctable(region)):
        return
    known = dict(dotted(region.model_dump(mode="json")))
    if key not in known:
        saying = unknown_key(key, list(known))
        guess = saying.mend.partition(" Clés possibles")[0] if saying.mend.startswith("Vouliez") else ""
        raise Refusal("Donnée", key, f"la session n'a pas cette donnée. {guess or 'Choisissez-la dans la liste.'}")
    raise Refusal("Donnée", key, next(mend for pattern, mend in ELSEWHERE.items() if fnmatchcase(key, pattern)))


def shown_value(value: object) -> str:
    """Return a value as Prefect may show it: on one line, and no address."""
    said = " ; ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return "une adresse" if "@" in said else said or "aucune valeur"


def _fits(key: str, pattern: str) -> bool:
    return key.count(".") == pattern.count(".") and fnmatchcase(key, pattern)
