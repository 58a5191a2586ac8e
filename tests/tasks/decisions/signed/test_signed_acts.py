"""Every act of the Région that is signed goes the way of its decisions, where the region file asks for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.decisions import SignedActsForm
from models.forms.mending import Entry
from models.forms.parts import Form
from models.notices import ActFile, Document, Notice, SignedAct
from notifications.outbox.enclosures import files_of
from notifications.writing.acts import ACTS as TOLD
from tasks.acts.entries import correct_entry
from tasks.acts.table import ACTS
from tasks.decisions import parapheur
from tasks.decisions.parapheur import KINDS, deposit_signed
from tasks.members.leave import give_notice
from tests.factories import SIGNS_OUTSIDE, paris
from tests.support.decided import AUGUST, TAKEN_BACK, decided, leave, rectification
from tests.support.forms import SIGNATORY, correction
from tests.support.mails import Desk
from tests.support.members import GIVEN, formal, member, termination
from tests.tasks.conftest import OpenDesk
from tests.tasks.decisions.appeals.appealing import answer_form, contested
from tests.tasks.decisions.signed.signature_book import signed

OCTOBER, MARCH = paris("2026-09-15 10:00"), paris("2027-03-01 10:00")


class Case(NamedTuple):
    """An act that is signed: its kind, what it says of a dossier that waits for it, when, and which letter tells it."""

    kind: SignedAct
    waits: Callable[[Desk], tuple[Application, Form]]
    at: datetime
    letter: str


def _rectified(desk: Desk) -> tuple[Application, Form]:
    dossier = decided(desk, "refused")
    return dossier, rectification(dossier, "accepted")


def _taken_back(desk: Desk) -> tuple[Application, Form]:
    dossier = decided(desk, "accepted")
    return dossier, rectification(dossier, "refused", **TAKEN_BACK)


def _rejected(desk: Desk) -> tuple[Application, Form]:
    dossier = contested(desk)
    return dossier, answer_form(dossier, "rejected", reasons="Aucun fait nouveau.")


def _upheld(desk: Desk) -> tuple[Application, Form]:
    dossier = contested(desk)
    return dossier, answer_form(dossier, "upheld", reasons="L'accueil du public est prévu.")


def _member(desk: Desk) -> Application:
    return desk.session.get_one(Application, member(desk.session, desk.campaign).application_id)


def _noticed(desk: Desk) -> tuple[Application, Form]:
    dossier = _member(desk)
    return dossier, formal(dossier.reference)


def _terminated(desk: Desk) -> tuple[Application, Form]:
    dossier = _member(desk)
    give_notice(desk.session, formal(dossier.reference), at=GIVEN)
    leave(desk, at=GIVEN)
    return dossier, termination(dossier.reference, confirmed=True)


CASES = {
    "rectified": Case(SignedAct.rectification, _rectified, AUGUST, "rectified"),
    "taken back": Case(SignedAct.rectification, _taken_back, AUGUST, "rectified"),
    "formal notice": Case(SignedAct.formal_notice, _noticed, GIVEN, "formal_notice"),
    "termination": Case(SignedAct.termination, _terminated, MARCH, "terminated"),
    "appeal rejected": Case(SignedAct.appeal_answer, _rejected, OCTOBER, "appeal_rejected"),
    "appeal upheld": Case(SignedAct.appeal_answer, _upheld, OCTOBER, "rectified"),
}


@pytest.fixture
def region(desk_with: OpenDesk) -> Desk:
    """Give a session whose acts are signed outside."""
    return desk_with(SIGNS_OUTSIDE)


def send(desk: Desk, form: Form, at: datetime) -> None:
    """Send the form of an act, as the table of acts has it."""
    rule = ACTS[type(form)].rule
    assert rule
    rule(desk.session, form, at=at)
    desk.session.flush()
    desk.session.expire_all()


def exported(desk: Desk) -> list[ActFile]:
    """Return the acts that were exported."""
    return list(desk.session.exec(select(ActFile).order_by(col(ActFile.id))))


def document(desk: Desk) -> bytes:
    """Return the document of the act that was exported last."""
    return desk.session.get_one(Document, exported(desk)[-1].document_id).content


def deposit(desk: Desk, dossier: Application, content: bytes, monkeypatch: pytest.MonkeyPatch, *, at: datetime) -> None:
    """Deposit a file that a desk sent: what came by mail is stood for by its octets."""
    monkeypatch.setattr(parapheur, "find_file", lambda _session, _field, key: key)
    monkeypatch.setattr(parapheur, "content_of", lambda _file, _field: content)
    deposit_signed(desk.session, SignedActsForm(references=[dossier.reference], files=["fichier-1"], by="B"), at=at)
    desk.session.flush()


def letters(desk: Desk) -> list[Notice]:
    """Return the letters that tell an act, and have not left."""
    told = select(Notice).where(col(Notice.kind).in_([*TOLD]), col(Notice.sent_at).is_(None))
    return list(desk.session.exec(told.order_by(col(Notice.id))))


def state(desk: Desk, dossier: Application) -> tuple[Any, ...]:
    """Return what an act would change: where its dossier stands, and all letters."""
    return dossier.status, desk.session.exec(select(Notice.key).order_by(col(Notice.id))).all()


@pytest.mark.parametrize("name", CASES)
def test_until_its_act_is_signed_nothing_is_done(region: Desk, name: str) -> None:
    """Sent twice, its form makes one document, and tells nobody."""
    case = CASES[name]
    dossier, form = case.waits(region)
    before = state(region, dossier)

    for _ in range(2):
        send(region, form, case.at)

    assert state(region, dossier) == before
    assert [(one.application_id, one.kind) for one in exported(region)] == [(dossier.id, case.kind)]


@pytest.mark.parametrize("name", CASES)
def test_once_signed_it_is_done_and_its_letter_carries_it(
    region: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As its form said, on the day of its signature; deposited twice, it is told once."""
    case, later = CASES[name], CASES[name].at + timedelta(days=3)
    dossier, form = case.waits(region)
    send(region, form, case.at)
    content = signed(document(region), SIGNATORY.name, at=case.at + timedelta(days=1))

    for _ in range(2):
        deposit(region, dossier, content, monkeypatch, at=later)

    [letter] = letters(region)
    [file, *_] = files_of(region.session, [letter.id or 0])[letter.id or 0]
    assert (letter.kind, file.content, file.media_type) == (case.letter, content, "application/pdf")


def test_elsewhere_they_are_done_at_once(desk: Desk) -> None:
    """The region file asks for it, or nothing changes."""
    _, form = _rectified(desk)

    send(desk, form, AUGUST)

    assert (exported(desk), [one.kind for one in letters(desk)]) == ([], ["rectified"])


def test_a_formal_notice_that_was_posted_is_not_exported(region: Desk) -> None:
    """It was signed by hand, and has left."""
    dossier = _member(region)

    send(region, formal(dossier.reference, posted_on=GIVEN.date()), GIVEN)

    assert exported(region) == []


def test_an_act_taken_back_is_not_deposited_any_more(region: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal says who did, and why; its signed document is refused."""
    dossier, form = _rectified(region)
    send(region, form, AUGUST)
    content = signed(document(region), SIGNATORY.name, at=AUGUST)

    correct_entry(region.session, correction(dossier, Entry.exported_act), at=AUGUST)

    with pytest.raises(Refusal, match="rien n'en a été exporté"):
        deposit(region, dossier, content, monkeypatch, at=AUGUST)


@pytest.mark.parametrize("days", [-1, 4])
def test_a_signature_of_before_its_export_or_to_come_is_refused(
    region: Desk, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """A signature book whose clock is wrong dates no act."""
    dossier, form = _rectified(region)
    send(region, form, AUGUST)
    content = signed(document(region), SIGNATORY.name, at=AUGUST + timedelta(days=days))

    with pytest.raises(Refusal, match="l'horloge du parapheur"):
        deposit(region, dossier, content, monkeypatch, at=AUGUST + timedelta(days=3))


def test_each_kind_is_an_act_of_the_table() -> None:
    """Its form is sent by people; the decision's is that of the export."""
    forms = {kind: row.form for kind, row in KINDS.items() if kind is not SignedAct.decision}

    assert set(forms.values()) <= set(ACTS)
    assert KINDS.keys() == set(SignedAct)
