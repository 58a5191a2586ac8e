"""The form « Dossier de candidature », made from the region file: a DOCX of content controls, each with its label.

What is filled in is read back exactly by the tags of the controls; where a conversion has lost them, by the labels and
what stands between them, which are fixed here. The same call gives the same octets, on any machine.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from jinja2 import FileSystemLoader
from markupsafe import Markup

from models.region.model import Region
from models.region.networks import Network
from notifications.documents.sheets.sites import sites_filename
from notifications.documents.wordprocessing import (
    DATE,
    LINES,
    STYLES,
    TEXT,
    Control,
    checkbox,
    choice,
    package,
    paragraph,
    runs,
)
from notifications.views.form_fields import AFTER, NO, YES, Field, parts_of, service_fields
from notifications.writing.layout import blocks, unguard
from notifications.writing.render import TEMPLATES, environment
from notifications.writing.wording import long_date

_DOCUMENTS = Path(__file__).parent
_PARTS = _DOCUMENTS / "application_form_docx"
"""The package as a folder, a part a file: what is to be said of a region is filled in, and the whole is zipped."""

ORGANISATION = (
    Field(
        "organisation",
        "Nom de l'organisme",
        "Le nom ou la raison sociale, comme dans les statuts ou au répertoire Sirene.",
        "Saisissez le nom de l'organisme",
    ),
    Field(
        "siret",
        "Numéro SIRET",
        "Les quatorze chiffres de l'établissement candidat. Sans SIRET, remplissez l'un des deux champs suivants.",
        "Saisissez le numéro SIRET",
    ),
    Field(
        "rna",
        "Numéro RNA",
        "Pour une association : la lettre W, suivie de neuf chiffres.",
        "Saisissez le numéro RNA",
    ),
    Field(
        "uai",
        "Code UAI",
        "Pour un établissement d'enseignement : sept chiffres, suivis d'une lettre.",
        "Saisissez le code UAI",
    ),
    Field(
        "network",
        "Réseau d'appartenance",
        "Le réseau dont l'organisme fait partie, à choisir dans la liste.",
        "Choisissez un réseau",
    ),
)
CONTACT = (
    Field(
        "contact",
        "Personne à contacter",
        "Le nom et la fonction de la personne qui suit la candidature (facultatif).",
        "Saisissez un nom et une fonction",
    ),
    Field(
        "email",
        "Adresse électronique",
        "Celle à laquelle nos courriels seront envoyés ; à défaut, ils le seront à l'adresse qui a servi au dépôt "
        "(article R. 112-11-3 du code des relations entre le public et l'administration).",
        "Saisissez une adresse électronique",
    ),
)
SIGNATURE = (
    Field(
        "signatory_first_name", "Prénom", "La personne qui représente légalement l'organisme.", "Saisissez un prénom"
    ),
    Field("signatory_name", "Nom", "", "Saisissez un nom"),
    Field("signatory_capacity", "Qualité", "", "Saisissez la qualité, par exemple présidente"),
    Field("signed_on", "Date", "", "Choisissez ou saisissez une date"),
)
MODEL = Field(
    "model",
    "Modèle du formulaire",
    "Ne modifiez pas la ligne suivante : elle dit à quelle session ce formulaire est destiné.",
    "",
)
GROUPS = {"Votre organisme": ORGANISATION, "Pour vous joindre": CONTACT}
PIECES = "Les pièces à joindre"
NO_NETWORK = "Aucun de ces réseaux"

_SLOT = re.compile(r"\[([^]]+)\](.*)")


def filename(year: int) -> str:
    """Return how the form of a session is called: as the piece that it is, however it comes back."""
    return f"dossier-de-candidature-{year}.docx"


def model_of(region: Region, year: int) -> str:
    """Return what the form of a session says of itself: for which region and year it was made."""
    return f"{region.region.id}/{year}"


def _effective(region: Region, year: int) -> str:
    """Return from when on a member takes part: the day of the effect, or the act that each has to itself."""
    if day := region.effect_on(year):
        return f"du {long_date(day)}"
    return "de la décision" if region.decides else "de la signature de la convention"


def application_form(region: Region, *, year: int, last_day: date | None) -> bytes:
    """Return the form of a session, of which `last_day` is the last one to deposit, if it has one."""
    on = last_day or date(year, 1, 1)
    own = region.recognise(filename(year))
    said = {
        "region": region,
        "zone": region.zone,
        "year": year,
        "label": region.label(year),
        "last_day": last_day,
        "title": region.pieces[own].label if own else "Dossier de candidature",
        "own": own,
        "exempt": [network.label for network in _networks(region, on) if not region.requires_dossier(network.circle)],
        "groups": {heading: [field.tag for field in fields] for heading, fields in GROUPS.items()},
        "pieces_heading": PIECES,
        "sites": sites_filename(year),
        "parts": list(parts_of(region)),
        "after": AFTER,
        "effective": _effective(region, year),
        "signature": [field.tag for field in SIGNATURE],
        "subject": "Candidature au Service public régional de l'orientation (SPRO)",
    }
    return form_of("application_form.txt", said, _slots(region, model_of(region, year), on=on))


def form_of(template: str, said: Mapping[str, object], slots: Mapping[str, str]) -> bytes:
    """Return a form to fill in, made of a template of this folder: `slots` are its questions, by the names that stand
    there between brackets."""
    loader = FileSystemLoader([_DOCUMENTS, TEMPLATES])
    source = environment().overlay(loader=loader).get_template(template).render(said)
    return package(_parts(dict(said) | {"body": Markup("\n".join(_paragraphs(source, slots)))}))  # noqa: S704  escaped already


def _networks(region: Region, on: date) -> list[Network]:
    return [network for network in region.networks.values() if network.valid_on(on)]


def _slots(region: Region, model: str, *, on: date) -> dict[str, str]:
    """Return what stands in place of each slot: the paragraphs of a question, or the box of a piece."""
    networks = [network.label for network in _networks(region, on)]
    kinds = {"network": choice([*networks, NO_NETWORK]), "signed_on": DATE}
    return {
        **{f"piece-{name}": checkbox(f"piece-{name}", piece.label) for name, piece in region.pieces.items()},
        **{field.tag: question(field, kind=kinds.get(field.tag, TEXT)) for field in (*ORGANISATION, *CONTACT)},
        **{field.tag: question(field, kind=kinds.get(field.tag, TEXT), style="Signing") for field in SIGNATURE},
        **dict(_region_slots(region)),
        "signature": paragraph("Signed", runs("**Signature :**")),
        "model": question(MODEL._replace(placeholder=model), locked=True),
    }


def _region_slots(region: Region) -> Iterator[tuple[str, str]]:
    """Yield the questions that the region file asks: of a service, yes or no; of a commitment, some lines."""
    services = service_fields(region)
    for part in parts_of(region):
        for field in (field for _, fields in part.groups for field in fields):
            yield field.tag, question(field, kind=choice([YES, NO]) if field in services else LINES)


def question(field: Field, *, kind: str = TEXT, locked: bool = False, style: str = "Answer") -> str:
    """Return the paragraphs of a question: its hint, its label, and the control to write in."""
    control = Control(field.tag, field.label, field.placeholder, kind, locked)
    hint = paragraph("Hint", runs(field.hint)) if field.hint else ""
    return hint + paragraph(style, runs(f"**{field.label} :** ") + str(control))


def _paragraphs(source: str, slots: Mapping[str, str]) -> Iterator[str]:
    for block in blocks(source):
        for line in block.lines if block.mark == "- " else [block.text]:
            slot = _SLOT.fullmatch(line)
            tag = unguard(slot[1]) if slot else ""
            if slot is None or tag not in slots:
                yield paragraph(STYLES[block.mark], runs(line))
            elif block.mark:
                yield paragraph("Check", slots[tag] + runs(slot[2]))
            else:
                yield slots[tag]


def _parts(said: Mapping[str, object]) -> dict[str, str]:
    """Return the parts of the package, filled in."""
    loader = FileSystemLoader(_PARTS)
    xml = environment().overlay(loader=loader, autoescape=True)
    return {name: unguard(xml.get_template(name).render(said)) for name in loader.list_templates()}
