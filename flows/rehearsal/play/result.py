"""What a rehearsal came to, for a program. Every instant is ISO 8601 with its offset, on the simulated clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel, col, select

from models.dossiers.application import (
    Application,
    CompletionRequest,
    Decision,
    Opinion,
    Organisation,
    Passage,
    Piece,
    by_receipt,
)
from models.dossiers.journal import JournalLine
from models.notices import Notice
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import Status


def gather(session: Session, names: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """Return the sessions, applications and notices of a rehearsal; `names` maps what a scenario calls an application
    to its reference."""
    return _Gathering(session, names, zone).result()


class _Gathering:
    """Reads all rows of a kind at once, then tells them application by application."""

    def __init__(self, session: Session, names: Mapping[str, str], zone: ZoneInfo) -> None:
        self._session, self._zone = session, zone
        self._names: dict[str, list[str]] = {}
        for name, reference in names.items():
            self._names.setdefault(reference, []).append(name)
        self._codes = {c.id: c.code for c in session.exec(select(Campaign))}

    def result(self) -> dict[str, Any]:
        return {"campaigns": self._campaigns(), "applications": self._applications(), "notices": self._notices()}

    def _instant(self, at: datetime | None) -> str | None:
        return at.astimezone(self._zone).isoformat() if at else None

    def _campaigns(self) -> list[dict[str, Any]]:
        stages = self._grouped(Stage, "campaign_id")
        return [
            {
                "code": code,
                "stages": [
                    {
                        "stage": stage.name,
                        "opens_at": self._instant(stage.opens_at),
                        "due_at": self._instant(stage.due_at),
                        "meeting_on": stage.meeting_on.isoformat() if stage.meeting_on else None,
                        "done_at": self._instant(stage.done_at),
                    }
                    for stage in stages.get(campaign_id, [])
                ],
            }
            for campaign_id, code in self._codes.items()
        ]

    def _grouped(self, table: type[SQLModel], key: str) -> dict[Any, list[Any]]:
        grouped: dict[Any, list[Any]] = {}
        for row in self._session.exec(select(table).order_by("id")):
            grouped.setdefault(getattr(row, key), []).append(row)
        return grouped

    def _applications(self) -> list[dict[str, Any]]:
        rows = self._session.exec(select(Application, Organisation).join(Organisation).order_by(*by_receipt())).all()
        attached: dict[type[SQLModel], dict[Any, list[Any]]] = {
            table: self._grouped(table, "application_id")
            for table in (Passage, Piece, CompletionRequest, Opinion, Decision, JournalLine)
        }
        queue = [a.id for a, _ in rows if a.status is Status.under_examination]
        places = {application_id: place for place, application_id in enumerate(queue, start=1)}
        return [
            self._application(name, application, organisation, places.get(application.id), attached)
            for application, organisation in rows
            for name in self._names.get(application.reference, [])[:1]
        ]

    def _application(
        self,
        name: str,
        application: Application,
        organisation: Organisation,
        place: int | None,
        attached: Mapping[type[SQLModel], Mapping[Any, Sequence[Any]]],
    ) -> dict[str, Any]:
        rows = {table: grouped.get(application.id, []) for table, grouped in attached.items()}
        return {
            "as": name,
            "reference": application.reference,
            "campaign": self._codes[application.campaign_id],
            "campaigns": [self._codes[passage.campaign_id] for passage in rows[Passage]],
            "organisation": organisation.name,
            "status": application.status,
            "circle": application.circle,
            "received_at": self._instant(application.received_at),
            "flags": list(application.flags),
            "silence_at": self._instant(application.silence_at),
            "silence": "not_applicable" if organisation.is_public else None,
            "acknowledge_by": self._instant(application.acknowledge_by),
            "queue_position": place,
            "pieces": {piece.piece_id: piece.state for piece in rows[Piece]},
            "completion_requests": [self._request(request) for request in rows[CompletionRequest]],
            "opinions": [self._opinion(opinion) for opinion in rows[Opinion]],
            "decisions": [self._decision(decision) for decision in rows[Decision]],
            "history": [self._line(line) for line in rows[JournalLine]],
        }

    def _request(self, request: CompletionRequest) -> dict[str, Any]:
        return {
            "asked_at": self._instant(request.asked_at),
            "due_at": self._instant(request.due_at),
            "pieces": list(request.pieces),
            "outcome": request.outcome,
        }

    def _opinion(self, opinion: Opinion) -> dict[str, Any]:
        return {
            "body": opinion.body,
            "opinion": opinion.opinion,
            "reasons": opinion.reasons,
            "given_at": self._instant(opinion.given_at),
        }

    def _decision(self, decision: Decision) -> dict[str, Any]:
        return {
            "version": decision.version,
            "decision": decision.decision,
            "reasons": decision.reasons,
            "decided_at": self._instant(decision.decided_at),
        }

    def _line(self, line: JournalLine) -> dict[str, Any]:
        return {
            "at": self._instant(line.at),
            "event": line.event,
            "from": line.former,
            "to": line.status,
            "by": line.by,
            "reason": line.reason,
        }

    def _notices(self) -> list[dict[str, Any]]:
        named = {
            application_id: self._names[reference][0]
            for application_id, reference in self._session.exec(select(Application.id, Application.reference))
            if reference in self._names
        }
        return [
            {
                "kind": notice.kind,
                "application": named.get(notice.application_id),
                "to": [notice.recipient],
                "enqueued_at": self._instant(notice.enqueued_at),
                "sent_at": self._instant(notice.sent_at),
                "status": notice.status,
                "attempts": notice.attempts,
                "subject": notice.subject,
                "text": notice.text,
                "message_id": notice.message_id,
            }
            for notice in self._session.exec(select(Notice).order_by(col(Notice.id)))
        ]
