"""The gallery: every mail is there to be read, and nothing that a mail holds ever runs."""

import html
import re
from pathlib import Path

import pytest

from notifications.delivery.message import build
from notifications.mailserver.gallery import Gallery, render_index, write_gallery
from notifications.mailserver.maildir import Content, keep_mail, list_mails, read_stored_mail
from tests.notifications.mailserver.browsing import get
from tests.notifications.posting import AT, LATER, notice

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)>"


def frame(page: str) -> str:
    """Return the document that the page's frame shows."""
    (document,) = re.findall(r'<iframe sandbox="" srcdoc="([^"]*)"', page)
    return html.unescape(document)


def test_mails_are_listed_the_latest_first(maildir: Path) -> None:
    """Whom it is for, what it says it is, when: as their headers read, on the clock of Paris."""
    keep_mail(maildir, build(notice(1, subject="Accusé d'enregistrement"), at=AT))
    keep_mail(maildir, build(notice(2, subject="Décision"), at=LATER))

    listed = [(mail.day, mail.hour, mail.to, mail.subject, mail.message_id) for mail in list_mails(maildir)]

    assert listed == [
        ("lundi 1er février 2021", "9 h 05", "2@cidff.example", "Décision", "<2@region.example>"),
        ("lundi 1er février 2021", "9 h 00", "1@cidff.example", "Accusé d'enregistrement", "<1@region.example>"),
    ]


def test_mails_that_were_read_elsewhere_are_listed_too(maildir: Path) -> None:
    """A mail program moves what it has seen to `cur`: it is still there to look at."""
    keep_mail(maildir, build(notice(), at=AT))
    (file,) = (maildir / "new").iterdir()
    file.rename(maildir / "cur" / f"{file.name}:2,S")

    (mail,) = list_mails(maildir)

    assert mail.to == "1@cidff.example"
    assert read_stored_mail(maildir, mail).text == notice().text.replace("\n", "\r\n")


def test_no_maildir_is_no_mail(tmp_path: Path) -> None:
    """Before the first mail, the gallery says so rather than fail."""
    mails = list_mails(tmp_path / "nowhere")

    assert mails == []
    assert "Aucun courriel pour l'instant" in html.unescape(render_index(mails))


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?b?a?=\r\nDate: hier\r\n\r\n",
        b"Subject: =?rot13?q?a?=\r\nDate: Mon, 01 Jan 0001 00:00:00 +1400\r\n\r\n",
        b"Subject: a\r\nDate: Fri, 31 Dec 9999 23:59:59 -1200\r\nContent-Type: text/plain; charset=hex\r\n\r\n\xe9",
        b'Subject: \xe9\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--y\r\n',
        b"Content-Type: text/html; charset=unicode_escape\r\n\r\n\\ud800",
    ],
)
def test_a_broken_mail_is_shown_as_it_can(maildir: Path, octets: bytes) -> None:
    """Whatever lies in the Maildir, the gallery has a page for it."""
    keep_mail(maildir, octets)

    index = write_gallery(maildir, maildir / "pages")

    assert len(list(index.parent.iterdir())) == 2


def test_a_mail_is_read_in_both_its_versions(maildir: Path) -> None:
    """Headers decoded, text, and HTML."""
    keep_mail(maildir, build(notice(subject="Été", text="Bonjour,\n", html="<p>Bonjour,</p>\n"), at=AT))
    (mail,) = list_mails(maildir)

    content = read_stored_mail(maildir, mail)

    assert (content.text, content.html) == ("Bonjour,\r\n", "<p>Bonjour,</p>\r\n")
    assert dict(content.headers)["Subject"] == "Été"


def test_a_hostile_mail_does_not_run(maildir: Path, gallery: Gallery) -> None:
    """Names and text are escaped; the HTML is in a frame without rights; no script is allowed on any page."""
    sender = f"{HOSTILE} <depot@region.example>"
    keep_mail(maildir, build(notice(subject=HOSTILE, sender=sender, text=HOSTILE, html=HOSTILE), at=AT))
    (mail,) = list_mails(maildir)

    pages = [get(gallery, path)[1] for path in ("/", f"/{mail.page}")]

    assert [re.findall("<(?:script|img)", page) for page in pages] == [[], []]
    assert frame(pages[1]) == HOSTILE
    assert ["default-src &#39;none&#39;" in page for page in pages] == [True, True]


def test_the_server_shows_what_has_just_come(maildir: Path, gallery: Gallery) -> None:
    """Each look reads the Maildir afresh, and each mail has its page."""
    before = get(gallery, "/")
    keep_mail(maildir, build(notice(), at=AT))
    (mail,) = list_mails(maildir)

    index, page = get(gallery, "/index.html"), get(gallery, f"/{mail.page}")

    assert [status for status, _ in (before, index, page)] == [200, 200, 200]
    assert re.findall(r'href="(\w+\.html)"', index[1]) == [mail.page]
    assert frame(page[1]).replace("\r\n", "\n") == notice().html


@pytest.mark.parametrize(
    "path",
    [
        "/../spro.db",
        "/..%2fspro.db",
        "/new/1",
        "//etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/0.html",
        "/\\..\\spro.db",
    ],
)
def test_no_path_leads_out(maildir: Path, gallery: Gallery, path: str) -> None:
    """Only the pages that the list names exist."""
    (maildir.parent / "spro.db").write_text("secret")

    status, page = get(gallery, path)

    assert status == 404
    assert "secret" not in page


def test_written_pages_lead_to_each_other(maildir: Path, tmp_path: Path) -> None:
    """A gallery on disk needs no server: the index links to every mail, and each to its neighbours."""
    for number in (1, 2, 3):
        keep_mail(maildir, build(notice(number), at=AT))
    latest, middle, oldest = (mail.page for mail in list_mails(maildir))

    index = write_gallery(maildir, tmp_path / "pages")

    links = {
        name: re.findall(r'href="(\w+\.html)"', (index.parent / name).read_text())
        for name in ("index.html", latest, middle, oldest)
    }
    assert links == {
        "index.html": [latest, middle, oldest],
        latest: ["index.html", middle],
        middle: ["index.html", latest, oldest],
        oldest: ["index.html", middle],
    }


def test_a_mail_without_text_says_so(maildir: Path) -> None:
    """A mail that holds neither version has empty ones."""
    keep_mail(maildir, b"Subject: vide\r\nContent-Type: application/pdf\r\n\r\n%PDF")
    (mail,) = list_mails(maildir)

    content = read_stored_mail(maildir, mail)

    assert content == Content([("Subject", "vide"), ("Content-Type", "application/pdf")], "", "")


def test_the_gallery_answers_to_this_machines_names_only(gallery: Gallery) -> None:
    """A page of elsewhere whose name is made to point here reads no mail."""
    statuses = [get(gallery, "/", name)[0] for name in ("127.0.0.1", "localhost", "evil.example")]

    assert statuses == [200, 200, 404]
