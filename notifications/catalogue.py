"""Every kind of notice there is: what it is called, and what its templates may speak of.

A kind is a folder of `templates/` with `subject.txt`, `body.txt` and `body.html`. Every template sees `region` (the
region file) and `session` (SessionView); the variables named here come besides, and a template that asks for
anything else fails to render.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """One row of the catalogue."""

    name: str
    title: str  # French, for the board and the preview's index
    variables: frozenset[str]


def _kind(name: str, title: str, *variables: str) -> tuple[str, Kind]:
    return name, Kind(name, title, frozenset(variables))


KINDS: dict[str, Kind] = dict(
    (
        _kind("opening", "Ouverture de la session"),
        _kind("deposit_reminder", "Rappel de la date limite de dépôt", "application", "days_left"),
        _kind("registration", "Accusé d'enregistrement", "deposit", "application", "files", "acknowledge_by"),
        _kind("misdirected", "Envoi parvenu à un autre service", "deposit", "desk"),
        _kind("file_refused", "Fichiers refusés", "application", "deposit", "refused"),
        _kind("acknowledgement", "Accusé de réception", "application", "pieces", "request"),
        _kind("late", "Dépôt hors délai", "application"),
        _kind("not_required", "Dossier sans objet", "application"),
        _kind("duplicate", "Dossier déjà enregistré", "application", "pieces", "joined"),
        _kind("completion_request", "Demande de compléments", "application", "request"),
        _kind("completion_reminder", "Rappel de la demande de compléments", "application", "request", "days_left"),
        _kind(
            "completion_received",
            "Compléments reçus",
            "application",
            "files",
            "pieces",
            "request",
            "answered_at",
            "is_packed",
        ),
        _kind("completion_expired", "Délai de complément expiré", "application", "request", "examination_over"),
        _kind("rectified", "Rectification", "application", "request", "reason", "pieces", "decision", "former"),
        _kind("carried_over", "Dossier reporté", "application", "pieces", "reason"),
        _kind("next_session", "Ouverture de la session suivante", "application", "pieces", "request", "origin"),
        _kind("postponed", "Date reportée", "application", "change", "admitted", "request"),
        _kind("adjourned", "Décision d'ajournement", "application", "decision"),
        _kind("accepted", "Décision favorable", "application", "decision"),
        _kind("refused", "Décision de refus", "application", "decision"),
        _kind("withdrawn", "Retrait enregistré", "application", "withdrawn_on"),
        _kind("effective", "Prise d'effet", "application", "membership"),
        _kind("formal_notice", "Mise en demeure", "application", "formal"),
        _kind("terminated", "Résiliation de l'adhésion", "application", "membership", "decision", "formal"),
        _kind(
            "convening",
            "Convocation d'une instance",
            "meeting",
            "urgency",
            "is_late",
            "former",
            "dossiers",
            "members",
            "withheld",
            "is_secretary",
        ),
        _kind("minutes", "Procès-verbal d'une séance", "meeting", "recorded", "left", "quorate"),
        _kind("digest", "Ce qui attend une personne", "day", "waiting", "board"),
        _kind("alert", "Alerte à la Région", "approaching", "returned"),
    )
)
