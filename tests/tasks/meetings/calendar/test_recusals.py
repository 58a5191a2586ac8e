"""An order changed with a reason, and members who keep out of a dossier."""

from collections.abc import Sequence

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.meetings import RecusalForm
from models.meetings.agenda import agenda, latest_meeting
from models.meetings.meeting import Meeting, Recusal
from models.meetings.recusals import body_of, named, seat_of
from models.region.model import Region
from models.region.parts import Body, Member
from models.storage.database import transaction
from models.vocabulary import Event, Status
from tasks.meetings.calendar.recusals import recuse
from tests.factories import application, campaign_with, paris
from tests.support.bodies import COMMISSION, GROUP, SET, keep_out, move, send_convening, set_day, sit, waits
from tests.support.incomplete import lines
from tests.support.mails import Desk
from tests.tasks.dossiers.test_at_once import at_once, counted

BODY = Body(
    label="commission",
    kind="validation",
    convening_days=5,
    members={"rectorat": Member(label="Région académique (rectorat)", email="siege@example.invalid")},
)


def order(desk: Desk) -> list[int]:
    """Return the dossiers of the working group's meeting, in order."""
    meeting = latest_meeting(desk.session, desk.campaign, GROUP)
    assert meeting is not None
    return [item.application_id for item in agenda(desk.session, meeting)]


def declared(desk: Desk, dossier: Application) -> list[tuple[str, str, str | None]]:
    """Return the recusals on a dossier: of which body, who, and which seat."""
    of_dossier = select(Recusal).where(Recusal.application_id == dossier.id).order_by(col(Recusal.id))
    return [(one.body, one.member, one.seat) for one in desk.session.exec(of_dossier)]


def journal(desk: Desk, dossier: Application) -> list[tuple[Event, str | None]]:
    """Return what the journal of a dossier says."""
    desk.session.flush()
    found: Sequence[JournalLine] = lines(desk, dossier)
    return [(line.event, line.reason) for line in found]


def test_a_dossier_is_moved_and_the_journal_says_why(desk: Desk) -> None:
    """From which rank to which, by whom; its status stays."""
    first, second = waits(desk), waits(desk)
    set_day(desk)

    move(desk, second, 1, "Son représentant doit partir.")

    [line] = lines(desk, second)
    assert order(desk) == [second.id, first.id]
    assert (line.event, line.by, line.former, line.status) == (
        Event.reorder,
        "Mme Essai",
        Status.examined,
        Status.examined,
    )
    assert line.reason == "Groupe de travail, rang 2 → 1 : Son représentant doit partir."


def test_moved_twice_alike_it_is_moved_once(desk: Desk) -> None:
    """Beyond the last rank too."""
    first, second = waits(desk), waits(desk)
    set_day(desk)

    for _ in range(2):
        move(desk, first, 9, "Un motif.")

    assert (order(desk), len(journal(desk, first))) == ([second.id, first.id], 1)


def test_an_order_may_change_until_the_form_is_shown(desk: Desk) -> None:
    """After the convening still: a person who says why may."""
    _, second = waits(desk), waits(desk)
    set_day(desk)
    send_convening(desk)
    move(desk, second, 1, "Un motif.")
    meeting = desk.session.exec(select(Meeting)).one()
    agenda(desk.session, meeting)[0].page = 1

    with pytest.raises(Refusal, match="la séance a commencé : son ordre du jour ne change plus"):
        move(desk, second, 2, "Un autre motif.")


@pytest.mark.parametrize(
    ("is_set", "told"), [(False, "aucune séance n'est à venir"), (True, "n'est pas à l'ordre du jour")]
)
def test_only_what_is_on_an_agenda_is_moved(desk: Desk, is_set: bool, told: str) -> None:  # noqa: FBT001
    """Of a meeting to come."""
    if is_set:
        set_day(desk)
    dossier = application(desk.session, desk.campaign, Status.under_examination)

    with pytest.raises(Refusal, match=told):
        move(desk, dossier, 1, "Un motif.")


def test_a_member_keeps_out_in_each_body_where_the_seat_is(desk: Desk) -> None:
    """By its label, whatever was typed; the journal tells it of each."""
    dossier = waits(desk)

    keep_out(desk, dossier, member="prefecture de REGION")

    assert declared(desk, dossier) == [
        ("gt_orientation", "Préfecture de région", "prefecture"),
        ("commission_omspp", "Préfecture de région", "prefecture"),
    ]
    assert journal(desk, dossier) == [
        (Event.recuse, "Groupe de travail : Préfecture de région"),
        (Event.recuse, "Commission : Préfecture de région"),
    ]


def test_a_seat_of_one_body_keeps_out_there_alone(desk: Desk) -> None:
    """Nobody keeps out of where they do not sit."""
    rules = desk.campaign.rules.model_dump(mode="json")
    del rules["bodies"]["gt_orientation"]["members"]["draaf"]
    desk.campaign.region = Region.model_validate(rules).model_dump_json()
    dossier = waits(desk)

    keep_out(desk, dossier, member="draaf")

    assert [(body, seat) for body, _, seat in declared(desk, dossier)] == [("commission_omspp", "draaf")]


def test_somebody_without_a_seat_keeps_out_everywhere(desk: Desk) -> None:
    """In the words in which they were declared: the minutes say so."""
    dossier = waits(desk)

    keep_out(desk, dossier, name="Le vice-président du CIDFF")

    assert [(who, seat) for _, who, seat in declared(desk, dossier)] == [("Le vice-président du CIDFF", None)] * 2


def test_a_recusal_is_taken_back_and_the_journal_keeps_both(any_desk: Desk) -> None:
    """In each body; what was never declared is not taken back."""
    dossier = waits(any_desk)
    keep_out(any_desk, dossier, member="prefecture")

    for _ in range(2):
        keep_out(any_desk, dossier, member="prefecture", removed=True)

    assert declared(any_desk, dossier) == []
    assert [reason for _, reason in journal(any_desk, dossier)][2:] == [
        "Groupe de travail : Préfecture de région, déport retiré",
        "Commission : Préfecture de région, déport retiré",
    ]


def test_a_recusal_that_minutes_tell_stays(desk: Desk) -> None:
    """The body has spoken without that member."""
    dossier = waits(desk)
    keep_out(desk, dossier, member="rectorat")
    set_day(desk)
    sit(desk, {dossier.reference: "favourable"})

    with pytest.raises(Refusal, match="le déport a déjà pris effet"):
        keep_out(desk, dossier, member="rectorat", removed=True)


def test_declared_twice_is_declared_once(desk: Desk) -> None:
    """Under whatever name."""
    dossier = waits(desk)

    for name in ("rectorat", "Région académique (rectorat)"):
        keep_out(desk, dossier, member=name)

    assert (len(declared(desk, dossier)), len(journal(desk, dossier))) == (2, 2)


def test_several_dossiers_are_declared_together_or_not_at_all(desk: Desk) -> None:
    """One that no body will see again is told."""
    waits_for, decided = waits(desk), application(desk.session, desk.campaign, Status.accepted)
    form = RecusalForm(references=[waits_for.reference, decided.reference], member="rectorat", by="Mme Essai")

    with pytest.raises(Refusal) as refusal:
        recuse(desk.session, form, at=SET[GROUP])

    assert str(refusal.value) == (
        f"Dossier « {decided.reference} » : il est « accepté » : aucune instance ne s'en saisira plus."
    )


@pytest.mark.parametrize("said", ["rectorat", "RECTORAT", "Region academique rectorat", "région académique (rectorat)"])
def test_a_seat_is_known_by_its_key_or_its_label(said: str) -> None:
    """Whatever case, accents and signs."""
    assert (seat_of(BODY, said), named(BODY, said)) == ("rectorat", "Région académique (rectorat)")


@pytest.mark.parametrize("said", ["recteur", "académique", "", "Région"])
def test_other_words_are_nobodys_seat(said: str) -> None:
    """They are kept as they are."""
    assert (seat_of(BODY, said), named(BODY, said)) == (None, said)


def test_each_stage_has_its_body(desk: Desk) -> None:
    """As the region file says."""
    assert [body_of(desk.campaign.rules, stage)[0] for stage in (GROUP, COMMISSION)] == [
        "gt_orientation",
        "commission_omspp",
    ]


def test_two_who_declare_at_once_declare_once(any_database: str) -> None:
    """The second waits, and finds it declared."""
    with transaction(any_database) as session:
        dossier = application(session, campaign_with(session), Status.examined)
        form = RecusalForm(references=[dossier.reference], member="rectorat", by="Mme Essai")

    failed = at_once(any_database, lambda session: recuse(session, form, at=paris("2026-06-02 10:00")))

    assert (failed, counted(any_database, Recusal, JournalLine)) == ([], [2, 2])
