"""What has been held for its time is forgotten: shown first, approved by a person, then carried out."""

from datetime import datetime

from flows.act_flow import act_flow
from flows.acts.recording import follow_up
from flows.boards.markdown import plain
from flows.run_context import clock
from models.forms.handling import PurgeForm
from notifications.writing.wording import count, enumeration
from tasks.incidents.forgetting import proposal, units

_SENTENCE = 2_000  # characters: the names of what is forgotten


def sentences(proposed: proposal.Proposal) -> list[str]:
    """Return what would be forgotten, what stays and what is kept."""
    return [plain(said, longest=_SENTENCE) for said in proposal.sentences(proposed)]


@act_flow(PurgeForm, says=sentences)
async def approve_purge(form: PurgeForm, at: datetime | None = None) -> list[int]:
    """Have what was shown forgotten, and return the numbers of the certificates."""
    at = clock(at)
    approved = await units.approve_purge(form, at=at)
    certificates = await units.forget(at=at)
    await follow_up(form, (), at=at, said=_said(approved, certificates))
    return certificates


def _said(approved: int, certificates: list[int]) -> list[str]:
    if not approved:
        return ["Rien n'était arrivé au terme de sa durée de conservation : rien n'a changé."]
    if not certificates:
        return [
            f"{count(approved, 'unité autorisée', 'unités autorisées')}.",
            "La boîte ne répond pas ; ses copies seront effacées, et le certificat établi, dès qu'elle répondra.",
        ]
    named = enumeration([f"n° {number}" for number in certificates])
    return [
        f"{count(approved, 'unité autorisée', 'unités autorisées')} ; certificat {named}.",
        "Il se lit par « spro purge --certificate », et « spro verify » en tient compte.",
    ]
