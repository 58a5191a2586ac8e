"""What the page of a meeting says: what comes next, why a dossier is not ready, how a letter stands."""

from typing import NamedTuple

from models.forms.meetings import DECISIONS, OPINIONS, Sense
from models.vocabulary import NoticeStatus, StageKind, Status
from tasks.console.boards.meeting_facts import Step


class Act(NamedTuple):
    """A sentence, and the deployment whose form it takes, where there is one."""

    said: str
    form: str = ""


STEPS: dict[Step, Act] = {
    Step.set_day: Act(
        "Fixer le jour de la séance ; la convocation partira seule, dans le délai légal.", "fixer-seance"
    ),
    Step.set_second: Act(
        "Quorum non atteint : fixer la seconde séance, même ordre du jour et sans condition de quorum.", "fixer-seance"
    ),
    Step.set_another: Act("Des dossiers attendent encore : fixer une autre séance.", "fixer-seance"),
    Step.convening: Act("Rien : la convocation partira seule, {convening}."),
    Step.wait: Act("Rien d'ici la séance, {meeting} ; à son heure, une exécution attendra la saisie."),
    Step.record: Act("Saisir ce que l'instance a dit, dans l'exécution qui attend."),
    Step.idle: Act(
        "Rien à saisir : aucun dossier n'attend. Déplacer la séance, si elle n'a pas lieu.", "reporter-echeance"
    ),
    Step.sign: Act("Faire signer le procès-verbal, adressé au secrétariat."),
}
"""What comes next, for whoever keeps the papers of a body; with the instants of its convening and its meeting."""

AT_A_RUN = frozenset({Step.wait, Step.record})
"""Where what comes next is in the run of the gate."""

BESIDES: tuple[tuple[frozenset[Step], Act], ...] = (
    (frozenset({Step.record}), Act("importer le procès-verbal rempli", "importer-proces-verbal")),
    (frozenset({Step.convening, Step.wait}), Act("déplacer la séance", "reporter-echeance")),
    (frozenset({Step.convening}), Act("changer l'ordre du jour", "modifier-ordre-du-jour")),
    (frozenset({Step.convening, Step.wait, Step.record}), Act("noter une procuration", "enregistrer-procuration")),
    (frozenset(Step) - {Step.idle, Step.sign}, Act("déclarer un déport", "declarer-deport")),
)
"""What may be done besides, where what comes next is one of some steps."""

BLOCKED: dict[Status, tuple[str, Act]] = {
    Status.examined: ("Sans avis", Act("L'instance qui précède doit d'abord donner le sien.")),
    Status.registered: ("Enregistrés", Act("L'accusé de réception dira, un prochain matin, s'ils sont complets.")),
    Status.incomplete: ("Incomplets", Act("Une fois complets, ils reviennent d'eux-mêmes en instruction.")),
    Status.under_examination: ("En instruction, sans conclusion", Act("Rendre une conclusion", "instruire-dossier")),
    Status.adjourned: (
        "Ajournés, pas encore représentés",
        Act("Une fois complets, les représenter", "representer-dossier"),
    ),
    Status.carried_over: (
        "Reportés, pas encore représentés",
        Act("Une fois complets, les représenter", "representer-dossier"),
    ),
    Status.late: ("Hors délai", Act("Les admettre, ou les laisser pour la session suivante", "admettre-hors-delai")),
}
"""Why dossiers are not ready, by where they stand, and what makes them so."""


class Tongue(NamedTuple):
    """French labels for one body: heading, singular and plural, value column, basis column, mismatch phrase, label of
    each value."""

    given: str
    counted: tuple[str, str]
    sense: str
    basis: str
    differs: str
    senses: dict[Sense, str]


TONGUES: dict[StageKind, Tongue] = {
    StageKind.opinion: Tongue(
        given="Avis donnés",
        counted=("avis donné", "avis donnés"),
        sense="Avis",
        basis="Conclusion",
        differs="{}, où l'instructeur concluait : {}",
        senses=OPINIONS,
    ),
    StageKind.decision: Tongue(
        given="Décisions prises",
        counted=("décision prise", "décisions prises"),
        sense="Décision",
        basis="Avis",
        differs="{}, où l'avis était : {}",
        senses=DECISIONS,
    ),
}

LETTERS: dict[NoticeStatus | None, str] = {
    NoticeStatus.queued: "en attente d'envoi",
    NoticeStatus.sent: "partie",
    NoticeStatus.failed: "en échec",
    NoticeStatus.bounced: "revenue en erreur",
    NoticeStatus.held: "retenue",
    None: "sans courriel",
}
"""How a letter stands."""
