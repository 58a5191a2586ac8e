"""The events of a scenario about sites: recorded, closed, kept out of an acceptance."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from flows.rehearsal.scenario.event_parts import Act
from flows.rehearsal.scenario.values import Day, Name, ScenarioPart
from models.forms.membership.sites import SetAsideSitesForm, SiteClosingForm, SitesForm
from models.forms.parts import Form


class SitePart(ScenarioPart):
    """A site, as a line of the table of an applicant says it."""

    name: Name
    siret: Name | None = None
    street: Name
    postal_code: Name | None = None
    town: Name
    department: Name
    territory: Name | None = None
    services: list[Name] = Field(default_factory=list)
    levels: list[Name] = Field(default_factory=list)
    hours: Name | None = None
    accessibility: Name | None = None


class Sites(Act):
    """The sites of a dossier, or of a member, are recorded: all of them where the list `is_whole`."""

    sites: list[SitePart] = Field(min_length=1)
    is_whole: bool = False


class CloseSite(Act):
    """A site closes: `on` is its last day."""

    site: Name
    on: Day
    reason: Name


class RefuseSites(Act):
    """The sites that a decision is going to refuse, by name, each with its reasons; none: it accepts them all."""

    sites: dict[Name, Name] = Field(default_factory=dict)


def _sites(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    row = said.model_dump(exclude={"application"})
    return SitesForm.model_validate(row | {"application": reference, "confirmed": True})


def _closed(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return SiteClosingForm.model_validate(said.model_dump() | {"application": reference})


def _refused(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    sites = [{"site": site, "reasons": reasons} for site, reasons in said.sites.items()]
    return SetAsideSitesForm.model_validate({"application": reference, "sites": sites, "by": said.by})


SITE_FORMS: Mapping[str, Callable[[Any, str, str], Form]] = {
    "sites": _sites,
    "close_site": _closed,
    "refuse_sites": _refused,
}
"""The form that each of these events is, by its key."""
