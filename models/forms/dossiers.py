"""What people fill in: the run forms of the Prefect UI, checked before anything changes.

Titles and descriptions are French, for the person at the form; field names are those of scenario files. Wrong input is
refused with the field, the value and the mend.
"""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from models.dossiers.application import Met
from models.forms.parts import (
    IN_FACT,
    NO_CAPACITY,
    NO_NAME,
    RECEIVED,
    SEPARATOR,
    By,
    Capacity,
    Confirmed,
    DayOff,
    DossierForm,
    DossiersForm,
    Examiner,
    Form,
    Law,
    OptionalFacts,
    OptionalWords,
    PersonName,
    Picked,
    Words,
    coded_lines,
    in_french,
    is_no_capacity,
    named_stage,
    names_nobody,
    picked,
    wrong,
)
from models.region.file_names import fold
from models.region.model import Region
from models.region.stages.words import WORDS
from models.vocabulary import DecisionSense, Finding, OpinionSense, StageName

FINDINGS: dict[Finding, str] = {Finding.favourable: "favorable", Finding.unfavourable: "défavorable"}
"""What an examiner concludes, as people read it."""

METS: dict[Met, str] = {
    Met.met: "tenu",
    Met.partly: "en partie",
    Met.not_met: "non tenu",
    Met.not_applicable: "sans objet",
}
"""How far a commitment is kept, as people type and read it."""

GRID = "Grille d'examen"

STAGES: dict[StageName, str] = {name: words.name for name, words in WORDS.items()}
"""The stages that most sessions have, as forms call them; others are typed, or chosen, by their key."""


def stage_choice(rules: Region, name: StageName) -> str:
    """Return how a list offers a stage of a session: by its usual name, else by its key and what it is called."""
    words = rules.words(name)
    return words.name if WORDS.get(name) == words else f"{name}{SEPARATOR}{words.label}"


def chosen_stage(said: str) -> StageName:
    """Return the key of a stage that was chosen in a list, or typed."""
    return {label: name for name, label in STAGES.items()}.get(said.strip().lower(), picked(said))


class OpeningForm(Form):
    """Opens a session (`ouvrir-session`)."""

    shown_first: ClassVar[bool] = True
    region: Picked = Field(
        title="Région",
        description="Celles qui sont fournies avec le programme, et le fichier que l'installation désigne.",
    )
    year: int = Field(title="Année", description="L'année de la session.", ge=2000, le=2100)
    opens: date = Field(title="Ouverture", description="Le jour où les dépôts commencent.")
    meant: bool = Field(
        default=False,
        title="Année voulue",
        description="À cocher pour une année éloignée, ou qui s'ouvre avant une session existante : refusée sinon.",
    )
    by: By
    confirmed: Confirmed = None


class ProspectsForm(Form):
    """Tells a list of structures that a session is open (`prevenir-structures`)."""

    shown_first: ClassVar[bool] = True
    session: Picked = Field(title="Session", description="Celle que l'annonce ouvre à ces structures.")
    file: Picked = Field(title="Liste", description=f"{RECEIVED} Un fichier .csv ou .txt : une adresse par ligne.")
    by: By
    confirmed: Confirmed = None


class UnusablePiece(Form):
    """A piece that came and cannot be used."""

    piece: Picked = Field(title="Pièce", description="Celle qui ne peut pas servir.")
    reason: Words = Field(title="Motif", description="Ce qui la rend inutilisable : illisible, non signée…")


Graded = tuple[Met | None, str | None]
"""What is found of a commitment, and a remark; nothing found takes back what was."""


def grid_of(text: str | None) -> dict[str, Graded]:
    """Return what a grid says of each commitment, by its code in lower case: « E1 : en partie, horaires à élargir ».
    Raises the error of a line that says none of the words."""
    return {code: _graded(code, words) for code, words in coded_lines(GRID, text or "").items()}


def _graded(code: str, words: str) -> Graded:
    if not words:
        return None, None
    plain = fold(words).casefold()
    for met, label in METS.items():
        rest = words[len(label) :]
        if plain.startswith(label) and not rest[:1].isalnum():
            return met, rest.strip(" ,;:.–—-()") or None
    mend = f"commencez par : {', '.join(METS.values())} ; puis, s'il y a lieu, une virgule et une remarque."
    raise wrong(GRID, f"{code.upper()} : {words}", mend)


def _readable(text: str | None) -> str | None:
    grid_of(text)
    return text


class ExaminationForm(DossiersForm):
    """Records what the examiner found (`instruire-dossier`): one favourable finding, without a remark, may be that of
    several dossiers."""

    finding: Annotated[Finding, *in_french("Conclusion", FINDINGS)] | None = Field(
        default=None,
        title="Conclusion",
        description="Vide : seules les pièces sont notées, et le dossier reste en instruction.",
    )
    unusable: list[UnusablePiece] = Field(
        default_factory=list,
        title="Pièces inutilisables",
        description="Celles qui sont arrivées et dont on ne peut se servir, avec le motif.",
    )
    comment: OptionalWords = Field(
        default=None, title="Commentaire", description="Il porte sur l'organisme, jamais sur une personne."
    )
    grid: Annotated[OptionalWords, AfterValidator(_readable)] = Field(
        default=None,
        title=GRID,
        description="Une ligne par engagement : « E1 : tenu », « E2 : en partie, horaires à élargir ». Tenu, en "
        "partie, non tenu ou sans objet ; vide : non apprécié. Depuis la page du dossier, les lignes y sont déjà.",
    )
    by: Examiner
    confirmed: Confirmed = None

    @model_validator(mode="after")
    def _remarks_are_each_dossiers_own(self) -> Self:
        if self.finding is not Finding.favourable or self.unusable or self.comment or self.grid:
            _one_at_a_time(self.dossiers)
        return self


ANSWERS = "Réponses"


class AnswersForm(DossierForm):
    """Types what an applicant answers to commitments and services (`saisir-engagements`): on paper, or where it was
    read wrong."""

    answers: Words = Field(
        title=ANSWERS,
        description="Une ligne par réponse : « E1 : accueil de plain-pied | justificatif : annexe 3 », « Niveau 2 : "
        "oui », « CEP : non ». Seulement celles qui changent ; une ligne vide (« E1 : ») retire la réponse. Elles "
        "portent sur l'organisme, jamais sur une personne.",
    )
    reason: OptionalWords = Field(
        default=None, title="Motif", description="D'une correction : ce qui avait été mal lu. Il va au journal."
    )
    by: By

    @model_validator(mode="after")
    def _is_readable(self) -> Self:
        coded_lines(ANSWERS, self.answers)
        return self


class OpinionForm(DossiersForm):
    """What a body that gives opinions said, part of a sitting: one favourable opinion may be on several dossiers."""

    opinion: OpinionSense = Field(
        title="Avis", description="favourable : favorable ; unfavourable : défavorable ; adjourn : à ajourner."
    )
    reasons: OptionalWords = Field(
        default=None, title="Motifs", description="Nécessaires si l'avis n'est pas favorable."
    )
    by: By

    @model_validator(mode="after")
    def _reasons_are_each_dossiers_own(self) -> Self:
        if self.opinion is not OpinionSense.favourable:
            _need_reasons("Avis", self.opinion, self.reasons, self.dossiers)
        return self


class Signatory(Form):
    """The author of a decision (CRPA L212-1)."""

    name: PersonName = Field(title="Prénom et nom", description="De la personne qui signe la décision.")
    capacity: Capacity = Field(title="Qualité", description="Par exemple : Présidente de la commission.")


def faults_of_author(name: str, capacity: str) -> list[str]:
    """Return what keeps these from being the author of a decision, each with its mend."""
    said = (
        ("Signataire : prénom et nom", name, names_nobody, NO_NAME),
        ("Signataire : qualité", capacity, is_no_capacity, NO_CAPACITY),
    )
    return [f"{title} « {value} » : {mend}" for title, value, is_wrong, mend in said if is_wrong(value)]


class DecisionForm(DossiersForm):
    """What was decided, part of a sitting: several dossiers for acceptances only, since a refusal or an adjournment has
    its own reasons (CRPA L211-2)."""

    decision: DecisionSense = Field(
        title="Décision", description="accepted : acceptée ; refused : refusée ; adjourned : ajournée."
    )
    law: Law = None
    reasons: OptionalFacts = Field(
        default=None,
        title=IN_FACT,
        description="Nécessaires pour un refus ou un ajournement (article L. 211-5 du CRPA) ; le candidat les lira.",
    )
    pieces: list[Words] = Field(
        default_factory=list, title="Pièces demandées", description="Pour un ajournement : annexe-4, par exemple."
    )
    signatory: Signatory = Field(
        title="Signataire", description="L'auteur de la décision (article L. 212-1 du CRPA) ; le candidat le lira."
    )
    by: By

    @model_validator(mode="after")
    def _reasons_are_each_dossiers_own(self) -> Self:
        if self.decision is not DecisionSense.accepted:
            _need_reasons("Décision", self.decision, self.reasons, self.dossiers)
        if self.pieces and self.decision is not DecisionSense.adjourned:
            raise wrong("Pièces demandées", ", ".join(self.pieces), "elles ne vont qu'avec un ajournement.")
        return self


class PostponementForm(Form):
    """Moves the date of a stage, either way (`reporter-echeance`)."""

    shown_first: ClassVar[bool] = True
    session: Words = Field(title="Session", description="Son code, par exemple ara-2021.")
    stage: Annotated[StageName, *named_stage("Étape", STAGES)] = Field(
        title="Étape", description="Celle dont la date change."
    )
    to: date = Field(
        title="Nouvelle date",
        description="Le dernier jour, inclus ; pour une réunion, le jour où elle se tient ; pour la prise d'effet, le "
        "jour même.",
    )
    reason: Words = Field(title="Motif", description="Les candidats concernés le liront.")
    day_off: DayOff = None
    by: By
    confirmed: Confirmed = None


class WithdrawalForm(DossierForm):
    """Records that an applicant withdraws (`enregistrer-retrait`)."""

    reason: OptionalWords = Field(default=None, title="Motif", description="S'il a été donné.")
    by: By


class AdmissionForm(DossierForm):
    """Admits a late deposit (`admettre-hors-delai`)."""

    reason: Words = Field(title="Motif", description="Pourquoi ce dépôt est admis après la date limite.")
    by: By


def _need_reasons(field: str, value: str, reasons: str | None, applications: list[str]) -> None:
    if not reasons:
        raise wrong(field, value, "indiquez les motifs, en droit et en fait.")
    _one_at_a_time(applications)


def _one_at_a_time(applications: list[str]) -> None:
    if len(applications) > 1:
        mend = "un seul dossier à la fois : ce que vous en dites n'est propre qu'à lui."
        raise wrong("Dossiers", ", ".join(applications), mend)
