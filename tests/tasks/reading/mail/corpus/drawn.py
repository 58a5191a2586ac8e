"""Mails as mail servers, robots and people write them, by the hundred: each format with values drawn at random, and our
Message-ID in those that speak of a letter of ours. Drawn from a seed, so that a figure can be held. What each
format says is in the texts beside this, after a line « === » with who speaks so."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

BOUNCED, LATE, ROBOT, PERSON = "bounced", "late", "robot", "person"

_FORMATS = Path(__file__).parent

_FIRST = ("anne", "marc", "lucie", "direction", "accueil", "contact", "secretariat", "orientation")
_PLACES = ("mjc-lilas", "cidff01", "mission-locale-ain", "bij-drome", "cio-nord", "afij")
_ENDS = ("example", "example.org", "example.net", "asso.example")
_SERVERS = ("MAILER-DAEMON", "Mailer-Daemon", "postmaster", "Postmaster", "mailer-daemon")
_WHY = (
    "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table",
    "550 5.7.1 Service unavailable; client host blocked",
    "552 5.2.2 <{to}>: Mailbox full / Boite aux lettres pleine",
    "554 5.4.14 Hop count exceeded - possible mail loop",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "511 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416",
    "550 5.5.0 Adresse du destinataire inconnue. Recipient unknown. LPN007_510",
)


class Drawn(NamedTuple):
    """A mail, what it is, and by which of our letters."""

    what: str
    format: str
    raw: bytes
    letter: str


class _Values(NamedTuple):
    """What one mail says."""

    letter: str
    to: str
    host: str
    server: str
    why: str
    number: int

    def filled(self, template: str) -> str:
        """Return a template with these values in it."""
        named = self._asdict() | {"why": self.why.format(to=self.to), "copy": _COPY.format(**self._asdict())}
        return template.format(**named, quoted=named["copy"].replace("\n", "\n> "))


_COPY = """Return-Path: <depot-spro@example.invalid>
Received: from relais.example.invalid (relais.example.invalid [192.0.2.1])
\tby {host} with ESMTPS id {number}; Thu, 9 Jul 2026 10:01:00 +0200
MIME-Version: 1.0
From: SPRO <depot-spro@example.invalid>
To: {to}
Subject: [ARA-2026-0001] =?utf-8?b?RMOpY2lzaW9uIGRlIHJlZnVz?=
Message-ID: {letter}
Auto-Submitted: auto-generated

Madame, Monsieur,
Votre candidature a ete refusee. Adresse inconnue, boite pleine : voyez les voies et delais de recours."""


def _read(what: str) -> dict[str, str]:
    """Return the formats of a file, by their names."""
    text = (_FORMATS / f"{what}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^=== (.+)\n((?:(?!=== ).*\n)+)", text, re.MULTILINE))


FORMATS = {what: _read(what) for what in (BOUNCED, LATE, ROBOT, PERSON)}


def drawn(each: int, *, seed: int = 2026) -> Iterator[Drawn]:
    """Yield so many mails of each format, some with the line ends of the network."""
    chance = random.Random(seed)  # noqa: S311  to draw, not to hide
    for what, formats in FORMATS.items():
        for name, template in formats.items():
            for _ in range(each):
                values = _values(chance.choice, chance)
                raw = values.filled(template).encode()
                yield Drawn(what, name, raw.replace(b"\n", b"\r\n") if chance.random() < 0.7 else raw, values.letter)


def _values(choose: Callable[[tuple[str, ...]], str], chance: random.Random) -> _Values:
    host = f"{choose(_PLACES)}{chance.randrange(1000)}.{choose(_ENDS)}"
    return _Values(
        letter=f"<{chance.randbytes(16).hex()}@example.invalid>",
        to=f"{choose(_FIRST)}{chance.randrange(100)}@{host}",
        host=host,
        server=choose(_SERVERS),
        why=choose(_WHY),
        number=chance.randrange(10**6),
    )
