"""A yearly report for the tests: a set of indicators, validated, and forms about it."""

from collections.abc import Mapping
from datetime import date

from models.forms.requests import ReportEntryForm, ReportOpeningForm, SetValidationForm

SET: Mapping[str, object] = {
    "label": "Suivi de l'accueil",
    "version": "1",
    "axes": {
        "age": {"label": "tranche d'âge", "values": ["moins de 26 ans", "26 ans et plus"]},
        "sex": {"label": "sexe", "values": ["femmes", "hommes"]},
    },
    "indicators": {
        "people": {"label": "Personnes accueillies", "type": "count", "by": ["age", "sex"]},
        "known": {
            "label": "Vous connaissez les autres membres",
            "type": "choice",
            "choices": ["oui", "en partie", "non"],
        },
        "needs": {"label": "Vos besoins d'appui", "type": "text"},
    },
}
RULES: Mapping[str, object] = {
    "indicators": {"accueil": SET},
    "territories": {"loire": {"label": "Loire", "departments": ["42"]}, "ain": {"label": "Ain", "departments": ["01"]}},
}
CREFOP = "Commission Orientation du CREFOP"


def validation(**said: object) -> SetValidationForm:
    """Return a form by which the CREFOP validated the set on 2 December 2026."""
    row = {"session": "ara-2026", "indicators": "accueil", "validated_on": date(2026, 12, 2), "body": CREFOP}
    return SetValidationForm.model_validate(row | {"by": "DFOR"} | said)


def opening(**said: object) -> ReportOpeningForm:
    """Return a form that opens the report of 2026, until 28 February 2027; whoever sends it has seen what it does."""
    row = {"session": "ara-2026", "year": 2026, "indicators": "accueil", "due": date(2027, 2, 28), "confirmed": True}
    return ReportOpeningForm.model_validate(row | {"by": "DFOR"} | said)


def typed_in(name: str, values: Mapping[str, object], reason: str | None = None) -> ReportEntryForm:
    """Return a form that types what a member answered to the report of 2026."""
    lines = [{"question": key, "value": None if value is None else str(value)} for key, value in values.items()]
    said = {"reference": name, "year": 2026, "lines": lines, "reason": reason, "by": "DFOR"}
    return ReportEntryForm.model_validate(said)


def whole(people: int, young: int, women: int) -> dict[str, object]:
    """Return all the answers of a member that leaves no question open."""
    parts = {"people.age.1": young, "people.age.2": people - young}
    return {"people": people, **parts, "people.sex.1": women, "people.sex.2": people - women, "known": "oui"}
