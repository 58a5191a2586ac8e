"""An installation that is looked at whole: its servers are asked, each once, when the first look needs it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from models.storage.settings import Settings
from notifications.delivery.probe import ServerSeen, see_server
from notifications.delivery.routes import Route
from notifications.delivery.signing import read_signer
from tasks.incidents.health.database import DatabaseSeen, see_database
from tasks.incidents.health.look import Case
from tasks.mailboxes.probe import MailboxSeen, see_mailbox


@dataclass(kw_only=True)
class Installation(Case):
    """A case whose servers can be asked. `now` tells the time of this machine, with which theirs are compared;
    `senders` are the addresses that letters leave with; `tries` says whether a mail may be put in the mailboxes."""

    settings: Settings
    now: Callable[[], datetime]
    senders: tuple[str, ...] = ()
    tries: bool = False

    @cached_property
    def database(self) -> DatabaseSeen:
        """How the database is."""
        return see_database(self.settings.database, now=self.now)

    @cached_property
    def mailboxes(self) -> Mapping[str, MailboxSeen]:
        """How the mailboxes are, by role."""
        found = self.settings.mailboxes.items()
        return {role: see_mailbox(role, address, now=self.now, tries=self.tries) for role, address in found}

    @cached_property
    def server(self) -> ServerSeen | None:
        """How the server that letters leave by is; None where it is the embedded one."""
        if self.settings.smtp_url is None:
            return None
        try:
            route = Route.parse(str(self.settings.smtp_url), returns=self.settings.return_address)
            if self.settings.signing_file:
                read_signer(self.settings.signing_file)
        except ValueError as error:  # it never repeats the password
            return ServerSeen(self.settings.smtp_url.host or "", trouble=str(error))
        return asyncio.run(see_server(route, now=self.now))
