"""What a dossier holds and lacks, and where to find it."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models import columns
from models.dossiers.application import Application, CompletionRequest, Piece
from models.dossiers.completeness import (
    await_people,
    blocked,
    close_requests,
    find_applications,
    flag,
    set_aside_expired,
    wanting,
)
from models.errors import Refusal
from models.region.file import load_region
from models.storage.database import transaction
from models.vocabulary import Flag, PieceState, RequestOutcome
from tests.factories import REGION, application, campaign_with, completion_request, paris

AT = paris("2026-03-02 10:00")


def names(lacking: dict[int, list[Piece]]) -> dict[int, list[str]]:
    """The ids of the pieces that are wanting, by application."""
    return {application_id: [piece.piece_id for piece in pieces] for application_id, pieces in lacking.items()}


def test_dossiers_are_found_in_the_order_asked(session: Session) -> None:
    """Each once, even where the list names one twice."""
    campaign = campaign_with(session)
    first, second = (application(session, campaign) for _ in range(2))

    found = find_applications(session, ["ARA-2026-0002", "ARA-2026-0001", "ARA-2026-0002"])

    assert found == [second, first]


def test_an_unknown_reference_is_named(session: Session) -> None:
    """In French: which one, and where to read the right one."""
    application(session, campaign_with(session))

    with pytest.raises(Refusal) as refusal:
        find_applications(session, ["ARA-2026-0001", "ARA-2026-0100"])

    mend = "aucun dossier de cette référence ; elle se lit dans la liste des dossiers."
    assert str(refusal.value) == f"Dossier « ARA-2026-0100 » : {mend}"


@pytest.mark.parametrize("state", [PieceState.missing, PieceState.unusable, PieceState.refused])
def test_a_required_piece_that_did_not_come_or_cannot_be_used_is_wanting(session: Session, state: PieceState) -> None:
    """Listed for the dossier that lacks it, and for no other."""
    campaign = campaign_with(session)
    whole, lacking = (application(session, campaign) for _ in range(2))
    of_it = select(Piece).where(Piece.application_id == lacking.id, Piece.piece_id == "annexe-3")
    session.exec(of_it).one().state = state

    found = wanting(session, campaign.rules, [whole.id or 0, lacking.id or 0])

    assert names(found) == {lacking.id: ["annexe-3"]}


def test_what_is_wanting_is_told_in_the_order_of_the_region_file(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly the pieces that are missing, over a selection of any length."""
    monkeypatch.setattr(columns, "_CHUNK", 2)
    campaign = campaign_with(session)
    missing = ["dossier", "annexe-2", "annexe-7"]
    dossiers = [application(session, campaign, missing=missing) for _ in range(3)]

    found = wanting(session, campaign.rules, [dossier.id or 0 for dossier in dossiers])

    assert names(found) == {dossier.id: missing for dossier in dossiers}


def test_a_piece_that_is_not_required_is_never_wanting(session: Session) -> None:
    """A region file relaxes the pieces one by one."""
    campaign = campaign_with(session, {"pieces.annexe-7.required": False})
    dossier = application(session, campaign, missing=["annexe-7"])

    assert wanting(session, campaign.rules, [dossier.id or 0]) == {}


@pytest.mark.parametrize(("blocking", "stops"), [(True, True), (False, False)])
def test_only_what_is_indispensable_stops_an_examination(session: Session, *, blocking: bool, stops: bool) -> None:
    """CRPA L114-5-1: a piece that is wanting and does not block is asked for meanwhile."""
    campaign = campaign_with(session, {"pieces.annexe-7.blocking": blocking})
    dossier = application(session, campaign, missing=["annexe-7"])

    [pieces] = wanting(session, campaign.rules, [dossier.id or 0]).values()

    assert blocked(campaign.rules, pieces) is stops


def test_a_whole_dossier_is_not_stopped() -> None:
    """Nothing wanting, nothing blocked."""
    assert not blocked(load_region(REGION), [])


def test_a_flag_is_raised_once(session: Session) -> None:
    """However often the reason for it is seen; those raised before stay, in their order."""
    dossier = application(session, campaign_with(session), flags=[Flag.deadline_day])

    flag(dossier, Flag.late_answer, Flag.late_answer)
    flag(dossier, Flag.deadline_day, Flag.late_answer)
    session.flush()
    session.refresh(dossier)

    assert dossier.flags == ["deadline_day", "late_answer"]


def valid_until(session: Session, dossier: Application, piece_id: str, until: date | None) -> Piece:
    """The piece of a dossier, which counts until then."""
    of_it = select(Piece).where(Piece.application_id == dossier.id, Piece.piece_id == piece_id)
    piece = session.exec(of_it).one()
    piece.valid_until = until
    session.flush()
    return piece


def test_a_piece_counts_until_its_last_day_included(any_database: str) -> None:
    """The day after, it is unusable and says why; one that has no last day counts for ever."""
    with transaction(any_database) as session:
        dossier = application(session, campaign_with(session))
        last_days = {"annexe-1": date(2026, 3, 1), "annexe-2": date(2026, 3, 2), "annexe-3": None}
        pieces = [valid_until(session, dossier, piece_id, day) for piece_id, day in last_days.items()]

        set_aside_expired(session, [dossier.id or 0], on=date(2026, 3, 2))

        assert [(piece.state, piece.reason) for piece in pieces] == [
            (PieceState.unusable, "périmée"),
            (PieceState.received, None),
            (PieceState.received, None),
        ]


def test_a_piece_that_is_unusable_already_keeps_its_reason(session: Session) -> None:
    """Unreadable is more than expired; and other dossiers are left alone."""
    campaign = campaign_with(session)
    dossier, other = (application(session, campaign) for _ in range(2))
    unreadable, others = (valid_until(session, one, "annexe-1", date(2026, 3, 1)) for one in (dossier, other))
    unreadable.state, unreadable.reason = PieceState.unusable, "illisible"
    session.flush()

    set_aside_expired(session, [dossier.id or 0], on=date(2026, 3, 2))

    assert (unreadable.reason, others.state) == ("illisible", PieceState.received)


@pytest.mark.parametrize(
    ("at", "told_at"),
    [
        ("2026-03-02 08:59:59", "2026-03-02 09:00"),
        ("2026-03-02 09:00", "2026-03-03 09:00"),
        ("2026-03-06 18:00", "2026-03-09 09:00"),  # A Friday evening.
        ("2026-04-30 10:00", "2026-05-04 09:00"),  # The eve of the 1st of May.
    ],
)
def test_people_are_told_on_the_next_morning_of_a_business_day(session: Session, at: str, told_at: str) -> None:
    """Never at night, never on a day off."""
    campaign = campaign_with(session)

    await_people(campaign, at=paris(at))

    assert campaign.digest_at == paris(told_at)


def test_what_begins_to_wait_later_waits_for_the_same_morning(session: Session) -> None:
    """A morning that is ahead stays; one that has passed gives way to the next."""
    campaign = campaign_with(session)
    await_people(campaign, at=paris("2026-03-06 18:00"))

    await_people(campaign, at=paris("2026-03-08 10:00"))
    ahead = campaign.digest_at
    await_people(campaign, at=paris("2026-03-09 09:00"))

    assert (ahead, campaign.digest_at) == (paris("2026-03-09 09:00"), paris("2026-03-10 09:00"))


def test_closing_requests_leaves_the_answered_ones(session: Session) -> None:
    """An open one gets its outcome and no more reminder; a former one keeps its own; others' are not touched."""
    campaign = campaign_with(session)
    dossier, other = (application(session, campaign) for _ in range(2))
    due_on, remind = date(2026, 3, 20), paris("2026-03-13 09:00")
    answered = completion_request(session, campaign, dossier, due_on=due_on, outcome=RequestOutcome.answered)
    still = completion_request(session, campaign, dossier, due_on=due_on, next_reminder_at=remind)
    others = completion_request(session, campaign, other, due_on=due_on, next_reminder_at=remind)

    close_requests(session, [dossier.id or 0], RequestOutcome.cancelled, at=AT)

    stored = session.exec(select(CompletionRequest).order_by(col(CompletionRequest.id))).all()
    assert stored == [answered, still, others]
    assert [(request.outcome, request.closed_at, request.next_reminder_at) for request in stored] == [
        (RequestOutcome.answered, None, None),
        (RequestOutcome.cancelled, AT, None),
        (RequestOutcome.open, None, remind),
    ]


def test_a_reference_belongs_to_one_dossier(session: Session) -> None:
    """For life: numbers follow one another in a session."""
    campaign = campaign_with(session)
    for _ in range(3):
        application(session, campaign)

    references = session.exec(select(Application.reference).order_by(col(Application.id))).all()
    assert references == ["ARA-2026-0001", "ARA-2026-0002", "ARA-2026-0003"]
