"""Forms about deposits, as people fill them in: an organisation, two dossiers, a paper, a postmark."""

from models.dossiers.application import Application
from models.forms.intake import IdentificationForm, MergerForm, PaperForm, PostmarkForm
from tests.support.mails import siret

BY = "Mme Essai"


def identification(application: Application, **fields: object) -> IdentificationForm:
    """Return a form that names the organisation of a dossier, by its SIRET unless `fields` says otherwise."""
    row = {"reference": application.reference, "organisation": "CIDFF de l'Ain", "identifier": siret(), "by": BY}
    return IdentificationForm.model_validate(row | fields)


def merger(kept: Application, other: Application | None = None, **fields: object) -> MergerForm:
    """Return a form that unites a dossier with another, or closes the flag of one alone."""
    manner = "réunir" if other else "clore le signalement"
    row = {"reference": kept.reference, "other": other.reference if other else None, "manner": manner, "by": BY}
    return MergerForm.model_validate(row | fields)


def paper(**fields: object) -> PaperForm:
    """Return the form of a whole dossier handed in, unless `fields` says otherwise."""
    row = {
        "way": "en main propre",
        "organisation": "CIDFF de l'Ain",
        "identifier": siret(),
        "contact": "direction@cidff01.example",
        "complete": "pieces" not in fields,
        "by": BY,
    }
    return PaperForm.model_validate(row | fields)


def letter(postmark: str | None = "2026-04-29", **fields: object) -> PaperForm:
    """Return the form of a whole dossier that came by post; without a postmark, it cannot be read."""
    return paper(way="par la poste", postmark=postmark, unreadable=postmark is None, **fields)


def verdict(application: Application, said: str = "dans les délais", **fields: object) -> PostmarkForm:
    """Return a form that judges a postmark."""
    row = {"reference": application.reference, "verdict": said, "reason": "Le dossier est daté du 27 avril.", "by": BY}
    return PostmarkForm.model_validate(row | fields)
