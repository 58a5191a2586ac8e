"""The samples of what a sender is told of an arrival: registered, by which way, at which desk, and with which files."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from models.intake.words import TROUBLE_LABELS, Trouble, Way
from models.region.model import Region
from models.vocabulary import Flag, PieceState, Status
from models.vocabulary import NoticeKind as K
from notifications.samples.sample_data import (
    APPLICATION,
    DEPOSIT,
    FORM,
    LATE,
    NEXT_SESSION,
    Sample,
    files,
    outside,
    pieces,
    request,
    standing,
    until_of,
)
from notifications.views.notices import ATTACHING, ApplicationView, CorrectedView, DepositView, OfferView, RefusedView

_POSTED_AT, _LATEST = datetime(2021, 5, 4, 7, tzinfo=UTC), date(2021, 5, 19)
_UNREADABLE = replace(DEPOSIT, way=Way.post, arrived_at=_POSTED_AT)
_POSTED = replace(_UNREADABLE, postmark=date(2021, 4, 28))
_HANDED = replace(DEPOSIT, way=Way.hand, arrived_at=datetime(2021, 4, 29, 14, tzinfo=UTC))


def deposit_samples(region: Region) -> list[Sample]:
    """Return what is told of an arrival until its dossier is acknowledged, and why it may not be."""
    return [*_registered(region), *_misdirected(), _unattributed(), *_refused(region), *_outside(region)]


def acknowledgement_samples(region: Region) -> list[Sample]:
    """Return the acknowledgements: of a complete dossier and of one that is not, by mail and on paper."""
    unidentified = standing(Status.incomplete, identifier=None, flags=frozenset({Flag.identifier_invalid}))
    until = until_of(region)
    member = standing(Status.under_examination, member_until=until.replace(until.year - 2))
    partial = pieces(region, missing=2, unusable="la page 3 est illisible")
    complete = {
        "application": standing(Status.under_examination),
        "pieces": pieces(region),
        "request": None,
        "forms": None,
    }
    incomplete = {"application": unidentified, "pieces": partial, "request": request(partial), "forms": FORM}
    return [
        Sample("acknowledgement-complete", K.acknowledgement, "dossier complet", complete),
        Sample("acknowledgement-member", K.acknowledgement, "déjà membre", complete | {"application": member}),
        Sample("acknowledgement-incomplete", K.acknowledgement, "dossier incomplet, SIRET invalide", incomplete),
        Sample("acknowledgement-attaching", K.acknowledgement, "fichiers en cours de rattachement", _attaching(region)),
        *(
            Sample(f"acknowledgement-{name}", K.acknowledgement, case, complete | {"application": _of(deposit)})
            for name, (case, deposit) in _PAPERS.items()
        ),
    ]


def _attaching(region: Region) -> dict[str, Any]:
    held = [
        replace(piece, state=ATTACHING) if piece.state == PieceState.missing else piece
        for piece in pieces(region, missing=7)
    ]
    return {"application": standing(Status.incomplete), "pieces": tuple(held), "request": None, "forms": None}


_PAPERS: dict[str, tuple[str, DepositView]] = {
    "hand": ("remis en main propre", _HANDED),
    "post": ("par courrier", _POSTED),
    "post-unreadable": ("par courrier, cachet illisible", _UNREADABLE),
}


def _of(deposit: DepositView) -> ApplicationView:
    arrived = {"received_at": deposit.arrived_at, "way": deposit.way, "postmark": deposit.postmark}
    return standing(Status.under_examination, **arrived)


def _registered(region: Region) -> list[Sample]:
    by = APPLICATION.acknowledge_by if region.takes_dossiers else None
    told: dict[str, Any] = {"deposit": DEPOSIT, "application": None, "files": files(region), "acknowledge_by": by}
    told |= {"offered": None}
    empty, unopened = told | {"files": ()}, told | {"files": None}
    replied = told | {"application": APPLICATION, "files": (), "offered": OfferView(until=date(2021, 4, 22))}
    asked = {"application": standing(Status.under_examination), "files": (), "acknowledge_by": None}
    return [
        Sample("registration", K.registration, "", told),
        Sample("registration-empty", K.registration, "sans fichier", empty),
        Sample("registration-unopened", K.registration, "trop volumineux pour être ouvert", unopened),
        Sample("registration-reply", K.registration, "réponse, fichiers derrière un lien", replied),
        Sample("registration-question", K.registration, "réponse, dossier en instruction", told | asked),
        *(
            Sample(
                f"registration-{name}",
                K.registration,
                case,
                empty | {"deposit": deposit, "acknowledge_by": _LATEST if by else None},
            )
            for name, (case, deposit) in _PAPERS.items()
        ),
    ]


def _misdirected() -> list[Sample]:
    desk = "Direction de l'Exemple"
    return [Sample("misdirected", K.misdirected, "", {"deposit": DEPOSIT, "desk": desk})]


def _unattributed() -> Sample:
    other = replace(APPLICATION, reference="ARA-2021-0002", organisation="CIDFF de la Loire", identifier=None)
    return Sample("unattributed", K.unattributed, "", {"deposit": DEPOSIT, "dossiers": (APPLICATION, other)})


def _refused(region: Region) -> list[Sample]:
    labels: list[str | None] = [piece.label for piece in region.pieces.values()] or [None]
    told = {"application": APPLICATION, "deposit": DEPOSIT}
    locked = _file("CIDFF01_dossier.pdf", 184_320, Trouble.encrypted, labels[0])
    large = _file("CIDFF01_annexe.pdf", 31_400_000, Trouble.too_large, labels[-1])
    troubles = [trouble for trouble in Trouble if trouble is not Trouble.encrypted]
    others = [_file(f"fichier n° {number}", 2_048, trouble, None) for number, trouble in enumerate(troubles, start=1)]
    strange = _file("projet.pages", 184_320, Trouble.wrong_format, None)
    whole = _file("message entier", 212_000_000, Trouble.too_large, None)
    return [
        Sample("file-refused", K.file_refused, "un fichier", told | {"refused": (locked,)}),
        Sample(
            "file-refused-all",
            K.file_refused,
            "toutes les raisons",
            told | {"refused": (locked, large, *others)},
        ),
        Sample(
            "file-refused-of-no-dossier",
            K.file_refused,
            "sans dossier",
            told | {"application": None, "refused": (strange,)},
        ),
        Sample("file-refused-whole", K.file_refused, "courriel trop volumineux", told | {"refused": (whole,)}),
    ]


def _file(name: str, size: int, trouble: Trouble, piece: str | None) -> RefusedView:
    return RefusedView(name=name, size=size, trouble=trouble, why=TROUBLE_LABELS[trouble], piece=piece)


def _outside(region: Region) -> list[Sample]:
    day_after = replace(LATE, received_at=datetime(2021, 4, 30, 7, 5, tzinfo=UTC), flags=frozenset({Flag.deadline_day}))
    posted = replace(LATE, way=Way.post, received_at=_POSTED_AT)
    stamped = replace(posted, postmark=date(2021, 4, 30), flags=frozenset({Flag.deadline_day}))
    by_law = {"application": replace(outside(region, "convention"), status=Status.not_required)}
    by_network = {"application": replace(outside(region, "cahier_des_charges"), status=Status.not_required)}
    return [
        Sample("late", K.late, "", {"application": LATE}),
        Sample("late-deadline-day", K.late, "lendemain du dernier jour", {"application": day_after}),
        Sample("late-post", K.late, "par courrier", {"application": stamped}),
        Sample("late-post-unreadable", K.late, "par courrier, cachet illisible", {"application": posted}),
        Sample("late-hand", K.late, "remis en main propre", {"application": replace(LATE, way=Way.hand)}),
        Sample("not-required-convention", K.not_required, "convention", by_law),
        Sample("not-required-cahier-des-charges", K.not_required, "cahier des charges", by_network),
    ]


def _corrected(region: Region) -> list[Sample]:
    """Return what is told once a person has put an arrival right."""
    lacking, letters = pieces(region, missing=1), (("Accusé de réception", date(2021, 2, 11)),)
    view = CorrectedView(letters=letters, why="files", deposit=DEPOSIT)
    named = {"application": standing(Status.under_examination), "pieces": pieces(region), "request": None}
    asked = {"application": standing(Status.incomplete), "pieces": lacking, "request": request(lacking)}
    more = (*letters, ("Compléments reçus", date(2021, 2, 15)))
    left, over = replace(view, letters=more, why="left"), replace(view, letters=(), why="over")
    in_time = replace(view, letters=(("Dépôt hors délai", date(2021, 4, 30)),), why="time")
    return [
        Sample("corrected", K.corrected, "fichiers rattachés", named | {"corrected": view}),
        Sample("corrected-left", K.corrected, "envoi retiré du dossier", asked | {"corrected": left}),
        Sample("corrected-time", K.corrected, "premier envoi lu après un autre", named | {"corrected": in_time}),
        Sample("corrected-over", K.corrected, "ce n'était pas une candidature", named | {"corrected": over}),
    ]


def duplicate_samples(region: Region) -> list[Sample]:
    """Return what is told of a deposit whose organisation has a dossier already, in this session or from the last; and
    of an arrival that a person put right."""
    lacking, whole = pieces(region, missing=1, unusable="périmée"), pieces(region)
    kept = {"application": standing(Status.carried_over), "joined": None}
    joined = {"application": standing(Status.under_examination), "pieces": whole, "joined": "ARA-2021-0019"}
    return [
        *_corrected(region),
        Sample("duplicate", K.duplicate, "il manque des pièces", kept | {"pieces": lacking}, NEXT_SESSION),
        Sample("duplicate-complete", K.duplicate, "dossier complet", kept | {"pieces": whole}, NEXT_SESSION),
        Sample("duplicate-joined", K.duplicate, "dossiers réunis", joined),
        *_separated(region),
    ]


def _separated(region: Region) -> list[Sample]:
    why = "Les deux dossiers sont de deux établissements."
    said = {
        "application": standing(Status.under_examination),
        "joined": "ARA-2021-0019",
        "reason": why,
        "request": None,
    }
    asked = {"application": standing(Status.incomplete), "request": request(pieces(region, missing=1))}
    return [
        Sample("separated", K.separated, "", said),
        Sample("separated-incomplete", K.separated, "dossier incomplet", said | asked),
    ]
