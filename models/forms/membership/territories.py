"""What people fill in about territories: who belongs to them, who coordinates them, what committees do."""

import re
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from models.forms.membership.members import MemberForm
from models.forms.parts import (
    By,
    Form,
    OptionalPicked,
    OptionalWords,
    Picked,
    Words,
    in_french,
    wrong,
)
from models.members.territories import CommitteeWork
from models.region.place import is_place


def _place(text: str | None) -> str | None:
    if text and not is_place(text.upper()):
        mend = "écrivez le code d'un département (42, 69M) ou celui, INSEE, d'une commune (42218)."
        raise wrong("Département ou commune", text, mend)
    return text.upper() if text else None


class AttachmentForm(MemberForm):
    """Says where a member belongs (`rattacher-territoire`): where it is, or in which territories."""

    place: Annotated[OptionalWords, AfterValidator(_place)] = Field(
        default=None,
        title="Département ou commune",
        description="Le code du département (42, 69M) ou celui, INSEE, de la commune (42218).",
    )
    territories: list[Picked] = Field(
        default_factory=list,
        title="Ou ses territoires",
        description="S'il n'est pas de celui de son département, ou de plusieurs : choisissez-les dans la liste.",
    )
    by: By

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if not (self.place or self.territories):
            raise wrong("Département ou commune", "", "indiquez où est ce membre, ou son territoire.")
        return self


def _address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        raise wrong("Son courriel", text, "écrivez une adresse, par exemple contact@mission.example.")
    return text


class CoordinatorForm(MemberForm):
    """Records that a territory designated who coordinates it (`designer-coordinateur`)."""

    territory: Picked = Field(title="Territoire", description="Celui qui est coordonné : choisissez-le dans la liste.")
    contact_name: Words = Field(title="Contact", description="La personne à joindre, ou sa fonction.")
    contact_email: Annotated[Words, AfterValidator(_address)] = Field(
        title="Son courriel", description="L'adresse à laquelle la Région écrit."
    )
    starts_on: date = Field(title="Désigné le", description="Premier jour de la coordination, inclus.")
    informed_on: date = Field(
        title="Région informée le", description="Le jour où le territoire l'a fait savoir à la Région."
    )
    by: By


class CoordinationEndForm(Form):
    """Records that a coordination ends (`fin-coordination`)."""

    session: Picked = Field(title="Session", description="Celle de la région dont c'est le territoire.")
    territory: Picked = Field(title="Territoire", description="Celui qui n'est plus coordonné.")
    on: date = Field(title="Dernier jour", description="Dernier jour de la coordination, inclus.")
    reason: Words = Field(title="Motif", description="Par exemple : départ, changement de structure.")
    by: By


WORKS: dict[CommitteeWork, str] = {
    CommitteeWork.meeting: "réunion",
    CommitteeWork.programme: "programme d'activités de l'année",
    CommitteeWork.state_of_play: "état des lieux du comité technique",
}
"""What committees do, as people read it."""


class ProposedStructure(Form):
    """A structure that a committee proposes."""

    name: Words = Field(title="Structure", description="Son nom.")
    address: Annotated[Words, AfterValidator(_address)] = Field(
        title="Son courriel", description="Celui de l'organisme."
    )


class CommitteeForm(Form):
    """Records what a committee did (`enregistrer-travaux-comite`)."""

    session: Picked = Field(
        title="Session", description="Celle de la région ; les structures proposées y sont prévenues."
    )
    work: Annotated[CommitteeWork, *in_french("Travaux", WORKS)] = Field(
        title="Travaux", description="Une réunion, un programme d'activités, ou un état des lieux."
    )
    territory: OptionalPicked = Field(
        default=None, title="Territoire", description="Celui du comité ; vide : le comité technique de la région."
    )
    on: date = Field(title="Jour", description="De la réunion, ou de l'adoption du document.")
    place: OptionalWords = Field(default=None, title="Lieu", description="D'une réunion.")
    convening: OptionalPicked = Field(default=None, title="Convocation", description="La lettre, si elle est à garder.")
    file: OptionalPicked = Field(default=None, title="Document", description="Compte rendu, programme, état des lieux.")
    needs: OptionalWords = Field(
        default=None, title="Besoins exprimés", description="Outils de communication, appui ; aucun nom de personne."
    )
    prospects: list[ProposedStructure] = Field(
        default_factory=list, title="Structures proposées", description="Susceptibles de rejoindre le SPRO (S2, § 6)."
    )
    is_agreed: bool = Field(
        default=False,
        title="Les prévenir",
        description="Cochez pour les ajouter aux structures à prévenir de la session.",
    )
    by: By

    @model_validator(mode="after")
    def _is_of_its_committee(self) -> Self:
        if self.work is CommitteeWork.state_of_play and self.territory:
            raise wrong("Territoire", self.territory, "un état des lieux est du comité technique ; videz ce champ.")
        if self.work is not CommitteeWork.state_of_play and not self.territory:
            raise wrong("Territoire", "", "indiquez le territoire dont c'est le comité.")
        return self
