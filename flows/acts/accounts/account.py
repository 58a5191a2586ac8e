"""The account that a run gives of itself: what changed, which notice left to whom, and what happens next.

It shows references, names of organisations, and roles; never an address.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from prefect.artifacts import acreate_markdown_artifact

from flows.acts.accounts.said import SENT, said_of
from flows.boards.artifact import ACCOUNT
from flows.boards.markdown import NAME, environment, plain
from models.dossiers.workflow import LABELS
from models.forms.parts import Form
from models.forms.requests import CompletionForm, ExtensionForm
from models.vocabulary import NoticeKind, Status
from notifications.catalogue import KINDS
from notifications.writing.wording import capital, count, enumeration, long_date
from tasks.acts.table import ACTS
from tasks.concerned import persisting
from tasks.console.forms.account import DossierAccount, RequestAccount, read_account

NEXT: dict[Status, str] = {
    Status.registered: "L'accusé de réception part le matin du prochain jour ouvré.",
    Status.late: "Admettre le dossier (admettre-hors-delai), ou le laisser pour la session suivante.",
    Status.incomplete: "Les pièces comptent dès qu'elles arrivent, même après le délai ; le dossier, une fois complet, "
    "revient de lui-même en instruction, à son rang de réception.",
    Status.under_examination: "L'instruction : formulaire instruire-dossier.",
    Status.examined: "{body} : l'exécution « groupe-de-travail » attendra ses avis.",
    Status.studied: "{body} : l'exécution « commission » attendra les décisions.",
    Status.validated: "La décision de la Région : formulaire signer-decisions ; au parapheur, exporter-parapheur, "
    "puis deposer-actes-signes. Rien n'est notifié d'ici là.",
    Status.adjourned: "Une fois complété, le présenter à nouveau : formulaire representer-dossier.",
    Status.carried_over: "Le candidat est contacté directement à l'ouverture de la session suivante. Une fois le "
    "dossier complet, le présenter à nouveau : formulaire representer-dossier.",
    Status.accepted: "L'adhésion prend effet le {effect_on} ; le candidat en est prévenu ce jour-là.",
}
"""What comes after each status, for the person at the form; the others are the end of the road."""

ON_PAPER = "L'accusé de réception sera à poster dès le matin du prochain jour ouvré : formulaire lettres-a-poster."
"""What comes after a deposit of whoever has no mail address."""

TO_SIGN = (
    "Un acte attend sa signature : versez au parapheur, tel quel, le document de la page du dossier (« Actes à "
    "signer »), puis déposez-le signé (formulaire deposer-actes-signes). D'ici là, il n'est ni enregistré, ni notifié."
)
"""What comes after an act that was exported to be signed outside."""

TO_JOIN = (
    "La convention et le cahier des charges, une fois signés : formulaire enregistrer-adhesion. L'organisme est membre "
    "du jour de sa signature."
)
"""What comes after the examination where one enters by signing."""

_SIGNABLE = frozenset({Status.under_examination, Status.examined, Status.studied})

VERDICT = (
    "Dire si le dépôt est dans les délais, son cachet étant illisible : formulaire statuer-sur-le-cachet. L'accusé de "
    "réception ne part pas d'ici là."
)
"""What comes after a letter whose postmark cannot be read."""


@persisting
async def tell_account(form: Form, references: Sequence[str], *, at: datetime, said: Sequence[str] = ()) -> None:
    """Leave the account of an act as an artifact of its run: what is `said` of it, or else what its row reads."""
    read = ACTS[type(form)].account
    said = said_of(read(form, at=at)) if read else said
    dossiers = f" : {enumeration(references)}" if references else ""
    await acreate_markdown_artifact(
        key=ACCOUNT,
        markdown=render_account(form, read_account(references, at=at), said),
        description=f"Ce que l'exécution a fait{dossiers}.",
    )


def render_account(form: Form, accounts: Sequence[DossierAccount], said: Sequence[str] = ()) -> str:
    """Return the account of an act in Markdown: what it recorded, in sentences, then where its dossiers stand."""
    dossiers = [_dossier(form, account) for account in accounts]
    return environment().get_template("account.md").render(said=said, dossiers=dossiers)


def _dossier(form: Form, account: DossierAccount) -> dict[str, Any]:
    return {
        "title": f"{account.reference} · {plain(account.organisation, longest=NAME)}",
        "change": _change(account),
        "request": _request(account.request) if account.request else None,
        "warnings": [*_duplicates(account), *(_warnings(form, account.request) if account.request else ())],
        "notices": [f"« {KINDS[kind].title} », {_reader(kind)} : {SENT[status]}" for kind, status in account.notices],
        "next": VERDICT if account.awaits_verdict else _next(account),
        "decision": _decision(account),
        "silence": long_date(account.silence_on) if account.silence_on else None,
    }


def _reader(kind: NoticeKind) -> str:
    if kind is NoticeKind.advice_given:
        return "au service instructeur"
    return "à la personne consultée" if KINDS[kind].room == "advice" else "au candidat"


def _next(account: DossierAccount) -> str:
    if account.is_on_paper and account.status is Status.registered:
        return ON_PAPER
    if account.is_to_sign:
        return TO_SIGN
    if account.is_joining and account.status in _SIGNABLE:
        return TO_JOIN
    body = capital(account.next_body or "")
    return NEXT.get(account.status, "").format(effect_on=long_date(account.effect_on), body=body)


def _duplicates(account: DossierAccount) -> Iterator[str]:
    if account.twins:
        yield (
            f"Le même organisme a un autre dossier : {enumeration(account.twins)}. Si c'est la même candidature, "
            "le formulaire rapprocher-dossiers en fait un seul."
        )


def _change(account: DossierAccount) -> str:
    rank = f", au rang {account.position} de la file" if account.position else ""
    if account.is_new:
        return f"Nouveau dossier, « {LABELS[account.status]} »{rank}."
    if account.former is None:
        return f"Statut inchangé : « {LABELS[account.status]} »{rank}."
    return f"« {LABELS[account.former]} » → « {LABELS[account.status]} »{rank}."


def _decision(account: DossierAccount) -> str | None:
    if account.notified_on is None:
        return None
    until = account.contestable_until
    contested = f" ; elle peut être contestée jusqu'au {long_date(until)} inclus" if until else ""
    return f"La décision a été notifiée le {long_date(account.notified_on)}{contested}."


def _request(request: RequestAccount) -> str:
    reminder = f" ; prochain rappel le {long_date(request.remind_on)}" if request.remind_on else ""
    asked = f"{count(len(request.pieces), 'pièce')} ({', '.join(request.pieces)})"
    return f"{asked}, jusqu'au {long_date(request.due_on)} inclus{reminder}."


def _warnings(form: Form, request: RequestAccount) -> Iterator[str]:
    said = _said_day(form)
    if said and said < request.due_on:
        yield (
            f"Vous aviez indiqué le {long_date(said)} ; le dernier jour retenu est le {long_date(request.due_on)} : un "
            "délai finit un jour ouvré, et une demande déjà en cours n'est pas écourtée."
        )
    if request.passes_examination:
        yield (
            f"Ce délai passe la fin de l'instruction, le {long_date(request.passes_examination)} : si le dossier est "
            "encore incomplet à la fin du délai, il sera reporté à la session suivante, ce qui n'est pas un refus."
        )


def _said_day(form: Form) -> date | None:
    if isinstance(form, CompletionForm):
        return form.due
    return form.to if isinstance(form, ExtensionForm) else None
