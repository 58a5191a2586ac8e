"""At least one notice of each kind, and one for each branch that a reader may meet."""

from dataclasses import replace
from datetime import UTC, date, datetime

from models.region import Region
from models.statuses import DecisionSense, Flag, Status
from notifications.fiction import (
    APPLICATION,
    LATE,
    SESSION,
    Sample,
    decision,
    files,
    outside,
    pieces,
    request,
    standing,
)
from notifications.samples_meetings import meeting_samples
from notifications.samples_members import member_samples
from notifications.samples_rectified import rectified_samples
from notifications.samples_requests import request_samples, return_samples
from notifications.samples_service import service_samples
from notifications.views import ChangeView


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


def _deposits(region: Region) -> list[Sample]:
    held = files(region)
    unreadable = replace(APPLICATION, identifier=None, flags=frozenset({Flag.identifier_invalid}))
    day_after = replace(LATE, received_at=datetime(2021, 4, 30, 7, 5, tzinfo=UTC), flags=frozenset({Flag.deadline_day}))
    told = {"arrived_at": APPLICATION.received_at, "acknowledge_by": APPLICATION.acknowledge_by}
    late = {"arrived_at": LATE.received_at, "acknowledge_by": None}
    by_law = {"application": outside(region, "convention")}
    by_network = {"application": outside(region, "cahier_des_charges")}
    return [
        Sample("registration", "registration", "", told | {"application": APPLICATION, "files": held}),
        Sample("registration-empty", "registration", "sans fichier", told | {"application": unreadable, "files": ()}),
        Sample("registration-late", "registration", "hors délai", late | {"application": LATE, "files": held}),
        Sample("late", "late", "", {"application": LATE}),
        Sample("late-deadline-day", "late", "lendemain du dernier jour", {"application": day_after}),
        Sample("not-required-convention", "not_required", "convention", by_law),
        Sample("not-required-cahier-des-charges", "not_required", "cahier des charges", by_network),
    ]


def _acknowledgements(region: Region) -> list[Sample]:
    unreadable = standing(Status.incomplete, identifier=None, flags=frozenset({Flag.identifier_invalid}))
    partial = pieces(region, missing=2, unusable="la page 3 est illisible")
    examined = standing(Status.under_examination)
    complete = {"application": examined, "pieces": pieces(region), "request": None}
    incomplete = {"application": unreadable, "pieces": partial, "request": request(partial)}
    return [
        Sample("acknowledgement-complete", "acknowledgement", "dossier complet", complete),
        Sample("acknowledgement-incomplete", "acknowledgement", "dossier incomplet, SIRET invalide", incomplete),
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
        *_deposits(region),
        *_acknowledgements(region),
        *request_samples(region),
        *return_samples(region),
        *_changes(),
        *_decisions(region),
        *member_samples(region),
        *rectified_samples(region),
        *meeting_samples(region),
        *service_samples(region),
    ]
