"""A merger that was a mistake: two dossiers again, each with what came for it, and both applicants told."""

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.mending import Entry
from models.vocabulary import Status
from tasks.acts.entries import correct_entry
from tasks.decisions.record import examine
from tests.factories import application as dossier
from tests.factories import paris
from tests.support.arrivals import merger
from tests.support.forms import correction, finding
from tests.support.mails import PIECES, Desk
from tests.tasks.dossiers.merging.test_merge import first, join, second

LATER = paris("2026-04-22 10:00")


def separated(desk: Desk, *dossiers: Application) -> None:
    """Undo the merger of the last of some dossiers, twice as a run that is made again would."""
    for _ in range(2):
        correct_entry(desk.session, correction(dossiers[-1], Entry.merger), at=LATER)
    desk.session.flush()
    for one in dossiers:
        desk.session.refresh(one)


def test_each_is_again_what_it_was(any_desk: Desk) -> None:
    """Its status, receipt, files and pieces."""
    other, kept = first(any_desk), second(any_desk)
    before = [(one.status, one.received_at, one.acknowledge_by) for one in (kept, other)]
    held = [any_desk.content(one, PIECES[0]) for one in (kept, other)]
    join(any_desk, merger(kept, other))

    separated(any_desk, kept, other)

    assert [(one.status, one.received_at, one.acknowledge_by) for one in (kept, other)] == before
    assert [any_desk.content(one, PIECES[0]) for one in (kept, other)] == held
    assert other.joined_to_id is None


def test_a_piece_that_the_other_brought_is_missing_again(desk: Desk) -> None:
    """The kept dossier holds what came for it alone."""
    kept, other = first(desk, *PIECES[:-1]), second(desk)
    join(desk, merger(kept, other))

    separated(desk, kept, other)

    assert desk.missing(kept) == [PIECES[-1]]
    assert desk.missing(other) == []


def test_both_are_told(desk: Desk) -> None:
    """Each of their own dossier."""
    kept, other = first(desk), second(desk)
    join(desk, merger(kept, other))

    separated(desk, kept, other)

    told = desk.notices(kind="separated")
    assert [(one.recipient, one.application_id) for one in told] == [(other.contact, other.id), (kept.contact, kept.id)]
    assert "Mauvaise ligne" in told[0].text


def test_what_was_concluded_upon_both_is_taken_back_first(desk: Desk) -> None:
    """And a dossier that is joined to none has nothing to be separated from."""
    kept, other = (dossier(desk.session, desk.campaign, Status.under_examination) for _ in range(2))
    other.organisation_id = kept.organisation_id
    join(desk, merger(kept, other))
    examine(desk.session, finding(kept), at=LATER)

    with pytest.raises(Refusal, match="on a conclu sur les pièces des deux"):
        correct_entry(desk.session, correction(other, Entry.merger), at=LATER)
    with pytest.raises(Refusal, match="choisissez le dossier rapproché"):
        correct_entry(desk.session, correction(kept, Entry.merger), at=LATER)
