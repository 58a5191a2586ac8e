"""The machine itself and its database: versions, what others may open, whether the database is sound, its clock."""

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from models.storage.private import open_to_others
from models.storage.version import HEAD, VERSIONS
from notifications.writing.wording import count
from tasks.incidents.health.installation import Installation
from tasks.incidents.health.look import Found, Verdict
from tasks.incidents.health.rows import place_of

PACKAGE = "spro-candidatures"

DRIFT = timedelta(minutes=1)
"""How far two clocks may be apart before it is said: deadlines are judged on the mail server's."""


def versions(_case: Installation) -> Iterator[Found]:
    """Judge Python and the packages by the bounds that this version was built with."""
    python = ".".join(map(str, sys.version_info[:3]))
    wanted = metadata(PACKAGE)["Requires-Python"]
    if not SpecifierSet(wanted).contains(python):
        yield Found(Verdict.fault, f"Python {python} n'est pas admis ({wanted})")
    wrong = outside([Requirement(text) for text in requires(PACKAGE) or ()])
    if wrong:
        yield Found(Verdict.fault, f"paquets hors de leurs bornes : {', '.join(wrong)}")
    else:
        yield Found(Verdict.well, f"Python {python}, Prefect {version('prefect')}, paquets dans leurs bornes")


def outside(bounds: Sequence[Requirement]) -> list[str]:
    """Return the packages that are not there, or not within their bounds, by name and version."""
    needed = [one for one in bounds if one.marker is None or one.marker.evaluate({"extra": ""})]
    found = ((one, _installed(one.name)) for one in needed)
    return [
        f"{one.name} {has or 'absent'}"
        for one, has in found
        if has is None or not one.specifier.contains(has, prereleases=True)
    ]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def permissions(case: Installation) -> Iterator[Found]:
    """Judge whether other accounts of the machine may open what is kept here."""
    places = (case.settings.home, place_of(case.settings.database), place_of(case.settings.store))
    kept = {place.resolve() for place in places if place is not None and place.exists()}
    within = [one for one in kept if not any(other in one.parents for other in kept)]
    opened = sum(map(open_to_others, within))
    if opened:
        said = f"{count(opened, 'fichier ou dossier ouvert', 'fichiers ou dossiers ouverts')} à d'autres comptes"
        yield Found(Verdict.fault, said)
    else:
        yield Found(Verdict.well, "rien n'est ouvert aux autres comptes de la machine")


def database(case: Installation) -> Iterator[Found]:
    """Judge whether the database answers, in which encoding, and whether something holds it."""
    seen = case.database
    if not seen.is_made:
        yield Found(Verdict.unasked, "elle n'existe pas encore ; spro up la crée")
    elif seen.trouble:
        yield Found(Verdict.fault, f"elle ne répond pas : {seen.trouble}")
    else:
        yield from _sound(seen.engine, seen.encoding, seen.held)


def _sound(engine: str, encoding: str, held: str) -> Iterator[Found]:
    is_utf8 = encoding.upper().replace("-", "") == "UTF8"
    if not is_utf8:
        mend = "Recréez la base en UTF-8 : createdb --encoding=UTF8, puis restaurez-y les données."
        yield Found(Verdict.fault, f"{engine}, encodage {encoding} : des noms y seraient refusés", mend=mend)
    if held:
        mend = "Attendez, ou terminez le programme qui l'occupe ; spro up attend et réessaie."
        yield Found(Verdict.warning, f"{engine} : {held}", mend=mend)
    if is_utf8 and not held:
        yield Found(Verdict.well, f"{engine}, {encoding}, aucun verrou ne dure")


def schema(case: Installation) -> Iterator[Found]:
    """Judge whether the tables are those of this version of the program."""
    seen, found = case.database, case.database.schema
    if seen.trouble or not seen.is_made or (found is None and seen.is_empty):
        yield Found(Verdict.unasked, "il n'y a pas encore de tables à lire")
    elif found == HEAD:
        yield Found(Verdict.well, f"version {HEAD}, celle de ce programme")
    elif found is None or found in VERSIONS:
        yield Found(Verdict.fault, f"version {found or 'sans numéro'} ; ce programme attend la {HEAD}")
    else:
        mend = "Installez la version du programme qui l'a écrite : rien n'a été changé."
        yield Found(Verdict.fault, f"version {found}, plus récente que ce programme ({HEAD})", mend=mend)


def clock(case: Installation) -> Iterator[Found]:
    """Judge the machine's clock by those of the database and of the mail servers, as far as they tell the time."""
    told = {
        "la base": case.database.ahead,
        "le serveur d'envoi": case.server.ahead if case.server else None,
        **{f"la boîte {role}": seen.ahead for role, seen in case.mailboxes.items()},
    }
    known = {whose: ahead for whose, ahead in told.items() if ahead is not None}
    if not known:
        yield Found(Verdict.unasked, "aucun serveur ne donne l'heure")
    for name, ahead in known.items():
        if abs(ahead) >= DRIFT:
            way = "avance" if ahead > timedelta() else "retarde"
            yield Found(Verdict.fault, f"{name} {way} de {_minutes(abs(ahead))} sur cette machine")
    if known and all(abs(ahead) < DRIFT for ahead in known.values()):
        yield Found(Verdict.well, f"à l'heure, comme {' et '.join(known)}")


def _minutes(apart: timedelta) -> str:
    return count(round(apart.total_seconds() / 60), "minute")
