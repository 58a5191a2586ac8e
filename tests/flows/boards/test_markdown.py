"""What came from outside is shown as text."""

import pytest

from flows.boards.markdown import plain


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
        ("annexe_1__b.pdf de data_protection", "annexe_1__b.pdf de data_protection"),
        ("x" * 50, "x" * 47 + "…"),
    ],
)
def test_a_name_from_a_mail_makes_no_markup(name: str, text: str) -> None:
    """Whatever a sender calls their organisation, the page shows a name."""
    assert plain(name, longest=48) == text
