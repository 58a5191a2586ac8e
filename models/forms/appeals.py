"""What people fill in about an appeal: that it came, or what is answered to it."""

from datetime import date
from enum import StrEnum, auto
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from models.forms.arrivals import named_arrival
from models.forms.dossiers import Signatory
from models.forms.parts import IN_FACT, By, Confirmed, DossierForm, Facts, Law, OptionalPicked, in_french, wrong
from models.vocabulary import AppealKind, AppealOutcome


class ContestedAct(StrEnum):
    """What an appeal is about."""

    decision = auto()
    termination = auto()
    carry_over = auto()
    not_required = auto()
    kept_out = auto()


KINDS: dict[AppealKind, str] = {
    AppealKind.gracieux: "gracieux, devant l'auteur de la décision",
    AppealKind.hierarchique: "hiérarchique, devant son supérieur",
    AppealKind.contentieux: "contentieux, devant le tribunal",
}
"""What an appeal is, as it reads in a form."""

ACTS: dict[ContestedAct, str] = {
    ContestedAct.decision: "la décision sur la candidature",
    ContestedAct.termination: "la résiliation de l'adhésion",
    ContestedAct.carry_over: "le report du dossier par une personne",
    ContestedAct.not_required: "le classement sans objet, faute de candidature à déposer",
    ContestedAct.kept_out: "le refus d'admettre un dépôt hors délai dans sa session",
}
"""What is contested, as it reads in a form."""

ANSWERS: dict[AppealOutcome, str] = {
    AppealOutcome.upheld: "accueilli : la candidature est acceptée, ou la résiliation retirée",
    AppealOutcome.rejected: "rejeté : la décision est maintenue",
}
"""What is answered to an appeal, as it reads in a form."""

_OUR_KINDS = {kind: label for kind, label in KINDS.items() if kind is not AppealKind.contentieux}
_Arrival = Annotated[OptionalPicked, AfterValidator(lambda said: named_arrival(said) if said else None)]


class AppealForm(DossierForm):
    """Records an appeal against the decision in force, or another act that grieves (`enregistrer-recours`)."""

    kind: Annotated[AppealKind, *in_french("Recours", KINDS)] = Field(
        title="Recours", description="Un recours contentieux est noté, sans courriel."
    )
    received_on: date = Field(
        title="Reçu le",
        description="Le jour où la Région l'a reçu ; contentieux : celui où le tribunal l'a enregistré.",
    )
    posted_on: date | None = Field(
        default=None,
        title="Cachet de la poste",
        description="S'il est venu par courrier : c'est ce jour qui dit s'il est dans le délai (L. 112-1 du CRPA).",
    )
    judged_on: date | None = Field(
        default=None,
        title="Jugé le",
        description="Contentieux seulement, une fois le jugement rendu : dites alors le même jour de réception.",
    )
    act: Annotated[ContestedAct, *in_french("Acte contesté", ACTS)] | None = Field(
        default=None, title="Acte contesté", description="Vide : le dernier acte notifié."
    )
    arrival: _Arrival = Field(
        default=None, title="Envoi", description="Celui qui l'a apporté, s'il est venu par courriel : il est alors lu."
    )
    by: By

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.judged_on and self.kind is not AppealKind.contentieux:
            raise wrong("Jugé le", f"{self.judged_on:%d/%m/%Y}", "seul un recours contentieux est jugé.")
        if self.judged_on and self.judged_on < self.received_on:
            raise wrong("Jugé le", f"{self.judged_on:%d/%m/%Y}", "un recours n'est pas jugé avant d'être reçu.")
        if self.posted_on and self.posted_on > self.received_on:
            raise wrong("Cachet de la poste", f"{self.posted_on:%d/%m/%Y}", "un envoi est posté avant d'être reçu.")
        return self


class AppealAnswerForm(DossierForm):
    """Answers an appeal that was made to the Région (`repondre-au-recours`)."""

    shown_first: ClassVar[bool] = True
    outcome: Annotated[AppealOutcome, *in_french("Réponse", ANSWERS)] = Field(
        title="Réponse",
        description="Pour toute autre décision qui remplace la première, formulaire rectifier-decision.",
    )
    law: Law = None
    reasons: Facts = Field(title=IN_FACT, description="Le candidat les lira.")
    signatory: Signatory = Field(title="Signataire", description="L'auteur de la réponse (article L. 212-1 du CRPA).")
    kind: Annotated[AppealKind, *in_french("Recours", _OUR_KINDS)] | None = Field(
        default=None, title="Recours", description="Vide s'il n'y en a qu'un qui attend sa réponse."
    )
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _answers(self) -> Self:
        if self.outcome not in ANSWERS:
            raise wrong("Réponse", self.outcome, f"choisissez parmi : {', '.join(ANSWERS.values())}.")
        return self
