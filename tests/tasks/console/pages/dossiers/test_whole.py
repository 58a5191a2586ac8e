"""One dossier with all that it holds, after what people and mails did to it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models.dossiers.application import Application
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Flag, PieceState, RequestOutcome, Status
from tasks.console.pages.dossiers.timeline import Source
from tasks.console.pages.dossiers.whole import Running, Whole, read_whole
from tasks.console.waiting.reasons import Reason
from tasks.decisions.record import examine
from tasks.dossiers.paper import record_paper
from tasks.dossiers.requests import ask
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with, completion_request, file_of, paris
from tests.support.arrivals import paper
from tests.support.forms import APRIL, finding
from tests.support.incomplete import completion, lacking, reply
from tests.support.mails import Desk
from tests.support.members import member

MAY = paris("2026-05-20 10:00")


@pytest.fixture
def desk(rows: str, tmp_path: Path) -> Iterator[Desk]:
    """Give a desk whose rows are read once its transaction is over."""
    with transaction(rows) as session:
        yield Desk(session, campaign_with(session), Store(Settings().store))


def read(desk: Desk, made: Application, *, at: datetime = MAY) -> Whole:
    """Read a dossier as its page does."""
    reference = made.reference
    desk.session.commit()
    found = read_whole(reference, at=at)
    assert found
    return found


def test_a_reference_that_is_none_is_no_dossier(desk: Desk) -> None:
    """And one is found in small letters too."""
    made = application(desk.session, desk.campaign)

    assert read(desk, made).reference == "ARA-2026-0001"
    assert read_whole("ara-2026-0001", at=MAY) is not None
    assert read_whole("ARA-2026-0009", at=MAY) is None


def test_all_that_happened_is_told_in_order(desk: Desk) -> None:
    """What came in, what went by itself, what went out, and what a person did and why."""
    made = lacking(desk, "annexe-1")
    reply(desk, made, "annexe-1", at="2026-04-18 11:00")
    examine(desk.session, finding(made, comment="Convention à relire."), at=APRIL)

    told = [(one.source, one.what, one.by, one.why) for one in read(desk, made).timeline]

    assert [told[0], told[2], told[-1]] == [
        (Source.mail, "Candidature", "direction@cidff01.example", None),
        (Source.letter, "Accusé d'enregistrement", "direction@cidff01.example", None),
        (Source.act, "instruction", "Mme Essai", "Convention à relire."),
    ]
    assert [what for source, what, *_ in told if source is Source.system] == [
        "dépôt",
        "accusé de réception",
        "compléments",
    ]


def test_a_line_says_from_where_to_where_and_what_was_concluded(desk: Desk) -> None:
    """Only where the dossier moved."""
    made = application(desk.session, desk.campaign, Status.under_examination)
    examine(desk.session, finding(made), at=APRIL)

    [line] = read(desk, made).timeline

    assert (line.former, line.status) == (Status.under_examination, Status.examined)
    assert line.details == ("conclusion : favorable",)


def test_pieces_noted_without_a_finding_are_told_too(desk: Desk) -> None:
    """The journal holds only what moves a dossier."""
    made = application(desk.session, desk.campaign, Status.under_examination)
    noted = finding(made, finding=None, unusable=[{"piece": "annexe-1", "reason": "illisible"}], comment="Page 2.")
    examine(desk.session, noted, at=APRIL)

    [line] = read(desk, made).timeline

    assert (line.what, line.by, line.why) == ("pièces notées", "Mme Essai", "Page 2.")


def test_a_paper_shows_when_it_came_and_when_it_was_recorded(desk: Desk) -> None:
    """Two instants, where they differ."""
    [made] = record_paper(desk.session, paper(received_on=date(2026, 4, 20)), at=paris("2026-04-22 15:00"))

    found = read(desk, made)

    [came] = [one for one in found.timeline if one.source is Source.paper]
    assert (came.at < paris("2026-04-21 00:00"), came.recorded_at) == (True, paris("2026-04-22 15:00"))
    assert {version.file for piece in found.held.pieces for version in piece.versions} == {None}


def test_a_piece_keeps_every_version_that_came(desk: Desk) -> None:
    """The latest first; the dossier holds one of them."""
    made = desk.deposit()
    reply(desk, made, "annexe-1", at="2026-04-18 11:00")

    piece = read(desk, made).held.pieces[1]

    assert [(one.name, one.arrival, one.counts) for one in piece.versions] == [
        ("annexe-1.pdf", "2026-000002", True),
        ("annexe-1.pdf", "2026-000001", False),
    ]


def test_a_file_that_is_no_piece_is_among_the_others(desk: Desk) -> None:
    """An archive that was opened is not: what it held is."""
    made = application(desk.session, desk.campaign)
    mail = arrival(desk.session, desk.campaign, made)
    packed = file_of(desk.session, mail, name="tout.zip")
    file_of(desk.session, mail, name="carte.png", parent_id=packed.id)

    [other] = read(desk, made).held.others

    assert (other.name, other.inside) == ("carte.png", "tout.zip")


def test_what_is_asked_shows_its_pieces_and_how_it_ends(desk: Desk) -> None:
    """With the date that runs."""
    made = application(desk.session, desk.campaign, Status.under_examination)
    ask(desk.session, completion(made, {"annexe-2": "unsigned"}, due=date(2026, 5, 11)), at=APRIL)

    found = read(desk, made)

    [request] = found.requests
    assert (request.pieces, request.outcome, request.by) == (("Annexe 2",), RequestOutcome.open, "Mme Essai")
    assert (Running.request, date(2026, 5, 11)) in found.dates
    assert found.held.pieces[2].state is PieceState.unusable


def test_the_end_of_a_membership_is_announced_by_the_rules_of_its_region(desk: Desk) -> None:
    """Whatever those of a region whose session opened after are."""
    held = member(desk.session, desk.campaign)
    elsewhere = {"region.id": "bretagne", "session.code": "bre-{year}", "membership.announce_before": [30]}
    campaign_with(desk.session, elsewhere, year=2027)
    made = desk.session.get_one(Application, held.application_id)

    found = read(desk, made, at=paris("2027-06-01 10:00"))

    assert (Running.announcement, date(2028, 1, 1)) in found.dates


def test_only_what_waits_about_this_dossier_is_shown(desk: Desk) -> None:
    """Of all that waits in its session."""
    for _ in range(2):
        made = application(desk.session, desk.campaign, Status.late, flags=[Flag.deadline_day])

    found = read(desk, made)

    assert [(one.reason, one.total) for one in found.waits] == [(Reason.late, 1), (Flag.deadline_day, 1)]


def test_the_forms_are_those_that_its_status_allows(desk: Desk) -> None:
    """As the drop-down of each form would offer it; one that is over may still be corrected, and kept."""
    late = application(desk.session, desk.campaign, Status.late)
    application(desk.session, desk.campaign, Status.withdrawn)
    asked = application(desk.session, desk.campaign, Status.incomplete)
    completion_request(desk.session, desk.campaign, asked, due_on=date(2026, 6, 1))

    offered = read(desk, late).forms

    assert "admettre-hors-delai" in offered
    assert _forms("ARA-2026-0002") == ("corriger-saisie", "conserver-dossier")
    assert {"prolonger-complements", "annuler-demande"} <= set(_forms("ARA-2026-0003"))


def _forms(reference: str) -> tuple[str, ...]:
    found = read_whole(reference, at=MAY)
    return found.forms if found else ()


def test_the_other_dossiers_of_an_organisation_are_named(desk: Desk) -> None:
    """Those joined to it among them."""
    made, other = (application(desk.session, desk.campaign) for _ in range(2))
    other.organisation_id, other.status, other.joined_to_id = made.organisation_id, Status.withdrawn, made.id

    assert [(one.reference, one.is_joined) for one in read(desk, made).siblings] == [("ARA-2026-0002", True)]


def test_a_line_written_later_than_what_it_is_about_says_so(desk: Desk) -> None:
    """A run that catches up, or a rehearsal: the database has a clock of its own."""
    made = desk.deposit()

    [line] = [one for one in read(desk, made).timeline if one.source is Source.system]

    assert line.recorded_at is not None
    assert abs(line.recorded_at - line.at) > timedelta(minutes=1)
