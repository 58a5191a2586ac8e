"""Whatever else happened between a page and its answer is told, and keeps nothing else from being recorded."""

from sqlmodel import select

from models.dossiers.application import Opinion
from models.forms.dossiers import WithdrawalForm
from models.vocabulary import OpinionSense
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.pages.validate import LEFT
from tasks.meetings.recording.submit_page import open_sitting
from tests.factories import paris
from tests.support.bodies import COMMISSION, GROUP, MET, set_day, sit, waits
from tests.support.mails import Desk
from tests.tasks.meetings.recording.sent import REFUSED, decided, first_page, notices, opened, sent, several


def test_a_dossier_withdrawn_meanwhile_is_told_and_stops_no_other(any_desk: Desk) -> None:
    """It is withdrawn between the form and its answer."""
    first, second = several(any_desk, 2)
    typed = first_page(any_desk, REFUSED)
    withdraw(any_desk.session, WithdrawalForm(reference=first.reference, by="Mme Essai"), at=MET[COMMISSION])

    answered = sent(any_desk, typed)

    assert decided(any_desk) == [(second.id, "accepted")]
    said = "il est désormais « retiré » ; votre saisie (« refusée ») n'est pas enregistrée."
    assert answered.told == [f"Dossier {first.reference} : {said}"]
    assert answered.sitting.is_over


def test_a_meeting_ends_when_its_last_dossier_is_withdrawn(desk: Desk, full_page: int) -> None:
    """Nothing is left to send: opened again, it is over, and its minutes leave."""
    *_, last = several(desk, full_page + 1)
    sent(desk, first_page(desk))
    withdraw(desk.session, WithdrawalForm(reference=last.reference, by="Mme Essai"), at=MET[COMMISSION])

    standing = open_sitting(desk.session, desk.campaign.code, COMMISSION, by="système", at=MET[COMMISSION])

    assert (standing.is_over, standing.recorded, notices(desk).count("minutes")) == (True, full_page, 1)


def test_of_two_people_the_first_is_recorded_and_the_second_told(any_desk: Desk) -> None:
    """Two runs ask for the same page: what the second says otherwise is recorded nowhere."""
    first, _ = several(any_desk, 2)
    page = first_page(any_desk)
    sent(any_desk, page)

    late = sent(any_desk, page | {first.reference: REFUSED})

    said = "il est désormais « accepté » ; votre saisie (« refusée ») n'est pas enregistrée."
    assert late.told == [
        "La séance est close : rien de plus ne s'y enregistre.",
        f"Dossier {first.reference} : {said}",
    ]
    assert [sense for _, sense in decided(any_desk)] == ["accepted", "accepted"]


def test_of_two_people_each_may_say_a_part(desk: Desk) -> None:
    """What the first left is recorded as the second said it; who was there is what the first said."""
    first, second = several(desk, 2)
    page = first_page(desk)
    sent(desk, page | {second.reference: {"sense": LEFT}})

    answered = sent(desk, page | {second.reference: REFUSED, "presents": {"s2": True, "s3": True}})

    assert decided(desk) == [(first.id, "accepted"), (second.id, "refused")]
    assert answered.told == ["Les présents étaient déjà enregistrés, autrement ; ils n'ont pas changé."]


def test_what_is_said_elsewhere_of_the_same_meeting_is_told(desk: Desk) -> None:
    """By the spreadsheet of the secretary, for instance, which was imported meanwhile."""
    first, second = several(desk, 2)
    typed = first_page(desk, REFUSED)
    sit(desk, {first.reference: "accepted"}, COMMISSION)

    answered = sent(desk, typed)

    assert decided(desk) == [(first.id, "accepted"), (second.id, "accepted")]
    assert [words.partition(" : ")[0] for words in answered.told] == [f"Dossier {first.reference}"]


def test_a_page_of_a_meeting_that_is_over_is_not_said_at_the_next(desk: Desk) -> None:
    """What was left over waits for another meeting, which has its own form."""
    first, second = several(desk, 2)
    typed = first_page(desk)
    sit(desk, {first.reference: "accepted"}, COMMISSION, is_over=True)
    assert opened(desk).number == 1

    answered = sent(desk, typed)

    assert decided(desk) == [(first.id, "accepted")]
    said = "il attend une autre séance ; votre saisie (« acceptée ») n'est pas enregistrée."
    assert answered.told[-1] == f"Dossier {second.reference} : {said}"


def test_an_order_that_changes_meanwhile_changes_nothing_said(desk: Desk) -> None:
    """What is typed is of a dossier, never of a rank: another was examined since, and received before."""
    late = waits(desk, name="Dernier", received_at=paris("2026-03-02 10:00"))
    typed = first_page(desk, {"sense": "défavorable", "reasons": "Article 3."}, stage=GROUP)
    early = waits(desk, name="Premier", received_at=paris("2026-02-02 10:00"))
    assert [line.reference for line in opened(desk, GROUP).lines] == [late.reference]

    sent(desk, typed, GROUP)

    [opinion] = desk.session.exec(select(Opinion))
    assert (opinion.application_id, opinion.opinion) == (late.id, OpinionSense.unfavourable)
    assert [line.reference for line in opened(desk, GROUP).lines] == [early.reference]


def test_a_page_of_a_meeting_whose_hour_changed_is_recorded(desk: Desk) -> None:
    """Its secretary corrected the hour while the form was open: nothing typed is lost."""
    first, second = several(desk, 2)
    set_day(desk, COMMISSION)
    typed = first_page(desk, REFUSED)
    set_day(desk, COMMISSION, hour="10:00", at=MET[COMMISSION])

    answered = sent(desk, typed)

    assert (decided(desk), answered.told) == ([(first.id, "refused"), (second.id, "accepted")], [])
