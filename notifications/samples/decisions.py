"""The samples of a decision, of one that another replaces (granted after all, taken back, reasoned anew), and of an
appeal."""

from dataclasses import replace
from datetime import date
from typing import Any

from models.dossiers.application import Reach
from models.region.model import Region
from models.vocabulary import DecisionSense, Ground, Status
from models.vocabulary import NoticeKind as K
from notifications.samples.sample_data import Sample, decision, pieces, request, standing
from notifications.views.appeals import AppealView
from notifications.views.notices import DecisionView, FormerView, SiteRefusedView

_HEARD = "Courrier du 20 juillet 2021 ; la directrice de l'organisme a été entendue le 5 août."
_MISSING = "Le dossier ne décrit aucun lieu d'accueil du public, que demande l'article 3 du cahier des charges."
_REASONS = "Le recours gracieux du 20 juillet établit que l'accueil du public est assuré toute l'année."
_APPEAL = AppealView(
    label="recours gracieux",
    received_on=date(2021, 7, 20),
    posted_on=None,
    is_in_time=True,
    until=date(2021, 9, 9),
    implied_on=date(2021, 9, 20),
    about="sur votre candidature au Service public régional de l'orientation (SPRO)",
    outcome="votre candidature au Service public régional de l'orientation (SPRO) a été refusée",
    decided_on=date(2021, 7, 8),
)
_SITES_IN = ("Maison de Gerland, 1 rue Neuve, 69007 Lyon", "Antenne de Bourg, 2 place Haute, 01000 Bourg-en-Bresse")
_SITES_OUT = (
    SiteRefusedView(
        name="Permanence de Tarare, 3 rue Basse, 69170 Tarare",
        reasons="Le cahier des charges demande un accueil accessible. Ce local, à l'étage, ne l'est pas.",
    ),
)
_LETTERS = {
    DecisionSense.accepted: "Votre candidature est acceptée",
    DecisionSense.refused: "Décision sur votre candidature : refus",
}


def _former(sense: DecisionSense) -> FormerView:
    day = date(2021, 7, 8)
    return FormerView(sense=sense, decided_on=day, letter=_LETTERS[sense], told_on=day)


def _sample(name: str, case: str, status: Status, made: DecisionView, former: FormerView) -> Sample:
    none = {"request": None, "reason": None, "pieces": ()}
    said = {"application": standing(status), "decision": made, "former": former}
    return Sample(f"rectified-{name}", K.rectified, case, none | said)


def decision_samples(region: Region) -> list[Sample]:
    """Return a decision of each sense."""
    decisions = {
        K.adjourned: decision(
            DecisionSense.adjourned, "La convention de site n'est pas produite.", pieces(region)[-1:]
        ),
        K.accepted: decision(DecisionSense.accepted),
        K.refused: decision(
            DecisionSense.refused,
            "Le cahier des charges demande un premier accueil du public. Le dossier n'en prévoit pas.",
        ),
    }
    more: dict[K, dict[str, Any]] = {K.accepted: {"pieces": pieces(region), "request": None}}
    said = [
        Sample(kind, kind, "", {"application": standing(Status(kind)), "decision": one} | more.get(kind, {}))
        for kind, one in decisions.items()
    ]
    renewed = standing(Status.accepted, member_until=date(2021, 12, 31))
    again = {"application": renewed, "decision": decisions[K.accepted], **more[K.accepted]}
    signed = replace(decisions[K.accepted], decided_on=date(2021, 7, 15))
    apart = {"application": standing(Status.accepted), "decision": signed, **more[K.accepted]}
    in_part = replace(decisions[K.accepted], sites_in=_SITES_IN, sites_out=_SITES_OUT)
    sorted_out = {"application": standing(Status.accepted), "decision": in_part, **more[K.accepted]}
    return [
        *said,
        Sample("accepted-in-part", K.accepted, "pour une partie de ses sites", sorted_out),
        Sample("accepted-renewed", K.accepted, "déjà membre", again),
        Sample("accepted-signed", K.accepted, "signée à part, après la commission", apart),
        *_awaiting(region),
    ]


def _awaiting(region: Region) -> list[Sample]:
    """Return what a candidate is told who is accepted while a piece lacks: in the decision, reminded, and once its
    delay is over."""
    lacking, standing_there = pieces(region, missing=1), {"application": standing(Status.accepted)}
    asked = replace(request(lacking), asked_on=date(2021, 7, 8), due_on=date(2021, 8, 31))
    made = {"decision": decision(DecisionSense.accepted), "pieces": lacking, "request": asked}
    over = {"request": asked, "examination_over": True}
    return [
        Sample("accepted-awaiting", K.accepted, "une pièce manque", standing_there | made),
        Sample(
            "completion-reminder-accepted",
            K.completion_reminder,
            "accepté",
            standing_there | {"request": asked, "days_left": 7},
        ),
        Sample("completion-expired-accepted", K.completion_expired, "accepté", standing_there | over),
    ]


def rectified_samples(region: Region) -> list[Sample]:
    """Return one of each; a letter that did not arrive is not said to be replaced."""
    accepted, refused = _former(DecisionSense.accepted), _former(DecisionSense.refused)
    unread = FormerView(sense=accepted.sense, decided_on=accepted.decided_on, letter=None, told_on=None)
    tacit = replace(unread, decided_on=date(2021, 4, 1), by_silence=True)
    august: dict[str, Any] = {"decided_on": date(2021, 8, 20)}
    taken: dict[str, Any] = {"ground": Ground.illegality, "observations": _HEARD}
    granted = decision(DecisionSense.accepted, _REASONS, **august)
    repealed, withdrawn = taken | {"reach": Reach.repealed}, taken | {"reach": Reach.withdrawn}
    ended = decision(DecisionSense.refused, _MISSING, decided_on=date(2021, 10, 5), **repealed)
    heard = withdrawn | {"observations": "Courrier du 14 juin 2021 ; l'organisme a répondu le 28 juin."}
    undone = decision(DecisionSense.refused, _MISSING, decided_on=date(2021, 7, 8), **heard)
    lacking = decision(DecisionSense.adjourned, _MISSING, pieces(region)[-1:], **august, **withdrawn)
    reasoned = decision(DecisionSense.refused, _MISSING, **august)
    return [
        _sample("accepted", "refus remplacé par une acceptation", Status.accepted, granted, refused),
        _sample("refused", "acceptation abrogée, adhésion en cours", Status.refused, ended, accepted),
        _sample("adjourned", "acceptation retirée avant sa prise d'effet", Status.adjourned, lacking, unread),
        _sample("tacit", "acceptation née du silence, retirée", Status.refused, undone, tacit),
        _sample("reasoned", "refus autrement motivé", Status.refused, reasoned, refused),
    ]


def appeal_samples(region: Region) -> list[Sample]:
    """Return the receipt of an appeal, its rejection, in time and out of it, and one that is upheld."""
    by_post: dict[str, Any] = {"received_on": date(2021, 9, 14), "implied_on": date(2021, 11, 14)}
    late = replace(_APPEAL, is_in_time=False, **by_post)
    posted = replace(_APPEAL, label="recours hiérarchique", posted_on=date(2021, 9, 9), **by_post)
    rejected = decision(DecisionSense.refused, _MISSING, decided_on=date(2021, 9, 2))
    in_october = replace(rejected, decided_on=date(2021, 10, 5))
    about = {"application": standing(Status.refused), "appeal": _APPEAL}
    is_late = {"appeal": late, "decision": in_october}
    next_year = replace(_APPEAL, outcome="votre candidature a été reportée à la prochaine session")
    carried = _APPEAL if region.stages.go_on else next_year
    upheld = {"application": standing(Status.under_examination), "appeal": carried}
    return [
        Sample("appeal-received", K.appeal_received, "", about),
        Sample("appeal-received-late", K.appeal_received, "hors délai", about | {"appeal": late}),
        Sample("appeal-received-posted", K.appeal_received, "par courrier", about | {"appeal": posted}),
        Sample("appeal-rejected", K.appeal_rejected, "", about | {"decision": rejected}),
        Sample("appeal-rejected-late", K.appeal_rejected, "hors délai", about | is_late),
        Sample("appeal-upheld", K.appeal_upheld, "", upheld),
    ]
