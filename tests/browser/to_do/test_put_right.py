"""What a machine made of two mails, a person puts right: eight scans that nothing names, and a question."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from flows.rehearsal.play.postman import page
from models.intake.deposit import Deposit, number_of
from models.storage.database import reading
from tests.browser.console import Console
from tests.browser.office import Office
from tests.servers.system import wait_until
from tests.support.mails import PIECES, compose, said, siret

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

PARIS = ZoneInfo("Europe/Paris")
SCANS, ASKS = "accueil@numeriseur.example", "paul@curieux.example"


def scans() -> bytes:
    """A whole dossier, out of a machine that calls its files by numbers."""
    files = {f"scan{rank:04}.pdf": page(f"Forez, page {rank}") for rank in range(1, len(PIECES) + 1)}
    return _mail(said("Numérisés du Forez", siret=siret(77)), files, SCANS, "Candidature")


def question() -> bytes:
    """A question."""
    return _mail("Bonjour, notre association peut-elle candidater ? Merci.", {}, ASKS, "Question")


def _mail(text: str, files: dict[str, bytes], sender: str, subject: str) -> bytes:
    received = datetime.now(PARIS) - timedelta(days=8)
    return compose(text, files=files, sender=sender, subject=subject, received=f"{received:%Y-%m-%d %H:%M}").as_bytes()


def sorted_numbers(office: Office) -> list[str]:
    """The numbers of what came of both, once it is sorted."""
    both = select(Deposit).where(col(Deposit.sender).in_((SCANS, ASKS)), col(Deposit.sorted_at).is_not(None))
    with reading(office.database) as session:
        return [number_of(one, PARIS) for one in session.exec(both.order_by(col(Deposit.sender)))]


def opens_the_arrival(console: Console, office: Office, number: str) -> None:
    """From what waits: each line leads to what came."""
    line = console.to_do(office.code).filter(has_text=number)
    console.shot("to-do")
    line.get_by_role("link", name=number).click()
    expect(console.page.get_by_role("heading", level=1)).to_have_text(f"Envoi {number}")
    console.shot("arrival")


def names_the_files(console: Console) -> None:
    """The form has a line a file already: a piece is chosen in each."""
    console.follow_form(console.page.get_by_role("link", name="Dire ce qu'est cet envoi"))
    lines = console.field("Fichiers et pièces").locator(".schema-form-property-array-item")
    expect(lines).to_have_count(len(PIECES))
    console.shot("form")
    for rank, piece in enumerate(PIECES):
        console.choose("Pièce", f"{piece} ·", within=lines.nth(rank))
    console.shot("form-filled")


def sent(console: Console, state: str) -> str:
    """Send the form, and read the account of its run, which ends in a state."""
    assert console.send() == 201
    assert console.ended() == state
    account = console.read_account()
    console.shot("account")
    return account


def test_a_person_puts_right_what_no_machine_can_read(console: Console, office: Office) -> None:
    """From what waits to the arrival, to the form, which is told first and then done: the dossier is whole. The
    question is read where it stands, and waits no more."""
    office.system.deposit("scans", scans())
    office.system.deposit("question", question())
    assert wait_until(lambda: len(sorted_numbers(office)) == 2, seconds=240)
    scanned, asked = sorted_numbers(office)

    opens_the_arrival(console, office, scanned)
    names_the_files(console)
    told = sent(console, "À blanc")
    console.follow_link(console.page.get_by_role("link", name="le même formulaire"))
    console.shot("confirm")
    assert "manquante → reçue" in told
    assert "manquante → reçue" in sent(console, "Completed")
    assert console.to_do(office.code).filter(has_text=scanned).count() == 0

    opens_the_arrival(console, office, asked)
    expect(console.page.locator("pre.said").first).to_contain_text("peut-elle candidater")
    console.follow_form(console.page.get_by_role("link", name="Dire que c'est lu"))
    sent(console, "Completed")
    assert console.to_do(office.code).filter(has_text=asked).count() == 0
