"""A year made up to a size: the same for the same seed, with the mix of paths that a session knows."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from flows.rehearsal.scenario.scenario import Scenario
from flows.rehearsal.scenario.values import PARIS
from models.region.file import load_region

_KINDS = ("CIDFF", "Maison de l'emploi", "PLIE", "MIFE", "Cité des métiers", "Groupement d'employeurs", "École")
_SIGNATORY = {"name": "Camille Exemple", "capacity": "Directrice"}
_EXAMINER, _SECRETARY = "Instruction DFOR", "Secrétariat du CREFOP"
_WORKING_GROUP, _COMMISSION = (6, 17, 14), (7, 8, 14)
_FAVOURABLE = 0.9  # share of the examined dossiers
_READINGS = (12, 18)  # hours at which a generated year reads its mailbox


class _Share(NamedTuple):
    """A path through the year, and how many of a hundred applications take it."""

    of_hundred: int
    name: str


SHARES = (
    _Share(60, "complete"),
    _Share(15, "completed"),
    _Share(10, "incomplete"),
    _Share(5, "late"),
    _Share(5, "not_required"),
    _Share(5, "withdrawn"),
)
"""The mix: complete at once, completed when asked, left incomplete, late, of circle 1 or 2, withdrawn."""


def generate(applications: int, *, seed: int, region: str, year: int) -> Scenario:
    """Return a scenario of that many applications."""
    random = Random(seed)  # noqa: S311  a scenario is no secret
    pieces = list(load_region(region).pieces)
    paths = random.choices([s.name for s in SHARES], [s.of_hundred for s in SHARES], k=applications)
    events = [event for n, path in enumerate(paths, 1) for event in _Applicant(random, n, path, year, pieces).events()]
    return Scenario.model_validate(
        {
            "region": region,
            "year": year,
            "opens": f"{year}-01-18",
            "until": f"{year}-09-02",
            "prospects": [f"contact@structure{n}.example" for n in range(1, applications + 1, 3)],
            "events": sorted(events, key=_in_order),
        }
    )


class _Applicant:
    """One made-up applicant and what happens to its dossier."""

    def __init__(self, random: Random, number: int, path: str, year: int, pieces: Sequence[str]) -> None:
        self._random, self._path, self._year, self._pieces = random, path, year, pieces
        self._name, self._siret = f"a{number}", _siret(number)
        self._organisation = f"{random.choice(_KINDS)} n° {number}"
        self._address = f"contact@structure{number}.example"
        first, last = (
            (date(year, 5, 3), date(year, 5, 20)) if path == "late" else (date(year, 1, 19), date(year, 4, 28))
        )
        # Most dossiers come in the last weeks, as in every call.
        days = int((last - first).days * random.random() ** 0.4)
        self._received = datetime.combine(first + timedelta(days), datetime.min.time(), PARIS)
        self._received += timedelta(minutes=random.randrange(7 * 60, 18 * 60))

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield the events of this applicant's year."""
        yield self._deposit()
        if self._path in ("complete", "completed"):
            if self._path == "completed":
                yield self._complement()
            yield from self._studied()
        elif self._path == "withdrawn":
            yield _event(self._day(12, 11), "withdraw", application=self._name, by=_SECRETARY)

    def _day(self, days: int, hour: int) -> datetime:
        return self._received.replace(hour=hour, minute=0) + timedelta(days=days)

    def _deposit(self) -> dict[str, Any]:
        lacking = self._random.sample(self._pieces, 2) if self._path in ("completed", "incomplete") else []
        self._lacking = [piece for piece in self._pieces if piece in lacking]
        pieces = [piece for piece in self._pieces if piece not in lacking]
        said: dict[str, object] = {
            "as": self._name,
            "organisation": self._organisation,
            "siret": self._siret,
            "from": self._address,
        }
        said |= {"pieces": pieces if lacking else "all", "received_at": self._received}
        if self._path == "not_required":
            said["network"] = self._random.choice(("cio", "missions_locales"))
        hour = next((hour for hour in _READINGS if self._received.hour < hour), _READINGS[-1])
        return _event(self._day(0, hour), "deposit", **said)

    def _complement(self) -> dict[str, Any]:
        said = {"application": self._name, "pieces": self._lacking, "from": self._address}
        return _event(self._day(9, _READINGS[0]), "complement", **said)

    def _studied(self) -> Iterator[dict[str, Any]]:
        favourable = self._random.random() < _FAVOURABLE
        finding = "favourable" if favourable else "unfavourable"
        # Examiners record on Fridays what they studied in the week.
        ready = max(self._day(12, 16), datetime(self._year, 5, 3, 16, tzinfo=PARIS))
        examined = ready + timedelta((4 - ready.weekday()) % 7)
        yield _event(examined, "examine", application=self._name, finding=finding, by=_EXAMINER)
        said = {} if favourable else {"reasons": f"{self._organisation} n'assure pas l'accueil du public."}
        yield self._at(_WORKING_GROUP, "opinion", opinion=finding, **said)
        decision = "accepted" if favourable else "refused"
        yield self._at(_COMMISSION, "decision", decision=decision, signatory=_SIGNATORY, **said)

    def _at(self, when: tuple[int, int, int], kind: str, **said: object) -> dict[str, Any]:
        month, day, hour = when
        at = datetime(self._year, month, day, hour, tzinfo=PARIS)
        return _event(at, kind, application=self._name, by=_SECRETARY, **said)


def _in_order(event: dict[str, Any]) -> tuple[datetime, str, str]:
    """Sort events by instant, then so that those which say the same stand together: a person fills in one form."""
    _, kind = event
    said = event[kind]
    return event["at"], kind, str(said.get("finding") or said.get("opinion") or said.get("decision") or "")


def _event(at: datetime, kind: str, **said: object) -> dict[str, Any]:
    return {"at": at, kind: said}


def _siret(number: int) -> str:
    """Return a well-formed SIRET of the block that no real establishment has (SIREN 999…)."""
    siren = _luhn(f"999{number:05d}")
    return _luhn(f"{siren}0001")


def _luhn(digits: str) -> str:
    """Append the check digit."""
    doubled = (int(digit) * (2 - position % 2) for position, digit in enumerate(reversed(digits)))
    total = sum(sum(divmod(value, 10)) for value in doubled)
    return f"{digits}{-total % 10}"
