"""The gallery: the mails that the embedded server keeps, to read in a browser as their readers see them.

What a mail holds never runs: everything is escaped, its HTML is shown in a frame that has no right at all, and the
pages themselves forbid scripts and the network.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications.mailserver.maildir import Carried, Content, StoredMail, list_mails, read_stored_mail
from notifications.writing.wording import count, size

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates" / "gallery"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_RIGHTS = ("default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "form-action 'none'", "base-uri 'none'")
_POLICY = "; ".join(_RIGHTS)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NAMES = ("127.0.0.1", "localhost")
_OF_A_PAGE = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": f"{_POLICY}; frame-ancestors 'none'",
}
_PDF = "application/pdf"
_SUFFIXES = {
    _PDF: ".pdf",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
"""The files that keep their kind; the others are octets, whatever a mail calls them."""


class _Answer(NamedTuple):
    body: bytes
    headers: Mapping[str, str]


class _Linked(NamedTuple):
    """A file as a page links to it: under a name that is made here, since a mail may call its file anything."""

    link: str
    file: Carried

    @property
    def opens(self) -> bool:
        """Return True if a browser shows it; any other file is handed over, never run."""
        return self.file.media_type == _PDF


def _render(template: str, **values: object) -> str:
    return _PAGES.get_template(template).render(policy=_POLICY, **values)


def render_index(mails: Sequence[StoredMail]) -> str:
    """Return the page that lists the mails, one table per day."""
    return _render("index.html", mails=mails, total=count(len(mails), "courriel"))


def render_mail(
    mail: StoredMail, content: Content, *, newer: StoredMail | None = None, older: StoredMail | None = None
) -> str:
    """Return the page of one mail, with the way to its files and its neighbours."""
    files = _linked(mail, content)
    return _render("mail.html", mail=mail, content=content, files=files, size=size, newer=newer, older=older)


def _linked(mail: StoredMail, content: Content) -> list[_Linked]:
    stem = mail.page.removesuffix(".html")
    return [
        _Linked(f"{stem}-{place}{_SUFFIXES.get(file.media_type, '.bin')}", file)
        for place, file in enumerate(content.files, start=1)
    ]


def _neighbours(mails: Sequence[StoredMail], place: int) -> dict[str, StoredMail | None]:
    return {
        "newer": mails[place - 1] if place else None,
        "older": mails[place + 1] if place + 1 < len(mails) else None,
    }


def _answer(maildir: Path, name: str) -> _Answer | None:
    """Return the page or the file of that name, none where there is none. Only what was listed is ever opened."""
    mails = list_mails(maildir)
    if name in {"", "index.html"}:
        return _page(render_index(mails))
    stem = re.split(r"[-.]", name)[0]
    place = next((place for place, mail in enumerate(mails) if mail.page == f"{stem}.html"), None)
    if place is None:
        return None
    content = read_stored_mail(maildir, mails[place])
    if name == mails[place].page:
        return _page(render_mail(mails[place], content, **_neighbours(mails, place)))
    return next((_file(linked) for linked in _linked(mails[place], content) if linked.link == name), None)


def _page(page: str) -> _Answer:
    return _Answer(page.encode(errors="replace"), _OF_A_PAGE)


def _file(linked: _Linked) -> _Answer:
    kind = linked.file.media_type if linked.file.media_type in _SUFFIXES else "application/octet-stream"
    shown = "inline" if linked.opens else "attachment"
    name = quote(linked.file.name, safe="", errors="replace")
    return _Answer(
        linked.file.content, {"Content-Type": kind, "Content-Disposition": f"{shown}; filename*=utf-8''{name}"}
    )


def write_gallery(maildir: Path, directory: Path) -> Path:
    """Write the gallery as pages that need no server, and return the first one's path."""
    directory.mkdir(parents=True, exist_ok=True)
    mails = list_mails(maildir)
    for place, mail in enumerate(mails):
        content = read_stored_mail(maildir, mail)
        page = render_mail(mail, content, **_neighbours(mails, place))
        (directory / mail.page).write_text(page, encoding="utf-8", errors="replace")
        for linked in _linked(mail, content):
            (directory / linked.link).write_bytes(linked.file.content)
    index = directory / "index.html"
    index.write_text(render_index(mails), encoding="utf-8", errors="replace")
    return index


class _Handler(BaseHTTPRequestHandler):
    server: "Gallery"
    server_version, sys_version = "spro", ""

    def do_GET(self) -> None:
        name = urlsplit(self.path).path.removeprefix("/")
        found = _answer(self.server.maildir, name) if self._is_asked_here() else None
        answer = found or _page(_render("missing.html"))
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        for name, value in (_HEADERS | dict(answer.headers)).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _is_asked_here(self) -> bool:
        """Return True if a page of this machine is asked for: a name that somebody else makes point here is not ours,
        and its pages would read the mails."""
        return self.headers.get("Host", "").rpartition(":")[0] in _NAMES

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named by http.server
        """Say nothing: a line a page would drown what the console has to say."""


class Gallery(ThreadingHTTPServer):
    """A server of the gallery, which reads the Maildir afresh at each request."""

    daemon_threads = True

    def __init__(self, maildir: Path, host: str, port: int) -> None:
        self.maildir = maildir
        super().__init__((host, port), _Handler)


def serve_gallery(maildir: Path, host: str = "127.0.0.1", port: int = 0) -> Gallery:
    """Return a server that listens already, on a free port where `port` is 0; `serve_forever` is the caller's."""
    return Gallery(maildir, host, port)
