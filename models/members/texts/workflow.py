"""What may become of a version of a text, as one table; one function moves it."""

from enum import StrEnum, auto
from typing import NamedTuple

from models.errors import Refusal
from models.members.texts.text import DocumentStatus as S
from models.members.texts.text import ReferenceDocument
from models.region.policies.membership import TextKey

TEXTS: dict[TextKey, str] = {
    TextKey.cahier_des_charges: "cahier des charges",
    TextKey.convention: "convention État-Région",
    TextKey.referentiel: "référentiel de l'accueil-information",
    TextKey.schema: "schéma de développement",
    TextKey.cprdfop: "CPRDFOP",
    TextKey.charte_graphique: "charte graphique",
    TextKey.formulaire: "formulaire et annexes",
}
"""The texts of reference, as people call them."""

STATUSES: dict[S, str] = {
    S.draft: "projet",
    S.proposed: "proposé",
    S.adopted: "adopté",
    S.superseded: "remplacé",
}
"""Where a version of a text stands, as people read it."""


class TextEvent(StrEnum):
    """What happens to a version of a text."""

    deposit = auto()
    change = auto()
    amend = auto()
    propose = auto()
    advise = auto()
    adopt = auto()
    sign = auto()
    supersede = auto()


class TextMove(NamedTuple):
    """One row of the table: what happens, from where to where, by which form, and what holds then."""

    event: TextEvent
    source: S | None
    target: S
    act: str
    sense: str


TEXT_TRANSITIONS: tuple[TextMove, ...] = (
    TextMove(TextEvent.deposit, None, S.draft, "deposer-texte", "Une version nouvelle est un projet."),
    TextMove(TextEvent.change, S.draft, S.draft, "deposer-texte", "Un projet peut encore changer de fichier."),
    TextMove(
        TextEvent.amend, S.draft, S.draft, "enregistrer-amendement", "Un amendement s'enregistre, puis se tranche."
    ),
    TextMove(TextEvent.amend, S.proposed, S.proposed, "enregistrer-amendement", "De même, jusqu'à l'adoption."),
    TextMove(TextEvent.propose, S.draft, S.proposed, "proposer-texte", "Son fichier ne change plus."),
    TextMove(TextEvent.advise, S.proposed, S.proposed, "avis-sur-texte", "L'avis d'une instance est enregistré."),
    TextMove(
        TextEvent.adopt, S.draft, S.adopted, "adopter-texte", "Si le fichier de région ne demande aucun avis avant."
    ),
    TextMove(TextEvent.adopt, S.proposed, S.adopted, "adopter-texte", "Une fois l'avis rendu, s'il est demandé."),
    TextMove(TextEvent.sign, S.adopted, S.adopted, "enregistrer-signature", "Seule une version adoptée se signe."),
    TextMove(
        TextEvent.supersede,
        S.adopted,
        S.superseded,
        "adopter-texte",
        "Une version plus récente est adoptée : elle prend sa place à sa date d'entrée en vigueur.",
    ),
)
"""The life of a version of a text (S2 §10; S3 and S2 are a draft and the final text)."""

_DONE: dict[TextEvent, str] = {
    TextEvent.deposit: "elle est déjà enregistrée",
    TextEvent.change: "elle est déjà enregistrée ; donnez un autre numéro à celle-ci",
    TextEvent.amend: "elle ne s'amende plus : déposez une autre version",
    TextEvent.propose: "elle ne se propose plus",
    TextEvent.advise: "un avis se donne sur une version proposée (formulaire proposer-texte)",
    TextEvent.adopt: "elle ne s'adopte pas",
    TextEvent.sign: "elle ne se signe pas",
    TextEvent.supersede: "rien ne la remplace",
}


def may(document: ReferenceDocument, event: TextEvent) -> bool:
    """Return True if the table has a row for a version where it stands."""
    return any(row.event is event and row.source is document.status for row in TEXT_TRANSITIONS)


def must(document: ReferenceDocument, event: TextEvent) -> S:
    """Return where a version goes. Raises Refusal where the table has no row for it."""
    found = [row for row in TEXT_TRANSITIONS if row.event is event and row.source is document.status]
    if not found:
        raise Refusal("Version", document.version, f"{standing(document)} : {_DONE[event]}.")
    return found[0].target


def move(document: ReferenceDocument, event: TextEvent) -> None:
    """Move a version as the table says. Raises Refusal where it has no such row."""
    document.status = must(document, event)


def standing(document: ReferenceDocument) -> str:
    """Return how a version stands: « cahier des charges, version 2, « projet » »."""
    return f"{TEXTS[document.document]}, version {document.version}, « {STATUSES[document.status]} »"


def text_table() -> list[tuple[str, str, str, str]]:
    """Return the table in French words: from, to, by which form, and what holds then."""
    return [
        (STATUSES[row.source] if row.source else "—", STATUSES[row.target], row.act, row.sense)
        for row in TEXT_TRANSITIONS
    ]
