"""What people read of the command itself: its help, its version, and what is wrong with a line that they typed."""

import re
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from flows.command import cli
from models.storage.settings import Settings

COMMANDS = list(cli.COMMANDS)
ENGLISH = re.compile(r"\b(?:usage:|options?:|show|exit|default|required|invalid|missing|error|such)", re.IGNORECASE)

REFUSED = [
    pytest.param(["rehearse", "--nope"], "Option inconnue : --nope", id="an option that there is not"),
    pytest.param(["reherse"], "Commande inconnue : reherse", id="a command that there is not"),
    pytest.param(["rehearse", "--seed", "x"], "--seed : écrivez un nombre entier.", id="no number"),
    pytest.param(["forms", "--year", "27", "ici"], "--year : écrivez un nombre d'au moins 2000.", id="too small"),
    pytest.param(["up", "--smtp-port"], "L'option --smtp-port demande une valeur.", id="no value"),
    pytest.param(["rehearse", "--check=3"], "L'option --check ne prend pas de valeur.", id="a value too many"),
    pytest.param(["check"], "Il manque l'argument fichier.", id="no argument"),
    pytest.param(["check", "a", "b"], "Argument en trop : b", id="an argument too many"),
    pytest.param(
        ["check", ""],
        "argument : il est vide ; une variable de votre script n'est peut-être pas définie.",
        id="an empty argument",
    ),
    pytest.param(
        ["verify", "--block", "1", "3f2a"],
        "--block : « 3f2a » n'est pas une empreinte ; elle a 64 chiffres, de 0 à 9 et de a à f.",
        id="a hash cut short",
    ),
    pytest.param(
        ["register", "ici", "--on", "hier"], "--on : « hier » n'est pas un jour ; écrivez 2027-09-01.", id="day"
    ),
]


def typed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Type a command in this process; return how it ended."""
    monkeypatch.setattr(sys, "argv", ["spro", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_french(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the name that people type."""
    code = typed(monkeypatch, command, "--help")

    said = capsys.readouterr().out
    assert (code, said.splitlines()[0].startswith(f"Usage : spro {command} [options]")) == (0, True)
    assert ENGLISH.findall(said.replace("--check", "").partition("\n")[2]) == []


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_alone_the_command_says_all_that_it_does(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command with its whole sentence."""
    code = typed(monkeypatch, *arguments)

    said = capsys.readouterr().out
    assert (code, said.startswith("Usage : spro [options] commande [arguments]…\n")) == (0, True)
    assert re.findall(r"^  ([a-z]+)  ", said.partition("Commandes :")[2], re.MULTILINE) == COMMANDS
    assert "..." not in said


def test_it_says_which_version_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """For whoever asks for help."""
    assert typed(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"spro {version('spro-candidatures')}\n"


@pytest.mark.parametrize(("arguments", "told"), REFUSED)
def test_a_line_that_is_not_understood_is_told_in_french(
    arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with it, where to find help, and exit 2."""
    code = typed(monkeypatch, *arguments)

    first, second = capsys.readouterr().err.splitlines()
    assert (code, first) == (2, told)
    assert second == "Pour l'aide : spro --help, ou spro suivi de la commande et de --help."


@pytest.mark.parametrize("arguments", [["--help"], ["--nope"], ["--applications", "x"]])
def test_a_rehearsal_that_did_not_begin_leaves_nothing(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its folder is made before the line is read: the last rehearsal stays the one that was played."""
    home = tmp_path / "repetition"
    (home / "prefect").mkdir(parents=True)
    monkeypatch.setenv("SPRO_HOME", str(home))

    typed(monkeypatch, "rehearse", *arguments)

    assert not Settings().home.exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMTP_CONNECTIONS", "50", "il faut au plus 20."),
        ("SMTP_PER_MINUTE", "0", "il faut au moins 1."),
        ("SMTP_CONNECTIONS", "quatre", "écrivez un nombre entier."),
        (
            "SMTP_URL",
            "http://secret@relais.example",
            "une adresse commence ici par « smtp », « smtp+starttls » ou « smtps », puis « :// ».",
        ),
        ("SMTP_URL", "relais", "ce n'est pas une adresse ; les formes possibles sont dans docs/installation.md."),
        (
            "PROXY_USER_HEADER",
            "x_user",
            "écrivez des lettres, des chiffres et des tirets, par exemple X-Utilisateur.",
        ),
    ],
)
def test_a_setting_that_is_refused_says_its_mend(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its bounds, or how it is written; never its value, which may hold a password."""
    monkeypatch.setenv(f"SPRO_{name}", value)

    code = typed(monkeypatch, "migrate")

    assert (code, " ".join(capsys.readouterr().err.split())) == (1, f"Réglage SPRO_{name} : {said}")


@pytest.mark.parametrize("command", ["preview", "forms"])
def test_what_cannot_be_written_is_said_in_a_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it was to be written, why it is not, and what to do."""
    place = tmp_path / "un-fichier"
    place.touch()
    monkeypatch.setenv("SPRO_HOME", str(tmp_path / "chez-nous"))

    code = typed(monkeypatch, command, str(place))

    mend = f"Fichier « {place} » : quelque chose est déjà à cet endroit ; choisissez-en un autre."
    assert (code, capsys.readouterr().err.replace("\n", "")) == (1, mend)


def test_a_file_that_is_no_database_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the setting that leads to it."""
    (tmp_path / "lisez-moi").write_text("Ceci n'est pas une base.", encoding="utf-8")
    monkeypatch.setenv("SPRO_DATABASE_URL", f"sqlite:///{tmp_path / 'lisez-moi'}")

    code = typed(monkeypatch, "verify")

    assert (code, "ce n'en est pas une, ou elle est abîmée." in capsys.readouterr().err) == (1, True)
