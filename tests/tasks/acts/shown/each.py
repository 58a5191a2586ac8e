"""Each act of the table, filled in on a day of a made-up year: one that does something then."""

from collections.abc import Callable, Mapping
from datetime import date

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
from models.forms.mending import SessionCorrectionForm
from models.forms.parts import Form
from models.forms.requests import (
    CancellationForm,
    CarryOverForm,
    CompletionForm,
    ExtensionForm,
    ResubmissionForm,
)
from models.notices import Notice
from models.sessions.opening import find_campaign
from models.vocabulary import NoticeStatus, Status
from tasks.dossiers import requests
from tasks.dossiers.letters.on_paper import print_letters
from tasks.dossiers.paper import record_paper
from tasks.incidents.forgetting.holds import hold
from tests.factories import region_with
from tests.support.arrivals import identification, letter, merger, paper, verdict
from tests.support.bodies import SEATS
from tests.support.incomplete import cancellation, carrying, completion, extension, resubmission
from tests.tasks.acts.shown.filled import GROUP, Fill, named, of, said, several
from tests.tasks.acts.shown.forms import OCCASIONS, exports
from tests.tasks.acts.shown.of_members import OF_MEMBERS
from tests.tasks.acts.shown.years import BY, Day, Path, Year
from tests.tasks.dossiers.advice.asking import consult, given, request_form
from tests.tasks.dossiers.letters.letters import letter_to
from tests.tasks.dossiers.test_handling import AGENTS


def _mergers(year: Year) -> Form:
    kept, other = year.on(Path.kept)[0], year.on(Path.twin)[0]
    other.organisation_id = kept.organisation_id
    return merger(kept, other)


def _verdicts(year: Year) -> Form:
    [made] = record_paper(year.session, letter(None), at=year.at)
    return verdict(made)


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


def _assigned(year: Year) -> Form:
    campaign = find_campaign(year.session, "ara-2026")
    campaign.region = region_with(AGENTS).model_dump_json()
    year.session.add(campaign)
    return AssignmentForm(references=[year.on(Path.found)[0].reference], agent="loire", by=BY)


_OTHERS: Mapping[type[Form], tuple[Day, Fill]] = {
    SessionCorrectionForm: (
        Day.winter,
        said(
            SessionCorrectionForm,
            key="roles.examining_service.phone",
            value="04 65 71 00 09",
            reason="Déménagement",
        ),
    ),
    IdentificationForm: (Day.spring, of(Path.found, identification)),
    AnswersForm: (Day.spring, of(Path.found, named(AnswersForm, answers="E1 : de plain-pied\nCEP : non"))),
    MergerForm: (Day.winter, _mergers),
    PaperForm: (Day.winter, lambda _: paper()),
    PostmarkForm: (Day.spring, _verdicts),
    RecusalForm: (Day.may, of(Path.studied, several(RecusalForm, name="M. Essai"))),
    ProxyForm: (Day.june, said(ProxyForm, stage=GROUP, giver=SEATS[0], holder=SEATS[1])),
    OrderForm: (Day.june, of(Path.noticed, named(OrderForm, stage=GROUP, position=1, reason="Une urgence."))),
    CompletionForm: (Day.spring, of(Path.found, completion)),
    ExtensionForm: (Day.spring, lambda year: _asked(year, lambda one: extension(one, date(2026, 6, 15)))),
    CancellationForm: (Day.spring, lambda year: _asked(year, cancellation)),
    CarryOverForm: (Day.spring, of(Path.found, carrying)),
    ResubmissionForm: (Day.spring, _carried),
    ExportForm: (Day.summer, exports),
    HandoverForm: (Day.autumn, of(Path.refused, named(HandoverForm, on="2026-09-14", channel="lettre recommandée"))),
    AppealForm: (Day.autumn, of(Path.refused, named(AppealForm, kind="gracieux", received_on="2026-09-14"))),
    WithdrawalForm: (Day.spring, of(Path.found, named(WithdrawalForm))),
    AdmissionForm: (Day.spring, of(Path.late, named(AdmissionForm, reason="Panne du réseau."))),
    LeavingForm: (Day.spring, of(Path.late, named(LeavingForm))),
    AssignmentForm: (Day.spring, _assigned),
    AnnotationForm: (Day.spring, of(Path.found, several(AnnotationForm, note="À rappeler.", labels=["urgent"]))),
    HoldForm: (
        Day.spring,
        of(Path.found, several(HoldForm, ground="litige, ou risque de litige", reason="Plainte.")),
    ),
    LiftForm: (Day.spring, _kept),
    ReceptionForm: (Day.spring, of(Path.found, named(ReceptionForm, desk="examining_service"))),
    LetterForm: (Day.spring, of(Path.found, lambda one: letter_to(reference=one.reference))),
    WaitingLettersForm: (Day.autumn, _held),
    CopyForm: (Day.autumn, lambda year: CopyForm(letter=f"courriel-{_letter(year).id}", by=BY)),
    PostingForm: (Day.autumn, _presented),
    SeenForm: (Day.autumn, _returned),
    AdviceRequestForm: (Day.spring, of(Path.found, lambda one: request_form(one.reference))),
    AdviceForm: (Day.spring, _advised(given)),
    AdviceRevocationForm: (Day.spring, _advised(named(AdviceRevocationForm, reason="Plus nécessaire."))),
    **OF_MEMBERS,
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
