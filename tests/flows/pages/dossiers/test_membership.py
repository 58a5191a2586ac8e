"""The part « Adhésion » of the page of a dossier: dates, renewal, logo, texts signed, support, tax."""

from collections.abc import Iterator
from datetime import date

import pytest

from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Status
from tasks.intake.store import Store
from tasks.members.lasting.renew import renew
from tasks.members.lasting.support import record_action, record_attendance
from tasks.members.lasting.tax import note_tax_request
from tests.factories import application, campaign_with, paris, typed
from tests.flows.pages.visit import visit
from tests.support.mails import Desk
from tests.support.members import NAME, member, signed, text
from tests.tasks.members.lasting.lasting import YEARS, answer
from tests.tasks.members.lasting.test_support import action, attendance
from tests.tasks.members.lasting.test_tax import TAX, asked


@pytest.fixture
def desk(rows: str) -> Iterator[Desk]:
    """Give a desk of a region whose memberships last two years, and are renewed."""
    with transaction(rows) as session:
        yield Desk(session, campaign_with(session, {**YEARS, **TAX}), Store(Settings().store))


async def shown(desk: Desk) -> str:
    """The page of the first dossier, on one line."""
    desk.session.commit()
    page = await visit(f"/dossiers/{NAME}")
    return typed(" ".join(page.text.split()))


async def test_a_member_is_told_whole(desk: Desk) -> None:
    """What it signed, how long it lasts, what it answered, in what it took part, and that it asked for the tax."""
    joined = member(desk.session, desk.campaign, siret="99900001100018", ends_on=date(2028, 8, 31))
    signed(desk.session, joined, text(desk.session, desk.campaign), date(2026, 7, 18))
    renew(desk.session, answer(), at=paris("2028-06-20 10:00"))
    record_action(desk.session, action(), at=paris("2027-04-01 10:00"))
    record_attendance(desk.session, attendance((NAME, 3)), at=paris("2027-04-01 10:00"))
    note_tax_request(desk.session, asked(), at=paris("2026-11-12 10:00"))

    page = await shown(desk)

    assert "2 au registre" in page
    assert "renouvelle son adhésion, le mardi 20 juin 2028" in page
    assert "Cahier des charges du SPRO, version 1, le samedi 18 juillet 2026" in page
    assert "Accueillir sans rendez-vous, le mardi 9 mars 2027 : 3" in page
    assert "demandée pour 2027" in page
    assert "depuis le mardi 1er septembre 2026" in page


async def test_who_is_no_member_has_no_such_part(desk: Desk) -> None:
    """Nothing is said of what is not."""
    application(desk.session, desk.campaign, Status.under_examination)

    assert ">Adhésion</h2>" not in await shown(desk)
