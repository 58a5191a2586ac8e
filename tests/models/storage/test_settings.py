"""An installation is described by its environment; with nothing set, all of it lives under one folder."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from models.storage.addresses import FolderAddress, database_place
from models.storage.settings import Settings


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    """The settings of an environment that holds these SPRO_ variables and no other."""
    for name, value in values.items():
        monkeypatch.setenv(f"SPRO_{name.upper()}", value)
    return Settings()


def test_everything_is_under_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Database, deposits, pieces, mails and documents, wherever the command is run from."""
    found = settings(monkeypatch, home=str(tmp_path))

    assert found.database == f"sqlite:///{tmp_path / 'spro.db'}"
    assert (found.mailbox, found.mails) == (tmp_path / "depots", tmp_path / "mails")
    assert found.store == f"file://{tmp_path / 'store'}"
    assert found.smtp_url is None


def test_home_is_a_folder_of_the_place_one_stands_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With nothing set: `.spro`, told in full, so that another process finds the same."""
    monkeypatch.chdir(tmp_path)

    assert settings(monkeypatch).database == f"sqlite:///{tmp_path / '.spro' / 'spro.db'}"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_what_is_emptied_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As files of settings have lines to fill in: no value is taken from such a line, nor the folder one stands in."""
    assert settings(monkeypatch, **{name: ""}) == Settings.model_construct()


def test_each_part_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL, a relay, a Maildir and an object store are one setting each."""
    found = settings(
        monkeypatch,
        database_url="postgresql://spro@db.example/spro",
        smtp_url="smtp+starttls://spro:secret@relay.example:587",
        mailbox_url="maildir:///srv/depots",
        store_url="memory://spro/pieces",
    )

    assert (found.database, found.store) == ("postgresql://spro@db.example/spro", "memory://spro/pieces")
    assert found.mailbox == Path("/srv/depots")
    assert str(found.smtp_url) == "smtp+starttls://spro:secret@relay.example:587"


@pytest.mark.parametrize("url", ["maildir:///srv/mes dépôts", "maildir:///srv/mes%20d%C3%A9p%C3%B4ts"])
def test_a_folder_may_have_accents_and_spaces(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Written plainly or as an URL writes them, it is the same folder."""
    assert settings(monkeypatch, mailbox_url=url).mailbox == Path("/srv/mes dépôts")


WRONG = [
    ("database_url", "spro"),
    ("database_url", "mysql://spro@db.example/spro"),
    ("database_url", "postgres://spro@db.example/spro"),
    ("database_url", "postgresql://spro@db.example"),
    ("database_url", "postgresql://db.example/spro?sslmode=require&password=secret"),
    ("database_url", "sqlite:///spro.db"),
    ("smtp_url", "http://relay.example"),
    ("smtp_url", "relay.example:25"),
    ("smtp_url", "smtp://"),
    ("mailbox_url", "imap://mail.example"),
    ("mailbox_url", "/srv/depots"),
    ("other_mailboxes", "content_contact"),
    ("clamd_url", "antivirus.example"),
    ("clamd_url", "tcp://antivirus.example:70000"),
    ("store_url", "s4://seau/pieces"),
    ("store_url", "simplecache::s4://seau/pieces"),
    ("console_url", "spro.example"),
    ("proxy_user_header", "X-Remote User"),
    ("proxy_address", "mandataire.example"),
    ("console_url", "https://spro.example/console"),
]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("postgresql://spro:p%40ss@db.example:5433/spro", "postgresql://db.example:5433/spro"),
        ("postgresql://spro@/spro?host=/run/postgresql", "postgresql:///spro"),
        ("postgresql://[::1]/spro?sslmode=require", "postgresql://[::1]/spro"),
        ("sqlite:////srv/mes dossiers/spro.db", "sqlite:////srv/mes dossiers/spro.db"),
    ],
)
def test_a_database_is_shown_without_who_connects(monkeypatch: pytest.MonkeyPatch, address: str, place: str) -> None:
    """Whatever its address holds is taken, and where it is, shown."""
    assert database_place(settings(monkeypatch, database_url=address).database) == place


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_an_address_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """At the start, naming the setting, rather than when the first mail leaves."""
    with pytest.raises(ValidationError) as refused:
        settings(monkeypatch, **{name: value})

    assert [error["loc"] for error in refused.value.errors()] == [(name,)]


def test_a_refusal_repeats_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to a screen, or to a log."""
    with pytest.raises(ValidationError) as refused:
        settings(monkeypatch, mailbox_url="imaps://depot:éventé@/INBOX", smtp_url="smtp:/depot:éventé@relais")

    assert "éventé" not in str(refused.value)


def test_the_mailboxes_that_are_read_are_known_by_role(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The deposit mailbox first, wherever it is."""
    alone = settings(monkeypatch, home=str(tmp_path)).mailboxes
    with_another = settings(
        monkeypatch,
        mailbox_url="imaps://depot:secret@mail.example",
        other_mailboxes='{"content_contact": "imaps://contact:secret@mail.example"}',
    ).mailboxes

    assert alone == {"deposit_mailbox": FolderAddress(tmp_path / "depots")}
    assert [(role, str(address)) for role, address in with_another.items()] == [
        ("deposit_mailbox", "imaps://depot@mail.example:993/INBOX"),
        ("content_contact", "imaps://contact@mail.example:993/INBOX"),
    ]


def test_settings_are_not_changed_on_the_way() -> None:
    """They are read once, and stay."""
    with pytest.raises(ValidationError):
        Settings().home = Path("elsewhere")  # type: ignore[misc]


def test_letters_may_leave_with_an_address_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever sign the mail server takes before what follows."""
    assert settings(monkeypatch, return_address="depot-spro+*@region.example").return_address is not None
    assert settings(monkeypatch, return_address="depot=*@region.example").return_address is not None


@pytest.mark.parametrize(
    "written",
    ["depot-spro@region.example", "depot+*+*@region.example", "*@region.example", "depot+*@*", "a b+*@c.example", "x"],
)
def test_what_is_no_address_of_return_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    """Without a star no letter has its own, and with two none has one; the star alone would take others' mail."""
    with pytest.raises(ValidationError, match="avec un seul"):
        settings(monkeypatch, return_address=written)


def test_a_file_to_sign_with_is_of_this_account_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever reads it may sign in the name of the Région."""
    file = tmp_path / "signature.pem"
    file.write_text("clé", encoding="utf-8")
    file.chmod(0o640)

    with pytest.raises(ValidationError, match="d'autres comptes"):
        settings(monkeypatch, signing_file=str(file))
    file.chmod(0o600)

    assert settings(monkeypatch, signing_file=str(file)).signing_file == file
    with pytest.raises(ValidationError, match="n'existe pas"):
        settings(monkeypatch, signing_file=str(tmp_path / "absent.pem"))
