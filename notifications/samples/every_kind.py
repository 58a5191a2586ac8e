"""At least one notice of each kind, and one for each branch that a reader may meet."""

from collections.abc import Callable

from models.region.model import Region
from notifications.samples import advice, decisions, dossiers, intake, meetings, members, service, sessions
from notifications.samples.sample_data import Sample
from notifications.samples.sendable import Need, always, as_there, can_send, decides, meets, takes_dossiers

_GROUPS: tuple[tuple[Need, Callable[[Region], list[Sample]]], ...] = (
    (always, sessions.opening_samples),
    (always, intake.deposit_samples),
    (takes_dossiers, intake.acknowledgement_samples),
    (takes_dossiers, dossiers.request_samples),
    (always, lambda _region: dossiers.letter_samples()),
    (takes_dossiers, sessions.return_samples),
    (takes_dossiers, intake.duplicate_samples),
    (always, lambda _region: sessions.change_samples()),
    (decides, decisions.decision_samples),
    (takes_dossiers, dossiers.withdrawal_samples),
    (always, members.member_samples),
    (decides, decisions.rectified_samples),
    (decides, decisions.appeal_samples),
    (meets, meetings.meeting_samples),
    (takes_dossiers, lambda _region: advice.advice_samples()),
    (always, service.service_samples),
)
"""What a Région must have for a group of samples to be made at all, in the order of an application's life."""


def samples(region: Region) -> list[Sample]:
    """Return the letters that this region has occasion to send, in the order of an application's life, with its pieces,
    its circles and its stages."""
    made = [sample for need, group in _GROUPS if need(region) for sample in group(region)]
    return [as_there(region, sample) for sample in made if can_send(sample.region or region, sample)]
