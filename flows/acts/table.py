"""The flow of each act. An act that a rule records has the flow that its row makes, found here under the name of the
rule (`flows.acts.table.withdraw`); one with a body of its own has it where that body is."""

from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any

from prefect import Flow

from flows.act_flow import act_flow
from flows.acts.arrivals import reclassify
from flows.acts.dossiers import ask_advice, receive_dossier
from flows.acts.forgetting import approve_purge
from flows.acts.meetings import set_meeting
from flows.acts.minutes import import_minutes
from flows.acts.prospects import tell_prospects
from flows.acts.recording import record_act
from flows.acts.sessions import open_campaign, postpone
from flows.acts.sites import record_sites
from models.forms.advice import AdviceRequestForm
from models.forms.arrivals import ReclassificationForm
from models.forms.dossiers import OpeningForm, PostponementForm, ProspectsForm
from models.forms.handling import PurgeForm, ReceptionForm
from models.forms.meetings import MeetingForm, MinutesFileForm
from models.forms.membership.sites import SitesForm
from models.forms.parts import Form
from tasks.acts.act import Act, Rule
from tasks.acts.table import ACTS

ActFlow = Flow[..., Coroutine[Any, Any, Any]]


def recording(act: Act[Any], rule: Rule[Any]) -> ActFlow:
    """Return the flow that has a rule record the form of an act, under the name of that rule."""

    async def recorded(form: Form, at: datetime | None = None) -> list[str]:
        return await record_act(form, at)

    recorded.__name__ = recorded.__qualname__ = rule.__name__
    recorded.__annotations__["form"] = act.form
    return act_flow(act.form)(recorded)


_RECORDING: dict[type[Form], ActFlow] = {form: recording(act, act.rule) for form, act in ACTS.items() if act.rule}

FLOWS: Mapping[type[Form], ActFlow] = {
    **_RECORDING,
    OpeningForm: open_campaign,
    ProspectsForm: tell_prospects,
    PostponementForm: postpone,
    MeetingForm: set_meeting,
    MinutesFileForm: import_minutes,
    ReceptionForm: receive_dossier,
    AdviceRequestForm: ask_advice,
    ReclassificationForm: reclassify,
    PurgeForm: approve_purge,
    SitesForm: record_sites,
}
"""The flow that each form starts."""

_NAMED = {made.fn.__name__: made for made in _RECORDING.values()}


def __getattr__(name: str) -> ActFlow:
    """Return the flow of a rule by its name: Prefect asks for the entrypoints of prefect.yaml so."""
    if name not in _NAMED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _NAMED[name]
