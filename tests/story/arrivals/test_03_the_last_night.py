"""The last night before the deadline, told by what each sender reads: 29 April at 23:50, in a real mailbox."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application, Piece
from models.intake.deposit import Deposit
from models.notices import Notice
from models.storage.database import forget, reading, transaction
from models.storage.settings import Settings
from models.vocabulary import PieceState
from notifications.mailserver.maildir import list_mails, read_stored_mail
from notifications.mailserver.sink import Sink
from tests.factories import campaign_with, paris, typed
from tests.flows.rehearsal.direct import Direct
from tests.servers.dovecot import Dovecot
from tests.servers.hundred.hostile import encrypted, packed
from tests.support.mails import PIECES, compose, pdfs, said, siret

pytestmark = pytest.mark.timeout(900)

BOX, OTHER_DESK = "nuit-depot", "nuit-contenu"
EIGHT = pdfs()
REPEATED = compose(said("Rebond Ardèche", siret=siret(14)), files=pdfs(version=4), sender="a@rebond07.example")

NIGHT = (
    ("23:50", BOX, compose(said("CIDFF de l'Ain", siret=siret(11)), sender="a@cidff01.example")),
    (
        "23:51",
        BOX,
        compose(
            said("MIFE de Savoie", siret=siret(12)),
            files={"tout.zip": packed(pdfs(version=2))},
            sender="a@mife73.example",
        ),
    ),
    (
        "23:52",
        BOX,
        compose(
            said("Cap vers l'Allier", siret=siret(13)),
            files={**pdfs(PIECES[:-1], version=3), "annexe-7.zip": encrypted(packed({"annexe-7.pdf": b"secret"}))},
            sender="a@cap03.example",
        ),
    ),
    ("23:53", BOX, REPEATED),
    ("23:54", BOX, REPEATED),
    (
        "23:54",
        BOX,
        compose(
            said("Maison du Cantal", siret=siret(15)), files=pdfs(PIECES[:-1], version=5), sender="a@maison15.example"
        ),
    ),
    (
        "23:55",
        BOX,
        compose(
            said("Maison du Cantal", siret=siret(15)), files=pdfs(PIECES[-1:], version=5), sender="a@maison15.example"
        ),
    ),
    ("23:56", BOX, compose("Bonsoir, voici notre dossier.", files=pdfs(version=6), sender="a@inconnu.example")),
    (
        "23:57",
        OTHER_DESK,
        compose(said("Passerelles en Isère", siret=siret(17)), files=pdfs(version=7), sender="a@passerelles38.example"),
    ),
    (
        "23:58",
        BOX,
        compose(said("CIO de Bourg", siret=siret(18), réseau="CIO"), files=pdfs(version=8), sender="a@cio01.example"),
    ),
    (
        "24:01",
        BOX,
        compose(said("Bilan du Léman", siret=siret(19)), files=pdfs(version=9), sender="a@leman74.example"),
    ),
)
"""What comes when, and in whose mailbox."""


@dataclass(frozen=True)
class Night:
    """What the night left behind."""

    home: Path
    database: str

    def letters(self, address: str) -> dict[str, str]:
        """What an address reads, by kind, each as one line of text."""
        with reading(self.database) as session:
            kinds = dict(session.exec(select(Notice.message_id, Notice.kind)).all())
        mails = [mail for mail in reversed(list_mails(self.home / "mails")) if mail.to == address]
        return {
            kinds[mail.message_id]: typed(read_stored_mail(self.home / "mails", mail).text)
            for mail in sorted(mails, key=lambda mail: list(kinds).index(mail.message_id))
        }

    def dossiers(self, address: str) -> list[Application]:
        """The dossiers of a sender."""
        with reading(self.database) as session:
            theirs = select(Application).where(Application.contact == address)
            return list(session.exec(theirs.order_by(col(Application.id))))

    def received(self, address: str) -> list[str]:
        """The pieces that its dossier holds."""
        [dossier] = self.dossiers(address)
        with reading(self.database) as session:
            held = select(Piece.piece_id).where(Piece.application_id == dossier.id, Piece.state == PieceState.received)
            return sorted(session.exec(held))

    def deposits(self, address: str) -> list[Deposit]:
        """Its mails, as they were registered."""
        with reading(self.database) as session:
            return list(session.exec(select(Deposit).where(Deposit.sender == address).order_by(col(Deposit.id))))


@pytest.fixture(scope="module")
def night(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """The night, read at five past midnight."""
    home = tmp_path_factory.mktemp("nuit")
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("SPRO_HOME", str(home))
        sink = stack.enter_context(Sink(Settings().mails))
        patch.setenv("SPRO_SMTP_URL", sink.url)
        patch.setenv("SPRO_MAILBOX_URL", dovecot.url(BOX))
        patch.setenv("SPRO_OTHER_MAILBOXES", json.dumps({"content_contact": dovecot.url(OTHER_DESK)}))
        patch.setenv("SSL_CERT_FILE", str(dovecot.authority))
        stack.callback(forget, Settings().database)
        with transaction(Settings().database) as session:
            campaign_with(session)
        for hour, box, mail in NIGHT:
            hours, minutes = map(int, hour.split(":"))
            dovecot.deliver(
                box, mail.as_bytes(), at=paris("2026-04-29 00:00") + timedelta(hours=hours, minutes=minutes)
            )
        asyncio.run(Direct().collect(at=paris("2026-04-30 00:05")))
        yield Night(home, Settings().database)


def test_the_sender_knows_that_it_came_in_time(night: Night) -> None:
    """Day and hour of the receiving server, every file, and what it is known by for ever."""
    letters = night.letters("a@cidff01.example")

    assert list(letters) == ["registration"]
    assert "29 avril 2026 à 23 h 50" in letters["registration"]
    for name, content in EIGHT.items():
        assert name in letters["registration"]
        assert sha256(content).hexdigest()[:8] in letters["registration"].replace(" ", "")
    assert [dossier.status.value for dossier in night.dossiers("a@cidff01.example")] == ["registered"]
    assert night.received("a@cidff01.example") == sorted(PIECES)


def test_a_zip_with_everything_is_a_whole_dossier(night: Night) -> None:
    """Its files are the pieces."""
    assert list(night.letters("a@mife73.example")) == ["registration"]
    assert night.received("a@mife73.example") == sorted(PIECES)


def test_an_encrypted_file_is_refused_and_its_sender_told(night: Night) -> None:
    """The deposit stands; the file is named, with why."""
    letters = night.letters("a@cap03.example")

    assert list(letters) == ["registration", "file_refused"]
    assert "annexe-7.zip" in letters["file_refused"]
    assert "mot de passe" in letters["file_refused"]
    assert night.received("a@cap03.example") == sorted(PIECES[:-1])


def test_the_same_mail_twice_counts_once(night: Night) -> None:
    """One deposit, one dossier, one notice."""
    assert list(night.letters("a@rebond07.example")) == ["registration"]
    assert len(night.deposits("a@rebond07.example")) == 1
    assert len(night.dossiers("a@rebond07.example")) == 1


def test_a_second_mail_completes_the_first(night: Night) -> None:
    """Both are registered; there is one dossier, and nothing lacks."""
    assert len(night.deposits("a@maison15.example")) == 2
    assert night.received("a@maison15.example") == sorted(PIECES)


def test_who_cannot_be_identified_waits_for_a_person(night: Night) -> None:
    """Registered and told as anybody, and flagged."""
    assert list(night.letters("a@inconnu.example")) == ["registration"]
    assert [(dossier.status.value, dossier.flags) for dossier in night.dossiers("a@inconnu.example")] == [
        ("registered", ["unidentified"])
    ]


def test_a_mail_to_another_desk_counts_from_there(night: Night) -> None:
    """Its sender learns where it went, and that this first arrival counts (CRPA L114-2)."""
    letters = night.letters("a@passerelles38.example")
    [dossier] = night.dossiers("a@passerelles38.example")

    assert sorted(letters) == ["misdirected", "registration"]
    assert "Direction de la Formation et de l'Orientation" in letters["misdirected"].replace("’", "'")
    assert (dossier.status.value, dossier.flags) == ("registered", ["misdirected"])
    assert dossier.received_at == paris("2026-04-29 23:57")


def test_a_centre_of_the_first_circle_needs_no_dossier(night: Night) -> None:
    """It is told so (S0)."""
    assert list(night.letters("a@cio01.example")) == ["registration", "not_required"]


def test_a_minute_after_midnight_is_late(night: Night) -> None:
    """Registered all the same, and told."""
    assert list(night.letters("a@leman74.example")) == ["registration", "late"]
    assert [dossier.status.value for dossier in night.dossiers("a@leman74.example")] == ["late"]


def test_every_mail_is_kept_as_it_came(night: Night) -> None:
    """Byte for byte, with the line ends of the network."""
    kept = {path.name for path in (night.home / "store").glob("??/*")}

    assert {sha256(mail.as_bytes()).hexdigest() for _, _, mail in NIGHT} <= kept
