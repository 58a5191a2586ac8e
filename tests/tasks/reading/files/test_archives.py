"""Archives: every file that somebody packed is looked at, and none opens without end."""

import stat
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest

from models.intake.words import Trouble
from tasks.reading.files.inspect import Look, PackedFile
from tests.tasks.reading.files import samples
from tests.tasks.reading.files.samples import SMALL, docx, looked, pdf, zipped

PDF = pdf("Annexe")
TOO_MANY = Look("zip", Trouble.too_many)


def names(content: bytes) -> list[str]:
    """Return how the files of an archive are called."""
    found = looked(content)
    assert found.trouble is None
    return [member.name for member in found.members]


def written_as(name: bytes) -> bytes:
    """Return an archive of one file whose name is written in such octets."""
    stand_in = "a" * len(name)
    return zipped({stand_in: PDF}).replace(stand_in.encode(), name)


def test_each_file_of_an_archive_is_looked_at() -> None:
    """One that is bad does not refuse the others."""
    archive = zipped({"annexe 1.pdf": PDF, "annexe 2.docx": docx(), "lisez-moi.exe": b"MZ", "vide.pdf": b""})

    assert looked(archive) == Look(
        "zip",
        None,
        (
            PackedFile("annexe 1.pdf", PDF, "pdf", None),
            PackedFile("annexe 2.docx", docx(), "docx", None),
            PackedFile("lisez-moi.exe", b"MZ", None, Trouble.executable),
            PackedFile("vide.pdf", b"", None, Trouble.empty),
        ),
    )


def test_a_file_of_an_archive_has_the_size_of_any_file() -> None:
    """An archive may be larger than a file may be, the files in it not."""
    limits = SMALL._replace(max_bytes=len(PDF) - 1)

    assert looked(zipped({"a.pdf": PDF}), limits=limits).members == (
        PackedFile("a.pdf", PDF, "pdf", Trouble.too_large),
    )


def test_archives_in_an_archive_are_opened() -> None:
    """Their files come with the path to them."""
    archive = zipped({"annexes.zip": zipped({"annexe 1.pdf": PDF}), "dossier.pdf": PDF})

    assert names(archive) == ["annexes.zip/annexe 1.pdf", "dossier.pdf"]


def test_folders_and_what_systems_leave_are_no_files() -> None:
    """Nobody sent them."""
    left = ["d/", "__MACOSX/d/._annexe.pdf", "d/.DS_Store", "d/Thumbs.db", "desktop.ini", "._annexe.pdf"]

    assert names(zipped({**dict.fromkeys(left, b""), "d/annexe.pdf": PDF})) == ["d/annexe.pdf"]


@pytest.mark.parametrize("archive", [zipped({}), zipped({"d/": b"", ".DS_Store": b"x"})])
def test_an_archive_of_no_file_is_empty(archive: bytes) -> None:
    """Its sender forgot them."""
    assert looked(archive) == Look("zip", Trouble.empty)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"../../etc/passwd.pdf", "etc/passwd.pdf"),
        (b"/etc/annexe.pdf", "etc/annexe.pdf"),
        (rb"C:\dossier\annexe.pdf", "dossier/annexe.pdf"),
        (rb"..\..\annexe.pdf", "annexe.pdf"),
        (b"./ . /.. /annexe.pdf", "annexe.pdf"),
        (b"...", "sans-nom"),
        (b"\0", "sans-nom"),
        (b"a\nb\x1b[31m.pdf", "a b [31m.pdf"),
        ("Pièce à joindre.pdf".encode("cp850"), "Pièce à joindre.pdf"),
        ("RÉCÉPISSÉ.pdf".encode("cp850"), "RÉCÉPISSÉ.pdf"),
        ("Pièce à joindre.pdf".encode(), "Pièce à joindre.pdf"),
        ("annexe\u202efdp.exe".encode(), "annexefdp.exe"),
        (b"d/" * 100 + b"annexe 1.pdf", ("d/" * 69 + "annexe 1.pdf")),
        (b"x" * 400 + b".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_a_path_that_leads_nowhere_else(written: bytes, name: str) -> None:
    """No way up, no drive, nothing unseen; accents as they were typed, wherever they were packed."""
    assert names(written_as(written)) == [name]


def test_names_in_unicode_that_say_so_are_read_so() -> None:
    """As recent programs write them."""
    assert names(zipped({"Pièce n°1 – été.pdf": PDF})) == ["Pièce n°1 – été.pdf"]


def test_two_files_of_one_name_are_two() -> None:
    """Each has its own content."""
    archive = zipped({"a.pdf": PDF}, {"a.pdf": pdf("autre")})

    assert [member.content for member in looked(archive).members] == [PDF, pdf("autre")]


def test_a_link_is_no_file() -> None:
    """It points at something of its sender's, or of ours."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        link = ZipInfo("annexe.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    assert looked(packed.getvalue()).members == (PackedFile("annexe.pdf", b"", None, Trouble.wrong_format),)


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_BZIP2, ZIP_LZMA])
def test_any_usual_compression_is_opened(method: int) -> None:
    """As packing programs offer them."""
    packed = BytesIO()
    with ZipFile(packed, "w", method) as archive:
        archive.writestr("annexe.pdf", PDF)

    assert looked(packed.getvalue()).members == (PackedFile("annexe.pdf", PDF, "pdf", None),)


def test_a_damaged_file_does_not_keep_the_others_in() -> None:
    """Its checksum tells."""
    archive = samples.damaged(zipped({"a.pdf": PDF, "b.pdf": PDF}))

    assert looked(archive).members == (
        PackedFile("a.pdf", PDF, "pdf", None),
        PackedFile("b.pdf", b"", None, Trouble.corrupted),
    )


def test_an_archive_in_an_archive_has_its_own_trouble() -> None:
    """The files beside it are taken."""
    locked = samples.encrypted(zipped({"a.pdf": PDF}))

    assert looked(zipped({"a.zip": locked, "b.pdf": PDF})).members == (
        PackedFile("a.zip", locked, "zip", Trouble.encrypted),
        PackedFile("b.pdf", PDF, "pdf", None),
    )


@pytest.mark.parametrize(("files", "found"), [(10, None), (11, Trouble.too_many)])
def test_files_are_counted(files: int, found: Trouble | None) -> None:
    """As many as the region file allows; folders are none."""
    archive = zipped({"d/": b"", **{f"d/{number}.pdf": PDF for number in range(files)}})

    assert looked(archive, limits=SMALL).trouble is found


def test_files_of_archives_in_an_archive_count_together() -> None:
    """Else each would have the whole bound."""
    inner = zipped({f"{number}.pdf": PDF for number in range(6)})

    assert looked(zipped({"a.zip": inner, "b.zip": inner}), limits=SMALL) == TOO_MANY


@pytest.mark.parametrize(("depth", "found"), [(2, None), (3, Trouble.too_many)])
def test_archives_in_archives_have_a_depth(depth: int, found: Trouble | None) -> None:
    """The outermost counts as one."""
    assert looked(samples.nested(PDF, depth), limits=SMALL).trouble is found


@pytest.mark.parametrize(("files", "found"), [(8, None), (9, Trouble.too_many)])
def test_what_comes_out_is_counted(files: int, found: Trouble | None) -> None:
    """Four megabytes in all, of files that each are small enough."""
    archive = zipped({f"{number}.pdf": samples.noise(4_500) * 100 for number in range(files)})

    assert looked(archive, limits=SMALL).trouble is found


@pytest.mark.parametrize(("size", "found"), [(1_000_000, None), (1_100_000, Trouble.too_many)])
def test_a_small_archive_does_not_grow_a_hundredfold(size: int, found: Trouble | None) -> None:
    """Below one megabyte nobody minds."""
    assert looked(zipped({"a.pdf": bytes(size)}), limits=SMALL).trouble is found
