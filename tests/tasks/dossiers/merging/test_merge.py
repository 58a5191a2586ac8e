"""Two dossiers of one organisation become one: one reference, one place in the queue, every piece kept."""

from sqlmodel import col, update

from models.dossiers.application import Application
from models.forms.intake import MergerForm
from models.vocabulary import Event, Flag, PieceState, RequestOutcome, Status
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.merge import merge
from tasks.dossiers.paper import record_paper
from tasks.intake.replies.pieces import pieces_of
from tasks.sessions.daily import acknowledge
from tasks.sessions.handover import carry_over_by_hand
from tests.factories import paris, typed
from tests.support.arrivals import identification, letter, merger
from tests.support.incomplete import ACKNOWLEDGED, carrying, lacking, lines, reply, requests
from tests.support.mails import PIECES, Desk, compose, pdfs, said

AT = paris("2026-04-20 10:00")
ANTENNA = "accueil@antenne.example"


def second(desk: Desk, *pieces: str, received: str = "2026-04-15 15:00", sender: str = ANTENNA) -> Application:
    """Return another dossier of the organisation of the first, whose mail did not say so: a person did."""
    mail = compose(said(None), files=pdfs(pieces or PIECES, version=2), received=received, sender=sender)
    application = desk.deposit(mail)
    identify_dossier(desk.session, identification(application), at=paris("2026-04-15 18:00"))
    return application


def first(desk: Desk, *pieces: str, received: str = "2026-04-15 10:00") -> Application:
    """Return the dossier of an organisation, with these pieces."""
    return desk.deposit(compose(files=pdfs(pieces or PIECES), received=received))


def join(desk: Desk, form: MergerForm) -> list[Application]:
    """Join two dossiers, and return them as they stand."""
    dossiers = merge(desk.session, form, at=AT)
    desk.session.flush()
    for one in dossiers:
        desk.session.refresh(one)
    return dossiers


def test_two_dossiers_become_one(any_desk: Desk) -> None:
    """The kept one has its reference and the earliest receipt; the other leaves the queue, and nobody is alarmed."""
    other, kept = first(any_desk), second(any_desk)

    join(any_desk, merger(kept, other))

    assert (kept.reference, kept.status, kept.flags) == ("ARA-2026-0002", Status.registered, [])
    assert (kept.received_at, kept.acknowledge_by) == (paris("2026-04-15 10:00"), other.acknowledge_by)
    assert (other.status, other.joined_to_id, other.acknowledge_at) == (Status.withdrawn, kept.id, None)
    assert any_desk.kinds(other) == ["registration"]
    assert any_desk.kinds(kept) == ["registration", "duplicate", "duplicate"]


def test_each_address_is_told_under_which_reference(desk: Desk) -> None:
    """Whoever sent either of them; one who sent both is told once."""
    kept, other = first(desk), second(desk)

    join(desk, merger(kept, other))

    told = desk.notices(kept, kind="duplicate")
    assert [notice.recipient for notice in told] == [kept.contact, ANTENNA]
    assert "Ils n'en font plus qu'un, sous la référence ARA-2026-0001" in typed(told[0].text)


def test_one_address_is_told_once(desk: Desk) -> None:
    """Both came from it."""
    kept = first(desk)
    other = desk.deposit(compose(said("MJC"), received="2026-04-15 15:00"))
    identify_dossier(desk.session, identification(other), at=AT)

    join(desk, merger(kept, other))

    assert [notice.recipient for notice in desk.notices(kept, kind="duplicate")] == [kept.contact]


def test_united_pieces_add_up_and_the_latest_counts(desk: Desk) -> None:
    """Whichever dossier they came to; every file is kept."""
    kept = first(desk, "dossier", "annexe-1", "annexe-2")
    other = second(desk, "annexe-2", "annexe-3")

    join(desk, merger(kept, other))

    assert desk.missing(kept) == ["annexe-4", "annexe-5", "annexe-6", "annexe-7"]
    assert desk.content(kept, "annexe-1") == pdfs(["annexe-1"])["annexe-1.pdf"]
    assert desk.content(kept, "annexe-2") == pdfs(["annexe-2"], version=2)["annexe-2.pdf"]
    assert {deposit.application_id for deposit in desk.deposits()} == {kept.id}
    assert len(desk.files()) == 5


def test_the_latest_version_may_be_that_of_the_dossier_that_is_kept(desk: Desk) -> None:
    """It came first, and sent the piece again."""
    kept, other = first(desk, "dossier"), second(desk, "annexe-1")
    desk.deposit(compose(files=pdfs(["annexe-1"], version=3), received="2026-04-15 17:00"))

    join(desk, merger(kept, other))

    assert desk.content(kept, "annexe-1") == pdfs(["annexe-1"], version=3)["annexe-1.pdf"]


def test_a_paper_counts_by_the_day_it_came(desk: Desk) -> None:
    """No file holds it: the later paper takes the place of the mail's version."""
    kept = first(desk)
    form = letter("2026-04-15", identifier=None, organisation="Antenne", contact=ANTENNA, pieces=["annexe-1"])
    [other] = record_paper(desk.session, form, at=paris("2026-04-17 10:00"))
    identify_dossier(desk.session, identification(other), at=AT)

    join(desk, merger(kept, other))

    held = pieces_of(desk.session, kept)
    assert (held["annexe-1"].state, held["annexe-1"].file_id) == (PieceState.received, None)
    assert held["annexe-2"].file_id is not None


def test_a_piece_that_could_not_be_used_gives_way_to_one_that_came(desk: Desk) -> None:
    """Even to an earlier one: nobody has found fault with it."""
    other, kept = first(desk, "annexe-1"), second(desk, "dossier")
    unusable = pieces_of(desk.session, kept)["annexe-1"]
    unusable.state, unusable.reason = PieceState.unusable, "illisible"

    join(desk, merger(kept, other))

    assert desk.pieces(kept)["annexe-1"] is PieceState.received


def test_superseded_pieces_count_no_more(any_desk: Desk) -> None:
    """The second dossier is a new version: what only the first had is asked for again, and its file is kept."""
    kept = first(any_desk)
    other = second(any_desk, *PIECES[:7])
    acknowledge(any_desk.session, any_desk.campaign, at=paris(ACKNOWLEDGED))

    join(any_desk, merger(kept, other, manner="remplacer"))

    assert (kept.status, any_desk.missing(kept)) == (Status.incomplete, ["annexe-7"])
    assert any_desk.content(kept, "dossier") == pdfs(["dossier"], version=2)["dossier.pdf"]
    assert len(any_desk.files()) == 15
    assert "1 pièce manque encore" in typed(any_desk.notices(kept, kind="duplicate")[0].text)


def test_what_was_asked_of_the_kept_one_is_answered_by_the_other(desk: Desk) -> None:
    """Complete again, it goes back under examination, at the place of its receipt."""
    kept = lacking(desk, "annexe-1")
    other = second(desk, "annexe-1", received="2026-04-17 10:00")

    join(desk, merger(kept, other))

    assert kept.status is Status.under_examination
    assert requests(desk, kept)[0].outcome is RequestOutcome.answered


def test_what_was_asked_of_the_other_is_asked_no_more(desk: Desk) -> None:
    """Nobody is reminded of a dossier that is another's now."""
    kept, other = first(desk), second(desk, "dossier")
    acknowledge(desk.session, desk.campaign, at=paris(ACKNOWLEDGED))

    join(desk, merger(kept, other))

    [request] = requests(desk, other)
    assert (request.outcome, request.next_reminder_at) == (RequestOutcome.cancelled, None)


def test_both_journals_say_it_and_by_whom(desk: Desk) -> None:
    """The same form sent twice changes nothing more."""
    kept, other = first(desk), second(desk)

    for _ in range(2):
        join(desk, merger(kept, other, reason="Téléphoné le 20."))

    merged = [lines(desk, one)[-1] for one in (kept, other)]
    assert [(line.event, line.by) for line in merged] == [(Event.merge, "Mme Essai")] * 2
    assert [line.reason for line in merged] == [
        "ARA-2026-0002 est réuni à lui : Téléphoné le 20.",
        "réuni au dossier ARA-2026-0001 : Téléphoné le 20.",
    ]
    assert [desk.journal(one) for one in (kept, other)] == [
        ["registered", "registered"],
        ["registered", "registered", "withdrawn"],
    ]
    assert len(desk.notices(kept, kind="duplicate")) == 2


def test_a_reply_to_the_joined_one_reaches_the_other(any_desk: Desk) -> None:
    """By its notices, by its reference, or by the address it came from."""
    kept, other = first(any_desk, "dossier"), second(any_desk, "annexe-1")
    [told] = any_desk.notices(other, kind="registration")
    join(any_desk, merger(kept, other))

    mails = [
        compose("", files=pdfs(["annexe-2"]), In_Reply_To=told.message_id, received="2026-04-21 10:00"),
        compose("", files=pdfs(["annexe-3"]), subject=f"Re: [{other.reference}]", received="2026-04-21 11:00"),
        compose(said(None), files=pdfs(["annexe-4"]), sender=ANTENNA, received="2026-04-21 12:00"),
    ]

    assert [any_desk.deposit(mail) for mail in mails] == [kept] * 3
    assert any_desk.missing(kept) == ["annexe-5", "annexe-6", "annexe-7"]


def test_a_reply_to_the_notice_of_the_joining_reaches_the_one_that_is_kept(desk: Desk) -> None:
    """From whichever address."""
    kept, other = first(desk, "dossier"), second(desk, "annexe-1")
    join(desk, merger(kept, other))

    reply(desk, kept, "annexe-2", at="2026-04-21 10:00")

    assert desk.pieces(kept)["annexe-2"] is PieceState.received


def test_a_mail_that_comes_while_dossiers_are_joined_reaches_the_one_that_is_kept(desk: Desk) -> None:
    """It was found to be about the other one, a moment before."""
    kept, other = first(desk, "dossier"), second(desk, "annexe-1")
    meanwhile = update(Application).where(col(Application.id) == other.id).values(joined_to_id=kept.id)
    desk.session.execute(meanwhile, execution_options={"synchronize_session": False})

    found = desk.deposit(compose("", subject=f"Re: [{other.reference}]", received="2026-04-21 10:00"))

    assert found == kept


def test_a_flag_is_closed_where_there_is_nothing_to_join(desk: Desk) -> None:
    """A carried-over dossier with what was deposited anew is one already; the form sent again changes nothing."""
    kept = lacking(desk, "annexe-1")
    carry_over_by_hand(desk.session, carrying(kept), at=paris("2026-06-02 10:00"))
    desk.deposit(compose(files=pdfs(version=2), received="2026-06-10 10:00"))
    flags = list(kept.flags)

    for _ in range(2):
        join(desk, merger(kept))

    assert (flags, kept.flags, kept.status) == ([Flag.possible_duplicate], [], Status.carried_over)
    assert [line.reason for line in lines(desk, kept) if line.event is Event.merge] == ["rien à rapprocher"]
