"""From rows to what notices speak of."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Application, CompletionRequest, Examination, Piece
from models.intake.words import Trouble, Way
from models.sessions.campaign import Campaign
from models.vocabulary import PieceState, RequestOutcome, RequestReason, Status
from notifications.loading.variables import (
    deposit_files,
    load_applications,
    load_files,
    load_pieces,
    load_requests,
    request_views,
)
from notifications.views.notices import RequestView
from tests.factories import application, arrival, campaign_with, completion_request, file_of, paris

ASKED, ASKED_AGAIN = paris("2026-02-11 09:00"), paris("2026-02-20 15:30")
FIRST_DAY, LAST_DAY = date(2026, 3, 4), date(2026, 3, 13)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give the session of the shipped region."""
    return campaign_with(session)


@pytest.fixture
def dossier(session: Session, campaign: Campaign) -> Application:
    """Give an incomplete dossier that lacks its annexes 1 and 2."""
    return application(session, campaign, Status.incomplete, missing=["annexe-1", "annexe-2"])


def set_piece(session: Session, of: Application, name: str, state: PieceState, reason: str | None = None) -> None:
    """Change what a dossier holds of a piece."""
    piece = session.exec(select(Piece).where(Piece.application_id == of.id, Piece.piece_id == name)).one()
    piece.state, piece.reason = state, reason
    session.add(piece)
    session.flush()


def ask(session: Session, campaign: Campaign, of: Application, **fields: Any) -> CompletionRequest:  # noqa: ANN401
    """Return an open request for annexes 1 and 2."""
    row: dict[str, Any] = {
        "pieces": {"annexe-1": "missing", "annexe-2": "missing"},
        "asked_at": ASKED,
        "due_on": FIRST_DAY,
    } | fields
    return completion_request(session, campaign, of, **row)


def view(session: Session, campaign: Campaign, request: CompletionRequest) -> RequestView:
    """Return the view of a request."""
    return request_views(session, campaign.rules, [request])[request.application_id]


def test_a_dossier_shows_how_it_stands(session: Session, campaign: Campaign) -> None:
    """Its status, and the local day whose last second is the end of the silence."""
    silent = application(session, campaign, Status.late, silence_at=paris("2026-04-10 23:59:59"))

    shown = load_applications(session, campaign.rules, [silent.id or 0])[silent.id or 0]

    assert (shown.status, shown.silence_on, shown.on_hold) == ("late", date(2026, 4, 10), False)


@pytest.mark.parametrize("status", Status)
def test_carried_over_and_adjourned_are_on_hold(session: Session, campaign: Campaign, status: Status) -> None:
    """Those wait for a person to present them again; no silence runs where none is set."""
    one = application(session, campaign, status)

    shown = load_applications(session, campaign.rules, [one.id or 0])[one.id or 0]

    assert (shown.on_hold, shown.silence_on) == (status in {Status.carried_over, Status.adjourned}, None)


@pytest.mark.parametrize(("way", "postmark"), [(Way.post, date(2026, 4, 28)), (Way.post, None), (Way.hand, None)])
def test_a_dossier_on_paper_says_how_it_came(
    session: Session, campaign: Campaign, way: Way, postmark: date | None
) -> None:
    """By the arrival that opened it; what came later by another way changes nothing."""
    one, other = application(session, campaign), application(session, campaign)
    arrival(session, campaign, one, way=way, postmark=postmark)
    arrival(session, campaign, other)
    for dossier in (one, other):
        arrival(session, campaign, dossier, received_at=paris("2026-02-20 10:00"), way=Way.hand)

    shown = load_applications(session, campaign.rules, [one.id or 0, other.id or 0])

    assert [(view.way, view.postmark) for view in shown.values()] == [(way, postmark), (Way.email, None)]


def test_the_files_of_an_arrival_say_which_were_refused(session: Session, campaign: Campaign) -> None:
    """Those of an application are its latest mail's."""
    dossier = application(session, campaign)
    first, latest = (arrival(session, campaign, dossier) for _ in range(2))
    file_of(session, first, name="ancien.pdf")
    file_of(session, latest, name="annexe 1.pdf", piece_id="annexe-1")
    file_of(session, latest, name="annexe 2.pdf", piece_id="annexe-2", trouble=Trouble.encrypted)

    found = load_files(session, campaign.rules, [dossier.id or 0])[dossier.id or 0]

    said = [("annexe 1.pdf", "Annexe 1", False), ("annexe 2.pdf", "Annexe 2", True)]
    assert [(file.name, file.piece, file.is_refused) for file in found] == said
    assert [file.name for file in deposit_files(session, campaign.rules, first.id)] == ["ancien.pdf"]


def test_a_piece_that_is_not_required_blocks_nothing(session: Session) -> None:
    """Whatever the region file says of it besides (CRPA L114-5-1)."""
    campaign = campaign_with(session, {"pieces.annexe-1.required": False, "pieces.annexe-2.blocking": False})
    one = application(session, campaign)

    pieces = load_pieces(session, campaign.rules, [one.id or 0])[one.id or 0]

    assert [piece.id for piece in pieces if not piece.blocking] == ["annexe-1", "annexe-2"]


def test_a_request_shows_the_words_of_its_reasons(session: Session, campaign: Campaign, dossier: Application) -> None:
    """In French, with what is expected; the days are local."""
    set_piece(session, dossier, "annexe-3", PieceState.unusable, "non signée : l'annexe signée")
    request = ask(
        session,
        campaign,
        dossier,
        pieces={"annexe-1": "missing", "annexe-3": "unsigned"},
        expected={"annexe-3": "l'annexe signée"},
        message="Merci.",
    )

    shown = view(session, campaign, request)

    assert [(p.id, p.reason, p.expected) for p in shown.pieces] == [
        ("annexe-1", "manquante", None),
        ("annexe-3", "non signée", "l'annexe signée"),
    ]
    assert (shown.asked_on, shown.due_on, shown.message) == (date(2026, 2, 11), FIRST_DAY, "Merci.")


@pytest.mark.parametrize(
    ("reasons", "grounds"),
    [
        (["missing"], {"L114-5"}),
        (["unreadable", "expired", "other"], {"L114-5"}),
        (["unsigned", "wrong_form"], {"L114-6"}),
        (["missing", "unsigned"], {"L114-5", "L114-6"}),
    ],
)
def test_a_request_rests_on_what_is_wrong(
    session: Session, campaign: Campaign, dossier: Application, reasons: list[str], grounds: set[str]
) -> None:
    """A defect of form is put right (L114-6), what lacks is produced (L114-5), a mixture is both."""
    request = ask(session, campaign, dossier, pieces={f"annexe-{n}": why for n, why in enumerate(reasons, 1)})

    assert view(session, campaign, request).grounds == grounds


@pytest.mark.parametrize("reason", [RequestReason.missing, RequestReason.other])
def test_what_the_dossier_says_of_a_piece_is_kept(
    session: Session, campaign: Campaign, dossier: Application, reason: RequestReason
) -> None:
    """What the system asks for by itself is no more than missing, or to be taken up again; an examiner said why."""
    set_piece(session, dossier, "annexe-1", PieceState.unusable, "la page 3 est illisible")
    request = ask(session, campaign, dossier, pieces={"annexe-1": reason, "annexe-2": reason})

    assert view(session, campaign, request).pieces[0].reason == "la page 3 est illisible"


def test_what_came_since_is_left_out(session: Session, campaign: Campaign, dossier: Application) -> None:
    """A reminder asks for nothing twice."""
    request = ask(session, campaign, dossier)
    set_piece(session, dossier, "annexe-1", PieceState.received)

    assert [piece.id for piece in view(session, campaign, request).pieces] == ["annexe-2"]


def test_a_cancelled_request_shows_all_that_it_asked(
    session: Session, campaign: Campaign, dossier: Application
) -> None:
    """Whoever reads that it is cancelled knows which it was."""
    request = ask(session, campaign, dossier, outcome=RequestOutcome.cancelled, closed_at=ASKED_AGAIN)
    set_piece(session, dossier, "annexe-1", PieceState.received)

    assert [(p.id, p.reason) for p in view(session, campaign, request).pieces] == [
        ("annexe-1", "manquante"),
        ("annexe-2", "manquante"),
    ]


def test_a_request_knows_the_one_it_takes_over(session: Session, campaign: Campaign, dossier: Application) -> None:
    """That which was closed as it was asked, and no other that was cancelled."""
    cancelled = {"outcome": RequestOutcome.cancelled}
    ask(session, campaign, dossier, closed_at=paris("2026-02-12 10:00"), **cancelled)
    ask(session, campaign, dossier, asked_at=paris("2026-02-13 10:00"), closed_at=ASKED_AGAIN, **cancelled)
    request = ask(session, campaign, dossier, asked_at=ASKED_AGAIN, due_on=LAST_DAY)

    assert view(session, campaign, request).replaces == date(2026, 2, 13)


def test_a_request_replaces_nothing_of_another_dossier(
    session: Session, campaign: Campaign, dossier: Application
) -> None:
    """Even at the same instant."""
    other = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    ask(session, campaign, other, outcome=RequestOutcome.cancelled, closed_at=ASKED_AGAIN)
    request = ask(session, campaign, dossier, asked_at=ASKED_AGAIN)

    assert view(session, campaign, request).replaces is None


@pytest.mark.parametrize(
    ("outcomes", "due_on"),
    [
        ([], None),
        ([RequestOutcome.open], LAST_DAY),
        ([RequestOutcome.expired], LAST_DAY),
        ([RequestOutcome.answered], None),
        ([RequestOutcome.cancelled], None),
        ([RequestOutcome.expired, RequestOutcome.answered], None),
        ([RequestOutcome.expired, RequestOutcome.cancelled], FIRST_DAY),
        ([RequestOutcome.expired, RequestOutcome.open], LAST_DAY),
        ([RequestOutcome.open, RequestOutcome.answered], FIRST_DAY),
    ],
)
def test_the_request_that_counts_is_the_open_one_or_the_latest(
    session: Session, campaign: Campaign, dossier: Application, outcomes: list[RequestOutcome], due_on: date | None
) -> None:
    """An open one counts, however old; else the latest if it expired. One that was cancelled never was."""
    days = [FIRST_DAY, LAST_DAY][-len(outcomes) :]
    for outcome, day in zip(outcomes, days, strict=False):
        ask(session, campaign, dossier, outcome=outcome, due_on=day)

    found = load_requests(session, campaign.rules, [dossier.id or 0])[dossier.id or 0]

    assert (found.due_on if found else None) == due_on


def test_who_examines_a_dossier_is_named(session: Session, campaign: Campaign, dossier: Application) -> None:
    """CRPA L111-2: who last asked for pieces or said what they found, never the system."""
    ask(session, campaign, dossier, by="system")
    before = load_applications(session, campaign.rules, [dossier.id or 0])[dossier.id or 0].in_charge
    ask(session, campaign, dossier, by="Camille Essai", asked_at=ASKED)
    session.add(Examination(application_id=dossier.id or 0, by="Dominique Essai", at=ASKED_AGAIN))
    ask(session, campaign, dossier, by="system", asked_at=ASKED_AGAIN)
    session.flush()

    view = load_applications(session, campaign.rules, [dossier.id or 0])[dossier.id or 0]

    assert (before, view.in_charge) == (None, "Dominique Essai")
