"""A generated year: the same for the same seed, of the size asked, with every path in it."""

from collections import Counter

from flows.rehearsal.scenario.generated import SHARES, generate
from flows.rehearsal.scenario.scenario import Scenario
from models.intake.identifiers import parse_siret

REGION = "auvergne-rhone-alpes"


def _year(applications: int, seed: int) -> Scenario:
    return generate(applications, seed=seed, region=REGION, year=2021)


def test_the_same_seed_gives_the_same_year() -> None:
    """A generated year can be played again, event by event."""
    assert _year(40, 7) == _year(40, 7)


def test_another_seed_gives_another_year() -> None:
    """The seed is what makes the year."""
    assert _year(40, 7) != _year(40, 8)


def test_it_has_the_size_asked() -> None:
    """As many deposits as applications asked for, each of its own organisation, whose SIRET passes its checksum."""
    sirets = [event.deposit.siret for event in _year(200, 1).events if event.deposit]

    assert len(set(sirets)) == 200
    assert all(siret and parse_siret(siret) for siret in sirets)


def test_it_holds_every_path() -> None:
    """Complete, completed, left incomplete, late, not required, withdrawn: a year of some size knows them all."""
    kinds = Counter(event.kind for event in _year(200, 1).events)

    assert sum(share.of_hundred for share in SHARES) == 100
    assert all(kinds[kind] for kind in ("deposit", "complement", "examine", "opinion", "decision", "withdraw"))
