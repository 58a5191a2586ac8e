"""What silence has decided is a fact: noted once, at its date. An acceptance that it gave is a decision."""

from datetime import datetime

import pytest
from sqlmodel import select

from models.dossiers.application import Application, Decision
from models.due import next_work
from models.errors import Refusal
from models.vocabulary import Status
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine, record_decisions
from tasks.implied_decision import mind_silence
from tests.factories import paris, typed
from tests.support.decided import HEARD, TAKEN_BACK, rectified, versions
from tests.support.forms import JULY, JUNE, decision, finding, opinion, refusal
from tests.support.incomplete import lacking, lines
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk
from tests.tasks.sessions.test_implied_decision import ACCEPTANCE, REJECTION

DAY_AFTER = paris("2026-04-02 00:00")


def waiting(desk: Desk) -> Application:
    """Return a dossier received complete on 1 February, on which silence decided after 1 April, before the commission
    did."""
    application = lacking(desk, received="2026-02-01 10:00")
    examine(desk.session, finding(application, finding="unfavourable", comment="Réserves."), at=DAY_AFTER)
    record_opinions(desk.session, opinion(application, opinion="unfavourable", reasons="Réserves."), at=JUNE)
    return application


def _noted(desk: Desk, application: Application) -> list[tuple[str | None, datetime]]:
    return [(line.reason, line.at) for line in lines(desk, application) if line.event == "silence"]


@pytest.mark.parametrize(
    ("effect", "said", "made"),
    [
        (ACCEPTANCE, "acceptation implicite du 01/04/2026", [(1, "accepted", None)]),
        (REJECTION, "rejet implicite du 01/04/2026", []),
    ],
    ids=["acceptance", "rejection"],
)
def test_what_silence_decided_is_noted_once(
    desk_with: OpenDesk, effect: dict[str, object], said: str, made: list[tuple[int, str, str | None]]
) -> None:
    """The instant after its last second, which the system waits for; the dossier stands where it stood."""
    desk = desk_with(effect)
    application = lacking(desk, received="2026-02-01 10:00")
    due = next_work(desk.session, paris("2026-04-01 23:00"))

    for at in (paris("2026-04-01 23:59:59"), DAY_AFTER, paris("2026-04-03 09:00")):
        mind_silence(desk.session, desk.campaign, at=at)

    assert due == DAY_AFTER
    assert _noted(desk, application) == [(said, DAY_AFTER)]
    assert (application.status, versions(desk, application)) == (Status.under_examination, made)


def test_a_refusal_after_an_acceptance_by_silence_is_refused(desk_with: OpenDesk) -> None:
    """CRPA L242-1, L121-1, L211-2: it says what taking it back needs, and by which act, though nobody had
    noted the acceptance yet."""
    desk = desk_with(ACCEPTANCE)
    application = waiting(desk)

    with pytest.raises(Refusal, match="acceptation implicite du 01/04/2026") as refused:
        record_decisions(desk.session, refusal(application), at=JULY)

    assert "fondement, observations, confirmation (formulaire rectifier-decision)" in str(refused.value)
    assert (application.status, desk.notices(kind="refused")) == (Status.studied, [])


@pytest.mark.parametrize("sense", ["refused", "adjourned"])
def test_it_is_taken_back_on_a_ground_within_its_delay_after_a_hearing(desk_with: OpenDesk, sense: str) -> None:
    """By the act that takes back any other: the journal names it, and the letter says what it takes back."""
    desk = desk_with(ACCEPTANCE)
    application = waiting(desk)

    with pytest.raises(Refusal, match="née du silence, a créé des droits") as refused:
        rectified(desk, application, sense, at=JULY)
    rectified(desk, application, sense, at=JULY, **TAKEN_BACK)

    assert [words in str(refused.value) for words in ("le fondement", "ses observations")] == [True, True]
    assert (application.status, lines(desk, application)[-1].event) == (sense, "take_back")
    assert versions(desk, application) == [(1, "accepted", None), (2, sense, "Article 3.")]
    [letter] = desk.notices(kind="rectified")
    told = typed(letter.text)
    assert "L'acceptation née le mercredi 1er avril 2026 du silence gardé sur votre demande" in told
    assert HEARD in told


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_its_four_months_run_from_its_own_date(desk_with: OpenDesk, *, is_confirmed: bool) -> None:
    """To 1 August, even where the commission had confirmed it expressly in July: that granted nothing more."""
    desk = desk_with(ACCEPTANCE)
    application = waiting(desk)
    if is_confirmed:
        record_decisions(desk.session, decision(application), at=JULY)

    with pytest.raises(Refusal, match=r"l'acceptation est du 01/04/2026.*ont fini le 01/08/2026"):
        rectified(desk, application, "refused", at=paris("2026-08-02 10:00"), **TAKEN_BACK)


def test_an_express_acceptance_confirms_it(desk_with: OpenDesk) -> None:
    """The commission's own decision is a further version, with its author and its letter; not by the act that takes
    back."""
    desk = desk_with(ACCEPTANCE)
    application = waiting(desk)

    with pytest.raises(Refusal, match="le silence l'a déjà accepté"):
        rectified(desk, application, "accepted", at=JULY)
    record_decisions(desk.session, decision(application), at=JULY)

    assert (application.status, versions(desk, application)) == (
        Status.accepted,
        [(1, "accepted", None), (2, "accepted", None)],
    )
    assert [one.by_silence for one in desk.session.exec(select(Decision))] == [True, None]


def test_a_rejection_by_silence_binds_nobody(desk_with: OpenDesk) -> None:
    """The commission may still refuse, with its reasons, or accept: what it says takes its place."""
    desk = desk_with(REJECTION)
    application = waiting(desk)

    record_decisions(desk.session, refusal(application), at=JULY)

    assert application.status is Status.refused
