"""What people fill in about how they handle dossiers among their own: who has one, what is noted of it or was read, for
how long it is kept."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from models.dossiers.forgetting import HoldGround
from models.forms.parts import (
    By,
    Confirmed,
    DossierForm,
    DossiersForm,
    Form,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    wrong,
)


class AssignmentForm(DossiersForm):
    """Gives dossiers to a desk of the region file (`affecter-dossier`)."""

    agent: OptionalPicked = Field(
        default=None,
        title="Confié à",
        description="Les services du fichier de région (agents). Vide : le dossier n'est plus confié à personne.",
    )
    by: By


class AnnotationForm(DossiersForm):
    """Notes something of dossiers for the Région's own, or labels them (`annoter-dossier`)."""

    note: OptionalWords = Field(
        default=None,
        title="Note interne",
        description="Elle porte sur le dossier, jamais sur une personne. Aucun candidat ne la lit.",
    )
    labels: list[Words] = Field(
        default_factory=list, title="Étiquettes à poser", description="Un mot ou deux, pour retrouver ces dossiers."
    )
    removed: list[Words] = Field(
        default_factory=list, title="Étiquettes à retirer", description="Telles qu'elles ont été posées."
    )
    by: By

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.note or self.labels or self.removed):
            raise wrong("Note interne", "", "écrivez une note, ou une étiquette à poser ou à retirer.")
        return self


class ReceptionForm(DossierForm):
    """Has a dossier mailed to a desk of the region file (`recevoir-dossier`)."""

    desk: Picked = Field(
        title="Destinataire",
        description="Un service du fichier de région : le dossier part à son adresse, ou un lien s'il est trop lourd.",
    )
    by: By


class LeavingForm(DossierForm):
    """Leaves a late deposit for the next session (`laisser-hors-delai`)."""

    reason: OptionalWords = Field(default=None, title="Motif", description="S'il y a lieu ; il va au journal.")
    by: By


GROUNDS: dict[HoldGround, str] = {
    HoldGround.access: "demande d'accès d'une personne à ses données",
    HoldGround.dispute: "litige, ou risque de litige",
    HoldGround.other: "autre raison",
}
"""Why a dossier is kept beyond its time, as the form calls it."""


class HoldForm(DossiersForm):
    """Keeps dossiers from being forgotten (`conserver-dossier`)."""

    ground: Annotated[HoldGround, *in_french("Raison", GROUNDS)] = Field(
        title="Raison", description="Elle est donnée là où un effacement est proposé."
    )
    reason: Words = Field(
        title="Motif", description="Ce qui oblige à conserver ; il est effacé avec le dossier, le moment venu."
    )
    by: By


class LiftForm(DossiersForm):
    """Lets dossiers be forgotten that somebody kept (`lever-conservation`)."""

    reason: Words = Field(title="Motif", description="Ce qui a pris fin : la demande, le litige.")
    by: By


class PurgeForm(Form):
    """Has what has been held for its time forgotten (`autoriser-effacement`)."""

    shown_first: ClassVar[bool] = True
    visa: Words = Field(
        title="Visa des archives départementales",
        description="Sa référence et sa date : sans lui, rien ne s'élimine (code du patrimoine, article L. 212-2).",
    )
    package: OptionalWords = Field(
        default=None,
        title="Empreinte du versement",
        description="Celle que « spro archive » a affichée, si un versement a été remis aux archives.",
    )
    by: By
    confirmed: Confirmed = None


class SeenForm(Form):
    """Says that somebody has read what a machine set aside, and did what was to be done (`marquer-lu`)."""

    what: list[Picked] = Field(
        title="Ce qui est réglé",
        description="Envois mis de côté et courriels revenus : choisissez-les dans la liste.",
        min_length=1,
    )
    comment: OptionalWords = Field(
        default=None,
        title="Ce qui a été fait",
        description="S'il y a lieu ; cela va au journal du dossier, et ne porte jamais sur une personne.",
    )
    by: By
