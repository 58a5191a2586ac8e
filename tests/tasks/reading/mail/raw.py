"""Mails written octet by octet, as no honest program would."""

HEAD = b"From: direction@cidff01.example\r\n"
"""The header without which nobody could be answered."""


def multipart(*parts: str, kind: str = "mixed") -> bytes:
    """Return a mail of parts, each with its headers; one without begins with its blank line."""
    held = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return HEAD + f"Content-Type: multipart/{kind}; boundary=b\r\n\r\n{held}--b--\r\n".encode()


def attached(disposition: str, kind: str = "application/pdf") -> bytes:
    """Return a mail with a file, named as a header says."""
    return multipart(f"Content-Type: {kind}\r\nContent-Disposition: attachment; {disposition}\r\n\r\n%PDF")
