"""A piece that came in several files of one mail, its recto and its verso: all of them are that piece."""

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.sessions.campaign import Campaign
from tasks.dossiers.in_hand.contents import read_contents
from tasks.dossiers.pieces import held_by
from tests.support.mails import Desk, compose, pdfs

RECTO, VERSO = "Annexe 1 recto.pdf", "Annexe 1 verso.pdf"
TWO = {RECTO: pdfs(["recto"])["recto.pdf"], VERSO: pdfs(["verso"])["verso.pdf"]}


def retained(session: Session, campaign: Campaign, dossier: Application) -> list[str]:
    """Return the names of the files that the dossier holds of the first annex."""
    held = held_by(session, dossier, campaign.rules, business_days(campaign.rules))
    [annex] = [piece for piece in held.pieces if piece.label == campaign.rules.pieces["annexe-1"].label]
    return [one.name for one in annex.versions if one.counts]


def test_both_sides_of_a_page_are_the_piece(desk: Desk) -> None:
    """Whoever examines the dossier sees both, and has both in hand."""
    dossier = desk.deposit(compose(files={**pdfs(["dossier"]), **TWO}))

    in_hand = [part.name for part in read_contents(desk.session, dossier).pieces]

    assert retained(desk.session, desk.campaign, dossier) == [RECTO, VERSO]
    assert [name.rpartition("(")[2] for name in in_hand if "nnexe 1" in name] == [
        "fichier 1 sur 2).pdf",
        "fichier 2 sur 2).pdf",
    ]


def test_a_later_mail_replaces_both(desk: Desk) -> None:
    """What it brings is the latest version."""
    dossier = desk.deposit(compose(files={**pdfs(["dossier"]), **TWO}))
    desk.deposit(compose("Corrigée.", subject=f"Re: {dossier.reference}", files=pdfs(["annexe-1"])))

    assert retained(desk.session, desk.campaign, dossier) == ["annexe-1.pdf"]


def test_the_same_file_twice_is_in_hand_once(desk: Desk) -> None:
    """Beside itself under another name."""
    again = {RECTO: TWO[RECTO], "Annexe 1.pdf": TWO[RECTO]}
    dossier = desk.deposit(compose(files={**pdfs(["dossier"]), **again}))

    assert len(read_contents(desk.session, dossier).pieces) == 2
