"""The words of templates where a letter is posted: who has no mail address answers by post."""

import re
from collections.abc import Sequence

_ADDRESS = "à l'adresse postale indiquée à la fin de cette lettre"

_WORDS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(said), instead)
    for said, instead in (
        (
            r"répondez\s+simplement\s+à\s+ce\s+courriel,\s+en\s+gardant",
            "écrivez-nous à l'adresse ci-dessous, en rappelant",
        ),
        (r"(la\s+référence|le\s+numéro) \[(.*?)\] dans\s+l'objet", r"\1 \2"),
        (r"répondez\s+simplement\s+à\s+ce\s+courriel", "écrivez-nous à l'adresse ci-dessous"),
        (r"par\s+écrit,\s+en\s+répondant\s+à\s+ce\s+courriel\s+ou\s+à", "par écrit, à"),
        (r"en\s+répondant\s+(?:à\s+ce\s+courriel|au\s+présent\s+message)", f"par courrier, {_ADDRESS}"),
        (r"\brépondant\s+à\s+ce\s+courriel", f"nous écrivant {_ADDRESS}"),
        (r"\brépondez\s+à\s+ce\s+courriel", f"écrivez-nous {_ADDRESS}"),
        (r"\bRépondez\s+à\s+ce\s+courriel", f"Écrivez-nous {_ADDRESS}"),
        (r"\bcourriel(s?)\b(?! :)", r"courrier\1"),
    )
)
"""What mails say, and what is said instead, tried in this order. Our own mail address stays, for whoever finds one."""


def on_paper(source: str) -> str:
    """Return the source of a template in the words of a letter that is posted."""
    for said, instead in _WORDS:
        source = said.sub(instead, source)
    return source
