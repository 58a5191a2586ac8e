"""The one place where a status changes: what the table holds happens, whole, once, and is written down."""

from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models import columns
from models.columns import chunks
from models.dossiers.actor import SYSTEM, Actor, Person, is_allowed
from models.dossiers.application import Application, Organisation, Passage
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import Standing, WrongActorError, advance, begin, note
from models.dossiers.workflow import BY_MOVE, TRANSITIONS, Transition
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import Event, Status
from tests.factories import application, campaign_with, paris

AT = paris("2026-03-02 10:00")
MRS = Person("Mme Essai")
ENTERING = [row.target for row in TRANSITIONS if not row.sources]


def lines(session: Session, dossier: Application) -> list[JournalLine]:
    """The journal of a dossier, in the order in which it was written."""
    of_it = select(JournalLine).where(JournalLine.application_id == dossier.id)
    return list(session.exec(of_it.order_by(col(JournalLine.id))))


def new(session: Session, campaign: Campaign, status: Status) -> Application:
    """A dossier that is not recorded yet."""
    organisation = Organisation(name="CIDFF de l'Ain")
    session.add(organisation)
    session.flush()
    campaign.last_number += 1
    return Application(
        reference=campaign.rules.reference(campaign.year, campaign.last_number),
        campaign_id=campaign.id or 0,
        organisation_id=organisation.id or 0,
        status=status,
        status_at=AT,
        circle=3,
        contact="direction@cidff01.example",
        received_at=AT,
        registered_at=AT,
        acknowledge_by=AT,
    )


def outcome(session: Session, row: Transition, dossier: Application) -> str:
    """What asking for a row's move does to a dossier."""
    former, by = dossier.status, SYSTEM if row.actor == "system" else MRS
    try:
        moved = advance(session, [dossier.id or 0], row.event, row.target, at=AT, by=by)
    except Refusal:
        assert dossier.status is former
        return "refused"
    assert dossier.status is row.target
    return "moved" if moved else "stays"


def expected(row: Transition, status: Status) -> str:
    """What the table says of it."""
    if status is row.target:
        return "stays"
    return "moved" if status in row.sources else "refused"


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.event}-{row.target}")
def test_each_status_answers_an_event_as_the_table_says(session: Session, row: Transition) -> None:
    """It moves where the row starts from it, stays where it is already, and is refused everywhere else. Only what moves
    is written down: a line for a move; none for a refusal, nor for what was there already."""
    campaign = campaign_with(session)
    dossiers = {status: application(session, campaign, status) for status in Status}

    outcomes = {status: outcome(session, row, dossier) for status, dossier in dossiers.items()}

    assert outcomes == {status: expected(row, status) for status in Status}
    written = {line.application_id for line in session.exec(select(JournalLine))}
    assert written == {dossier.id for status, dossier in dossiers.items() if outcomes[status] == "moved"}


def test_a_move_says_who_when_why_and_from_where(session: Session) -> None:
    """The journal line holds all of it, and the dossier the instant."""
    dossier = application(session, campaign_with(session), Status.late)

    standings = advance(session, [dossier.id or 0], Event.admit_late, Status.registered, at=AT, by=MRS, reason="panne")

    [line] = lines(session, dossier)
    assert standings == [Standing(dossier.id or 0, dossier.campaign_id, "ARA-2026-0001", Status.late)]
    assert (line.event, line.former, line.status) == (Event.admit_late, Status.late, Status.registered)
    assert (line.at, line.by, line.reason) == (AT, "Mme Essai", "panne")
    assert (dossier.status, dossier.status_at) == (Status.registered, AT)


@pytest.mark.parametrize("status", Status)
def test_what_moves_nothing_is_written_down_all_the_same(session: Session, status: Status) -> None:
    """A request that is extended or cancelled leaves the status: the line says who, when and why, and where it is."""
    dossier = application(session, campaign_with(session), status)
    former = dossier.status_at

    note(session, dossier, Event.extend, at=AT, by=MRS, reason="congés")

    [line] = lines(session, dossier)
    assert (line.event, line.former, line.status) == (Event.extend, status, status)
    assert (line.at, line.by, line.reason, line.campaign_id) == (AT, "Mme Essai", "congés", dossier.campaign_id)
    assert (dossier.status, dossier.status_at) == (status, former)


@pytest.mark.parametrize("by", [SYSTEM, MRS], ids=["system", "person"])
def test_who_may_not_act_changes_nothing(session: Session, by: Actor) -> None:
    """A person who does what the system alone does, or the other way round, is a fault of the program."""
    campaign = campaign_with(session)
    dossiers = {status: application(session, campaign, status) for status in Status}
    forbidden = [row for row in TRANSITIONS if not is_allowed(by, row.actor)]

    for row in forbidden:
        ids = [dossiers[status].id or 0 for status in row.sources]
        with pytest.raises(WrongActorError, match=f"{row.event} -> {row.target} is for {row.actor}"):
            advance(session, ids, row.event, row.target, at=AT, by=by)

    assert forbidden
    assert {status: dossier.status for status, dossier in dossiers.items()} == {status: status for status in Status}
    assert session.exec(select(JournalLine)).all() == []


def test_what_moves_nothing_is_for_whom_its_row_is_for(session: Session) -> None:
    """The system extends no request: a line of the journal is refused like a move."""
    dossier = application(session, campaign_with(session), Status.incomplete)

    with pytest.raises(WrongActorError):
        note(session, dossier, Event.extend, at=AT, by=SYSTEM)

    assert lines(session, dossier) == []


def test_a_refusal_names_the_reference_and_the_statuses(session: Session) -> None:
    """In French: the dossier, where it stands, and where it would have to stand."""
    dossier = application(session, campaign_with(session), Status.incomplete)

    with pytest.raises(Refusal) as refusal:
        advance(session, [dossier.id or 0], Event.opinion, Status.studied, at=AT, by=MRS)

    assert str(refusal.value) == (
        "Dossier « ARA-2026-0001 » : ce dossier est « incomplet » ; "
        "l'acte « avis » demande un dossier au statut : instruit."
    )


def test_who_comes_before_the_acknowledgement_is_told_when_to_come_back(session: Session) -> None:
    """It alone moves a dossier that was just registered; what it does not lead to is no matter of waiting."""
    dossier = application(session, campaign_with(session), Status.registered)

    def mend(event: Event, target: Status) -> str:
        with pytest.raises(Refusal) as refusal:
            advance(session, [dossier.id or 0], event, target, at=AT, by=MRS)
        return refusal.value.mend

    early = " L'accusé de réception, le matin du prochain jour ouvré, le fera avancer ; revenez ensuite."
    assert mend(Event.examine, Status.examined).endswith(f"demande un dossier au statut : en instruction.{early}")
    assert mend(Event.opinion, Status.studied).endswith("demande un dossier au statut : instruit.")


def test_a_selection_moves_whole_or_not_at_all(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One dossier that may not move keeps the others where they are, even from another part of a long selection."""
    monkeypatch.setattr(columns, "_CHUNK", 2)
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        ready = [application(session, campaign, Status.examined) for _ in range(4)]
        last = application(session, campaign, Status.member)
        ids = [dossier.id or 0 for dossier in (*ready, last)]

        with pytest.raises(Refusal):
            advance(session, ids, Event.opinion, Status.studied, at=AT, by=MRS)

    with transaction(any_database) as session:
        stored = session.exec(select(Application.status).order_by(col(Application.id))).all()
        assert stored == [*[Status.examined] * 4, Status.member]
        assert session.exec(select(JournalLine)).all() == []


def test_a_long_selection_moves_in_parts(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, by the order of their ids, even where the selection names one twice."""
    monkeypatch.setattr(columns, "_CHUNK", 2)
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        ids = [application(session, campaign, Status.examined).id or 0 for _ in range(5)]

        moved = advance(session, [*reversed(ids), *ids], Event.opinion, Status.studied, at=AT, by=MRS)

        assert [standing.application_id for standing in moved] == ids
        assert session.exec(select(JournalLine.application_id).order_by(col(JournalLine.id))).all() == ids


def test_an_empty_selection_changes_nothing(session: Session) -> None:
    """Obligations that find nothing due may ask all the same."""
    assert advance(session, [], Event.effect, Status.member, at=AT, by=SYSTEM) == []


def test_two_people_who_act_at_once_act_once(any_database: str) -> None:
    """The second waits, finds the dossier there already, and writes nothing."""
    with transaction(any_database) as session:
        dossier = application(session, campaign_with(session), Status.examined)
    together, moved = Barrier(2), []

    def act(by: str) -> None:
        together.wait()
        with transaction(any_database) as session:
            moved.append(len(advance(session, [dossier.id or 0], Event.opinion, Status.studied, at=AT, by=Person(by))))

    threads = [Thread(target=act, args=(by,)) for by in ("Mme Un", "M. Deux")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with transaction(any_database) as session:
        assert len(lines(session, dossier)) == 1
    assert sorted(moved) == [0, 1]


def test_parts_hold_everything_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """No id is lost between two statements."""
    monkeypatch.setattr(columns, "_CHUNK", 3)

    assert [list(part) for part in chunks(range(7))] == [[0, 1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize("status", ENTERING)
def test_a_new_dossier_begins_its_journal_and_its_passage(session: Session, status: Status) -> None:
    """The first line comes from nowhere; the passage is through the session that it was deposited in."""
    campaign = campaign_with(session)

    dossier = begin(session, new(session, campaign, status))

    [line] = lines(session, dossier)
    [passage] = session.exec(select(Passage).where(Passage.application_id == dossier.id))
    assert (line.event, line.former, line.status, line.by) == (Event.deposit, None, status, "system")
    assert (passage.campaign_id, passage.entered_at) == (campaign.id, AT)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.sampled_from(ENTERING), moves=st.lists(st.sampled_from(sorted(BY_MOVE)), max_size=15))
def test_no_sequence_of_events_leaves_the_table(
    session: Session, first: Status, moves: list[tuple[Event, Status]]
) -> None:
    """Whatever is asked, in whatever order: each line is a row, follows the former one, and the last is the status."""
    campaign = session.exec(select(Campaign)).first() or campaign_with(session)
    dossier = begin(session, new(session, campaign, first))

    for event, target in moves:
        outcome(session, BY_MOVE[event, target], dossier)

    journal = lines(session, dossier)
    assert [line.former for line in journal] == [None, *[line.status for line in journal[:-1]]]
    assert all(line.former in BY_MOVE[line.event, line.status].sources for line in journal[1:])
    assert journal[-1].status is dossier.status
