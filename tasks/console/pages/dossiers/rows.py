"""The dossiers of a session, or of all, one row each: read in a few look-ups, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, func, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.columns import chunks
from models.dossiers.application import Application, CompletionRequest, Organisation, Passage, Piece, by_receipt
from models.dossiers.passages import left_of
from models.intake.deposit import Deposit
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import PieceState, RequestOutcome, Status
from notifications.loading.proof_of_notification import served
from tasks.console.pages.dossiers.handled import desk_of, given_among, labelled_among
from tasks.console.pages.dossiers.searched import seeker
from tasks.console.pages.sessions import Named, all_sessions, session_of
from tasks.decisions.rectify import DECIDED_UPON

EVERY = "toutes"
"""What stands for all sessions, where one is chosen."""


class DossierRow(NamedTuple):
    """A dossier of the list. `lacking` are the labels of the required pieces that it lacks, `due_on` the last day of
    what is asked of its applicant, `network` what its network is called, `agent` the desk that it was given to.
    `position` is its place in the queue, from 1, while it is under examination; `contestable_until`, the last day to
    contest the decision that was notified; `sessions`, the years of those that it went through, where there are
    several."""

    id: int
    reference: str
    organisation: str
    siret: str | None
    rna: str | None
    uai: str | None
    contact: str
    circle: int
    network: str | None
    status: Status
    status_at: datetime
    received_at: datetime
    session: str
    zone: ZoneInfo
    lacking: tuple[str, ...]
    due_on: date | None
    flags: tuple[str, ...]
    agent: str | None
    labels: tuple[str, ...]
    position: int | None
    silence_at: datetime | None
    contestable_until: date | None
    represented_at: datetime | None
    sessions: tuple[int, ...]


class Listed(NamedTuple):
    """The dossiers of a session, or of all where `code` is EVERY, by reference: all its `rows`, and those `found` among
    them; and the sessions that there are."""

    sessions: tuple[Named, ...]
    code: str
    rows: tuple[DossierRow, ...]
    found: tuple[DossierRow, ...]


def read_rows(code: str, *, sought: str = "") -> Listed:
    """Return the dossiers of a session (the latest without a code, EVERY for all) in which something is found; raise
    Refusal for a code that is no session's."""
    with reading(Settings().database) as session:
        campaigns = {one.id or 0: one for one in _campaigns(session, code)}
        chosen = code if code == EVERY else next((one.code for one in campaigns.values()), "")
        rows = (*_rows(session, campaigns, whole=code == EVERY), *_gone(session, campaigns, whole=code == EVERY))
        rows = tuple(sorted(rows, key=lambda row: row.reference))
        found = tuple(_found(session, rows, sought)) if sought.strip() else rows
        return Listed(all_sessions(session), chosen, rows, found)


def _campaigns(session: Session, code: str) -> Iterable[Campaign]:
    if code == EVERY:
        return session.exec(select(Campaign))
    campaign = session_of(session, code)
    return [campaign] if campaign else []


def _rows(session: Session, campaigns: Mapping[int, Campaign], *, whole: bool) -> Iterator[DossierRow]:
    chosen = true() if whole else col(Application.campaign_id).in_(campaigns)
    lacking, former = _lacking(session, chosen), _former(session, chosen)
    agents, labels = given_among(session, chosen), labelled_among(session, chosen)
    found = session.execute(_dossiers(chosen)).all()
    until = _contestable(session, campaigns, found)
    for row in found:
        campaign = campaigns[row.campaign_id]
        yield _row(row, campaign)._replace(
            lacking=_lacked(campaign.rules, lacking[row.id]) if row.status is not Status.not_required else (),
            agent=desk_of(campaign.rules, agents.get(row.id)),
            labels=tuple(labels[row.id]),
            contestable_until=until.get(row.id),
            sessions=(*former[row.id], campaign.year) if row.id in former else (),
        )


def _gone(session: Session, campaigns: Mapping[int, Campaign], *, whole: bool) -> Iterator[DossierRow]:
    """Yield the dossiers that left a session for another, as they stood there: a list of all holds each once."""
    for campaign in () if whole else campaigns.values():
        left = {one.application_id: one for one in left_of(session, campaign)}
        for part in chunks(list(left)):
            chosen = col(Application.id).in_(part)
            former = _former(session, chosen)
            for row in session.execute(_dossiers(chosen)).all():
                gone = left[row.id]
                lacking = {name for name, state in gone.pieces.items() if state is not PieceState.received}
                yield _row(row, campaign)._replace(
                    status=gone.status,
                    status_at=gone.at or row.status_at,
                    lacking=_lacked(campaign.rules, lacking),
                    due_on=None,
                    flags=(),
                    position=None,
                    silence_at=None,
                    represented_at=None,
                    sessions=(*former[row.id], row.year),
                )


def _contestable(
    session: Session, campaigns: Mapping[int, Campaign], rows: Sequence[Row[Any]]
) -> dict[int, date | None]:
    """Return the last day to contest each decision that was notified."""
    found: dict[int, date | None] = {}
    for campaign_id, campaign in campaigns.items():
        decided = [row.id for row in rows if row.campaign_id == campaign_id and row.status in DECIDED_UPON]
        found |= {i: one.contestable_until for i, one in served(session, campaign.rules, decided).items()}
    return found


def _former(session: Session, chosen: ColumnElement[bool]) -> defaultdict[int, list[int]]:
    """Return the years of the former sessions of each dossier that went through several, the earliest first."""
    elsewhere = and_(col(Application.id) == col(Passage.application_id), chosen)
    query = (
        columns(col(Passage.application_id), col(Campaign.year))
        .join(Application, elsewhere)
        .join(Campaign, col(Campaign.id) == col(Passage.campaign_id))
        .where(col(Passage.campaign_id) != col(Application.campaign_id))
    )
    former: defaultdict[int, list[int]] = defaultdict(list)
    for application_id, year in session.execute(query.order_by(col(Campaign.opens_at))):
        former[application_id].append(year)
    return former


def _dossiers(chosen: ColumnElement[bool]) -> Any:  # noqa: ANN401  a look-up of columns of several tables
    asked = (
        columns(col(CompletionRequest.application_id), func.max(CompletionRequest.due_on).label("due_on"))
        .where(col(CompletionRequest.outcome) == RequestOutcome.open)
        .group_by(col(CompletionRequest.application_id))
        .subquery()
    )
    of_dossier = (
        Application.id,
        Application.reference,
        Application.campaign_id,
        Campaign.year,
        Application.contact,
        Application.circle,
        Application.network,
        Application.status,
        Application.status_at,
        Application.received_at,
        Application.flags,
        Application.silence_at,
    )
    rank = func.row_number().over(
        partition_by=(col(Application.campaign_id), col(Application.status)), order_by=by_receipt()
    )
    of_passage = and_(
        col(Passage.application_id) == col(Application.id), col(Passage.campaign_id) == col(Application.campaign_id)
    )
    whose = (Organisation.name, Organisation.siret, Organisation.rna, Organisation.uai)
    return (
        columns(
            *map(col, of_dossier), *map(col, whose), asked.c.due_on, rank.label("rank"), col(Passage.represented_at)
        )
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .join(Campaign, col(Campaign.id) == col(Application.campaign_id))
        .outerjoin(asked, asked.c.application_id == col(Application.id))
        .outerjoin(Passage, of_passage)
        .where(chosen)
        .order_by(col(Application.reference))
    )


def _lacking(session: Session, chosen: ColumnElement[bool]) -> defaultdict[int, set[str]]:
    """Return the pieces that each dossier lacks, required or not, by their id in the region file."""
    of_dossier = and_(col(Application.id) == col(Piece.application_id), chosen)
    query = columns(col(Piece.application_id), col(Piece.piece_id)).join(Application, of_dossier)
    lacking: defaultdict[int, set[str]] = defaultdict(set)
    for application_id, piece_id in session.execute(query.where(col(Piece.state) != PieceState.received)):
        lacking[application_id].add(piece_id)
    return lacking


def _lacked(rules: Region, lacking: Collection[str]) -> tuple[str, ...]:
    return tuple(rules.pieces[name].label for name in rules.required_pieces if name in lacking) if lacking else ()


def _row(row: Row[Any], campaign: Campaign) -> DossierRow:
    """Return what a dossier's own row says of it."""
    rules = campaign.rules
    network = rules.networks.get(row.network or "")
    return DossierRow(
        id=row.id,
        reference=row.reference,
        organisation=row.name,
        siret=row.siret,
        rna=row.rna,
        uai=row.uai,
        contact=row.contact,
        circle=row.circle,
        network=network.label if network else row.network,
        status=row.status,
        status_at=row.status_at,
        received_at=row.received_at,
        session=campaign.label,
        zone=rules.zone,
        lacking=(),
        due_on=row.due_on,
        flags=tuple(row.flags),
        agent=None,
        labels=(),
        position=row.rank if row.status is Status.under_examination else None,
        silence_at=row.silence_at,
        contestable_until=None,
        represented_at=row.represented_at,
        sessions=(),
    )


def _found(session: Session, rows: Iterable[DossierRow], sought: str) -> Iterator[DossierRow]:
    """Yield the dossiers in which something is found: reference, name, identifiers, or an address that wrote about
    it."""
    addresses, is_found = _addresses(session), seeker(sought)
    for row in rows:
        told = (row.reference, row.organisation, row.siret, row.rna, row.uai, row.contact, *addresses[row.id])
        if is_found(filter(None, told)):
            yield row


def _addresses(session: Session) -> defaultdict[int, set[str]]:
    """Return the addresses from which each dossier was written about."""
    wrote = columns(col(Deposit.application_id), col(Deposit.sender), col(Deposit.reply_to)).distinct()
    found: defaultdict[int, set[str]] = defaultdict(set)
    for application_id, *addresses in session.execute(wrote.where(col(Deposit.application_id).is_not(None))):
        found[application_id].update(addresses)
    return found
