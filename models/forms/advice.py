"""What people fill in about advice from outside: what is asked of whom, what was said, what is asked no more."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from models.forms.intake import OptionalContact
from models.forms.parts import By, DossierForm, OptionalPicked, OptionalWords, Picked, Words, wrong

_WHOSE = "Le nom de la personne ou de l'organisme, tel que la page du dossier le montre ; vide s'il n'y en a qu'une."


class AdviceRequestForm(DossierForm):
    """Asks an expert, or a desk of the region file, for advice about a dossier (`demander-avis`)."""

    desk: OptionalPicked = Field(
        default=None,
        title="Service consulté",
        description="Un service du fichier de région. Vide : quelqu'un d'autre.",
    )
    whom: OptionalWords = Field(
        default=None, title="Ou personne ou organisme consulté", description="Tel que le dossier le nommera."
    )
    address: OptionalContact = Field(
        default=None, title="Son courriel", description="De préférence l'adresse d'un organisme : la console la garde."
    )
    question: Words = Field(title="Question posée", description="Elle porte sur le dossier, jamais sur une personne.")
    pieces: list[Picked] = Field(
        default_factory=list,
        title="Pièces communiquées",
        description="Celles-là et aucune autre ; vide : la question part seule.",
    )
    due: date | None = Field(
        default=None,
        title="Dernier jour",
        description="Inclus ; vide : le délai du fichier de région. Un jour non ouvré passe au suivant.",
    )
    by: By

    @model_validator(mode="after")
    def _asks_one(self) -> Self:
        if self.desk and (self.whom or self.address):
            raise wrong("Service consulté", self.desk, "choisissez un service, ou écrivez un nom et une adresse.")
        if not self.desk and not (self.whom and self.address):
            missing = "Son courriel" if self.whom else "Ou personne ou organisme consulté"
            raise wrong(missing, "", "choisissez un service, ou écrivez un nom et une adresse.")
        return self


class AdviceForm(DossierForm):
    """Records an advice that came by telephone or on paper, or has one told to the applicant (`enregistrer-avis`)."""

    whom: OptionalWords = Field(default=None, title="Avis de", description=_WHOSE)
    text: OptionalWords = Field(
        default=None,
        title="Ce qui est dit",
        description="L'avis donné par téléphone, de vive voix ou sur papier. Vide s'il est arrivé par courriel.",
    )
    given_on: date | None = Field(default=None, title="Donné le", description="Vide : aujourd'hui.")
    is_shown: bool = Field(
        default=False,
        title="Communiquer au candidat",
        description="Coché, l'avis part au candidat par courriel. Sinon, il n'en a jamais connaissance.",
    )
    by: By

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.text or self.is_shown):
            raise wrong("Ce qui est dit", "", "écrivez l'avis donné, ou cochez « Communiquer au candidat ».")
        if self.given_on and not self.text:
            raise wrong("Donné le", f"{self.given_on:%d/%m/%Y}", "écrivez aussi l'avis donné ce jour-là.")
        return self


class AdviceRevocationForm(DossierForm):
    """Asks for an advice no more (`annuler-avis`)."""

    whom: OptionalWords = Field(default=None, title="Demandé à", description=_WHOSE)
    reason: Words = Field(title="Motif", description="La personne consultée le lira.")
    by: By
