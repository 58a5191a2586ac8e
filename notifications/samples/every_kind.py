"""At least one notice of each kind, and one for each branch that a reader may meet."""

from dataclasses import replace
from datetime import date

from models.region.model import Region
from models.vocabulary import DecisionSense, Status
from notifications.samples.deposits import acknowledgement_samples, deposit_samples
from notifications.samples.fiction import LATE, SESSION, Sample, decision, pieces, standing
from notifications.samples.meetings import meeting_samples
from notifications.samples.members import member_samples
from notifications.samples.rectified import rectified_samples
from notifications.samples.requests import request_samples, return_samples
from notifications.samples.service import service_samples
from notifications.views.notices import ChangeView


def _deposit_reminders() -> list[Sample]:
    announced = standing(Status.incomplete)
    return [
        Sample("deposit-reminder", "deposit_reminder", "", {"application": None, "days_left": 15}),
        Sample("deposit-reminder-last", "deposit_reminder", "dernier jour", {"application": None, "days_left": 0}),
        Sample(
            "deposit-reminder-announced",
            "deposit_reminder",
            "aucune pièce reçue",
            {"application": announced, "days_left": 7},
        ),
    ]


def _changes() -> list[Sample]:
    deposit = ChangeView(
        stage="le dépôt des candidatures",
        former_last_day=SESSION.deposit_last_day,
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
    met = replace(SESSION, working_group="le jeudi 17 juin 2021", commission="le jeudi 15 juillet 2021")
    stage = {"admitted": False, "request": None}
    moved = stage | {"application": standing(Status.studied), "change": meeting}
    admitted = stage | {"application": replace(LATE, status=Status.registered), "change": deposit, "admitted": True}
    prospect = stage | {"application": None, "change": deposit}
    return [
        Sample("postponed", "postponed", "dossier en cours", moved, met),
        Sample("postponed-admitted", "postponed", "dépôt hors délai admis", admitted, later),
        Sample("postponed-prospect", "postponed", "sans dossier", prospect, later),
    ]


def _decisions(region: Region) -> list[Sample]:
    decisions = {
        "adjourned": decision(
            DecisionSense.adjourned, "La convention de site n'est pas produite.", pieces(region)[-1:]
        ),
        "accepted": decision(DecisionSense.accepted),
        "refused": decision(
            DecisionSense.refused,
            "Le cahier des charges demande un premier accueil du public. Le dossier n'en prévoit pas.",
        ),
    }
    return [
        *(
            Sample(kind, kind, "", {"application": standing(Status(kind)), "decision": one})
            for kind, one in decisions.items()
        ),
        Sample(
            "withdrawn", "withdrawn", "", {"application": standing(Status.withdrawn), "withdrawn_on": date(2021, 5, 20)}
        ),
    ]


def samples(region: Region) -> list[Sample]:
    """Return the samples in the order of an application's life, with the pieces and the circles of this region."""
    return [
        Sample("opening", "opening", "", {}),
        *_deposit_reminders(),
        *deposit_samples(region),
        *acknowledgement_samples(region),
        *request_samples(region),
        *return_samples(region),
        *_changes(),
        *_decisions(region),
        *member_samples(region),
        *rectified_samples(region),
        *meeting_samples(region),
        *service_samples(region),
    ]
