"""What people fill in about a decision already made: another in its place, or the day on which it was notified."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from models.dossiers.application import Reach
from models.forms.dossiers import Signatory
from models.forms.meetings import DECISIONS
from models.forms.parts import (
    IN_FACT,
    RECEIVED,
    By,
    Confirmed,
    DossierForm,
    DossiersForm,
    Facts,
    Law,
    OptionalFacts,
    OptionalWords,
    Picked,
    in_french,
    wrong,
)
from models.vocabulary import Channel, DecisionSense, Ground

GROUNDS: dict[Ground, str] = {
    Ground.illegality: "illégalité, dans les quatre mois (L. 242-1)",
    Ground.lapsed: "condition qui n'est plus remplie (L. 242-2)",
    Ground.fraud: "fraude (L. 241-2)",
    Ground.request: "demande du bénéficiaire (L. 242-4)",
}
"""On what an acceptance is taken back, as it reads in a form: articles of the CRPA."""

REACHES: dict[Reach, str] = {
    Reach.withdrawn: "retrait : l'acceptation est réputée n'avoir jamais existé",
    Reach.repealed: "abrogation : l'acceptation prend fin, pour l'avenir",
}
"""How far what takes an acceptance back reaches, as it reads in a form."""

CHANNELS: dict[Channel, str] = {
    Channel.registered_letter: "lettre recommandée",
    Channel.by_hand: "remise en main propre",
    Channel.registered_mail: "lettre recommandée électronique",
}
"""How a decision may reach its applicant otherwise, as it reads in a form."""


class RectificationForm(DossierForm):
    """Puts a decision in the place of another (`rectifier-decision`)."""

    shown_first: ClassVar[bool] = True
    decision: Annotated[DecisionSense, *in_french("Nouvelle décision", DECISIONS)] = Field(
        title="Nouvelle décision", description="Elle peut avoir le même sens que l'ancienne, et d'autres motifs."
    )
    law: Law = None
    reasons: Facts = Field(title=IN_FACT, description="Ceux de la nouvelle décision ; le candidat les lira.")
    pieces: list[Picked] = Field(
        default_factory=list, title="Pièces demandées", description="Pour un ajournement seulement."
    )
    signatory: Signatory = Field(
        title="Signataire", description="L'auteur de la nouvelle décision (article L. 212-1 du CRPA)."
    )
    reach: Annotated[Reach, *in_french("Portée", REACHES)] | None = Field(
        default=None,
        title="Portée",
        description="Si une acceptation est retirée : son retrait l'efface dès l'origine, son abrogation y met fin "
        "pour l'avenir (article L. 240-1 du CRPA). Le candidat le lira.",
    )
    ground: Annotated[Ground, *in_french("Fondement", GROUNDS)] | None = Field(
        default=None,
        title="Fondement",
        description="Si une acceptation est retirée : articles L. 241-2 et L. 242-1 à L. 242-4 du CRPA. Le candidat le "
        "lira.",
    )
    observations: OptionalWords = Field(
        default=None,
        title="Observations du candidat",
        description="Si une acceptation est retirée : comment et quand l'organisme a été mis à même de présenter ses "
        "observations (article L. 121-1 du CRPA). Le candidat le lira.",
    )
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _pieces_are_an_adjournments(self) -> Self:
        if self.pieces and self.decision is not DecisionSense.adjourned:
            raise wrong("Pièces demandées", ", ".join(self.pieces), "elles ne vont qu'avec un ajournement.")
        return self


class ExportForm(DossiersForm):
    """Writes the decisions that the Région signs outside, once the commission has spoken (`exporter-parapheur`)."""

    signatory: Signatory = Field(
        title="Signataire", description="L'auteur de la décision (article L. 212-1 du CRPA) ; le candidat le lira."
    )
    decision: Annotated[DecisionSense, *in_french("Autre décision", DECISIONS)] | None = Field(
        default=None,
        title="Autre décision",
        description="Vide : ce que la commission a validé. Sinon, un seul dossier à la fois.",
    )
    law: Law = None
    reasons: OptionalFacts = Field(
        default=None,
        title=IN_FACT,
        description="Vide : ceux de la commission. Nécessaires si la décision s'en écarte et n'accepte pas.",
    )
    pieces: list[Picked] = Field(
        default_factory=list, title="Pièces demandées", description="Vide : celles de la commission."
    )
    by: By

    @model_validator(mode="after")
    def _says_what_is_each_dossiers_own(self) -> Self:
        own = self.decision or self.law or self.reasons or self.pieces
        if own and len(self.dossiers) > 1:
            mend = "un seul dossier à la fois : ce que vous en dites n'est propre qu'à lui."
            raise wrong("Dossiers", ", ".join(self.dossiers), mend)
        if self.decision not in {None, DecisionSense.accepted} and not self.reasons:
            raise wrong(IN_FACT, "", "indiquez ceux de la décision ; le candidat les lira.")
        if self.pieces and self.decision in {DecisionSense.accepted, DecisionSense.refused}:
            raise wrong("Pièces demandées", ", ".join(self.pieces), "elles ne vont qu'avec un ajournement.")
        return self


class SigningForm(ExportForm):
    """Records the decisions that the Région signed once the commission had spoken (`signer-decisions`)."""

    shown_first: ClassVar[bool] = True
    signed_on: date = Field(title="Signée le", description="Le jour que porte la décision.")
    confirmed: Confirmed = None


class SignedActsForm(DossiersForm):
    """Deposits the decisions that were exported and came back signed (`deposer-actes-signes`)."""

    shown_first: ClassVar[bool] = True
    files: list[Picked] = Field(
        title="Fichiers signés", description=f"{RECEIVED} Chacun est reconnu par son contenu.", min_length=1
    )
    by: By
    confirmed: Confirmed = None


class HandoverForm(DossierForm):
    """Records that a decision reached its applicant otherwise than by our mail (`notifier-autrement`)."""

    on: date = Field(title="Jour de la notification", description="Celui où le candidat l'a reçue.")
    channel: Annotated[Channel, *in_french("Voie", CHANNELS)] = Field(
        title="Voie", description="Celle qui en laisse la preuve ; gardez l'avis de réception ou le récépissé."
    )
    by: By
