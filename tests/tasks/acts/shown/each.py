"""Each act of the table, filled in on a day of a made-up year: one that does something then."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from models.dossiers.application import Application
from models.dossiers.forgetting import HoldGround
from models.forms.advice import AdviceForm, AdviceRequestForm, AdviceRevocationForm
from models.forms.appeals import AppealForm
from models.forms.decisions import ExportForm, HandoverForm
from models.forms.dossiers import AdmissionForm, AnswersForm, WithdrawalForm
from models.forms.handling import (
    AnnotationForm,
    AssignmentForm,
    HoldForm,
    LeavingForm,
    LiftForm,
    ReceptionForm,
    SeenForm,
)
from models.forms.intake import IdentificationForm, MergerForm, PaperForm, PostmarkForm
from models.forms.letters import CopyForm, LetterForm, PostingForm, PrintingForm, WaitingLettersForm
from models.forms.meetings import OrderForm, ProxyForm, RecusalForm
from models.forms.membership.lasting import (
    AgreementForm,
    AttendanceForm,
    RenewalForm,
    SupportActionForm,
    TaxRequestForm,
)
from models.forms.membership.members import CureForm, DepartureForm, FormalNoticeForm, RegisterForm, SignatureForm
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
from models.forms.mending import SessionCorrectionForm
from models.forms.parts import Form
from models.forms.requests import (
    CancellationForm,
    CarryOverForm,
    CompletionForm,
    ExtensionForm,
    ReportEntryForm,
    ReportOpeningForm,
    ResubmissionForm,
    SetValidationForm,
)
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import campaign_at, find_campaign
from models.vocabulary import NoticeStatus, Status
from tasks.dossiers import requests
from tasks.dossiers.letters.on_paper import print_letters
from tasks.dossiers.paper import record_paper
from tasks.incidents.forgetting.holds import hold
from tasks.meetings.territories.coordinate import designate
from tasks.members.lasting.support import record_action
from tasks.members.sites.record import record_sites
from tasks.members.texts.amend import record_amendment
from tasks.members.texts.draft import deposit_text, propose_text
from tasks.sessions.reports.collect import open_report, validate_set
from tests.factories import region_with, rule_by
from tests.support.arrivals import identification, letter, merger, paper, verdict
from tests.support.bodies import SEATS
from tests.support.incomplete import cancellation, carrying, completion, extension, resubmission
from tests.support.members import (
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
from tests.tasks.acts.shown.forms import OCCASIONS, exports
from tests.tasks.acts.shown.years import BY, Day, Path, Year
from tests.tasks.dossiers.advice.asking import consult, given, request_form
from tests.tasks.dossiers.letters.letters import letter_to
from tests.tasks.dossiers.test_handling import AGENTS
from tests.tasks.members.lasting.lasting import YEARS, agreement, answer
from tests.tasks.members.lasting.test_support import action, attendance
from tests.tasks.members.lasting.test_tax import TAX, asked
from tests.tasks.members.sites.lines import closed_site, recorded_sites, set_aside, site_line
from tests.tasks.sessions.reports.asked import SET, opening, typed_in, validation

Fill = Callable[[Year], Form]
GROUP = "working_group"


def _of(path: Path, make: Callable[[Application], Form]) -> Fill:
    """Return what fills in a form about the dossier that takes a path."""
    return lambda year: make(year.on(path)[0])


def _named(form: type[Form], **said: Any) -> Callable[[Application], Form]:  # noqa: ANN401
    return lambda one: form.model_validate({"reference": one.reference, "by": BY} | said)


def _several(form: type[Form], **said: Any) -> Callable[[Application], Form]:  # noqa: ANN401
    return lambda one: form.model_validate({"references": [one.reference], "by": BY} | said)


def _said(form: type[Form], **said: Any) -> Fill:  # noqa: ANN401
    return lambda _: form.model_validate({"session": "ara-2026", "by": BY} | said)


def _mergers(year: Year) -> Form:
    kept, other = year.on(Path.kept)[0], year.on(Path.twin)[0]
    other.organisation_id = kept.organisation_id
    return merger(kept, other)


def _verdicts(year: Year) -> Form:
    [made] = record_paper(year.session, letter(None), at=year.at)
    return verdict(made)


def _signatures(year: Year) -> Form:
    adopt(year.session, at=year.at)
    return signature(year.on(Path.accepted)[0].reference)


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


def _advised(fill: Callable[[Application], Form]) -> Fill:
    def filled(year: Year) -> Form:
        dossier = year.on(Path.found)[0]
        consult(year.session, dossier)
        return fill(dossier)

    return filled


def _held(year: Year) -> Form:
    notice = _letter(year)
    notice.status, notice.due_at = NoticeStatus.held, None
    year.session.add(notice)
    return WaitingLettersForm.model_validate({"letters": [f"courriel-{notice.id}"], "fate": "laisser partir", "by": BY})


def _letter(year: Year) -> Notice:
    """Return the latest letter of a dossier."""
    of_one = select(Notice).where(col(Notice.application_id) == year.on(Path.accepted)[0].id)
    return year.session.exec(of_one.order_by(col(Notice.id).desc())).all()[0]


def _returned(year: Year) -> Form:
    notice = _letter(year)
    notice.status, notice.last_error = NoticeStatus.bounced, "550 inconnu"
    year.session.add(notice)
    return SeenForm(what=[f"courriel-{notice.id}"], by=BY)


def _posted(year: Year) -> PrintingForm:
    return PrintingForm(letters=[f"courriel-{_letter(year).id}"], postal="1 rue A / 01000 Bourg", by=BY)


def _presented(year: Year) -> Form:
    form = _posted(year)
    print_letters(year.session, form, at=year.at)
    return PostingForm(letter=form.letters[0], presented_on=year.at.date(), by=BY)


def _carried(year: Year) -> Form:
    one = year.on(Path.incomplete)[0]
    one.status = Status.carried_over
    year.session.add(one)
    return resubmission(one)


def _kept(year: Year) -> Form:
    named = [year.on(Path.found)[0].reference]
    form = HoldForm(references=named, ground=HoldGround.dispute, reason="Plainte.", by=BY)
    hold(year.session, form, at=year.at)
    return LiftForm(references=named, reason="Plainte retirée.", by=BY)


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


def _assigned(year: Year) -> Form:
    campaign = find_campaign(year.session, "ara-2026")
    campaign.region = region_with(AGENTS).model_dump_json()
    year.session.add(campaign)
    return AssignmentForm(references=[year.on(Path.found)[0].reference], agent="loire", by=BY)


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
    return _said(CommitteeForm, work="réunion", territory="loire", on="2026-12-01")(year)


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
    return _named(CoordinatorForm, **said, **days)(year.on(Path.accepted)[0])


def _coordination_end(year: Year) -> Form:
    made = _coordinator(year)
    assert isinstance(made, CoordinatorForm)
    designate(year.session, made, at=year.at)
    return _said(CoordinationEndForm, territory="loire", on="2026-12-31", reason="Départ.")(year)


_OTHERS: Mapping[type[Form], tuple[Day, Fill]] = {
    SessionCorrectionForm: (
        Day.winter,
        _said(
            SessionCorrectionForm,
            key="roles.examining_service.phone",
            value="04 65 71 00 09",
            reason="Déménagement",
        ),
    ),
    IdentificationForm: (Day.spring, _of(Path.found, identification)),
    AnswersForm: (Day.spring, _of(Path.found, _named(AnswersForm, answers="E1 : de plain-pied\nCEP : non"))),
    MergerForm: (Day.winter, _mergers),
    PaperForm: (Day.winter, lambda _: paper()),
    PostmarkForm: (Day.spring, _verdicts),
    RecusalForm: (Day.may, _of(Path.studied, _several(RecusalForm, name="M. Essai"))),
    ProxyForm: (Day.june, _said(ProxyForm, stage=GROUP, giver=SEATS[0], holder=SEATS[1])),
    OrderForm: (Day.june, _of(Path.noticed, _named(OrderForm, stage=GROUP, position=1, reason="Une urgence."))),
    CompletionForm: (Day.spring, _of(Path.found, completion)),
    ExtensionForm: (Day.spring, lambda year: _asked(year, lambda one: extension(one, date(2026, 6, 15)))),
    CancellationForm: (Day.spring, lambda year: _asked(year, cancellation)),
    CarryOverForm: (Day.spring, _of(Path.found, carrying)),
    ResubmissionForm: (Day.spring, _carried),
    ExportForm: (Day.summer, exports),
    HandoverForm: (Day.autumn, _of(Path.refused, _named(HandoverForm, on="2026-09-14", channel="lettre recommandée"))),
    AppealForm: (Day.autumn, _of(Path.refused, _named(AppealForm, kind="gracieux", received_on="2026-09-14"))),
    WithdrawalForm: (Day.spring, _of(Path.found, _named(WithdrawalForm))),
    AdmissionForm: (Day.spring, _of(Path.late, _named(AdmissionForm, reason="Panne du réseau."))),
    LeavingForm: (Day.spring, _of(Path.late, _named(LeavingForm))),
    AssignmentForm: (Day.spring, _assigned),
    AnnotationForm: (Day.spring, _of(Path.found, _several(AnnotationForm, note="À rappeler.", labels=["urgent"]))),
    HoldForm: (
        Day.spring,
        _of(Path.found, _several(HoldForm, ground="litige, ou risque de litige", reason="Plainte.")),
    ),
    LiftForm: (Day.spring, _kept),
    ReceptionForm: (Day.spring, _of(Path.found, _named(ReceptionForm, desk="examining_service"))),
    LetterForm: (Day.spring, _of(Path.found, lambda one: letter_to(reference=one.reference))),
    WaitingLettersForm: (Day.autumn, _held),
    CopyForm: (Day.autumn, lambda year: CopyForm(letter=f"courriel-{_letter(year).id}", by=BY)),
    PrintingForm: (Day.autumn, _posted),
    PostingForm: (Day.autumn, _presented),
    SeenForm: (Day.autumn, _returned),
    AdviceRequestForm: (Day.spring, _of(Path.found, lambda one: request_form(one.reference))),
    AdviceForm: (Day.spring, _advised(given)),
    AdviceRevocationForm: (Day.spring, _advised(_named(AdviceRevocationForm, reason="Plus nécessaire."))),
    TextDraftForm: (Day.autumn, lambda _: draft()),
    AmendmentForm: (Day.autumn, _drafted(amendment)),
    AmendmentRulingForm: (Day.autumn, _drafted(ruling, amended=True)),
    SignatoryForm: (Day.autumn, _sent),
    TextProposalForm: (Day.autumn, _drafted(proposal)),
    TextOpinionForm: (Day.autumn, _drafted(text_opinion, proposed=True)),
    SignatureForm: (Day.autumn, _signatures),
    RegisterForm: (Day.autumn, lambda _: entry()),
    FormalNoticeForm: (
        Day.next_winter,
        _of(Path.accepted, lambda one: formal(one.reference, observations_until=date(2027, 4, 20))),
    ),
    CureForm: (Day.next_winter, _of(Path.noticed, lambda one: cured(one.reference))),
    SiteClosingForm: (Day.next_winter, _sites(closed_site)),
    GroupForm: (Day.next_winter, _of(Path.accepted, lambda one: GroupForm(reference=one.reference, by=BY))),
    SetAsideSitesForm: (Day.next_winter, _sites(lambda name: set_aside(name, "Maison de Lyon"))),
    AgreementForm: (Day.next_winter, lambda _: agreement()),
    RenewalForm: (Day.next_winter, _renewed),
    SupportActionForm: (Day.next_winter, lambda _: action()),
    AttendanceForm: (Day.next_winter, _attended),
    TaxRequestForm: (Day.next_winter, _taxed),
    DepartureForm: (
        Day.next_winter,
        _of(Path.accepted, _named(DepartureForm, on="2027-06-30", reason="Fin d'activité.")),
    ),
    SetValidationForm: (Day.next_winter, _validation),
    ReportEntryForm: (Day.next_winter, _report_entry),
    CommitteeForm: (Day.next_winter, _committee),
    AttachmentForm: (Day.next_winter, _of(Path.accepted, _named(AttachmentForm, place="42"))),
    CoordinatorForm: (Day.next_winter, _coordinator),
    CoordinationEndForm: (Day.next_winter, _coordination_end),
}


def _asked(year: Year, fill: Callable[[Application], Form]) -> Form:
    """Fill in a form about a dossier of which something was just asked."""
    dossier = year.on(Path.found)[0]
    requests.ask(year.session, completion(dossier), at=year.at)
    return fill(dossier)


def _first(form: type[Form]) -> tuple[Day, Fill]:
    [day, *_], forms = OCCASIONS[form]
    return day, lambda year: next(forms(year)).model_copy(update={"confirmed": True})


EACH: Mapping[type[Form], tuple[Day, Fill]] = {**_OTHERS, **{form: _first(form) for form in OCCASIONS}}
"""On which day each act is done, and how it is filled in."""
