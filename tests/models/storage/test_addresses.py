"""The addresses that settings give: what they mean, and what is said, in French, of those that mean nothing."""

from pathlib import Path

import pytest
from pydantic_core import PydanticCustomError

from models.storage.addresses import OTHERS, FolderAddress, ImapAddress, check_scanner, read_mailbox, read_others

MEANT = [
    pytest.param("maildir:///srv/depots", FolderAddress(Path("/srv/depots")), id="a folder"),
    pytest.param("maildir:/srv/depots", FolderAddress(Path("/srv/depots")), id="a folder, more shortly"),
    pytest.param("maildir:///srv/dépôts %232?", FolderAddress(Path("/srv/dépôts #2?")), id="a folder of any name"),
    pytest.param(
        "imaps://depot:secret@mail.example",
        ImapAddress("mail.example", 993, "depot", "secret", "INBOX", is_encrypted=True),
        id="a server's INBOX",
    ),
    pytest.param(
        "imaps://depot@region.example:s%40e%3Ac%2Fr%23e%3Ft%25@mail.example:1993/D%C3%A9p%C3%B4ts/2026",
        ImapAddress("mail.example", 1993, "depot@region.example", "s@e:c/r#e?t%", "Dépôts/2026", is_encrypted=True),
        id="signs and accents",
    ),
    pytest.param(
        "imap://depot:secret@127.0.0.1/",
        ImapAddress("127.0.0.1", 143, "depot", "secret", "INBOX", is_encrypted=False),
        id="in clear, on this machine",
    ),
    pytest.param(
        "imap://depot:secret@[::1]:1143/INBOX",
        ImapAddress("::1", 1143, "depot", "secret", "INBOX", is_encrypted=False),
        id="in clear, on this machine, by IPv6",
    ),
]


@pytest.mark.parametrize(("text", "address"), MEANT)
def test_an_address_names_a_mailbox(text: str, address: object) -> None:
    """A folder of this machine, or a server's and who reads it."""
    assert read_mailbox(text) == address


ESCAPED = "« @ : / # ? % » dans un nom ou un mot de passe s'écrivent %40 %3A %2F %23 %3F %25"
EXAMPLE = "imaps://utilisateur:motdepasse@messagerie.example/INBOX"
MISSING = f"il manque le serveur, l'utilisateur ou son mot de passe. {ESCAPED} ; exemple : {EXAMPLE}."
UNREADABLE = f"cette adresse ne se lit pas. {ESCAPED} ; exemple : {EXAMPLE}."
IN_CLEAR = f"un mot de passe ne peut pas partir en clair. Écrivez imaps://, par exemple {EXAMPLE}."
CONTROL = f"cette adresse contient un caractère de contrôle. Exemple : {EXAMPLE}."

REFUSED = [
    ("/srv/depots", f"ce n'est pas l'adresse d'une boîte. Écrivez par exemple {EXAMPLE}, ou maildir:///srv/depots."),
    (
        "pop3://a:b@mail.example",
        f"ce n'est pas l'adresse d'une boîte. Écrivez par exemple {EXAMPLE}, ou maildir:///srv/depots.",
    ),
    (
        "maildir://srv/depots",
        "le chemin du dossier n'est pas complet. Écrivez-le depuis la racine, par exemple maildir:///srv/depots.",
    ),
    ("imap://depot:secret@mail.example/INBOX", IN_CLEAR),
    ("imap://depot:secret@localhost.example/INBOX", IN_CLEAR),
    ("imaps://mail.example/INBOX", MISSING),
    ("imaps://depot@mail.example/INBOX", MISSING),
    ("imaps://depot:secret@/INBOX", MISSING),
    ("imaps://depot:sec/ret@mail.example/INBOX", UNREADABLE),
    ("imaps://depot:sec[ret@mail.example/INBOX", UNREADABLE),
    ("imaps://depot:secret@mail.example:99999/INBOX", UNREADABLE),
    ("imaps://depot:secret@mail.example/a?b", f"cette adresse contient un « ? » ou un « # ». {ESCAPED}."),
    ("imaps://depot:secret@mail.example/%0D%0AA1 LOGOUT", CONTROL),
    ("imaps://depot:sec%00ret@mail.example/INBOX", CONTROL),
    (
        "imaps://depot:secret@mail.example/INBOX.traités",
        "le dossier « Traités » reçoit les messages enregistrés. Indiquez le dossier où ils arrivent.",
    ),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_names_no_mailbox_is_refused(text: str, said: str) -> None:
    """With what to write instead, and never with what was written: it may hold a password."""
    with pytest.raises(PydanticCustomError) as refused:
        read_mailbox(text)

    assert str(refused.value) == said


def test_an_address_that_is_shown_hides_its_password() -> None:
    """Neither a message nor a trace shows it."""
    address = read_mailbox("imaps://depot:secret@[2001:db8::1]/INBOX")

    assert str(address) == "imaps://depot@[2001:db8::1]:993/INBOX"
    assert "secret" not in repr(address)


DEPOSIT = read_mailbox("imaps://depot:secret@mail.example/INBOX")

OTHERS_REFUSED = [
    ("content_contact", "ce n'est pas un objet JSON"),
    ('["imaps://a:b@mail.example"]', "ce n'est pas un objet JSON"),
    (
        '{"depot": "imaps://a:b@mail.example"}',
        f"« depot » n'est pas un autre rôle. Rôles possibles : {', '.join(OTHERS)}.",
    ),
    ('{"deposit_mailbox": "imaps://a:b@mail.example"}', "« deposit_mailbox » n'est pas un autre rôle"),
    (
        '{"content_contact": "maildir:///srv/contact"}',
        f"la boîte de content_contact n'est pas chez un serveur de messagerie. Écrivez par exemple {EXAMPLE}.",
    ),
    ('{"content_contact": "imap://a:b@mail.example"}', IN_CLEAR),
    ('{"content_contact": "imaps://depot:secret@mail.example"}', "une même boîte y est deux fois"),
]


@pytest.mark.parametrize(("text", "said"), OTHERS_REFUSED)
def test_what_names_no_other_mailbox_is_refused(text: str, said: str) -> None:
    """A role that nobody has, a folder, or a mailbox that is read already."""
    with pytest.raises(PydanticCustomError) as refused:
        read_others(text, DEPOSIT)

    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    "url", ["tcp://127.0.0.1:3310", "tcp://antivirus.example:3310", "tcp://[::1]:3310", "unix:///run/clamav/clamd.ctl"]
)
def test_a_scanner_answers_on_a_port_or_a_socket(url: str) -> None:
    """The two ways in which a clamd listens."""
    assert check_scanner(url) == url


@pytest.mark.parametrize("url", ["", "antivirus.example", "tcp://antivirus.example", "tcp://:3310", "unix://clamd.ctl"])
def test_what_names_no_scanner_is_refused(url: str) -> None:
    """At the start, rather than with the first file."""
    with pytest.raises(PydanticCustomError) as refused:
        check_scanner(url)

    assert str(refused.value) == (
        "ce n'est pas l'adresse d'un clamd. Écrivez tcp://antivirus.example:3310 ou unix:///run/clamav/clamd.ctl."
    )
