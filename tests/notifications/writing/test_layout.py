"""The light markup of the bodies, in its two forms."""

import pytest

from notifications.writing.layout import as_html, as_text, guard

TABLE = "| Fichier | Taille | Pièce |\n| a.pdf | 1 Ko | Annexe 1 |\n"


@pytest.mark.parametrize(
    ("source", "text", "html"),
    [
        ("# Titre\n", "Titre\n=====\n", "<h1>Titre</h1>"),
        ("## Partie\n", "Partie\n------\n", "<h2>Partie</h2>"),
        ("Un mot\net **un autre**.\n", "Un mot et un autre.\n", "<p>Un mot et <strong>un autre</strong>.</p>"),
        ("- un\n- deux,\n  fin\n", "- un\n- deux, fin\n", "<ul>\n<li>un</li>\n<li>deux, fin</li>\n</ul>"),
        ("! À faire\ndemain.\n", ">> À faire demain.\n", '<p class="todo">À faire demain.</p>'),
        ("Un.\n\nDeux.\n", "Un.\n\nDeux.\n", "<p>Un.</p>\n<p>Deux.</p>"),
    ],
)
def test_each_block_has_two_forms(source: str, text: str, html: str) -> None:
    """A body is written once, and read as plain text and as HTML."""
    forms = (as_text(source), as_html(source))

    assert forms == (text, html)


def test_a_table_row_names_its_columns_in_the_text() -> None:
    """A row is one item of a list, which a screen reader and a narrow window both show whole."""
    assert as_text(TABLE) == "- a.pdf – taille\u00a0: 1\u00a0Ko\u202f; pièce\u00a0: Annexe\u00a01\n"


def test_a_table_has_headers_with_a_scope() -> None:
    """In HTML a table is a real one, its columns and rows named."""
    page = as_html(TABLE)

    assert (page.count('<th scope="col">'), page.count(' scope="row">'), page.count('<td data-of="')) == (3, 1, 2)


@pytest.mark.parametrize("value", ["# titre", "- item", "! alerte", "| case |", "**fort**", "a | b"])
def test_a_value_is_never_markup(value: str) -> None:
    """What an applicant wrote stays what it is, at the start of a line too."""
    forms = (as_text(guard(value)), as_html(guard(value)))

    assert forms == (f"{value}\n", f"<p>{value}</p>")


def test_a_value_stays_on_its_line() -> None:
    """A line break, or any control character, cannot open a block of its own."""
    assert as_text(guard("un\r\n\n## deux\x00trois\u2028quatre")) == "un ## deux trois quatre\n"


def test_a_value_reads_in_the_order_in_which_it_was_written() -> None:
    """What turns the reading order would hide the end of a name: « annexe fdp.exe » reads « annexe exe.pdf »."""
    turned = "annexe \u202efdp.exe\u202c \u2067x\u2069\u200f"

    assert as_text(guard(turned)) == "annexe fdp.exe x\n"


def test_everything_is_escaped() -> None:
    """Escaping is the layout's: neither a sentence nor a value can forget it."""
    assert as_html(guard("<script>&")) == "<p>&lt;script&gt;&amp;</p>"


def test_an_address_is_a_link() -> None:
    """An e-mail address can be followed; its hyphens are no markup."""
    assert as_html(guard("a-b@c.example")) == '<p><a href="mailto:a-b@c.example">a-b@c.example</a></p>'


def test_a_link_shows_where_it_leads() -> None:
    """A page that a template names can be followed; in the text it is the address alone, never cut."""
    source = f"Formulaire : *{guard('https://console.example/a-b/#c?d=1&e=2')}*\n"

    forms = (as_text(source), as_html(source))

    assert forms == (
        "Formulaire\u00a0: https://console.example/a-b/#c?d=1&e=2\n",
        '<p>Formulaire\u00a0: <a href="https://console.example/a-b/#c?d=1&amp;e=2">https://console.example/a-b/#c?d=1&amp;e=2</a></p>',
    )


@pytest.mark.parametrize("value", ["*https://evil.example*", "https://evil.example", "**https://evil.example**"])
def test_a_value_is_never_a_link(value: str) -> None:
    """Nobody who writes to us leads our readers anywhere."""
    assert "<a" not in as_html(guard(value))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", 'https://a.example/" onmouseover="alert(1)', "https://a.example/ b", "a.example"]
)
def test_what_is_no_address_is_no_link(address: str) -> None:
    """What would be more than the address of a page stays text."""
    assert "<a" not in as_html(f"*{guard(address)}*")


def test_lines_are_folded_where_french_allows() -> None:
    """Never before a colon, inside « », nor around a number."""
    source = (
        "Le dernier jour de dépôt des candidatures à cette session de l'année est : le jeudi 29 avril 2021 à 23 h 59."
    )

    assert as_text(source).splitlines() == [
        "Le dernier jour de dépôt des candidatures à cette session de l’année est\u00a0:",
        "le jeudi\u00a029\u00a0avril\u00a02021 à 23\u00a0h\u00a059.",
    ]


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("04 65 71 00 03", '<a href="tel:0465710003">04\u00a065\u00a071\u00a000\u00a003</a>'),
        ("(www.telerecours.fr)", '(<a href="https://www.telerecours.fr">www.telerecours.fr</a>)'),
    ],
)
def test_a_number_and_a_site_of_the_law_can_be_followed(said: str, link: str) -> None:
    """On a telephone, a number calls; the sites that the law names open."""
    assert as_html(guard(said)) == f"<p>{link}</p>"


@pytest.mark.parametrize(
    "said", ["SIRET 999 000 011 00018", "www.evil.fr", "www.cnil.fr.evil.example", "1 04 65 71 00 03"]
)
def test_other_numbers_and_sites_are_text(said: str) -> None:
    """Nobody who writes to us leads our readers elsewhere."""
    assert "<a" not in as_html(guard(said))
