"""The samples about a session and its dates: its opening, its reminders, what moves, and what goes on into the next."""

from dataclasses import replace
from datetime import date

from models.region.model import Region
from models.vocabulary import NoticeKind as K
from models.vocabulary import Status
from notifications.samples.sample_data import FORM, LATE, NEXT_SESSION, SESSION, Sample, pieces, request, standing
from notifications.views.notices import ActView, ChangeView, FormsView


def opening_samples(region: Region) -> list[Sample]:
    """Return what is written to organisations before they deposit: the opening, and what is left of the delay."""
    announced = standing(Status.incomplete)
    nobody = {"application": None, "forms": FORM}
    return [
        Sample("opening", K.opening, "", {"forms": FORM}),
        Sample("opening-link", K.opening, "fichiers à télécharger", {"forms": _linked(region)}),
        Sample("deposit-reminder", K.deposit_reminder, "", nobody | {"days_left": 15}),
        Sample("deposit-reminder-last", K.deposit_reminder, "dernier jour", nobody | {"days_left": 0}),
        Sample(
            "deposit-reminder-announced",
            K.deposit_reminder,
            "aucune pièce reçue",
            {"application": announced, "days_left": 7, "forms": replace(_linked(region), link=None)},
        ),
    ]


def _linked(region: Region) -> FormsView:
    labels = tuple(piece.label for piece in region.pieces.values())
    return FormsView(labels=labels, is_enclosed=False, link="https://spro.region.example/spro/appel/ara-2021")


def change_samples() -> list[Sample]:
    """Return a date that moves, as each of those whom it concerns reads it."""
    deposit = ChangeView(
        stage="le dépôt des candidatures",
        former_last_day=date(2021, 4, 29),
        last_day=date(2021, 5, 7),
        reason="Panne de la messagerie régionale du 27 au 29 avril.",
    )
    meeting = ChangeView(
        stage="la commission",
        former_last_day=date(2021, 7, 8),
        last_day=date(2021, 7, 15),
        reason="Le quorum n'a pas été atteint.",
    )
    later = replace(SESSION, deposit_last_day=deposit.last_day)
    days = ("le jeudi 17 juin 2021", "le jeudi 15 juillet 2021")
    met = replace(
        SESSION, bodies=tuple(replace(one, when=when) for one, when in zip(SESSION.bodies, days, strict=True))
    )
    stage = {"admitted": False, "request": None}
    moved = stage | {"application": standing(Status.studied), "change": meeting}
    admitted = stage | {"application": replace(LATE, status=Status.registered), "change": deposit, "admitted": True}
    prospect = stage | {"application": None, "change": deposit}
    return [
        Sample("postponed", K.postponed, "dossier en cours", moved, met),
        Sample("postponed-admitted", K.postponed, "dépôt hors délai admis", admitted, later),
        Sample("postponed-prospect", K.postponed, "sans dossier", prospect, later),
    ]


def return_samples(region: Region) -> list[Sample]:
    """Return what is written to a dossier that is carried over, until it is presented again."""
    carried_over = standing(Status.carried_over)
    lacking, whole = pieces(region, missing=1, unusable="périmée"), pieces(region)
    wanted = replace(request(lacking), asked_on=date(2022, 1, 17), due_on=date(2022, 2, 7))
    kept = {"application": carried_over, "pieces": lacking}
    by_hand = ActView(
        decided_on=date(2021, 6, 21),
        reasons="Le groupe de travail n'a pu l'étudier en juin.",
        signatory_name="Camille Exemple",
        signatory_capacity="pour le service instructeur",
    )
    standing_over = {"application": carried_over, "pieces": whole}
    late = {
        "application": replace(LATE, status=Status.carried_over),
        "pieces": whole,
        "request": None,
        "origin": "late",
    }
    why = "La convention qui fonde l'appel n'est pas encore signée."
    adjourned = standing_over | {"request": None, "origin": "adjourned"}
    again = kept | {"request": wanted, "origin": "carried_over"}
    return [
        Sample(
            "session-cancelled", K.session_cancelled, "dossier en cours", {"application": carried_over, "reason": why}
        ),
        Sample("session-cancelled-prospect", K.session_cancelled, "sans dossier", {"application": None, "reason": why}),
        Sample("carried-over", K.carried_over, "fin d'instruction", kept | {"decision": None}),
        Sample("carried-over-by-hand", K.carried_over, "par une personne", standing_over | {"decision": by_hand}),
        Sample("next-session", K.next_session, "dossier reporté", again, NEXT_SESSION),
        Sample("next-session-late", K.next_session, "dépôt hors délai, complet", late, NEXT_SESSION),
        Sample("next-session-adjourned", K.next_session, "dossier ajourné, complet", adjourned, NEXT_SESSION),
    ]
