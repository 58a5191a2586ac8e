"""Where the Région decides on its own: the commission validates, the Région signs, and only that is told."""

from datetime import date

import pytest
from sqlmodel import select

from models.dossiers.application import Application, Decision, Validation
from models.dossiers.completeness import find_applications
from models.errors import Refusal
from models.forms.mending import Entry
from models.meetings.meeting import Meeting
from models.meetings.queue import ready
from models.vocabulary import DecisionSense, Status
from tasks.acts.entries import correct_entry
from tasks.console.boards.meeting_said import said_by
from tasks.console.waiting.pending import pending
from tasks.console.waiting.reasons import Reason, scope_of
from tasks.decisions.rectify import in_force
from tasks.decisions.sign import sign_decisions
from tasks.meetings.calendar.papers import minutes_document
from tasks.sessions.handover import hand_over
from tests.factories import campaign_with, paris, typed
from tests.support.bodies import COMMISSION, MET, set_day, sit, waits
from tests.support.forms import SIGNATORY, SIGNED, correction, signing
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk

AGAINST = "Article 3 du cahier des charges : aucun accueil."
RECORDED = paris("2026-07-20 10:00")


@pytest.fixture
def region(desk_with: OpenDesk) -> Desk:
    """Give a session whose decisions the Région signs on its own."""
    return desk_with({"decision.authority": "decision_authority"})


@pytest.fixture
def validated(region: Desk) -> Application:
    """Give a dossier that the commission said to accept."""
    made = waits(region, COMMISSION)
    set_day(region, COMMISSION)
    sit(region, {made.reference: "accepted"}, COMMISSION, at=MET[COMMISSION])
    region.session.refresh(made)
    return made


def decisions(desk: Desk) -> list[Decision]:
    """Return the decisions that were recorded."""
    return list(desk.session.exec(select(Decision)))


def test_what_the_commission_says_decides_nothing(region: Desk, validated: Application) -> None:
    """It is kept with its author and its day; nobody is told, and nothing more waits for the commission."""
    [said] = region.session.exec(select(Validation))

    assert (validated.status, said.decision, said.given_at) == (
        Status.validated,
        DecisionSense.accepted,
        MET[COMMISSION],
    )
    assert (decisions(region), region.kinds(validated)) == ([], [])
    assert ready(region.session, region.campaign, "commission") == []
    with pytest.raises(Refusal, match="aucune décision n'y est en vigueur"):
        in_force(region.session, validated)


def test_the_signed_decision_is_told_with_its_day_and_author(region: Desk, validated: Application) -> None:
    """The day that it bears, not that of its recording nor the commission's, which is told beside it; once."""
    for _ in range(2):
        sign_decisions(region.session, signing(validated), at=RECORDED)
    region.session.refresh(validated)

    [made] = decisions(region)
    assert (validated.status, made.signed_on, made.decided_at) == (Status.accepted, SIGNED, RECORDED)
    [letter] = region.notices(validated, kind="accepted")
    text = typed(letter.text)
    assert "par décision du mercredi 15 juillet 2026" in text
    assert "le jeudi 9 juillet 2026." in text
    assert f"{SIGNATORY.name}, {SIGNATORY.capacity}" in text


def test_the_region_may_decide_otherwise_for_its_own_reasons(region: Desk, validated: Application) -> None:
    """Both are kept."""
    sign_decisions(region.session, signing(validated, decision="refused", reasons=AGAINST), at=RECORDED)
    region.session.refresh(validated)

    [said], [made] = region.session.exec(select(Validation)), decisions(region)
    assert (said.decision, made.decision, made.reasons) == (DecisionSense.accepted, DecisionSense.refused, AGAINST)
    assert (validated.status, region.kinds(validated)) == (Status.refused, ["refused"])


def test_what_is_not_validated_is_not_signed(region: Desk) -> None:
    """The message says where it stands."""
    studied = waits(region, COMMISSION)

    with pytest.raises(Refusal, match="« étudié » : rien n'y est à signer"):
        sign_decisions(region.session, signing(studied), at=RECORDED)


@pytest.mark.parametrize("day", [date(2026, 7, 8), date(2026, 7, 21)])
def test_a_decision_is_signed_after_the_commission_and_not_later_than_today(
    region: Desk, validated: Application, day: date
) -> None:
    """No decision precedes what it is based on."""
    with pytest.raises(Refusal, match="la commission s'est prononcée le 09/07/2026"):
        sign_decisions(region.session, signing(validated, signed_on=day), at=RECORDED)


def test_another_sense_is_said_of_one_dossier_with_its_reasons(region: Desk, validated: Application) -> None:
    """What is said of a dossier is its own (CRPA L211-2)."""
    with pytest.raises(ValueError, match="un seul dossier à la fois"):
        signing(validated, references=["ARA-2026-0001", "ARA-2026-0002"], decision="accepted")
    with pytest.raises(ValueError, match="indiquez ceux de la décision"):
        signing(validated, decision="refused")


def test_silence_runs_until_the_region_has_signed(desk_with: OpenDesk) -> None:
    """What the commission said stops no delay: an acceptance that silence gave meanwhile stands."""
    ends = {"silence.effect": "acceptance", "silence.basis": "CRPA L231-1"}
    desk = desk_with({"decision.authority": "decision_authority"} | ends)
    made = waits(desk, COMMISSION, silence_at=paris("2026-07-12 23:59"))
    set_day(desk, COMMISSION)
    sit(desk, {made.reference: "refused"}, COMMISSION, at=MET[COMMISSION])

    with pytest.raises(Refusal, match="acceptation implicite du 12/07/2026"):
        sign_decisions(desk.session, signing(made), at=RECORDED)


def test_it_waits_for_a_signature_and_stays_with_its_session(region: Desk, validated: Application) -> None:
    """« À traiter » names it, and the next session does not take it over."""
    waiting = pending(scope_of(region.session, region.campaign, at=RECORDED, limit=None))
    assert Reason.to_sign in {one.reason for one in waiting}
    later = campaign_with(region.session, year=2027)

    hand_over(region.session, later, at=paris("2027-03-01 10:00"))

    [still] = find_applications(region.session, [validated.reference])
    assert (still.status, still.campaign_id) == (Status.validated, region.campaign.id)


def test_the_page_and_the_minutes_say_what_the_commission_said(region: Desk, validated: Application) -> None:
    """Whatever is signed since."""
    meeting = region.session.exec(select(Meeting)).one()
    before = said_by(region.session, region.campaign, COMMISSION)
    sign_decisions(region.session, signing(validated, decision="refused", reasons=AGAINST), at=RECORDED)

    minutes = minutes_document(region.session, region.campaign, meeting, by="Mme Essai", at=RECORDED)

    assert [(one.sense, one.is_signed) for one in before] == [(DecisionSense.accepted, False)]
    after = said_by(region.session, region.campaign, COMMISSION)
    assert [(one.sense, one.is_signed) for one in after] == [(DecisionSense.refused, True)]
    assert [entry.sense for entry in minutes.items] == ["acceptée"]


def test_what_the_commission_said_is_corrected_until_the_region_signs(region: Desk, validated: Application) -> None:
    """Both versions stay, the later one counts; afterwards the decision is what is rectified."""
    wrong = correction(validated, Entry.validation, sense="unfavourable", reasons=AGAINST)
    correct_entry(region.session, wrong, at=RECORDED)
    sign_decisions(region.session, signing(validated), at=RECORDED)
    region.session.refresh(validated)

    assert [one.decision for one in region.session.exec(select(Validation))] == ["accepted", "refused"]
    assert (validated.status, region.kinds(validated)) == (Status.refused, ["refused"])
    with pytest.raises(Refusal, match="rectifier-decision"):
        correct_entry(region.session, wrong, at=RECORDED)


def test_what_the_commission_never_said_is_taken_back(region: Desk, validated: Application) -> None:
    """The dossier waits for it again."""
    for _ in range(2):
        correct_entry(region.session, correction(validated, Entry.validation, removed=True), at=RECORDED)
    region.session.refresh(validated)

    assert validated.status is Status.studied
    assert ready(region.session, region.campaign, COMMISSION) == [validated.id]
