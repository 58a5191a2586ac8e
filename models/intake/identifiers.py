"""The identifiers by which an organisation names itself (CRPA R112-9-1): SIRET, RNA, UAI.

Check digits are python-stdnum's, La Poste's own rule for its establishments included.
"""

import re
import unicodedata
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number

from models.vocabulary import LegalKind

_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

# Spaces, points, dashes of any length, and the signs of no width that a copy from a web page brings along.
_BETWEEN_GROUPS = re.compile(r"[\s._\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What an organisation says it is. `invalid` holds the number that did not pass its checksum, as written."""

    siret: str | None = None
    rna: str | None = None
    uai: str | None = None
    invalid: str | None = None

    @property
    def siren(self) -> str | None:
        """The legal entity of the SIRET: its first nine digits."""
        return self.siret[:9] if self.siret else None

    @property
    def known(self) -> bool:
        """Whether at least one identifier stood its check."""
        return bool(self.siret or self.rna or self.uai)

    @property
    def said(self) -> str:
        """What it is identified by, in words: « SIRET 99900001100018 »."""
        numbers = {"SIRET": self.siret, "RNA": self.rna, "UAI": self.uai}
        return ", ".join(f"{name} {number}" for name, number in numbers.items() if number)


def _compact(text: str) -> str:
    """Fold full-width digits and drop what people type or paste between groups, invisible signs included."""
    return _BETWEEN_GROUPS.sub("", unicodedata.normalize("NFKC", text)).upper()


def parse_siret(text: str) -> str | None:
    """Return the fourteen digits of a SIRET, or None where a check fails. Zeros alone pass Luhn, and are no SIRET."""
    digits = _compact(text)
    try:
        return siret_number.validate(digits) if digits.strip("0") else None
    except ValidationError:
        return None


def parse_rna(text: str) -> str | None:
    """Return an RNA number (W and nine signs, letters in Corsica's and some older ones), or None."""
    number = _compact(text)
    return number if re.fullmatch(r"W[0-9A-Z]{3}[0-9]{6}", number) else None


def parse_uai(text: str) -> str | None:
    """Return a UAI (seven digits and a check letter, the number modulo 23), or None."""
    number = _compact(text)
    if not re.fullmatch(r"[0-9]{7}[A-Z]", number):
        return None
    return number if _UAI_LETTERS[int(number[:7]) % 23] == number[7] else None


PARSERS = {"siret": parse_siret, "rna": parse_rna, "uai": parse_uai}
"""How each identifier is read, in the order in which they are preferred."""


def read_identity(text: str) -> Identity | None:
    """Return what a number identifies by, whichever of the three it is; None where it stands the check of none."""
    read = ((name, parse(text)) for name, parse in PARSERS.items())
    return next((Identity(**{name: number}) for name, number in read if number), None)


def legal_kind(*, siren: str | None, rna: str | None) -> LegalKind | None:
    """Return which law an organisation is of, where its number tells: INSEE keeps the SIRENs that begin with 1 or 2 for
    public bodies, and an RNA number is an association's. A school with a UAI may be of either."""
    if siren and siren[0] in "12":
        return LegalKind.public
    return LegalKind.private if rna else None


def grouped_siret(siret: str) -> str:
    """Return a SIRET as people read it: « 999 000 011 00018 »."""
    return f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
