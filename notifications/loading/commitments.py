"""From the rows of answers and of the examination grid to what pages and papers say of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, union_all
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, GridLine
from models.forms.dossiers import METS
from models.intake.answers import CEP, Answer, CommitmentAnswer, Row, ServiceAnswer, counted
from models.intake.deposit import Deposit
from models.region.model import Region
from notifications.views.commitments import CommitmentsView, CommitmentView, ServiceView
from notifications.views.form_fields import code_of, service_fields

ANSWERS: Mapping[Answer, str] = {Answer.yes: "oui", Answer.no: "non", Answer.how: "oui, ainsi"}
"""What was said of a commitment, as people read it."""

CEP_CLAIM = (
    "l'organisme dit délivrer le conseil en évolution professionnelle, sans relever d'un réseau qui en est chargé "
    "(article L. 6111-6 du code du travail) : à vérifier ; rien n'en découle de soi-même"
)


def load_commitments(session: Session, region: Region, ids: Sequence[int]) -> dict[int, CommitmentsView]:
    """Return what is said and found of the commitments and services of some dossiers, by application."""
    answers = standing_answers(session, CommitmentAnswer, ids)
    services = standing_answers(session, ServiceAnswer, ids)
    graded = standing_grid(session, ids)
    dossiers, days = session.exec(select(Application).where(col(Application.id).in_(ids))), business_days(region)
    found = {one.id or 0: (one.network, days.local(one.received_at)) for one in dossiers}
    return {
        i: CommitmentsView(
            commitments=_commitments(region, answers.get(i, {}), graded.get(i, {})),
            services=_services(region, services.get(i, {})),
            cep_claim=_cep_claim(region, services.get(i, {}), *found[i]),
        )
        for i in found
    }


def standing_answers(session: Session, of: type[Row], ids: Sequence[int]) -> dict[int, dict[str, Row]]:
    """Return the answers that count, by application and by what they answer. What was typed of a dossier that a person
    joined to another is of that other one, as its deposits are."""
    owner: Any = func.coalesce(Deposit.application_id, Application.joined_to_id, Application.id)
    rows = (
        select(of, owner)
        .join(Deposit, col(Deposit.id) == col(of.deposit_id), isouter=True)
        .join(Application, col(Application.id) == col(of.application_id), isouter=True)
    )
    found: dict[int, list[Row]] = {}
    for row, application_id in session.exec(rows.where(_is_near(of, ids), owner.in_(ids)).order_by(col(of.id))):
        found.setdefault(application_id, []).append(row)
    return {application_id: counted(said) for application_id, said in found.items()}


def _is_near(of: type[Row], ids: Sequence[int]) -> ColumnElement[bool]:
    """SQL condition that all answers of some dossiers meet, and few others: those of their deposits, or typed of them
    or of what was joined to them. Indexes find these, where whose an answer is must be asked of each."""
    theirs = or_(col(Application.id).in_(ids), col(Application.joined_to_id).in_(ids))
    brought = select(of.id).join(Deposit).where(col(Deposit.application_id).in_(ids))
    typed = select(of.id).join(Application).where(theirs)
    return col(of.id).in_(union_all(brought, typed))


def standing_grid(session: Session, ids: Sequence[int]) -> dict[int, dict[str, GridLine]]:
    """Return the lines of the examination grid that count, by application and commitment: the latest of each."""
    found: dict[int, dict[str, GridLine]] = {}
    lines = select(GridLine).where(col(GridLine.application_id).in_(ids)).order_by(col(GridLine.id))
    for line in session.exec(lines):
        found.setdefault(line.application_id, {})[line.commitment] = line
    return found


def _commitments(
    region: Region, answers: Mapping[str, CommitmentAnswer], graded: Mapping[str, GridLine]
) -> tuple[CommitmentView, ...]:
    return tuple(
        CommitmentView(
            code=code_of(key),
            label=one.label,
            text=one.text,
            **_answered(answers.get(key)),
            **_found(graded.get(key)),
        )
        for key, one in region.commitments.items()
    )


def _answered(row: CommitmentAnswer | None) -> dict[str, str | None]:
    if row is None:
        return {}
    return {
        "answer": ANSWERS[row.answer] if row.answer else None,
        "how": row.how if row.answer is not Answer.yes else None,
        "evidence": row.evidence,
        "typed_by": row.by if row.deposit_id is None else None,
    }


def _found(line: GridLine | None) -> dict[str, str | None]:
    return {"met": METS[line.met] if line.met else None, "comment": line.comment} if line else {}


def _services(region: Region, answers: Mapping[str, ServiceAnswer]) -> tuple[ServiceView, ...]:
    asked = {field.tag: field.label for field in service_fields(region)}
    return tuple(
        ServiceView(label=label, offered=answers[tag].offered if tag in answers else None)
        for tag, label in asked.items()
    )


def _cep_claim(region: Region, answers: Mapping[str, ServiceAnswer], network: str | None, on: date) -> str | None:
    is_claimed = CEP in answers and answers[CEP].offered
    return CEP_CLAIM if is_claimed and not region.gives_cep(network, on) else None
