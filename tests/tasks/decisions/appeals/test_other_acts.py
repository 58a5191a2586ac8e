"""Appeals against acts that are no decision on a candidacy: a termination, a dossier carried over by a person, one that
is not required, a late deposit that its session has kept out."""

from datetime import date

import pytest
from sqlmodel import col, select

from models.dossiers.appeal import Appeal
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.appeals import ACTS
from models.forms.dossiers import AdmissionForm
from models.members.membership import FormalNotice, Membership, MembershipCorrection
from models.vocabulary import Status
from tasks.console.pages.dossiers.appealed import appealed
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.contested import contestable
from tasks.decisions.appeals.record import record_appeal
from tasks.dossiers.admit_late import admissible, admit_late
from tasks.dossiers.identify import identify_dossier
from tasks.members.leave import terminate
from tasks.sessions.daily import acknowledge
from tasks.sessions.handover import carry_over_by_hand, pass_on, represent
from tests.factories import campaign_with, paris, passage, typed
from tests.support.arrivals import identification
from tests.support.decided import decided
from tests.support.incomplete import carrying, resubmission
from tests.support.mails import Desk, compose, said, siret
from tests.support.members import member, notified, send, termination
from tests.tasks.decisions.appeals.appealing import answer_form, appeal_form, appeals

ENDED, MARCH, APRIL = paris("2027-02-28 10:00"), paris("2027-03-15 10:00"), paris("2027-04-05 10:00")
APRIL_20, MAY = paris("2026-04-20 10:00"), paris("2026-05-20 10:00")


def _terminated(desk: Desk) -> Application:
    """Return the dossier of a member whose membership ended on 28 February 2027, and which was told that day."""
    joined = member(desk.session, desk.campaign)
    notified(desk.session)
    terminate(desk.session, termination("ARA-2026-0001"), at=ENDED)
    send(desk.session, "terminated", ENDED)
    return desk.session.get_one(Application, joined.application_id)


def _contested(desk: Desk) -> Application:
    dossier = _terminated(desk)
    record_appeal(desk.session, appeal_form(dossier, received_on="2027-03-12"), at=MARCH)
    return dossier


def _carried(desk: Desk) -> Application:
    """Return a dossier that a person carried over on 20 July, whose letter arrived that day."""
    dossier, at = decided(desk, "adjourned"), paris("2026-07-20 10:00")
    passage(desk.session, desk.campaign, dossier)
    carry_over_by_hand(desk.session, carrying(dossier), at=at)
    send(desk.session, "carried_over", at)
    return dossier


def _late_and_carried(desk: Desk) -> Application:
    """Return a late deposit that a person carried over, whose appeal waits."""
    dossier = desk.deposit(compose(said(siret=siret()), received="2026-05-02 08:00"))
    carry_over_by_hand(desk.session, carrying(dossier), at=paris("2026-05-05 10:00"))
    send(desk.session, "carried_over", paris("2026-05-05 10:15"))
    record_appeal(desk.session, appeal_form(dossier, received_on="2026-05-19"), at=MAY)
    return dossier


def _kept_out(desk: Desk) -> Application:
    """Return a late deposit of 2026, taken into the session of 2027, whose letter arrived that day."""
    dossier, at = desk.deposit(compose(said(siret=siret()), received="2026-05-02 08:00")), paris("2027-01-19 09:00")
    pass_on(desk.session, campaign_with(desk.session, year=2027), at=at)
    send(desk.session, "next_session", at)
    desk.session.refresh(dossier)
    return dossier


def _admission(dossier: Application) -> AdmissionForm:
    return AdmissionForm(application=dossier.reference, reason="Panne de notre serveur.", by="Mme Essai")


def test_an_appeal_is_about_the_last_act_that_was_told(desk: Desk) -> None:
    """Its delay runs from that letter: two months, until 29 April."""
    dossier = _contested(desk)

    [made] = appeals(desk)
    [seen] = appealed(desk.session, dossier, desk.campaign.rules, today=date(2027, 3, 15))
    text = typed(desk.notices(dossier, kind="appeal_received")[0].text)
    assert (made.decision_id, made.implied_on, seen.is_late) == (None, date(2027, 5, 12), False)
    assert "de résiliation de votre adhésion" in text
    assert "ouvert jusqu'au jeudi 29 avril 2027 inclus" in text


def test_upheld_the_membership_runs_to_its_term_again(any_desk: Desk) -> None:
    """One letter says so, signed; what was is kept."""
    dossier = _contested(any_desk)

    answer_appeal(any_desk.session, answer_form(dossier, "upheld"), at=APRIL)

    any_desk.session.flush()
    [joined], [kept] = (any_desk.session.exec(select(table)).all() for table in (Membership, MembershipCorrection))
    text = typed(any_desk.notices(dossier, kind="formal_notice")[-1].text)
    assert isinstance(joined, Membership)
    assert isinstance(kept, MembershipCorrection)
    assert (joined.ends_on, joined.end_reason, kept.former["ends_on"]) == (date(2028, 12, 31), None, "2027-06-30")
    assert [one.outcome for one in appeals(any_desk)] == ["upheld"]
    assert "est retirée, et réputée n'avoir jamais été prise" in text
    assert any_desk.session.exec(select(FormalNotice.outcome)).one() == "cured"


def test_rejected_the_termination_stands(desk: Desk) -> None:
    """Its letter names what is maintained."""
    dossier = _contested(desk)

    answer_appeal(desk.session, answer_form(dossier, "rejected"), at=APRIL)

    text = typed(desk.notices(dossier, kind="appeal_rejected")[0].text)
    assert "par laquelle votre adhésion au Service public régional de l'orientation (SPRO) a été résiliée" in text
    assert desk.session.exec(select(col(Membership.ends_on))).one() == date(2027, 6, 30)


def test_a_termination_that_never_was_is_not_contested(desk: Desk) -> None:
    """The act that is named is looked for."""
    with pytest.raises(Refusal, match=r"Acte contesté .* aucun n'a été notifié"):
        record_appeal(desk.session, appeal_form(decided(desk, "refused"), act="termination"), at=MARCH)


def test_a_letter_that_waits_may_be_called_off_and_is_not_contested(desk: Desk) -> None:
    """Nothing was notified yet."""
    dossier, at = decided(desk, "adjourned"), paris("2026-07-20 10:00")
    carry_over_by_hand(desk.session, carrying(dossier), at=at)

    with pytest.raises(Refusal, match=r"Acte contesté .* aucun n'a été notifié"):
        record_appeal(desk.session, appeal_form(dossier, act="carry_over"), at=paris("2026-08-05 10:00"))


def test_a_carrying_over_may_be_named(desk: Desk) -> None:
    """By its word, as well as implied."""
    dossier = _carried(desk)

    record_appeal(desk.session, appeal_form(dossier, act="carry_over"), at=paris("2026-08-05 10:00"))

    assert desk.session.exec(select(Appeal.decision_id)).all() == [None]


def test_a_dossier_presented_again_ends_the_appeal_against_its_carrying_over(any_desk: Desk) -> None:
    """The answer names the form that does it."""
    dossier, at = _carried(any_desk), paris("2026-08-05 10:00")
    record_appeal(any_desk.session, appeal_form(dossier), at=at)

    with pytest.raises(Refusal, match="formulaire representer-dossier"):
        answer_appeal(any_desk.session, answer_form(dossier, "upheld"), at=at)
    represent(any_desk.session, resubmission(dossier, "Recours fondé."), at=at)

    any_desk.session.refresh(dossier)
    assert dossier.status in {Status.under_examination, Status.incomplete}
    assert [(one.outcome, one.reasons) for one in appeals(any_desk)] == [("upheld", "Recours fondé.")]
    [letter] = any_desk.notices(dossier, kind="appeal_upheld")
    assert "a été reportée à la prochaine session : cette décision ne vaut plus." in typed(letter.text)


def test_a_late_deposit_carried_over_by_hand_is_admitted_on_appeal(desk: Desk) -> None:
    """It is registered in its session, where its acknowledgement leaves on the next morning."""
    dossier = _late_and_carried(desk)

    with pytest.raises(Refusal, match="formulaire admettre-hors-delai"):
        answer_appeal(desk.session, answer_form(dossier, "upheld"), at=MAY)
    with pytest.raises(Refusal, match="formulaire admettre-hors-delai"):
        represent(desk.session, resubmission(dossier), at=MAY)
    admit_late(desk.session, _admission(dossier), at=MAY)

    desk.session.refresh(dossier)
    assert (dossier.status, dossier.acknowledge_at) == (Status.registered, paris("2026-05-21 09:00"))
    assert len(desk.notices(dossier, kind="appeal_upheld")) == 1
    assert [(one.outcome, one.reasons) for one in appeals(desk)] == [("upheld", "Panne de notre serveur.")]


def test_what_was_admitted_late_is_kept_out_no_more(desk: Desk) -> None:
    """Carried over since for another reason, it is presented again, and not admitted twice."""
    dossier = _late_and_carried(desk)
    admit_late(desk.session, _admission(dossier), at=MAY)
    desk.session.refresh(dossier)
    acknowledge(desk.session, desk.campaign, at=paris("2026-05-21 09:00"))
    carry_over_by_hand(desk.session, carrying(dossier), at=paris("2026-05-22 10:00"))

    with pytest.raises(Refusal, match="formulaire representer-dossier"):
        admit_late(desk.session, _admission(dossier), at=paris("2026-05-22 11:00"))
    represent(desk.session, resubmission(dossier), at=paris("2026-05-22 11:00"))

    desk.session.refresh(dossier)
    assert dossier.status is Status.under_examination


def test_an_organisation_that_needs_no_dossier_may_contest_it(any_desk: Desk) -> None:
    """Its deposit is to be examined once a person says that it is of no such network."""
    dossier = any_desk.deposit(compose(said(siret=siret(), réseau="CIO")))
    send(any_desk.session, "not_required", APRIL_20)
    record_appeal(any_desk.session, appeal_form(dossier, received_on="2026-04-28"), at=MAY)

    with pytest.raises(Refusal, match="formulaire identifier-dossier"):
        answer_appeal(any_desk.session, answer_form(dossier, "upheld"), at=MAY)
    none = {"network": "aucun · troisième cercle", "reason": "Recours fondé."}
    identify_dossier(any_desk.session, identification(dossier, **none), at=MAY)

    any_desk.session.refresh(dossier)
    assert dossier.status is Status.registered
    assert len(any_desk.notices(dossier, kind="appeal_upheld")) == 1
    assert [(one.outcome, one.reasons) for one in appeals(any_desk)] == [("upheld", "Recours fondé.")]


@pytest.mark.parametrize("is_presented_first", [False, True])
def test_a_late_deposit_kept_out_of_its_session_may_contest_it(desk: Desk, *, is_presented_first: bool) -> None:
    """That session is over: presented in the next one, before the appeal or since, the dossier has what it asks."""
    dossier = _kept_out(desk)
    for appealing in [False, True] if is_presented_first else [True, False]:
        if appealing:
            record_appeal(desk.session, appeal_form(dossier, received_on="2027-02-10"), at=MARCH)
        else:
            represent(desk.session, resubmission(dossier), at=MARCH)
    represent(desk.session, resubmission(dossier, "Recours fondé."), at=MARCH)

    [made] = appeals(desk)
    assert (made.outcome, made.notice_id is None) == ("upheld", False)


@pytest.mark.parametrize(
    ("arranged", "maintained"),
    [
        ("not_required", "considéré comme n'ayant pas de candidature à déposer"),
        ("kept_out", "n'a pas été admise dans la session pour laquelle vous l'aviez envoyée"),
    ],
)
def test_rejected_what_kept_a_deposit_out_stands(desk: Desk, arranged: str, maintained: str) -> None:
    """Its letter says what is maintained, and its author read what was contested when the appeal came."""
    if arranged == "kept_out":
        dossier = _kept_out(desk)
    else:
        dossier = desk.deposit(compose(said(siret=siret(), réseau="CIO")))
        send(desk.session, "not_required", paris("2027-02-01 10:00"))
    record_appeal(desk.session, appeal_form(dossier, received_on="2027-02-10", act=arranged), at=MARCH)
    answer_appeal(desk.session, answer_form(dossier, "rejected"), at=MARCH)

    text = typed(desk.notices(dossier, kind="appeal_rejected")[0].text)
    assert maintained in text


def test_of_an_undecided_dossier_it_is_said_what_may_be_contested(desk: Desk) -> None:
    """Each act, decision or not."""
    dossier = desk.deposit()

    with pytest.raises(Refusal, match="est « enregistré », et rien de ce qui se conteste n'y a été notifié") as refused:
        record_appeal(desk.session, appeal_form(dossier), at=MAY)

    assert [act for act in ACTS.values() if act not in refused.value.mend] == []


def test_forms_offer_what_may_be_contested_or_admitted(desk: Desk) -> None:
    """Here a late deposit that a person carried over."""
    dossier = _late_and_carried(desk)

    assert (contestable(desk.session), admissible(desk.session)) == ({dossier.id}, {dossier.id})
