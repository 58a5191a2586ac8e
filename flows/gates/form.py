"""The form of a gate, drawn from a page of dossiers: what is asked of the meeting once, then the same of each dossier.

A JSON schema, as the console draws it: `position` is the order, `default` what a field is filled in with.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.boards.dry_run import in_short, shown_at
from flows.boards.markdown import plain, safe
from flows.boards.reasons import FLAGS
from models.forms.meetings import SENSES
from models.forms.parts import IN_FACT, IN_LAW
from models.storage.preview.deed import Unconfirmed
from models.vocabulary import Flag, StageKind
from notifications.writing.wording import capital, count, long_date
from tasks.meetings.pages.page import Page, PageLine
from tasks.meetings.pages.validate import (
    BY,
    CONFIRMATION,
    DONE,
    LEFT,
    OTHERS,
    PRESENT,
    QUORUM,
    QUORUM_WORDS,
    Faults,
    asking_of,
)

_DECIDES = "L'auteur des décisions (article L. 212-1 du CRPA) ; les candidats le liront."
_ATTESTS = "Qui atteste ce que la commission a validé. La Région signe ensuite les décisions (signer-decisions)."

_FIRST_DOSSIER = 20  # the positions before it are the meeting's own fields
_NAME, _BASIS = 120, 400  # characters shown of an organisation's name, of what was said before

_SAYS: dict[StageKind, str] = {StageKind.opinion: "Avis", StageKind.decision: "Décision"}
_WHY: dict[StageKind, str] = {StageKind.opinion: "Motifs", StageKind.decision: IN_FACT}
_LAW = "Le texte appliqué, et ce qu'il demande. Vide : les textes du fichier de région."
_HELP: dict[StageKind, str] = {
    StageKind.opinion: "La conclusion de l'instructeur est reprise ; corrigez ce qui a été dit autrement. "
    "« Défavorable » et « à ajourner » demandent des motifs.",
    StageKind.decision: "L'avis rendu est repris ; corrigez ce qui a été décidé autrement. "
    "« Refusée » et « ajournée » demandent des motifs, en droit et en fait : le candidat les lira.",
}


_RECUSED = "Membres qui n'ont pas pris part, séparés par « ; ». Un déport déjà déclaré demeure."

_TIED = "À cocher si la voix prépondérante de la présidence l'a emporté (article R. 133-11 du CRPA)."


def form_of(
    page: Page, faults: Faults | None = None, told: Sequence[str] = (), shown: Unconfirmed | None = None
) -> dict[str, Any]:
    """Return the form of a page; with faults, each is shown where it was typed. `told` is about the page before,
    `shown` what this one would do, filled in to be confirmed."""
    properties = {asking_of(page): _to_read(page, faults, told, shown), **_meeting(page)}
    properties |= {line.reference: _dossier(page, line, faults) for line in page.lines}
    properties |= _confirmation(page, shown) if shown else {}
    return {
        "type": "object",
        "title": "Page",
        "properties": properties | _end(page),
        # Not who typed: Prefect would ask for it in English, and the page that comes back says it with the rest.
        "required": [asking_of(page), *(line.reference for line in page.lines)],
        "additionalProperties": False,
    }


def title_of(page: Page, faults: Faults | None = None, shown: Unconfirmed | None = None) -> str:
    """Return what a page is called: the name of its run while it waits."""
    to_do = "à corriger" if faults else "à confirmer" if shown else "à saisir"
    return f"{page.name} · page {page.number} sur {page.pages} {to_do}"


def _to_read(page: Page, faults: Faults | None, told: Sequence[str], shown: Unconfirmed | None) -> dict[str, Any]:
    held = f", séance du {long_date(page.on)}" if page.on else ""
    body = capital(page.body)
    said = [f"**{body}**{held} : page {page.number} sur {page.pages}, {count(len(page.lines), 'dossier')}."]
    if told:
        said += ["**De la page précédente :**", *_listed(told)]
    if faults:
        said.append("**À corriger ; rien de cette page n'est encore enregistré :**")
        said += _listed([*faults.head, *_of_dossiers(page, faults)])
    elif shown:
        said.append("**À confirmer ; rien de cette page n'est encore enregistré :**")
        said += [
            *_listed(list(in_short(shown.effects))),
            f"[Les lettres telles qu'elles partiraient]({shown_at(shown)})",
        ]
    else:
        said.append(f"{_HELP[page.kind]} Un dossier laissé sur « {LEFT} » reste à saisir.")
    said.append(
        "**Submit** envoie la page et l'enregistre. **Close** efface ce que vous avez tapé depuis son ouverture."
    )
    # The console draws neither the form's own description nor a single line break.
    return {
        "type": "object",
        "title": "À lire",
        "description": "\n\n".join(said),
        "position": 0,
        "properties": {},
        "default": {},
    }


def _confirmation(page: Page, shown: Unconfirmed) -> dict[str, Any]:
    """Return the field that confirms what a page would do, filled in: whoever changed something is shown it again."""
    last = _FIRST_DOSSIER + max(line.position for line in page.lines) + 2
    return {CONFIRMATION: _text(last, "Confirmation", shown.code, "Envoyez pour confirmer ce qui est dit en tête.")}


def _of_dossiers(page: Page, faults: Faults) -> Iterator[str]:
    for line in page.lines:
        if line.reference in faults.lines:
            yield f"Dossier {line.position}, {line.reference} : {' '.join(faults.lines[line.reference])}"


def _listed(those: Sequence[str]) -> list[str]:
    # Not a list of Markdown: the console would draw what follows as a part of its last item.
    return [f"• {safe(words)}" for words in those]


def _meeting(page: Page) -> dict[str, Any]:
    """Return what is asked of the meeting: who records it, and on its first page who was there."""
    # What somebody emptied stays empty: only a page that was never answered is filled in with what is proposed.
    name, capacity = page.signatory or ("", "")
    typed = {"name": name, "capacity": capacity} if page.draft is None else page.draft
    fields: dict[str, Any] = {BY: _text(1, "Saisi par", typed.get(BY), "Votre nom ou votre fonction.")}
    if page.on is None:
        fields["on"] = _text(2, "Jour de la séance", typed.get("on"), "Vide : aujourd'hui.", format="date")
    if page.present is None:
        fields |= _attendance(page, typed)
    if page.kind is StageKind.decision:
        author = _ATTESTS if page.is_signed_apart else _DECIDES
        fields["name"] = _text(6, "Signataire : prénom et nom", typed.get("name"), author)
        fields["capacity"] = _text(7, "Signataire : qualité", typed.get("capacity"), "Directrice, par exemple.")
    return fields


def _end(page: Page) -> dict[str, Any]:
    over = "Cochez pour clore : ce qui n'est pas saisi ira à une séance suivante, et le procès-verbal est établi."
    ticked = bool((page.draft or {}).get(DONE))
    last = _FIRST_DOSSIER + max(line.position for line in page.lines) + 1
    field = {"type": "boolean", "title": "Clore la séance", "description": over, "default": ticked, "position": last}
    return {DONE: field}


def _attendance(page: Page, typed: Mapping[str, Any]) -> dict[str, Any]:
    needed = f"Il en faut {page.needed} pour délibérer." if page.needed else "Aucun quorum n'est exigé."
    were = typed.get(PRESENT) or {}
    seats = {
        f"s{place}": {"type": "boolean", "title": seat, "default": bool(were.get(f"s{place}")), "position": place}
        for place, seat in enumerate(page.seats)
    }
    present = {
        "type": "object",
        "title": "Présents",
        "description": " ".join((needed, *_by_proxy(page))),
        "position": 3,
        "properties": seats,
    }
    others = _text(4, "Autres présents", typed.get(OTHERS), "Nom ou fonction ; séparez-les par « ; ».")
    quorum = _text(5, "Quorum", typed.get(QUORUM) or next(iter(QUORUM_WORDS)), enum=list(QUORUM_WORDS))
    fields = {OTHERS: others, **({QUORUM: quorum} if page.needed else {})}
    return {PRESENT: present, **fields} if seats else fields


def _by_proxy(page: Page) -> Iterator[str]:
    """Yield the proxies that are recorded, or how one is."""
    for giver, holder in page.proxies.items():
        yield f"Procuration notée : {plain(giver, longest=_NAME)} à {plain(holder, longest=_NAME)}."
    yield "Une procuration se note par le formulaire enregistrer-procuration : ne cochez que qui était là."


def _dossier(page: Page, line: PageLine, faults: Faults | None) -> dict[str, Any]:
    """Return the fields of a dossier, filled in with what was typed there before, else with what is proposed."""
    typed = (
        line.draft
        if line.draft is not None
        else {"sense": line.proposed, "reasons": line.reasons, "recused": " ; ".join(line.recused)}
    )
    wrong = [f"**À corriger : {safe(words)}**" for words in (faults.lines.get(line.reference, []) if faults else [])]
    fields = {
        "sense": _text(0, _SAYS[page.kind], typed.get("sense") or LEFT, enum=[*SENSES[page.kind].values(), LEFT]),
        "reasons": _text(2, _WHY[page.kind], typed.get("reasons")),
        "recused": _text(4, "Déports", typed.get("recused"), _RECUSED),
        "dissent": _text(5, "Position divergente", typed.get("dissent")),
    }
    if page.casting_vote:
        tied = {"type": "boolean", "title": "Partage égal des voix", "description": _TIED, "position": 6}
        fields["tied"] = {**tied, "default": True} if typed.get("tied") else tied
    if page.kind is StageKind.decision:
        fields["law"] = _text(1, IN_LAW, typed.get("law"), _LAW)
        offered = {"type": "array", "title": "Pièces demandées (ajournement)", "position": 3}
        fields["pieces"] = {
            **offered,
            "items": {"type": "string", "enum": list(page.pieces)},
            "default": typed.get("pieces") or [],
        }
    return {
        "type": "object",
        "title": f"{line.position}. {line.reference} · {plain(line.organisation, longest=_NAME)}",
        "description": "\n\n".join((*wrong, *_doubted(line), *_tacit(page, line), plain(line.basis, longest=_BASIS))),
        "position": _FIRST_DOSSIER + line.position,
        "properties": fields,
        "required": ["sense"],
    }


def _doubted(line: PageLine) -> list[str]:
    """Return what is not known of whose dossier it is, for whoever is about to decide."""
    doubts = ", ".join(FLAGS[Flag(doubt)] for doubt in line.doubts)
    return [f"**Attention : {doubts}** (formulaire identifier-dossier)."] if doubts else []


def _tacit(page: Page, line: PageLine) -> list[str]:
    """Return that silence has accepted a dossier, for a commission that would decide otherwise."""
    if line.tacit_on is None or page.kind is not StageKind.decision:
        return []
    given = f"**Acceptation implicite du {line.tacit_on:%d/%m/%Y}, née du silence.**"
    return [f"{given} Elle se confirme ici ; elle ne se retire que par le formulaire rectifier-decision."]


def _text(position: int, title: str, value: str | None, description: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    # No default where there is nothing: an empty one would satisfy what is required.
    filled = {"default": value} if value else {}
    return {"type": "string", "title": title, "description": description, "position": position, **filled, **more}
