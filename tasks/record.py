"""What people do: one row an act, and the task that records it."""

from collections.abc import Callable
from datetime import datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from models.dossiers.application import Application
from models.forms.decisions import HandoverForm, RectificationForm
from models.forms.dossiers import AdmissionForm, ExaminationForm, WithdrawalForm
from models.forms.intake import IdentificationForm, MergerForm, PaperForm, PostmarkForm
from models.forms.meetings import OrderForm, RecusalForm, SittingForm
from models.forms.members import CureForm, DocumentForm, FormalNoticeForm, RegisterForm, SignatureForm, TerminationForm
from models.forms.parts import Form
from models.forms.requests import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm
from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.concerned import Concerned, concerned
from tasks.decisions import record as decisions
from tasks.decisions import rectify
from tasks.dossiers import requests
from tasks.dossiers.admit_late import admit_late
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.merge import merge
from tasks.dossiers.paper import record_paper
from tasks.dossiers.postmarks import judge_postmark
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.calendar import recusals
from tasks.meetings.recording.sitting import record_sitting
from tasks.members.enrol import enrol
from tasks.members.leave import cure, give_notice, terminate
from tasks.members.sign import sign
from tasks.members.texts import record_document
from tasks.sessions import handover

ACTS: dict[type[Form], Callable[..., list[Application]]] = {
    ExaminationForm: decisions.examine,
    WithdrawalForm: withdraw,
    AdmissionForm: admit_late,
    CompletionForm: requests.ask,
    ExtensionForm: requests.extend,
    CancellationForm: requests.cancel,
    CarryOverForm: handover.carry_over_by_hand,
    ResubmissionForm: handover.represent,
    SittingForm: record_sitting,
    RecusalForm: recusals.recuse,
    OrderForm: recusals.reorder,
    RectificationForm: rectify.rectify,
    HandoverForm: rectify.hand_over,
    IdentificationForm: identify_dossier,
    MergerForm: merge,
    PaperForm: record_paper,
    PostmarkForm: judge_postmark,
    DocumentForm: record_document,
    SignatureForm: sign,
    RegisterForm: enrol,
    FormalNoticeForm: give_notice,
    CureForm: cure,
    TerminationForm: terminate,
}
"""The rule that each form calls."""


@task(name="Enregistrer l'acte", cache_policy=NO_CACHE)
async def record(form: Form, *, at: datetime) -> list[Concerned]:
    """Record what a form says, all of it or nothing, and return the dossiers that it was about."""
    with transaction(Settings().database) as session:
        applications = ACTS[type(form)](session, form, at=at)
        return [concerned(session, application) for application in applications]
