"""What a body said at a meeting, recorded: of each dossier, and what that causes."""

import pytest
from sqlmodel import col, select

from models.dossiers.application import Decision, Opinion
from models.errors import Refusal
from models.forms.dossiers import WithdrawalForm
from models.meetings.agenda import agenda
from models.meetings.meeting import Recusal
from models.vocabulary import DecisionSense, Event, OpinionSense, Status
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.recording.sitting import meeting_to_record
from tests.factories import application, campaign_with
from tests.support.bodies import COMMISSION, GROUP, MET, set_day, sit, waits
from tests.support.incomplete import lines
from tests.support.letters import text
from tests.support.mails import Desk
from tests.support.sittings import met, refused, said_line


def test_opinions_are_recorded_with_their_meeting(any_desk: Desk) -> None:
    """Each with its sense and its reasons; the dossiers go on to the commission."""
    good, bad = waits(any_desk), waits(any_desk)
    set_day(any_desk)

    sit(any_desk, {good.reference: "favourable", bad.reference: "unfavourable"})

    opinions = any_desk.session.exec(select(Opinion).order_by(col(Opinion.id))).all()
    meeting = met(any_desk)
    assert [(one.application_id, one.opinion, one.reasons, one.meeting_id) for one in opinions] == [
        (good.id, OpinionSense.favourable, None, meeting.id),
        (bad.id, OpinionSense.unfavourable, "Article 2.", meeting.id),
    ]
    assert [good.status, bad.status] == [Status.studied] * 2
    assert [item.recorded_at for item in agenda(any_desk.session, meeting)] == [MET[GROUP]] * 2


def test_decisions_are_notified_at_once_each_with_its_own_reasons(any_desk: Desk) -> None:
    """And with nobody else's; whatever the opinion was (case 44)."""
    made = [waits(any_desk, COMMISSION, opinion=OpinionSense.unfavourable) for _ in range(4)]
    senses = ("accepted", "refused", "refused", "adjourned")
    reasons = [None, "Motif du deuxième.", "Motif du troisième.", "Motif du quatrième."]
    rows = [said_line(one, sense, reasons=why) for one, sense, why in zip(made, senses, reasons, strict=True)]
    set_day(any_desk, COMMISSION)

    sit(any_desk, None, COMMISSION, lines=rows)

    told = [any_desk.notices(one) for one in made]
    assert [[notice.kind for notice in those] for those in told] == [[sense] for sense in senses]
    held = [[why in text(those[0]) for why in reasons if why] for those in told]
    assert held == [[False] * 3, [True, False, False], [False, True, False], [False, False, True]]
    decisions = any_desk.session.exec(select(Decision).order_by(col(Decision.id))).all()
    assert [(one.version, one.meeting_id) for one in decisions] == [(1, met(any_desk, COMMISSION).id)] * 4
    assert decisions[0].decision is DecisionSense.accepted


def test_the_journal_says_why_of_each(desk: Desk) -> None:
    """Dossiers that are recorded together keep their own reasons."""
    made = [waits(desk, COMMISSION) for _ in range(3)]
    rows = [said_line(one, "refused", reasons=f"Motif de {one.reference}.") for one in made]
    set_day(desk, COMMISSION)

    sit(desk, None, COMMISSION, lines=rows)

    journal = [[(line.event, line.status, line.reason) for line in lines(desk, one)] for one in made]
    assert journal == [[(Event.decision, Status.refused, f"Motif de {one.reference}.")] for one in made]


def test_all_of_a_form_or_nothing(desk: Desk) -> None:
    """One dossier that does not wait, and nobody was there either."""
    good, other = waits(desk), application(desk.session, desk.campaign, Status.incomplete)
    set_day(desk)

    with pytest.raises(Refusal, match="incomplet"), desk.session.begin_nested():
        sit(desk, {good.reference: "favourable", other.reference: "favourable"})

    desk.session.expire_all()
    assert (good.status, met(desk).present) == (Status.examined, None)
    assert desk.session.exec(select(Opinion)).all() == []


def test_recusals_are_recorded_with_the_dossier_and_told_in_its_journal(any_desk: Desk) -> None:
    """Those that were declared before are not told twice."""
    first, second = waits(any_desk), waits(any_desk)
    set_day(any_desk)
    rows = [said_line(one, "favourable", recused=["rectorat", "M. Essai"]) for one in (first, second)]

    sit(any_desk, lines=rows)

    kept_out = any_desk.session.exec(select(Recusal).order_by(col(Recusal.id))).all()
    assert [(one.application_id, one.body, one.member, one.seat) for one in kept_out] == [
        (of.id, "gt_orientation", member, seat)
        for of in (first, second)
        for member, seat in (("Région académique (rectorat)", "rectorat"), ("M. Essai", None))
    ]
    told = [(line.event, line.reason) for line in lines(any_desk, first)]
    assert (Event.recuse, "Groupe de travail : M. Essai") in told


def test_dissent_is_kept_on_the_agenda(desk: Desk) -> None:
    """The minutes give it (CRPA R133-13)."""
    dossier = waits(desk)
    set_day(desk)

    sit(desk, lines=[said_line(dossier, "favourable", dissent="Un membre juge l'accueil trop rare.")])

    [item] = agenda(desk.session, met(desk))
    assert item.dissent == "Un membre juge l'accueil trop rare."


def test_a_dossier_of_another_session_is_not_recorded_here(desk: Desk) -> None:
    """It went on when the next one opened, between the convening and the meeting."""
    dossier = waits(desk)
    set_day(desk)
    dossier.campaign_id = campaign_with(desk.session, year=2027).id or 0

    assert "il n'est pas à l'ordre du jour de cette séance" in refused(desk, {dossier.reference: "favourable"})


def test_what_was_withdrawn_since_is_told(desk: Desk) -> None:
    """It stands on the agenda that was sent, and nothing is said of it."""
    gone, left = waits(desk), waits(desk)
    set_day(desk)
    meeting_to_record(desk.session, "ara-2026", GROUP, by="système", at=MET[GROUP])
    withdraw(desk.session, WithdrawalForm(reference=gone.reference, by="Mme Essai"), at=MET[GROUP])

    told = refused(desk, {gone.reference: "favourable", left.reference: "favourable"})

    assert told.startswith(f"Dossier « {gone.reference} » : ce dossier est « retiré »")
