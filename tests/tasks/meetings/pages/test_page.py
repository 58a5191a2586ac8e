"""The pages on which a meeting is recorded: what they are filled in with, and what was typed there and not recorded."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Examination, Opinion
from models.forms.dossiers import WithdrawalForm
from models.vocabulary import Finding, OpinionSense, StageName
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.pages.page import Page, PageLine, keep_draft, page_of
from tasks.meetings.recording.sitting import meeting_to_record
from tests.factories import paris
from tests.support.bodies import COMMISSION, GROUP, MET, SEATS, keep_out, set_day, sit, waits
from tests.support.mails import Desk
from tests.support.sittings import met
from tests.tasks.meetings.sheet.sheets import examined, studied

LABELS = (
    "Région Auvergne-Rhône-Alpes",
    "Préfecture de région",
    "Région académique (rectorat)",
    "Direction régionale de l'alimentation, de l'agriculture et de la forêt",
)


def opened(desk: Desk, stage: StageName = GROUP, *, after: int = 0) -> Page | None:
    """Return the page that is to be asked for on the day of a meeting."""
    meeting = meeting_to_record(desk.session, "ara-2026", stage, by="système", at=MET[stage])
    return page_of(desk.session, desk.campaign, meeting, after=after)


def lines(desk: Desk, stage: StageName = GROUP) -> list[PageLine]:
    """Return its lines."""
    page = opened(desk, stage)
    assert page is not None
    return list(page.lines)


def remark(session: Session, table: type[Examination] | type[Opinion], words: str) -> None:
    """Say why, of all that was found or studied."""
    for row in session.exec(select(table)):
        setattr(row, "comment" if isinstance(row, Examination) else "reasons", words)


@pytest.mark.parametrize(
    ("finding", "proposed", "reasons"),
    [(Finding.favourable, "favorable", ""), (Finding.unfavourable, "défavorable", "Aucun accueil.")],
)
def test_the_working_group_starts_from_the_finding(desk: Desk, finding: Finding, proposed: str, reasons: str) -> None:
    """The latest one, with its remark where it is a reason; a person confirms or changes it."""
    dossier = waits(desk)
    examined(desk.session, dossier, finding)
    remark(desk.session, Examination, "Aucun accueil.")
    set_day(desk)

    [line] = lines(desk)
    assert (line.position, line.reference, line.organisation) == (1, dossier.reference, "CIDFF de l'Ain")
    assert (line.basis, line.proposed, line.reasons) == (
        f"Conclusion de l'instructeur : {proposed}. Aucun accueil.",
        proposed,
        reasons,
    )


@pytest.mark.parametrize(
    ("opinion", "basis", "proposed", "reasons"),
    [
        (OpinionSense.favourable, "favorable", "acceptée", ""),
        (OpinionSense.unfavourable, "défavorable", "refusée", "Aucun accueil."),
        (OpinionSense.adjourn, "à ajourner", "ajournée", "Aucun accueil."),
    ],
)
def test_the_commission_starts_from_the_opinion(
    desk: Desk, opinion: OpinionSense, basis: str, proposed: str, reasons: str
) -> None:
    """The latest one: a dossier that came back has several."""
    dossier = waits(desk, COMMISSION)
    studied(desk.session, desk.campaign, dossier, opinion)
    remark(desk.session, Opinion, "Aucun accueil.")
    set_day(desk, COMMISSION)

    [line] = lines(desk, COMMISSION)
    assert (line.basis, line.proposed, line.reasons) == (
        f"Avis du groupe de travail : {basis}. Aucun accueil.",
        proposed,
        reasons,
    )


def test_recusals_declared_before_are_there(desk: Desk) -> None:
    """With the dossier that they are about."""
    first, _ = waits(desk), waits(desk)
    keep_out(desk, first, member="rectorat")
    set_day(desk)

    assert [line.recused for line in lines(desk)] == [("Région académique (rectorat)",), ()]


def test_a_page_says_what_is_asked_of_its_meeting(desk: Desk) -> None:
    """Its body and day, the seats, and how many are needed; who was there is asked once."""
    first, _ = waits(desk), waits(desk)
    set_day(desk)

    before = opened(desk)
    sit(desk, {first.reference: "favourable"})
    after = opened(desk)

    assert before is not None
    assert (before.body, before.on) == ("groupe de travail Orientation du CREFOP", date(2026, 6, 18))
    assert (before.number, before.pages, before.seats, before.needed) == (1, 1, LABELS, 2)
    assert [page.present for page in (before, after) if page] == [None, SEATS]


def test_a_second_meeting_needs_nobody(desk: Desk) -> None:
    """CRPA R133-10."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("rectorat",))
    set_day(desk, on=date(2026, 6, 18), at=MET[GROUP], urgency="Le quorum n'a pas été atteint ce matin.")

    page = opened(desk)
    assert page is not None
    assert (page.needed, page.present) == (0, None)


def test_the_author_of_the_first_page_is_that_of_the_next(desk: Desk) -> None:
    """Nobody signs twice under two names."""
    first, _ = waits(desk, COMMISSION), waits(desk, COMMISSION)
    set_day(desk, COMMISSION)
    sit(desk, {first.reference: "accepted"}, COMMISSION)

    page = opened(desk, COMMISSION)
    assert page is not None
    assert page.signatory == ("Camille Essai", "Directrice")


def test_what_is_recorded_or_withdrawn_is_asked_for_no_more(desk: Desk) -> None:
    """A page is whole once nothing waits on it."""
    first, gone, left = (waits(desk) for _ in range(3))
    set_day(desk)
    opened(desk)
    sit(desk, {first.reference: "favourable"})
    withdraw(desk.session, WithdrawalForm(reference=gone.reference, by="Mme Essai"), at=MET[GROUP])

    assert [(line.position, line.reference) for line in lines(desk)] == [(3, left.reference)]

    sit(desk, {left.reference: "favourable"})
    assert opened(desk) is None


@pytest.mark.parametrize(("after", "number"), [(0, 1), (1, 2), (2, 1)])
def test_the_next_page_is_asked_for_then_the_first_again(desk: Desk, after: int, number: int) -> None:
    """Whoever leaves a page for tomorrow goes on with the next."""
    for _ in range(26):
        waits(desk)
    set_day(desk)

    page = opened(desk, after=after)
    assert page is not None
    assert (page.number, page.pages) == (number, 2)


def test_before_its_day_a_meeting_has_no_page(desk: Desk) -> None:
    """A form opened by curiosity fixes nothing."""
    waits(desk)
    set_day(desk)

    meeting = meeting_to_record(desk.session, "ara-2026", GROUP, by="système", at=paris("2026-06-17 10:00"))

    assert page_of(desk.session, desk.campaign, meeting) is None


def test_what_was_typed_and_refused_is_kept(any_desk: Desk) -> None:
    """Of the meeting, and of each dossier, until it is recorded."""
    first, second = waits(any_desk), waits(any_desk)
    set_day(any_desk)
    opened(any_desk)
    typed = {"sense": "défavorable", "reasons": ""}

    keep_draft(any_desk.session, met(any_desk).id or 0, {"saisi_par": "Mme Essai"}, {second.reference: typed})

    page = opened(any_desk)
    assert page is not None
    assert (page.asked, page.draft, [line.draft for line in page.lines]) == (
        1,
        {"saisi_par": "Mme Essai"},
        [None, typed],
    )

    sit(any_desk, {second.reference: "unfavourable"})
    page = opened(any_desk)
    assert page is not None
    assert (page.draft, [(line.reference, line.draft) for line in page.lines]) == (None, [(first.reference, None)])


def test_what_is_recorded_keeps_no_draft(desk: Desk) -> None:
    """A page sent too late is refused: it is not shown again."""
    first, _ = waits(desk), waits(desk)
    set_day(desk)
    opened(desk)
    sit(desk, {first.reference: "favourable"})

    keep_draft(desk.session, met(desk).id or 0, {}, {first.reference: {"sense": "défavorable"}})

    assert [line.draft for line in lines(desk)] == [None]
