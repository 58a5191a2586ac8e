"""What the Région chose for members: how long they are, which texts they sign, what they commit to."""

from calendar import monthrange
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, model_validator

from models.region.parts import Email, Key, Section, Text, refusal


class Renewal(Section):
    """How memberships are renewed: how many months before their end members are asked, until how many days before it
    they may answer in time, how many days before that they are reminded, and what a renewal needs: nothing but an
    answer, the text in force signed, or the required pieces again. A late answer counts too."""

    ask_months: PositiveInt
    answer_days: PositiveInt = 30
    remind_before: list[PositiveInt] = Field(default_factory=lambda: [15, 7])
    needs: Literal["answer", "signature", "pieces"] = "answer"


class YearDay(Section):
    """A day of each year."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=28 + 3)]

    def on(self, year: int) -> date:
        """Return it in a year: the last day of a month that has no such day."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


class TaxWindow(Section):
    """When members ask, each year, to be on the list for the apprenticeship tax: from a day to another, included (of
    the next year, where it comes before in the calendar), and how many days before the end who has not asked is
    reminded."""

    opens: YearDay
    closes: YearDay
    remind_before: list[PositiveInt] = Field(default_factory=lambda: [15])


class MembershipPolicy(Section):
    """How long a membership lasts: until a day (`until`, included), for `years` from its effect, or as long as the
    convention (`with_agreement`); of those that are stated, the earliest. How many days before its end that is
    announced, whether nobody is a member before having signed, how many months after the sending of a formal notice it
    may be ended, and how it is renewed: with no `renewal`, by another candidacy alone. With no `tax`, nobody is told of
    the window of that."""

    until: date | None = None
    years: PositiveInt | None = None
    with_agreement: bool = False
    announce_before: list[PositiveInt] = Field(default_factory=lambda: [365, 90])
    signature_first: bool = False
    formal_notice_months: PositiveInt = 2
    renewal: Renewal | None = None
    tax: TaxWindow | None = None

    @model_validator(mode="after")
    def _has_a_term(self) -> Self:
        if not (self.until or self.years or self.with_agreement):
            raise refusal("rien ne dit combien dure une adhésion", "Indiquez until, years ou with_agreement.")
        return self

    @property
    def frame_ends(self) -> date:
        """The last day on which a membership may begin; the last of all days where no day bounds them."""
        return self.until or date.max


class AgreementPolicy(Section):
    """The convention by which others engage members: who signs it, by their function, and the role mailboxes to which a
    text that they sign is sent; whose opinion its amendments need; how many months after the sending of its
    denunciation it ends, and how many days before its end the Région is told (S4, articles 6 and 7)."""

    signatories: dict[Key, Text] = Field(default_factory=dict)
    mailboxes: dict[Key, Email] = Field(default_factory=dict)
    opinion_of: Text = "CREFOP"
    denounced_months: PositiveInt = 2
    announce_before: list[PositiveInt] = Field(default_factory=lambda: [365, 180, 90])

    def key_of(self, signatory: str) -> str | None:
        """Return the key of a signatory, told by its key or its label; None for whoever is none."""
        by_name = {key: key for key in self.signatories}
        by_name |= {label.casefold(): key for key, label in self.signatories.items()}
        return by_name.get(signatory.casefold())

    def mailbox_of(self, signatory: str) -> str | None:
        """Return the mailbox of a signatory, told by its key or its label; None where it has none."""
        return self.mailboxes.get(self.key_of(signatory) or "")

    @model_validator(mode="after")
    def _are_of_signatories(self) -> Self:
        if unknown := [name for name in self.mailboxes if name not in self.signatories]:
            known = ", ".join(self.signatories) or "aucun"
            raise refusal(f"ce signataire n'est pas nommé : {unknown[0]}", f"Signataires nommés : {known}.")
        return self


class TextKey(StrEnum):
    """The texts of reference of a region."""

    convention = auto()
    cahier_des_charges = auto()
    referentiel = auto()
    schema = auto()
    cprdfop = auto()
    charte_graphique = auto()
    formulaire = auto()


class Texts(Section):
    """What is done with the texts of reference. `opinions` are those that no body adopts before another gave its
    opinion, each with the rule that asks for it, and `opinion_body` is that other. Members accept anew the versions of
    `accept_again`, within `accept_days` of their adoption, and are reminded so many days before the end."""

    opinions: dict[TextKey, Text] = Field(default_factory=dict)
    opinion_body: Text = "CREFOP"
    accept_again: list[TextKey] = Field(default_factory=lambda: [TextKey.cahier_des_charges])
    accept_days: PositiveInt = 60
    remind_before: list[PositiveInt] = Field(default_factory=lambda: [15, 3])


Asks = Literal["how", "evidence"]
"""What the form asks of a commitment: how the structure keeps it, and what shows it."""


def _both() -> list[Asks]:
    return ["how", "evidence"]


class Commitment(Section):
    """What a structure commits to (code du travail L6111-5: the cahier des charges that the Région decides on): a short
    `label`, the words of the `text` that asks for it, which text that is (`source`), the family that it is of, and what
    the form asks of it. Its key is how people name it, in capitals: « E1 »."""

    label: Text
    text: Text
    source: Text
    family: str | None = None
    asks: Annotated[list[Asks], Field(min_length=1)] = Field(default_factory=_both)
