"""Fictional data for every kind of notice, and for each branch of one that an applicant may meet."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from models.region import Region
from models.statuses import Flag, PieceState
from notifications.views import (
    ApplicationView,
    ChangeView,
    DecisionView,
    FileView,
    PieceView,
    RequestView,
    SessionView,
)

SESSION = SessionView(
    code="session-2021",
    label="Session 2021",
    year=2021,
    deposit_last_day=date(2021, 4, 29),
    examination_last_day=date(2021, 5, 31),
    working_group="juin 2021",
    commission="juillet 2021",
    effect_on=date(2021, 9, 1),
)
APPLICATION = ApplicationView(
    reference="ARA-2021-0001",
    organisation="CIDFF de l'Ain",
    identifier="SIRET 999 000 011 00018",
    circle=3,
    network=None,
    received_at=datetime(2021, 2, 10, 8, 11, tzinfo=UTC),
    registered_at=datetime(2021, 2, 10, 8, 12, tzinfo=UTC),
    acknowledge_by=date(2021, 2, 24),
    flags=frozenset(),
)
LATE = replace(
    APPLICATION,
    reference="ARA-2021-0007",
    organisation="Cité des métiers du Cantal",
    identifier="SIRET 999 000 052 00012",
    received_at=datetime(2021, 5, 3, 6, 0, tzinfo=UTC),
)
_SIGNATORY = {"signatory_name": "Camille Exemple", "signatory_capacity": "Directrice"}


class Sample(NamedTuple):
    """One notice to look at: the name of its file, its kind, what is particular about it, and its variables."""

    name: str
    kind: str
    case: str
    variables: dict[str, Any]
    session: SessionView = SESSION


def _pieces(region: Region, *, missing: int = 0, unusable: str | None = None) -> tuple[PieceView, ...]:
    """Return the pieces of a dossier, the last ones missing, the one before them unusable for that reason."""
    required = region.required_pieces
    states = [PieceState.received] * (len(required) - missing) + [PieceState.missing] * missing
    views = [
        PieceView(id=name, label=region.pieces[name].label, blocking=region.pieces[name].blocking, state=state)
        for name, state in zip(required, states, strict=True)
    ]
    if unusable:
        views[-missing - 1] = replace(views[-missing - 1], state=PieceState.unusable, reason=unusable)
    return tuple(views)


def _request(pieces: tuple[PieceView, ...], message: str | None = None) -> RequestView:
    lacking = tuple(piece for piece in pieces if piece.state != PieceState.received)
    return RequestView(pieces=lacking, asked_on=date(2021, 2, 11), due_on=date(2021, 3, 4), message=message)


def _file(name: str, size: int, piece: str | None) -> FileView:
    return FileView(name=name, size=size, digest=sha256(name.encode()).hexdigest(), piece=piece)


def _files(region: Region) -> tuple[FileView, ...]:
    first, *others = (region.pieces[name].label for name in region.required_pieces)
    annexes = (_file(f"CIDFF01_{label.replace(' ', '_')}.pdf", 184_320, label) for label in others)
    return (_file("CIDFF01_Dossier.pdf", 1_240_000, first), *annexes, _file("photo locaux.jpg", 3_480_112, None))


def _decision(**values: Any) -> DecisionView:
    return DecisionView(**{"decided_on": date(2021, 7, 8), "reasons": None, "pieces": (), **_SIGNATORY, **values})


def _outside(region: Region, instrument: str) -> ApplicationView:
    """Return an application of a circle whose members deposit no dossier, engaged by that instrument."""
    circles = {circle.instrument: n for n, circle in region.circles.items() if circle.application == "not_required"}
    number = circles.get(instrument, min(region.circles))
    network = next((network.label for network in region.networks.values() if network.circle == number), None)
    named = replace(APPLICATION, reference="ARA-2021-0006", organisation="CIO de Villeurbanne", identifier="UAI 0690001B")
    return replace(named, circle=number, network=network)


def _deposits(region: Region) -> list[Sample]:
    whole, partial = _pieces(region), _pieces(region, missing=2, unusable="la page 3 est illisible")
    eve = replace(LATE, received_at=datetime(2021, 4, 30, 7, 5, tzinfo=UTC), flags=frozenset({Flag.deadline_day}))
    doubtful = replace(APPLICATION, identifier=None, flags=frozenset({Flag.identifier_invalid}))
    return [
        Sample("registration", "registration", "", {"application": APPLICATION, "files": _files(region)}),
        Sample("registration-empty", "registration", "sans fichier", {"application": doubtful, "files": ()}),
        Sample(
            "acknowledgement-complete",
            "acknowledgement",
            "dossier complet",
            {"application": APPLICATION, "pieces": whole, "request": None},
        ),
        Sample(
            "acknowledgement-incomplete",
            "acknowledgement",
            "dossier incomplet, SIRET invalide",
            {"application": doubtful, "pieces": partial, "request": _request(partial)},
        ),
        Sample("late", "late", "", {"application": LATE}),
        Sample("late-deadline-day", "late", "lendemain de la date limite", {"application": eve}),
        Sample("not-required-1", "not_required", "convention", {"application": _outside(region, "convention")}),
        Sample(
            "not-required-2", "not_required", "cahier des charges", {"application": _outside(region, "cahier_des_charges")}
        ),
    ]


def _completions(region: Region) -> list[Sample]:
    asked = _pieces(region, missing=1, unusable="le document n'est pas signé")
    request = _request(asked, "Merci de faire signer l'annexe par la personne qui représente l'organisme.")
    left = _pieces(region, missing=1)
    answered = {"application": APPLICATION, "files": _files(region)[6:8]}
    in_time, after = datetime(2021, 3, 1, 15, 20, tzinfo=UTC), datetime(2021, 3, 9, 9, 0, tzinfo=UTC)
    said = {"application": APPLICATION, "request": request}
    return [
        Sample("completion-request", "completion_request", "", said),
        Sample("completion-reminder", "completion_reminder", "", {**said, "days_left": 7}),
        Sample(
            "completion-received-complete",
            "completion_received",
            "dossier complet",
            {**answered, "pieces": _pieces(region), "request": None, "answered_at": in_time},
        ),
        Sample(
            "completion-received-lacking",
            "completion_received",
            "il manque une pièce",
            {**answered, "pieces": left, "request": _request(left), "answered_at": in_time},
        ),
        Sample(
            "completion-received-after",
            "completion_received",
            "hors délai",
            {**answered, "pieces": left, "request": _request(left), "answered_at": after},
        ),
        Sample("completion-expired", "completion_expired", "", said),
        Sample("carried-over", "carried_over", "", {"application": APPLICATION, "pieces": asked}),
    ]


def _changes() -> list[Sample]:
    reason = "Panne de la messagerie régionale du 27 au 29 avril."
    deposit = ChangeView(
        stage="le dépôt des candidatures",
        former_last_day=SESSION.deposit_last_day,
        last_day=date(2021, 5, 7),
        reason=reason,
    )
    meeting = ChangeView(
        stage="la commission", former_last_day=date(2021, 7, 8), last_day=date(2021, 7, 15), reason="Quorum non atteint."
    )
    later = replace(SESSION, deposit_last_day=deposit.last_day)
    met = replace(SESSION, working_group="le jeudi 17 juin 2021", commission="le jeudi 15 juillet 2021")
    told = {"application": APPLICATION, "change": meeting, "admitted": False}
    admitted = {"application": LATE, "change": deposit, "admitted": True}
    return [
        Sample("postponed", "postponed", "dossier en cours", told, met),
        Sample("postponed-admitted", "postponed", "hors délai admis", admitted, later),
        Sample("postponed-prospect", "postponed", "sans dossier", {**admitted, "application": None, "admitted": False}, later),
        Sample("withdrawn", "withdrawn", "", {"application": APPLICATION, "withdrawn_on": date(2021, 5, 20)}),
        Sample("effective", "effective", "", {"application": APPLICATION}),
    ]


def _decisions(region: Region) -> list[Sample]:
    wanted = _pieces(region)[4:5]
    refusal = "Le cahier des charges demande un premier accueil du public. Le dossier n'en prévoit pas."
    adjourned = _decision(reasons="La convention de site n'est pas produite.", pieces=wanted)
    rows = {"adjourned": adjourned, "accepted": _decision(), "refused": _decision(reasons=refusal)}
    return [
        Sample(kind, kind, "", {"application": APPLICATION, "decision": decision}) for kind, decision in rows.items()
    ]


def samples(region: Region) -> list[Sample]:
    """Return at least one sample of each kind, in the order of an application's life."""
    opening = [
        Sample("opening", "opening", "", {}),
        Sample("deposit-reminder", "deposit_reminder", "", {"days_left": 15}),
        Sample("deposit-reminder-last", "deposit_reminder", "dernier jour", {"days_left": 0}),
    ]
    return [*opening, *_deposits(region), *_completions(region), *_changes(), *_decisions(region)]
