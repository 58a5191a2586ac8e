"""The page of those who have a link and no account: what it opens, what it journals, and that it tells nothing else."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from models.dossiers.application import Application
from models.dossiers.handling import DossierLink
from models.dossiers.journal import JournalLine
from models.meetings.meeting import AgendaItem, Meeting, Recusal
from models.notices import Notice
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Event, Status
from tasks.dossiers.advice.record import record_advice
from tasks.dossiers.in_hand.links import issue
from tasks.intake.store import Store
from tests.factories import application, campaign_with
from tests.flows.pages.visit import visit
from tests.tasks.dossiers.advice.asking import consult, given
from tests.tasks.dossiers.in_hand.pieces import came
from tests.tasks.reading.files.samples import pdf

NOW = datetime.now(UTC)
ENDED = NOW - timedelta(days=1)


@pytest.fixture
def member(rows: str) -> str:
    """Give the address of a member's link to a meeting of two dossiers; a third is on no agenda."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        first, second, _ = (application(session, campaign, Status.examined, name=f"Organisme {n}") for n in "123")
        meeting = Meeting(campaign_id=campaign.id or 0, stage="working_group", number=1, set_by="M.", set_at=NOW)
        session.add(meeting)
        session.flush()
        for place, dossier in enumerate((first, second), start=1):
            came(session, Store(Settings().store), dossier, "dossier", pdf(f"Contenu {place}"))
            item = AgendaItem(meeting_id=meeting.id or 0, application_id=dossier.id or 0, position=place)
            session.add(item)
        link = DossierLink(holder="Rectorat", meeting_id=meeting.id, seat="rectorat", issued_at=NOW)
        return issue(session, link, at_address="/spro/remise")


def handed(rows: str) -> list[tuple[str, str, str | None]]:
    """Return what the journal holds of dossiers handed over: which, by whom, how."""
    with transaction(rows) as session:
        lines = select(Application.reference, JournalLine.by, JournalLine.reason).join(Application)
        return list(session.exec(lines.where(JournalLine.event == Event.hand).order_by(col(JournalLine.id))))


def close(rows: str) -> None:
    """Have the minutes of the meeting closed."""
    with transaction(rows) as session:
        session.exec(select(Meeting)).one().closed_at = NOW


async def test_a_member_sees_the_agenda_and_nothing_of_the_console(rows: str, member: str) -> None:
    """Two dossiers, with both of their files; no menu, and seeing the page is no use of a dossier."""
    page = await visit(member)

    assert page.status_code == 200
    shown = [word in page.text for word in ("Rectorat", "Organisme 1", "Organisme 2", "Organisme 3")]
    assert shown == [True, True, True, False]
    links = [f'<a href="{member}/ARA-2026-000{n}.{suffix}"' for n in (1, 2) for suffix in ("pdf", "zip")]
    assert [link in page.text for link in links] == [True] * 4
    assert ["<nav" in page.text, "/spro/dossiers" in page.text, "/deployments" in page.text] == [False] * 3
    assert page.headers["cache-control"] == "no-store"
    assert handed(rows) == []


async def test_each_file_is_taken_and_journalled(rows: str, member: str) -> None:
    """Who and when: the journal of the dossier, and no other."""
    pdf_file, archive = await visit(f"{member}/ARA-2026-0002.pdf"), await visit(f"{member}/ARA-2026-0002.zip")

    assert "Contenu 2" in PdfReader(BytesIO(pdf_file.content)).pages[-1].extract_text()
    assert pdf_file.headers["content-disposition"].startswith('attachment; filename="ARA-2026-0002.pdf"')
    assert (archive.headers["content-type"], archive.content[:4]) == ("application/zip", b"PK\x03\x04")
    assert handed(rows) == [
        ("ARA-2026-0002", "Rectorat", "ARA-2026-0002.pdf, téléchargé par un lien"),
        ("ARA-2026-0002", "Rectorat", "ARA-2026-0002.zip, téléchargé par un lien"),
    ]


async def test_who_keeps_out_since_then_is_shown_nothing_of_it(rows: str, member: str) -> None:
    """At once, whatever the mail said."""
    with transaction(rows) as session:
        session.add(
            Recusal(
                application_id=1,
                body="gt_orientation",
                member="Rectorat",
                seat="rectorat",
                by="Mme Essai",
                declared_at=NOW,
            )
        )

    page, file = await visit(member), await visit(f"{member}/ARA-2026-0001.pdf")

    assert ("Organisme 1" in page.text, "Organisme 2" in page.text, file.status_code) == (False, True, 404)
    assert handed(rows) == []


@pytest.mark.parametrize("path", ["", "/ARA-2026-0001.pdf", "/ARA-2026-0001.zip"])
async def test_it_ends_when_the_minutes_are_closed(rows: str, member: str, path: str) -> None:
    """The page of an ended link is that of none."""
    close(rows)

    ended, none = await visit(f"{member}{path}"), await visit(f"/spro/remise/inconnu{path}")

    assert (ended.status_code, ended.text) == (none.status_code, none.text)
    assert (ended.status_code, "<h1>Ce lien n'est pas valable</h1>" in ended.text) == (404, True)


@pytest.mark.parametrize(
    "path",
    ["/ARA-2026-0003.pdf", "/ARA-2026-0009.pdf", "/ARA-2026-0001.exe", "/ARA-2026-0001", "/..%2F..%2Fdossiers", "/a/b"],
)
async def test_a_link_opens_nothing_else(rows: str, member: str, path: str) -> None:
    """Neither a dossier that is on no agenda nor another page: the same answer for all."""
    answer, none = await visit(f"{member}{path}"), await visit("/spro/remise/inconnu")

    assert (answer.status_code, answer.text) == (404, none.text)
    assert handed(rows) == []


@pytest.mark.parametrize(("ends_at", "status"), [(NOW + timedelta(days=1), 200), (ENDED, 404), (None, 404)])
async def test_the_link_of_one_dossier_ends_with_a_day(rows: str, ends_at: datetime | None, status: int) -> None:
    """It opens that dossier, and no other."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        dossier, _ = (application(session, campaign, name=f"Organisme {n}") for n in "12")
        link = DossierLink(holder="DFOR", application_id=dossier.id, issued_at=ENDED, ends_at=ends_at)
        address = issue(session, link, at_address="/spro/remise")

    page = await visit(address)

    assert (page.status_code, "Organisme 1" in page.text, "Organisme 2" in page.text) == (status, status == 200, False)
    assert (await visit(f"{address}/ARA-2026-0001.zip")).status_code == status
    assert (await visit(f"{address}/ARA-2026-0002.zip")).status_code == 404


async def test_the_link_of_an_advice_ends_with_its_request(rows: str) -> None:
    """It opens nothing but what was chosen, and nothing once the advice is given."""
    with transaction(rows) as session:
        dossier = application(session, campaign_with(session), Status.under_examination)
        consult(session, dossier, pieces=["annexe-1"])
        [address] = re.findall(
            r'"https://spro.region.example(/spro/remise/[^"]+)"', session.exec(select(Notice.html)).one()
        )
    before = await visit(address)
    with transaction(rows) as session:
        record_advice(session, given(dossier), at=NOW)

    after = await visit(address)

    assert (before.status_code, "dès que votre avis est rendu" in before.text) == (200, True)
    assert after.status_code == 404
