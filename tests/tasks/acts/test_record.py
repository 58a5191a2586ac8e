"""The units of work: in a flow and out of one, each mail in a transaction of its own, nothing personal returned."""

from datetime import date

import pytest
from sqlmodel import select

from models.dossiers.application import Piece
from models.errors import Refusal
from models.forms.dossiers import OpeningForm, WithdrawalForm
from models.forms.requests import CompletionForm, ResubmissionForm
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import NoticeKind, PieceState, Status
from tasks.acts.record import record
from tasks.concerned import Concerned
from tasks.sending import send_notices
from tasks.sessions import units
from tests.conftest import Installation
from tests.factories import paris
from tests.support.mailing import collected, deliver, opened

AT = paris("2026-04-15 12:00")

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect", "quiet")]


async def test_a_day_is_fulfilled_once(spro: Installation) -> None:
    """What the day owes is counted by kind, and the second run owes nothing."""
    await opened()
    deliver(spro.mailbox)
    await collected(at=AT)

    fulfilled = [await units.fulfil(None, at=paris("2026-04-16 09:00")) for _ in range(2)]

    assert fulfilled == [{"acknowledgement": 1, "deposit_reminder": 1}, {}]


async def test_a_session_that_opens_takes_over_what_the_former_one_left(spro: Installation) -> None:
    """At once where it opens today, by the day's run where it was created in advance; once."""
    await opened()
    deliver(spro.mailbox, received="2026-05-02 10:00")  # Late: it waits for the next session.
    await collected(at=paris("2026-05-02 12:00"))
    early = OpeningForm(region="auvergne-rhone-alpes", year=2027, opens=date(2027, 1, 18), by="x", confirmed=True)

    await units.open_session(early, at=paris("2026-12-01 09:00"))
    runs = [
        await units.fulfil(None, at=paris(at)) for at in ("2027-01-17 23:59", "2027-01-18 00:00", "2027-01-18 09:00")
    ]
    recorded = await record(ResubmissionForm(reference="ara-2026-0001", by="Mme Essai"), at=paris("2027-01-18 10:00"))

    assert [run.get("next_session", 0) for run in runs] == [0, 1, 0]
    assert recorded == [Concerned("ara-2027", "ARA-2026-0001", "MJC 1", Status.under_examination)]


async def test_a_refused_form_leaves_no_trace(spro: Installation) -> None:
    """The error is the person's to read; the dossier, its pieces and the outbox are as they were."""
    await opened()
    deliver(spro.mailbox)
    await collected(at=AT)
    await units.fulfil(None, at=paris("2026-04-16 09:00"))
    lines = [{"piece": "annexe-1", "reason": "illisible"}, {"piece": "annexe-9", "reason": "illisible"}]
    form = CompletionForm.model_validate({"application": "ARA-2026-0001", "pieces": lines, "by": "Mme Essai"})

    with pytest.raises(Refusal, match="Pièces demandées « annexe-9 »"):
        await record(form, at=paris("2026-04-20 10:00"))

    with transaction(spro.database) as session:
        assert [piece.state for piece in session.exec(select(Piece))] == [PieceState.received] * 8
        assert session.exec(select(Notice.kind).where(Notice.kind == NoticeKind.completion_request)).all() == []


async def test_an_act_leaves_by_mail(spro: Installation) -> None:
    """From the form to the applicant's mailbox, through a real mail server."""
    await opened()
    deliver(spro.mailbox)
    await collected(at=AT)

    recorded = await record(WithdrawalForm(application="ara-2026-0001", by="Mme Essai"), at=AT)
    await send_notices(at=AT)

    assert [one.status for one in recorded] == [Status.withdrawn]
    assert sorted(str(mail["To"]) for mail in spro.mails()) == [
        "accueil@mjc.example",
        "direction@cidff01.example",
        "direction@cidff01.example",
    ]
    with transaction(spro.database) as session:
        assert [notice.status.value for notice in session.exec(select(Notice))] == ["sent", "sent", "sent"]
