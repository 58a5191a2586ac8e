"""Which letters a Région has occasion to send, by its stages and its circles, and the session and the references that
they speak of."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from models.region.model import Region
from models.vocabulary import NoticeKind as K
from models.vocabulary import StageKind, Status
from notifications.loading.variables import DOES, past_of
from notifications.samples.sample_data import Sample
from notifications.views.notices import BodyView, ConsultedView, DecisionView, SessionView

Need = Callable[[Region], bool]


def always(_region: Region) -> bool:
    """Return True: every Région has occasion for it."""
    return True


def takes_dossiers(region: Region) -> bool:
    """Return True if organisations deposit dossiers there."""
    return region.takes_dossiers


def has_a_deadline(region: Region) -> bool:
    """Return True if the deposit ends on a day: then one may be late, carried over, reminded of it."""
    return not region.stages.go_on


def meets(region: Region) -> bool:
    """Return True if a body meets there."""
    return bool(region.stages.meetings)


def decides(region: Region) -> bool:
    """Return True if somebody decides of candidacies there."""
    return region.decides


def leaves_out_circles(region: Region) -> bool:
    """Return True if organisations of some circle deposit no dossier of their own will, where others do."""
    return region.takes_dossiers and not all(map(region.requires_dossier, region.circles))


OF_KINDS: Mapping[K, Need] = {
    K.opening: takes_dossiers,
    K.deposit_reminder: has_a_deadline,
    K.unattributed: takes_dossiers,
    K.late: has_a_deadline,
    K.not_required: leaves_out_circles,
    K.carried_over: has_a_deadline,
    K.next_session: has_a_deadline,
    K.session_cancelled: has_a_deadline,
    K.gate_open: meets,
    K.in_hand: takes_dossiers,
    K.alert: takes_dossiers,
}
"""What a Région must have for a kind of letter; what is not listed needs nothing, or goes with its samples."""

OF_SAMPLES: Mapping[str, Need] = {
    "postponed": has_a_deadline,
    "postponed-admitted": has_a_deadline,
    "postponed-prospect": has_a_deadline,
    "completion-expired-over": has_a_deadline,
    "completion-received-after": has_a_deadline,
    "corrected-time": has_a_deadline,
    "ending-next": has_a_deadline,
    "ending-open": takes_dossiers,
    "ending-candidate": takes_dossiers,
    "ended-candidate": takes_dossiers,
    "ending-by-text": lambda region: not all(map(region.requires_dossier, region.circles)),
}
"""The same of one case of a kind, by its name."""

OF_STATUSES: Mapping[Status, Need] = {
    Status.late: has_a_deadline,
    Status.carried_over: has_a_deadline,
    Status.studied: meets,
    Status.accepted: decides,
    Status.refused: decides,
    Status.adjourned: decides,
}
"""The same of the status in which a letter finds its dossier."""


def can_send(region: Region, sample: Sample) -> bool:
    """Return True if a Région has occasion to send the letter of a sample."""
    application = sample.variables.get("application")
    needs = [
        OF_KINDS.get(sample.kind, always),
        OF_SAMPLES.get(sample.name, always),
        OF_STATUSES.get(application.status, always) if application else always,
    ]
    return all(need(region) for need in needs)


def as_there(region: Region, sample: Sample) -> Sample:
    """Return a sample whose session has the stages of its Région, and whose candidate is of a circle that applies,
    consulted of its own bodies."""
    own = sample.region or region
    application = sample.variables.get("application")
    said = sample.variables
    if application and application.status is not Status.not_required:
        said = said | {"application": replace(application, circle=own.open_circle)}
    if isinstance(made := said.get("decision"), DecisionView):
        said = said | {"decision": replace(made, consulted=_consulted(own, made.consulted))}
    return sample._replace(session=_session(own, sample.session), variables=numbered_there(own, said))


_REFERENCE, _CODE = re.compile(r"\bARA-(\d{4})-(\d{4})\b"), re.compile(r"\bara-(\d{4})\b")
"""How the samples write a reference, and the code of a session in an address."""


def numbered_there(region: Region, said: Any) -> Any:  # noqa: ANN401  whatever a letter or a document is made of
    """Return what a sample says with references and codes as a Région writes its own."""
    if type(said) is str:
        named = _REFERENCE.sub(lambda found: region.reference(int(found[1]), int(found[2])), said)
        return _CODE.sub(lambda found: region.campaign_code(int(found[1])), named)
    if isinstance(said, dict):
        return {name: numbered_there(region, value) for name, value in said.items()}
    if isinstance(said, tuple):
        parts = [numbered_there(region, value) for value in said]
        return type(said)(*parts) if hasattr(said, "_fields") else tuple(parts)
    if is_dataclass(said) and not isinstance(said, type):
        return replace(said, **{one.name: numbered_there(region, getattr(said, one.name)) for one in fields(said)})
    return said


def _consulted(region: Region, like: Iterable[ConsultedView]) -> tuple[ConsultedView, ...]:
    bodies = (region.bodies[stage.body].label for stage in region.stages.bodies.values())
    return tuple(replace(one, body=body) for one, body in zip(like, bodies, strict=False))


def _session(region: Region, like: SessionView) -> SessionView:
    dated = {stage.kind for stage in region.stages.root.values() if stage.ends(like.year)}
    return replace(
        like,
        label=region.label(like.year),
        deposit_last_day=like.deposit_last_day if StageKind.deposit in dated else None,
        examination_last_day=like.examination_last_day if StageKind.examination in dated else None,
        bodies=tuple(_bodies(region, like.bodies)),
        past=like.past | past_of(region, dated),
    )


def _bodies(region: Region, like: Iterable[BodyView]) -> Iterable[BodyView]:
    """Yield the bodies of a Région, each to meet when the sample says that one of its kind does."""
    when = {one.does: one.when for one in like}
    for stage in region.stages.bodies.values():
        told, does = when[DOES[stage.kind]], DOES[stage.kind]
        is_set = told.startswith("le ")
        later = told if is_set or not stage.within else f"dans les {stage.within} jours"
        yield BodyView(does=does, body=region.bodies[stage.body].label, when=later)
