"""What the console shows under one key, drawn but not yet published."""

from typing import NamedTuple

ACCOUNT = "compte-rendu"
"""What the account of a run is called among its artifacts."""


class Page(NamedTuple):
    """A page in Markdown, and what it is in one sentence."""

    key: str
    markdown: str
    description: str
