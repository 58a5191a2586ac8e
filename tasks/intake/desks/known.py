"""Which addresses are desks of a session: its roles and agents, by the region file."""

from collections.abc import Iterator

from models.region.model import Region


def desks_of(region: Region) -> dict[str, str]:
    """Return the desks by their addresses, each with what it is called. The deposit mailbox is none: what seems to come
    from it is our own mail, or somebody else's."""
    ours = region.roles.deposit_mailbox.email.lower()
    return {address: label for address, label in _desks(region) if address != ours}


def _desks(region: Region) -> Iterator[tuple[str, str]]:
    for agent in region.agents.values():
        yield agent.email.lower(), agent.label
    for _, role in region.roles:
        if role.email:
            yield role.email.lower(), role.label or role.email
