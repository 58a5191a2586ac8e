"""Mails that were made to do harm, or that no program should have written: each is a deposit all the same."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from itertools import chain
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from pypdf import PdfReader, PdfWriter

from flows.rehearsal.play.postman import page
from tests.servers.hundred.envelopes import REFUSED, Sent, address, pages, sent, wire
from tests.support.mails import said, siret, stamp

VICTIM = "victime@tiers.example"
"""Whom nobody asked anything of: no header of another's mail makes us write there."""

SCRIPT = "<script>alert(1)</script>"

OPENED = 200
"""How many files of one mail are opened (the region file's `intake.files`)."""

_NEGATED = str.maketrans("0123456789", "０１２３４５６７８９")  # noqa: RUF001  full-width digits are what is tried
_MEGABYTE = 1_000_000


def hostile(numbers: Iterator[int]) -> Iterator[Sent]:
    """All of them."""
    return chain(headers(numbers), names(numbers), archives(numbers), refused(numbers), shapes(numbers), sizes(numbers))


def headers(numbers: Iterator[int]) -> Iterator[Sent]:
    """Headers that would write other headers, or to other people."""
    for name, written in {
        "Subject": f"=?utf-8?q?Candidature=0D=0ABcc=3A_{VICTIM}?=",
        "Subject ": f"Candidature\r\n Bcc: {VICTIM}",
        "Comments": f"=?utf-8?b?{b64encode(f'x{chr(10)}To: {VICTIM}'.encode()).decode()}?=",
    }.items():
        number = next(numbers)
        yield _raw("header injection", number, f"{name.strip()}: {written}")
    number = next(numbers)
    yield _raw("injection by a name", number, sender=f'"=?utf-8?q?x=0ABcc:_{VICTIM}?=" <{address(number)}>')
    number = next(numbers)
    words = said(f"{SCRIPT} [ici](javascript:alert(1))", siret=siret(number))
    yield sent("script in a name", number, text=words, subject=f"{SCRIPT} candidature")
    number = next(numbers)
    yield sent("full-width digits", number, text=said(f"Structure {number}", siret=siret(number).translate(_NEGATED)))


def _raw(what: str, number: int, *lines: str, sender: str | None = None, body: str | None = None) -> Sent:
    """A mail written by hand: what no library would write."""
    words = said(f"Structure {number:03}", siret=siret(number)) if body is None else body
    written = [f"Received: {stamp('2026-04-15 10:00')}", f"From: {sender or address(number)}", *lines]
    written += [f"Message-ID: <{number}@structure{number:03}.example>", "To: depot-spro@example.invalid"]
    return Sent(what, wire("\r\n".join([*written, "", words]).encode("utf-8", "surrogateescape")), address(number))


def names(numbers: Iterator[int]) -> Iterator[Sent]:
    """File names that lead elsewhere, hide what they are, or hold a program for the browser."""
    for what, name in {
        "a path": "../../../../tmp/annexe-1.pdf",
        "a Windows path": "C:\\Windows\\..\\annexe-1.pdf",
        "script in a file name": "<img src=x onerror=alert(1)> annexe-1.pdf",
        "signs of no width": "anne\u200bxe-1\u2060.pdf",
        "a name without end": f"annexe-1 {'x' * 5_000}.pdf",
    }.items():
        number = next(numbers)
        yield sent(what, number, {name: page(f"annexe 1 {number}")})
    yield sent("right to left", next(numbers), {"annexe-1 \u202efdp.exe": b"MZ" + bytes(300)}, told=REFUSED)


def refused(numbers: Iterator[int]) -> Iterator[Sent]:
    """Files that cannot be taken."""
    for what, files in {
        "an encrypted PDF": {"annexe-1.pdf": _locked(page("secret"))},
        "an empty file": {"annexe-1.pdf": b""},
        "half a PDF": {"annexe-1.pdf": page("annexe 1")[:200]},
        "a program that says it is a PDF": {"annexe-1.pdf": b"MZ" + bytes(2_000)},
        "a program": {"lisezmoi.exe": b"MZ" + bytes(3_000)},
    }.items():
        number = next(numbers)
        yield sent(what, number, {"dossier.pdf": page(f"dossier {number}"), **files}, told=REFUSED)


def archives(numbers: Iterator[int]) -> Iterator[Sent]:
    """Archives: two that hold a dossier, and four that are weapons."""
    for what, deep in (("a zip with everything", 0), ("a zip in a zip", 1)):
        number = next(numbers)
        held = pages(number)
        one = sent(what, number, {"envoi.zip": nested(packed(held), deep)})
        yield one._replace(files=(*one.files, *held.values()))
    number = next(numbers)
    yield sent("a zip that climbs", number, {"envoi.zip": packed({"../../../tmp/annexe-1.pdf": page(f"x{number}")})})
    for what, bad in {
        "an encrypted zip": encrypted(packed({"dossier.pdf": page("dossier")})),
        "a zip bomb": packed({"annexe-1.pdf": bytes(30 * _MEGABYTE)}),
        "zips in zips in zips": nested(packed({"dossier.pdf": page("profond")}), 9),
    }.items():
        yield sent(what, next(numbers), {"envoi.zip": bad}, told=REFUSED)


def packed(files: Mapping[str, bytes], *, method: int = ZIP_DEFLATED) -> bytes:
    """A zip file."""
    written = BytesIO()
    with ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def nested(content: bytes, deep: int) -> bytes:
    """An archive in archives."""
    for level in range(deep):
        content = packed({f"niveau-{level}.zip": content}, method=ZIP_STORED)
    return content


def encrypted(archive: bytes) -> bytes:
    """A zip file whose files ask for a password: the flag is set wherever it is told."""
    octets = bytearray(archive)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = octets.find(mark)
        while at >= 0:
            octets[at + place] |= 1
            at = octets.find(mark, at + 4)
    return bytes(octets)


def _locked(pdf: bytes) -> bytes:
    writer, written = PdfWriter(PdfReader(BytesIO(pdf))), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(written)
    return written.getvalue()


def shapes(numbers: Iterator[int]) -> Iterator[Sent]:
    """Mails of strange shapes."""
    for charset in ("x-inconnu-8", "utf-7", "idna"):
        number = next(numbers)
        yield _raw("an unknown charset", number, "MIME-Version: 1.0", f"Content-Type: text/plain; charset={charset}")
    yield _broken(next(numbers))
    number = next(numbers)
    yield _raw("an empty mail", number, body="")
    yield _raw("a question without a file", next(numbers), "Subject: Question", body="Bonjour, qui peut candidater ?")
    number = next(numbers)
    yield sent("a forged Date", number, headers={"Date": "Thu, 1 Jan 1970 00:00:00 +0000"}, received="1999-12-31 23:59")
    number = next(numbers)
    many = {f"piece-{place}.pdf": page(f"{number}-{place}") for place in range(1_000)}
    thousand = sent("a thousand files", number, many, told=REFUSED)
    yield thousand._replace(files=thousand.files[:OPENED])
    yield _deep(next(numbers))


def _broken(number: int) -> Sent:
    """A file whose base64 is none."""
    lines = [
        "MIME-Version: 1.0",
        'Content-Type: application/pdf; name="annexe-1.pdf"',
        'Content-Disposition: attachment; filename="annexe-1.pdf"',
        "Content-Transfer-Encoding: base64",
    ]
    return _raw("broken base64", number, *lines, body="%%% rien de lisible %%%\r\n=a=b=c=")._replace(told=REFUSED)


def _deep(number: int) -> Sent:
    """A mail forwarded in a mail forwarded in a mail, ten times."""
    inner = EmailMessage(policy=SMTP)
    inner["Subject"] = "au fond"
    inner.set_content("rien")
    for _ in range(10):
        outer = EmailMessage(policy=SMTP)
        outer["Subject"] = "transféré"
        outer.set_content("voir ci-joint")
        outer.add_attachment(inner)
        inner = outer
    inner["From"], inner["Message-ID"] = address(number), f"<{number}@structure{number:03}.example>"
    return Sent("ten mails in each other", wire(inner), address(number), REFUSED)


def sizes(numbers: Iterator[int]) -> Iterator[Sent]:
    """A large mail, and one larger than a mail that is opened (`intake.max_mb`, set to 24 for this test)."""
    number = next(numbers)
    yield sent("twenty megabytes", number, _noise(number, "annexe-1.pdf", megabytes=14))
    number = next(numbers)
    beyond = sent("beyond what is opened", number, _noise(number, "annexe-1.pdf", megabytes=20), told=REFUSED)
    yield beyond._replace(files=())


def _noise(number: int, name: str, *, megabytes: int) -> dict[str, bytes]:
    """A sound PDF that nothing compresses, with so much after its end."""
    noise = b64encode(Random(number).randbytes(_MEGABYTE * 3 // 4))  # noqa: S311  no secret
    return {name: page(f"plan {number}") + b"%" + noise * megabytes}
