"""An act is shown first, and done only as it was shown."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.forms.dossiers import ExaminationForm, PostponementForm
from models.forms.parts import Form
from models.notices import Notice
from models.storage.aside.dry_runs import DryRun
from models.storage.database import reading, transaction
from models.storage.preview.deed import Unconfirmed, deed
from models.storage.preview.effects import Effects, Move, effects
from models.storage.preview.standing import Place, standing
from models.vocabulary import Finding, NoticeKind, Status
from tasks.decisions.record import examine
from tasks.sessions.postpone import postpone
from tests.factories import application, campaign_with, paris, typed

AT = paris("2026-04-20 10:00")
UNDER, EXAMINED = Place("ara-2026", Status.under_examination), Place("ara-2026", Status.examined)


@pytest.fixture
def year(database: str) -> str:
    """Give a database with a session and two dossiers in hand."""
    with transaction(database) as session:
        campaign = campaign_with(session)
        for _ in range(2):
            application(session, campaign, Status.under_examination)
    return database


def finding(*references: str, **said: Any) -> ExaminationForm:  # noqa: ANN401
    """Return the form of a favourable finding on some dossiers."""
    return ExaminationForm(references=[*references], finding=Finding.favourable, by="Mme Essai", **said)


def moving(to: date = date(2026, 6, 9), **said: Any) -> PostponementForm:  # noqa: ANN401
    """Return the form that moves the end of the instruction."""
    row = {"session": "ara-2026", "stage": "examination", "to": to, "reason": "Gel.", "by": "Mme Essai"}
    return PostponementForm.model_validate(row | said)


def did(database: str, form: Form, rule: Callable[..., object], *, at: Any = AT) -> Effects:  # noqa: ANN401
    """Do an act, and return what it did. Raises Unconfirmed where it is shown first."""
    with deed(database, form, at=at) as done:
        before = standing(done.session)
        rule(done.session, form, at=at)
        return effects(before, standing(done.session))


def shown(database: str, form: Form, rule: Callable[..., object]) -> Unconfirmed:
    """Return what an act would do."""
    with pytest.raises(Unconfirmed) as told:
        did(database, form, rule)
    return told.value


def standing_of(database: str) -> list[Status]:
    """Return where the dossiers stand."""
    with reading(database) as session:
        return [one.status for one in session.exec(select(Application).order_by(col(Application.id)))]


BOTH = ("ARA-2026-0001", "ARA-2026-0002")


def test_what_moves_several_is_shown_first_then_done_as_shown(year: str) -> None:
    """The code of what was shown confirms it, whoever types it."""
    told = shown(year, finding(*BOTH), examine)
    assert standing_of(year) == [Status.under_examination] * 2

    done = did(year, finding(*BOTH, confirmed=told.code.lower()), examine)

    assert told.effects == done
    assert done.moves == tuple(Move(one, UNDER, EXAMINED) for one in BOTH)
    assert standing_of(year) == [Status.examined] * 2


def test_an_act_on_one_dossier_is_one_step(year: str) -> None:
    """Nobody confirms what moves the dossier chosen and writes to nobody else."""
    assert did(year, finding(BOTH[0]), examine).touched == {BOTH[0]}


def test_what_moved_meanwhile_is_shown_again_and_nothing_is_done(year: str) -> None:
    """A confirmation holds for what was shown alone."""
    code = shown(year, finding(*BOTH), examine).code
    did(year, finding(BOTH[0]), examine)

    again = shown(year, finding(*BOTH, confirmed=code), examine)

    assert (again.is_anew, [move.reference for move in again.effects.moves]) == (True, [BOTH[1]])
    assert standing_of(year) == [Status.examined, Status.under_examination]


def test_another_form_is_not_confirmed_by_the_code_of_the_first(year: str) -> None:
    """Its reason, its day: what is typed is a part of what was read."""
    code = shown(year, moving(), postpone).code

    assert shown(year, moving(reason="Grève.", confirmed=code), postpone).is_anew
    assert shown(year, moving(to=date(2026, 6, 10), confirmed=code), postpone).is_anew


def test_what_is_always_shown_is_done_without_it_where_it_changes_nothing(year: str) -> None:
    """A run that died is run again with what confirmed it: what is done already asks nothing of anybody."""
    code = shown(year, moving(), postpone).code
    did(year, moving(confirmed=code), postpone)

    assert did(year, moving(confirmed=code), postpone).is_none


def test_letters_are_counted_and_one_is_kept_whole(year: str) -> None:
    """For our own page: addresses are in no effect, which Prefect shows."""
    told = shown(year, moving(), postpone)

    assert [(one.kind, one.reference) for one in told.effects.to_leave] == [(NoticeKind.postponed, one) for one in BOTH]
    assert "@" not in repr(told.effects)
    with reading(year) as session:
        kept = session.exec(select(DryRun)).one()
        assert session.exec(select(Notice)).all() == []
    assert [letter["reference"] for letter in kept.letters] == [*BOTH]
    [whole] = kept.whole
    assert "mardi 9 juin 2026" in typed(whole["text"])


def test_what_the_system_does_next_is_shown_and_left_to_it(year: str) -> None:
    """It has a transaction of its own: here it is told, and not done."""
    form = finding(BOTH[0], confirmed=None)

    def next_one(session: Session) -> None:
        examine(session, finding(BOTH[1]), at=AT)

    def recorded(form: ExaminationForm) -> None:
        with deed(year, form, at=AT) as done:
            examine(done.session, form, at=AT)
            done.next = next_one

    with pytest.raises(Unconfirmed) as told:
        recorded(form)
    recorded(form.model_copy(update={"confirmed": told.value.code}))

    assert told.value.effects.touched == {*BOTH}
    assert standing_of(year) == [Status.examined, Status.under_examination]


def test_dry_runs_of_former_weeks_are_forgotten(year: str) -> None:
    """They hold letters and addresses."""
    shown(year, finding(*BOTH), examine)
    with pytest.raises(Unconfirmed):
        did(year, moving(), postpone, at=paris("2026-04-28 10:01"))

    with reading(year) as session:
        assert [one.at for one in session.exec(select(DryRun))] == [paris("2026-04-28 10:01")]
