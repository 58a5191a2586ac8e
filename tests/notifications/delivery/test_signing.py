"""Letters signed: whoever has the authority's certificate sees that nobody changed them."""

import subprocess
from email import message_from_bytes
from pathlib import Path

import pytest
import trustme

from notifications.delivery.delivery import deliver
from notifications.delivery.message import build
from notifications.delivery.routes import Route
from notifications.delivery.signing import Signer, read_signer
from notifications.mailserver.maildir import list_mails
from notifications.mailserver.sink import Sink
from notifications.outbox.enclosures import Enclosure
from tests.notifications.posting import AT, Queue, notice


@pytest.fixture
def pem(authority: trustme.CA, tmp_path: Path) -> Path:
    """Give a file with a key, and its certificate."""
    made = authority.issue_cert("depot@region.example")
    path = tmp_path / "signature.pem"
    path.write_bytes(made.private_key_pem.bytes() + b"".join(one.bytes() for one in made.cert_chain_pems))
    return path


@pytest.fixture
def signer(pem: Path) -> Signer:
    """Give who signs with it."""
    return read_signer(pem)


def verified(mail: bytes, authority: trustme.CA, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Have OpenSSL verify a mail, and return what it says, with what was signed."""
    known, held = folder / "authority.pem", folder / "mail.eml"
    known.write_bytes(authority.cert_pem.bytes())
    held.write_bytes(mail)
    asked = ["openssl", "cms", "-verify", "-in", str(held), "-CAfile", str(known), "-purpose", "any"]
    return subprocess.run(asked, capture_output=True, check=False)


async def test_a_letter_that_left_is_signed(
    queue: Queue, sink: Sink, signer: Signer, authority: trustme.CA, tmp_path: Path
) -> None:
    """As its reader has it: what is verified is what its text and page say."""
    queue.put(notice())

    await deliver(queue.address, Route.parse(sink.url, signer=signer), at=AT)

    [mail] = list_mails(sink.maildir)
    found = verified((sink.maildir / mail.file).read_bytes(), authority, tmp_path)
    assert found.returncode == 0, found.stderr
    parts = message_from_bytes(found.stdout).walk()
    assert [one.get_content_type() for one in parts] == ["multipart/alternative", "text/plain", "text/html"]


def test_its_files_are_signed_with_it(signer: Signer, authority: trustme.CA, tmp_path: Path) -> None:
    """And a sign that is changed in one of them is found out."""
    file = Enclosure("pv.txt", "text/plain", b"Le quorum est atteint.")
    mail = build(notice(), at=AT, files=[file], signer=signer)

    assert b"TGUgcXVvcnVt" in mail
    assert verified(mail, authority, tmp_path).returncode == 0
    assert verified(mail.replace(b"TGUgcXVvcnVt", b"TGUgcXVvcnVu"), authority, tmp_path).returncode != 0


def test_what_cannot_sign_is_refused(pem: Path, authority: trustme.CA, tmp_path: Path) -> None:
    """No key, no certificate, or the certificate of another key."""
    key = pem.read_bytes().partition(b"-----BEGIN CERTIFICATE")[0]
    other = authority.issue_cert("autre@region.example").cert_chain_pems[0].bytes()

    for content, said in ((b"rien", "clé sans mot de passe"), (key, "certificat"), (key + other, "celui de la clé")):
        wrong = tmp_path / "autre.pem"
        wrong.write_bytes(content)
        with pytest.raises(ValueError, match=said):
            read_signer(wrong)
