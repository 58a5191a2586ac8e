"""A rehearsal through the gates: their forms filled in as a person would, a page at a time."""

from datetime import date
from typing import Any

import pytest

from flows.gates.form import form_of
from flows.rehearsal.play import gates
from flows.rehearsal.play.gates import Gatekeeper, at_one_sitting, filled_in
from flows.rehearsal.scenario.scenario import Scenario
from models.errors import Refusal
from models.forms.dossiers import Signatory
from models.forms.meetings import Line, Sense, SittingForm
from models.meetings.agenda import PAGE
from models.region.file import load_region
from models.vocabulary import DecisionSense, OpinionSense, Status
from tests.conftest import Installation
from tests.factories import REGION
from tests.flows.gates.gate_runs import CODE, Here, meeting, prepared, stands
from tests.support.bodies import COMMISSION, GROUP, MET
from tests.tasks.meetings.pages.filled import REFERENCES, SEATS, page_of

ACCEPTED, REFUSED, ADJOURNED = DecisionSense.accepted, DecisionSense.refused, DecisionSense.adjourned
FIRST, SECOND = REFERENCES
FAVOURABLE = {"application": "a", "opinion": "favourable", "by": "Secrétariat"}


def decisions(*lines: tuple[str, Sense], **fields: Any) -> SittingForm:  # noqa: ANN401
    """Return what the commission says of some dossiers; what is not accepted has reasons."""
    said = [
        Line(reference=name, sense=sense, reasons=None if sense is ACCEPTED else "Article 3.") for name, sense in lines
    ]
    signatory = Signatory(name="Camille Essai", capacity="Directrice")
    form = SittingForm(session=CODE, stage=COMMISSION, signatory=signatory, lines=said, by="Secrétariat")
    return form.model_copy(update=fields)


def told_at(*instants: str) -> list[str]:
    """Return the instants at which opinions given then are said, on the clock of Paris."""
    events = [{"at": instant, "opinion": FAVOURABLE} for instant in instants]
    row = {"region": REGION, "year": 2021, "opens": "2021-01-18", "until": "2021-09-02", "events": events}
    region = load_region(REGION)
    scenario = at_one_sitting(Scenario.model_validate(row), region)
    return [f"{event.at.astimezone(region.zone):%d/%m %H:%M}" for event in scenario.timeline]


def test_what_is_said_in_a_row_on_one_day_is_said_at_once() -> None:
    """With the last of it; on the next day, anew."""
    assert told_at("2021-06-17 14:00", "2021-06-17 14:10", "2021-06-17 23:30", "2021-06-18 00:30") == [
        "17/06 23:30",
        "17/06 23:30",
        "17/06 23:30",
        "18/06 00:30",
    ]


def test_what_else_happens_in_between_keeps_its_place() -> None:
    """A withdrawal between two opinions comes after the first, which is said by itself."""
    events: list[dict[str, Any]] = [
        {"at": "2021-06-17 14:00", "opinion": FAVOURABLE},
        {"at": "2021-06-17 14:05", "withdraw": {"application": "b", "by": "Secrétariat"}},
        {"at": "2021-06-17 14:10", "opinion": FAVOURABLE},
    ]
    row = {"region": REGION, "year": 2021, "opens": "2021-01-18", "until": "2021-09-02", "events": events}
    scenario = Scenario.model_validate(row)

    assert at_one_sitting(scenario, load_region(REGION)).timeline == scenario.timeline


def test_a_form_is_filled_in_with_what_was_said() -> None:
    """Whatever it proposed; a dossier that was not spoken of is left for later, and everybody was there."""
    page = page_of(COMMISSION)
    line = Line(
        reference=FIRST, sense=ADJOURNED, reasons="À compléter", pieces=["annexe-4"], recused=["M. Un", "DRAAF"]
    )

    typed = filled_in(form_of(page), decisions().model_copy(update={"lines": [line]}), page)

    assert typed[FIRST] == {
        "sense": "ajournée",
        "reasons": "À compléter",
        "pieces": ["annexe-4 · Annexe 4"],
        "recused": "M. Un ; DRAAF",
    }
    assert typed[SECOND]["sense"] == "à saisir plus tard"
    assert (typed["saisi_par"], typed["name"], typed["capacity"]) == ("Secrétariat", "Camille Essai", "Directrice")
    assert (typed["presents"], typed["quorum"]) == (dict.fromkeys(["s0", "s1", "s2", "s3"], True), "atteint")


@pytest.mark.parametrize(
    ("present", "quorum", "says"),
    [
        ([SEATS[0], "M. Un"], None, "atteint"),
        ([SEATS[0]], None, "non atteint"),
        ([SEATS[0], SEATS[1]], False, "non atteint"),
    ],
)
def test_who_was_there_is_ticked_or_named(present: list[str], quorum: bool | None, says: str) -> None:  # noqa: FBT001
    """The quorum is counted, unless it was told."""
    page = page_of(COMMISSION)

    typed = filled_in(form_of(page), decisions(present=present, quorum=quorum, on=date(2026, 7, 9)), page)

    ticked = [seat for place, seat in enumerate(SEATS) if typed["presents"][f"s{place}"]]
    assert ([*ticked, *filter(None, [typed["autres"]])], typed["quorum"], typed["on"]) == (present, says, "2026-07-09")


@pytest.fixture
def keeper(prefect: None, spro: Installation, monkeypatch: pytest.MonkeyPatch) -> Gatekeeper:
    """Give who answers the gates, whose runs are carried out in this process: seconds are won."""
    monkeypatch.setattr(gates, "Gate", Here)
    return Gatekeeper()


@pytest.mark.prefect
async def test_a_sitting_may_say_a_part(keeper: Gatekeeper, spro: Installation) -> None:
    """The others are left, whatever page they are on; another sitting says them."""
    *_, before, last = prepared(spro, PAGE + 1)

    await keeper.sit(decisions((last, REFUSED)), at=MET[COMMISSION])
    after_one = stands(spro).decisions
    await keeper.sit(decisions((before, ACCEPTED)), at=MET[COMMISSION])

    assert (after_one, stands(spro).decisions) == (["refused"], ["refused", "accepted"])
    assert meeting(spro).closed_at is None


@pytest.mark.prefect
async def test_who_was_there_may_be_said_first_and_the_end_last(keeper: Gatekeeper, spro: Installation) -> None:
    """Each through its own run, of which the pages are left; then the meeting is over."""
    prepared(spro, 1, GROUP)
    said = SittingForm(session=CODE, stage=GROUP, present=["Préfecture de région", "rectorat"], by="Secrétariat")

    await keeper.sit(said, at=MET[GROUP])
    there = meeting(spro).present
    await keeper.sit(said.model_copy(update={"present": None, "is_over": True}), at=MET[GROUP])

    assert there == ["Préfecture de région", "Région académique (rectorat)"]
    assert meeting(spro).closed_at == MET[GROUP]
    assert stands(spro).statuses == [Status.examined]


@pytest.mark.prefect
async def test_what_a_gate_refuses_is_refused(keeper: Gatekeeper, spro: Installation) -> None:
    """With what it tells: a scenario that nobody could play stops there."""
    [name] = prepared(spro, 1)
    unsigned = SittingForm(session=CODE, stage="working_group", by="Secrétariat").model_copy(
        update={"stage": COMMISSION, "lines": [Line(reference=name, sense=ACCEPTED)]}
    )

    with pytest.raises(Refusal, match="Indiquez le signataire des décisions"):
        await keeper.sit(unsigned, at=MET[COMMISSION])


@pytest.mark.prefect
async def test_a_dossier_that_no_page_asks_for_is_refused(keeper: Gatekeeper, spro: Installation) -> None:
    """It waits for another body, for instance: nothing is said of it in silence."""
    [name] = prepared(spro, 1)
    opinion = [Line(reference=name, sense=OpinionSense.favourable)]

    with pytest.raises(Refusal, match="aucun dossier n'attend le groupe de travail"):
        await keeper.sit(SittingForm(session=CODE, stage=GROUP, lines=opinion, by="Secrétariat"), at=MET[GROUP])
