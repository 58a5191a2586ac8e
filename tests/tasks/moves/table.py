"""The acts that make each move: an arrangement, then the act of a person or of the system."""

from datetime import date

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application
from models.forms.dossiers import AdmissionForm, PostponementForm, WithdrawalForm
from models.forms.mending import Entry, SessionCancellationForm, UndoingForm
from models.intake.deposit import Deposit
from models.vocabulary import WITHDRAWABLE, Event, Status
from tasks.acts.entries import correct_entry
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine, record_validations
from tasks.dossiers import requests
from tasks.dossiers.admit_late import admit_late
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.merge import merge
from tasks.dossiers.paper import record_paper
from tasks.dossiers.postmarks import judge_postmark
from tasks.dossiers.withdraw import withdraw
from tasks.sessions.daily import acknowledge, carry_over
from tasks.sessions.handover import carry_over_by_hand, pass_on, represent
from tasks.sessions.opening.cancelled import cancel_session
from tasks.sessions.opening.undone import undo_opening
from tasks.sessions.postpone import postpone
from tests.factories import arrival, campaign_with, completion_request, paris, passage
from tests.support.arrivals import BY, identification, letter, merger, paper, reclassified, verdict
from tests.support.forms import JULY, JUNE, correction, decision, finding, opinion, refusal
from tests.support.incomplete import (
    cancellation,
    carrying,
    completion,
    extension,
    lacking,
    owe,
    reply,
    resubmission,
    spend,
)
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret
from tests.tasks.moves.decided import (
    decision_rectified,
    decision_taken,
    in_force,
    taken_back,
    taken_back_from_silence,
    validation_taken_back,
    where,
)
from tests.tasks.moves.forgotten import forgotten
from tests.tasks.moves.happening import Act, Deed, by_form, standing
from tests.tasks.moves.signed import acceded

APRIL = paris("2026-04-20 10:00")
LATE = "2026-05-04 10:00"


def _mailed(text: str = "", received: str = "2026-04-15 10:00") -> Act:
    def arrange(desk: Desk, _: Status) -> Deed:
        mail = compose(text or said(siret=siret()), received=received)
        return lambda: desk.deposit(mail)

    return arrange


def _on_paper(at: str = "2026-04-15 10:00", **fields: object) -> Act:
    return lambda desk, _: lambda: record_paper(desk.session, paper(**fields), at=paris(at))


def _identified(received: str, **fields: object) -> Act:
    def arrange(desk: Desk, status: Status) -> Deed:
        circle = 1 if status is Status.not_required else 3
        one = standing(desk, status, received_at=paris(received), circle=circle)
        arrival(desk.session, desk.campaign, one)
        return lambda: identify_dossier(desk.session, identification(one, **fields), at=APRIL)

    return arrange


def _judged_late(desk: Desk, _: Status) -> Deed:
    [one] = record_paper(desk.session, letter(None), at=paris("2026-05-05 10:00"))
    return lambda: judge_postmark(desk.session, verdict(one, "hors délai"), at=paris("2026-05-07 15:00"))


def _acknowledged(*missing: str) -> Act:
    def arrange(desk: Desk, status: Status) -> Deed:
        standing(desk, status, *missing)
        return lambda: acknowledge(desk.session, desk.campaign, at=APRIL)

    return arrange


def _completed(desk: Desk, _: Status) -> Deed:
    one = lacking(desk, "annexe-1")
    return lambda: reply(desk, one, "annexe-1", at="2026-04-20 10:00")


def _set_aside(desk: Desk, _: Status) -> Deed:
    """Arrange an answer whose file, once looked at, is no document."""
    one = lacking(desk, "annexe-1")
    thread = desk.notices(one)[-1].message_id
    files = {"annexe-1.pdf": b"MZ no document"}
    mail = compose("Voici.", files=files, sender=one.contact, received="2026-04-20 10:00", In_Reply_To=thread)
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    return lambda: desk.sort(deposit)


def _read_late(desk: Desk, _: Status) -> Deed:
    one = lacking(desk, "annexe-1")
    spend(desk, "2026-06-01 09:00")
    return lambda: reply(desk, one, "annexe-1", at="2026-05-07 20:00", read="2026-06-05 10:00")


def _read_after_another(desk: Desk, _: Status) -> Deed:
    desk.deposit(compose(said(siret=siret()), received=LATE))
    first = compose(said(siret=siret()), files=pdfs(["annexe-1"]), received="2026-04-15 10:00")
    deposit = desk.receive(first, at=paris("2026-05-05 10:00"))
    assert isinstance(deposit, Deposit)
    return lambda: desk.sort(deposit)


def _extended(desk: Desk, status: Status) -> Deed:
    one = standing(desk, status, "annexe-1")
    completion_request(desk.session, desk.campaign, one, due_on=date(2026, 4, 30))
    return lambda: requests.extend(desk.session, extension(one, date(2026, 5, 22)), at=APRIL)


def _cancelled(desk: Desk, status: Status) -> Deed:
    one = standing(desk, status)
    completion_request(desk.session, desk.campaign, one, due_on=date(2026, 4, 30))
    return lambda: requests.cancel(desk.session, cancellation(one), at=APRIL)


def _left_incomplete(desk: Desk, _: Status) -> Deed:
    standing(desk, Status.incomplete, "annexe-1")
    return lambda: carry_over(desk.session, desk.campaign, at=JUNE)


def _opened(desk: Desk, status: Status) -> Deed:
    standing(desk, status, "annexe-1")
    following = campaign_with(desk.session, year=2027)
    return lambda: pass_on(desk.session, following, at=paris("2027-01-19 09:00"))


def _session_cancelled(desk: Desk, status: Status) -> Deed:
    standing(desk, status)
    form = SessionCancellationForm(session=desk.campaign.code, reason="Convention à signer.", by=BY)
    return lambda: cancel_session(desk.session, form, at=APRIL)


def _undone(former: Status) -> Act:
    """Return an opening undone of a dossier that stood in a status before."""

    def arrange(desk: Desk, _: Status) -> Deed:
        passage(desk.session, desk.campaign, standing(desk, former, "annexe-1"))
        following = campaign_with(desk.session, year=2027)
        pass_on(desk.session, following, at=paris("2027-01-19 09:00"))
        form = UndoingForm(session=following.code, reason="Erreur d'année.", by=BY)
        return lambda: undo_opening(desk.session, form, at=paris("2027-01-19 09:05"))

    return arrange


def _represented(*missing: str) -> Act:
    def arrange(desk: Desk, status: Status) -> Deed:
        one = standing(desk, status, *missing)
        passage(desk.session, desk.campaign, one)
        return lambda: represent(desk.session, resubmission(one), at=APRIL)

    return arrange


def _admission(one: Application) -> AdmissionForm:
    return AdmissionForm(application=one.reference, reason="Panne.", by=BY)


def _admitted(desk: Desk, status: Status) -> Deed:
    one = standing(desk, status, received_at=paris(LATE))
    return lambda: admit_late(desk.session, _admission(one), at=paris(LATE))


def _postponed(desk: Desk, status: Status) -> Deed:
    standing(desk, status, received_at=paris(LATE))
    form = PostponementForm(session=desk.campaign.code, stage="deposit", to=date(2026, 5, 15), reason="Grève.", by=BY)
    return lambda: postpone(desk.session, form, at=paris(LATE))


def _pair(desk: Desk, status: Status, *missing: str) -> tuple[Application, Application]:
    """Return two dossiers of one organisation, the second without some pieces."""
    kept, other = standing(desk, status), standing(desk, status, *missing)
    other.organisation_id = kept.organisation_id
    return kept, other


def _merged(desk: Desk, status: Status) -> Deed:
    kept, other = _pair(desk, status)
    return lambda: merge(desk.session, merger(kept, other), at=APRIL)


def _superseded(desk: Desk, status: Status) -> Deed:
    kept, other = _pair(desk, status, "annexe-1")
    return lambda: merge(desk.session, merger(kept, other, manner="remplacer"), at=APRIL)


def _reclassified(desk: Desk, status: Status) -> Deed:
    """Arrange a dossier whose only arrival is a question."""
    one = standing(desk, status)
    mail = arrival(desk.session, desk.campaign, one)
    return lambda: reclassified(desk, mail, nature="question")


def _taken_out(desk: Desk, _: Status) -> Deed:
    one = lacking(desk, "annexe-1")
    reply(desk, one, "annexe-1", at="2026-04-17 10:00")
    spend(desk, "2026-04-17 10:05")
    answer = desk.deposits()[-1]
    return lambda: reclassified(desk, answer, target="aucun")


def _named(desk: Desk, _: Status) -> Deed:
    one = desk.deposit(compose(files={"tout.pdf": page("tout")}))
    acknowledge(desk.session, desk.campaign, at=one.acknowledge_at or APRIL)
    pieces = [{"name": "tout.pdf", "piece": piece} for piece in PIECES]
    return lambda: reclassified(desk, desk.deposits()[-1], pieces=pieces)


def _withdrawal(one: Application) -> WithdrawalForm:
    return WithdrawalForm(application=one.reference, reason="Projet abandonné.", by=BY)


def _withdrawn_by_mistake(former: Status) -> Act:
    """Return a withdrawal undone of a dossier that stood in a status before, once its confirmation left."""

    def arrange(desk: Desk, _: Status) -> Deed:
        one = standing(desk, former)
        withdraw(desk.session, _withdrawal(one), at=APRIL)
        owe(desk, "2026-04-20 10:05")
        return lambda: correct_entry(desk.session, correction(one, Entry.withdrawal), at=paris("2026-04-21 10:00"))

    return arrange


def _separated(former: Status) -> Act:
    """Return a merger undone of a dossier that stood in a status before."""

    def arrange(desk: Desk, _: Status) -> Deed:
        kept, other = _pair(desk, former)
        merge(desk.session, merger(kept, other), at=APRIL)
        return lambda: correct_entry(desk.session, correction(other, Entry.merger), at=paris("2026-04-21 10:00"))

    return arrange


def _posted(postmark: str, in_truth: date) -> Act:
    """Return a letter whose postmark was typed wrong, put right; once its letters left."""

    def arrange(desk: Desk, _: Status) -> Deed:
        [one] = record_paper(desk.session, letter(postmark), at=paris("2026-05-05 10:00"))
        owe(desk, "2026-05-05 10:05")
        return lambda: correct_entry(
            desk.session, correction(one, Entry.paper, postmark=in_truth), at=paris("2026-05-05 11:00")
        )

    return arrange


_CIO = {"network": "cio · Centres d'information et d'orientation"}
_NONE = {"network": "aucun · troisième cercle"}

E, S = Event, Status

ACTS: dict[tuple[Event, Status], tuple[Act, ...]] = {
    (E.deposit, S.registered): (_mailed(), _on_paper()),
    (E.deposit, S.late): (_mailed(received=LATE), _on_paper(LATE)),
    (E.deposit, S.not_required): (_mailed(said(siret=siret(), réseau="CIO")), _on_paper(**_CIO)),
    (E.identify, S.not_required): (_identified("2026-04-15 10:00", **_CIO),),
    (E.identify, S.registered): (_identified("2026-04-15 10:00", **_NONE),),
    (E.identify, S.late): (_identified(LATE, **_NONE),),
    (E.judge_postmark, S.late): (_judged_late,),
    (E.acknowledge, S.under_examination): (_acknowledged(),),
    (E.acknowledge, S.incomplete): (_acknowledged("annexe-1"),),
    (E.complement, S.under_examination): (_completed,),
    (E.set_aside, S.incomplete): (_set_aside,),
    (E.restore, S.under_examination): (_read_late,),
    (E.restore, S.registered): (_read_after_another,),
    (E.examine, S.examined): (by_form(examine, finding, APRIL),),
    (E.examine, S.studied): (where(by_form(examine, finding, APRIL)),),
    (E.opinion, S.examined): (where(by_form(record_opinions, opinion, JUNE), "second"),),
    (E.opinion, S.studied): (by_form(record_opinions, opinion, JUNE),),
    (E.validate, S.validated): (by_form(record_validations, decision, JULY),),
    (E.decision, S.accepted): (decision_taken(decision),),
    (E.decision, S.refused): (decision_taken(refusal),),
    (E.decision, S.adjourned): (decision_taken(decision, decision="adjourned", reasons="Article 2."),),
    (E.request_completion, S.incomplete): (by_form(requests.ask, completion, APRIL),),
    (E.extend, S.incomplete): (_extended,),
    (E.cancel_request, S.under_examination): (_cancelled,),
    (E.carry_over, S.carried_over): (_left_incomplete, by_form(carry_over_by_hand, carrying, APRIL)),
    (E.open, S.carried_over): (_opened,),
    (E.cancel_session, S.carried_over): (_session_cancelled,),
    **{(E.cancel_opening, former): (_undone(former),) for former in (S.late, S.incomplete, S.adjourned)},
    (E.resubmit, S.under_examination): (_represented(),),
    (E.resubmit, S.incomplete): (_represented("annexe-1"),),
    (E.admit_late, S.registered): (_admitted,),
    (E.postpone, S.registered): (_postponed,),
    (E.merge, S.withdrawn): (_merged,),
    (E.merge, S.incomplete): (_superseded,),
    (E.reclassify, S.withdrawn): (_reclassified,),
    (E.reclassify, S.incomplete): (_taken_out,),
    (E.reclassify, S.under_examination): (_named,),
    (E.withdraw, S.withdrawn): (by_form(withdraw, _withdrawal, APRIL),),
    (E.forget, S.withdrawn): (forgotten,),
    **{(E.undo_withdrawal, former): (_withdrawn_by_mistake(former),) for former in S if former in WITHDRAWABLE},
    **{
        (E.separate, former): (_separated(former),)
        for former in (S.registered, S.late, S.incomplete, S.under_examination, S.carried_over)
    },
    (E.correct, S.under_examination): (taken_back(Entry.finding, examine, finding, APRIL),),
    (E.correct, S.examined): (taken_back(Entry.opinion, record_opinions, opinion, JUNE),),
    (E.correct, S.late): (_posted("2026-04-28", date(2026, 4, 30)),),
    (E.correct, S.registered): (_posted("2026-04-30", date(2026, 4, 28)),),
    (E.correct, S.studied): (validation_taken_back,),
    (E.effect, S.member): (in_force,),
    (E.accede, S.member): (acceded,),
    **{(E.rectify, sense): (decision_rectified(sense.value),) for sense in (S.accepted, S.refused, S.adjourned)},
    **{(E.take_back, sense): (taken_back_from_silence(sense.value),) for sense in (S.refused, S.adjourned)},
}
"""The acts that make each move: of the system, of a person, or of either."""
