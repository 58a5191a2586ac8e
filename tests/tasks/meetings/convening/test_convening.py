"""Members are convened: who is written to, what they are sent, and what those who keep out are not."""

from datetime import date

from sqlmodel import select

from models.forms.dossiers import WithdrawalForm
from models.forms.meetings import MeetingForm
from models.meetings.agenda import latest_meeting
from models.notices import Document, Notice
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.meetings.convening.convening import convene
from tests.factories import application, campaign_with, paris, typed
from tests.support.bodies import COMMISSION, CONVENED, GROUP, SET, keep_out, move, send_convening, set_day, sit, waits
from tests.support.letters import SEATS, SECRETARY, agenda_of, files, letters, text
from tests.support.mails import Desk
from tests.tasks.dossiers.test_at_once import at_once


def test_each_member_and_the_secretary_are_written_to_in_time(desk: Desk) -> None:
    """Case 40: on Friday 12 June at nine for Thursday 18 June, and not before."""
    waits(desk)
    set_day(desk)

    before = convene(desk.session, desk.campaign, at=paris("2026-06-12 08:59:59"))
    made = convene(desk.session, desk.campaign, at=CONVENED[GROUP])

    assert (before, made, list(letters(desk))) == (0, 5, [*SEATS, SECRETARY])


def test_it_is_sent_once(desk: Desk) -> None:
    """However often the day is run."""
    waits(desk)
    set_day(desk)
    send_convening(desk)

    assert convene(desk.session, desk.campaign, at=paris("2026-06-13 09:00")) == 0


def test_it_says_where_when_and_how_many_must_come(desk: Desk) -> None:
    """And answers come to the secretary: in the deposit mailbox they would pass for a candidacy."""
    waits(desk)
    set_day(desk, place="Salle B")
    send_convening(desk)

    [letter] = letters(desk)["siege-rectorat"]
    assert typed(letter.subject) == (
        "Convocation : groupe de travail Orientation du CREFOP, jeudi 18 juin 2026 à 14 h 00 (heure de Paris)"
    )
    assert "Lieu : Salle B - Ordre du jour : 1 dossier" in text(letter)
    assert "valablement si 2 membres au moins sont présents ou représentés" in text(letter)
    assert letter.sender == "SPRO Auvergne-Rhône-Alpes <depot-spro@example.invalid>"
    assert letter.reply_to is None


def test_members_have_the_agenda_and_the_date_the_secretary_the_sheet_too(desk: Desk) -> None:
    """The same agenda for all, kept once."""
    waits(desk)
    set_day(desk)
    send_convening(desk)

    carried = {name: list(files(desk, letter)) for name, [letter] in letters(desk).items()}
    assert carried == {
        **{seat: ["ordre-du-jour.pdf", "seance.ics"] for seat in SEATS},
        SECRETARY: ["ordre-du-jour.pdf", "seance.ics", "saisie.xlsx"],
    }
    kept = desk.session.exec(select(Document.media_type).where(Document.media_type == "application/pdf")).all()
    assert len(kept) == 1


def test_the_agenda_is_in_order_of_receipt(any_desk: Desk) -> None:
    """S0, except what somebody moved, who says why."""
    last = waits(any_desk, name="Dernier reçu", received_at=paris("2026-03-02 09:00"))
    first = waits(any_desk, name="Premier reçu", received_at=paris("2026-02-10 09:00"))
    moved = waits(any_desk, name="Avancé", received_at=paris("2026-02-20 09:00"))
    set_day(any_desk)
    move(any_desk, moved, 1, "Il retire bientôt.")
    send_convening(any_desk)

    paper = agenda_of(any_desk, letters(any_desk)[SECRETARY][0])
    expected = [f"{rank}. {name}" for rank, name in enumerate(("Avancé", "Premier reçu", "Dernier reçu"), start=1)]
    assert [title for title, _ in paper.bookmarks if title[0].isdigit()] == expected
    assert [one.reference in paper.text for one in (first, last, moved)] == [True] * 3
    assert "Rang modifié Il retire bientôt." in paper.text


def test_no_letter_names_an_applicant(desk: Desk) -> None:
    """The agenda does: mails leave that to it."""
    dossier = waits(desk, name="CIDFF de l'Ain")
    set_day(desk)
    send_convening(desk)

    said = " ".join(text(letter) for those in letters(desk).values() for letter in those)
    assert [dossier.reference in said, "CIDFF" in said, dossier.contact in said] == [False] * 3


def test_a_member_who_keeps_out_gets_none_of_its_papers(desk: Desk) -> None:
    """Case 41: neither pieces, nor findings, nor opinions; the letter says so, to that member alone."""
    kept_out, other = waits(desk, name="Employeur"), waits(desk, name="Autre")
    keep_out(desk, kept_out, member="rectorat")
    set_day(desk)
    send_convening(desk)

    papers = {name: agenda_of(desk, letter) for name, [letter] in letters(desk).items()}
    withheld = {name: "ne vous sont pas communiquées" in paper.text for name, paper in papers.items()}
    assert withheld == {name: name == "siege-rectorat" for name in papers}
    assert {name: paper.text.count("Conclusion de l'instruction") for name, paper in papers.items()} == {
        name: 1 if name == "siege-rectorat" else 2 for name in papers
    }
    told = {name: kept_out.reference in text(letter) for name, [letter] in letters(desk).items()}
    assert told == {name: name == "siege-rectorat" for name in told}
    assert other.reference not in text(letters(desk)["siege-rectorat"][0])


def test_somebody_without_a_seat_withholds_nothing_from_a_seat(desk: Desk) -> None:
    """Nobody knows whose papers to keep back: the minutes tell it."""
    keep_out(desk, waits(desk), name="Le vice-président")
    set_day(desk)
    send_convening(desk)

    assert all("ne vous sont pas communiquées" not in text(letter) for [letter] in letters(desk).values())


def test_what_left_since_is_not_on_it(desk: Desk) -> None:
    """Withdrawn before the convening; what became ready is."""
    left = waits(desk, name="Retiré")
    set_day(desk)
    form = WithdrawalForm(reference=left.reference, by="Mme Essai")
    withdraw(desk.session, form, at=SET[GROUP])
    waits(desk, name="Arrivé depuis")
    send_convening(desk)

    paper = agenda_of(desk, letters(desk)[SECRETARY][0])
    assert ("Retiré" in paper.text, "Arrivé depuis" in paper.text) == (False, True)


def test_each_body_is_convened_on_its_own(desk: Desk) -> None:
    """The commission reads what the working group said."""
    dossier = waits(desk)
    set_day(desk)
    send_convening(desk)
    sit(desk, {dossier.reference: "favourable"})
    set_day(desk, COMMISSION)
    send_convening(desk, COMMISSION)

    [_, letter] = letters(desk)["siege-region"]
    paper = agenda_of(desk, letter)
    assert "Avis rendus Favorable, groupe de travail Orientation du CREFOP, jeudi 18 juin 2026" in typed(paper.text)


def test_runs_at_once_convene_once(any_database: str) -> None:
    """The daily run and a deadline's own: one agenda is fixed, one letter goes to each."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        for _ in range(3):
            application(session, campaign, Status.examined)
        form = MeetingForm(session="ara-2026", stage=GROUP, on=date(2026, 6, 18), by="Mme Essai")
        set_meeting(session, form, at=SET[GROUP])

    failed = at_once(any_database, lambda session: convene(session, campaign, at=CONVENED[GROUP]), times=3)

    with transaction(any_database) as session:
        meeting = latest_meeting(session, campaign, GROUP)
        assert (failed, len(session.exec(select(Notice)).all())) == ([], 5)
        assert meeting is not None
        assert (meeting.convened_at, meeting.convene_at) == (CONVENED[GROUP], None)
