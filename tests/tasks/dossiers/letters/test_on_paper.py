"""Letters on paper: whoever has no mail address gets each of them, and none leaves otherwise."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.intake import PaperForm
from models.forms.letters import PostingForm, PrintingForm, WaitingLettersForm
from models.notices import Posting
from models.vocabulary import NoticeStatus, Status
from notifications.loading.proof_of_notification import Served, served
from notifications.outbox.leases import Claims
from tasks.console.waiting.pending import pending
from tasks.console.waiting.reasons import Reason, scope_of
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.letters.on_paper import print_letters, record_posting
from tasks.dossiers.letters.waiting import settle_letters
from tasks.dossiers.paper import record_paper
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.arrivals import BY, identification, letter
from tests.support.decided import decided
from tests.support.mails import Desk, compose, siret
from tests.support.mails import said as said_of
from tests.support.members import send

ADDRESS = "CIDFF de l'Ain / 12, rue de l'Essai / 01000 Bourg-en-Bresse"
CAME, MORNING, LATER = paris("2026-04-28 10:00"), paris("2026-04-29 09:00"), paris("2026-07-20 10:00")


def posted_form(**fields: object) -> PaperForm:
    """Return the form of a dossier that came by post, and says where to write, but by no mail."""
    return letter("2026-04-27", contact=None, postal=ADDRESS, **fields)


def acknowledged(desk: Desk) -> Application:
    """Return a dossier without a mail address, whose acknowledgement waits to be posted."""
    [dossier] = record_paper(desk.session, posted_form(), at=CAME)
    acknowledge(desk.session, desk.campaign, at=MORNING)
    return dossier


def printing(*letters: str, **fields: Any) -> PrintingForm:  # noqa: ANN401  whatever a test cares for
    """Return the form that prints letters: all that wait, where none is named."""
    return PrintingForm.model_validate({"letters": list(letters), "by": BY} | fields)


def said(name: str, **fields: Any) -> PostingForm:  # noqa: ANN401
    """Return the form of what the post says of a letter."""
    return PostingForm.model_validate({"letter": name, "by": BY} | fields)


def refused(desk: Desk) -> tuple[Application, str]:
    """Return a dossier refused on 9 July whose letter came back that day, posted registered on 20 July; and the name
    of that letter."""
    dossier = decided(desk, "refused")
    send(desk.session, "refused", paris("2026-07-09 10:00"), NoticeStatus.bounced)
    name = f"{dossier.reference}/refused"
    print_letters(desk.session, printing(name, postal=ADDRESS, is_registered=True), at=LATER)
    return dossier, name


def standing(desk: Desk, dossier: Application) -> Served:
    """Return since when the decision on a dossier is notified."""
    desk.session.flush()
    return served(desk.session, desk.campaign.rules, [dossier.id or 0])[dossier.id or 0]


def to_post(desk: Desk) -> list[int]:
    """Return how many letters « À traiter » has to be posted."""
    scope = scope_of(desk.session, desk.campaign, at=MORNING, limit=None)
    return [one.total for one in pending(scope) if one.reason is Reason.letter_to_post]


def test_an_address_suffices_to_deposit(desk: Desk) -> None:
    """On paper there is one acknowledgement, that of receipt (CRPA R112-5): it waits to be posted."""
    dossier = acknowledged(desk)

    [notice] = desk.notices(dossier)
    text = typed(notice.text)
    assert (notice.kind, notice.recipient, notice.due_at) == ("acknowledgement", ADDRESS, None)
    assert "Le présent courrier en est l'accusé de réception (article R. 112-5" in text
    assert "Adresse postale :" in text
    assert to_post(desk) == [1]
    assert Claims(at=LATER, sender="a").claim(desk.session, 10) == []


def test_a_paper_says_one_place_to_write_to() -> None:
    """A mail address, or a postal one that an envelope takes."""
    for fields in ({"contact": None}, {"postal": ADDRESS}, {"contact": None, "postal": "rue de l'Essai"}):
        with pytest.raises(ValueError, match=r"Courriel du candidat|Adresse postale"):
            letter("2026-04-27", **fields)


def test_the_letters_that_wait_leave_in_one_batch_and_once(any_desk: Desk) -> None:
    """Nothing waits any more; printed again, nothing leaves."""
    dossier = acknowledged(any_desk)

    assert print_letters(any_desk.session, printing(), at=MORNING) == [dossier]
    assert print_letters(any_desk.session, printing(), at=LATER) == []

    [made] = any_desk.session.exec(select(Posting)).all()
    [notice] = any_desk.notices(dossier)
    assert (made.batch, made.addressed_to, made.posted_on) == (1, ADDRESS, date(2026, 4, 29))
    assert (notice.status, notice.sent_at) == (NoticeStatus.sent, MORNING)
    assert to_post(any_desk) == []


def test_what_is_no_longer_true_is_not_printed(desk: Desk) -> None:
    """A late deposit that was withdrawn is told nothing of its delay."""
    form = letter("2026-05-02", contact=None, postal=ADDRESS)
    [dossier] = record_paper(desk.session, form, at=paris("2026-05-05 10:00"))
    dossier.status = Status.withdrawn
    desk.session.add(dossier)
    desk.session.flush()

    assert print_letters(desk.session, printing(), at=LATER) == []
    assert desk.kinds(dossier) == []


def test_once_a_mail_address_is_known_what_waits_leaves_there(any_desk: Desk) -> None:
    """And is printed no more."""
    dossier = acknowledged(any_desk)

    identify_dossier(any_desk.session, identification(dossier, contact="direction@cidff01.example"), at=LATER)

    any_desk.session.expire_all()
    assert [one.recipient for one in Claims(at=LATER, sender="a").claim(any_desk.session, 10)] == [
        "direction@cidff01.example"
    ]


def test_a_letter_to_post_is_not_let_go_by_mail(desk: Desk) -> None:
    """Its form is another; stopped it may be."""
    dossier = acknowledged(desk)
    form = {"letters": [f"{dossier.reference}/acknowledgement"], "by": BY}

    with pytest.raises(Refusal, match="formulaire lettres-a-poster"):
        settle_letters(desk.session, WaitingLettersForm.model_validate(form | {"fate": "laisser partir"}), at=LATER)


def test_a_decision_that_came_back_is_notified_by_its_acknowledgement_of_receipt(any_desk: Desk) -> None:
    """Posted, nothing attests that it arrived: no delay runs before that day is known."""
    dossier, name = refused(any_desk)
    before = standing(any_desk, dossier)

    record_posting(
        any_desk.session, said(name, number="1A 234", presented_on="2026-07-22"), at=paris("2026-07-25 10:00")
    )
    presented = standing(any_desk, dossier)
    record_posting(any_desk.session, said(name, delivered_on="2026-07-24"), at=paris("2026-07-27 10:00"))

    after = standing(any_desk, dossier)
    assert (before.notified_on, before.contestable_until) == (None, None)
    assert presented.notified_on == date(2026, 7, 22)
    assert (after.notified_on, after.contestable_until) == (date(2026, 7, 24), date(2026, 9, 25))


@pytest.mark.parametrize(("fields", "on"), [({}, None), ({"presented_on": "2026-07-22"}, date(2026, 7, 22))])
def test_a_letter_that_comes_back_notifies_only_where_it_was_presented(
    desk: Desk, fields: dict[str, str], on: date | None
) -> None:
    """Nobody came for it: it is notified. Nobody was there: it is not, and the decision waits in « À traiter »."""
    dossier, name = refused(desk)

    record_posting(desk.session, said(name, is_returned=True, **fields), at=paris("2026-08-10 10:00"))

    assert standing(desk, dossier).notified_on == on
    scope = scope_of(desk.session, desk.campaign, at=LATER, limit=None)
    assert (Reason.decision_unserved in [one.reason for one in pending(scope)]) is (on is None)


def test_the_same_is_noted_once(desk: Desk) -> None:
    """Said again, nothing changes."""
    dossier, name = refused(desk)

    made = [record_posting(desk.session, said(name, number="1A 234"), at=LATER) for _ in range(2)]

    assert made == [[dossier], []]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"posted_on": "2026-06-30"}, "Postée le"), ({"presented_on": "2026-07-19"}, "Présentée le")],
)
def test_days_follow_one_another(desk: Desk, fields: dict[str, str], field: str) -> None:
    """Written, posted, presented, delivered."""
    _, name = refused(desk)

    with pytest.raises(Refusal, match=field):
        record_posting(desk.session, said(name, **fields), at=paris("2026-08-10 10:00"))


def test_what_is_posted_has_an_address_and_has_left(desk: Desk) -> None:
    """A letter that left by mail is posted where a person says; one on its way is not; what was not posted has no
    post to tell of."""
    dossier = desk.deposit(compose(said_of(siret=siret()), received="2026-05-04 10:00"))
    name = f"{dossier.reference}/late"

    with pytest.raises(Refusal, match="une fois partie"):
        print_letters(desk.session, printing(name, postal=ADDRESS), at=LATER)
    send(desk.session, "late", LATER)
    with pytest.raises(Refusal, match="indiquez l'adresse postale"):
        print_letters(desk.session, printing(name), at=LATER)
    with pytest.raises(Refusal, match="n'est pas partie sur papier"):
        record_posting(desk.session, said(name, number="1A 234"), at=LATER)
