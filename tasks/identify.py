"""Who a mail says it comes from: the labelled lines of its text, and the numbers found in it."""

import re
from dataclasses import dataclass

from models.identifiers import PARSERS, Identity
from tasks.mail import Mail, clean

_LABELS = {
    "organisation": r"(?:organisation|organisme|structure|raison sociale|nom de (?:la structure|l['\u2019]organisme))",
    "network": r"r[ée]seau(?: d['\u2019]appartenance)?",
    "siret": r"(?:n(?:°|um[ée]ro)\s*)?siret",
    "rna": r"(?:n(?:°|um[ée]ro)\s*)?rna",
    "uai": r"(?:code\s*)?uai",
}
_LINE = {
    name: re.compile(rf"^[ \t>*-]*{label}[ \t]*[:=][ \t]*(\S.{{0,200}})$", re.IGNORECASE | re.MULTILINE)
    for name, label in _LABELS.items()
}
_LOOSE_SIRET = re.compile(r"(?<!\d)\d{3}[ .\u00a0\u202f]?\d{3}[ .\u00a0\u202f]?\d{3}[ .\u00a0\u202f]?\d{5}(?!\d)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a mail says of its sender; `organisation` falls back on the mail's domain, never on a person's name."""

    organisation: str
    network: str | None
    identity: Identity
    named: bool


def identify(mail: Mail) -> Claim:
    """Read the organisation, its network and its identifiers from a mail. Labelled lines come first; without a labelled
    SIRET, the first number of the text that stands the check is taken."""
    said = {name: clean(found[1], 200) for name, line in _LINE.items() if (found := line.search(mail.text))}
    name = said.get("organisation", "")
    return Claim(
        organisation=name or mail.sender.partition("@")[2] or "Organisme à identifier",
        network=said.get("network"),
        identity=_identity(said, mail.text),
        named=bool(name),
    )


def _identity(said: dict[str, str], text: str) -> Identity:
    numbers = {name: parse(said[name]) for name, parse in PARSERS.items() if name in said}
    invalid = next((said[name] for name, number in numbers.items() if number is None), None)
    if "siret" not in numbers:
        loose = (PARSERS["siret"](found) for found in _LOOSE_SIRET.findall(text))
        numbers["siret"] = next((number for number in loose if number), None)
    return Identity(**{name: number for name, number in numbers.items() if number}, invalid=invalid)
