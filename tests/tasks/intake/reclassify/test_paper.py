"""A paper typed wrong: its dossier is judged anew, its applicant reads what holds, and what was typed first is kept."""

from datetime import date

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.mending import Entry
from models.vocabulary import NoticeStatus, PieceState, Status
from tasks.acts.entries import correct_entry
from tasks.dossiers.paper import record_paper
from tasks.sessions.daily import acknowledge
from tests.factories import application, paris, typed
from tests.support.arrivals import letter
from tests.support.forms import correction
from tests.support.mails import Desk

AFTER, LATER, MORNING = paris("2026-05-05 10:00"), paris("2026-05-05 15:00"), paris("2026-05-06 09:00")


def recorded(desk: Desk, postmark: str) -> Application:
    """Return the dossier of a letter with a postmark, whose notices have left."""
    [made] = record_paper(desk.session, letter(postmark), at=AFTER)
    desk.session.flush()
    for notice in desk.notices(made):
        notice.status, notice.sent_at, notice.due_at = NoticeStatus.sent, AFTER, None
        desk.session.add(notice)
    desk.session.flush()
    return made


def corrected(desk: Desk, made: Application, **fields: object) -> Application:
    """Correct a paper, twice as a run that is made again would, and return its dossier."""
    for _ in range(2):
        correct_entry(desk.session, correction(made, Entry.paper, **fields), at=LATER)
    desk.session.flush()
    desk.session.refresh(made)
    return made


def told(desk: Desk, made: Application, kind: str) -> str:
    """Return the latest notice of a kind, on one line."""
    return typed(desk.notices(made, kind=kind)[-1].text)


def test_a_letter_posted_in_time_after_all_is_put_among_those_in_time(desk: Desk) -> None:
    """Told once, with the letter that is void; the acknowledgement follows."""
    made = corrected(desk, recorded(desk, "2026-04-30"), postmark=date(2026, 4, 28))

    assert (made.status, desk.kinds(made)) == (Status.registered, ["registration", "late", "corrected"])
    text = told(desk, made, "corrected")
    assert "le cachet de la poste est du mardi 28 avril 2026" in text
    assert "- Dépôt hors délai, le mardi 5 mai 2026" in text
    assert acknowledge(desk.session, desk.campaign, at=MORNING) == 1


def test_a_letter_posted_late_after_all_is_late(desk: Desk) -> None:
    """Its letter says so; both versions are in the journal."""
    made = corrected(desk, recorded(desk, "2026-04-28"), postmark=date(2026, 4, 30))

    assert (made.status, desk.kinds(made)) == (Status.late, ["registration", "late"])
    [said] = desk.session.exec(select(JournalLine.reason).where(JournalLine.event == "correct"))
    assert said is not None
    assert "cachet du 30/04/2026" in said
    assert "cachet du 28/04/2026" in said.partition("au lieu de")[2]
    assert acknowledge(desk.session, desk.campaign, at=MORNING) == 0


def test_the_day_of_its_receipt_gives_the_place_and_the_record_keeps_the_first(desk: Desk) -> None:
    """What was recorded of its arrival is sealed as it was."""
    made = corrected(desk, recorded(desk, "2026-04-28"), received_on=date(2026, 5, 4))

    [deposit] = desk.deposits()
    assert (deposit.received_at, deposit.arrived_at) == (AFTER, paris("2026-05-04 10:00"))
    assert made.received_at == deposit.arrived_at


def test_pieces_that_were_not_there_are_missing_again(desk: Desk) -> None:
    """Under examination, it is incomplete, and its applicant reads what it lacks."""
    made = recorded(desk, "2026-04-28")
    acknowledge(desk.session, desk.campaign, at=MORNING)

    corrected(desk, made, pieces=["dossier"])

    assert (made.status, desk.pieces(made)["annexe-1"]) == (Status.incomplete, PieceState.missing)
    assert "Annexe 1" in told(desk, made, "corrected")


def test_what_is_examined_is_not_late_any_more(desk: Desk) -> None:
    """Nothing is done then: a person carries it over, if it must be."""
    made = recorded(desk, "2026-04-28")
    acknowledge(desk.session, desk.campaign, at=MORNING)
    desk.session.refresh(made)

    with pytest.raises(Refusal, match="son instruction a commencé"):
        correct_entry(desk.session, correction(made, Entry.paper, postmark=date(2026, 4, 30)), at=LATER)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"postmark": date(2026, 5, 6)}, "postérieur à la réception"),
        ({"received_on": date(2026, 5, 7)}, "ce jour est à venir"),
        ({"pieces": ["annexe-99"]}, "inconnue ; pièces de la région"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, fields: dict[str, object], said: str) -> None:
    """As it is where a paper is recorded."""
    made = recorded(desk, "2026-04-28")

    with pytest.raises(Refusal, match=said):
        correct_entry(desk.session, correction(made, Entry.paper, **fields), at=LATER)


def test_a_dossier_without_a_paper_has_none_to_correct(desk: Desk) -> None:
    """What a mail server stamped is corrected by nobody."""
    made = application(desk.session, desk.campaign)

    with pytest.raises(Refusal, match="aucun papier n'y est enregistré"):
        correct_entry(desk.session, correction(made, Entry.paper, received_on=date(2026, 2, 9)), at=LATER)
