"""Answers that a person types: those of a form on paper, or in the place of what was read wrong."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.dossiers import ANSWERS, AnswersForm
from models.forms.parts import coded_lines
from models.intake.answers import CommitmentAnswer, Row, ServiceAnswer
from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, Event
from notifications.loading.commitments import standing_answers
from notifications.views.form_fields import code_of, service_codes
from notifications.writing.wording import enumeration
from tasks.intake.commitments.reading import SaidOfCommitment, commitment_of, yes_or_no

_BESIDE = re.compile(r"(?:^|\s)\|\s*justificatif\s*:\s*", re.IGNORECASE)
"""What stands before the evidence on the line of an answer."""


def type_answers(session: Session, form: AnswersForm, *, at: datetime) -> list[Application]:
    """Keep the answers that a person types; what they do not name stays, and the same said again changes nothing.
    Raises Refusal for an unknown commitment or service, and once a dossier is decided."""
    [application] = find_applications(session, form.dossiers)
    region, i = session.get_one(Campaign, application.campaign_id).rules, application.id or 0
    lines = {" ".join(code.split()): said for code, said in coded_lines(ANSWERS, form.answers).items()}
    codes = service_codes(region)
    region.need_commitments(ANSWERS, [code for code in lines if code not in codes])
    commitments = [_commitment(code, line) for code, line in lines.items() if code not in codes]
    services = [_service(code, codes[code], line) for code, line in lines.items() if code in codes]
    new = [*_news(session, i, CommitmentAnswer, commitments), *_news(session, i, ServiceAnswer, services)]
    if not new:
        return [application]
    if application.status not in UNDECIDED:
        mend = f"ses réponses ne se saisissent plus : il est « {LABELS[application.status]} »."
        raise Refusal("Dossier", application.reference, mend)
    session.add_all(kind(application_id=i, **said, by=form.by, at=at) for kind, said in new)
    told = enumeration(code_of(code) for code in lines)
    why = f"réponses saisies : {told}" + (f" ; {form.reason}" if form.reason else "")
    note(session, application, Event.correct, at=at, by=Person(form.by), reason=why)
    return [application]


def _commitment(key: str, line: str) -> dict[str, Any]:
    """Return what a line says of a commitment; nothing takes back what was answered."""
    how, *evidence = _BESIDE.split(line, maxsplit=1)
    said = commitment_of(key, how.strip(), "".join(evidence).strip())
    return (said or SaidOfCommitment(key, None, None, None))._asdict()


def _service(code: str, tag: str, line: str) -> dict[str, Any]:
    offered = yes_or_no(line)
    if line and offered is None:
        raise Refusal(ANSWERS, f"{code_of(code)} : {line}", "écrivez oui, non, ou rien.")
    return {"service": tag, "offered": offered}


def _news(
    session: Session, i: int, of: type[Row], typed: Sequence[dict[str, Any]]
) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    """Yield what is typed otherwise than as it counts."""
    former = standing_answers(session, of, [i]).get(i, {})
    for said in typed:
        asked, *words = said.values()
        row = former.get(asked)
        if tuple(words) != (row.said if row else (None,) * len(words)):
            yield of, said
