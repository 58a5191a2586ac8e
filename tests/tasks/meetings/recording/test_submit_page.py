"""A page that somebody sent: recorded once, or kept to be mended, with nothing of it lost."""

import pytest
from sqlmodel import select

from models.errors import Refusal
from models.meetings.agenda import open_meeting
from models.meetings.meeting import AgendaItem
from models.vocabulary import Status
from tasks.meetings.pages.validate import LEFT, Faults
from tasks.meetings.recording.submit_page import open_sitting, refuse
from tests.support.bodies import COMMISSION, CONVENED, DAYS, GROUP, MET, SEATS, move, set_day
from tests.support.mails import Desk
from tests.tasks.meetings.pages.filled import typed_on
from tests.tasks.meetings.recording.sent import (
    NO_REASONS,
    REFUSED,
    decided,
    first_page,
    ids,
    meeting,
    notices,
    opened,
    sent,
    several,
)


def test_a_page_is_recorded_with_its_notices(desk: Desk) -> None:
    """And the last one ends the meeting: its minutes leave."""
    first, second = several(desk, 2)

    answered = sent(desk, first_page(desk, REFUSED))

    assert decided(desk) == [(first.id, "refused"), (second.id, "accepted")]
    assert sorted(notices(desk)) == ["accepted", "minutes", "refused"]
    assert (answered.faults, answered.told, answered.sitting.is_over) == (None, [], True)
    assert meeting(desk).present == ["Région Auvergne-Rhône-Alpes", "Préfecture de région"]


def test_a_page_sent_again_is_recorded_once(desk: Desk) -> None:
    """By a run whose process died before it knew: nothing is said twice, and nothing is told."""
    several(desk, 2)
    typed = first_page(desk, REFUSED)
    sent(desk, typed)
    before = decided(desk), notices(desk)

    again = sent(desk, typed)

    assert (decided(desk), notices(desk)) == before
    assert (again.recorded, again.faults, again.told) == ([], None, [])


def test_a_page_stays_recorded_while_the_next_one_waits(desk: Desk, full_page: int) -> None:
    """It is left for tomorrow: the meeting is not over, and what is asked for is the rest."""
    dossiers = several(desk, full_page + 1)

    answered = sent(desk, first_page(desk))

    assert [number for number, _ in decided(desk)] == ids(dossiers[:full_page])
    assert (answered.sitting.recorded, answered.sitting.left, answered.sitting.is_over) == (full_page, 1, False)
    rest = opened(desk, after=answered.number)
    assert [line.reference for line in rest.lines] == [dossiers[-1].reference]
    assert (rest.number, rest.pages, rest.present) == (2, 2, SEATS)


def test_the_signatory_of_a_page_is_proposed_on_the_next(desk: Desk, full_page: int) -> None:
    """Who typed is not: another person may."""
    several(desk, full_page + 1)
    sent(desk, first_page(desk))

    assert (opened(desk).signatory, opened(desk).draft) == (("Camille Essai", "Directrice"), None)


def test_a_page_that_is_wrong_loses_nothing_and_records_nothing(desk: Desk) -> None:
    """Not even who was there: what was typed is kept as it was, of the meeting and of each dossier."""
    first, _ = several(desk, 2)

    answered = sent(desk, first_page(desk, NO_REASONS, REFUSED | {"recused": "M. Un"}))

    told = {first.reference: ["« refusée » : indiquez les motifs, en droit et en fait."]}
    assert (answered.faults, decided(desk), notices(desk)) == (Faults([], told), [], [])
    page = opened(desk)
    assert page.draft == {
        "saisi_par": "Secrétariat",
        "presents": {"s0": True, "s1": True, "s2": False, "s3": False},
        "name": "Camille Essai",
        "capacity": "Directrice",
    }
    assert [line.draft for line in page.lines] == [NO_REASONS, REFUSED | {"recused": "M. Un"}]
    assert page.present is None


def test_each_answer_has_the_next_form_named_otherwise(desk: Desk) -> None:
    """A tab that was opened before is refused by Prefect: its form lacks the new name."""
    several(desk, 1)
    asked = opened(desk).asked

    sent(desk, first_page(desk, NO_REASONS))

    assert opened(desk).asked == asked + 1


def test_what_the_rules_refuse_is_kept_to_be_mended(desk: Desk) -> None:
    """A day that is not the one that was set, for instance: told above, and everything typed is there again."""
    several(desk, 1)
    typed = first_page(desk, REFUSED, on="2026-09-30")

    with pytest.raises(Refusal, match="elle n'a pas encore eu lieu"):
        sent(desk, typed)
    kept = refuse(desk.session, desk.campaign.code, COMMISSION, typed, Faults(["Non."], {}), at=MET[COMMISSION])

    assert kept.faults == Faults(["Non."], {})
    page = opened(desk)
    assert ((page.draft or {})["on"], [line.draft for line in page.lines]) == ("2026-09-30", [REFUSED])


def test_what_is_left_is_asked_again_after_the_other_pages(desk: Desk, full_page: int) -> None:
    """As it was left, with what was typed there."""
    several(desk, full_page + 1)
    page = opened(desk)
    left = page.lines[0].reference
    answered = sent(desk, typed_on(page, {left: {"sense": LEFT, "reasons": "À revoir"}}))

    assert [opened(desk, after=after).number for after in (answered.number, 2)] == [2, 1]
    [line] = opened(desk).lines
    assert (line.reference, line.draft) == (left, {"sense": LEFT, "reasons": "À revoir"})


def test_without_a_quorum_only_who_was_there_is_recorded(desk: Desk) -> None:
    """The meeting is over: another is convened, with the same agenda."""
    first, _ = several(desk, 2)

    answered = sent(desk, first_page(desk, quorum="non atteint"))

    assert (decided(desk), first.status, meeting(desk).quorate) == ([], Status.studied, False)
    assert (answered.sitting.is_over, answered.sitting.quorate, answered.sitting.left) == (True, False, 2)
    with pytest.raises(Refusal, match="fixez d'abord une seconde séance"):
        opened(desk)


def test_a_meeting_may_be_ended_with_dossiers_left(desk: Desk) -> None:
    """« Clore la séance »: they go to the next one."""
    several(desk, 2)

    answered = sent(desk, first_page(desk, {"sense": LEFT}, clore=True))

    assert (answered.sitting.is_over, answered.sitting.recorded, answered.sitting.left) == (True, 1, 1)
    assert notices(desk) == ["accepted", "minutes"]


def test_before_its_day_nothing_is_fixed(desk: Desk) -> None:
    """Its order may still change: no page is shown, and the agenda is not closed."""
    dossier, _ = several(desk, 2, GROUP)
    set_day(desk)

    standing = open_sitting(desk.session, desk.campaign.code, GROUP, by="système", at=CONVENED[GROUP])

    assert (standing.on, standing.is_due, standing.left) == (DAYS[GROUP], False, 0)
    assert list(desk.session.exec(select(AgendaItem.page))) == []
    move(desk, dossier, 2, "À la demande du rapporteur")


def test_a_meeting_without_a_day_takes_the_one_that_is_typed(desk: Desk) -> None:
    """Else today's."""
    several(desk, 1)

    sent(desk, first_page(desk, on="2026-07-08"))

    assert f"{meeting(desk).on}" == "2026-07-08"
    assert open_meeting(desk.session, desk.campaign, COMMISSION) is None
