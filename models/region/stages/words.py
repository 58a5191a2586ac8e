"""What a stage is called: in the words of the region file, else by its name, its body or its kind."""

from collections.abc import Mapping
from typing import NamedTuple

from models.region.parts import Body
from models.region.stages.kinds import KNOWN, AnyStage, BodyStage
from models.region.stages.listed import ALONE
from models.vocabulary import StageKind, StageName


class StageWords(NamedTuple):
    """What a stage is called: on its own, in a sentence, and at its end."""

    label: str
    subject: str
    closing: str

    @property
    def name(self) -> str:
        """What it is called within a sentence or a list, without an article; an acronym stays as it is."""
        return self.label if self.label[:2].isupper() else f"{self.label[:1].lower()}{self.label[1:]}"

    @property
    def of(self) -> str:
        """Return « du groupe de travail », « de la commission », « de l'instruction »."""
        return _of(self.subject)


def _of(subject: str) -> str:
    article, _, rest = subject.partition(" ")
    contracted = {"le": "du", "les": "des"}.get(article)
    return f"{contracted} {rest}" if contracted else f"de {subject}"


WORDS: dict[StageName, StageWords] = {
    "deposit": StageWords("Dépôt", "le dépôt des candidatures", "clôture du dépôt"),
    "examination": StageWords("Instruction", "l'instruction des dossiers", "fin de l'instruction"),
    "working_group": StageWords("Groupe de travail", "le groupe de travail", "fin du groupe de travail"),
    "commission": StageWords("Commission", "la commission", "fin de la commission"),
    "effect": StageWords("Prise d'effet", "la prise d'effet des adhésions", "prise d'effet"),
}
"""What the stages of these names are called, where the region file does not say otherwise."""


def usual_name(name: StageName) -> str:
    """Return what a stage of that key is called where the rules of its session are not at hand."""
    return WORDS[name].name if name in WORDS else name.replace("_", " ")


_OF_KIND: dict[StageKind, StageWords] = {kind: WORDS[name] for name, kind in KNOWN.items()}


def words_of(name: StageName, stage: AnyStage, bodies: Mapping[str, Body]) -> StageWords:
    """Return what a stage is called: in the words of the region file, else by its name, its body or its kind."""
    known = WORDS.get(name) or (_OF_KIND[stage.kind] if stage.kind in ALONE else None)
    if known and stage.label is None and stage.subject is None:
        return known
    label = stage.label or (known.label if known else _capital(_called(name, stage, bodies)))
    subject = stage.subject or f"l'étape « {label} »"
    return StageWords(label, subject, f"fin {_of(subject)}")


def _called(name: StageName, stage: AnyStage, bodies: Mapping[str, Body]) -> str:
    body = bodies.get(stage.body) if isinstance(stage, BodyStage) else None
    return body.label if body else name


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
