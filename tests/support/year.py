"""How the stories are told: a scenario is played, and its result is asked simple questions."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from functools import cached_property
from mailbox import Maildir
from typing import Any, Protocol

from flows.rehearsal.play.run import Rehearsed
from models.forms.parts import Form
from notifications.writing.typography import typed

OPENING = "region: auvergne-rhone-alpes\nyear: 2021\nopens: 2021-01-18\n"
"""How the stories begin, unless they say otherwise."""


class Play(Protocol):
    """Who plays the stories."""

    def __call__(self, story: str, *, opening: str = OPENING) -> "Year":
        """Play a scenario, told as the lines that follow its opening."""


class PlayShipped(Protocol):
    """Who plays a scenario that comes with the system."""

    def __call__(self, name: str) -> "Year":
        """Play it, by the name of its file."""


@dataclass(frozen=True)
class Year:
    """A rehearsed year; `forms` are those that people filled in, where it was played without Prefect."""

    rehearsed: Rehearsed
    forms: tuple[Form, ...] = ()

    def dossier(self, name: str) -> dict[str, Any]:
        """The application that the scenario calls `name`."""
        return next(row for row in self.rehearsed.result["applications"] if row["as"] == name)

    def of(self, organisation: str) -> list[str]:
        """What the scenario calls the applications of an organisation."""
        return [row["as"] for row in self.rehearsed.result["applications"] if row["organisation"] == organisation]

    def status(self, name: str) -> str:
        """Where an application ended."""
        status: str = self.dossier(name)["status"]
        return status

    def path(self, name: str) -> list[str]:
        """The statuses that an application went through."""
        return [line["to"] for line in self.dossier(name)["history"]]

    def notices(self, kind: str, name: str | None = None) -> list[dict[str, Any]]:
        """The notices of a kind, to one application or to all."""
        of_kind = [notice for notice in self.rehearsed.result["notices"] if notice["kind"] == kind]
        return [notice for notice in of_kind if name in (None, notice["application"])]

    def left_at(self, kind: str, name: str) -> list[str]:
        """When the notices of a kind to an application left: « 2021-04-30 09:00 »."""
        return [day_of(notice["sent_at"]) for notice in self.notices(kind, name)]

    def requests(self, name: str) -> list[str]:
        """How each request made to an application ended, in order."""
        return [request["outcome"] for request in self.dossier(name)["completion_requests"]]

    def line(self, name: str, event: str) -> dict[str, Any]:
        """The only line that an event left in the journal of an application."""
        line: dict[str, Any]
        [line] = [line for line in self.dossier(name)["history"] if line["event"] == event]
        return line

    def received(self, name: str) -> list[str]:
        """The kinds of notices that an application received, in order."""
        return [n["kind"] for n in self.rehearsed.result["notices"] if n["application"] == name and n["sent_at"]]

    def stage(self, name: str) -> dict[str, Any]:
        """A stage of the year's only session."""
        return next(row for row in self.rehearsed.result["campaigns"][0]["stages"] if row["stage"] == name)

    def mails(self) -> list[Message]:
        """The mails as the applicants' mail server got them."""
        return self._mails

    @cached_property
    def _mails(self) -> list[Message]:
        folder = Maildir(self.rehearsed.folder / "mails", factory=None, create=False)
        return [message_from_bytes(folder.get_bytes(key)) for key in folder.keys()]  # noqa: SIM118  a mailbox, no dict

    def files(self, notice: dict[str, Any]) -> dict[str, bytes]:
        """The files that a notice carried, by name, as its reader got them."""
        [mail] = [mail for mail in self.mails() if mail["Message-ID"] == notice["message_id"]]
        named = ((part.get_filename(), part.get_payload(decode=True)) for part in mail.walk())
        return {name: bytes(content) for name, content in named if name}

    def texts(self, kind: str, name: str | None) -> list[str]:
        """The plain texts of the notices of a kind to an application, as typed, in the order of the outbox."""
        received = {mail["Message-ID"]: mail for mail in self.mails()}
        parts = (part for notice in self.notices(kind, name) for part in received[notice["message_id"]].walk())
        return [
            typed(bytes(part.get_payload(decode=True)).decode())
            for part in parts
            if part.get_content_type() == "text/plain"
        ]

    def read(self, kind: str, name: str) -> str:
        """The only notice of a kind to an application, as one line of text."""
        [text] = self.texts(kind, name)
        return " ".join(text.split())


def day_of(instant: str) -> str:
    """The day and hour of an ISO instant: « 2021-04-30 09:00 »."""
    return f"{instant[:10]} {instant[11:16]}"
