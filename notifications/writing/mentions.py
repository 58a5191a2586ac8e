"""Mandatory mentions: the table of what the law wants to read in a notice, and the checks of both its ends.

A missing value is refused before the notice is rendered; a mention that its text does not hold, after.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from models.errors import Refusal
from models.region.model import Region
from models.region.roles import Role
from models.vocabulary import NoticeKind, Status
from notifications.catalogue import KINDS, Mandatory
from notifications.writing import layout
from notifications.writing.wording import long_date, spelled

Said = Mapping[str, Any]
"""The variables of a notice, and its `region`."""

_TELL = "indiquez-la avant de notifier."
_NAME_YOURSELF = "indiquez-la avant d'écrire."
_REGION = "complétez le fichier de région avant de notifier."


class Mention(NamedTuple):
    """What a notice must hold: its French name, the words that must be read there, and how to mend their lack."""

    label: str
    words: Callable[[Said], str | None]
    mend: str


def _decided(name: str) -> Callable[[Said], str | None]:
    return lambda said: getattr(said["decision"], name, None)


def _region(said: Said) -> Region:
    region: Region = said["region"]
    return region


def _appeal(said: Said) -> Role:
    role: Role = getattr(_region(said).roles, _region(said).remedies.administrative_appeal_to)
    return role


def _address(role: Role) -> str | None:
    return ", ".join(role.postal.splitlines()) if role.postal else role.email


_SIGNED = (
    Mention("Nom du signataire", _decided("signatory_name"), _TELL),
    Mention("Qualité du signataire", _decided("signatory_capacity"), _TELL),
)
_SERVICE = (
    Mention("Service", lambda said: _region(said).roles.examining_service.label, _REGION),
    Mention("Adresse du service", lambda said: _address(_region(said).roles.examining_service), _REGION),
)
_ANSWERING = (
    Mention("Agent qui écrit", lambda said: said["letter"].by, _NAME_YOURSELF),
    Mention("Qualité de l'agent", lambda said: said["letter"].capacity, _NAME_YOURSELF),
    *_SERVICE,
)
_COURT = (
    Mention("Juridiction à saisir", lambda said: _region(said).remedies.court, _REGION),
    Mention("Adresse de la juridiction", lambda said: _region(said).remedies.postal, _REGION),
    Mention("Saisine par voie électronique", lambda _said: "Télérecours citoyens", _REGION),
)
_DELAY = Mention(
    "Délai de recours",
    lambda said: f"{spelled(_region(said).remedies.months)} mois à compter de sa notification",
    _REGION,
)
_REASONED = (Mention("Motifs", _decided("reasons"), _TELL), *_SIGNED)
_REMEDIES = (
    *_COURT,
    _DELAY,
    Mention("Recours gracieux", lambda _said: "recours gracieux auprès de l'autorité suivante", _REGION),
    Mention("Autorité du recours gracieux", lambda said: _appeal(said).label, _REGION),
    Mention("Adresse de cette autorité", lambda said: _address(_appeal(said)), _REGION),
)
_ADVERSE = (*_REASONED, *_REMEDIES)
_RECEIPT = (
    Mention("Date de réception", lambda said: long_date(said["appeal"].received_on), _TELL),
    Mention("Date du rejet implicite", lambda said: long_date(said["appeal"].implied_on), _TELL),
    *_SERVICE,
    *_COURT,
)

MENTIONS: Mapping[Mandatory, tuple[Mention, ...]] = {
    Mandatory.nothing: (),
    Mandatory.author: _SIGNED,
    Mandatory.agent: _ANSWERING,
    Mandatory.reasons_and_remedies: _ADVERSE,
    Mandatory.reasons_and_court: (*_REASONED, *_COURT, _DELAY),
    Mandatory.remedies: (*_SERVICE, *_REMEDIES),
    Mandatory.appeal_receipt: _RECEIPT,
}
"""Reasons in law and in fact (CRPA L211-2, L211-5), name and capacity of the author (L212-1), before which court,
where, within which delay and how, and to whom a request may be made before (CJA R421-1, R421-5; CRPA L411-2).
What dates or circles alone decide names the service that answers for it.
Of what an agent writes: who writes, in which capacity, of which service, and where that is (L111-2).
Of an appeal that came: when it did, when silence rejects it, who has it, and the court (L112-3, R112-5)."""


def _always(_said: Said) -> bool:
    return True


_GRIEVES: Mapping[NoticeKind, Callable[[Said], bool]] = {
    NoticeKind.rectified: lambda said: said.get("request") is None,
    NoticeKind.carried_over: lambda said: said.get("decision") is not None,
    NoticeKind.next_session: lambda said: said.get("origin") == Status.late,
}
"""Of the kinds that grieve only at times, when they do: `notifications.writing.grief` says why."""


def wanted(kind: NoticeKind, said: Said) -> list[tuple[Mention, str]]:
    """Return the mentions that a notice must hold, each with its words. Raises Refusal if one has no value."""
    found = []
    for mention in _of(kind, said):
        words = mention.words(said)
        if not (words or "").strip():
            mend = f"cette mention est obligatoire ; {mention.mend}"
            raise Refusal(mention.label, "", mend)
        found.append((mention, words or ""))
    return found


def _of(kind: NoticeKind, said: Said) -> tuple[Mention, ...]:
    return MENTIONS[KINDS[kind].mandatory] if _GRIEVES.get(kind, _always)(said) else ()


def told_remedies(text: str) -> bool:
    """Return True if a letter says how what it tells is contested: the delay runs from no other (CJA R421-5)."""
    return "Voies et délais de recours" in text


def check(kind: NoticeKind, mentions: list[tuple[Mention, str]], text: str) -> None:
    """Raise Refusal if the text of a notice does not hold one of these mentions: its template has lost it."""
    read = _flat(text)
    for mention, words in mentions:
        if _flat(layout.unguard(layout.guard(words))) not in read:
            mend = "cette mention obligatoire ne figure pas dans la notification ; corrigez-en le modèle."
            raise Refusal(mention.label, KINDS[kind].title, mend)


def _flat(text: str) -> str:
    return " ".join(text.split())
