"""Mandatory mentions: which text asks for each of them, in which words it is read, and the checks of both its ends.

A missing value is refused before the notice is rendered; a mention that its text does not hold, after.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from models.errors import Refusal
from models.region.model import Region
from models.region.place import ExaminingService, Role
from models.vocabulary import NoticeKind, PieceState, Status
from notifications.catalogue import KINDS
from notifications.mandatory import OWED, Mandatory
from notifications.writing.layout import one_line
from notifications.writing.typography import typographic
from notifications.writing.wording import instant, local_day, long_date, spelled

Said = Mapping[str, Any]
"""The variables of a notice, and its `region`, `session` and `zone`."""

Words = Sequence[str | None]
"""What must be read of a mention: nothing where its case is another, None where its value is missing."""

_TELL = "indiquez-la avant de notifier."
_NAME_YOURSELF = "indiquez-la avant d'écrire."
_REGION = "complétez le fichier de région avant de notifier."


class Mention(NamedTuple):
    """What a notice must hold: its French name, the words that must be read there, and how to mend their lack."""

    label: str
    words: Callable[[Said], Words]
    mend: str = _TELL


class Asked(NamedTuple):
    """What a text asks for: the text, and the mentions that answer it."""

    by: str
    mentions: tuple[Mention, ...]


def _region(said: Said) -> Region:
    region: Region = said["region"]
    return region


def _service(said: Said) -> ExaminingService:
    return _region(said).roles.examining_service


def _of_act(name: str) -> Callable[[Said], Words]:
    """Return how something is read of a decision, or of who gave a formal notice, or took a termination back."""

    def read(said: Said) -> Words:
        is_decided = "decision" in said
        act = said["decision"] if is_decided else said["formal"].undone or said["formal"]
        return [getattr(act, name, None)]

    return read


def _appeal(said: Said) -> Role:
    role: Role = getattr(_region(said).roles, _region(said).remedies.administrative_appeal_to)
    return role


def _address(role: Role) -> str | None:
    return ", ".join(role.postal.splitlines()) if role.postal else role.email


def _day(said: Said, at: datetime) -> str:
    return long_date(local_day(at, said["zone"]))


def _pieces(said: Said) -> Words:
    request = _request(said)
    return [piece.label for piece in request.pieces] if request else ()


def _bases(said: Said) -> Words:
    request = _request(said)
    return [_region(said).pieces[piece.id].basis for piece in request.pieces] if request else ()


def _last_day(said: Said) -> Words:
    request = _request(said)
    return [long_date(request.due_on)] if request and request.pieces else ()


def _request(said: Said) -> Any:  # noqa: ANN401  a RequestView, or None where nothing is asked
    """Return what a notice asks for: a session that begins asks again only where something lacks."""
    lacks = "origin" not in said or any(_is_lacking(piece, _region(said)) for piece in said["pieces"])
    return said.get("request") if lacks else None


def _is_lacking(piece: Any, region: Region) -> bool:  # noqa: ANN401  a PieceView
    return piece.state != PieceState.received and region.pieces[piece.id].required


def _implied(said: Said) -> Words:
    """Return what is told of the decision that silence makes: its sense and its date, else why there is none."""
    application, effect = said["application"], _region(said).silence.effect
    if _region(said).entry == "agreement":
        return ["aucune décision implicite ne naît"]
    if application.is_public:
        return ["Aucune décision implicite ne naît"]
    if effect is None:
        return ["ni la date, ni le sens d'une décision implicite", "ne vous est donc opposable"]
    if application.status == Status.adjourned:
        return ["aucun délai de décision implicite ne court"]
    if on := application.silence_on or application.silent_since:
        return [{"acceptance": "acceptée", "rejection": "rejetée"}[effect], long_date(on)]
    return ["vaut acceptation" if effect == "acceptance" else "Aucun délai de décision implicite ne court"]


def _implied_again(said: Said) -> Words:
    is_told = _region(said).silence.effect is not None and not said["application"].is_public
    return _implied(said) if is_told else ()


def _observations(said: Said) -> Words:
    formal = said["formal"]
    told = (long_date(formal.observations_until), "oralement, si vous le demandez", "assister par un conseil")
    return () if formal.cured else told


def _heard(said: Said) -> Words:
    if formal := said.get("formal"):
        return [long_date(formal.observations_until)]
    decision = said["decision"]
    return [decision.observations] if decision and decision.ground else ()


def _meeting_day(said: Said) -> Words:
    meeting = said["meeting"]
    return [instant(meeting.starts_at, said["zone"]) if meeting.starts_at else None]


def _deposit_last_day(said: Said) -> Words:
    last_day = said["session"].deposit_last_day
    return [long_date(last_day)] if last_day else ()


def _processor(said: Said) -> Words:
    processor = _region(said).data_protection.processor
    return () if processor is None else [processor]


def _in_charge(said: Said) -> Words:
    """Return who examines a dossier, and in which capacity, else that nobody does yet."""
    application = said["application"]
    if application and application.in_charge:
        return [application.in_charge, _service(said).capacity]
    return ["pas encore désigné"] if application and application.is_undecided else ()


def _seizing(said: Said) -> Words:
    """Return by which way the court is applied to: who must use Télérecours is not heard otherwise."""
    bound = ["l'application Télérecours", "R. 414-1", "à peine d'irrecevabilité"]
    return bound if said["application"].is_public else [*bound, "Télérecours citoyens", "R. 414-2"]


def _sites_out(said: Said) -> Sequence[Any]:
    """Return the sites that an acceptance refuses."""
    decision = said.get("decision")
    return decision.sites_out if decision else ()


def _in_part(mention: "Mention") -> "Mention":
    """Return a mention that is owed where an acceptance refuses some sites."""
    return mention._replace(words=lambda said: mention.words(said) if _sites_out(said) else ())


_SERVICE = (
    Mention("Service", lambda said: [_service(said).label], _REGION),
    Mention("Adresse du service", lambda said: [_address(_service(said))], _REGION),
)
_COURT = (
    Mention("Juridiction à saisir", lambda said: [_region(said).remedies.court], _REGION),
    Mention("Adresse de la juridiction", lambda said: [_region(said).remedies.postal], _REGION),
    Mention("Saisine par voie électronique", _seizing, _REGION),
)
_DELAY = Mention(
    "Délai de recours",
    lambda said: [f"{spelled(_region(said).remedies.months)} mois à compter de sa notification"],
    _REGION,
)
_GRACIOUS = (
    Mention("Recours gracieux", lambda _said: ["recours gracieux auprès de l'autorité suivante"], _REGION),
    Mention("Autorité du recours gracieux", lambda said: [_appeal(said).label], _REGION),
    Mention("Adresse de cette autorité", lambda said: [_address(_appeal(said))], _REGION),
)

M = Mandatory
MENTIONS: Mapping[Mandatory, Asked] = {
    M.of_the_house: Asked("CRPA L100-3 (note au service ou à qui il consulte : le code ne règle que le public)", ()),
    M.service: Asked(
        "CRPA L111-2, R112-11-1",
        (
            *_SERVICE,
            Mention("Courriel du service", lambda said: [_service(said).email], _REGION),
            Mention("Téléphone du service", lambda said: [_service(said).phone], _REGION),
        ),
    ),
    M.data: Asked(
        "RGPD 13, 14",
        (
            Mention("Responsable du traitement", lambda said: [_region(said).data_protection.controller], _REGION),
            Mention("Sous-traitant", _processor, _REGION),
            Mention("Destinataires", lambda said: [_region(said).data_protection.recipients], _REGION),
            Mention("Durée de conservation", lambda said: [_region(said).data_protection.retention], _REGION),
            Mention("Exercice des droits", lambda said: [_region(said).data_protection.contact], _REGION),
            Mention("Réclamation", lambda _said: ["Commission nationale de l'informatique et des libertés"], _REGION),
        ),
    ),
    M.call: Asked(
        "CRPA L112-9, R112-9-2",
        (
            Mention("Adresse de dépôt", lambda said: [_region(said).roles.deposit_mailbox.email], _REGION),
            Mention("Dernier jour de dépôt", _deposit_last_day, _REGION),
        ),
    ),
    M.arrival: Asked(
        "CRPA L112-13, R112-11-2",
        (Mention("Date de réception", lambda said: [_day(said, said["deposit"].arrived_at)]),),
    ),
    M.forwarding: Asked(
        "CRPA L114-2",
        (Mention("Service compétent", lambda said: [_region(said).roles.deposit_mailbox.email], _REGION),),
    ),
    M.refused_files: Asked(
        "CRPA L114-6",
        (
            Mention(
                "Fichiers à régulariser", lambda said: [file.name for file in said["refused"] if file.name.strip()]
            ),
            Mention("Formalités à accomplir", lambda said: [file.why for file in said["refused"]]),
        ),
    ),
    M.receipt: Asked(
        "CRPA R112-5, R112-11-1",
        (
            Mention("Date de réception", lambda said: [_day(said, said["application"].received_at)]),
            Mention("Accusé de réception", lambda _said: ["accusé de réception"]),
        ),
    ),
    M.answer: Asked(
        "CRPA R112-11-4",
        (Mention("Date de réception des pièces", lambda said: [_day(said, said["answered_at"])]),),
    ),
    M.silence: Asked("CRPA R112-5, R112-11-1", (Mention("Décision implicite", _implied),)),
    M.silence_again: Asked("CRPA R112-11-4", (Mention("Décision implicite", _implied_again),)),
    M.request: Asked(
        "CRPA L114-5, L114-6, R112-11-4",
        (
            Mention("Pièces demandées", _pieces),
            Mention("Textes qui les demandent", _bases, _REGION),
            Mention("Délai pour les produire", _last_day),
        ),
    ),
    M.agent: Asked(
        "CRPA L111-2",
        (
            Mention("Agent qui écrit", lambda said: [said["letter"].by], _NAME_YOURSELF),
            Mention("Qualité de l'agent", lambda said: [said["letter"].capacity], _NAME_YOURSELF),
        ),
    ),
    M.in_charge: Asked("CRPA L111-2", (Mention("Agent chargé du dossier", _in_charge),)),
    M.author: Asked(
        "CRPA L212-1",
        (
            Mention("Nom du signataire", _of_act("signatory_name")),
            Mention("Qualité du signataire", _of_act("signatory_capacity")),
        ),
    ),
    M.reasons: Asked(
        "CRPA L211-2, L211-5",
        (
            Mention("Motifs", _of_act("reasons")),
            Mention("Texte appliqué", lambda said: [_region(said).law.recognition], _REGION),
        ),
    ),
    M.remedies: Asked("CJA R414-1, R414-2, R421-1, R421-5 ; CRPA L411-2", (*_COURT, _DELAY, *_GRACIOUS)),
    M.refused_part: Asked(
        "CRPA L211-2, L211-5 ; CJA R421-5",
        (
            Mention("Motifs du refus d'un site", lambda said: [one.reasons for one in _sites_out(said)]),
            *map(_in_part, (*_COURT, _DELAY, *_GRACIOUS)),
        ),
    ),
    M.court: Asked("CJA R414-1, R414-2, R421-1, R421-5", (*_COURT, _DELAY)),
    M.appeal_receipt: Asked(
        "CRPA L112-3, R112-5 ; CJA R414-1, R414-2",
        (
            Mention("Date de réception du recours", lambda said: [long_date(said["appeal"].received_on)]),
            Mention("Date du rejet implicite", lambda said: [long_date(said["appeal"].implied_on)]),
            *_COURT,
        ),
    ),
    M.observations: Asked("CRPA L121-1, L122-1, L122-2", (Mention("Observations", _observations),)),
    M.heard: Asked("CRPA L121-1", (Mention("Observations recueillies", _heard),)),
    M.convening: Asked(
        "CRPA R133-8",
        (
            Mention("Instance", lambda said: [said["meeting"].body]),
            Mention("Date de la séance", _meeting_day),
            Mention("Ordre du jour", lambda _said: ["ordre du jour"]),
        ),
    ),
    M.minutes: Asked(
        "CRPA R133-13",
        (
            Mention("Instance", lambda said: [said["meeting"].body]),
            Mention("Jour de la séance", lambda said: [long_date(said["meeting"].on)]),
        ),
    ),
}
"""Each text, and what it wants to read."""


OF_ACTS = frozenset(
    mention for one in (M.author, M.reasons, M.remedies, M.refused_part, M.court) for mention in MENTIONS[one].mentions
)
"""What the document of an act must hold, where its mail must."""


def _always(_said: Said) -> bool:
    return True


_OF_AN_ACT = {M.author, M.reasons, M.remedies, M.refused_part, M.court, M.heard}
_GRIEVES: Mapping[NoticeKind, Callable[[Said], bool]] = {
    NoticeKind.rectified: lambda said: said["request"] is None,
    NoticeKind.carried_over: lambda said: said["decision"] is not None,
    NoticeKind.next_session: lambda said: said["origin"] == Status.late,
    NoticeKind.formal_notice: lambda said: not said["formal"].cured or said["formal"].undone is not None,
}
"""Of the kinds that are acts only at times, when they are: `notifications.writing.grief` says why."""


def owed(kind: NoticeKind, said: Said) -> frozenset[Mandatory]:
    """Return what the law wants to read in a notice, as its row says: in its case, and from its reader's side."""
    is_act = _GRIEVES.get(kind, _always)(said)
    is_inside = bool(said.get("is_secretary"))
    spared = (set() if is_act else _OF_AN_ACT) | ({M.service, M.data} if is_inside else set())
    return OWED[kind] - spared


def wanted(kind: NoticeKind, said: Said) -> list[tuple[Mention, str]]:
    """Return the mentions that a notice must hold, each with its words. Raises Refusal if one has no value."""
    asked = owed(kind, said)
    mentions = (mention for one in Mandatory if one in asked for mention in MENTIONS[one].mentions)
    return [(mention, _told(mention, words)) for mention in mentions for words in mention.words(said)]


def _told(mention: Mention, words: str | None) -> str:
    if not (words or "").strip():
        raise Refusal(mention.label, "", f"cette mention est obligatoire ; {mention.mend}")
    return words or ""


REMEDIES = "Voies et délais de recours"
"""The heading of how a letter is contested."""


def told_remedies(text: str) -> bool:
    """Return True if a letter says how what it tells is contested: the delay runs from no other (CJA R421-5)."""
    return REMEDIES in text


def check(kind: NoticeKind, mentions: list[tuple[Mention, str]], text: str) -> None:
    """Raise Refusal if the text of a notice does not hold one of these mentions: its template has lost it."""
    read = _flat(text)
    for mention, words in mentions:
        if _printed(words) not in read:
            asks = next((asked.by for asked in MENTIONS.values() if mention in asked.mentions), "la loi")
            mend = f"cette mention obligatoire ({asks}) ne figure pas dans la notification ; corrigez-en le modèle."
            raise Refusal(mention.label, KINDS[kind].title, mend)


@lru_cache(maxsize=1_000)
def _printed(words: str) -> str:
    """Return some words as letters print them: most are the same in all letters of a session."""
    return _flat(typographic(one_line(words)))


def _flat(text: str) -> str:
    return " ".join(text.split())
