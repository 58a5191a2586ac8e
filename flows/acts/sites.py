"""The sites of a structure recorded: which are new, changed and closed first, then all or none."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flows.act_flow import act_flow
from flows.acts.recording import follow_up
from flows.boards.markdown import plain
from flows.run_context import clock
from models.forms.membership.sites import SitesForm
from notifications.writing.wording import count
from tasks.members.sites import units
from tasks.members.sites.record import SitesTold, lines_to_mend

_SHOWN = 2_000  # signs of a list


def sentences(told: SitesTold) -> Iterator[str]:
    """Yield what recording sites comes to."""
    for names, one, several in (
        (told.new, "nouveau site", "nouveaux sites"),
        (told.changed, "site modifié", "sites modifiés"),
        (told.closed, "site fermé", "sites fermés"),
    ):
        if names:
            yield f"{count(len(names), one, several)} : {_listed(names)}."
    if told.same:
        yield f"{count(told.same, 'site', 'sites')} sans changement."
    yield from (plain(doubt, longest=_SHOWN) for doubt in told.doubts)
    if told.faulty:
        lines = plain(lines_to_mend(told.faulty), longest=_SHOWN)
        yield f"Rien ne s'enregistre tant que ces lignes sont à corriger. {lines}"


def _listed(names: Sequence[str]) -> str:
    return plain(" ; ".join(names), longest=_SHOWN)


@act_flow(SitesForm, says=sentences)
async def record_sites(form: SitesForm, at: datetime | None = None) -> int:
    """Record sites, and return how many are new; which ones is shown first."""
    at = clock(at)
    recorded = await units.record_sites(form, at=at)
    await follow_up(form, recorded.concerned, at=at, said=list(sentences(recorded.told)))
    return len(recorded.told.new)
