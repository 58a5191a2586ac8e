"""What the secretary does as Prefect runs it: done whole, with its mails, or refused with nothing changed."""

from datetime import date
from typing import Any

import pytest
from prefect import get_client
from prefect.client.schemas.objects import State
from sqlmodel import col, select

from flows.acts.meetings import set_meeting
from flows.acts.sessions import postpone
from flows.acts.table import recuse, reorder
from flows.sessions.conduct import run_campaign
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.dossiers import PostponementForm
from models.forms.meetings import MeetingForm, OrderForm, RecusalForm
from models.meetings.agenda import agenda
from models.meetings.meeting import Meeting, Recusal
from models.storage.database import transaction
from models.vocabulary import Event, Status
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris, typed
from tests.flows.boards.artifacts import kept
from tests.support.bodies import CONVENED, DAYS, GROUP, SET

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect")]


def prepared(spro: Installation, number: int = 1) -> list[str]:
    """Have dossiers wait for the working group, and return their references."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        return [application(session, campaign, Status.examined).reference for _ in range(number)]


def setting(**fields: Any) -> MeetingForm:  # noqa: ANN401
    """Return a form that sets the meeting of the working group on 18 June."""
    row = {"session": "ara-2026", "stage": "groupe de travail", "on": DAYS[GROUP], "by": "Mme Essai", "confirmed": True}
    return MeetingForm.model_validate(row | fields)


def subjects(spro: Installation) -> list[str]:
    """Return the subjects of the mails that left, as typed."""
    return [typed(mail["Subject"]) for mail in spro.mails()]


async def named(state: State[Any]) -> tuple[str, list[str]]:
    """Return the name and the tags of the run that ended in a state."""
    assert state.state_details.flow_run_id
    async with get_client() as client:
        run = await client.read_flow_run(state.state_details.flow_run_id)
    return run.name, run.tags


async def test_a_day_is_set_and_the_run_says_so(spro: Installation) -> None:
    """Nobody is convened yet, members have the day at once; the board and what waits are up to date."""
    prepared(spro)

    state = await set_meeting(setting(), at=SET[GROUP], return_state=True)

    assert await named(state) == (
        "Session 2026 · groupe de travail, séance du 18/06/2026",
        ["ara-2026", "groupe de travail"],
    )
    assert "18 juin 2026" in await kept("tableau-de-bord-ara-2026")
    with transaction(spro.database) as session:
        assert session.exec(select(Meeting)).one().on == date(2026, 6, 18)
    assert [subject.partition(" :")[0] for subject in subjects(spro)] == ["Date à retenir"] * 4


async def test_whom_the_day_is_told_to_is_shown_first(spro: Installation) -> None:
    """Nothing is set, and nothing leaves, before somebody confirms it."""
    prepared(spro)

    await set_meeting(setting(confirmed=None), at=SET[GROUP])

    with transaction(spro.database) as session:
        assert session.exec(select(Meeting)).all() == []
    assert spro.mails() == []


async def test_members_are_convened_by_the_run_of_their_day(spro: Installation) -> None:
    """Five letters, with their files; however often it runs. What they answer comes back to us."""
    prepared(spro)
    await set_meeting(setting(), at=SET[GROUP])

    for _ in range(2):
        await run_campaign("ara-2026", at=CONVENED[GROUP])

    mails = [mail for mail in spro.mails() if mail["Subject"].startswith("Convocation")]
    assert sorted(str(mail["To"]) for mail in mails) == [
        "instruction-spro@example.invalid",
        "siege-draaf@example.invalid",
        "siege-prefecture@example.invalid",
        "siege-rectorat@example.invalid",
        "siege-region@example.invalid",
    ]
    assert {mail["Reply-To"] for mail in mails} == {None}
    carried = {str(mail["To"]): [part.get_filename() for part in mail.iter_attachments()] for mail in mails}
    dossier = ["ARA-2026-0001.pdf", "ARA-2026-0001.zip"]
    assert carried["siege-draaf@example.invalid"] == ["ordre-du-jour.pdf", "seance.ics", *dossier]
    assert carried["instruction-spro@example.invalid"] == ["ordre-du-jour.pdf", "seance.ics", "saisie.xlsx"]


async def test_at_short_notice_they_are_convened_at_once(spro: Installation) -> None:
    """By the run that sets the day."""
    prepared(spro)

    await set_meeting(setting(urgency="Effectifs."), at=paris("2026-06-16 10:00"))

    assert len([subject for subject in subjects(spro) if subject.startswith("Convocation")]) == 5


async def test_a_postponement_tells_members_and_applicants(spro: Installation) -> None:
    """Those who were convened at once, with the applicants."""
    prepared(spro)
    await set_meeting(setting(), at=SET[GROUP])
    await run_campaign("ara-2026", at=CONVENED[GROUP])

    form = PostponementForm(
        session="ara-2026", stage=GROUP, to=date(2026, 6, 25), reason="Grève", by="Mme Essai", confirmed=True
    )
    await postpone(form, at=paris("2026-06-15 10:00"))

    sent = [subject.partition(" :")[0] for subject in subjects(spro)]
    assert (sent.count("Séance déplacée"), len([one for one in sent if one.startswith("[ARA-2026-0001]")])) == (5, 1)


async def test_a_day_that_cannot_be_changes_nothing(spro: Installation) -> None:
    """The run fails, with the mend."""
    prepared(spro)

    with pytest.raises(Refusal, match="la prise d'effet des adhésions est fixée au 01/09/2026"):
        await set_meeting(setting(on=date(2026, 9, 15)), at=SET[GROUP])

    with transaction(spro.database) as session:
        assert session.exec(select(Meeting)).all() == []


async def test_a_recusal_is_recorded_and_nothing_leaves(spro: Installation) -> None:
    """Its papers are kept back from then on."""
    [reference] = prepared(spro)
    form = RecusalForm(references=[reference], member="rectorat", by="Mme Essai")

    assert await recuse(form, at=SET[GROUP]) == [reference]

    with transaction(spro.database) as session:
        found = session.exec(select(Recusal).order_by(col(Recusal.id))).all()
        assert [one.seat for one in found] == ["rectorat", "rectorat"]
    assert spro.mails() == []


async def test_an_order_is_changed_with_its_reason(spro: Installation) -> None:
    """On the agenda and in the journal."""
    references = prepared(spro, 2)
    await set_meeting(setting(), at=SET[GROUP])
    form = OrderForm(reference=references[1], stage=GROUP, position=1, reason="Un motif.", by="Mme Essai")

    assert await reorder(form, at=SET[GROUP]) == [references[1]]

    with transaction(spro.database) as session:
        items = agenda(session, session.exec(select(Meeting)).one())
        assert [item.moved_reason for item in items] == ["Un motif.", None]
        assert session.exec(select(JournalLine)).one().event is Event.reorder
