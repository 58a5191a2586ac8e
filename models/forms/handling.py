"""What people fill in about how they share the work: who has a dossier, what is noted of it, what they have read."""

from typing import Self

from pydantic import Field, model_validator

from models.forms.parts import By, DossierForm, DossiersForm, Form, OptionalPicked, OptionalWords, Picked, Words, wrong


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
