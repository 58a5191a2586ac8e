"""A dossier mailed to a desk: once, whole, and by a link where it is more than a mail may carry."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application
from models.dossiers.handling import DossierLink
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.handling import ReceptionForm
from models.notices import Notice
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import Event
from notifications.outbox.enclosures import files_of
from tasks.dossiers.account import read_handed
from tasks.dossiers.in_hand.links import digest
from tasks.dossiers.in_hand.receive import receive
from tasks.intake.store import Store
from tests.factories import application, campaign_with, paris, typed
from tests.tasks.dossiers.in_hand.pieces import came
from tests.tasks.reading.files.samples import pdf

AT = paris("2026-05-20 10:00")
LINKS = "https://spro.region.example/spro/remise"
FORM = ReceptionForm(reference="ARA-2026-0001", desk="examining_service · DFOR", by="Mme Essai")

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def office(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give an installation with one dossier of one piece, and make it the one that the settings name."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    with transaction(database) as session:
        rules = {"agents": {"loire": {"label": "Service de la Loire", "email": "loire-spro@example.invalid"}}}
        campaign = campaign_with(session, rules | {"policies.in_hand": {"max_mb": 1, "link_days": 7}})
        came(session, Store(Settings().store), application(session, campaign), "dossier", pdf("Contenu"))
    return database


def add(content: bytes, office: str) -> None:
    """Have one more piece come."""
    with transaction(office) as session:
        [dossier] = session.exec(select(Application)).all()
        came(session, Store(Settings().store), dossier, "annexe-1", content, format="docx")


async def received(form: ReceptionForm = FORM, *, links: str | None = LINKS, at: datetime = AT) -> None:
    """Have a form recorded, as its task does."""
    await receive.fn(form, links=links, at=at)


def notices(office: str) -> list[Notice]:
    """Return what was written, in order."""
    with reading(office) as session:
        return list(session.exec(select(Notice).order_by(col(Notice.id))))


def journal(office: str) -> list[tuple[str, str | None]]:
    """Return what the journal holds of dossiers handed over: by whom, how."""
    with reading(office) as session:
        return list(session.exec(select(JournalLine.by, JournalLine.reason).where(JournalLine.event == Event.hand)))


async def test_a_desk_gets_the_pdf_and_the_archive(office: str) -> None:
    """At the address of the region file, and the journal says who asked."""
    await received()

    [sent] = notices(office)
    with reading(office) as session:
        carried = [file.name for file in files_of(session, [sent.id or 0])[sent.id or 0]]
    assert (sent.recipient, carried) == ("instruction-spro@example.invalid", ["ARA-2026-0001.pdf", "ARA-2026-0001.zip"])
    assert typed(sent.subject) == "[ARA-2026-0001] Dossier remis : CIDFF de l'Ain"
    how = "à Direction de la Formation et de l'Orientation (DFOR), par courriel"
    assert journal(office) == [("Mme Essai", how)]
    assert read_handed(FORM, at=AT).how == how


async def test_an_agent_of_the_region_file_may_get_it_too(office: str) -> None:
    """Each desk once."""
    await received()
    await received(FORM.model_copy(update={"desk": "loire"}))

    assert [one.recipient for one in notices(office)] == [
        "instruction-spro@example.invalid",
        "loire-spro@example.invalid",
    ]


async def test_the_same_again_sends_nothing(office: str) -> None:
    """That day, unless the dossier changed."""
    await received()
    await received(at=paris("2026-05-20 11:00"))
    assert (len(notices(office)), len(journal(office))) == (1, 1)

    add(b"PK.", office)
    await received(at=paris("2026-05-20 12:00"))
    await received(at=paris("2026-05-21 09:00"))

    assert (len(notices(office)), len(journal(office))) == (3, 3)


async def test_what_is_too_heavy_is_behind_a_link(office: str) -> None:
    """Whose secret is in the mail alone, and which ends with a day."""
    add(b"x" * 800_000, office)
    await received()

    [sent] = notices(office)
    with reading(office) as session:
        assert files_of(session, [sent.id or 0]) == {}
        [link] = session.exec(select(DossierLink)).all()
    secret = sent.text.partition(f"{LINKS}/")[2].split()[0]
    assert link.digest == digest(secret) != secret
    assert link.ends_at == paris("2026-05-28 00:00")
    assert "jusqu'au mercredi 27 mai 2026 inclus" in typed(sent.text)
    assert journal(office)[0][1] == (
        "à Direction de la Formation et de l'Orientation (DFOR), par un lien valable jusqu'au mercredi 27 mai 2026"
    )


async def test_without_an_open_console_what_is_too_heavy_is_refused(office: str) -> None:
    """A link to this machine would open nothing; nothing is left behind."""
    add(b"x" * 800_000, office)
    with pytest.raises(Refusal, match="SPRO_CONSOLE_URL"):
        await received(links=None)

    assert (notices(office), journal(office)) == ([], [])


async def test_the_mailbox_of_deposits_and_strangers_get_nothing(office: str) -> None:
    """Neither is a desk of the list, which is told as people call its desks."""
    for desk in ("deposit_mailbox", "quelqu'un@ailleurs.example"):
        with pytest.raises(
            Refusal, match=r"n'est pas de cette session ; choisissez parmi : « [^_]+ », « Via Compétences"
        ):
            await received(FORM.model_copy(update={"desk": desk}))

    assert notices(office) == []
