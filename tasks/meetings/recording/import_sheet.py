"""Imports the minutes that a secretary filled in: read whole, told line by line, and recorded as the forms record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.application import Application
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.meetings import DECISIONS, OPINIONS, Line, MinutesFileForm
from models.sessions.opening import all_campaigns
from models.vocabulary import DecisionSense, StageKind, StageName, Status
from notifications.writing.wording import count
from tasks.decisions.record import DECIDED
from tasks.intake.desks.files import DeskFile, content_of, find_file
from tasks.meetings.recording.sitting import record_sitting
from tasks.meetings.sheet.check import Checked, SheetRefusal, check_sheet
from tasks.meetings.sheet.columns import DOSSIERS, ROWS, SITTING
from tasks.meetings.sheet.lines import reference_of
from tasks.meetings.sheet.reading import USUAL, SaidSheet, SheetFault, read_sheet
from tasks.meetings.sheet.sitting import KnownDossier
from tasks.reading.sheets.workbook import UnusableError

FIELD = "Fichier"
KNOWN, LATER, ABSENT = "déjà enregistré", "laissé pour plus tard", "absent du fichier, laissé pour plus tard"


class PlannedLine(NamedTuple):
    """A dossier, and what importing a file does to it."""

    reference: str
    organisation: str
    change: str

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.reference} · {self.organisation} : {self.change}"


class Plan(NamedTuple):
    """What importing a file changes at a stage, which is called `name`: line by line, what is new, then the rest."""

    code: str
    stage: StageName
    name: str
    present: Sequence[str]
    new: Sequence[PlannedLine]
    rest: Sequence[PlannedLine]


def import_minutes(session: Session, form: MinutesFileForm, *, at: datetime) -> tuple[Plan, list[Application]]:
    """Record what a file says of a meeting, and return what that changed, with the dossiers that it was about.

    Raises SheetRefusal, with every fault, where anything is wrong with it: nothing is recorded then.
    """
    file = find_file(session, FIELD, form.file)
    said = _read(session, file)
    checked = check_sheet(session, said, name=file.name, by=form.by)
    plan = plan_of(checked)
    if checked.form is None:
        return plan, []
    try:
        return plan, record_sitting(session, checked.form, at=at)
    except Refusal as refusal:
        raise SheetRefusal(file.name, [_fault(said, refusal)]) from refusal


def plan_of(checked: Checked) -> Plan:
    """Return what a sound sheet would change."""
    sitting, lines, form = checked
    told = {*lines.known, *lines.later, *(line.reference for line in lines.new)}
    left = [d.reference for d in sitting.dossiers.values() if d.reference not in told and not d.awaits_not]
    rest = {**dict.fromkeys(left, ABSENT), **dict.fromkeys(lines.later, LATER), **dict.fromkeys(lines.known, KNOWN)}
    is_signed_apart = sitting.region.decision.authority is not None
    new = {
        line.reference: _change(sitting.dossiers[line.reference], line, is_signed_apart=is_signed_apart)
        for line in lines.new
    }
    return Plan(
        code=sitting.code,
        stage=sitting.stage,
        name=sitting.region.words(sitting.stage).name,
        present=tuple((form.present if form else None) or ()),
        new=list(_told(sitting.dossiers.values(), new)),
        rest=list(_told(sitting.dossiers.values(), rest)),
    )


def _told(dossiers: Iterable[KnownDossier], changes: Mapping[str, str]) -> Iterator[PlannedLine]:
    """Yield what changes, in agenda order."""
    for dossier in dossiers:
        if dossier.reference in changes:
            yield PlannedLine(dossier.reference, dossier.organisation, changes[dossier.reference])


def _change(dossier: KnownDossier, line: Line, *, is_signed_apart: bool) -> str:
    target, said = Status.studied, f"avis {(OPINIONS | DECISIONS)[line.sense]}"
    if isinstance(line.sense, DecisionSense):
        target = Status.validated if is_signed_apart else DECIDED[line.sense]
        said = f"décision « {DECISIONS[line.sense]} »"
    more = [count(len(line.recused), "déport")] if line.recused else []
    more += ["position divergente"] if line.dissent else []
    return ", ".join([f"{LABELS[dossier.status]} → {LABELS[target]}", said, *more])


def _read(session: Session, file: DeskFile) -> SaidSheet:
    """Return what a sheet says that a desk sent, at a stage of whatever session."""
    content = content_of(file, FIELD)
    try:
        return read_sheet(content, _called(session) or USUAL)
    except UnusableError as error:
        raise Refusal(FIELD, file.name, f"{error}. Rien n'a été enregistré.") from error


def _called(session: Session) -> dict[str, StageKind]:
    """Return what the stages of all sessions are called where a body meets, and for what it does."""
    rules = [campaign.rules for campaign in all_campaigns(session)]
    return {one.words(name).name: one.stages.kind_of(name) for one in rules for name in one.stages.meetings}


def _fault(said: SaidSheet, refusal: Refusal) -> SheetFault:
    """Return where a sheet says what the rules refuse: on the line of a dossier, or beside a label."""
    lines = {reference_of(line): line.row for line in said.lines}
    labels = {row.label: said.head[row.key].row for row in ROWS if row.key in said.head}
    value = str(refusal.value)
    if row := lines.get(value):
        return SheetFault(DOSSIERS, row, refusal.field, value, refusal.mend)
    return SheetFault(SITTING, labels.get(refusal.field), refusal.field, value, refusal.mend)
