"""Conventions and renewals for the tests: forms filled in, unless a test says otherwise."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.forms.membership.lasting import AgreementForm, AmendmentForm, DenunciationForm, RenewalForm
from models.members.membership import Instrument, Membership
from models.sessions.campaign import Campaign
from tests.factories import campaign_with
from tests.support.members import BY, NAME, member

AGREED = "État-Région 2022-2028"
YEARS = {"membership.until": None, "membership.years": 2, "membership.renewal": {"ask_months": 3}}
"""Two years from the effect, and members asked three months before: answers are in time until thirty days before."""


def agreement(**fields: object) -> AgreementForm:
    """Return a form that records the convention of the years 2023 to 2028."""
    row = {"session": "ara-2026", "name": AGREED, "signed_on": "2023-03-01", "ends_on": "2028-12-31", "by": BY}
    return AgreementForm.model_validate(row | fields)


def amendment(**fields: object) -> AmendmentForm:
    """Return a form that makes it last two years more, after the opinion of 2 October."""
    row = {
        "session": "ara-2026",
        "name": AGREED,
        "number": 1,
        "subject": "La durée est portée à 2030.",
        "asked_by": "la Région Auvergne-Rhône-Alpes",
        "opinion_on": "2026-10-02",
        "signed_on": "2026-11-03",
        "ends_on": "2030-12-31",
        "by": BY,
    }
    return AmendmentForm.model_validate(row | fields)


def denunciation(**fields: object) -> DenunciationForm:
    """Return a form by which the prefect denounces it, by a letter of 31 December, confirmed."""
    row = {
        "session": "ara-2026",
        "name": AGREED,
        "denounced_by": "le préfet de région",
        "sent_on": "2026-12-31",
        "reason": "Les engagements de l'article 3 ne sont plus tenus.",
        "by": BY,
        "confirmed": True,
    }
    return DenunciationForm.model_validate(row | fields)


def answer(name: str = NAME, **fields: object) -> RenewalForm:
    """Return a form that says that a member renews, by a mail of 20 June 2028."""
    row = {
        "reference": name,
        "answer": "renewed",
        "answered_on": "2028-06-20",
        "said": "Courriel du 20 juin.",
        "by": BY,
    }
    return RenewalForm.model_validate(row | fields)


def engaged(session: Session, campaign: Campaign, name: str = "CIO de Bourg", **fields: object) -> Membership:
    """Return a membership of the first circle, by the convention, without a dossier."""
    row: dict[str, Any] = {"circle": 1, "network": "cio", "instrument": Instrument.convention, "dossier": False}
    return member(session, campaign, name=name, **(row | fields))


def renewing(session: Session, **policy: object) -> tuple[Campaign, Membership]:
    """Return a session of a region that asks its members, and one of them: its membership ends on 31 August 2028."""
    campaign = campaign_with(session, YEARS | {"membership.renewal": {"ask_months": 3} | policy})
    return campaign, member(session, campaign, ends_on=date(2028, 8, 31))
