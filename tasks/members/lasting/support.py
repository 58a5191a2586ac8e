"""The programme of support: its actions recorded, and how many people of each structure took part in them."""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.forms.membership.lasting import AttendanceForm, SupportActionForm
from models.members.membership import Membership
from models.members.register import find_membership
from models.members.support import Attendance, SupportAction, find_action
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from tasks.intake.desks.files import content_of, find_file
from tasks.reading.sheets.windows import windows_text

FIELD = "Tableau"
_HEADINGS = ("membre", "participants")
_SHOWN = 5
"""How many wrong lines are told."""

_DIGITS = 5  # of a number of people


class _Line(NamedTuple):
    number: int
    member: str
    people: str


def record_action(session: Session, form: SupportActionForm, *, at: datetime) -> list[Application]:
    """Record an action of the programme, or correct what was typed of it. The same again changes nothing."""
    campaign = find_campaign(session, form.session)
    said = form.model_dump(include={"title", "held_on", "operator", "audience"})
    known = find_action(session, campaign.rules, form.code)
    if known and all(getattr(known, name) == value for name, value in said.items()):
        return []
    made = known or SupportAction(region_id=campaign.region_id, code=form.code, **said, by=form.by, at=at)
    session.add(made.sqlmodel_update({**said, "by": form.by, "at": at}))
    session.flush()
    return []


def record_attendance(session: Session, form: AttendanceForm, *, at: datetime) -> list[Application]:
    """Record how many people of each structure took part in an action: all the lines, or none where one is wrong. What
    was recorded of a structure before is replaced. No name is read, nor kept."""
    campaign = find_campaign(session, form.session)
    action = find_action(session, campaign.rules, form.action)
    if action is None:
        mend = "aucune action n'est enregistrée sous ce code ; formulaire enregistrer-action."
        raise Refusal("Action", form.action, mend)
    if action.held_on > business_days(campaign.rules).local(at):
        raise Refusal("Action", form.action, f"elle n'a lieu que le {action.held_on:%d/%m/%Y}.")
    for organisation_id, people in _counted(session, campaign, form).items():
        of_it = (Attendance.action_id == action.id, Attendance.organisation_id == organisation_id)
        known = session.exec(select(Attendance).where(*of_it)).one_or_none()
        if known and known.people == people:
            continue
        made = known or Attendance(
            action_id=action.id or 0, organisation_id=organisation_id, people=people, by="", at=at
        )
        session.add(made.sqlmodel_update({"people": people, "by": form.by, "at": at}))
    session.flush()
    return []


def _counted(session: Session, campaign: Campaign, form: AttendanceForm) -> Mapping[int, int]:
    lines, found, wrong = [*_lines(session, form)], dict[int, int](), []
    for line in lines:
        try:
            found[_organisation(session, campaign, line.member)] = _number(line.people)
        except (Refusal, ValueError):
            wrong.append(f"ligne {line.number} (« {line.member} », {line.people or 'aucun nombre'})")
    if wrong:
        others = f" et {len(wrong) - _SHOWN} autres" if len(wrong) > _SHOWN else ""
        mend = (
            f"à corriger : {', '.join(wrong[:_SHOWN])}{others}. Chaque ligne donne la référence, le numéro d'adhésion "
            "ou le SIRET d'un membre, puis un nombre de personnes."
        )
        raise Refusal(FIELD if form.file else "Participation", form.file or str(len(lines)), mend)
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise ValueError(text)
    return int(text)


def _lines(session: Session, form: AttendanceForm) -> Iterator[_Line]:
    """Yield the lines that were typed, or those of a file."""
    if form.file is None:
        for number, typed in enumerate(form.lines, start=1):
            yield _Line(number, typed.member, str(typed.people))
        return
    text = windows_text(content_of(find_file(session, FIELD, form.file), FIELD))
    head = text.partition("\n")[0]
    rows = [*csv.reader(StringIO(text), delimiter=";" if ";" in head else ",")]
    if not rows or tuple(cell.strip().lower() for cell in rows[0][:2]) != _HEADINGS:
        mend = f"sa première ligne porte deux titres : {' ; '.join(_HEADINGS)}."
        raise Refusal(FIELD, form.file, mend)
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            member, people = (cell.strip() for cell in [*row, "", ""][:2])
            yield _Line(number, member, people)


def _organisation(session: Session, campaign: Campaign, name: str) -> int:
    """Return the structure that a reference, a number of membership or a SIRET names. Raises Refusal for no member."""
    digits = "".join(name.upper().removeprefix("SIRET").split())
    if not digits.isdecimal():
        return find_membership(session, name.upper()).organisation_id
    held = (
        select(Organisation.id)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(Organisation.siret == digits, Membership.region_id == campaign.region_id)
    )
    found = session.exec(held.limit(1)).first()
    if found is None:
        raise Refusal("Membre", name, "aucun membre n'a ce SIRET.")
    return found
