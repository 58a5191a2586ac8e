"""What people fill in about the meetings of the bodies: their date, their agenda, who keeps out or votes by proxy, what
was said."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from models.forms.dossiers import STAGES, Signatory
from models.forms.parts import (
    IN_FACT,
    IN_LAW,
    NO_FACT,
    NO_LAW,
    RECEIVED,
    By,
    Confirmed,
    DayOff,
    DossierForm,
    DossiersForm,
    Form,
    Hour,
    OptionalWords,
    Picked,
    Words,
    in_french,
    named_stage,
    says_no_fact,
    says_no_law,
    wrong,
)
from models.region.stages.kinds import KNOWN
from models.vocabulary import MEETINGS, DecisionSense, MeetingMode, OpinionSense, StageKind, StageName

BODIES: dict[StageName, str] = {name: STAGES[name] for name, kind in KNOWN.items() if kind in MEETINGS}
"""The stages that a body carries in most sessions, as forms call them."""

MODES: dict[MeetingMode, str] = {
    MeetingMode.sitting: "en réunion",
    MeetingMode.remote: "à distance, par téléphone ou visioconférence",
    MeetingMode.written: "par écrit, par voie électronique",
}
"""How a body deliberates, as forms call it."""

Sense = OpinionSense | DecisionSense

OPINIONS: dict[Sense, str] = {
    OpinionSense.favourable: "favorable",
    OpinionSense.unfavourable: "défavorable",
    OpinionSense.adjourn: "à ajourner",
}
"""What the working group says, as it reads in a form."""

DECISIONS: dict[Sense, str] = {
    DecisionSense.accepted: "acceptée",
    DecisionSense.refused: "refusée",
    DecisionSense.adjourned: "ajournée",
}
"""What is decided, as it reads in a form."""

SENSES: dict[StageKind, dict[Sense, str]] = {
    StageKind.opinion: OPINIONS,
    StageKind.decision: DECISIONS,
}
"""What a body may say of a dossier, and how it reads."""

BodyStage = Annotated[StageName, *named_stage("Instance", BODIES, STAGES)]


class MeetingForm(Form):
    """Sets the day on which a body meets (`fixer-seance`)."""

    session: Picked = Field(title="Session", description="Son code, par exemple ara-2021.")
    stage: BodyStage = Field(title="Instance", description="Celle qui se réunit.")
    on: date = Field(
        title="Jour de la séance", description="Après l'étape qui précède, avant la prise d'effet des adhésions."
    )
    hour: Hour = Field(default=None, title="Heure", description="14:00, par exemple ; vide : l'heure habituelle.")
    place: OptionalWords = Field(default=None, title="Lieu", description="Salle et adresse, ou « visioconférence ».")
    mode: Annotated[MeetingMode, *in_french("Forme", MODES)] | None = Field(
        default=None,
        title="Forme",
        description="Vide : en réunion, ou inchangée. Par écrit : le jour et l'heure sont ceux de la clôture.",
    )
    urgency: OptionalWords = Field(
        default=None,
        title="Urgence",
        description="À motiver seulement si les membres sont convoqués moins de cinq jours avant (article R. 133-8 du "
        "CRPA).",
    )
    reason: OptionalWords = Field(
        default=None,
        title="Hors de la période prévue",
        description="À motiver seulement si la séance ne se tient pas dans le mois de cette instance.",
    )
    day_off: DayOff = None
    by: By
    confirmed: Confirmed = None


class RecusalForm(DossiersForm):
    """Declares that a member of the bodies has an interest in some dossiers, or has none (`declarer-deport`)."""

    member: OptionalWords = Field(default=None, title="Membre", description="Choisissez son siège dans la liste.")
    name: OptionalWords = Field(
        default=None,
        title="Ou sa fonction",
        description="Si son siège n'est pas dans la liste : le procès-verbal la dira, telle que vous l'écrivez.",
    )
    removed: bool = Field(
        default=False, title="À retirer", description="À cocher si ce membre n'a pas d'intérêt : il siégera."
    )
    by: By

    @model_validator(mode="after")
    def _names_one_member(self) -> Self:
        if bool(self.member) is bool(self.name):
            named = " et ".join(filter(None, (self.member, self.name)))
            raise wrong("Membre", named, "choisissez son siège dans la liste, ou écrivez sa fonction.")
        return self

    @property
    def who(self) -> str:
        """The member: a seat, or the words that stand for it."""
        return self.member or self.name or ""


class ProxyForm(Form):
    """Records who holds whose proxy at the meeting of a body, or that one is taken back (`enregistrer-procuration`)."""

    session: Picked = Field(title="Session", description="Son code, par exemple ara-2021.")
    stage: BodyStage = Field(title="Instance", description="Celle dont la séance est à venir, ou vient de se tenir.")
    giver: Words = Field(title="Donnée par", description="Le membre qui sera absent : choisissez son siège.")
    holder: OptionalWords = Field(
        default=None, title="Donnée à", description="Le membre présent qui votera pour lui : choisissez son siège."
    )
    removed: bool = Field(
        default=False, title="À retirer", description="À cocher si cette procuration est révoquée, ou notée par erreur."
    )
    by: By

    @model_validator(mode="after")
    def _says_to_whom(self) -> Self:
        if bool(self.holder) is self.removed:
            raise wrong("Donnée à", self.holder or "", "choisissez qui la détient, ou cochez seulement « À retirer ».")
        return self


class OrderForm(DossierForm):
    """Moves a dossier on an agenda (`modifier-ordre-du-jour`)."""

    stage: BodyStage = Field(title="Instance", description="Celle dont l'ordre du jour change.")
    position: int = Field(title="Nouveau rang", description="1 pour le premier.", ge=1)
    reason: Words = Field(title="Motif", description="L'ordre est celui de réception : le journal dira pourquoi.")
    by: By


class Line(Form):
    """What a body said of one dossier. `recused` are the members who kept out; `dissent`, what others held; `tied`,
    that the votes were equal, and that of whoever presided prevailed."""

    reference: Words
    sense: Sense
    law: OptionalWords = None
    reasons: OptionalWords = None
    pieces: list[Words] = Field(default_factory=list)
    recused: list[Words] = Field(default_factory=list)
    dissent: OptionalWords = None
    tied: bool = False

    @property
    def kind(self) -> StageKind:
        """The kind of the stages at which this is said."""
        return StageKind.opinion if isinstance(self.sense, OpinionSense) else StageKind.decision


class SittingForm(Form):
    """What was said at a meeting, or on a page of it: from the run form, the spreadsheet or a rehearsal alike.

    `on` is the day of the meeting where it was not set before; `present`, who was there, said once. `quorum` is what
    the minutes say of it; left out, it is counted. `is_over` ends the meeting: what it leaves goes to the next one.
    """

    session: Picked
    stage: BodyStage
    on: date | None = None
    present: list[Words] | None = None
    quorum: bool | None = None
    signatory: Signatory | None = None
    lines: list[Line] = Field(default_factory=list)
    is_over: bool = False
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _says_one_thing_of_each(self) -> Self:
        said = [line.reference.upper() for line in self.lines]
        if twice := next((reference for reference in said if said.count(reference) > 1), None):
            raise wrong("Dossier", twice, "il est saisi deux fois ; gardez une seule ligne.")
        return self

    @model_validator(mode="after")
    def _each_line_is_what_the_body_may_say(self) -> Self:
        for line in self.lines:
            if faults := faults_of(line.kind, line, self.signatory):
                raise wrong(line.reference, (OPINIONS | DECISIONS)[line.sense], " ; ".join(faults))
        return self

    @property
    def dossiers(self) -> list[str]:
        """The references of the dossiers, each once."""
        return list(dict.fromkeys(line.reference.upper() for line in self.lines))


class MinutesFileForm(Form):
    """Imports the spreadsheet that the secretary of a body filled in (`importer-proces-verbal`)."""

    shown_first: ClassVar[bool] = True
    file: Picked = Field(
        title="Fichier",
        description=f"{RECEIVED} La session, l'instance et la date sont celles de son premier onglet.",
    )
    by: By
    confirmed: Confirmed = None


_FAVOURABLE = frozenset({OpinionSense.favourable, DecisionSense.accepted})


def faults_of(kind: StageKind, line: Line, signatory: Signatory | None) -> list[str]:
    """Return what keeps a line from being recorded, each with its mend: reasons (CRPA L211-2, L211-5), an author
    (L212-1), pieces that only an adjournment asks for."""
    faults: list[str] = []
    if line.sense not in SENSES[kind]:
        faults.append(f"choisissez parmi : {', '.join(SENSES[kind].values())}.")
    if line.sense not in _FAVOURABLE and not line.reasons:
        faults.append("indiquez les motifs, en droit et en fait.")
    faults += _too_short(line) if kind is StageKind.decision else []
    if line.pieces and line.sense is not DecisionSense.adjourned:
        faults.append("des pièces ne se demandent qu'avec un ajournement de la commission.")
    if kind is StageKind.decision and signatory is None:
        faults.append("indiquez le signataire de la décision : prénom, nom et qualité.")
    return faults


def _too_short(line: Line) -> list[str]:
    """Return what is no reason of a decision: a word, or a law that names no text."""
    said = ((IN_FACT, line.reasons, says_no_fact, NO_FACT), (IN_LAW, line.law, says_no_law, NO_LAW))
    return [f"{title} : {mend}" for title, words, is_wrong, mend in said if words and is_wrong(words)]
