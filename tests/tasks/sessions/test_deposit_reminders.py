"""The deposit's end is told to those who have not written, and to those who wrote and sent nothing: each once."""

from datetime import datetime

import pytest

from models.sessions.campaign import Prospect
from models.vocabulary import Status
from tasks.sessions.daily import remind_of_deposit
from tests.factories import application as dossier
from tests.factories import campaign_with, paris
from tests.support.incomplete import reply, spend
from tests.support.mails import Desk, compose, said, siret

DEPOSIT = [paris(f"2026-{day} 09:00") for day in ("03-30", "04-14", "04-22", "04-27")]


def reminded_of_deposit(desk: Desk) -> list[tuple[str, datetime]]:
    """Return who was reminded of the deposit's end, and when."""
    return [(notice.recipient, notice.enqueued_at) for notice in desk.notices(kind="deposit_reminder")]


def test_who_wrote_without_any_piece_is_reminded_like_a_prospect(desk: Desk) -> None:
    """Until a piece comes; before and after the acknowledgement, which asks for all of them."""
    desk.deposit(compose(files={}, received="2026-04-13 18:00"))

    spend(desk, "2026-04-14 09:00", "2026-04-22 09:00")
    reply(desk, desk.applications()[0], "dossier", at="2026-04-23 10:00")
    spend(desk, "2026-04-27 09:00")

    assert [at for recipient, at in reminded_of_deposit(desk) if recipient == "direction@cidff01.example"] == [
        DEPOSIT[1],
        DEPOSIT[2],
    ]


def test_a_prospect_that_wrote_without_any_piece_is_reminded_once(desk: Desk) -> None:
    """As the organisation that it is now known to be."""
    desk.deposit(compose(files={}, sender="accueil@mjc.example", received="2026-03-02 10:00"))

    spend(desk, "2026-03-30 09:00", "2026-03-30 10:00")

    assert reminded_of_deposit(desk) == [("accueil@mjc.example", DEPOSIT[0])]
    [notice] = desk.notices(kind="deposit_reminder")
    assert notice.application_id == desk.applications()[0].id


@pytest.mark.parametrize("files", [{}, None])
def test_an_address_told_after_it_wrote_is_no_silent_prospect(desk: Desk, files: dict[str, bytes] | None) -> None:
    """The Région adds addresses in the course of a session: one that has its dossier is reminded by it, or not."""
    desk.deposit(compose(files=files, sender="tard@mjc.example", received="2026-03-02 10:00"))
    desk.session.add(Prospect(campaign_id=desk.campaign.id or 0, address="tard@mjc.example"))
    desk.session.flush()

    spend(desk, "2026-03-30 09:00")

    told = [recipient for recipient, _ in reminded_of_deposit(desk)]
    assert sorted(told) == ["accueil@mjc.example", *(["tard@mjc.example"] if files == {} else [])]


def test_who_was_carried_over_is_asked_for_no_deposit(desk: Desk) -> None:
    """S0: contacted directly, without a new deposit, though the Région's list still names its address."""
    following = campaign_with(desk.session, year=2027, prospects=["direction@cidff01.example"])
    dossier(desk.session, following, Status.carried_over, contact="direction@cidff01.example", missing=["annexe-1"])

    assert remind_of_deposit(desk.session, following, at=paris("2027-03-30 09:00")) == 0


@pytest.mark.parametrize("status", [Status.late, Status.withdrawn, Status.not_required, Status.carried_over])
def test_who_has_nothing_to_deposit_is_not_reminded(desk: Desk, status: Status) -> None:
    """Though no piece ever came."""
    dossier(desk.session, desk.campaign, status)
    desk.session.add(Prospect(campaign_id=desk.campaign.id or 0, address="autre@mjc.example"))

    remind_of_deposit(desk.session, desk.campaign, at=paris("2026-03-30 09:00"))

    assert {recipient for recipient, _ in reminded_of_deposit(desk)} == {"accueil@mjc.example", "autre@mjc.example"}


def test_each_organisation_without_pieces_is_reminded_by_its_own_letter(desk: Desk) -> None:
    """With the reference that its answer is known by."""
    for entity in (1, 2):
        desk.deposit(compose(said("MJC", siret=siret(entity)), files={}, sender=f"a@mjc{entity}.example"))

    spend(desk, "2026-04-22 09:00")

    letters = [notice for notice in desk.notices(kind="deposit_reminder") if notice.application_id]
    assert [one.reference in letter.text for one, letter in zip(desk.applications(), letters, strict=True)] == [
        True
    ] * 2
