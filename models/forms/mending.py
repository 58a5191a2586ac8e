"""What people fill in to mend: what was typed wrong of a dossier, an open session's data, its opening, the session."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from models.forms.intake import OptionalContact, identity_of
from models.forms.meetings import OPINIONS
from models.forms.parts import (
    By,
    Confirmed,
    DossierForm,
    Form,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    wrong,
)
from models.vocabulary import OpinionSense


class Entry(StrEnum):
    """What may be typed wrong of a dossier."""

    finding = auto()
    opinion = auto()
    validation = auto()
    withdrawal = auto()
    identification = auto()
    attendance = auto()
    merger = auto()
    paper = auto()
    membership = auto()
    exported_act = auto()


ENTRIES: dict[Entry, str] = {
    Entry.finding: "conclusion de l'instructeur",
    Entry.opinion: "avis du groupe de travail",
    Entry.validation: "validation par la commission, avant la décision de la Région",
    Entry.withdrawal: "retrait",
    Entry.identification: "identification de l'organisme",
    Entry.attendance: "présents à une séance",
    Entry.merger: "rapprochement de deux dossiers",
    Entry.paper: "dépôt papier",
    Entry.membership: "inscription au registre",
    Entry.exported_act: "acte exporté, que personne n'a encore signé",
}
"""What may be corrected, as the form calls it."""

_FIELDS: dict[Entry, frozenset[str]] = {
    Entry.finding: frozenset({"sense", "reasons", "removed"}),
    Entry.opinion: frozenset({"sense", "reasons", "removed"}),
    Entry.validation: frozenset({"sense", "reasons", "removed"}),
    Entry.withdrawal: frozenset({"removed"}),
    Entry.identification: frozenset({"organisation", "identifier", "network", "contact"}),
    Entry.attendance: frozenset({"present"}),
    Entry.merger: frozenset({"removed"}),
    Entry.paper: frozenset({"received_on", "postmark", "pieces"}),
    Entry.membership: frozenset({"starts_on", "ends_on", "network", "removed"}),
    Entry.exported_act: frozenset({"removed"}),
}
"""The fields that go with each."""


class EntryCorrectionForm(DossierForm):
    """Corrects what was typed wrong of a dossier, or takes it back (`corriger-saisie`)."""

    entry: Annotated[Entry, *in_french("Saisie à corriger", ENTRIES)] = Field(
        title="Saisie à corriger", description="Ce qui a été mal saisi."
    )
    removed: bool = Field(
        default=False,
        title="À retirer",
        description="À cocher si rien n'était à saisir : sur ce dossier, c'était une erreur.",
    )
    sense: Annotated[OpinionSense, *in_french("Conclusion ou avis", OPINIONS)] | None = Field(
        default=None,
        title="Conclusion ou avis",
        description="Ce qu'il fallait saisir. De la commission : favorable si elle accepte, sinon défavorable.",
    )
    reasons: OptionalWords = Field(
        default=None, title="Motifs ou commentaire", description="Ceux de la conclusion ou de l'avis, en entier."
    )
    organisation: OptionalWords = Field(default=None, title="Organisme", description="Son nom exact.")
    identifier: OptionalWords = Field(
        default=None, title="Identifiant", description="SIRET (14 chiffres) ; à défaut, RNA ou UAI."
    )
    network: OptionalPicked = Field(
        default=None, title="Réseau", description="Vide : inchangé ; « aucun » : troisième cercle."
    )
    contact: OptionalContact = Field(default=None, title="Courriel du candidat", description="Vide : inchangé.")
    present: list[Words] = Field(
        default_factory=list,
        title="Présents",
        description="Tous ceux qui étaient à la dernière séance où ce dossier était à l'ordre du jour.",
    )
    received_on: date | None = Field(
        default=None, title="Reçu le", description="D'un papier : le jour de son arrivée ; vide : inchangé."
    )
    postmark: date | None = Field(
        default=None, title="Cachet de la poste", description="D'un papier : sa date ; vide : inchangée."
    )
    pieces: list[Picked] = Field(
        default_factory=list,
        title="Pièces reçues",
        description="D'un papier : toutes celles qui y étaient ; vide : inchangées.",
    )
    starts_on: date | None = Field(
        default=None, title="Membre depuis le", description="D'une inscription : le premier jour ; vide : inchangé."
    )
    ends_on: date | None = Field(
        default=None, title="Jusqu'au", description="D'une inscription : le dernier jour, inclus ; vide : inchangé."
    )
    reason: Words = Field(
        title="Motif de la correction",
        description="L'ancienne saisie, la nouvelle et ce motif vont au journal. D'un retrait annulé, le candidat le "
        "lira.",
    )
    by: By
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _says_what_its_entry_needs(self) -> Self:
        own, told = _FIELDS[self.entry], ENTRIES[self.entry]
        for name in sorted(frozenset().union(*_FIELDS.values()) - own):
            if getattr(self, name):
                field = type(self).model_fields[name].title or name
                raise wrong(field, getattr(self, name), f"videz ce champ : il ne va pas avec « {told} ».")
        if needs := _NEEDED.get(self.entry):
            needs(self)
        return self


def _needs_a_sense(form: EntryCorrectionForm) -> None:
    if (form.sense is None) is not form.removed:
        said = OPINIONS[form.sense] if form.sense else ""
        raise wrong("Conclusion ou avis", said, "choisissez ce qu'il fallait saisir, ou cochez « À retirer ».")
    if form.removed and form.reasons:
        raise wrong("Motifs ou commentaire", form.reasons, "videz ce champ : ce qui est retiré n'en a plus.")


def _needs_a_finding(form: EntryCorrectionForm) -> None:
    _needs_a_sense(form)
    if form.sense is OpinionSense.adjourn:
        raise wrong("Conclusion ou avis", OPINIONS[form.sense], "un instructeur conclut favorable ou défavorable.")


def _needs_an_opinion(form: EntryCorrectionForm) -> None:
    _needs_a_sense(form)
    if form.sense not in {None, OpinionSense.favourable} and not form.reasons:
        raise wrong("Motifs ou commentaire", "", "indiquez les motifs, en droit et en fait.")


def _needs_an_organisation(form: EntryCorrectionForm) -> None:
    if not form.organisation or not form.identifier:
        raise wrong("Organisme", form.organisation or "", "indiquez son nom exact et son identifiant.")
    identity_of(form.identifier)


def _needs_present(form: EntryCorrectionForm) -> None:
    if not form.present:
        raise wrong("Présents", "", "indiquez tous ceux qui étaient là.")


def _needs_something(*names: str) -> Callable[[EntryCorrectionForm], None]:
    """Return what raises the error of an entry of which nothing is said."""

    def check(form: EntryCorrectionForm) -> None:
        if not any(getattr(form, name) for name in names):
            fields = ", ".join(type(form).model_fields[name].title or name for name in names)
            raise wrong("Saisie à corriger", ENTRIES[form.entry], f"dites ce qu'il fallait saisir : {fields}.")

    return check


_NEEDED: Mapping[Entry, Callable[[EntryCorrectionForm], None]] = {
    Entry.finding: _needs_a_finding,
    Entry.opinion: _needs_an_opinion,
    Entry.validation: _needs_an_opinion,
    Entry.identification: _needs_an_organisation,
    Entry.attendance: _needs_present,
    Entry.paper: _needs_something("received_on", "postmark", "pieces"),
    Entry.membership: _needs_something("starts_on", "ends_on", "network", "removed"),
}
"""What raises the error of what an entry needs and was not said; the others need nothing more."""


class UndoingForm(Form):
    """Undoes the opening of a session (`annuler-ouverture`)."""

    shown_first: ClassVar[bool] = True
    session: Picked = Field(title="Session", description="Celle qui a été ouverte par erreur.")
    reason: Words = Field(title="Motif", description="Pour le journal des dossiers ; aucun candidat ne le lit.")
    by: By
    confirmed: Confirmed = None


class SessionCancellationForm(Form):
    """Cancels a session (`annuler-session`)."""

    shown_first: ClassVar[bool] = True
    session: Picked = Field(title="Session", description="Celle qui n'ira pas à son terme.")
    reason: Words = Field(title="Motif", description="Les candidats et les membres convoqués le liront.")
    by: By
    confirmed: Confirmed = None


class SessionCorrectionForm(Form):
    """Corrects what an open session keeps of the region file (`corriger-session`)."""

    session: Picked = Field(title="Session", description="Son code, par exemple ara-2021.")
    key: Picked = Field(title="Donnée", description="Choisissez-la dans la liste, avec sa valeur actuelle.")
    value: OptionalWords = Field(
        default=None,
        title="Nouvelle valeur",
        description="Vide : aucune. De plusieurs jours de fermeture : tous, 2027-05-07 ; 2027-05-28 par exemple.",
    )
    reason: Words = Field(title="Motif", description="L'ancienne valeur, la nouvelle et ce motif sont conservés.")
    by: By
