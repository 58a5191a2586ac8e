"""Forms about deposits, as people fill them in: an organisation, two dossiers, a paper, a postmark; and an arrival put
right."""

from datetime import datetime
from typing import Any

from models.dossiers.application import Application
from models.forms.arrivals import ReclassificationForm
from models.forms.intake import IdentificationForm, MergerForm, PaperForm, PostmarkForm
from models.intake.deposit import Deposit
from tasks.intake.reclassify.rule import Done, Look, put_right
from tasks.intake.sorting.examine import examine_deposit
from tasks.reading.mail.returned import read_report
from tests.factories import paris
from tests.support.mails import Desk, siret

BY = "Mme Essai"
APRIL = paris("2026-04-20 10:00")


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


def reclassification(deposit: Deposit, **said: object) -> ReclassificationForm:
    """Return the form about an arrival, confirmed unless it is said otherwise."""
    row = {"arrival": f"envoi-{deposit.id}", "by": BY, "confirmed": True}
    return ReclassificationForm.model_validate(row | said)


def reclassified(desk: Desk, deposit: Deposit, *, at: datetime = APRIL, **said: Any) -> Done:  # noqa: ANN401
    """Put an arrival right as the unit does, and return what that changed."""
    look = None
    if deposit.raw_digest:
        found = examine_deposit(desk.store, deposit, desk.campaign.rules)
        look = Look(found, read_report(desk.store.get(deposit.raw_digest)))
    done = put_right(desk.session, reclassification(deposit, **said), look, at=at)
    desk.session.flush()
    return done
