"""At least one notice of each kind, and one for each branch that a reader may meet."""

from models.region.model import Region
from notifications.samples import advice, decisions, dossiers, intake, meetings, members, service, sessions
from notifications.samples.sample_data import Sample


def samples(region: Region) -> list[Sample]:
    """Return the samples in the order of an application's life, with the pieces and the circles of this region."""
    return [
        *sessions.opening_samples(region),
        *intake.deposit_samples(region),
        *intake.acknowledgement_samples(region),
        *dossiers.request_samples(region),
        *sessions.return_samples(region),
        *intake.duplicate_samples(region),
        *sessions.change_samples(),
        *decisions.decision_samples(region),
        *dossiers.withdrawal_samples(region),
        *members.member_samples(region),
        *decisions.rectified_samples(region),
        *decisions.appeal_samples(),
        *meetings.meeting_samples(region),
        *advice.advice_samples(),
        *service.service_samples(region),
    ]
