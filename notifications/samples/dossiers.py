"""The samples about a dossier on its way: what is asked of it, what comes of that, and its withdrawal."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from models.intake.words import TROUBLE_LABELS, Trouble
from models.region.model import Region
from models.vocabulary import NoticeKind as K
from models.vocabulary import PieceState, RequestReason, Status
from notifications.samples.sample_data import DEPOSIT, FORM, Sample, files, pieces, request, standing
from notifications.views.notices import ChangeView, FileView, LetterView, OfferView, RequestView

_EXPECTED = "l'annexe signée par la personne qui représente l'organisme"
_UNSIGNED = f"non signée : {_EXPECTED}"


def request_samples(region: Region) -> list[Sample]:
    """Return the requests for complements, from what the law says of each to their end."""
    return [*_asked(region), *_unanswered(region), *_answers(region), *_mended(region)]


def letter_samples() -> list[Sample]:
    """Return what a person writes: to the contact of a dossier, and to somebody who has none."""
    answer = LetterView(
        subject="Re: Question",
        text="Oui : votre association peut candidater, si elle accueille tout public.\nLe formulaire est joint.",
        by="Camille Essai",
        capacity="chargée de mission orientation",
        files=("formulaire.docx",),
    )
    asked = replace(answer, subject="Votre candidature", text="Pouvez-vous nous rappeler ?", files=())
    return [
        Sample("letter", K.letter, "", {"application": standing(Status.incomplete), "deposit": None, "letter": asked}),
        Sample("letter-answer", K.letter, "sans dossier", {"application": None, "deposit": DEPOSIT, "letter": answer}),
    ]


def _both(region: Region) -> RequestView:
    """Return a request for a piece that lacks and for one whose form is at fault."""
    message = "Le modèle à jour de l'annexe est sur la page de l'appel à candidature."
    held = pieces(region, missing=1, unusable=_UNSIGNED)
    return request(held, RequestReason.unsigned, expected=_EXPECTED, message=message)


def _asked(region: Region) -> list[Sample]:
    lacking = pieces(region, missing=2)
    form = request(pieces(region, unusable=_UNSIGNED), RequestReason.unsigned, expected=_EXPECTED)
    said = {"application": standing(Status.incomplete), "request": request(lacking), "forms": None}
    replaced = request(lacking, replaces=date(2021, 2, 1))
    again = said | {"application": standing(Status.carried_over), "request": replaced}
    both = said | {"request": _both(region)}
    return [
        Sample("completion-request", K.completion_request, "pièces manquantes", said),
        Sample(
            "completion-request-form", K.completion_request, "défaut de forme", said | {"request": form, "forms": FORM}
        ),
        Sample("completion-request-both", K.completion_request, "pièce manquante, défaut de forme", both),
        Sample("completion-request-again", K.completion_request, "en remplace une autre", again),
    ]


def _unanswered(region: Region) -> list[Sample]:
    asked = {"application": standing(Status.incomplete), "request": _both(region)}
    expired = asked | {"examination_over": False}
    over = asked | {"examination_over": True}
    carried_over = over | {"application": standing(Status.carried_over)}
    return [
        Sample("completion-reminder", K.completion_reminder, "", asked | {"days_left": 7}),
        Sample("completion-expired", K.completion_expired, "", expired),
        Sample("completion-expired-over", K.completion_expired, "fin d'instruction", over),
        Sample("completion-expired-carried-over", K.completion_expired, "dossier reporté", carried_over),
    ]


def _answers(region: Region) -> list[Sample]:
    left = pieces(region, missing=1)
    in_time, after = datetime(2021, 3, 1, 15, 20, tzinfo=UTC), datetime(2021, 3, 9, 9, 0, tzinfo=UTC)
    first, second = files(region)[-3:-1]
    said = {"files": (first, second), "answered_at": in_time, "is_packed": False, "offered": None, "void": ()}
    complete = said | {"pieces": pieces(region), "request": None}
    examined = complete | {"application": standing(Status.under_examination)}
    carried_over = complete | {"application": standing(Status.carried_over)}
    lacking = said | {"application": standing(Status.incomplete), "pieces": left, "request": request(left)}
    void = (("Dossier reporté", date(2021, 3, 10)),)
    read_late = examined | {"answered_at": after, "request": request(left), "void": void}
    linked = {"offered": OfferView(until=date(2021, 6, 4))}
    packed = {"files": (replace(second, name="compléments.zip", piece=None),), "is_packed": True}
    refused = _with_a_refused_file(lacking, (first, replace(second, is_refused=True)))
    return [
        Sample("completion-received-complete", K.completion_received, "dossier complet", examined),
        Sample("completion-received-carried-over", K.completion_received, "dossier reporté, complet", carried_over),
        Sample("completion-received-lacking", K.completion_received, "il manque une pièce", lacking),
        Sample("completion-received-after", K.completion_received, "hors délai, report annulé", read_late),
        Sample("completion-received-packed", K.completion_received, "archive", lacking | packed),
        Sample(
            "completion-received-refused",
            K.completion_received,
            "fichier refusé, d'autres derrière un lien",
            refused | linked,
        ),
    ]


def _with_a_refused_file(said: dict[str, Any], held: tuple[FileView, ...]) -> dict[str, Any]:
    *others, last = said["pieces"]
    bad = replace(last, state=PieceState.refused, reason=TROUBLE_LABELS[Trouble.corrupted])
    return said | {"files": held, "pieces": (*others, bad), "request": replace(said["request"], pieces=(bad,))}


def _mended(region: Region) -> list[Sample]:
    """Return what people change of a request: its last day, or that it is made at all."""
    left = pieces(region, missing=1)
    later = replace(request(left), due_on=date(2021, 3, 25))
    change = ChangeView(
        stage="le délai pour compléter votre dossier",
        former_last_day=date(2021, 3, 4),
        last_day=later.due_on,
        reason="Le conseil d'administration qui doit signer l'annexe se réunit le 20 mars.",
    )
    incomplete = {"application": standing(Status.incomplete)}
    extended = incomplete | {"change": change, "admitted": False, "request": later}
    asked = request(pieces(region, missing=1, unusable=_UNSIGNED), RequestReason.unsigned, expected=_EXPECTED)
    unsigned = replace(asked, pieces=asked.pieces[:1])
    said = {"decision": None, "former": None}
    rectified = said | {"request": unsigned, "reason": "L'annexe que vous aviez envoyée était bien signée."}
    complete = rectified | {"application": standing(Status.under_examination), "pieces": pieces(region)}
    lacking = rectified | incomplete | {"pieces": left}
    return [
        Sample("postponed-request", K.postponed, "délai de complément prolongé", extended),
        Sample("rectified-complete", K.rectified, "demande annulée, dossier complet", complete),
        Sample("rectified-lacking", K.rectified, "demande annulée, il manque une pièce", lacking),
    ]


def withdrawal_samples(region: Region) -> list[Sample]:
    """Return what is told of a candidacy that its organisation withdrew, or that was recorded so by mistake."""
    on = {"withdrawn_on": date(2021, 5, 20)}
    why = {"reason": "Le retrait d'un autre organisme a été enregistré sur votre dossier par erreur."}
    examined = on | why | {"application": standing(Status.under_examination), "request": None}
    later = replace(request(pieces(region, missing=1)), due_on=date(2021, 5, 25))
    incomplete = on | why | {"application": standing(Status.incomplete), "request": later}
    return [
        Sample("withdrawn", K.withdrawn, "", on | {"application": standing(Status.withdrawn)}),
        Sample("withdrawal-undone", K.withdrawal_undone, "", examined),
        Sample("withdrawal-undone-incomplete", K.withdrawal_undone, "dossier incomplet", incomplete),
    ]
