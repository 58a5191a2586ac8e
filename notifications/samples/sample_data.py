"""The fictional dossiers that the samples are made of: no organisation, number or person here exists."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from models.dossiers.application import REASON_LABELS
from models.intake.words import Way
from models.region.model import Region
from models.vocabulary import DecisionSense, NoticeKind, PieceState, RequestReason, Status
from notifications.loading.variables import GROUNDS
from notifications.views.notices import (
    ApplicationView,
    BodyView,
    ConsultedView,
    DecisionView,
    DepositView,
    FileView,
    FormsView,
    PieceView,
    RequestView,
    SessionView,
)

_BODIES = (
    BodyView(does="Avis", body="groupe de travail Orientation du CREFOP", when="juin 2021"),
    BodyView(
        does="Validation",
        body="commission Orientation, Mobilités et Sécurisation des Parcours Professionnels du CREFOP",
        when="juillet 2021",
    ),
)
SESSION = SessionView(
    code="session-2021",
    label="Session 2021",
    year=2021,
    deposit_last_day=date(2021, 4, 29),
    examination_last_day=date(2021, 5, 31),
    bodies=_BODIES,
    effect_on=date(2021, 9, 1),
)
FORM = FormsView(labels=("Dossier de candidature",), is_enclosed=True)
NEXT_SESSION = replace(
    SESSION,
    code="session-2022",
    label="Session 2022",
    year=2022,
    deposit_last_day=date(2022, 4, 29),
    examination_last_day=date(2022, 5, 31),
    bodies=tuple(replace(one, when=one.when.replace("2021", "2022")) for one in _BODIES),
    effect_on=date(2022, 9, 1),
)
APPLICATION = ApplicationView(
    reference="ARA-2021-0001",
    organisation="CIDFF de l'Ain",
    identifier="SIRET 999 000 011 00018",
    status=Status.registered,
    circle=3,
    network=None,
    received_at=datetime(2021, 2, 10, 8, 11, tzinfo=UTC),
    registered_at=datetime(2021, 2, 10, 8, 12, tzinfo=UTC),
    acknowledge_by=date(2021, 2, 24),
    silence_on=None,
    flags=frozenset(),
    number="2021-000012",
)
EXAMINER = "Camille Essai"
DEPOSIT = DepositView(
    number="2021-000012", arrived_at=datetime(2021, 2, 10, 8, 11, tzinfo=UTC), way=Way.email, postmark=None
)
LATE = replace(
    APPLICATION,
    status=Status.late,
    reference="ARA-2021-0007",
    organisation="Cité des métiers du Cantal",
    identifier="SIRET 999 000 052 00012",
    received_at=datetime(2021, 5, 3, 6, 0, tzinfo=UTC),
)


class Sample(NamedTuple):
    """One notice to look at: the name of its file, its kind, what is particular about it, and what it is made of.

    `region` is a region file that differs from the one that the samples were asked for.
    """

    name: str
    kind: NoticeKind
    case: str
    variables: dict[str, Any]
    session: SessionView = SESSION
    region: Region | None = None


def standing(status: Status, **fields: Any) -> ApplicationView:  # noqa: ANN401  whatever a sample cares for
    """Return the dossier in a status, which somebody has examined since it was registered."""
    return replace(APPLICATION, **({"status": status, "in_charge": EXAMINER} | fields))


def with_silence(region: Region, effect: Literal["acceptance", "rejection"] = "acceptance") -> Region:
    """Return a region file where silence means something: its own effect, or the one that is told."""
    silence = region.silence.model_copy(update={"effect": region.silence.effect or effect})
    return region.model_copy(update={"silence": silence})


_OUTSIDE = {
    "convention": replace(
        APPLICATION, reference="ARA-2021-0006", organisation="CIO de Villeurbanne", identifier="UAI 0690001B"
    ),
    "cahier_des_charges": replace(
        APPLICATION, reference="ARA-2021-0008", organisation="Mission locale Exemple", identifier="RNA W071000018"
    ),
}


def outside(region: Region, instrument: Literal["convention", "cahier_des_charges"]) -> ApplicationView:
    """Return an application of the circle that this instrument engages without a dossier (failing that, the first of
    those that another engages)."""
    circles = {one.instrument: number for number, one in region.circles.items() if one.application != "required"}
    circle = circles.get(instrument, min(circles.values(), default=min(region.circles)))
    network = next((network.label for network in region.networks.values() if network.circle == circle), None)
    return replace(_OUTSIDE[instrument], status=Status.not_required, circle=circle, network=network)


def pieces(region: Region, *, missing: int = 0, unusable: str | None = None) -> tuple[PieceView, ...]:
    """Return the pieces of a dossier: the last ones missing (as many as there are, where a region wants fewer), and the
    one before them unusable for that reason."""
    required = region.required_pieces
    missing = min(missing, len(required) - bool(unusable))
    states = [PieceState.received] * (len(required) - missing) + [PieceState.missing] * missing
    views = [
        PieceView(id=name, label=region.pieces[name].label, blocking=region.pieces[name].blocking, state=state)
        for name, state in zip(required, states, strict=True)
    ]
    if unusable:
        views[-missing - 1] = replace(views[-missing - 1], state=PieceState.unusable, reason=unusable)
    return tuple(views)


def request(
    held: Sequence[PieceView],
    unfit: RequestReason | None = None,
    *,
    expected: str | None = None,
    message: str | None = None,
    replaces: date | None = None,
) -> RequestView:
    """Return the request for what those pieces lack: the missing ones, and the unusable ones because they are `unfit`
    (None: for the reason that the dossier holds, as the system asks)."""
    asked, reasons = [], []
    for piece in held:
        if piece.state == PieceState.missing:
            asked.append(replace(piece, reason=REASON_LABELS[RequestReason.missing]))
            reasons.append(RequestReason.missing)
        elif piece.state == PieceState.unusable:
            asked.append(replace(piece, reason=REASON_LABELS[unfit] if unfit else piece.reason, expected=expected))
            reasons.append(unfit or RequestReason.other)
    return RequestView(
        pieces=tuple(asked),
        asked_on=date(2021, 2, 11),
        due_on=date(2021, 3, 4),
        message=message,
        grounds=frozenset(GROUNDS[reason] for reason in reasons),
        replaces=replaces,
    )


def files(region: Region) -> tuple[FileView, ...]:
    """Return the files of a whole dossier, and one that nothing recognises."""
    labels = [region.pieces[name].label for name in region.required_pieces]
    known = (_file(f"CIDFF01_{label.replace(' ', '_')}.pdf", 184_320, label) for label in labels)
    return (*known, _file("photo locaux.jpg", 3_480_112, None))


def _file(name: str, size: int, piece: str | None) -> FileView:
    return FileView(name=name, size=size, digest=sha256(name.encode()).hexdigest(), piece=piece)


_LAW = (
    "Article L. 6111-5 du code du travail : le service informe et conseille toute personne.\n"
    "Article 3 du cahier des charges : l'organisme assure un premier accueil du public."
)
CONSULTED = (
    ConsultedView(body="groupe de travail Orientation du CREFOP", said="avis favorable", on=date(2021, 6, 17)),
    ConsultedView(
        body="commission Orientation, Mobilités et Sécurisation des Parcours Professionnels du CREFOP",
        said="consultation",
        on=date(2021, 7, 8),
    ),
)


def decision(
    sense: DecisionSense,
    reasons: str | None = None,
    wanted: Sequence[PieceView] = (),
    **fields: Any,  # noqa: ANN401
) -> DecisionView:
    """Return a decision of the commission's day, unless told otherwise."""
    row: dict[str, Any] = {
        "sense": sense,
        "decided_on": date(2021, 7, 8),
        "reasons": reasons,
        "pieces": tuple(wanted),
        "signatory_name": "Camille Exemple",
        "signatory_capacity": "Directrice",
        "law": _LAW if reasons else None,
        "consulted": CONSULTED,
    }
    return DecisionView(**(row | fields))


def until_of(region: Region) -> date:
    """Return the last day of a membership as samples tell it: the region file's, or a made-up one."""
    return region.membership.until or date(2028, 12, 31)
