"""A year's report: validated, asked, reminded of, read in mails, corrected, summed up, presented (case 56)."""

from datetime import date
from email.message import EmailMessage
from io import BytesIO

import pytest
from openpyxl import load_workbook

from models.errors import Refusal
from models.forms.membership.territories import AttachmentForm
from models.storage.database import transaction
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.reasons import Reason
from tasks.sessions.reports.files import FORMS
from tasks.sessions.reports.overview import read_reports, read_summary
from tests.conftest import Installation
from tests.factories import campaign_with, paris, typed
from tests.flows.rehearsal.direct import Direct
from tests.notifications.documents.papers import read
from tests.story.sessions.happening import act, happen
from tests.support.members import member
from tests.tasks.sessions.reports.asked import RULES, opening, typed_in, validation, whole

PLACES = {"CIDFF du Forez": "42", "Cité des métiers": "42", "École de l'Ain": "01", "Mission locale de Bourg": "01"}
NAMES = [f"ARA-2026-000{number}" for number in range(1, 5)]


@pytest.fixture
def office(spro: Installation) -> Installation:
    """Give an installation with four members, in two territories."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session, RULES)
        for name in PLACES:
            member(session, campaign, name=name)
    attached = zip(NAMES, PLACES.values(), strict=True)
    happen(*(act(AttachmentForm(reference=one, place=at, by="DFOR"), at="2026-09-02 09:00") for one, at in attached))
    return spro


@pytest.fixture
def asked(office: Installation) -> Installation:
    """Give the same, once its report of 2026 is asked for."""
    happen(act(validation(), at="2026-12-10 10:00"), act(opening(), at="2027-01-11 10:00"))
    return office


def told(office: Installation, title: str) -> list[EmailMessage]:
    """Return the mails whose subject begins so."""
    return [mail for mail in office.mails() if typed(mail["Subject"]).startswith(title)]


def late(at: str) -> list[str]:
    """Return whose reports are late at an instant."""
    pending = read_waiting("ara-2026", at=paris(at)).pending
    return [item.name for one in pending if one.reason is Reason.report_late for item in one.first]


def answered(*people: int) -> None:
    """Have each member answer how many people it received."""
    values = [whole(number, number // 2, number // 2) for number in people]
    forms = (act(typed_in(name, said), at="2027-02-01 10:00") for name, said in zip(NAMES, values, strict=False))
    happen(*forms)


def tables() -> dict[str, dict[str, int | None]]:
    """Return what is published of the people who were received, by the title of its tables."""
    summary = read_reports(None).summary
    assert summary is not None
    found = [one for one in summary.tables if one.indicator == "Personnes accueillies"]
    return {one.title: {line.label: line.value for line in one.lines} for one in found}


def test_a_set_serves_once_the_crefop_has_validated_it(office: Installation) -> None:
    """A draft is refused, and nobody is written to; the letter cites the version."""
    with pytest.raises(Refusal, match="c'est un projet"):
        happen(Direct().record(opening(), at=paris("2027-01-11 10:00")))
    assert told(office, "Bilan d'activité") == []

    happen(act(validation(), at="2026-12-10 10:00"), act(opening(), at="2027-01-11 10:00"))

    mails = told(office, "Bilan d'activité 2026")
    assert [typed(mail["Subject"]) for mail in mails] == [
        "Bilan d'activité 2026 : à nous retourner au plus tard le dimanche 28 février 2027"
    ] * 4
    assert [one.get_filename() for one in mails[0].iter_attachments()] == ["bilan-2026-ADH-2026-0001.docx"]


def test_who_has_not_answered_is_reminded_then_late(asked: Installation) -> None:
    """Fifteen and five days before; whoever answered is left in peace, and the others are on the board."""
    answered(40, 30, 20)

    happen(*(Direct().run(None, at=paris(f"2027-02-{day} 09:00")) for day in (13, 23)))

    assert len(told(asked, "Rappel : bilan d'activité 2026")) == 2
    assert (late("2027-02-28 12:00"), late("2027-03-01 12:00")) == ([], ["Mission locale de Bourg"])


def test_small_counts_are_published_nowhere(asked: Installation) -> None:
    """Three people in a territory: neither they, nor what would give them by subtraction, page or file."""
    answered(40, 30, 2, 1)

    assert tables()["Total de la région"] == {"2026": 73}
    assert tables()["Par territoire"] == {"Ain": None, "Loire": None}
    summary = read_summary(1)
    assert summary is not None
    sheet = load_workbook(BytesIO(FORMS["xlsx"](summary))).worksheets[0]
    values = [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [one for one in values if isinstance(one, int) and one < 5] == []
    paper = read(FORMS["pdf"](summary))
    assert "Synthèse régionale du bilan d'activité 2026" in paper.text
    assert "Ain non publié Loire non publié" in paper.text


def test_a_correction_is_counted(asked: Installation) -> None:
    """What was typed wrong is put right, with a reason."""
    answered(40, 30, 20, 10)

    happen(act(typed_in(NAMES[0], whole(50, 25, 25), "Mois oublié."), at="2027-02-02 10:00"))

    assert tables()["Total de la région"] == {"2026": 110}
    assert tables()["Par territoire"] == {"Ain": 30, "Loire": 80}
    assert tables()["Par sexe"] == {"femmes": 55, "hommes": 55}


def test_a_year_is_compared_with_those_before(asked: Installation) -> None:
    """By the same set, whatever its version."""
    answered(40, 30, 20, 10)

    happen(
        act(opening(year=2027, due=date(2028, 2, 29)), at="2028-01-10 10:00"),
        act(typed_in(NAMES[0], whole(60, 30, 30)).model_copy(update={"year": 2027}), at="2028-02-01 10:00"),
    )

    assert tables()["Total de la région"] == {"2027": 60, "2026": 100}
