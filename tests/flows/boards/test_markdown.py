"""What came from outside is shown as text, and a chart as an image that says what it shows."""

from base64 import b64decode
from xml.etree import ElementTree as ET

import pytest

from flows.boards.markdown import chart, plain

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Formation & Emploi", "Formation & Emploi"),
        ("**Gras** | _x_", "∗∗Gras∗∗ ¦ x"),  # noqa: RUF001
        ("<img src=x>", "‹img src=x›"),  # noqa: RUF001
        ("[ici](https://piege.example)", "(ici)(https piege.example)"),
        ("Ww\u200bw.piege.example", "Www piege.example"),
        ("&lt;b&gt;", "＆lt;b＆gt;"),  # noqa: RUF001
        ("A\n# B\u202e", "A ♯ B"),
        ("MFR contact@mfr.example", "MFR (adresse masquée)"),
        ("x" * 50, "x" * 47 + "…"),
    ],
)
def test_a_name_from_a_mail_makes_no_markup(name: str, text: str) -> None:
    """Whatever a sender calls their organisation, the page shows a name."""
    assert plain(name, longest=48) == text


def test_the_chart_is_an_image_with_title_and_description() -> None:
    """A screen reader finds both, the longest bar is the largest count, and the smallest is still seen."""
    picture = chart("Session <2021>", {"incomplet": 3_000, "instruit": 1})

    svg = ET.fromstring(b64decode(picture.removeprefix("data:image/svg+xml;base64,")))  # noqa: S314  our own
    assert svg.findtext(f"{SVG}title") == "Session <2021>"
    assert svg.findtext(f"{SVG}desc") == "incomplet : 3000 ; instruit : 1."
    assert [bar.get("width") for bar in svg.iterfind(f"{SVG}g/{SVG}rect")] == ["420", "2"]
