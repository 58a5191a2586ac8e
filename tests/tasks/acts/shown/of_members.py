"""How the acts about members are filled in: their texts, sites, territories, reports, terms and ends."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlmodel import select

from models.dossiers.application import Application
from models.forms.membership.lasting import (
    AgreementForm,
    AttendanceForm,
    RenewalForm,
    SupportActionForm,
    TaxRequestForm,
)
from models.forms.membership.members import (
    AccessionForm,
    CureForm,
    DepartureForm,
    FormalNoticeForm,
    RegisterForm,
    SignatureForm,
)
from models.forms.membership.sites import GroupForm, SetAsideSitesForm, SiteClosingForm
from models.forms.membership.territories import AttachmentForm, CommitteeForm, CoordinationEndForm, CoordinatorForm
from models.forms.membership.texts import (
    AmendmentForm,
    AmendmentRulingForm,
    SignatoryForm,
    TextDraftForm,
    TextOpinionForm,
    TextProposalForm,
)
from models.forms.parts import Form
from models.forms.requests import (
    ReportEntryForm,
    ReportOpeningForm,
    SetValidationForm,
)
from models.sessions.campaign import Campaign
from models.sessions.opening import campaign_at, find_campaign
from models.vocabulary import Status
from tasks.meetings.territories.coordinate import designate
from tasks.members.lasting.agreements import record_agreement
from tasks.members.lasting.support import record_action
from tasks.members.sites.record import record_sites
from tasks.members.texts.amend import record_amendment
from tasks.members.texts.draft import deposit_text, propose_text
from tasks.sessions.reports.collect import open_report, validate_set
from tests.factories import application, rule_by
from tests.support.members import (
    accession,
    adopt,
    amendment,
    cured,
    draft,
    entry,
    formal,
    proposal,
    ruling,
    signatory,
    signature,
    text_opinion,
)
from tests.tasks.acts.shown.filled import Fill, named, of, said
from tests.tasks.acts.shown.years import BY, Day, Path, Year
from tests.tasks.members.lasting.lasting import YEARS, agreement, answer
from tests.tasks.members.lasting.test_support import action, attendance
from tests.tasks.members.lasting.test_tax import TAX, asked
from tests.tasks.members.sites.lines import closed_site, recorded_sites, set_aside, site_line
from tests.tasks.sessions.reports.asked import SET, opening, typed_in, validation


def _signatures(year: Year) -> Form:
    adopt(year.session, at=year.at)
    return signature(year.on(Path.accepted)[0].reference)


def _acceded(year: Year) -> Form:
    """Fill in what a signature is told by, in a session that one enters so."""
    adopt(year.session, at=year.at)
    campaign = find_campaign(year.session, "ara-2026")
    stages = {"deposit": {"until": None}, "effect": {"on": "signature"}}
    rule_by(campaign, {"entry": "agreement", "stages": stages})
    record_agreement(year.session, agreement(), at=year.at)
    one = application(year.session, campaign, Status.under_examination, name="CIO d'Orléans")
    return accession(one.reference, year.at.date())


def _sent(year: Year) -> Form:
    adopt(year.session, at=year.at)
    return signatory()


def _drafted(form: Callable[[], Form], *, proposed: bool = False, amended: bool = False) -> Fill:
    def filled(year: Year) -> Form:
        deposit_text(year.session, draft(), at=year.at)
        if amended:
            record_amendment(year.session, amendment(), at=year.at)
        if proposed:
            propose_text(year.session, proposal(), at=year.at)
        return form()

    return filled


def _attended(year: Year) -> Form:
    record_action(year.session, action(), at=year.at)
    return attendance((year.on(Path.accepted)[0].reference, 2))


def _taxed(year: Year) -> Form:
    rule_by(campaign_at(year.session, year.at), TAX)
    return asked(reference=year.on(Path.accepted)[0].reference)


def _renewed(year: Year) -> Form:
    """Have a region ask its members long before."""
    rule_by(campaign_at(year.session, year.at), {**YEARS, "membership.renewal": {"ask_months": 36}})
    return answer(year.on(Path.accepted)[0].reference, answered_on="2027-03-01")


def _notice(one: Application) -> Form:
    return formal(one.reference, observations_until=date(2027, 4, 20))


def _sites(fill: Callable[[str], Form]) -> Fill:
    """Fill in a form about the sites of a dossier that has just told two."""

    def filled(year: Year) -> Form:
        dossier = year.on(Path.accepted)[0].reference
        record_sites(year.session, recorded_sites(dossier, site_line(), site_line("Antenne")), at=year.at)
        return fill(dossier)

    return filled


TERRITORIES = {"loire": {"label": "Loire", "departments": ["42"]}}


def _territories(year: Year) -> None:
    """Give the sessions a territory."""
    for campaign in year.session.exec(select(Campaign)):
        rule_by(campaign, {"territories": TERRITORIES})
        year.session.add(campaign)
    year.session.flush()


def _committee(year: Year) -> Form:
    _territories(year)
    return said(CommitteeForm, work="réunion", territory="loire", on="2026-12-01")(year)


def _validation(year: Year) -> Form:
    for campaign in year.session.exec(select(Campaign)):
        rule_by(campaign, {"indicators": {"accueil": SET}})
        year.session.add(campaign)
    year.session.flush()
    return validation()


def _report_opening(year: Year) -> Form:
    validated = _validation(year)
    assert isinstance(validated, SetValidationForm)
    validate_set(year.session, validated, at=year.at)
    return opening(due=year.at.date() + timedelta(days=40))


def _report_entry(year: Year) -> Form:
    opened = _report_opening(year)
    assert isinstance(opened, ReportOpeningForm)
    open_report(year.session, opened, at=year.at)
    return typed_in(year.on(Path.accepted)[0].reference, {"people": 12})


def _coordinator(year: Year) -> Form:
    _territories(year)
    said = {"territory": "loire", "contact_name": "Direction", "contact_email": "direction@mission.example"}
    days = {"starts_on": "2026-10-01", "informed_on": "2026-10-01"}
    return named(CoordinatorForm, **said, **days)(year.on(Path.accepted)[0])


def _coordination_end(year: Year) -> Form:
    made = _coordinator(year)
    assert isinstance(made, CoordinatorForm)
    designate(year.session, made, at=year.at)
    return said(CoordinationEndForm, territory="loire", on="2026-12-31", reason="Départ.")(year)


OF_MEMBERS: Mapping[type[Form], tuple[Day, Fill]] = {
    TextDraftForm: (Day.autumn, lambda _: draft()),
    AmendmentForm: (Day.autumn, _drafted(amendment)),
    AmendmentRulingForm: (Day.autumn, _drafted(ruling, amended=True)),
    SignatoryForm: (Day.autumn, _sent),
    TextProposalForm: (Day.autumn, _drafted(proposal)),
    TextOpinionForm: (Day.autumn, _drafted(text_opinion, proposed=True)),
    SignatureForm: (Day.autumn, _signatures),
    AccessionForm: (Day.autumn, _acceded),
    RegisterForm: (Day.autumn, lambda _: entry()),
    FormalNoticeForm: (
        Day.next_winter,
        of(Path.accepted, lambda one: formal(one.reference, observations_until=date(2027, 4, 20))),
    ),
    CureForm: (Day.next_winter, of(Path.noticed, lambda one: cured(one.reference))),
    SiteClosingForm: (Day.next_winter, _sites(closed_site)),
    GroupForm: (Day.next_winter, of(Path.accepted, lambda one: GroupForm(reference=one.reference, by=BY))),
    SetAsideSitesForm: (Day.next_winter, _sites(lambda name: set_aside(name, "Maison de Lyon"))),
    AgreementForm: (Day.next_winter, lambda _: agreement()),
    RenewalForm: (Day.next_winter, _renewed),
    SupportActionForm: (Day.next_winter, lambda _: action()),
    AttendanceForm: (Day.next_winter, _attended),
    TaxRequestForm: (Day.next_winter, _taxed),
    DepartureForm: (
        Day.next_winter,
        of(Path.accepted, named(DepartureForm, on="2027-06-30", reason="Fin d'activité.")),
    ),
    SetValidationForm: (Day.next_winter, _validation),
    ReportEntryForm: (Day.next_winter, _report_entry),
    CommitteeForm: (Day.next_winter, _committee),
    AttachmentForm: (Day.next_winter, of(Path.accepted, named(AttachmentForm, place="42"))),
    CoordinatorForm: (Day.next_winter, _coordinator),
    CoordinationEndForm: (Day.next_winter, _coordination_end),
}
"""On which day each of them is done, and how it is filled in."""
