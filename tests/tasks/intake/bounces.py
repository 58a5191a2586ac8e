"""Delivery reports as mail servers write them (RFC 3464): about one of our mails, which they return or only name."""

from tests.support.mails import stamp

UNKNOWN = "smtp; 550 5.1.1 <direction@cidff01.example>: Recipient address rejected: User unknown"
"""What a server answers of a mailbox that it does not have."""

RECEIVED = "2026-07-09 10:05"
"""When a report comes, unless told otherwise: in Paris."""

_RETURNED = {
    "whole": "Content-Type: message/rfc822\n\n{headers}\n\nMadame, Monsieur,\n",
    "headers": "Content-Type: text/rfc822-headers\n\n{headers}\n",
    "encoded": "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}\n",
    "global": "Content-Type: message/global-headers\n\n{headers}\n",
    "bare": "Content-Type: message/rfc822\n\nFrom: depot-spro@example.invalid\nSubject: x\n\nMadame, Monsieur,\n",
}

_REPORT = """Return-Path: <>
Received: {received}
From: Mail Delivery System <mailer-daemon@mx.example>
To: depot-spro@example.invalid
Subject: Undelivered Mail Returned to Sender
Message-ID: <{name}@mx.example>
{thread}Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="=_limite"

--=_limite
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--=_limite
Content-Type: message/{status}

Reporting-MTA: dns; mx.example
Arrival-Date: Thu, 9 Jul 2026 10:01:00 +0200

{fields}

--=_limite
{returned}
--=_limite--
"""


def recipient(*, action: str = "failed", status: str = "5.1.1", diagnostic: str | None = UNKNOWN) -> str:
    """Return the fields of one recipient."""
    fields = ["Final-Recipient: rfc822; direction@cidff01.example", f"Action: {action}", f"Status: {status}"]
    return "\n".join([*fields, *([f"Diagnostic-Code: {diagnostic}"] if diagnostic else [])])


def report(
    message_id: str,
    *recipients: str,
    returned: str = "whole",
    received: str = RECEIVED,
    name: str = "1",
    in_thread: bool = False,
    status: str = "delivery-status",
    kind: str = "delivery-status",
) -> bytes:
    """Return a report about our mail of that Message-ID, which failed unless `recipients` say otherwise."""
    headers = f"From: depot-spro@example.invalid\nSubject: Décision\nMessage-ID: {message_id}"
    thread = f"In-Reply-To: <autre@mx.example>\nReferences: {message_id}\n" if in_thread else ""
    quoted = headers.replace("=", "=3D").replace("-ID", "=2DID")
    text = _REPORT.format(
        received=stamp(received),
        name=name,
        thread=thread,
        kind=kind,
        status=status,
        fields="\n\n".join(recipients or (recipient(),)),
        returned=_RETURNED[returned].format(headers=headers, quoted=quoted),
    )
    return text.replace("\n", "\r\n").encode()
