"""« Arrivées »: each mail and paper with its files, what it was taken for, and the form to say otherwise."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.meeting.words import LETTERS
from flows.pages.render import page
from models.intake.words import MEANING_LABELS, TROUBLE_LABELS, WISH_LABELS, Nature, Way
from notifications.catalogue import KINDS
from tasks.console.boards.mailbox import Fate
from tasks.console.pages.arrival import read_arrival
from tasks.console.pages.arrivals import Asked, read_arrivals

FATES: Mapping[Fate | Nature, str] = {
    Fate.opened: "a ouvert le dossier",
    Fate.joined: "joint au dossier",
    Fate.waiting: "enregistré, en cours de classement",
    Fate.in_trouble: "en difficulté : à regarder",
    Fate.to_read: "à lire",
    Fate.read: "lu",
    Nature.desk: "fichiers d'un service, proposés dans les formulaires",
    Nature.advice: "avis rendu, joint à sa demande",
    Nature.figures: "bilan annuel d'un membre, joint à sa demande",
    Nature.member: "réponse d'un membre à sa convocation, transmise au secrétariat",
    Nature.opt_out: "ne veut plus d'annonces : aucune ne lui sera envoyée",
    Nature.report: "avis d'un serveur de messagerie, mis de côté",
    Nature.automatic: "réponse automatique, mise de côté",
    Nature.bulk: "liste de diffusion, mise de côté",
    Nature.spam: "indésirable, mis de côté",
    Nature.ours: "notre propre courriel, mis de côté",
    Nature.nameless: "sans expéditeur, mis de côté",
    Nature.again: "déjà reçu, mis de côté",
}
"""What became of an arrival."""

WAYS: Mapping[Way, str] = {Way.email: "courriel", Way.post: "courrier", Way.hand: "remise en main propre"}
"""How an arrival came."""

NATURES: Mapping[Nature, str] = {
    Nature.written: "écrit par quelqu'un",
    Nature.desk: "fichiers envoyés par un service",
    Nature.advice: "avis demandé sur un dossier",
    Nature.figures: "bilan annuel d'un membre",
    Nature.member: "réponse d'un membre d'une instance",
    Nature.opt_out: "refus d'annonces",
    Nature.report: "avis d'un serveur de messagerie",
    Nature.automatic: "réponse automatique",
    Nature.bulk: "liste de diffusion",
    Nature.spam: "indésirable",
    Nature.ours: "notre propre courriel",
    Nature.nameless: "sans expéditeur",
    Nature.again: "déjà reçu",
}
"""What an arrival may be taken for, as the page lets it be chosen."""

UNANSWERABLE = frozenset({Nature.desk, Nature.report, Nature.ours, Nature.nameless, Nature.again})
"""What no letter answers: no applicant wrote it, or it was answered the first time."""

OTHERWISE: Mapping[str, str] = {
    "identifier-dossier": "Dire de quel organisme il vient",
    "rapprocher-dossiers": "Le joindre à un autre dossier du même organisme",
    "statuer-sur-le-cachet": "Dire si son cachet est dans les délais",
    "admettre-hors-delai": "L'admettre malgré son retard",
    "laisser-hors-delai": "Le laisser pour la session suivante",
    "instruire-dossier": "Dire quelle pièce est reçue, manquante ou inexploitable",
    "demander-complements": "Demander une pièce au candidat",
    "enregistrer-retrait": "Enregistrer que le candidat se retire",
    "enregistrer-recours": "Enregistrer que le candidat conteste la décision",
}
"""What a form says otherwise of an arrival, by deployment."""


def arrivals(request: Request) -> Response:
    """Draw a page of what arrived, as it was asked for."""
    asked = asked_for(request.query_params)
    found = read_arrivals(asked)
    context = {
        "found": found,
        "asked": asked,
        "fates": FATES,
        "natures": NATURES,
        "ways": WAYS,
        "former": _address(asked, asked.page - 1) if asked.page > 1 else None,
        "following": _address(asked, asked.page + 1) if asked.page < found.pages else None,
    }
    return page(request, "arrivals.html", context)


def arrival(request: Request) -> Response:
    """Draw one arrival; 404 where no arrival has that number."""
    found = read_arrival(request.path_params["number"])
    if found is None:
        raise HTTPException(404)
    context = {
        "found": found,
        "fates": FATES,
        "natures": NATURES,
        "meanings": MEANING_LABELS,
        "wishes": WISH_LABELS,
        "ways": WAYS,
        "troubles": TROUBLE_LABELS,
        "kinds": KINDS,
        "letters": LETTERS,
        "otherwise": OTHERWISE,
        "unanswerable": UNANSWERABLE,
    }
    return page(request, "arrival.html", context)


def asked_for(said: Mapping[str, str]) -> Asked:
    """Return what the query of an address asks for; what it does not say, or says wrong, is as it usually is."""
    number = said.get("page", "")
    return Asked(
        session=said.get("session", ""),
        nature=Nature(said["nature"]) if said.get("nature") in set(Nature) else None,
        way=Way(said["voie"]) if said.get("voie") in set(Way) else None,
        text=said.get("texte", "").strip(),
        page=max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,  # noqa: PLR2004
    )


def _address(asked: Asked, number: int) -> str:
    said = {"session": asked.session, "nature": asked.nature, "voie": asked.way, "texte": asked.text, "page": number}
    return f"?{urlencode({name: value for name, value in said.items() if value})}"
