"""A candidacy remembers the versions of the texts that it was made against: on its page, and in the bodies' papers."""

from datetime import date

from sqlmodel import select

from models.dossiers.application import Application
from models.meetings.agenda import waiting
from models.members.texts.text import DocumentStatus
from models.members.texts.versions import keep_texts, texts_of_dossiers
from models.region.policies.membership import TextKey
from tasks.meetings.calendar.papers import agenda_document
from tests.factories import paris
from tests.support.bodies import GROUP, send_convening, set_day, waits
from tests.support.mails import Desk, compose, said, siret
from tests.support.members import text
from tests.support.sittings import met

FIRST = ("cahier des charges, version 1", "convention État-Région, version 7")


def texts(desk: Desk) -> None:
    """Have a cahier des charges that another replaces on 20 April, a convention, and a draft."""
    former = text(desk.session, desk.campaign, "1", DocumentStatus.superseded)
    former.in_force_from, former.superseded_on = date(2025, 1, 1), date(2026, 4, 20)
    text(desk.session, desk.campaign, "2").in_force_from = date(2026, 4, 20)
    text(desk.session, desk.campaign, "3", DocumentStatus.draft)
    text(desk.session, desk.campaign, "7", document=TextKey.convention).in_force_from = date(2025, 1, 1)
    desk.session.flush()


def test_a_dossier_keeps_what_was_in_force_on_the_day_of_its_receipt(desk: Desk) -> None:
    """However late it is sorted; one that comes after is made against the next version."""
    texts(desk)
    for n, received in enumerate(("2026-04-19 23:59", "2026-04-20 00:00"), start=1):
        mail = compose(said(f"Organisme {n}", siret=siret(n)), sender=f"contact@org{n}.example", received=received)
        desk.register(mail, at=paris("2026-04-21 09:00"))

    found = texts_of_dossiers(desk.session, [i or 0 for i in desk.session.exec(select(Application.id))])

    assert found == {1: FIRST, 2: ("cahier des charges, version 2", FIRST[1])}


def test_the_bodies_read_it(desk: Desk) -> None:
    """On the page of the dossier in the agenda; where no text was recorded, nothing is said."""
    texts(desk)
    with_texts, without = waits(desk), waits(desk, name="Cité des métiers")
    keep_texts(desk.session, desk.campaign.rules, with_texts.id or 0, date(2026, 4, 15))
    set_day(desk)
    send_convening(desk)
    meeting = met(desk, GROUP)

    found = agenda_document(desk.session, desk.campaign, meeting, waiting(desk.session, meeting)).items

    assert {one.reference: one.texts for one in found} == {with_texts.reference: FIRST, without.reference: ()}
