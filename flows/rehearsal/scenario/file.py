"""Reading a scenario: whole and sound, or refused before anything runs: the file, the line, the word, the mend."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from flows.rehearsal.scenario.event_parts import Open, Reclassify
from flows.rehearsal.scenario.events import Event
from flows.rehearsal.scenario.scenario import Scenario
from models.forms.arrivals import NEW, NONE
from models.region.faults import Fault, Saying, Source, region_faults
from models.region.file import load_region
from models.region.model import Region
from models.region.yaml_file import FileError, read_yaml

SHIPPED = Path(__file__).parents[1] / "ara-2021.yaml"
"""The year that comes with the system: the call of Auvergne-Rhône-Alpes for 2021."""


class _Doubt(NamedTuple):
    """A word of a scenario that means nothing there."""

    key: str
    value: object
    saying: Saying


def load_scenario(path: Path) -> Scenario:
    """Return the scenario of a file. Raises FileError, with every fault and its mend."""
    absent = "Vérifiez le chemin ; sans fichier, spro rehearse joue l'année fournie."
    data, source = read_yaml(path, Scenario, name=str(path), absent=absent)
    try:
        scenario = Scenario.model_validate(data, context={"folder": path.parent})
    except ValidationError as error:
        raise FileError(region_faults(error, source)) from error
    if doubts := [source.fault(*doubt) for doubt in _doubts(scenario, _region(scenario, source))]:
        raise FileError(doubts)
    return scenario


def _region(scenario: Scenario, source: Source) -> Region:
    """Return the region of a scenario with what it sets; a fault of these is reported at the scenario's own line."""
    try:
        return load_region(scenario.region, scenario.set_)
    except FileError as error:
        raise FileError([_at_own_line(fault, source) for fault in error.faults]) from error


def _at_own_line(fault: Fault, source: Source) -> Fault:
    at = f"set.{fault.key}" if fault.key else "region"
    saying = Saying(f"{fault.file} : {fault.problem}" if fault.line else fault.problem, fault.mend)
    return source.fault(at, fault.value, saying)


def _doubts(scenario: Scenario, region: Region) -> Iterator[_Doubt]:
    known, arrivals = set(scenario.names()), set(scenario.arrivals())
    yield from _of_sessions(scenario)
    opens = min((event.at for event in scenario.events), default=None)
    for position, event in enumerate(scenario.events):
        yield from _of_names(f"events.{position}.{event.kind}", event.what, known)
        yield from _of_arrivals(f"events.{position}.{event.kind}", event.what, arrivals)
        yield from _of_pieces(f"events.{position}.{event.kind}", event, region)
    for position, expected in enumerate(scenario.expect):
        yield from _of_names(f"expect.{position}", expected, known)
        yield from _of_arrivals(f"expect.{position}", expected, arrivals)
    if opens and opens.date() < scenario.opens:
        position = next(n for n, event in enumerate(scenario.events) if event.at == opens)
        mend = f"La session ouvre le {scenario.opens.isoformat()} : rien ne se joue avant."
        yield _Doubt(f"events.{position}.at", opens.isoformat(), Saying("instant avant l'ouverture", mend))


def _of_names(key: str, said: object, known: set[str]) -> Iterator[_Doubt]:
    for at, name in _named(said):
        if name not in known:
            mend = f"Noms introduits par « as » : {', '.join(sorted(known)) or 'aucun'}."
            yield _Doubt(f"{key}.{at}", name, Saying("aucun dépôt n'introduit ce nom", mend))


def _of_arrivals(key: str, said: object, known: set[str]) -> Iterator[_Doubt]:
    name = getattr(said, "arrival", None)
    if isinstance(name, str) and name not in known:
        mend = f"Envois nommés par « name » : {', '.join(sorted(known)) or 'aucun'}."
        yield _Doubt(f"{key}.arrival", name, Saying("aucun courriel ne porte ce nom", mend))
    if answered := getattr(said, "answers", None):
        yield from _of_arrivals(f"{key}.answers", answered, known)


def _named(said: object) -> Iterator[tuple[str, str]]:
    """Yield the names of applications that an event or an expectation speaks of, each with its key there."""
    name = getattr(said, "application", None)
    if name and not (isinstance(said, Reclassify) and name in {NEW, NONE}):
        yield "application", name
    if (answered := getattr(said, "answers", None)) and answered.application:
        yield "answers.application", answered.application
    for member, names in getattr(said, "recused", {}).items():
        yield from ((f"recused.{member}.{position}", name) for position, name in enumerate(names))


def _of_sessions(scenario: Scenario) -> Iterator[_Doubt]:
    """Yield what keeps a session from coming after the one that was opened before it."""
    opened: list[Scenario | Open] = [scenario]
    for position, event in sorted(enumerate(scenario.events), key=lambda numbered: numbered[1].at):
        if event.cancel_opening and opened[1:]:
            opened.pop()
        if event.open is None:
            continue
        former = opened[-1]
        key = f"events.{position}.open"
        if event.open.year <= former.year:
            mend = f"La session précédente est celle de {former.year}."
            yield _Doubt(f"{key}.year", event.open.year, Saying("année qui ne suit pas la précédente", mend))
        if event.open.opens <= former.opens:
            mend = f"La session précédente ouvre le {former.opens.isoformat()}."
            yield _Doubt(f"{key}.opens", event.open.opens.isoformat(), Saying("ouverture trop tôt", mend))
        opened.append(event.open)


def _of_pieces(key: str, event: Event, region: Region) -> Iterator[_Doubt]:
    for name in ("pieces", "unusable"):
        said = getattr(event.what, name, ())
        if event.reclassify:
            said = [piece for piece in event.reclassify.pieces.values() if piece != NONE]
        for piece in () if isinstance(said, str) else said:
            if piece not in region.pieces:
                mend = f"Pièces de la région : {', '.join(region.pieces)}."
                yield _Doubt(f"{key}.{name}", piece, Saying("pièce inconnue", mend))
