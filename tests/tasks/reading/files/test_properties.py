"""Whatever is sent, it is looked at: octets at random, and real files damaged anywhere."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from models.intake.words import Trouble
from tasks.reading.files.documents import read_document
from tests.tasks.reading.files.samples import SMALL, docx, looked, open_document, pdf, xlsx, zipped

STARTS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<!--",
    b"\xff\xd8\xff",
    b"ID3",
]

# What parsers stumble on: references, lengths, marks of structure.
TOKENS = [
    *(
        b"PK\x01\x02",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PK\x06\x06",
        b"\xff\xff\xff\xff",
        b"\0\0\0\0",
        b"\x01\0",
        b"\x0e\0",
    ),
    *(b"obj", b"endobj", b"<<", b">>", b"1 0 R", b"3 0 R", b"/Kids", b"/Parent", b"/Encrypt", b"/Length 99999999"),
    *(
        b"/Type/ObjStm",
        b"/Type/XRef",
        b"/FlateDecode",
        b"xref",
        b"startxref\n0",
        b"trailer",
        b"/Prev 9",
        b"-1",
        b"9" * 30,
    ),
]

REAL = {
    "pdf": pdf("Organisme : MJC", siret="123"),
    "docx": docx("<w:p/>"),
    "odt": open_document(),
    "xlsx": xlsx(),
    "zip": zipped({"a.pdf": pdf(), "b/c.zip": zipped({"d.docx": docx()}), "e/": b""}),
}

CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), st.sampled_from(TOKENS) | st.binary(max_size=5)))

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30)

few = hypothesis_settings(max_examples=60)


def mutated(raw: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    """Return a file in which some octets were replaced."""
    octets = bytearray(raw)
    for place, length, inserted in cuts:
        start = int(place * len(octets))
        octets[start : start + length] = inserted
    return bytes(octets)


@given(st.sampled_from(STARTS), st.binary(max_size=3_000), st.text(max_size=20))
def test_no_octets_make_looking_fail(start: bytes, octets: bytes, name: str) -> None:
    """Whatever a file is made of and however it is called, it is something, or nothing known; it is examined."""
    assert looked(start + octets, name, limits=SMALL).trouble is not Trouble.unreadable


@pytest.mark.parametrize("format_", REAL)
@few
@given(cuts=CUTS)
def test_no_damage_to_a_real_file_makes_looking_fail(format_: str, cuts: list[tuple[float, int, bytes]]) -> None:
    """A file cut, garbled or forged anywhere is still looked at, and read."""
    content = mutated(REAL[format_], cuts)

    assert looked(content, limits=SMALL).trouble is not Trouble.unreadable
    assert len(read_document(content, format_).text) <= 200_000


@few
@given(st.dictionaries(NAMES, st.binary(max_size=50) | st.sampled_from(list(REAL.values())), max_size=8))
def test_any_archive_is_looked_at(files: dict[str, bytes]) -> None:
    """Whatever its files are called: their names lead nowhere, and show all their signs."""
    found = looked(zipped(files), limits=SMALL)

    for member in found.members:
        parts = member.name.split("/")
        assert member.name.isprintable()
        assert 0 < len(member.name) <= 150
        assert not {"", ".", ".."}.intersection(parts)
