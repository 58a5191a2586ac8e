"""Pages of a meeting, and what somebody types on them."""

from typing import Any
from zoneinfo import ZoneInfo

from models.region.stages.kinds import KNOWN
from models.region.stages.words import WORDS
from models.vocabulary import StageName
from tasks.meetings.pages.page import Page, PageLine
from tasks.meetings.pages.validate import BY, PRESENT, asking_of

SEATS = ("Région", "Préfecture", "Rectorat", "DRAAF")
REFERENCES = ("ARA-2026-0001", "ARA-2026-0002")

_FILLED = {
    "working_group": ("favorable", "défavorable"),
    "commission": ("acceptée", "refusée"),
}
"""What the lines of the page below are filled in with."""

REASONS = "L'accueil du public n'est pas assuré (article 3)."


def page_of(stage: StageName, **fields: Any) -> Page:  # noqa: ANN401  whatever a test cares for
    """Return the first page of a meeting that nobody has answered: two dossiers, four seats, a quorum of two."""
    senses = zip(REFERENCES, _FILLED[stage], strict=True)
    lines = tuple(
        PageLine(position, reference, "CIDFF de l'Ain", "", proposed, "" if position == 1 else REASONS, (), None)
        for position, (reference, proposed) in enumerate(senses, start=1)
    )
    page = Page(
        code="ara-2026",
        label="Session 2026",
        stage=stage,
        kind=KNOWN[stage],
        name=WORDS[stage].name,
        body="commission du CREFOP",
        meeting_id=7,
        number=1,
        pages=2,
        on=None,
        present=None,
        seats=SEATS,
        needed=2,
        proxies={},
        casting_vote=True,
        is_signed_apart=False,
        signatory=None,
        pieces=("dossier · Dossier de candidature", "annexe-4 · Annexe 4"),
        asked=3,
        draft=None,
        lines=lines,
        zone=ZoneInfo("Europe/Paris"),
    )
    return page._replace(**fields)


def typed_on(page: Page, dossiers: dict[str, dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what the console sends of a page: its lines as they are filled in, except those that somebody changed;
    two seats ticked, a signatory, a name."""
    lines = {
        line.reference: {"sense": line.proposed} | ({"reasons": line.reasons} if line.reasons else {})
        for line in page.lines
    }
    head = {
        asking_of(page): {},
        BY: "Secrétariat",
        PRESENT: {"s0": True, "s1": True, "s2": False, "s3": False},
        "name": "Camille Essai",
        "capacity": "Directrice",
    }
    sent = head | lines | (dossiers or {}) | fields
    return {key: value for key, value in sent.items() if value is not None}
