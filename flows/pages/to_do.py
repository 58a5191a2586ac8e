"""« À traiter »: each line with why, since when, its dossier, and the form that settles it, filled in."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from flows.boards.reasons import REASONS
from flows.boards.waiting import NOBODYS, detail_of, opened_on
from flows.pages.dossiers.words import FORMS
from flows.pages.render import page
from flows.run_context import clock
from tasks.console.pages.to_do import Line, Waits, read_to_do
from tasks.console.waiting.reasons import Reason

MEMBERS = frozenset(
    {Reason.signature, Reason.signature_again, Reason.acceptance_late, Reason.renewal_late, Reason.renewal_awaited}
    | {Reason.territory_unknown, Reason.report_unreached, Reason.report_late}
)
"""What names members, who may have no dossier."""


LABELS: Mapping[str, str] = {
    **FORMS,
    "marquer-lu": "Dire que c'est lu, ou réglé",
    "reclasser-envoi": "Dire ce qu'il est, et ses fichiers",
    "ecrire-au-candidat": "Répondre à son auteur",
    "traiter-lettre": "La laisser partir, ou l'arrêter",
    "renvoyer-notification": "La renvoyer, marquée comme copie",
    "lettres-a-poster": "La poster",
    "derouler-session": "Faire ce qui est dû",
    "relever-depots": "Classer les envois",
    "distribuer-notifications": "Envoyer ce qui attend",
    "fixer-seance": "Fixer la séance",
    "groupe-de-travail": "Saisir les avis",
    "commission": "Saisir les décisions",
    "enregistrer-convention": "Enregistrer la convention qui suit",
    "enregistrer-avenant": "Enregistrer l'avenant",
    "enregistrer-travaux-comite": "Enregistrer les travaux du comité",
    "autoriser-effacement": "Autoriser l'effacement",
}
"""What each form that settles a line does."""


class Row(NamedTuple):
    """A line as it is shown; `forms` are those that settle it, each with what it does and its address."""

    session: str
    reference: str | None
    has_page: bool
    name: str
    detail: str
    since: str
    arrival: str | None
    letter: int | None
    forms: tuple[tuple[str, str], ...]


def to_do(request: Request) -> Response:
    """Draw what waits: in one session or in all, for one reason or for any."""
    code, reason = request.query_params.get("session", ""), request.query_params.get("motif", "")
    found = read_to_do(code, whole=bool(reason), at=clock(None))
    order = list(REASONS)
    waits = sorted(found.waits, key=lambda one: order.index(one.reason))
    ours = [one for one in waits if one.reason not in NOBODYS]
    shown = [one for one in waits if one.reason == reason] if reason else ours
    context = {
        "sessions": found.sessions,
        "code": code,
        "reason": reason,
        "total": sum(one.total for one in ours),
        "chips": [_chip(one, code) for one in waits],
        "waits": [_shown(one) for one in shown],
        "everything": _address(code, ""),
    }
    return page(request, "to_do.html", context)


def _chip(waits: Waits, code: str) -> dict[str, Any]:
    title, total = REASONS[waits.reason].title, waits.total
    return {"reason": waits.reason, "title": title, "total": total, "address": _address(code, waits.reason)}


def _address(code: str, reason: str) -> str:
    return f"?{urlencode({name: said for name, said in (('session', code), ('motif', reason)) if said})}"


def _shown(waits: Waits) -> dict[str, Any]:
    words, rows = REASONS[waits.reason], list(_rows(waits))
    return {
        "reason": waits.reason,
        "words": words,
        "total": waits.total,
        "rows": rows,
        "details": any(row.detail for row in rows),
        "others": waits.total - len(rows),
    }


def _rows(waits: Waits) -> Iterator[Row]:
    words = REASONS[waits.reason]
    forms = (words.form, *words.also) if words.form else ()
    for line in waits.lines:
        item = line.item
        yield Row(
            session=line.session,
            reference=item.reference,
            has_page=waits.reason not in MEMBERS,
            name=item.name,
            detail=detail_of(item, words.detail, line.zone),
            since="" if waits.reason in NOBODYS else _since(line),
            arrival=item.arrival,
            letter=item.letter,
            forms=tuple((LABELS[form], opened_on(form, line.code, item)) for form in forms),
        )


def _since(line: Line) -> str:
    since = line.item.since
    day = since.astimezone(line.zone) if isinstance(since, datetime) else since
    return f"{day:%d/%m/%Y}" if day else ""
