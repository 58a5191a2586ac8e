"""What people do about members: the rule that each form calls."""

from collections.abc import Callable

from models.application import Application
from models.form_parts import Form
from models.member_forms import (
    CureForm,
    DocumentForm,
    FormalNoticeForm,
    RegisterForm,
    SignatureForm,
    TerminationForm,
)
from tasks.enrolling import enrol
from tasks.leaving import cure, give_notice, terminate
from tasks.signing import sign
from tasks.texts import record_document

MEMBER_ACTS: dict[type[Form], Callable[..., list[Application]]] = {
    DocumentForm: record_document,
    SignatureForm: sign,
    RegisterForm: enrol,
    FormalNoticeForm: give_notice,
    CureForm: cure,
    TerminationForm: terminate,
}
"""The rule that each form about members calls."""
