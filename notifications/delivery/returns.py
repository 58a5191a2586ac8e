"""The address that letters leave with, tried on the server that they leave by: before anything is lost by it."""

from contextlib import suppress

from aiosmtplib import SMTPRecipientRefused, SMTPSenderRefused

from notifications.delivery.routes import CONNECTION_TROUBLE, Route, connect, describe_trouble

_FOR_GOOD = 500


async def refused_returns(route: Route) -> str | None:
    """Return with which words a server refuses for good that letters leave with an address of their own, or come back
    to it; None where it does not, where none is set, and where the server cannot be asked."""
    if route.returns is None:
        return None
    address = route.returns.replace("*", "0" * 32)
    try:
        client = await connect(route)
    except CONNECTION_TROUBLE:
        return None
    try:
        await client.mail(address)
        await client.rcpt(address)
    except (SMTPSenderRefused, SMTPRecipientRefused) as error:
        return describe_trouble(error) if error.code >= _FOR_GOOD else None
    except CONNECTION_TROUBLE:
        return None
    finally:
        with suppress(*CONNECTION_TROUBLE):
            await client.quit()
        client.close()
    return None
