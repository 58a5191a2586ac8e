"""Several bodies, or none, by the list of stages of a session: whose turn it is, and what each leaves behind it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from models.dossiers.application import Application, GridLine, Met, Opinion
from models.errors import Refusal
from models.forms.dossiers import OpinionForm
from models.meetings.queue import ready
from models.sessions.opening import stages
from models.vocabulary import Finding, OpinionSense, StageKind, Status
from tasks.console.boards.meeting_said import said_by
from tasks.decisions.correct import OPINION, correct_finding, correct_said
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine
from tests.factories import application, campaign_with, paris, region_with
from tests.support.bodies import sit
from tests.support.forms import finding, opinion
from tests.support.mails import Desk

LINES: dict[str, Any] = region_with().model_dump(mode="json")["stages"]
SECOND: dict[str, dict[str, Any]] = {
    "working_group": {"kind": "opinion", "body": "gt_orientation", "window": {"month": 6}, "label": "Second avis"},
    "commission": {
        "kind": "decision",
        "body": "commission_omspp",
        "window": {"month": 8},
        "label": "Seconde commission",
    },
}
APRIL, FIRST, LATER = paris("2027-04-20 10:00"), paris("2027-06-10 16:00"), paris("2027-06-24 16:00")
JULY, AUGUST = paris("2027-07-08 16:00"), paris("2027-08-19 16:00")


def listed(desk: Desk, lines: dict[str, Any]) -> Desk:
    """The session of 2027, with other stages."""
    return replace(desk, campaign=campaign_with(desk.session, {"stages": lines}, year=2027))


def doubled(desk: Desk, stage: str) -> Desk:
    """The session of 2027, with a second stage after one."""
    return listed(desk, {key: line for name, own in LINES.items() for key, line in ((name, own), *_after(name, stage))})


def _after(name: str, stage: str) -> list[tuple[str, dict[str, Any]]]:
    return [("second", SECOND[stage])] if name == stage else []


def found(desk: Desk, **fields: Any) -> Application:  # noqa: ANN401
    """A dossier that its examiner found favourable."""
    made = application(desk.session, desk.campaign, Status.under_examination, **fields)
    examine(desk.session, finding(made), at=APRIL)
    desk.session.refresh(made)
    return made


def waiting(desk: Desk) -> dict[str, list[int]]:
    """Which dossiers wait for each body."""
    return {name: ready(desk.session, desk.campaign, name) for name in desk.campaign.rules.stages.meetings}


def refused(desk: Desk, dossier: Application, sense: str, stage: str, at: datetime) -> str:
    """Why what a body said is refused."""
    with pytest.raises(Refusal) as refusal:
        sit(desk, {dossier.reference: sense}, stage, at=at)
    return str(refusal.value)


def test_opinions_are_given_one_after_the_other(desk: Desk) -> None:
    """The first leaves the dossier examined, and on the agenda of the second; the second has it studied."""
    desk = doubled(desk, "working_group")
    dossier = found(desk)
    one = [dossier.id]

    before = waiting(desk)
    sit(desk, {dossier.reference: "favourable"}, at=FIRST)
    between, status = waiting(desk), dossier.status
    sit(desk, {dossier.reference: "favourable"}, "second", at=LATER)

    desk.session.refresh(dossier)
    assert before == {"working_group": one, "second": [], "commission": []}
    assert (between, status) == ({"working_group": [], "second": one, "commission": []}, Status.examined)
    assert (waiting(desk), dossier.status) == ({"working_group": [], "second": [], "commission": one}, Status.studied)
    assert desk.journal(dossier) == ["examined", "examined", "studied"]


def test_the_second_opinion_waits_for_the_first(desk: Desk) -> None:
    """Said before it, it is refused with whom the dossier waits for."""
    desk = doubled(desk, "working_group")
    dossier = found(desk)

    said = refused(desk, dossier, "favourable", "second", LATER)

    assert said == f"Dossier « {dossier.reference} » : il attend le groupe de travail, et non l'étape « Second avis »."


def test_a_first_opinion_that_is_taken_back_is_to_be_given_again(desk: Desk) -> None:
    """Until the second body has met; the finding that it went by stays meanwhile."""
    desk = doubled(desk, "working_group")
    dossier = found(desk)
    sit(desk, {dossier.reference: "favourable"}, at=FIRST)

    with pytest.raises(Refusal, match="un avis a été rendu"):
        correct_finding(
            desk.session, dossier, Finding.unfavourable, comment="Non", reason="Saisie", by="M. Essai", at=LATER
        )
    correct_said(desk.session, dossier, OPINION, None, reasons=None, reason="Saisie", by="M. Essai", at=LATER)

    assert waiting(desk) == {"working_group": [dossier.id], "second": [], "commission": []}
    assert [one.mended_at is None for one in desk.session.exec(select(Opinion))] == [False]
    assert dossier.status is Status.examined


def mended(desk: Desk, dossier: Application, sense: OpinionSense | None, at: datetime) -> None:
    """Put another opinion in the place of the latest, or none."""
    correct_said(desk.session, dossier, OPINION, sense, reasons="Non.", reason="Saisie", by="M. Essai", at=at)


def test_a_first_opinion_is_corrected_while_its_own_meeting_lasts(desk: Desk) -> None:
    """Its body has begun, and it is the one that speaks: the second has not met."""
    desk = doubled(desk, "working_group")
    dossier, _still_to_be_heard = found(desk), found(desk, name="PLIE")
    sit(desk, {dossier.reference: "favourable"}, at=FIRST)

    mended(desk, dossier, OpinionSense.unfavourable, FIRST)

    said = [(one.stage, one.opinion) for one in desk.session.exec(select(Opinion)) if not one.mended_at]
    assert said == [("working_group", OpinionSense.unfavourable)]


def test_a_first_opinion_is_corrected_no_more_once_the_second_body_has_begun(desk: Desk) -> None:
    """It went by it: what is right is said there."""
    desk = doubled(desk, "working_group")
    dossier, other = found(desk), found(desk, name="PLIE")
    sit(desk, {one.reference: "favourable" for one in (dossier, other)}, at=FIRST)
    sit(desk, {other.reference: "favourable"}, "second", at=LATER)

    with pytest.raises(Refusal, match="la séance où il est à l'ordre du jour a commencé"):
        mended(desk, dossier, None, LATER)


def test_a_second_commission_gets_what_the_first_has_left(desk: Desk) -> None:
    """Not before its stage is over and its meeting closed; what was decided is decided."""
    desk = doubled(desk, "commission")
    decided, left = (found(desk, name=name) for name in ("CIDFF", "PLIE"))
    sit(desk, {one.reference: "favourable" for one in (decided, left)}, at=FIRST)

    sit(desk, {decided.reference: "accepted"}, "commission", at=JULY, is_over=True)
    before = waiting(desk)
    commission = stages(desk.session, desk.campaign)["commission"]
    commission.done_at = commission.due_at
    desk.session.add(commission)
    desk.session.flush()

    assert before == {"working_group": [], "commission": [left.id], "second": []}
    assert waiting(desk) == {"working_group": [], "commission": [], "second": [left.id]}


def test_a_commission_speaks_in_its_turn(desk: Desk) -> None:
    """What waits for the first is not for the second."""
    desk = doubled(desk, "commission")
    dossier = found(desk)
    sit(desk, {dossier.reference: "favourable"}, at=FIRST)

    with pytest.raises(Refusal) as refusal:
        sit(
            desk,
            {dossier.reference: "accepted"},
            "second",
            at=AUGUST,
            signatory={"name": "Camille Essai", "capacity": "Directrice"},
        )

    assert str(refusal.value) == (
        f"Dossier « {dossier.reference} » : il attend la commission, et non l'étape « Seconde commission »."
    )


def test_a_body_says_what_it_meets_for(desk: Desk) -> None:
    """A commission gives no opinion, and no stage sits that the session has not."""
    dossier = found(desk)

    assert refused(desk, dossier, "favourable", "commission", JULY) == (
        f"{dossier.reference} « favorable » : choisissez parmi : acceptée, refusée, ajournée."
    )
    assert refused(desk, dossier, "favourable", "jury", JULY) == (
        "Instance « jury » : la session 2026 ne l'a pas ; choisissez parmi : groupe de travail, commission."
    )


def test_without_a_body_that_gives_opinions_a_finding_leads_to_the_commission(desk: Desk) -> None:
    """It may be taken back until that one has met: the dossier is examined again."""
    desk = listed(desk, {name: line for name, line in LINES.items() if name != "working_group"})
    dossier = found(desk)
    before = waiting(desk)

    correct_finding(desk.session, dossier, None, comment=None, reason="Saisie", by="M. Essai", at=FIRST)

    desk.session.refresh(dossier)
    assert before == {"commission": [dossier.id]}
    assert dossier.status is Status.under_examination


def test_a_session_without_an_instruction_has_its_other_dates(desk: Desk) -> None:
    """Nothing ends it, and nothing is carried over by its end."""
    desk = listed(desk, {name: line for name, line in LINES.items() if name != "examination"})

    calendar = stages(desk.session, desk.campaign)

    assert calendar.examination is None
    assert [stage.kind for stage in calendar.values()] == [one for one in StageKind if one != "examination"]


def test_a_grid_is_completed_until_the_commission_meets_where_no_body_gives_opinions(desk: Desk) -> None:
    """A finding leads there at once: nobody has gone by it yet."""
    desk = listed(desk, {name: line for name, line in LINES.items() if name != "working_group"})
    dossier = found(desk)

    examine(desk.session, finding(dossier, grid="E1 : tenu"), at=FIRST)

    assert [(line.commitment, line.met) for line in desk.session.exec(select(GridLine))] == [("e1", Met.met)]


def test_without_a_body_that_gives_opinions_there_is_none_to_correct(desk: Desk) -> None:
    """A dossier stands there as if one had been given: the refusal says that there is none."""
    desk = listed(desk, {name: line for name, line in LINES.items() if name != "working_group"})
    dossier = found(desk)

    with pytest.raises(Refusal, match="aucun avis n'y est en vigueur"):
        mended(desk, dossier, None, FIRST)


def test_each_body_shows_what_it_said_itself(desk: Desk) -> None:
    """Of a dossier that two have studied; the second one is compared with the first."""
    desk = doubled(desk, "working_group")
    dossier = found(desk)
    sit(desk, {dossier.reference: "unfavourable"}, at=FIRST)
    sit(desk, {dossier.reference: "favourable"}, "second", at=LATER)

    first, second = (said_by(desk.session, desk.campaign, stage) for stage in ("working_group", "second"))

    favourable, unfavourable = OpinionSense.favourable, OpinionSense.unfavourable
    assert [(one.basis, one.sense, one.differs) for one in first] == [(favourable, unfavourable, True)]
    assert [(one.basis, one.sense, one.differs) for one in second] == [(unfavourable, favourable, True)]


def test_an_opinion_that_no_meeting_gave_is_of_its_stage(desk: Desk) -> None:
    """It was recorded by itself: the other body said nothing."""
    desk = doubled(desk, "working_group")
    dossier = found(desk)
    given = OpinionForm(references=[dossier.reference], opinion=OpinionSense.favourable, by="M. Essai")
    record_opinions(desk.session, given, at=FIRST)

    said = {stage: len(said_by(desk.session, desk.campaign, stage)) for stage in ("working_group", "second")}

    assert said == {"working_group": 1, "second": 0}


def test_an_opinion_says_at_which_stage_it_was_given(desk: Desk) -> None:
    """One body may study a dossier twice."""
    desk = doubled(desk, "working_group")
    dossier = found(desk)
    sit(desk, {dossier.reference: "favourable"}, at=FIRST)
    sit(desk, {dossier.reference: "unfavourable"}, "second", at=LATER)

    said = [(one.stage, one.body, one.opinion) for one in desk.session.exec(select(Opinion))]

    assert said == [
        ("working_group", "gt_orientation", OpinionSense.favourable),
        ("second", "gt_orientation", OpinionSense.unfavourable),
    ]


def test_no_opinion_is_recorded_where_no_body_gives_any(desk: Desk) -> None:
    """Whoever says one is told what the region file lacks, and the dossier stays."""
    centre = replace(desk, campaign=campaign_with(desk.session, region="centre-val-de-loire"))
    made = application(centre.session, centre.campaign, Status.examined)

    with pytest.raises(Refusal, match="aucune instance n'y donne d'avis"):
        record_opinions(centre.session, opinion(made), at=FIRST)

    assert made.status is Status.examined
