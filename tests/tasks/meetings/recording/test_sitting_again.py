"""A sitting recorded twice is recorded once, by two at once too; in other words, it is refused."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from models.dossiers.application import Application, Decision, Opinion
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.dossiers import ExaminationForm
from models.forms.meetings import SittingForm
from models.meetings.meeting import AgendaItem, Meeting
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import OpinionSense, StageName, Status
from tasks.decisions.record import examine
from tasks.meetings.recording.sitting import meeting_to_record, record_sitting
from tests.factories import application, campaign_with, paris
from tests.support.bodies import COMMISSION, GROUP, MET, set_day, sit, waits
from tests.support.mails import Desk
from tests.support.sittings import met, refused, said_line
from tests.tasks.dossiers.test_at_once import at_once, counted

WRITTEN = (Opinion, Decision, JournalLine, Meeting, AgendaItem, Notice)


def form(stage: StageName, references: Sequence[str], **more: object) -> SittingForm:
    """Return what was said in favour of some dossiers, by two members."""
    sense = "favourable" if stage == GROUP else "accepted"
    row = {
        "session": "ara-2026",
        "stage": stage,
        "present": ["rectorat", "draaf"],
        "signatory": {"name": "Camille Essai", "capacity": "Présidente"},
        "lines": [{"reference": reference, "sense": sense} for reference in references],
        "by": "M. Essai",
    }
    return SittingForm.model_validate(row | more)


def rows(desk: Desk) -> list[int]:
    """Return how much is written."""
    desk.session.flush()
    return [len(desk.session.exec(select(table)).all()) for table in WRITTEN]


@pytest.mark.parametrize("stage", [GROUP, COMMISSION])
@pytest.mark.parametrize("is_over", [False, True])
def test_twice_is_once(desk: Desk, stage: StageName, is_over: bool) -> None:  # noqa: FBT001
    """A form that was sent, then sent again, of a meeting that it ended or not."""
    made = [waits(desk, stage) for _ in range(3)]
    set_day(desk, stage)
    said = form(stage, [one.reference for one in made[:2]], is_over=is_over)

    record_sitting(desk.session, said, at=MET[stage])
    before = rows(desk)
    again = record_sitting(desk.session, said, at=MET[stage])

    assert (rows(desk), [one.reference for one in again]) == (before, said.dossiers)


def test_who_was_there_is_told_again_in_any_order(any_desk: Desk) -> None:
    """By whatever name; nobody else."""
    waits(any_desk)
    set_day(any_desk)
    sit(any_desk, present=("rectorat", "draaf"))

    sit(any_desk, present=("draaf", "Région académique (rectorat)"))

    assert refused(any_desk, present=("rectorat",)) == (
        "Présents « Région académique (rectorat) » : la présence est déjà enregistrée : Région académique (rectorat), "
        "Direction régionale de l'alimentation, de l'agriculture et de la forêt."
    )


@pytest.mark.parametrize("more", [{}, {"is_over": True}, {"present": ()}, {"present": ("rectorat",)}])
def test_a_meeting_that_is_over_ends_once(desk: Desk, more: dict[str, object]) -> None:
    """With or without a quorum: no other meeting is held for it, nor are its minutes sent twice."""
    waits(desk)
    set_day(desk)
    said = form(GROUP, [], **({"present": ["rectorat", "draaf"], "is_over": True} | more))

    for _ in range(2):
        record_sitting(desk.session, said, at=MET[GROUP])

    assert [len(desk.session.exec(select(Meeting)).all()), len(desk.notices(kind="minutes"))] == [1, 1]


def test_a_former_meeting_told_again_is_not_taken_for_the_next_one(any_desk: Desk) -> None:
    """A page left open, sent once the next meeting was set."""
    first, _ = waits(any_desk), waits(any_desk)
    set_day(any_desk)
    said = form(GROUP, [first.reference], is_over=True)
    record_sitting(any_desk.session, said, at=MET[GROUP])
    set_day(any_desk, on=date(2026, 6, 25), at=paris("2026-06-19 10:00"))
    before = rows(any_desk)

    record_sitting(any_desk.session, said, at=paris("2026-06-19 11:00"))

    assert (rows(any_desk), met(any_desk).number, met(any_desk).present) == (before, 2, None)


@pytest.mark.parametrize(
    ("sense", "more", "told"),
    [
        ("unfavourable", {"reasons": "Article 3."}, "il est déjà « étudié » : cette saisie dit autre chose."),
        ("favourable", {"reasons": "Article 3."}, "il est déjà « étudié » : cette saisie dit autre chose."),
        (
            "favourable",
            {"dissent": "Un membre."},
            "il est déjà enregistré, avec d'autres déports, un autre partage ou",
        ),
        ("favourable", {"tied": True}, "il est déjà enregistré, avec d'autres déports, un autre partage ou"),
        (
            "favourable",
            {"recused": ["rectorat"]},
            "il est déjà enregistré, avec d'autres déports, un autre partage ou",
        ),
    ],
)
def test_in_other_words_it_is_refused(desk: Desk, sense: str, more: dict[str, object], told: str) -> None:
    """Sense, reasons, dissent, recusals: the minutes would no longer say what was said."""
    dossier, _ = waits(desk), waits(desk)
    set_day(desk)
    sit(desk, {dossier.reference: "favourable"})

    assert told in refused(desk, lines=[said_line(dossier, sense, **more)])


def test_what_is_new_is_recorded_beside_what_is_known(desk: Desk) -> None:
    """A spreadsheet imported again once it was filled in further."""
    first, second = waits(desk), waits(desk)
    set_day(desk)
    sit(desk, {first.reference: "favourable"})

    sit(desk, {first.reference: "favourable", second.reference: "favourable"})

    assert [len(desk.session.exec(select(Opinion)).all()), second.status] == [2, Status.studied]


def test_what_another_session_recorded_holds_no_meeting_here(desk: Desk) -> None:
    """Studied a year before, told again in the same words: nothing is to be recorded, and nothing is."""
    dossier = waits(desk, COMMISSION)

    sit(desk, {dossier.reference: "favourable"}, present=None)

    assert desk.session.exec(select(Meeting)).all() == []


def test_a_dossier_that_comes_back_is_spoken_of_again(any_desk: Desk) -> None:
    """Asked for complements after its opinion, then examined, while others still waited for the same meeting."""
    dossier, _ = waits(any_desk), waits(any_desk)
    sit(any_desk, {dossier.reference: "unfavourable"})
    dossier.status = Status.under_examination
    finding = ExaminationForm.model_validate(
        {"references": [dossier.reference], "finding": "favourable", "by": "Mme Essai"}
    )
    examine(any_desk.session, finding, at=paris("2026-06-22 10:00"))

    sit(any_desk, {dossier.reference: "favourable"}, at=paris("2026-06-25 16:00"))

    of_it = select(Opinion).where(Opinion.application_id == dossier.id).order_by(col(Opinion.id))
    opinions = [one.opinion for one in any_desk.session.exec(of_it)]
    assert opinions[-2:] == [OpinionSense.unfavourable, OpinionSense.favourable]
    assert met(any_desk).number == 1


@pytest.mark.parametrize("stage", [GROUP, COMMISSION])
def test_a_page_sent_by_two_at_once_is_recorded_once(any_database: str, stage: StageName) -> None:
    """Two tabs, two workers: the second waits, and finds it recorded."""
    with transaction(any_database) as session:
        campaign, status = campaign_with(session), Status.examined if stage == GROUP else Status.studied
        said = form(stage, [application(session, campaign, status).reference for _ in range(3)])

    failed = at_once(any_database, lambda session: record_sitting(session, said, at=MET[stage]), times=3)

    letters = 1 if stage == GROUP else 4  # the minutes, and a decision for each
    assert (failed, counted(any_database, Meeting, AgendaItem, Notice)) == ([], [1, 3, letters])


def test_two_who_say_different_things_at_once(any_database: str) -> None:
    """The first is recorded whole; the second is told, and changes nothing."""
    with transaction(any_database) as session:
        references = [application(session, campaign_with(session), Status.examined).reference]
    against = [{"reference": references[0], "sense": "unfavourable", "reasons": "Article 3."}]
    forms = [form(GROUP, references), form(GROUP, references, lines=against)]

    failed = at_once(any_database, lambda session: record_sitting(session, forms.pop(), at=MET[GROUP]))

    assert [type(error) for error in failed] == [Refusal]
    assert counted(any_database, Meeting, Opinion, JournalLine) == [1, 1, 1]


def test_a_form_opened_by_two_at_once_has_one_agenda(any_database: str) -> None:
    """A gate that was started twice."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        for _ in range(30):
            application(session, campaign, Status.examined)

    failed = at_once(
        any_database,
        lambda session: meeting_to_record(session, "ara-2026", GROUP, by="système", at=MET[GROUP]),
        times=3,
    )

    with transaction(any_database) as session:
        pages = [item.page for item in session.exec(select(AgendaItem).order_by(col(AgendaItem.position)))]
    assert (failed, counted(any_database, Meeting), pages) == ([], [1], [1] * 25 + [2] * 5)


@pytest.mark.parametrize("stage", [GROUP, COMMISSION])
def test_more_dossiers_are_no_more_look_ups(desk: Desk, stage: StageName) -> None:
    """Three hundred are recorded in about a second: what is asked of the database does not grow with them."""
    asked: list[int] = []
    for number in (3, 3, 12):
        made: list[Application] = [waits(desk, stage) for _ in range(number)]
        said = form(stage, [one.reference for one in made])
        statements: list[str] = []
        connection = desk.session.connection()

        def note(*told: object, statements: list[str] = statements) -> None:
            statements.append(str(told[2]))

        event.listen(connection, "before_cursor_execute", note)
        record_sitting(desk.session, said, at=MET[stage])
        event.remove(connection, "before_cursor_execute", note)
        asked.append(sum(statement.startswith("SELECT") for statement in statements))

    assert asked[2] == asked[1]
