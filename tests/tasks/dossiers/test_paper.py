"""A deposit on paper: in time by its postmark, told by mail, and from then on a dossier like the others."""

from datetime import date

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.dossiers import PostponementForm
from models.forms.intake import PaperForm
from models.intake.words import Way
from models.vocabulary import Flag, PieceState, RequestOutcome, Status
from tasks.dossiers.paper import record_paper
from tasks.sessions.daily import acknowledge, remind_of_deposit
from tasks.sessions.handover import carry_over_by_hand, represent
from tasks.sessions.postpone import postpone
from tests.factories import campaign_with, paris, typed
from tests.support.arrivals import letter, paper
from tests.support.incomplete import carrying, lacking, lines, requests, resubmission
from tests.support.mails import PIECES, Desk, compose, pdfs, siret

AFTER = "2026-05-05 10:00"
"""When letters come after the last day, 29 April."""


def record(desk: Desk, form: PaperForm, at: str = AFTER) -> Application:
    """Record a paper at an instant."""
    [application] = record_paper(desk.session, form, at=paris(at))
    desk.session.flush()
    return application


def told(desk: Desk, application: Application, kind: str) -> str:
    """Return the only notice of a kind, as one line of text."""
    [notice] = desk.notices(application, kind=kind)
    return typed(notice.text)


def test_a_letter_is_in_time_by_its_postmark(desk: Desk) -> None:
    """Case 7, CRPA L112-1: posted on the 29th, it came on 5 May. Nothing but its acknowledgement follows."""
    application = record(desk, letter("2026-04-29"))

    assert (application.reference, application.status, application.flags) == ("ARA-2026-0001", Status.registered, [])
    assert application.received_at == paris(AFTER)
    assert desk.kinds(application) == ["registration"]
    assert set(desk.pieces(application).values()) == {PieceState.received}
    assert acknowledge(desk.session, desk.campaign, at=paris("2026-05-06 09:00")) == 1
    desk.session.refresh(application)
    assert application.status is Status.under_examination


def test_its_acknowledgement_names_the_postmark_and_the_postal_address(desk: Desk) -> None:
    """CRPA R112-5: the service's name, postal address and telephone; the postmark makes it in time."""
    application = record(desk, letter("2026-04-29"))

    acknowledge(desk.session, desk.campaign, at=paris("2026-05-06 09:00"))

    text = told(desk, application, "acknowledgement")
    assert "1 esplanade François Mitterrand, CS 20033, 69269 Lyon Cedex 02" in text
    assert "mercredi 29 avril 2026" in text
    assert "R. 112-5" in text


def test_a_letter_posted_too_late_is_late(desk: Desk) -> None:
    """Case 7: « avant le 30 avril », and the postmark says the 30th. It is flagged for whoever reads the call."""
    application = record(desk, letter("2026-04-30"))

    assert (application.status, application.flags) == (Status.late, [Flag.deadline_day])
    assert desk.kinds(application) == ["registration", "late"]


def test_a_postmark_that_cannot_be_read_waits_for_a_person(desk: Desk) -> None:
    """Case 8: neither in time nor late by itself, and its acknowledgement is held."""
    application = record(desk, letter(None))

    assert (application.status, application.flags) == (Status.registered, [Flag.postmark_unreadable])
    assert desk.kinds(application) == ["registration"]
    assert acknowledge(desk.session, desk.campaign, at=paris("2026-05-20 09:00")) == 0


def test_a_later_deadline_is_judged_by_the_postmark_too(desk: Desk) -> None:
    """Posted on the 30th, it is in time for 2 May, though it came on the 5th; one that was handed in then is not."""
    in_time, too_late = record(desk, letter("2026-04-30")), record(desk, paper(identifier=siret(2)))
    form = PostponementForm(session="ara-2026", stage="deposit", to=date(2026, 5, 6), reason="Grève.", by="x")

    for day in (2, 6):
        postpone(desk.session, form.model_copy(update={"to": date(2026, 5, day)}), at=paris("2026-05-01 10:00"))
        statuses = [one.status for one in (in_time, too_late)]
        assert statuses == [Status.registered, Status.late if day == 2 else Status.registered]


def test_a_letter_posted_in_time_is_presented_again_in_its_session(desk: Desk) -> None:
    """Carried over by hand, by mistake: it did not come too late for it."""
    application = record(desk, letter("2026-04-29"))
    acknowledge(desk.session, desk.campaign, at=paris("2026-05-06 09:00"))
    desk.session.refresh(application)
    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-06-02 10:00"))

    represent(desk.session, resubmission(application), at=paris("2026-06-03 10:00"))

    desk.session.refresh(application)
    assert application.status is Status.under_examination


@pytest.mark.parametrize("form", [letter(None), letter("2026-04-10"), paper()])
def test_what_came_before_the_end_is_in_time_whatever_its_postmark(desk: Desk, form: PaperForm) -> None:
    """A postmark only ever speaks for what came after."""
    application = record(desk, form, "2026-04-15 10:00")

    assert (application.status, application.flags) == (Status.registered, [])
    assert application.acknowledge_at == paris("2026-04-16 09:00")


@pytest.mark.parametrize(
    ("on", "hour", "status"),
    [
        ("2026-04-29", "23:59", Status.registered),
        ("2026-04-29", None, Status.registered),
        ("2026-04-30", "00:00", Status.late),
    ],
)
def test_what_is_handed_in_counts_from_its_own_day(desk: Desk, on: str, hour: str | None, status: Status) -> None:
    """Typed in days later: the day on which it was handed in decides."""
    application = record(desk, paper(received_on=on, hour=hour))

    assert application.status is status
    assert application.received_at == paris(f"{on} {hour or '12:00'}")


def test_the_same_form_sent_twice_is_one_deposit(any_desk: Desk) -> None:
    """A button pressed twice, or two people with the same envelope: one dossier, told once."""
    first = record(any_desk, letter())
    second = record(any_desk, letter(by="M. Autre", comment="Recommandé"), "2026-05-05 16:00")

    assert (second, len(any_desk.deposits())) == (first, 1)
    assert any_desk.kinds(first) == ["registration"]
    assert any_desk.journal(first) == ["registered"]


def test_another_day_is_another_deposit(desk: Desk) -> None:
    """It completes the dossier of the first."""
    first = record(desk, paper(), "2026-04-15 10:00")
    second = record(desk, paper(), "2026-04-16 10:00")

    assert (second, len(desk.deposits())) == (first, 2)


def test_a_paper_keeps_how_and_when_it_came(desk: Desk) -> None:
    """No raw mail, but its way, its postmark, its pieces, and what was said of it."""
    record(desk, letter("2026-04-28", pieces=["dossier", "annexe-1"], comment="Sans enveloppe"))

    [deposit] = desk.deposits()
    assert (deposit.way, deposit.postmark, deposit.papers) == (Way.post, date(2026, 4, 28), ["dossier", "annexe-1"])
    assert (deposit.raw_digest, deposit.subject) == (None, "Sans enveloppe")
    assert (deposit.received_at, deposit.sorted_at) == (paris(AFTER), paris(AFTER))


def test_what_did_not_come_is_asked_for(desk: Desk) -> None:
    """Like a mail's: the acknowledgement lists exactly what is missing."""
    application = record(desk, paper(pieces=list(PIECES[:6])), "2026-04-15 10:00")

    acknowledge(desk.session, desk.campaign, at=paris("2026-04-16 09:00"))

    assert desk.missing(application) == ["annexe-6", "annexe-7"]
    [request] = requests(desk, application)
    assert list(request.pieces) == ["annexe-6", "annexe-7"]


def test_who_sent_a_paper_is_not_reminded_of_the_deposit(desk: Desk) -> None:
    """A piece on paper is a piece, though no file holds it."""
    application = record(desk, paper(pieces=["dossier"]), "2026-03-02 10:00")

    remind_of_deposit(desk.session, desk.campaign, at=paris("2026-03-30 09:00"))

    assert desk.notices(application, kind="deposit_reminder") == []


def test_a_paper_completes_the_dossier_that_stands(any_desk: Desk) -> None:
    """Asked for by mail, sent by post: the request is answered, and the journal says who recorded it."""
    application = lacking(any_desk, "annexe-1")

    found = record(any_desk, letter("2026-04-17", pieces=["annexe-1"]), "2026-04-20 10:00")

    any_desk.session.refresh(application)
    assert (found, application.status) == (application, Status.under_examination)
    assert requests(any_desk, application)[0].outcome is RequestOutcome.answered
    assert any_desk.kinds(application)[-2:] == ["registration", "completion_received"]
    assert any_desk.journal(application)[-1] == "under_examination"


def test_a_mail_completes_what_came_on_paper(desk: Desk) -> None:
    """And its version of a piece counts from then on."""
    application = record(desk, paper(pieces=["dossier"]), "2026-04-15 10:00")

    found = desk.deposit(compose(files=pdfs(PIECES), received="2026-04-15 15:00"))

    assert (found, desk.missing(application)) == (application, [])
    assert desk.content(application, "dossier") == pdfs()["dossier.pdf"]


def test_a_paper_deposited_anew_joins_the_dossier_that_waits(desk: Desk) -> None:
    """As a mail would: S0 asks for no new deposit."""
    application = lacking(desk, "annexe-1")
    carry_over_by_hand(desk.session, carrying(application), at=paris("2026-06-02 10:00"))

    found = record(desk, paper(), "2026-06-10 10:00")

    assert (found, application.flags) == (application, [Flag.possible_duplicate])
    assert desk.kinds(application)[-2:] == ["registration", "duplicate"]


def test_a_paper_without_an_identifier_is_flagged(desk: Desk) -> None:
    """Case 27: a defect to mend, not a rejection."""
    application = record(desk, paper(identifier=None), "2026-04-15 10:00")

    assert (application.status, application.flags) == (Status.registered, [Flag.unidentified])


def test_a_network_needs_no_dossier_on_paper_either(desk: Desk) -> None:
    """Case 29: told so, with a trace kept."""
    application = record(desk, paper(network="cio · Centres d'information et d'orientation"), "2026-04-15 10:00")

    assert (application.status, application.circle) == (Status.not_required, 1)
    assert desk.kinds(application) == ["registration", "not_required"]


def test_who_recorded_a_paper_is_in_the_journal(desk: Desk) -> None:
    """No mail tells it."""
    application = record(desk, paper(by="Mme Guichet"), "2026-04-15 10:00")

    [line] = lines(desk, application)
    assert (line.by, line.status) == ("Mme Guichet", Status.registered)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (letter("2026-05-06"), "Cachet de la poste « 06/05/2026 » : il est postérieur à la réception, le 05/05/2026"),
        (
            letter("2026-04-29", received_on="2026-04-28"),
            "Cachet de la poste « 29/04/2026 » : il est postérieur à la réception, le 28/04/2026",
        ),
        (paper(received_on="2026-05-06"), "Reçu le « 06/05/2026 12:00 » : cet instant est à venir"),
        (paper(received_on="2026-05-05", hour="10:01"), "Reçu le « 05/05/2026 10:01 » : cet instant est à venir"),
        (paper(pieces=["annexe-9"]), "Pièce « annexe-9 » : inconnue"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, form: PaperForm, said: str) -> None:
    """By name, with the mend; nothing is recorded."""
    with pytest.raises(Refusal, match=said):
        record(desk, form)

    assert desk.deposits() == []


def test_a_paper_of_today_without_an_hour_came_by_now(desk: Desk) -> None:
    """Recorded at nine for « today »: noon is to come, so it came at nine."""
    application = record(desk, paper(received_on="2026-04-15"), "2026-04-15 09:00")

    assert application.received_at == paris("2026-04-15 09:00")


def test_a_paper_belongs_to_the_session_that_was_open(desk: Desk) -> None:
    """Handed in before the next one opened, typed in after."""
    campaign_with(desk.session, year=2027)

    application = record(desk, paper(received_on="2027-01-18"), "2027-01-20 10:00")

    assert (application.reference, application.status) == ("ARA-2026-0001", Status.late)
