"""What a member answered, typed by a person; or corrected, with a reason."""

from datetime import datetime

from sqlmodel import Session

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.requests import ReportEntryForm, ReportLine
from models.members.register import find_membership
from models.members.reports.figures import Value, read_figures
from models.members.reports.record import find_report, record_answer, request_to
from models.members.reports.rows import ValidatedSet, latest_answer
from models.region.policies.reports import cells
from tasks.intake.replies.reports import call_off_reminders


def enter_report(session: Session, form: ReportEntryForm, *, at: datetime) -> list[Application]:
    """Record what a member answered; a correction keeps what it replaces, and why. Said again, nothing changes. Raises
    Refusal for a question that was not asked, an answer that is none, and a correction without a reason."""
    membership = find_membership(session, form.dossiers[0])
    found = find_report(session, membership.region_id, form.year)
    request = found and request_to(session, found[0].id or 0, membership.organisation_id, form.territory)
    if found is None or request is None:
        mend = "aucun bilan de cette année ne lui est demandé ; formulaire ouvrir-bilan, ou une autre année."
        raise Refusal("Membre", form.dossiers[0], mend)
    said = _said(found[1], form.lines)
    former = latest_answer(session, request)
    known = former.said if former else {}
    if any(key in known and known[key] != value for key, value in said.items()) and not form.reason:
        raise Refusal("Motif", "", "cette saisie corrige une réponse enregistrée : dites pourquoi.")
    if record_answer(session, request, found[1], said, reason=form.reason, by=form.by, at=at):
        call_off_reminders(session, request)
    application = session.get(Application, request.application_id) if request.application_id else None
    return [application] if application else []


def _said(kept: ValidatedSet, lines: list[ReportLine]) -> dict[str, Value | None]:
    """Return what some lines say, by the keys of their cells."""
    known = {cell.key for cell in cells(kept.asked)}
    for line in lines:
        if line.question not in known:
            raise Refusal("Question", line.question, "elle n'est pas de ce bilan ; choisissez-la dans la liste.")
    read = read_figures(kept.asked, {line.question: line.value or "" for line in lines})
    if read.faults:
        raise Refusal("Réponse", "", " ".join(read.faults))
    return {line.question: read.values.get(line.question) for line in lines}
