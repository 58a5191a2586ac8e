"""At least one notice of each kind, and one for each branch that an applicant may meet."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from models.region import Region
from models.statuses import Flag
from notifications.fiction import APPLICATION, LATE, SESSION, decision, files, outside, pieces, request
from notifications.views import ChangeView, SessionView


class Sample(NamedTuple):
    """One notice to look at: the name of its file, its kind, what is particular about it, and what it is made of."""

    name: str
    kind: str
    case: str
    variables: dict[str, Any]
    session: SessionView = SESSION


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
    unreadable = replace(APPLICATION, identifier=None, flags=frozenset({Flag.identifier_invalid}))
    partial = pieces(region, missing=2, unusable="la page 3 est illisible")
    complete = {"application": APPLICATION, "pieces": pieces(region), "request": None}
    incomplete = {"application": unreadable, "pieces": partial, "request": request(partial)}
    return [
        Sample("acknowledgement-complete", "acknowledgement", "dossier complet", complete),
        Sample("acknowledgement-incomplete", "acknowledgement", "dossier incomplet, SIRET invalide", incomplete),
    ]


def _requests(region: Region) -> list[Sample]:
    asked = pieces(region, missing=1, unusable="le document n'est pas signé")
    message = "Merci de faire signer l'annexe par la personne qui représente l'organisme."
    said = {"application": APPLICATION, "request": request(asked, message)}
    return [
        Sample("completion-request", "completion_request", "", said),
        Sample("completion-reminder", "completion_reminder", "", {**said, "days_left": 7}),
        *_answers(region),
        Sample("completion-expired", "completion_expired", "", said | {"examination_over": False}),
        Sample("completion-expired-over", "completion_expired", "fin d'instruction", said | {"examination_over": True}),
        Sample("carried-over", "carried_over", "", {"application": APPLICATION, "pieces": asked}),
    ]


def _answers(region: Region) -> list[Sample]:
    left = pieces(region, missing=1)
    in_time, after = datetime(2021, 3, 1, 15, 20, tzinfo=UTC), datetime(2021, 3, 9, 9, 0, tzinfo=UTC)
    said = {"application": APPLICATION, "files": files(region)[-3:-1], "answered_at": in_time}
    complete = {**said, "pieces": pieces(region), "request": None}
    lacking = {**said, "pieces": left, "request": request(left)}
    return [
        Sample("completion-received-complete", "completion_received", "dossier complet", complete),
        Sample("completion-received-lacking", "completion_received", "il manque une pièce", lacking),
        Sample("completion-received-after", "completion_received", "hors délai", {**lacking, "answered_at": after}),
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
    moved = {"application": APPLICATION, "change": meeting, "admitted": False}
    admitted = {"application": LATE, "change": deposit, "admitted": True}
    prospect = {"application": None, "change": deposit, "admitted": False}
    return [
        Sample("postponed", "postponed", "dossier en cours", moved, met),
        Sample("postponed-admitted", "postponed", "dépôt hors délai admis", admitted, later),
        Sample("postponed-prospect", "postponed", "sans dossier", prospect, later),
    ]


def _decisions(region: Region) -> list[Sample]:
    decisions = {
        "adjourned": decision("La convention de site n'est pas produite.", pieces(region)[-1:]),
        "accepted": decision(),
        "refused": decision("Le cahier des charges demande un premier accueil du public. Le dossier n'en prévoit pas."),
    }
    return [
        *(Sample(kind, kind, "", {"application": APPLICATION, "decision": one}) for kind, one in decisions.items()),
        Sample("withdrawn", "withdrawn", "", {"application": APPLICATION, "withdrawn_on": date(2021, 5, 20)}),
        Sample("effective", "effective", "", {"application": APPLICATION}),
    ]


def samples(region: Region) -> list[Sample]:
    """Return the samples in the order of an application's life, with the pieces and the circles of this region."""
    return [
        Sample("opening", "opening", "", {}),
        Sample("deposit-reminder", "deposit_reminder", "", {"days_left": 15}),
        Sample("deposit-reminder-last", "deposit_reminder", "dernier jour", {"days_left": 0}),
        *_deposits(region),
        *_acknowledgements(region),
        *_requests(region),
        *_changes(),
        *_decisions(region),
    ]
