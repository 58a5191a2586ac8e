"""The gallery: the mails that the embedded server keeps, to read in a browser as their readers see them.

What a mail holds never runs: everything is escaped, its HTML is shown in a frame that has no right at all, and the
pages themselves forbid scripts and the network.
"""

from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications.maildir import Content, Mail, list_mails, read_mail
from notifications.wording import count

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates" / "gallery"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_RIGHTS = ("default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "form-action 'none'", "base-uri 'none'")
_POLICY = "; ".join(_RIGHTS)
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": f"{_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def _render(template: str, **values: object) -> str:
    return _PAGES.get_template(template).render(policy=_POLICY, **values)


def render_index(mails: Sequence[Mail]) -> str:
    """Return the page that lists the mails, a table a day."""
    return _render("index.html", mails=mails, total=count(len(mails), "courriel"))


def render_mail(mail: Mail, content: Content, *, newer: Mail | None = None, older: Mail | None = None) -> str:
    """Return the page of one mail, with the way to its neighbours."""
    return _render("mail.html", mail=mail, content=content, newer=newer, older=older)


def _neighbours(mails: Sequence[Mail], place: int) -> dict[str, Mail | None]:
    return {
        "newer": mails[place - 1] if place else None,
        "older": mails[place + 1] if place + 1 < len(mails) else None,
    }


def _page(maildir: Path, name: str) -> str | None:
    """Return the page of that name, none where there is none. Only what was listed is ever opened."""
    mails = list_mails(maildir)
    if name in {"", "index.html"}:
        return render_index(mails)
    place = next((place for place, mail in enumerate(mails) if mail.page == name), None)
    if place is None:
        return None
    return render_mail(mails[place], read_mail(maildir, mails[place]), **_neighbours(mails, place))


def write_gallery(maildir: Path, directory: Path) -> Path:
    """Write the gallery as pages that need no server, and return the first one's path."""
    directory.mkdir(parents=True, exist_ok=True)
    mails = list_mails(maildir)
    for place, mail in enumerate(mails):
        page = render_mail(mail, read_mail(maildir, mail), **_neighbours(mails, place))
        (directory / mail.page).write_text(page, encoding="utf-8", errors="replace")
    index = directory / "index.html"
    index.write_text(render_index(mails), encoding="utf-8", errors="replace")
    return index


class _Handler(BaseHTTPRequestHandler):
    server: "Gallery"
    server_version, sys_version = "spro", ""

    def do_GET(self) -> None:
        page = _page(self.server.maildir, urlsplit(self.path).path.removeprefix("/"))
        status = HTTPStatus.NOT_FOUND if page is None else HTTPStatus.OK
        body = (page or _render("missing.html")).encode(errors="replace")
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
