"""What a coordinator writes to an applicant, or to whoever wrote to us: to whom, about what, with which files; and what
becomes of letters that wait, left, or are posted."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from models.forms.arrivals import named_arrival
from models.forms.intake import Postal
from models.forms.parts import (
    By,
    Confirmed,
    Form,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    named_in,
    wrong,
)
from models.vocabulary import Fate

LONGEST_SUBJECT = 200
"""Characters of a subject: more is no subject."""


def _arrival(text: str | None) -> str | None:
    return named_arrival(text) if text else None


def _subject(text: str | None) -> str | None:
    if text and len(text) > LONGEST_SUBJECT:
        raise wrong("Objet", f"{text[:40]}…", f"{LONGEST_SUBJECT} caractères au plus ; le reste va dans le texte.")
    return text


class LetterForm(Form):
    """A letter to the contact of a dossier, or to whoever wrote an arrival (`ecrire-au-candidat`)."""

    arrival: Annotated[OptionalPicked, AfterValidator(_arrival)] = Field(
        default=None,
        title="En réponse à l'envoi",
        description="La lettre va à qui l'a écrit, dans le même fil. Vide : elle va au contact du dossier.",
    )
    application: OptionalWords = Field(default=None, title="Dossier", description="Choisissez-le dans la liste.")
    reference: OptionalWords = Field(
        default=None,
        title="Ou sa référence",
        description="Si le dossier n'est pas dans la liste : ARA-2027-0001, par exemple.",
    )
    subject: Annotated[OptionalWords, AfterValidator(_subject)] = Field(
        default=None, title="Objet", description="Vide : « Re: » et l'objet de l'envoi, ou « Votre candidature »."
    )
    text: Words = Field(
        title="Texte",
        description="Ce que vous avez à dire, une ligne par paragraphe. « Madame, Monsieur », la formule de politesse, "
        "votre nom et nos coordonnées s'y ajoutent.",
    )
    pieces: list[Picked] = Field(
        default_factory=list,
        title="Pièces du dossier à joindre",
        description="Dans leur version retenue ; elles ne partent qu'au contact du dossier.",
    )
    files: list[Picked] = Field(
        default_factory=list,
        title="Fichiers d'un service à joindre",
        description="Choisissez-les dans la liste : ce qu'un service nous a envoyé par courriel.",
    )
    by: Words = Field(
        title="Prénom et nom",
        description="Les vôtres : qui nous écrit a le droit de savoir qui lui répond (CRPA, article L. 111-2).",
    )
    capacity: Words = Field(title="Qualité", description="Par exemple : chargée de mission orientation.")

    @model_validator(mode="after")
    def _is_to_somebody(self) -> Self:
        named = self.dossiers
        if not (named or self.arrival):
            raise wrong("Dossier", "", "choisissez-le, ou l'envoi auquel vous répondez.")
        if len(named) > 1:
            raise wrong("Dossier", " et ".join(named), "la liste et la référence disent deux dossiers ; gardez-en un.")
        return self

    @property
    def dossiers(self) -> list[str]:
        """The reference of the dossier, alone, where one is said."""
        return named_in(self.model_dump())

    @property
    def about(self) -> str:
        """What it is about, in words that the console may show."""
        named = self.arrival or ""
        return next(iter(self.dossiers), named if named.startswith("envoi-") else f"envoi {named}")


FATES: dict[Fate, str] = {Fate.leave: "laisser partir", Fate.stop: "ne pas envoyer"}
"""What may be made of a letter that waits, as it reads in a form."""


class WaitingLettersForm(Form):
    """Lets letters leave that are held, or stops them (`traiter-lettre`)."""

    letters: list[Picked] = Field(
        title="Lettres en attente", description="Choisissez-les dans la liste ; chacune se lit à sa page.", min_length=1
    )
    fate: Annotated[Fate, *in_french("Que faire", FATES)] = Field(
        title="Que faire", description="Une lettre arrêtée peut partir encore, par ce même formulaire."
    )
    reason: OptionalWords = Field(
        default=None, title="Motif", description="Pour ne pas envoyer : il va au journal du dossier."
    )
    by: By

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.fate is Fate.stop and not self.reason:
            raise wrong("Motif", "", "dites pourquoi la lettre ne doit pas partir.")
        return self


class CopyForm(Form):
    """Sends a letter that is kept once more, as a copy (`renvoyer-notification`)."""

    letter: Picked = Field(title="Lettre", description="Choisissez-la dans la liste : une lettre partie, ou revenue.")
    by: By


class PrintingForm(Form):
    """Makes the letters that are to be posted, as one document (`lettres-a-poster`)."""

    letters: list[Picked] = Field(
        default_factory=list,
        title="Lettres à poster",
        description="Vide : toutes celles qui attendent, faute de courriel. Une lettre partie ou revenue peut l'être "
        "aussi : une décision non arrivée, une mise en demeure.",
    )
    is_registered: bool = Field(
        default=False, title="En recommandé", description="Avec avis de réception : il fait courir les délais."
    )
    postal: Postal = Field(
        default=None,
        title="Adresse postale",
        description="Pour une seule lettre : celle d'un candidat à qui nous écrivons par courriel, ou une autre que la "
        "sienne. Une ligne de l'enveloppe par ligne, ou séparées par « / ».",
    )
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _is_for_one(self) -> Self:
        if self.postal and len(self.letters) != 1:
            raise wrong("Adresse postale", self.postal, "choisissez la lettre, une seule, qui y est postée.")
        return self


class PostingForm(Form):
    """Says what became of a letter on paper (`enregistrer-envoi-postal`)."""

    letter: Picked = Field(title="Lettre", description="Choisissez-la dans la liste : une lettre postée.")
    posted_on: date | None = Field(default=None, title="Postée le", description="Vide : inchangé.")
    number: OptionalWords = Field(default=None, title="Numéro de recommandé", description="Vide : inchangé.")
    presented_on: date | None = Field(
        default=None,
        title="Présentée le",
        description="La première présentation : c'est elle qui notifie, si personne ne retire la lettre.",
    )
    delivered_on: date | None = Field(
        default=None,
        title="Remise le",
        description="Le jour que porte l'avis de réception : les délais de recours en courent.",
    )
    is_returned: bool = Field(
        default=False,
        title="Revenue",
        description="Sans être remise. Présentée et non réclamée, elle notifie quand même ; sinon, non.",
    )
    by: By

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        said = (self.posted_on, self.number, self.presented_on, self.delivered_on)
        if not (self.is_returned or any(said)):
            raise wrong("Postée le", "", "dites au moins une chose de cette lettre.")
        if self.is_returned and self.delivered_on:
            raise wrong("Remise le", f"{self.delivered_on:%d/%m/%Y}", "une lettre revenue n'a pas été remise.")
        return self
