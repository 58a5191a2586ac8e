"""What each way into the SPRO asks of the stages of a region file, and what does not fit together there."""

from collections.abc import Iterator, Mapping

from models.region.parts import Body, CrossFault
from models.region.stages.kinds import BodyStage, OpinionStage
from models.region.stages.listed import Stages
from models.region.stages.words import words_of
from models.vocabulary import StageKind, StageName

ASKED: dict[str, tuple[StageKind, ...]] = {
    "call": (StageKind.deposit, StageKind.decision, StageKind.effect),
    "agreement": (StageKind.deposit, StageKind.effect),
}
"""The kinds without which a session of an entry cannot be."""

UNKNOWN: dict[str, tuple[StageKind, ...]] = {
    "agreement": (StageKind.opinion, StageKind.decision),
    "none": tuple(StageKind),
}
"""The kinds that an entry has not: who signs the convention is decided on by nobody, a register takes no dossier."""

_ENTRIES = {"call": "un appel", "agreement": "une entrée par convention", "none": "un registre"}


def stage_faults(stages: Stages, bodies: Mapping[str, Body], entry: str) -> Iterator[CrossFault]:
    """Yield what does not fit between the stages of a region file, its bodies and its entry."""
    yield from _entry_faults(stages, entry)
    yield from _effect_faults(stages, entry)
    for name, carried in stages.bodies.items():
        yield from _body_faults(name, carried, bodies)
    called: dict[str, StageName] = {}
    for name, stage in stages.root.items():
        label = words_of(name, stage, bodies).label
        if (other := called.setdefault(label.lower(), name)) != name:
            mend = f"« {other} » s'appelle déjà ainsi : donnez à celle-ci un label."
            yield CrossFault(f"stages.{name}", label, "deux étapes de même nom", mend)


def _entry_faults(stages: Stages, entry: str) -> Iterator[CrossFault]:
    for kind in ASKED.get(entry, ()):
        if not stages.of_kind(kind):
            mend = "Ajoutez une étape de ce genre, ou changez entry."
            yield CrossFault("stages", ", ".join(stages.names), f"{_ENTRIES[entry]} demande une étape {kind}", mend)
    for name in stages.of_kind(*UNKNOWN.get(entry, ())):
        problem, kind = f"{_ENTRIES[entry]} n'a pas d'étape de ce genre", stages.kind_of(name)
        yield CrossFault(f"stages.{name}", kind.value, problem, "Retirez-la, ou changez entry.")


def _effect_faults(stages: Stages, entry: str) -> Iterator[CrossFault]:
    """Yield an effect on a signature where no convention is signed, and any other one where it is."""
    if stages.effect and (stages.effect.on == "signature") is not (entry == "agreement"):
        mend = "Écrivez signature là où l'on entre par une convention que l'on signe, et là seulement."
        [name] = stages.of_kind(StageKind.effect)
        yield CrossFault(f"stages.{name}.on", stages.effect.on, "prise d'effet qui ne va pas avec entry", mend)


def _body_faults(name: StageName, stage: BodyStage, bodies: Mapping[str, Body]) -> Iterator[CrossFault]:
    key, asked = f"stages.{name}.body", "opinion" if isinstance(stage, OpinionStage) else "validation"
    if stage.body not in bodies:
        mend = f"Valeurs possibles : {', '.join(bodies)}." if bodies else "Ajoutez-la sous bodies."
        yield CrossFault(key, stage.body, "instance inconnue", mend)
    elif bodies[stage.body].kind != asked:
        mend = f"Nommez une instance de genre {asked}, ou changez le genre de l'étape."
        yield CrossFault(key, stage.body, f"cette instance est de genre {bodies[stage.body].kind}", mend)
