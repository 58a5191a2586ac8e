"""What arrived in a rehearsal and what waits for a person at its end, for a program."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.intake.deposit import Deposit, File, meaning_of, number_of
from models.notices import Notice
from models.region.model import Region
from models.sessions.campaign import Campaign
from tasks.console.waiting.pending import pending
from tasks.console.waiting.reasons import LISTED, Item, scope_of


def tell_arrivals(
    session: Session, region: Region, names: Mapping[str, str], numbers: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return every mail and paper that came, in order of registration. `names` maps references to what the scenario
    calls their applications, `numbers` what it calls an arrival to its row."""
    called = {number: name for name, number in numbers.items()}
    files, answers = _files(session), _answers(session)
    rows = session.exec(select(Deposit, Application.reference).outerjoin(Application).order_by(col(Deposit.id)))
    return [
        {
            "name": called.get(deposit.id or 0),
            "number": number_of(deposit, region.zone),
            "from": deposit.sender,
            "subject": deposit.subject,
            "received_at": deposit.received_at.astimezone(region.zone).isoformat(),
            "nature": meaning_of(deposit),
            "application": names.get(reference or ""),
            "files": files.get(deposit.id, []),
            "answered": answers.get(deposit.id, []),
        }
        for deposit, reference in rows
    ]


def _files(session: Session) -> dict[int | None, list[dict[str, Any]]]:
    found: dict[int | None, list[dict[str, Any]]] = {}
    for file in session.exec(select(File).order_by(col(File.deposit_id), col(File.position))):
        told = {"name": file.name, "piece": file.piece_id, "trouble": file.trouble}
        found.setdefault(file.deposit_id, []).append(told)
    return found


def _answers(session: Session) -> dict[int | None, list[str]]:
    """Return the kinds of the notices that answered each arrival, in order, each once."""
    by_mail = {one.message_id: one.id for one in session.exec(select(Deposit).order_by(col(Deposit.id).desc()))}
    found: dict[int | None, list[str]] = {}
    for notice in session.exec(select(Notice).order_by(col(Notice.id))):
        arrival = notice.deposit_id or (notice.in_reply_to and by_mail.get(notice.in_reply_to))
        if arrival and notice.kind not in found.setdefault(arrival, []):
            found[arrival].append(notice.kind)
    return found


def tell_waiting(session: Session, names: Mapping[str, str], *, at: datetime) -> list[dict[str, Any]]:
    """Return what « À traiter » shows at an instant, one entry a line."""
    campaigns = session.exec(select(Campaign).order_by(col(Campaign.id)))
    found = [one for campaign in campaigns for one in pending(scope_of(session, campaign, at=at, limit=LISTED))]
    return [_line(one.reason, item, names) for one in found for item in one.first]


def _line(reason: str, item: Item, names: Mapping[str, str]) -> dict[str, Any]:
    return {"reason": reason, "application": names.get(item.reference or ""), "arrival": item.arrival}
