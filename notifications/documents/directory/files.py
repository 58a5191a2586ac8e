"""The directory as data: CSV and JSON under an open licence, and what their fields mean (docs/open-data.md)."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO

from notifications.documents.sheets.tables import harmless
from notifications.views.directory import Directory, PublicSite, Structure

LICENCE = "Licence Ouverte 2.0"
LICENCE_ADDRESS = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
SCHEMA = "spro-annuaire/1"
"""What the JSON says of itself: the shape of its fields, which docs/open-data.md tells."""

STRUCTURE: Mapping[str, str] = {
    "page": "slug",
    "nom": "name",
    "identifiant": "identifier",
    "cercle": "circle",
    "reseau": "network",
    "groupement": "head",
    "membre_depuis": "since",
    "membre_jusqu_au": "until",
}
"""The fields of a structure, and where each is read."""

SITE: Mapping[str, str] = {
    "nom": "name",
    "siret": "siret",
    "adresse": "street",
    "code_postal": "postal_code",
    "commune": "town",
    "departement": "department_code",
    "territoire": "territory",
    "services": "services",
    "niveaux": "levels",
    "horaires": "hours",
    "accessibilite": "accessibility",
    "telephone": "phone",
    "courriel": "email",
}
"""The fields of a site, and where each is read."""


def data_files(directory: Directory) -> Iterator[tuple[str, bytes]]:
    """Yield each file by its name."""
    yield "annuaire.json", _json(directory)
    yield "structures.csv", _csv(list(STRUCTURE), [_said(one, STRUCTURE) for one in directory.structures])
    yield "sites.csv", _csv(["structure", *SITE], list(_all_sites(directory)))
    yield "LICENCE.txt", _notice(directory).encode()


def _said(one: Structure | PublicSite, fields: Mapping[str, str]) -> dict[str, object]:
    return {name: getattr(one, field) for name, field in fields.items()}


def _all_sites(directory: Directory) -> Iterator[dict[str, object]]:
    for structure in directory.structures:
        yield from ({"structure": structure.slug, **_said(site, SITE)} for site in structure.sites)


def _json(directory: Directory) -> bytes:
    said = {
        "schema": SCHEMA,
        "licence": LICENCE,
        "licence_adresse": LICENCE_ADDRESS,
        "region": directory.region,
        "date": directory.on,
        "structures": [
            {**_said(one, STRUCTURE), "sites": [_said(site, SITE) for site in one.sites]}
            for one in directory.structures
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1, default=date.isoformat) + "\n").encode()


def _csv(columns: list[str], rows: list[dict[str, object]]) -> bytes:
    """Return rows as a national portal of open data reads them (RFC 4180): UTF-8, commas, days in ISO 8601; no text
    begins like a formula."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[harmless(_joined(row[column])) for column in columns] for row in rows])
    return text.getvalue().encode()


def _joined(value: object) -> object:
    return " ; ".join(value) if isinstance(value, tuple) else value


def _notice(directory: Directory) -> str:
    return (
        f"Annuaire des membres du service public régional de l'orientation, {directory.region}, "
        f"au {directory.on:%d/%m/%Y}.\n"
        f"Données publiées par la Région {directory.region} sous {LICENCE} (Etalab) : {LICENCE_ADDRESS}\n"
        "Vous pouvez les réutiliser librement, en citant la source et la date ci-dessus.\n"
    )
