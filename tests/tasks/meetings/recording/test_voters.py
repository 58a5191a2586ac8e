"""Who keeps out of a dossier does not count for it (CRPA R133-10, R133-12)."""

from datetime import date

from models.vocabulary import Status
from tests.factories import paris
from tests.support.bodies import COMMISSION, SEATS, keep_out, set_day, sit, waits
from tests.support.mails import Desk
from tests.support.sittings import met, refused, said_line


def test_nobody_who_is_there_may_deliberate(desk: Desk) -> None:
    """Two of the two that a quorum asks for declared an interest: the dossier stays « étudié », without minutes."""
    dossier = waits(desk, COMMISSION)
    for seat in ("region", "prefecture"):
        keep_out(desk, dossier, member=seat)
    set_day(desk, COMMISSION)

    told = refused(desk, {dossier.reference: "accepted"}, COMMISSION)

    assert told.startswith(f"Dossier « {dossier.reference} » : aucun des présents ne peut en délibérer : 0 sur 2 ;")
    assert (dossier.status, desk.notices(kind="minutes")) == (Status.studied, [])


def test_who_keeps_out_at_the_meeting_does_not_count_either(desk: Desk) -> None:
    """One of two is no quorum."""
    dossier = waits(desk, COMMISSION)
    set_day(desk, COMMISSION)

    told = refused(desk, stage=COMMISSION, lines=[said_line(dossier, "accepted", recused=["prefecture"])])

    assert "un seul des présents peut en délibérer : 1 sur 2" in told


def test_the_other_dossiers_are_deliberated_on(desk: Desk) -> None:
    """Each has its own quorum; the one that is left waits for another meeting."""
    dossier, other = waits(desk, COMMISSION), waits(desk, COMMISSION)
    keep_out(desk, dossier, member="region")
    set_day(desk, COMMISSION)

    sit(desk, {other.reference: "accepted"}, COMMISSION, is_over=True)

    assert (dossier.status, other.status) == (Status.studied, Status.accepted)


def test_a_third_member_makes_the_quorum(desk: Desk) -> None:
    """Two of three may deliberate."""
    dossier = waits(desk, COMMISSION)
    keep_out(desk, dossier, member="region")
    set_day(desk, COMMISSION)

    sit(desk, {dossier.reference: "accepted"}, COMMISSION, present=(*SEATS, "rectorat"))

    assert dossier.status is Status.accepted


def test_a_second_meeting_asks_for_one_who_may(desk: Desk) -> None:
    """It needs no quorum, but somebody."""
    dossier = waits(desk)
    keep_out(desk, dossier, member="region")
    set_day(desk)
    sit(desk, present=("region",))
    set_day(desk, on=date(2026, 6, 30), at=paris("2026-06-19 10:00"))
    after = paris("2026-06-30 16:00")

    alone = refused(desk, {dossier.reference: "favourable"}, present=("region",), at=after)
    met(desk).present = None
    sit(desk, {dossier.reference: "favourable"}, at=after)

    assert "aucun des présents ne peut en délibérer : 0 sur 1" in alone
    assert dossier.status is Status.studied
