"""The coordinator's forms on incomplete dossiers: ask, extend, cancel, carry over, present again."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from models.dossiers.application import REASON_LABELS
from models.forms.parts import (
    By,
    Confirmed,
    DossierForm,
    Examiner,
    Form,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    wrong,
)
from models.vocabulary import RequestReason

Reason = Annotated[RequestReason, *in_french("Motif", REASON_LABELS)]


class RequestedPiece(Form):
    """A piece that is asked for, and why."""

    piece: Picked = Field(title="Pièce", description="La pièce à fournir, ou à fournir de nouveau.")
    reason: Reason = Field(title="Motif", description="Ce qui ne va pas ; le candidat le lira.")
    expected: OptionalWords = Field(
        default=None,
        title="Ce qui est attendu",
        description="En une phrase que le candidat lira ; nécessaire si le motif est « à reprendre ».",
    )

    @model_validator(mode="after")
    def _other_is_explained(self) -> Self:
        if self.reason is RequestReason.other and not self.expected:
            raise wrong(
                "Ce qui est attendu", "", f"dites-le pour la pièce {self.piece} : « à reprendre » ne suffit pas."
            )
        return self


class CompletionForm(DossierForm):
    """Asks for named pieces by a date (`demander-complements`, CRPA L114-5 and L114-6)."""

    pieces: list[RequestedPiece] = Field(
        title="Pièces demandées", description="Une ligne par pièce, avec le motif.", min_length=1
    )
    due: date | None = Field(
        default=None,
        title="Dernier jour",
        description="Inclus ; vide : le délai du fichier de région. Un samedi, un dimanche ou un jour férié passe au "
        "jour ouvré suivant.",
    )
    message: OptionalWords = Field(
        default=None, title="Message au candidat", description="Il porte sur le dossier, jamais sur une personne."
    )
    by: Examiner

    @model_validator(mode="after")
    def _each_piece_once(self) -> Self:
        names = [line.piece for line in self.pieces]
        for name in {name for name in names if names.count(name) > 1}:
            raise wrong("Pièces demandées", name, "cette pièce est demandée deux fois ; gardez une seule ligne.")
        return self


class ExtensionForm(DossierForm):
    """Moves the due date of a request later (`prolonger-complements`)."""

    to: date = Field(title="Nouveau dernier jour", description="Inclus ; un jour non ouvré passe au suivant.")
    reason: Words = Field(title="Motif", description="Le candidat le lira.")
    by: By


class CancellationForm(DossierForm):
    """Cancels an open request (`annuler-demande`)."""

    reason: Words = Field(title="Motif", description="Le candidat le lira.")
    by: By


class CarryOverForm(DossierForm):
    """Carries a dossier over to the next session by hand (`reporter-dossier`)."""

    reason: Words = Field(title="Motif", description="Le candidat le lira.")
    by: By


class ResubmissionForm(DossierForm):
    """Puts a carried-over or adjourned dossier back before the bodies of the session (`representer-dossier`)."""

    reason: OptionalWords = Field(default=None, title="Motif", description="S'il y a lieu ; il va au journal.")
    by: By


class SetValidationForm(Form):
    """Records that a body validated a set of indicators of the region file (`valider-indicateurs`)."""

    session: Picked = Field(title="Session", description="Celle de la région dont ce sont les indicateurs.")
    indicators: Picked = Field(title="Jeu d'indicateurs", description="Du fichier de région : choisissez-le.")
    validated_on: date = Field(title="Validé le", description="Le jour où l'instance l'a validé.")
    body: Words = Field(title="Instance", description="Le CREFOP, ou sa commission spécialisée.")
    by: By


class ReportOpeningForm(Form):
    """Opens the collection of a year's report (`ouvrir-bilan`)."""

    shown_first: ClassVar[bool] = True
    session: Picked = Field(title="Session", description="Celle de la région qui demande le bilan.")
    year: int = Field(title="Année", description="Celle dont on rend compte.", ge=2000, le=2100)
    indicators: Picked = Field(title="Jeu d'indicateurs", description="Validé : un projet ne sert pas.")
    due: date | None = Field(
        default=None, title="Dernier jour pour répondre", description="Inclus ; vide : le délai du fichier de région."
    )
    by: By
    confirmed: Confirmed = None


class ReportLine(Form):
    """One answer of a report; an empty one takes away what was recorded."""

    question: Picked = Field(title="Question", description="Choisissez-la dans la liste.")
    value: OptionalWords = Field(default=None, title="Réponse", description="Vide : retirer ce qui est enregistré.")


class ReportEntryForm(DossierForm):
    """Records or corrects what a member answered to a year's report (`saisir-bilan`)."""

    application: OptionalWords = Field(default=None, title="Membre", description="Choisissez-le dans la liste.")
    reference: OptionalWords = Field(
        default=None, title="Ou sa référence", description="Celle de son dossier, ou son numéro d'adhésion."
    )
    year: int = Field(title="Année", description="Celle dont on rend compte.", ge=2000, le=2100)
    territory: OptionalPicked = Field(
        default=None, title="Territoire", description="Si ce membre répond pour un territoire : lequel."
    )
    lines: list[ReportLine] = Field(min_length=1, title="Réponses", description="Une ligne par réponse.")
    reason: OptionalWords = Field(
        default=None, title="Motif", description="Nécessaire pour corriger ce qui est déjà enregistré."
    )
    by: By
