"""The programme of support: actions, and counts of people by structure; nobody's name, ever."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from models.errors import Refusal
from models.forms.membership.lasting import AttendanceForm, SupportActionForm
from models.members.support import Attendance, SupportAction, attended_by, figures_of
from tasks.members.lasting.support import record_action, record_attendance
from tests.conftest import Installation
from tests.factories import campaign_with, desk_file, paris
from tests.support.members import BY, NAME, member

AT = paris("2027-04-01 10:00")


def action(**fields: object) -> SupportActionForm:
    """Return a form that records an action of March 2027."""
    row = {"session": "ara-2026", "code": "2027-03", "title": "Accueillir sans rendez-vous", "held_on": "2027-03-09"}
    said = {"operator": "Carif-Oref", "audience": "personnels d'accueil", "by": BY}
    return SupportActionForm.model_validate(row | said | fields)


def attendance(*lines: tuple[str, int], **fields: object) -> AttendanceForm:
    """Return a form that records who took part in it."""
    typed = [{"member": name, "people": people} for name, people in lines]
    return AttendanceForm.model_validate(
        {"session": "ara-2026", "action": "2027-03", "lines": typed, "by": BY} | fields
    )


def test_an_action_may_be_corrected(session: Session) -> None:
    """By its code."""
    campaign_with(session)

    record_action(session, action(), at=AT)
    record_action(session, action(title="Accueillir"), at=AT)

    assert [one.title for one in session.exec(select(SupportAction))] == ["Accueillir"]


def test_people_are_counted_by_structure(session: Session) -> None:
    """And added up; a later count takes the place of the former."""
    campaign = campaign_with(session)
    joined = member(session, campaign)
    other = member(session, campaign, name="MJC", dossier=False)
    record_action(session, action(), at=AT)

    for people in (2, 3, 3):
        record_attendance(session, attendance((NAME, people), (other.number, 4)), at=AT)

    assert [one.people for one in attended_by(session, joined.organisation_id)] == [3]
    assert figures_of(session, campaign.rules, 2027) == (1, 2, 7)
    assert figures_of(session, campaign.rules, 2026) == (0, 0, 0)


@pytest.mark.parametrize("separator", [";", ","])
def test_a_table_of_a_desk_is_read(spro: Installation, session: Session, separator: str) -> None:
    """By its two columns; by SIRET too, which a spreadsheet may write with spaces. What else it holds is not kept."""
    del spro
    campaign = campaign_with(session)
    member(session, campaign, siret="99900001100018")
    record_action(session, action(), at=AT)
    lines = ["Membre;Participants;Noms", "SIRET 999 000 011 00018;5;Mme Essai", ";;"]
    file = desk_file(session, "\n".join(lines).replace(";", separator).encode("utf-8-sig"), "participation.csv")

    record_attendance(session, attendance(file=file), at=AT)

    assert [one.people for one in session.exec(select(Attendance))] == [5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nom;Prénom\nEssai;Camille", "sa première ligne porte deux titres : membre ; participants"),
        ("membre;participants\nARA-2026-0001;deux", "ligne 2 .*« ARA-2026-0001 », deux"),
        ("membre;participants\nARA-2026-0001;-2", "ligne 2 .*-2"),
        ("membre;participants\nARA-2026-0009;2\n99900001100018;3", "ligne 2 .*ligne 3"),
    ],
)
def test_one_wrong_line_and_nothing_is_recorded(spro: Installation, session: Session, text: str, said: str) -> None:
    """The refusal says which, and what a line holds."""
    del spro
    campaign = campaign_with(session)
    member(session, campaign)
    record_action(session, action(), at=AT)

    with pytest.raises(Refusal, match=said):
        record_attendance(session, attendance(file=desk_file(session, text.encode(), "p.csv")), at=AT)
    assert session.exec(select(Attendance)).all() == []


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8", "utf-8-sig"])
def test_a_table_is_read_however_a_spreadsheet_writes_accents(
    spro: Installation, session: Session, encoding: str
) -> None:
    """« ANSI » and « Unicode » too: a refusal quotes its lines as they stand."""
    del spro
    campaign_with(session)
    record_action(session, action(), at=AT)
    file = desk_file(session, "membre;participants\nCité des métiers;2".encode(encoding), "p.csv")

    with pytest.raises(Refusal, match=r"ligne 2 .*« Cité des métiers », 2"):
        record_attendance(session, attendance(file=file), at=AT)


def test_an_action_that_is_not_known_or_not_held_yet_is_refused(session: Session) -> None:
    """Nobody took part in it."""
    member(session, campaign_with(session))

    with pytest.raises(Refusal, match="aucune action n'est enregistrée sous ce code"):
        record_attendance(session, attendance((NAME, 2)), at=AT)
    record_action(session, action(held_on=date(2027, 5, 1)), at=AT)
    with pytest.raises(Refusal, match="elle n'a lieu que le 01/05/2027"):
        record_attendance(session, attendance((NAME, 2)), at=AT)


def test_lines_or_a_table() -> None:
    """One of the two."""
    with pytest.raises(ValidationError, match="donnez des lignes, ou un tableau"):
        attendance()
