"""Two sessions written as rows, as a Région has them in the middle of May: last year's, decided, and this year's, under
way. The same size and seed give the same rows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from models.calendar.business_days import acknowledge_by, business_days
from models.dossiers.application import Application, CompletionRequest, Decision, Organisation, Passage, Piece
from models.dossiers.journal import JournalLine
from models.intake.deposit import Deposit, File
from models.notices import Notice
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.sessions.opening import open_campaign, stages
from models.storage.database import transaction
from models.vocabulary import (
    DecisionSense,
    Event,
    NoticeKind,
    NoticeStatus,
    PieceState,
    RequestOutcome,
    Status,
)
from tests.factories import paris

YEAR = 2027
AT = paris(f"{YEAR}-05-19 10:00")

_PATHS: dict[int, tuple[tuple[tuple[Status, ...], int], ...]] = {
    YEAR: (
        ((Status.registered, Status.under_examination, Status.examined), 40),
        ((Status.registered, Status.under_examination), 20),
        ((Status.registered, Status.incomplete, Status.under_examination), 15),
        ((Status.registered, Status.incomplete), 12),
        ((Status.late,), 5),
        ((Status.not_required,), 3),
        ((Status.registered, Status.under_examination, Status.withdrawn), 3),
        ((Status.registered,), 2),
    ),
    YEAR - 1: (
        (
            (
                Status.registered,
                Status.under_examination,
                Status.examined,
                Status.studied,
                Status.accepted,
                Status.member,
            ),
            60,
        ),
        (
            (
                Status.registered,
                Status.incomplete,
                Status.under_examination,
                Status.examined,
                Status.studied,
                Status.accepted,
                Status.member,
            ),
            20,
        ),
        ((Status.registered, Status.under_examination, Status.examined, Status.studied, Status.refused), 15),
        ((Status.registered, Status.incomplete, Status.withdrawn), 5),
    ),
}
"""The statuses that dossiers went through, and how many of a hundred did."""

_EVENTS = {
    Status.incomplete: Event.acknowledge,
    Status.under_examination: Event.acknowledge,
    Status.examined: Event.examine,
}


class Rows(NamedTuple):
    """Rows to be written, by table."""

    of: dict[type[SQLModel], list[dict[str, Any]]]

    def add(self, table: type[SQLModel], **row: Any) -> int:  # noqa: ANN401
        """Add a row, and return its id."""
        self.of[table].append({"id": len(self.of[table]) + 1, **row})
        return len(self.of[table])


def fill(address: str, number: int, *, seed: int = 1) -> None:
    """Write both sessions, each with so many dossiers, into an empty database."""
    tables = (
        Organisation,
        Application,
        Passage,
        Deposit,
        File,
        Piece,
        JournalLine,
        CompletionRequest,
        Notice,
        Decision,
    )
    rows, random = Rows({table: [] for table in tables}), Random(seed)  # noqa: S311  nothing secret is drawn
    with transaction(address) as session:
        for year in (YEAR - 1, YEAR):
            campaign = _opened(session, year)
            for n, path in zip(range(1, number + 1), _paths(random, year), strict=False):
                _dossier(rows, campaign, n, path, random)
        for table, found in rows.of.items():
            if found:
                session.execute(insert(table), found)


def _opened(session: Session, year: int) -> Campaign:
    region = load_region("auvergne-rhone-alpes")
    opens, at = date(year, 1, 18), paris(f"{year}-01-18 09:00")
    campaign, _ = open_campaign(session, region, year=year, opens=opens, by="Mesure", at=at)
    for stage in stages(session, campaign).values():
        if stage.due_at <= AT:
            stage.done_at = stage.due_at
    assert stages(session, campaign)["deposit"].done_at
    return campaign


def _paths(random: Random, year: int) -> Iterator[tuple[Status, ...]]:
    paths, weights = zip(*_PATHS[year], strict=True)
    while True:
        yield random.choices(paths, weights)[0]


def _received(campaign: Campaign, path: tuple[Status, ...], random: Random) -> datetime:
    if path[0] is Status.late:
        return paris(f"{campaign.year}-05-0{random.randint(1, 9)} 10:00")
    # Most come in the last weeks.
    return campaign.opens_at + timedelta(days=100 * random.random() ** 0.45, hours=9)


def _dossier(rows: Rows, campaign: Campaign, n: int, path: tuple[Status, ...], random: Random) -> None:
    received = _received(campaign, path, random)
    moves = _moves(campaign, path, received, random)
    organisation = rows.add(Organisation, name=f"Maison de l'emploi n° {n} de {campaign.year}")
    application = rows.add(
        Application,
        reference=campaign.rules.reference(campaign.year, n),
        campaign_id=campaign.id,
        organisation_id=organisation,
        status=path[-1],
        status_at=moves[-1][1],
        circle=1 if path[-1] is Status.not_required else 3,
        contact=f"accueil{n}@structure.example",
        received_at=received,
        registered_at=received,
        acknowledge_by=acknowledge_by(business_days(campaign.rules), received, within=10),
        flags=["unidentified"] if random.random() < 0.01 else [],
    )
    rows.add(Passage, application_id=application, campaign_id=campaign.id, entered_at=received)
    _arrival(rows, campaign, application, received)
    _pieces(rows, campaign, application, random, whole=path[-1] is not Status.incomplete)
    for status, at in moves:
        about = {"application_id": application, "campaign_id": campaign.id}
        event = _EVENTS.get(status, Event.deposit)
        rows.add(JournalLine, **about, at=at, event=event, status=status, by="system")
    _told(rows, campaign, application, path, moves, random)


def _moves(
    campaign: Campaign, path: tuple[Status, ...], received: datetime, random: Random
) -> list[tuple[Status, datetime]]:
    moves, at = [], received
    for status in path:
        moves.append((status, at))
        at += timedelta(days=1 + 12 * random.random())
    return [(status, min(at, AT)) for status, at in moves]


def _arrival(rows: Rows, campaign: Campaign, application: int, received: datetime) -> None:
    number = len(rows.of[Deposit]) + 1
    deposit = rows.add(
        Deposit,
        campaign_id=campaign.id,
        identity=f"<{number}@structure.example>",
        sender=f"accueil{number}@structure.example",
        reply_to=f"accueil{number}@structure.example",
        subject="Candidature au SPRO",
        received_at=received,
        processed_at=received,
        application_id=application,
        sorted_at=received,
    )
    rows.add(File, deposit_id=deposit, position=0, name="dossier.pdf", size=184_320, digest=f"{number:064d}")


def _pieces(rows: Rows, campaign: Campaign, application: int, random: Random, *, whole: bool) -> None:
    for place, piece in enumerate(campaign.rules.pieces):
        lacks = not whole and (place == 1 or random.random() < 0.2)
        state = PieceState.unusable if lacks and random.random() < 0.2 else PieceState.missing
        rows.add(Piece, application_id=application, piece_id=piece, state=state if lacks else PieceState.received)


def _told(  # noqa: PLR0917
    rows: Rows,
    campaign: Campaign,
    application: int,
    path: tuple[Status, ...],
    moves: list[tuple[Status, datetime]],
    random: Random,
) -> None:
    if Status.incomplete in path:
        place = path.index(Status.incomplete)
        _request(rows, application, moves[place][1], moves[place + 1][1] if place + 1 < len(path) else None)
    if len(path) > 1:
        _notice(rows, campaign, application, moves[1][1], random)
    if path[-1] in {Status.member, Status.refused}:
        sense = DecisionSense.accepted if path[-1] is Status.member else DecisionSense.refused
        signed = {"signatory_name": "Camille Essai", "signatory_capacity": "Présidente", "by": "Mesure"}
        about = {"application_id": application, "campaign_id": campaign.id, "version": 1, "decision": sense}
        rows.add(Decision, **about, **signed, decided_at=paris(f"{campaign.year}-07-09 10:00"))


def _request(rows: Rows, application: int, asked_at: datetime, answered_at: datetime | None) -> None:
    due = asked_at + timedelta(days=21)
    over = answered_at or (due if due < AT else None)
    late = RequestOutcome.expired if due < AT else RequestOutcome.open
    rows.add(
        CompletionRequest,
        application_id=application,
        pieces={"annexe-1": "missing"},
        by="system",
        asked_at=asked_at,
        due_on=due.date(),
        due_at=due,
        outcome=RequestOutcome.answered if answered_at else late,
        closed_at=over,
        answered_at=answered_at,
    )


def _notice(rows: Rows, campaign: Campaign, application: int, at: datetime, random: Random) -> None:
    number = len(rows.of[Notice]) + 1
    failed = random.random() < 0.003
    rows.add(
        Notice,
        key=f"{number}/acknowledgement",
        kind=NoticeKind.acknowledgement,
        campaign_id=campaign.id,
        application_id=application,
        sender="depot-spro@example.invalid",
        recipient=f"accueil{number}@structure.example",
        message_id=f"<{number}@example.invalid>",
        subject="Accusé de réception",
        text="Bonjour,\n",
        html="<p>Bonjour,</p>\n",
        status=NoticeStatus.failed if failed else NoticeStatus.sent,
        enqueued_at=at,
        due_at=None,
        sent_at=None if failed else at,
        last_error="550 : boîte inconnue" if failed else None,
    )
