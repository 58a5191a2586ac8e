"""Moves of decisions, and what is taken back of what the bodies said."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.dossiers.application import Application
from models.forms.dossiers import DecisionForm
from models.forms.mending import Entry
from models.vocabulary import Status
from tasks.acts.entries import correct_entry
from tasks.decisions.record import record_decisions, record_validations
from tasks.decisions.sign import sign_decisions
from tasks.members.joining.effect import take_effect
from tests.factories import paris, region_with
from tests.support.decided import AUGUST, TAKEN_BACK, decided, rectified
from tests.support.forms import JULY, correction, decision, signing
from tests.support.mails import Desk
from tests.tasks.moves.happening import Act, Deed, by_form, standing
from tests.tasks.sessions.test_implied_decision import ACCEPTANCE

_LINES: dict[str, Any] = region_with().model_dump(mode="json")["stages"]

FEBRUARY, APRIL, SEPTEMBER = paris("2026-02-01 10:00"), paris("2026-04-20 10:00"), paris("2026-09-01 00:00")


def give_opinions(desk: Desk, *others: str) -> None:
    """Have a session ask for the opinion of a working group and others, of nobody where none is named."""
    said = {"kind": "opinion", "body": "gt_orientation", "window": {"month": 6}}
    lines = {name: line for name, line in _LINES.items() if others or name != "working_group"}
    after = {name: said | {"label": name} for name in others}
    listed = {key: line for name, own in lines.items() for key, line in ({name: own} | _following(name, after)).items()}
    desk.campaign.region = region_with({"stages": listed}).model_dump_json()


def _following(name: str, after: dict[str, Any]) -> dict[str, Any]:
    return after if name == "working_group" else {}


def where(act: Act, *others: str) -> Act:
    """Return an act of a session in which a working group and others give opinions; nobody, where none is named."""

    def arrange(desk: Desk, status: Status) -> Deed:
        give_opinions(desk, *others)
        return act(desk, status)

    return arrange


def taken_back(entry: Entry, rule: Callable[..., object], form: Callable[..., object], at: datetime) -> Act:
    """Return a finding, or an opinion, taken back once it is recorded."""

    def arrange(desk: Desk, stands: Status) -> Deed:
        before = Status.under_examination if entry is Entry.finding else Status.examined
        if entry is Entry.finding and stands is Status.studied:
            give_opinions(desk)
        one = standing(desk, before)
        rule(desk.session, form(one), at=at)
        return lambda: correct_entry(desk.session, correction(one, entry, removed=True), at=at)

    return arrange


def _validated(desk: Desk, form: Callable[..., DecisionForm], **fields: object) -> Application:
    """Return a dossier of which the commission spoke, and which the Région has still to sign."""
    one = standing(desk, Status.studied)
    record_validations(desk.session, form(one, **fields), at=JULY)
    return one


def decision_taken(form: Callable[..., DecisionForm], **fields: object) -> Act:
    """Return a decision of the commission, or of the Région where the commission validated."""

    def arrange(desk: Desk, status: Status) -> Deed:
        if status is Status.validated:
            signed = signing(_validated(desk, form, **fields))
            return lambda: sign_decisions(desk.session, signed, at=paris("2026-07-20 10:00"))
        return by_form(record_decisions, form, JULY, **fields)(desk, status)

    return arrange


def validation_taken_back(desk: Desk, _: Status) -> Deed:
    """Arrange a validation, to be taken back."""
    one = _validated(desk, decision)
    return lambda: correct_entry(desk.session, correction(one, Entry.validation, removed=True), at=JULY)


def in_force(desk: Desk, _: Status) -> Deed:
    """Arrange an acceptance, whose day comes."""
    decided(desk, "accepted")
    return lambda: take_effect(desk.session, desk.campaign, at=SEPTEMBER)


def decision_rectified(sense: str) -> Act:
    """Return a decision replaced by one of a sense."""

    def arrange(desk: Desk, status: Status) -> Deed:
        former = "accepted" if status is Status.member else status.value
        one, at = decided(desk, former), AUGUST
        if status is Status.member:
            at = SEPTEMBER
            take_effect(desk.session, desk.campaign, at=at)
            desk.session.refresh(one)
        fields = TAKEN_BACK if former == "accepted" else {}
        return lambda: rectified(desk, one, sense, at=at, **fields)

    return arrange


def taken_back_from_silence(sense: str) -> Act:
    """Return an acceptance taken back that silence gave, in April, to a dossier received complete in February."""

    def arrange(desk: Desk, status: Status) -> Deed:
        desk.campaign.region = region_with(ACCEPTANCE).model_dump_json()
        one = standing(desk, status, received_at=FEBRUARY, silence_at=APRIL)
        return lambda: rectified(desk, one, sense, at=JULY, **TAKEN_BACK)

    return arrange
