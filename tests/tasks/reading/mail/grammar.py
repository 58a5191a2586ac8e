"""Mails made at random: as programs write them, and as hostile senders would."""

from base64 import encodebytes
from binascii import b2a_uu
from quopri import encodestring

from hypothesis import strategies as st

ENDS = (b"\r\n", b"\n", b"\r")
"""How lines end: on the network, in a folder, and where a program got it wrong."""

BOUNDARIES = ("b", "b1", "=_Part_12", "a b", "'()+_,-./:=?", "")
"""Some begin others, one holds what a regular expression would take for its own, and one is empty."""


def _uuencode(content: bytes) -> bytes:
    lines = [b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    return b"begin 644 x\n" + b"".join(lines) + b"`\nend\n"


ENCODERS = {
    "base64": encodebytes,
    "BASE64": encodebytes,
    "quoted-printable": encodestring,
    "x-uuencode": _uuencode,
    "8bit": bytes,
    "x-unknown": bytes,
    "": bytes,
}

_WORDS = [
    "annexe",
    "dossier",
    "été",
    "7",
    "«",
    "»",
    "📎",
    "=",
    "?",
    ";",
    "_",
    ".",
    "'",
    "--",
    "--b",
    "--b--",
    "From",
    ":",
    "é",
    "\u202e",
]
TEXTS = st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
_LINES = st.sampled_from([b"--", b"--b", b"--b--", b"--b1 ", b"Subject: x", b"", b" ", b"\xe9t\xe9", b"."])
CONTENTS = (
    st.binary(max_size=200)
    | st.lists(_LINES, max_size=6).map(b"\n".join)
    | TEXTS.map(str.encode)
    | st.sampled_from([b"", b"%PDF-1.4 " * 400, bytes(range(256)) * 8])
)
_NAMES = st.sampled_from(
    [
        *('filename="annexe 1.pdf"', "filename=annexe-1.pdf", 'filename="a;b.pdf"', 'filename="été.pdf"', "filename="),
        *(
            'filename="../../etc/passwd"',
            "filename=C:\\annexe.pdf",
            'filename="annexe\u202efdp.exe"',
            'filename="a\\"b.pdf"',
        ),
        *(
            "filename*=utf-8''%C3%A9t%C3%A9.pdf",
            "filename*0*=utf-8''%C3%A9; filename*1=.pdf",
            "filename*1=b; filename*0=a",
        ),
        *(
            'filename="=?utf-8?q?=C3=A9t=C3=A9.pdf?="',
            'filename="=?utf-8?b?w6l0w6k"',
            "filename*=x''%ff",
            "filename*9=x",
        ),
    ]
)
_TYPES = st.sampled_from(
    [
        *("text/plain; charset=utf-8", "text/plain; charset=iso-8859-1", "text/plain", "text/html; charset=utf-8", ""),
        *("application/pdf", 'application/pdf; name="nom.pdf"', "image/png; name*=utf-8''%C3%A9.png", "x", "text/csv"),
        *("text/plain; charset=x-inconnu", "message/rfc822", "message/delivery-status", "APPLICATION/PDF ; NAME=A.PDF"),
    ]
)


@st.composite
def _leaves(draw: st.DrawFn) -> bytes:
    encoding = draw(st.sampled_from(sorted(ENCODERS)))
    said, name = draw(_TYPES), draw(st.none() | _NAMES)
    disposition = draw(st.sampled_from(["attachment", "inline"]))
    lines = [f"Content-Type: {said}"] if said else []
    lines += [f"Content-Transfer-Encoding: {encoding}"] if encoding else []
    lines += [f"Content-Disposition: {disposition};\n {name}"] if name else []
    return "\n".join([*draw(st.permutations(lines)), "", ""]).encode() + ENCODERS[encoding](draw(CONTENTS))


def _joined(boundary: str, kind: str, parts: list[bytes], before: bytes, after: bytes) -> bytes:
    delimiter = b"--" + boundary.encode()
    held = b"".join(b"\n" + delimiter + b"\n" + part for part in parts)
    closing = b"\n" + delimiter + b"--" if after else b""
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode() + before + held + closing + after


def _around(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.builds(
        _joined,
        st.sampled_from(BOUNDARIES),
        st.sampled_from(["mixed", "alternative", "related", "digest", "report"]),
        st.lists(inner, max_size=4),
        st.sampled_from([b"", b"This is a multi-part message.", b"\n\n"]),
        st.sampled_from([b"", b"\n", b"\nafter", b"  \n"]),
    )


_HEADS = st.lists(
    st.sampled_from(
        [
            *(
                "From: Élodie <direction@cidff01.example>",
                "From: =?utf-8?q?=C3=89lodie?= <a@cidff01.example>",
                "From: x",
            ),
            *(
                "Subject: Réponse",
                "Subject: =?iso-8859-1?q?R=E9ponse?=\n =?utf-8?b?w6k=?=",
                "Subject: a\n b",
                "Subject:",
            ),
            *("Message-ID: <7@cidff01.example>", "References: <a@x.example>\n <b@x.example>", "Auto-Submitted: no"),
            *(
                "Received: x; Thu, 30 Apr 2026 10:00:00 +0200",
                "Date: Thu, 30 Apr 2026 10:00:00 +0200",
                "To: a, b@x.example",
            ),
        ]
    ).map(str.encode),
    max_size=6,
)

BODIES = st.recursive(_leaves(), _around, max_leaves=12)


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """A mail of any structure, with the line ends of any system."""
    raw = b"".join(line + b"\n" for line in draw(_HEADS)) + draw(BODIES)
    return raw.replace(b"\n", draw(st.sampled_from(ENDS)))
