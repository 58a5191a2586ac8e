"""What people do about deposits: the rule that each form calls."""

from collections.abc import Callable

from models.application import Application
from models.form_parts import Form
from models.intake_forms import IdentificationForm, MergerForm, PaperForm, PostmarkForm
from tasks.intake.merging import merge
from tasks.intake.naming import identify_dossier
from tasks.intake.paper import record_paper
from tasks.intake.postmarks import judge_postmark

INTAKE_ACTS: dict[type[Form], Callable[..., list[Application]]] = {
    IdentificationForm: identify_dossier,
    MergerForm: merge,
    PaperForm: record_paper,
    PostmarkForm: judge_postmark,
}
"""The rule that each form about deposits calls."""
