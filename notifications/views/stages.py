"""How far a dossier came, in one line of its letters: what is done, what it waits for, what is to come."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from models.vocabulary import StageKind, Status

DONE = ("déposé", "pièces vérifiées", "examiné", "avis rendu")
COMING = ("dépôt", "pièces", "examen", "avis", "décision", "prise d'effet")
"""The steps of every dossier in their order, once they are done and before."""

OF_STAGES: Mapping[str, StageKind] = {
    "avis rendu": StageKind.opinion,
    "avis": StageKind.opinion,
    "décision": StageKind.decision,
    "prise d'effet": StageKind.effect,
}
"""The steps that a session has only where it has a stage of that kind."""

SIGNED: Mapping[str, str] = {"décision": "signature de la convention", "décision attendue": "signature attendue"}
"""What comes in the place of a decision where one enters by a convention."""


class Standing(NamedTuple):
    """How many steps are done, what the dossier waits for, or how it ended, and from which step on it goes on: of what
    is decided, only that is told."""

    done: int
    now: str
    coming: int = len(COMING)


STANDINGS: Mapping[Status, Standing] = {
    Status.registered: Standing(1, "pièces à vérifier", 2),
    Status.late: Standing(1, "hors délai, à admettre par une personne", 2),
    Status.not_required: Standing(0, "aucun dossier à déposer"),
    Status.incomplete: Standing(1, "à compléter", 2),
    Status.under_examination: Standing(2, "en cours d'examen", 3),
    Status.examined: Standing(3, "avis attendu", 4),
    Status.studied: Standing(4, "décision attendue", 5),
    Status.validated: Standing(4, "décision à signer", 5),
    Status.adjourned: Standing(0, "candidature ajournée, à présenter de nouveau"),
    Status.carried_over: Standing(0, "reporté, à présenter de nouveau"),
    Status.accepted: Standing(0, "candidature acceptée", 5),
    Status.member: Standing(0, "membre"),
    Status.refused: Standing(0, "candidature refusée"),
    Status.withdrawn: Standing(0, "candidature retirée"),
}


def stages(
    status: Status, kinds: Collection[StageKind], *, signs: bool = False, held: int | None = None, asked: int = 0
) -> tuple[str, str, str]:
    """Return what is done of a dossier, what it waits for, and what is to come, each in words that may be empty, in a
    session that has stages of some kinds, or where a convention `signs` in: of one to be completed, how many of the
    pieces asked for it holds, where that is known."""
    done, now, coming = STANDINGS[status]
    there = {*kinds, StageKind.decision} if signs else set(kinds)

    def told(steps: Iterable[str]) -> str:
        named = (step for step in steps if OF_STAGES.get(step) in {None, *there})
        return ", ".join(SIGNED.get(step, step) if signs else step for step in named)

    if status is Status.incomplete and held is not None:
        now = f"{now} ({held} {'pièces' if held > 1 else 'pièce'} sur {asked})"
    return told(DONE[:done]), told([now]), told(COMING[coming:])
