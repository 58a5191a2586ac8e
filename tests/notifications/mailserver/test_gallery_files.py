"""The files of a mail, in the gallery: opened or handed over, never run."""

import re
from pathlib import Path

import pytest

from notifications.delivery.message import build
from notifications.mailserver.gallery import Gallery, write_gallery
from notifications.mailserver.maildir import keep_mail, list_mails, read_stored_mail
from notifications.outbox.enclosures import Enclosure
from tests.notifications.mailserver.browsing import file, get
from tests.notifications.posting import AT, notice

PDF = Enclosure("ordre du jour é.pdf", "application/pdf", b"%PDF-1.7")
ICS = Enclosure("seance.ics", "text/calendar; method=REQUEST; charset=utf-8", b"BEGIN:VCALENDAR\r\n")
PAGE = Enclosure("page.html", "text/html", b"<script>alert(1)</script>")


def test_the_files_of_a_mail_open(maildir: Path, gallery: Gallery) -> None:
    """Each is listed with its name and its size; a PDF is shown by the browser, the others are handed over."""
    keep_mail(maildir, build(notice(), at=AT, files=[PDF, ICS]))
    (mail,) = list_mails(maildir)
    stem = mail.page.removesuffix(".html")

    _, page = get(gallery, f"/{mail.page}")

    assert re.findall(r'<li><a href="([^"]*)"(?: download="([^"]*)")?>([^<]*)</a> \(([^)]*)\)', page) == [
        (f"{stem}-1.pdf", "", "ordre du jour é.pdf", "8 octets"),
        (f"{stem}-2.ics", "seance.ics", "seance.ics", "17 octets"),
    ]
    assert file(gallery, f"/{stem}-1.pdf") == (
        "application/pdf",
        "inline; filename*=utf-8''ordre%20du%20jour%20%C3%A9.pdf",
        PDF.content,
    )
    assert file(gallery, f"/{stem}-2.ics") == (
        "text/calendar",
        "attachment; filename*=utf-8''seance.ics",
        ICS.content,
    )


def test_a_file_that_is_a_page_never_runs(maildir: Path, gallery: Gallery, tmp_path: Path) -> None:
    """Whatever a mail calls it, it is octets: for the browser, and under its name on disk."""
    keep_mail(maildir, build(notice(), at=AT, files=[PAGE]))
    (mail,) = list_mails(maildir)
    link = mail.page.replace(".html", "-1.bin")

    served = file(gallery, f"/{link}")
    index = write_gallery(maildir, tmp_path / "pages")

    assert served == ("application/octet-stream", "attachment; filename*=utf-8''page.html", PAGE.content)
    assert {path.name for path in index.parent.iterdir()} == {"index.html", mail.page, link}
    assert read_stored_mail(maildir, mail).html.replace("\r\n", "\n") == notice().html


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("filename*=idna''%ff%fe", "fichier"),
        ("filename*=rot13''%e9", "é"),
        ("filename*0*=utf-8''a; filename*2=b", "ab"),
        ('filename="=?utf-8?q?=C3=A9.pdf?="', "é.pdf"),
        ("filename", "fichier"),
    ],
)
def test_a_file_whose_name_is_broken_has_one(maildir: Path, parameter: str, name: str) -> None:
    """Whatever a mail calls its file, the page lists it, and reads on."""
    keep_mail(maildir, f"Content-Type: a/b\r\nContent-Disposition: attachment; {parameter}\r\n\r\nx".encode())
    (mail,) = list_mails(maildir)

    assert [one.name for one in read_stored_mail(maildir, mail).files] == [name]


@pytest.mark.parametrize("end", ["-0.pdf", "-2.pdf", "-1.html", "-1.bin", "-1", ".pdf"])
def test_a_file_that_is_not_there_is_not_found(maildir: Path, gallery: Gallery, end: str) -> None:
    """Only the links of the page lead somewhere."""
    keep_mail(maildir, build(notice(), at=AT, files=[PDF]))
    (mail,) = list_mails(maildir)

    status, _ = get(gallery, f"/{mail.page.removesuffix('.html')}{end}")

    assert status == 404
