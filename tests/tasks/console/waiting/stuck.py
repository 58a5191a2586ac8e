"""Arrivals that wait for a person, each for a reason of its own."""

from models.dossiers.application import Application
from models.intake.deposit import Deposit
from models.intake.words import Trouble
from models.storage.isolation.keep import review, victims
from models.vocabulary import Status
from tests.factories import application, arrival, file_of, paris
from tests.support.mails import Desk, compose

APRIL = paris("2026-04-20 10:00")


def troubled(desk: Desk) -> Deposit:
    """Have a mail be set aside."""
    return arrival(desk.session, desk.campaign, received_at=APRIL, sorted_at=APRIL, trouble="Illisible.")


def dangerous(desk: Desk) -> Deposit:
    """Have a mail hold a dangerous file."""
    deposit = arrival(desk.session, desk.campaign, received_at=APRIL, sorted_at=APRIL)
    file_of(desk.session, deposit, trouble=Trouble.infected)
    return deposit


def loose(desk: Desk) -> Deposit:
    """Have a mail bring a file that may be what its dossier lacks."""
    lacking = application(desk.session, desk.campaign, Status.incomplete, missing=["annexe-1"])
    deposit = arrival(desk.session, desk.campaign, lacking, received_at=APRIL, sorted_at=APRIL)
    file_of(desk.session, deposit, is_loose=True)
    return deposit


def asked(desk: Desk) -> Deposit:
    """Have somebody ask a question."""
    mail = compose("Notre association peut-elle candidater ?", files={}, subject="Question")
    deposit = desk.receive(mail, at=APRIL)
    assert isinstance(deposit, Deposit)
    assert desk.sort(deposit) is None
    return deposit


def unsorted(desk: Desk) -> Deposit:
    """Have a mail not been sorted."""
    deposit = desk.receive(compose(received="2026-04-20 09:00"))
    assert isinstance(deposit, Deposit)
    return deposit


def unreadable(desk: Desk) -> Application:
    """Have a dossier that cannot be read be set aside."""
    broken = application(desk.session, desk.campaign, Status.under_examination)
    write_flags(desk, "[")
    return broken


def write_flags(desk: Desk, flags: str) -> None:
    """Write the flags of all dossiers as they are stored, and look at all rows."""
    desk.session.connection().exec_driver_sql("UPDATE application SET flags = ?", (flags,))
    review(desk.session, victims(desk.session))
