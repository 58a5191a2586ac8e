"""The table of transitions as people read it: in French words for `spro workflow`, as a diagram for docs/."""

from models.dossiers.workflow import EVENT_LABELS, LABELS, TRANSITIONS
from models.vocabulary import Status


def as_table() -> list[tuple[str, str, str, str, str, str]]:
    """Return the table in French words: event, from, to, who, notices, and what the row means."""
    actors = {"system": "le système", "person": "une personne", "either": "le système ou une personne"}
    return [
        (
            EVENT_LABELS[row.event],
            _sources(row.sources),
            LABELS[row.target],
            actors[row.actor],
            ", ".join(row.notices) or "—",
            row.sense,
        )
        for row in TRANSITIONS
    ]


def _sources(sources: frozenset[Status]) -> str:
    """Name some statuses, or all but a few."""
    others = [LABELS[status] for status in Status if status not in sources]
    if len(others) < len(sources):
        return f"tous, sauf {', '.join(others)}"
    return ", ".join(LABELS[status] for status in Status if status in sources) or "—"


def as_mermaid() -> str:
    """Return the diagram of the table, in the identifiers of the code."""
    arrows = [
        f"    {source} --> {row.target}: {row.event}"
        for row in TRANSITIONS
        for source in sorted(row.sources, key=list(Status).index) or ("[*]",)
    ]
    return "\n".join(["stateDiagram-v2", *arrows])
