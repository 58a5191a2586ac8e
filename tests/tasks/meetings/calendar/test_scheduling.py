"""The day on which a body meets: set in time for its members to be convened, before the effect, once."""

import json
from datetime import date

import pytest
from sqlmodel import col, func, select

from models.errors import Refusal
from models.forms.meetings import MeetingForm
from models.meetings.agenda import agenda
from models.meetings.meeting import Meeting
from models.sessions.campaign import Campaign, StageChange
from models.sessions.opening import stages
from models.storage.database import transaction
from models.vocabulary import StageName
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.meetings.recording.sitting import meeting_to_record
from tests.factories import campaign_with, paris, typed
from tests.support.bodies import COMMISSION, GROUP, MET, put_off, send_convening, set_day, sit, waits
from tests.support.mails import Desk
from tests.support.sittings import met
from tests.tasks.dossiers.test_at_once import at_once

JUNE = paris("2026-06-02 10:00")


def refused(desk: Desk, stage: StageName = GROUP, *, on: date, at: str = "2026-06-02 10:00", **said: str) -> str:
    """Return why a day is refused."""
    with pytest.raises(Refusal) as refusal:
        set_day(desk, stage, on=on, at=paris(at), **said)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("on", "convened"),
    [
        ("2026-06-18", "2026-06-12 09:00"),
        ("2026-06-17", "2026-06-12 09:00"),
        ("2026-06-16", "2026-06-11 09:00"),
        ("2026-06-22", "2026-06-17 09:00"),
        ("2026-07-20", "2026-07-15 09:00"),
        ("2026-07-19", "2026-07-13 09:00"),
    ],
)
def test_members_are_convened_five_days_before_on_a_business_day(desk: Desk, on: str, convened: str) -> None:
    """CRPA R133-8. The fifth day before Thursday 18 June is a Saturday, that before 19 July a holiday."""
    set_day(desk, on=date.fromisoformat(on), reason="Salle prise en juin", day_off="Journée des métiers")

    meeting = met(desk)
    assert (meeting.on, meeting.convene_at) == (date.fromisoformat(on), paris(convened))


def test_a_day_set_late_is_told_at_once(desk: Desk) -> None:
    """On Saturday 13 June, five days are still left before the 18th."""
    saturday = paris("2026-06-13 16:00")

    set_day(desk, at=saturday)

    assert met(desk).convene_at == saturday


@pytest.mark.parametrize(("at", "urgency"), [("2026-06-14 00:00", "Effectifs"), ("2026-06-02 10:00", None)])
def test_less_than_five_days_need_a_reason_that_is_kept(desk: Desk, at: str, urgency: str | None) -> None:
    """CRPA R133-8, except in urgent cases. Where the days are there, none is told."""
    set_day(desk, at=paris(at), urgency="Effectifs")

    assert met(desk).urgency == urgency


def test_less_than_five_days_without_a_reason_are_refused(desk: Desk) -> None:
    """With the mend."""
    assert refused(desk, on=date(2026, 6, 18), at="2026-06-14 00:00") == (
        "Jour de la séance « 18/06/2026 » : les membres doivent être convoqués au moins 5 jours avant ; choisissez un "
        "jour plus lointain, ou motivez l'urgence (article R. 133-8 du CRPA)."
    )


def test_a_day_that_is_past_is_refused(desk: Desk) -> None:
    """Minutes may say one afterwards; a convening cannot."""
    assert refused(desk, on=date(2026, 6, 1), urgency="Oui") == (
        "Jour de la séance « 01/06/2026 » : ce jour est passé ; indiquez un jour à venir."
    )


def test_a_body_meets_before_the_effect(desk: Desk) -> None:
    """The effective date is asked for, not guessed; its eve is still in time."""
    told = refused(desk, COMMISSION, on=date(2026, 9, 1))
    set_day(desk, COMMISSION, on=date(2026, 8, 31), reason="Salle prise en juillet")

    assert told == (
        "Jour de la séance « 01/09/2026 » : la prise d'effet des adhésions est fixée au 01/09/2026 et doit venir après "
        "la commission ; déplacez d'abord cette étape (reporter-echeance, étape « prise d'effet »)."
    )
    assert met(desk, COMMISSION).on == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("on", "hour", "starts"),
    [
        ("2026-06-18", None, "2026-06-18 14:00"),
        ("2026-06-18", "9h30", "2026-06-18 09:30"),
        ("2026-10-25", None, "2026-10-25 14:00"),
    ],
)
def test_it_starts_at_the_hour_of_the_region_unless_told(desk: Desk, on: str, hour: str | None, starts: str) -> None:
    """On the local clock, the day on which it changes included."""
    put_off(desk, date(2026, 12, 1), "effect", at=JUNE)
    put_off(desk, date(2026, 11, 5), COMMISSION, at=JUNE)

    set_day(desk, on=date.fromisoformat(on), hour=hour, reason="Grève", day_off="Grève")

    assert met(desk).starts_at == paris(starts)


def test_the_stage_ends_with_its_meeting(desk: Desk) -> None:
    """Until then it was its month; the former date is kept."""
    set_day(desk)

    stage = stages(desk.session, desk.campaign)[GROUP]
    change = desk.session.exec(select(StageChange)).one()
    assert (stage.meeting_on, stage.due_at) == (date(2026, 6, 18), paris("2026-06-19 00:00"))
    assert (change.former_due_at, change.reason) == (paris("2026-07-01 00:00"), "séance fixée")


def test_set_twice_is_set_once(desk: Desk) -> None:
    """What the form leaves out the second time stays as it was."""
    waits(desk)
    set_day(desk, hour="9:30", place="Salle B")
    send_convening(desk)

    set_day(desk, at=paris("2026-06-16 10:00"))

    meeting = met(desk)
    assert (meeting.number, meeting.revision, meeting.convene_at, meeting.place) == (1, 0, None, "Salle B")
    assert meeting.starts_at == paris("2026-06-18 09:30")


def test_another_hour_or_place_of_that_day_is_told_at_once(any_desk: Desk) -> None:
    """Members were convened in time: a change is no new delay, and no postponement."""
    set_day(any_desk, place="Salle B")
    send_convening(any_desk)
    eve = paris("2026-06-17 10:00")

    set_day(any_desk, at=eve, place="Salle C")

    meeting = met(any_desk)
    assert (meeting.revision, meeting.convene_at, meeting.place) == (1, eve, "Salle C")
    assert len(any_desk.session.exec(select(StageChange)).all()) == 1


def test_another_day_is_a_postponement(desk: Desk) -> None:
    """Which tells everyone concerned: this form does not."""
    set_day(desk)

    assert refused(desk, on=date(2026, 6, 25)) == (
        "Jour de la séance « 25/06/2026 » : une séance est fixée le 18/06/2026 ; pour la déplacer : reporter-echeance."
    )


def test_a_meeting_that_has_begun_is_ended_before_another_is_set(desk: Desk) -> None:
    """What it leaves goes to the next one only once somebody says that it is over."""
    first, _ = waits(desk), waits(desk)
    set_day(desk)
    sit(desk, {first.reference: "favourable"})

    assert refused(desk, on=date(2026, 6, 25), at="2026-06-19 10:00") == (
        "Jour de la séance « 25/06/2026 » : la séance du 18/06/2026 a commencé ; terminez-la d'abord (case « Clore la "
        "séance » de l'exécution qui attend)."
    )


def test_a_meeting_opened_by_hand_gets_its_day(any_desk: Desk) -> None:
    """Somebody looked at its form too early: it is the same meeting, and its agenda is in order of receipt again."""
    last = waits(any_desk, received_at=paris("2026-03-02 09:00"))
    meeting_to_record(any_desk.session, "ara-2026", GROUP, by="système", at=paris("2026-06-01 10:00"))
    first = waits(any_desk, received_at=paris("2026-02-10 09:00"))

    set_day(any_desk)
    send_convening(any_desk)

    meeting = met(any_desk)
    assert (meeting.number, meeting.on) == (1, date(2026, 6, 18))
    items = agenda(any_desk.session, meeting)
    assert [(item.application_id, item.page) for item in items] == [(first.id, None), (last.id, None)]


def test_after_a_meeting_the_next_one_has_what_it_left_in_that_order(any_desk: Desk) -> None:
    """With the rest that waits by then, by receipt."""
    first, second = waits(any_desk), waits(any_desk)
    set_day(any_desk)
    sit(any_desk, {first.reference: "favourable"}, is_over=True)

    set_day(any_desk, on=date(2026, 6, 25), at=paris("2026-06-19 10:00"))

    meeting = met(any_desk)
    assert (meeting.number, meeting.is_second) == (2, False)
    assert [item.application_id for item in agenda(any_desk.session, meeting)] == [second.id]


def test_after_a_missing_quorum_the_next_one_asks_for_none(desk: Desk) -> None:
    """CRPA R133-10: the same agenda, in the same order."""
    made = [waits(desk), waits(desk)]
    set_day(desk)
    sit(desk, present=("rectorat",))

    set_day(desk, on=date(2026, 6, 25), at=paris("2026-06-19 10:00"))

    meeting = met(desk)
    assert (meeting.number, meeting.is_second) == (2, True)
    assert [item.application_id for item in agenda(desk.session, meeting)] == [one.id for one in made]


def test_a_session_opened_before_its_region_named_seats_still_meets(desk: Desk) -> None:
    """As the database holds its region file, it has none: no quorum can be asked, and the secretary alone is told."""
    region = json.loads(desk.campaign.region)
    for body in region["bodies"].values():
        for name in ("members", "secretary", "quorum", "meets_at", "place"):
            del body[name]
    desk.campaign.region = json.dumps(region)
    dossier = waits(desk)
    set_day(desk)

    send_convening(desk)
    sit(desk, {dossier.reference: "favourable"}, present=())

    [letter] = desk.notices(kind="convening")
    assert letter.recipient == "instruction-spro@example.invalid"
    assert "Le fichier de région ne donne aucun membre à cette instance" in typed(letter.text)
    assert (met(desk).quorate, met(desk).closed_at) == (True, MET[GROUP])


def test_two_who_set_a_day_at_once_set_one(any_database: str) -> None:
    """The second waits, and finds it set."""
    with transaction(any_database) as session:
        campaign_with(session)
    form = MeetingForm(session="ara-2026", stage=GROUP, on=date(2026, 6, 18), by="Mme Essai")

    failed = at_once(any_database, lambda session: set_meeting(session, form, at=JUNE), times=4)

    with transaction(any_database) as session:
        meetings = session.exec(select(func.count()).select_from(Meeting)).one()
        changes = session.exec(select(func.count()).select_from(StageChange)).one()
        campaign = session.exec(select(Campaign).order_by(col(Campaign.id))).one()
        assert stages(session, campaign)[GROUP].revision == 1
    assert (failed, meetings, changes) == ([], 1, 1)
