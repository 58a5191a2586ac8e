"""Routes: what the setting may say, what it may not, and what is told when a server will not have us."""

import socket
import ssl

import pytest
from aiosmtplib import SMTPAuthenticationError, SMTPRecipientRefused, SMTPServerDisconnected
from pydantic import ValidationError

from models.storage.settings import Settings
from notifications.delivery.routes import CONNECTION_TROUBLE, Encryption, Route, connect, describe_trouble


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relais.example", Route(host="relais.example", port=25)),
        ("smtp://relais.example:2525", Route(host="relais.example", port=2525)),
        ("smtp://[::1]:2525", Route(host="::1", port=2525)),
        (
            "smtp+starttls://spro:secret@relais.example",
            Route(host="relais.example", port=587, encryption=Encryption.starttls, user="spro", password="secret"),
        ),
        (
            "smtps://spro%40region.example:p%40ss%3A%2F%C3%A9@relais.example",
            Route(
                host="relais.example",
                port=465,
                encryption=Encryption.implicit,
                user="spro@region.example",
                password="p@ss:/é",
            ),
        ),
        ("smtp://spro:secret@127.0.0.1:25", Route(host="127.0.0.1", port=25, user="spro", password="secret")),
    ],
)
def test_a_route_is_read_from_its_address(url: str, expected: Route) -> None:
    """Host, port, encryption, user and password, each with its default, percent signs decoded."""
    assert Route.parse(url) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://relais.example", "« http » n'est pas un protocole d'envoi (smtp, smtp+starttls ou smtps)"),
        ("smtp://", "le nom du serveur manque"),
        (
            "smtp+starttls://spro:pa/ss@relais.example",
            "le port n'est pas un nombre de 1 à 65535, ou le mot de passe a un signe à coder (/ : %2F)",
        ),
        (
            "smtp://relais.example:70000",
            "le port n'est pas un nombre de 1 à 65535, ou le mot de passe a un signe à coder (/ : %2F)",
        ),
        (
            "smtp://spro:secret@relais.example",
            "un mot de passe ne peut pas partir en clair : choisissez smtp+starttls ou smtps",
        ),
    ],
)
def test_a_wrong_address_is_refused_in_words(url: str, reason: str) -> None:
    """The message names the setting, what is wrong and an example, and never repeats the password."""
    with pytest.raises(ValueError, match="SPRO_SMTP_URL") as refusal:
        Route.parse(url)

    example = "smtp+starttls://utilisateur:motdepasse@relais.example:587"
    assert str(refusal.value) == f"SPRO_SMTP_URL : {reason}. Exemple : {example}"


def test_a_setting_is_a_route(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the settings accept is read as it was written, percent signs included."""
    monkeypatch.setenv("SPRO_SMTP_URL", "smtp+starttls://spro:p%40ss%2Fw@relais.example:2587")

    route = Route.parse(str(Settings().smtp_url))

    assert (route.host, route.port, route.user, route.password) == ("relais.example", 2587, "spro", "p@ss/w")


def test_a_setting_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the three mail schemes are settings at all."""
    monkeypatch.setenv("SPRO_SMTP_URL", "ftp://relais.example")

    with pytest.raises(ValidationError):
        Settings()


def test_a_password_is_never_shown() -> None:
    """A route may be logged: its password is not in what it shows."""
    route = Route.parse("smtps://spro:secret@relais.example")

    assert "secret" not in repr(route)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (SMTPRecipientRefused(451, "réessayez\nplus tard", "a@b.example"), "451 : réessayez plus tard"),
        (SMTPRecipientRefused(550, "", "a@b.example"), "550 : sans explication"),
        (SMTPRecipientRefused(550, "Acc\udce8s\x00refus\udce9", "a@b.example"), "550 : Acc s refus"),
        (SMTPAuthenticationError(535, "no"), "535 : identification refusée, no"),
        (SMTPServerDisconnected("gone"), "le serveur d'envoi a coupé la connexion"),
        (TimeoutError(), "le serveur d'envoi ne répond pas dans le délai"),
        (ssl.SSLCertVerificationError(), "le certificat du serveur d'envoi n'est pas reconnu"),
        (socket.gaierror(), "le nom du serveur d'envoi est inconnu"),
        (OSError(), "le serveur d'envoi est injoignable"),
    ],
)
def test_trouble_is_described_in_french(error: Exception, expected: str) -> None:
    """One short line: what the server said, or what became of the connection."""
    assert describe_trouble(error) == expected


async def test_a_refused_connection_says_so(unused_tcp_port: int) -> None:
    """Nobody listens: the trouble is told apart from a server that refuses."""
    with pytest.raises(CONNECTION_TROUBLE) as trouble:
        await connect(Route(host="127.0.0.1", port=unused_tcp_port))

    assert describe_trouble(trouble.value) == "le serveur d'envoi refuse la connexion"
