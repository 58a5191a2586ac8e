"""The names of files, as senders write them: no path, no device, nothing hidden, and the extension that they have."""

import pytest

from tasks.reading.mail.mail import read_mail
from tests.support.mails import compose
from tests.tasks.reading.mail.raw import attached


def named(disposition: str, kind: str = "application/pdf") -> str:
    """Return the name of a file by its headers."""
    [file] = read_mail(attached(disposition, kind)).attachments
    return file.name


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../../etc/passwd",
            "..\\..\\etc\\passwd",
            "/etc/passwd",
            "C:\\etc\\passwd",
            "C:passwd",
            "\\\\serveur\\etc\\passwd",
        ),
        *(
            "passwd.",
            "passwd. . ",
            " passwd ",
            "passwd/",
            "passwd/..",
            "./passwd",
            "....//passwd",
            "=?utf-8?q?..=2Fpasswd?=",
        ),
        *("=?utf-8?b?Li4vLi4vZXRjL3Bhc3N3ZA==?=", "etc/\tpasswd", f"{'x' * 500}/passwd", "\u202epasswd\u200b"),
    ],
)
def test_a_file_name_is_never_a_path(name: str) -> None:
    """Only the last component is kept, however it is encoded, without what Windows would drop at its end."""
    [file] = read_mail(compose(files={name: b"x"}).as_bytes()).attachments

    assert file.name == "passwd"


@pytest.mark.parametrize("name", ["..", ".", "/", "\\", " . . ", "", "\u202e", "C:", "%0A%E2%80%8B"])
def test_a_name_of_which_nothing_is_left_is_none(name: str) -> None:
    """The file stands all the same."""
    assert named(f"filename*=utf-8''{name}" if "%" in name else f'filename="{name}"') == "sans-nom"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('filename="nul.pdf"', "_nul.pdf"),
        ('filename="CON"', "_CON"),
        ('filename="com1 .pdf"', "_com1 .pdf"),
        ('filename="lpt9.tar.gz"', "_lpt9.tar.gz"),
        ('filename="nuls.pdf"', "nuls.pdf"),
        ('filename="contrat.pdf"', "contrat.pdf"),
    ],
)
def test_a_name_is_no_device(written: str, kept: str) -> None:
    """An agent may save it on Windows, where « nul.pdf » would be lost and « com1 » a port."""
    assert named(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("filename*=utf-8''annexe%E2%80%AEfdp.exe", "annexefdp.exe"),
        ('filename="annexe\u202efdp.exe"', "annexefdp.exe"),
        ('filename="an\u200bne\ufeffxe\u2066.pdf"', "annexe.pdf"),
        ('filename="annexe\u3164\u2800.pdf"', "annexe.pdf"),
        ("filename*=utf-8''annexe.pdf%00.exe", "annexe.pdf\ufffd.exe"),
        ("filename*=utf-8''annexe%0D%0ABcc:%20x.pdf", "annexe Bcc: x.pdf"),
        ('filename="annexe\u00a01\u2028.pdf"', "annexe 1 .pdf"),
        ('filename="annexe=?utf-8?q?=E2=80=AE?=fdp.exe"', "annexefdp.exe"),
    ],
)
def test_a_name_hides_nothing(written: str, kept: str) -> None:
    """Signs that turn the reading order or have no width, line ends and NUL: the extension shown is the real one."""
    assert named(written) == kept


def test_a_script_in_a_name_is_plain_text() -> None:
    """It is kept as it is written, except its path: whoever shows it escapes it."""
    assert named('filename="<img src=x onerror=alert(1)>.pdf"') == "<img src=x onerror=alert(1)>.pdf"


@pytest.mark.parametrize("suffix", [".pdf", ".exe"])
def test_a_long_name_keeps_its_extension(suffix: str) -> None:
    """What is cut is in the middle: nobody hides what a file is behind a hundred and fifty letters."""
    assert named(f'filename="{"x" * 400}{suffix}"') == "x" * 146 + suffix


def test_a_long_name_without_an_extension_is_cut() -> None:
    """What follows a point far away is no extension."""
    assert named(f'filename="x.{"y" * 400}"') == "x." + "y" * 148


@pytest.mark.parametrize(
    ("disposition", "kind", "kept"),
    [
        ("filename=dossier.pdf", "application/pdf; name=autre.pdf", "dossier.pdf"),
        ("x=y", "application/pdf; name=autre.pdf", "autre.pdf"),
        ("filename=", "application/pdf; name=autre.pdf", "autre.pdf"),
        ("filename=a.pdf; filename=b.pdf", "application/pdf", "a.pdf"),
        ("FILENAME=A.PDF", "application/pdf", "A.PDF"),
        ('filename="a;b.pdf"', "application/pdf", "a;b.pdf"),
        ('filename="a\\"b.pdf"', "application/pdf", 'a"b.pdf'),
        ("filename=annexe 1.pdf", "application/pdf", "annexe 1.pdf"),
    ],
)
def test_the_disposition_names_a_file_before_its_type(disposition: str, kind: str, kept: str) -> None:
    """RFC 2183 over RFC 2045's older way; the first of two."""
    assert named(disposition, kind) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("filename*0*=utf-8''%C3%A9t; filename*1*=%C3%A9; filename*2=.pdf", "été.pdf"),
        ("filename*1=.pdf; filename*0=annexe", "annexe.pdf"),
        ("filename*=iso-8859-1'fr'%E9t%E9.pdf", "été.pdf"),
        ("filename*=x-inconnu''%E9t%E9.pdf", "été.pdf"),
        ("filename*=utf-8''%ff.pdf", "ÿ.pdf"),
        ("filename*=punycode''a-b.pdf", "a-b.pdf"),
        ("filename*=unicode_escape''%5Cx41.pdf", "x41.pdf"),
        ("filename*0*=utf-8''a%; filename*2*=b.pdf", "a%b.pdf"),
        ("filename*9=annexe.pdf", "annexe.pdf"),
        (f"filename*{'9' * 5_000}=x.pdf", "sans-nom"),
        ("filename*=x.pdf", "x.pdf"),
        ("filename*='''x.pdf", "'x.pdf"),
        ("filename=été.pdf", "été.pdf"),
        ('filename="=?utf-8?q?=C3=A9t=C3=A9.pdf?="', "été.pdf"),
        ('filename="=?utf-8?b?w6l0w6kucGRm?="', "été.pdf"),
        ('filename="=?utf-8?b?w6l0?="', "ét"),
        ('filename="=?utf-8?b?A?=.pdf"', "=?utf-8?b?A?=.pdf"),
        ('filename="e\u0301te\u0301.pdf"', "été.pdf"),
    ],
)
def test_a_name_is_read_however_it_is_encoded(written: str, kept: str) -> None:
    """Continuations, charsets and encoded words (RFC 2231, RFC 2047), whole or broken, and letters in two pieces."""
    assert named(written) == kept


def test_bare_octets_in_a_name_are_windows_latin_1() -> None:
    """As in a subject or a text that does not say its charset."""
    raw = attached('filename="été – 1.pdf"').decode().encode("cp1252")

    assert [file.name for file in read_mail(raw).attachments] == ["été – 1.pdf"]
