"""What the Région chose, and what its notices say of the law: delays, silence, remedies, membership, personal data,
indicators of the yearly report (S2, § 9; S4, article 2)."""

import re
import zlib
from base64 import b64decode
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, NonNegativeInt, PositiveInt, model_validator
from pydantic_core import PydanticCustomError

from models.region.parts import Email, Key, RoleName, Section, Text, refusal, shape

WebAddress = Annotated[
    str,
    shape(r"https?://[^\s/]+\S*", "ce n'est pas une adresse", "Écrivez par exemple https://horodatage.example/tsa."),
]


HttpsAddress = Annotated[
    str,
    shape(r"https://[^\s/]+\S*", "ce n'est pas une adresse HTTPS", "Écrivez par exemple https://annuaire.example."),
]


class Completion(Section):
    """Days to complete a dossier, and how many days before the end each reminder leaves."""

    days: PositiveInt
    remind_before: list[PositiveInt]


class InHand(Section):
    """How dossiers are handed to those who examine them: in mails of at most `max_mb` megabytes, beyond that by a link,
    which ends after `link_days` where no meeting ends it. The files to fill in go to applicants in mails no larger."""

    max_mb: PositiveInt = 10
    link_days: PositiveInt = 15

    def fits(self, sizes: Iterable[int]) -> bool:
        """Whether files of some sizes go in one mail: on the wire, 57 octets are a line of 78."""
        return sum(sizes) * 78 <= self.max_mb * 1_000_000 * 57


class Advice(Section):
    """Days to give an advice from outside, and how many days before the end each reminder leaves."""

    days: PositiveInt = 15
    remind_before: list[PositiveInt] = Field(default_factory=lambda: [5, 1])


class Hold(Section):
    """How many minutes a letter of a decision or of a termination waits before it leaves, and one that goes to `mass`
    readers or more at once; 0: it does not wait; without minutes, it does until a person lets it go."""

    minutes: NonNegativeInt | None = 10
    mass: PositiveInt = 10

    def until(self, at: datetime) -> datetime | None:
        """Return when what is queued at an instant leaves, None where a person says so."""
        return None if self.minutes is None else at + timedelta(minutes=self.minutes)


class Policies(Section):
    """What the Région chose: delays in days (`acknowledge_within` in business days), hour of sending in local time.
    `time_stamps` is the address of a service (RFC 3161) that stamps what is sealed; without it, nothing is stamped.
    With `easy_french`, requests for pieces and refusals begin with the same in easy French (FALC)."""

    completion: Completion
    deposit_reminders: list[PositiveInt]
    acknowledge_within: PositiveInt
    send_hour: Annotated[int, Field(ge=0, le=23)]
    incomplete_at_end: Literal["carry_over", "keep"]
    in_hand: InHand = Field(default_factory=InHand)
    advice: Advice = Field(default_factory=Advice)
    hold: Hold = Field(default_factory=Hold)
    time_stamps: WebAddress | None = None
    easy_french: bool = False


class Archives(Section):
    """How far a zip file is opened: how many files it may hold, of how many megabytes in all, how deep archives may lie
    in archives (1: none does), and how many times its own size a file may unpack to."""

    files: PositiveInt = 100
    max_mb: PositiveInt = 200
    depth: PositiveInt = 2
    ratio: PositiveInt = 100


class Intake(Section):
    """What is taken in: a mail of at most `max_mb` is opened (a larger one is kept, and told), and of it at most
    `files`; `archives` are opened within bounds. Formats and sizes of each piece are with the piece."""

    max_mb: PositiveInt = 40
    files: PositiveInt = 200
    archives: Archives = Field(default_factory=Archives)


class Silence(Section):
    """What silence means after `months` (CRPA L231-1, L231-4). No effect is shipped: the Région's lawyers choose."""

    effect: Literal["acceptance", "rejection"] | None
    months: PositiveInt
    basis: Text | None
    alarms: list[PositiveInt]


class Deciding(Section):
    """Who decides once the commission has spoken: the desk of the Région whose signature each decision then waits for;
    empty where what the commission says is the decision, signed at its meeting. With `parapheur`, decisions are signed
    outside, electronically: exported, then deposited signed, and only then notified (CRPA L212-3)."""

    authority: RoleName | None = None
    parapheur: bool = False


class Remedies(Section):
    """How a decision is contested (CJA R421-1, R421-5): the court, its address, and whom to ask first."""

    court: Text
    months: PositiveInt
    postal: Text
    administrative_appeal_to: RoleName


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
    """The convention by which others engage members: who signs it, by their function; whose opinion its amendments
    need; how many months after the sending of its denunciation it ends, and how many days before its end the Région is
    told (S4, articles 6 and 7)."""

    signatories: dict[Key, Text] = Field(default_factory=dict)
    opinion_of: Text = "CREFOP"
    denounced_months: PositiveInt = 2
    announce_before: list[PositiveInt] = Field(default_factory=lambda: [365, 180, 90])


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


class Law(Section):
    """How the texts are called in notices: the ground of the recognition, and the instruments of the circles."""

    recognition: Text
    convention: Text
    cahier_des_charges: Text


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


class Months(Section):
    """For how many months what is held is kept once it is over, by what became of it; a person then has it forgotten.

    A dossier: of a member, from the last day of its membership; refused, withdrawn or not required, from that day;
    never completed, from the last that came of it, once it passed to another session. `prospects` and `letters` (to
    desks and members of bodies) are kept from the effect of their session on, `unattributed` arrivals from their
    receipt.
    """

    members: PositiveInt = 60
    refused: PositiveInt = 60
    withdrawn: PositiveInt = 60
    not_required: PositiveInt = 60
    never_complete: PositiveInt = 12
    prospects: PositiveInt = 12
    letters: PositiveInt = 60
    unattributed: PositiveInt = 6


_CONTRAST = 4.5
"""Of a text with its ground, at least (WCAG 2.2, 1.4.3)."""


def _legible(colour: str) -> str:
    """Return a colour that is read on white. Raises an error for another, and for what is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise refusal("ce n'est pas une couleur", 'Écrivez par exemple "#000091".')
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]  # noqa: PLR2004
    light = sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    if 1.05 / (light + 0.05) < _CONTRAST:
        raise refusal("elle ne se lit pas sur du blanc (RGAA 3.2)", "Choisissez-en une plus foncée.")
    return colour


LOGO = "logo.png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LARGEST, _FEWEST, _MOST, _LONGEST = 60_000, 140, 2_000, 6
"""Octets; pixels: of height at least (18 mm at 200 dots an inch), of a side at most; how long beside its height."""


def _drawn(kept: str) -> str:
    """Return a logo as it is kept, in base64. Raises an error, with its mend, for none and for one that no document can
    show."""
    content = b64decode(kept)
    if not content:
        raise refusal(f"aucun fichier {LOGO}", "Posez-le dans le dossier « .lettres » à côté du fichier de région.")
    if len(content) > _LARGEST:
        raise refusal(f"{len(content) // 1000} ko", f"Réduisez-le : {_LARGEST // 1000} ko au plus.")
    width, height = _size_of(content)
    if not (_FEWEST <= height <= _MOST and width <= min(_LONGEST * height, _MOST) and height <= _LONGEST * width):
        mend = f"De {_FEWEST} à {_MOST} pixels de haut, {_MOST} de large et {_LONGEST} fois plus long que haut au plus."
        raise refusal(f"{width} × {height} pixels", mend)
    return kept


def _size_of(content: bytes) -> tuple[int, int]:
    """Return the width and the height of a PNG. Raises an error for what is none, or is damaged."""
    try:
        parts = dict(_png_parts(content))
        header = parts[b"IHDR"]
        whole = parts.keys() >= {b"IHDR", b"IDAT", b"IEND"}
    except (ValueError, KeyError, IndexError) as error:
        raise _no_png() from error
    if not whole:
        raise _no_png()
    return int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")


def _png_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the parts of a PNG, each with its kind. Raises ValueError for one that its checksum belies."""
    if not content.startswith(_SIGNATURE):
        raise ValueError(content[:8])
    place = len(_SIGNATURE)
    while place < len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        kind, said = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if zlib.crc32(kind + said) != int.from_bytes(content[place + 8 + length : place + 12 + length], "big"):
            raise ValueError(kind)
        yield kind, said
        place += 12 + length


def _no_png() -> PydanticCustomError:
    return refusal("ce n'est pas une image PNG entière", "Enregistrez-la de nouveau, au format PNG.")


class Logo(Section):
    """The logo of the Région: `logo.png` in the folder of its own words, which is read from there, and what it shows,
    in words for whoever does not see it (RGAA 1.1)."""

    alt: Text
    png: Annotated[str, AfterValidator(_drawn)]


class Documents(Section):
    """What the documents of the Région bear: the place where its acts are signed, its colour, which is read on white
    (WCAG 1.4.3), the lines below its name at their head, the words above whoever signs, and its logo. `directory` is
    the address at which the directory of members is published: certificates lead to their page there. `members_logo`, a
    file beside the region file, is the logo that members receive as they join."""

    place: Text | None = None
    colour: Annotated[Text, AfterValidator(_legible)] = "#000091"
    letterhead: list[Text] = Field(default_factory=list, max_length=4)
    signature: Text | None = None
    logo: Logo | None = None
    directory: HttpsAddress | None = None
    members_logo: Text | None = None


class DataProtection(Section):
    """What a notice says about personal data (GDPR article 13), and for how long each kind of it is kept. `contact` is
    the data protection officer's, `processor` who handles the data for the controller, `recipients` who else sees
    them."""

    controller: Text
    contact: Email
    processor: Text | None = None
    recipients: Text = "les services chargés de la procédure et les membres des instances consultées"
    retention: Text
    months: Months = Field(default_factory=Months)


class Axis(Section):
    """What a count is broken down by: its label, and its values in their order (age bands, départements)."""

    label: Text
    values: Annotated[list[Text], Field(min_length=2)]


class Indicator(Section):
    """What is asked: a whole number (`count`), broken down `by` some axes, one answer among `choices`, or a text."""

    label: Text
    type: Literal["count", "choice", "text"]
    by: list[Key] = Field(default_factory=list)
    choices: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if self.by and self.type != "count":
            raise refusal("seul un nombre se ventile", "Retirez la ventilation, ou changez de type.")
        if bool(self.choices) != (self.type == "choice"):
            raise refusal("une question à choix a des choix, et elle seule", "Complétez-les, ou retirez-les.")
        return self


class IndicatorSet(Section):
    """A set of indicators in a version; a count below `suppress_below` is never published."""

    label: Text
    version: Text
    suppress_below: PositiveInt = 5
    axes: dict[Key, Axis] = Field(default_factory=dict)
    indicators: Annotated[dict[Key, Indicator], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_its_axes(self) -> Self:
        for name, indicator in self.indicators.items():
            if missing := [axis for axis in indicator.by if axis not in self.axes]:
                raise refusal(f"{name} : ventilation inconnue ({missing[0]})", f"Axes : {', '.join(self.axes)}.")
        return self


class Cell(NamedTuple):
    """One thing to fill in: its key, its question, of which indicator, and of which axis and value if it is a part."""

    key: str
    label: str
    indicator: str
    axis: str | None = None
    value: str | None = None


class Reporting(Section):
    """How the yearly report is collected (S2, § 6): from each member, or from whoever coordinates each territory; in
    how many days, with reminders so many days before the last."""

    asked: Literal["members", "coordinators"] = "members"
    days: PositiveInt = 45
    remind_before: list[PositiveInt] = Field(default_factory=lambda: [15, 5])


def cells(asked: IndicatorSet) -> Iterator[Cell]:
    """Yield what is to be filled in, in the order of the set: a number, then its parts."""
    for name, indicator in asked.indicators.items():
        yield Cell(name, indicator.label, name)
        for axis in indicator.by:
            for place, value in enumerate(asked.axes[axis].values, start=1):
                label = f"{indicator.label}, {asked.axes[axis].label} : {value}"
                yield Cell(f"{name}.{axis}.{place}", label, name, axis, value)
