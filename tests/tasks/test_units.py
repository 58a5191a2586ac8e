"""The units of work: in a flow and out of one, each mail in a transaction of its own, nothing personal returned."""

from collections.abc import Iterator
from datetime import date
from mailbox import Maildir
from pathlib import Path

import pytest
from prefect import flow
from prefect.settings import PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW, temporary_settings
from sqlmodel import col, select

from models.application import Application, Piece
from models.database import transaction
from models.deposit import Deposit
from models.errors import Refusal
from models.forms import OpeningForm, WithdrawalForm
from models.outbox import Notice
from models.request_forms import CompletionForm, ResubmissionForm
from models.settings import Settings
from models.statuses import PieceState, Status
from tasks import units
from tasks.mailbox import Mailbox
from tasks.reports import Returned
from tasks.units import Concerned
from tests.conftest import Installation
from tests.factories import paris
from tests.tasks.mails import compose, said, siret

AT = paris("2026-04-15 12:00")

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect", "quiet")]


@pytest.fixture
def quiet() -> Iterator[None]:
    """Let tasks run out of a flow without a warning that their logs stay on this machine."""
    with temporary_settings({PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW: "ignore"}):
        yield


async def opened() -> None:
    """Open the session of 2026, with one prospect."""
    prospects = Settings().home / "structures.txt"
    prospects.write_text("accueil@mjc.example\n", encoding="utf-8")
    form = OpeningForm.model_validate(
        {
            "region": "auvergne-rhone-alpes",
            "year": 2026,
            "opens": "2026-01-19",
            "prospects": str(prospects),
            "by": "la Région",
        }
    )
    await units.open_session(form, at=paris("2026-01-19 09:00"))


def deliver(folder: Path, entity: int = 1, received: str = "2026-04-15 10:00") -> None:
    """Put a complete deposit of an organisation in a Maildir."""
    mail = compose(said(f"MJC {entity}", siret=siret(entity)), received=received)
    Maildir(folder, create=True).add(mail.as_bytes())


def references(database: str) -> list[str]:
    """Return the references of the dossiers, in order."""
    with transaction(database) as session:
        return list(session.exec(select(Application.reference).order_by(col(Application.id))))


@flow(name="relever")
async def in_a_flow() -> list[Concerned | Returned | str]:
    """Register what waits, as a flow does."""
    return await units.register_deposits(at=AT)


async def test_deposits_are_registered_out_of_a_flow(spro: Installation) -> None:
    """What comes back names the session, the dossier and the organisation, and no person."""
    await opened()
    deliver(spro.mailbox)

    registered = await units.register_deposits(at=AT)

    assert registered == [Concerned("ara-2026", "ARA-2026-0001", "MJC 1", Status.registered)]
    assert not Mailbox(spro.mailbox).names()


async def test_deposits_are_registered_in_a_flow_and_once(spro: Installation) -> None:
    """In the order of their stamps; the next run finds nothing."""
    await opened()
    deliver(spro.mailbox, 1, "2026-04-15 11:00")
    deliver(spro.mailbox, 2, "2026-04-15 10:00")

    registered = [await in_a_flow(), await in_a_flow()]

    names = [[one.organisation for one in run if isinstance(one, Concerned)] for run in registered]
    assert names == [["MJC 2", "MJC 1"], []]


async def test_a_mail_that_cannot_be_registered_stops_no_other(
    spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a store that cannot be written, each stays in the mailbox and is named; mended, each is registered."""
    await opened()
    deliver(spro.mailbox, 1)
    deliver(spro.mailbox, 2)
    waiting = [mail.path.name for mail in Mailbox(spro.mailbox).waiting()]
    obstacle = spro.home / "obstacle"
    obstacle.write_text("Un fichier là où le dossier devrait être.", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setenv("SPRO_STORE_URL", (obstacle / "store").as_uri())
        failed = await units.register_deposits(at=AT)
    kept = [mail.path.name for mail in Mailbox(spro.mailbox).waiting()]

    mended = await units.register_deposits(at=AT)

    assert (failed, kept) == (waiting, waiting)
    assert [type(one) for one in mended] == [Concerned, Concerned]
    assert references(spro.database) == ["ARA-2026-0001", "ARA-2026-0002"]


async def test_one_bad_mail_among_good_ones_leaves_no_trace(
    spro: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one gets its number, its file stays where it is."""
    await opened()
    deliver(spro.mailbox, 1)
    deliver(spro.mailbox, 2, "2026-04-15 11:00")
    bad = Mailbox(spro.mailbox).waiting()[0].path
    read = Path.read_bytes

    def refuse_the_bad_one(path: Path) -> bytes:
        if path == bad:
            raise PermissionError(path)
        return read(path)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_bytes", refuse_the_bad_one)
        result = await units.register_deposits(at=AT)

    assert set(result) == {bad.name, Concerned("ara-2026", "ARA-2026-0001", "MJC 2", Status.registered)}
    assert [mail.path for mail in Mailbox(spro.mailbox).waiting()] == [bad]


async def test_without_a_session_deposits_wait(spro: Installation) -> None:
    """Nothing is refused and nothing is lost: they are registered once a session is open."""
    deliver(spro.mailbox)

    early = await units.register_deposits(at=AT)
    await opened()
    registered = await units.register_deposits(at=AT)

    assert [type(one) for one in (*early, *registered)] == [str, Concerned]


async def test_a_mail_before_the_opening_belongs_to_the_session_to_come(spro: Installation) -> None:
    """Received the day before, it is early, not late."""
    await opened()
    deliver(spro.mailbox, received="2026-01-18 10:00")

    [registered] = await units.register_deposits(at=AT)

    assert registered == Concerned("ara-2026", "ARA-2026-0001", "MJC 1", Status.registered)


async def test_registered_twice_by_two_workers_is_registered_once(spro: Installation) -> None:
    """A mail put back in the mailbox, as after a crash between commit and move, makes no second deposit."""
    await opened()
    deliver(spro.mailbox)
    await units.register_deposits(at=AT)
    [seen] = (spro.mailbox / "cur").iterdir()
    seen.rename(spro.mailbox / "new" / "again")

    assert await units.register_deposits(at=AT) == []

    with transaction(spro.database) as session:
        assert len(session.exec(select(Deposit)).all()) == 1
    assert not Mailbox(spro.mailbox).names()


async def test_a_day_is_fulfilled_once(spro: Installation) -> None:
    """What the day owes is counted by kind, and the second run owes nothing."""
    await opened()
    deliver(spro.mailbox)
    await units.register_deposits(at=AT)

    fulfilled = [await units.fulfil(None, at=paris("2026-04-16 09:00")) for _ in range(2)]

    assert fulfilled == [{"acknowledgement": 1, "deposit_reminder": 1}, {}]


async def test_a_session_that_opens_takes_over_what_the_former_one_left(spro: Installation) -> None:
    """At once where it opens today, by the day's run where it was created in advance; once."""
    await opened()
    deliver(spro.mailbox, received="2026-05-02 10:00")  # Late: it waits for the next session.
    await units.register_deposits(at=paris("2026-05-02 12:00"))
    early = OpeningForm(region="auvergne-rhone-alpes", year=2027, opens=date(2027, 1, 18), by="la Région")

    await units.open_session(early, at=paris("2026-12-01 09:00"))
    runs = [
        await units.fulfil(None, at=paris(at)) for at in ("2027-01-17 23:59", "2027-01-18 00:00", "2027-01-18 09:00")
    ]
    recorded = await units.record(
        ResubmissionForm(reference="ara-2026-0001", by="Mme Essai"), at=paris("2027-01-18 10:00")
    )

    assert [run.get("next_session", 0) for run in runs] == [0, 1, 0]
    assert recorded == [Concerned("ara-2027", "ARA-2026-0001", "MJC 1", Status.under_examination)]


async def test_a_refused_form_leaves_no_trace(spro: Installation) -> None:
    """The error is the person's to read; the dossier, its pieces and the outbox are as they were."""
    await opened()
    deliver(spro.mailbox)
    await units.register_deposits(at=AT)
    await units.fulfil(None, at=paris("2026-04-16 09:00"))
    lines = [{"piece": "annexe-1", "reason": "illisible"}, {"piece": "annexe-9", "reason": "illisible"}]
    form = CompletionForm.model_validate({"application": "ARA-2026-0001", "pieces": lines, "by": "Mme Essai"})

    with pytest.raises(Refusal, match="Pièces demandées « annexe-9 »"):
        await units.record(form, at=paris("2026-04-20 10:00"))

    with transaction(spro.database) as session:
        assert [piece.state for piece in session.exec(select(Piece))] == [PieceState.received] * 8
        assert session.exec(select(Notice.kind).where(Notice.kind == "completion_request")).all() == []


async def test_an_act_leaves_by_mail(spro: Installation) -> None:
    """From the form to the applicant's mailbox, through a real mail server."""
    await opened()
    deliver(spro.mailbox)
    await units.register_deposits(at=AT)

    recorded = await units.record(WithdrawalForm(application="ara-2026-0001", by="Mme Essai"), at=AT)
    await units.send_notices(at=AT)

    assert [one.status for one in recorded] == [Status.withdrawn]
    assert sorted(str(mail["To"]) for mail in spro.mails()) == [
        "accueil@mjc.example",
        "direction@cidff01.example",
        "direction@cidff01.example",
    ]
    with transaction(spro.database) as session:
        assert [notice.status.value for notice in session.exec(select(Notice))] == ["sent", "sent", "sent"]
