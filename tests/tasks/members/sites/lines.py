"""Sites for the tests: lines of a table, and forms about them."""

from datetime import date
from typing import Any

from models.forms.membership.sites import SetAsideSitesForm, SiteClosingForm, SiteLine, SitesForm

BY = "Mme Essai"
WHY = "Le local n'est pas accessible aux personnes en fauteuil."


def site_line(name: str = "Maison de Lyon", **fields: Any) -> SiteLine:  # noqa: ANN401  whatever a test cares for
    """Return a site of Lyon, unless told otherwise."""
    said: dict[str, Any] = {
        "name": name,
        "street": "1 rue Neuve",
        "postal_code": "69003",
        "town": "Lyon",
        "department": "69M",
        "services": ["Accueil", "Entretien"],
        "levels": ["1"],
        "hours": "du lundi au vendredi, de 9 h à 17 h",
        "accessibility": "entrée de plain-pied",
    }
    return SiteLine.model_validate(said | fields)


def recorded_sites(name: str, *lines: SiteLine, **fields: Any) -> SitesForm:  # noqa: ANN401
    """Return a form that records sites of a dossier or of a member."""
    return SitesForm.model_validate({"reference": name, "sites": list(lines), "by": BY} | fields)


def closed_site(name: str, site: str = "Maison de Lyon", **fields: Any) -> SiteClosingForm:  # noqa: ANN401
    """Return a form that closes a site."""
    said = {"reference": name, "site": site, "on": date(2027, 3, 31), "reason": "Fin de bail", "by": BY}
    return SiteClosingForm.model_validate(said | fields)


def set_aside(name: str, *sites: str, reasons: str = WHY) -> SetAsideSitesForm:
    """Return a form that says which sites the decision is going to refuse."""
    said = [{"site": site, "reasons": reasons} for site in sites]
    return SetAsideSitesForm.model_validate({"reference": name, "sites": said, "by": BY})
