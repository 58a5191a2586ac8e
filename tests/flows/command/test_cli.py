"""The `spro` command as it is typed: what it prints, and how it exits.

They are typed in this process, where a rehearsal needs no Prefect: a new one takes seconds to read its modules. What a
process of its own is for has one: the command's first step, and the sealing of a rehearsal.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.command.main import in_capitals, sealed
from flows.installation.prefect_server import free_port
from models.region.file import REGIONS
from notifications.mailserver.sink import Sink
from tests.flows.command.conftest import Typed

SCENARIO = "region: auvergne-rhone-alpes\nyear: 2021\nopens: 2021-01-18\nuntil: 2021-02-20\n"
DEPOSIT = (
    "  - at: 2021-02-10 09:12\n"
    "    deposit: {as: cidff, organisation: CIDFF de l'Ain, from: a@cidff01.example, pieces: all, "
    'siret: "99900001100018"}\n'
)


def spro(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Type a command in a folder."""
    command = [sys.executable, "-c", "from flows.command.main import main; main()", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@pytest.mark.parametrize("command", [("plan",), ("up", "--prefect-port=0", "--smtp-port=0", "--gallery-port=0")])
def test_a_database_that_does_not_answer_is_one_line(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """In French, with where it is and never who connects; nothing was started."""
    port = free_port()
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SPRO_DATABASE_URL", f"postgresql://spro:éventé@127.0.0.1:{port}/spro")

    said = typed(*command)

    assert said.returncode == 1
    told = [line for line in said.stderr.splitlines() if line]
    assert len(told) == 1
    assert told[0].startswith(f"Base « postgresql://127.0.0.1:{port}/spro » : elle ne répond pas.")
    assert "éventé" not in said.stdout + said.stderr


def test_check_prints_each_fault_of_a_region_file(tmp_path: Path, typed: Typed) -> None:
    """An officer reads which key, what it holds and what to write, and the command exits with 1."""
    text = (REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8")
    (tmp_path / "ma-region.yaml").write_text(text.replace("send_hour: 9", "send_hour: 29"), encoding="utf-8")

    checked = typed("check", "./ma-region.yaml")

    assert checked.returncode == 1
    assert (
        "clé « policies.send_hour » : nombre trop grand (valeur : 29). Écrivez un nombre d'au plus 23."
        in checked.stderr
    )


def test_check_prints_what_is_to_confirm(typed: Typed) -> None:
    """A sound file is said to be valid, with what the Région must still confirm, and blocks nothing."""
    checked = typed("check", "auvergne-rhone-alpes")

    assert checked.returncode == 0
    assert "Le fichier de la région Auvergne-Rhône-Alpes est valide." in checked.stdout
    assert "silence.effect" in checked.stdout


def test_check_says_what_has_no_effect_and_what_a_part_of_the_country_adds(tmp_path: Path, typed: Typed) -> None:
    """Both are valid, and seen by nobody otherwise."""
    text = (REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8")
    text = text.replace("subdivision: null ", 'subdivision: "971" ')
    (tmp_path / "ma-region.yaml").write_text(text, encoding="utf-8")

    said = " ".join(typed("check", "./ma-region.yaml").stdout.split())

    assert "À savoir (2) :" in said
    assert "« 971 » ajoute aux jours fériés le 27/05 (Abolition de l'esclavage)" in said
    assert "le 21/07 (Fête de Victor Schoelcher), à écrire dans region.closures si la Région ferme." in said


def test_check_looks_at_the_session_of_a_year(typed: Typed) -> None:
    """The last one before the term of its memberships is told; one after it is refused."""
    last, after = (typed("check", "auvergne-rhone-alpes", "--year", year) for year in ("2028", "2029"))

    assert "la session 2028 est la dernière dont les adhésions commencent" in " ".join(last.stdout.split())
    assert (last.returncode, after.returncode, after.stdout) == (0, 1, "")
    assert "commenceraient le 01/09/2029, après leur terme" in " ".join(after.stderr.split())


def test_there_is_nothing_to_plan_without_a_session(typed: Typed) -> None:
    """It says how one is opened."""
    assert "ouvrez-en une avec ouvrir-session" in typed("plan", "--days", "30").stderr


def test_check_says_what_is_wrong_with_the_address_of_return(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The server refuses it; or what returns would arrive where nobody reads."""
    with Sink(tmp_path / "mails") as sink:
        monkeypatch.setenv("SPRO_SMTP_URL", sink.url)
        monkeypatch.setenv("SPRO_RETURN_ADDRESS", "depot-spro+*@example.invalid")
        right = typed("check", "auvergne-rhone-alpes")
        sink.refuse({f"depot-spro+{'0' * 32}@example.invalid": 550})
        refused = typed("check", "auvergne-rhone-alpes")
        monkeypatch.setenv("SPRO_RETURN_ADDRESS", "ailleurs+*@example.invalid")
        elsewhere = typed("check", "auvergne-rhone-alpes")

    assert "SPRO_RETURN_ADDRESS" not in right.stdout
    assert "le serveur d'envoi refuse depot-spro+*@example.invalid (550 : adresse refusée)" in " ".join(
        refused.stdout.split()
    )
    assert "doit arriver dans la boîte de dépôt, depot-spro@example.invalid" in " ".join(elsewhere.stdout.split())


def test_workflow_prints_the_table(tmp_path: Path) -> None:
    """The table of transitions is printed in French."""
    printed = spro(tmp_path, "workflow")

    assert "hors délai" in printed.stdout
    assert "tous, sauf membre, refusé, retiré" in printed.stdout
    assert re.search(r" \d+  Une décision est rectifiée : des compléments sont demandés\.", printed.stdout)


def test_workflow_refuses_a_stale_diagram(tmp_path: Path, typed: Typed) -> None:
    """A file whose diagram is not the table's is named, with the command that mends it."""
    page = tmp_path / "page.md"
    page.write_text("<!-- workflow -->\nold\n<!-- /workflow -->\n", encoding="utf-8")

    stale = typed("workflow", "--check", "page.md")
    typed("workflow", "--write", "page.md")

    assert (stale.returncode, typed("workflow", "--check", "page.md").returncode) == (1, 0)


@pytest.mark.parametrize("option", ["--check", "--write"])
def test_a_page_that_is_not_there_is_named(option: str, typed: Typed) -> None:
    """The option and the file, and no traceback."""
    refused = typed("workflow", option, "absent.md")

    assert refused.returncode == 2
    assert f"{option} : « absent.md » n'existe pas." in refused.stderr


def test_preview_writes_an_index(tmp_path: Path, typed: Typed) -> None:
    """Every notice is written as a page, and the index leads to each."""
    typed("preview", "pages")

    assert "acknowledgement" in (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")


def test_forms_writes_the_form_of_a_call(tmp_path: Path, typed: Typed) -> None:
    """The file is named on screen; a year that is none is refused."""
    written = typed("forms", "formulaires", "--year", "2027")
    refused = typed("forms", "formulaires", "--year", "27")

    assert written.stdout.splitlines() == [
        "Formulaire : formulaires/dossier-de-candidature-2027.docx",
        "Tableau des sites, à y joindre : formulaires/tableau-des-sites-2027.xlsx",
    ]
    assert written.stderr == ""
    assert (tmp_path / "formulaires" / "dossier-de-candidature-2027.docx").read_bytes()[:2] == b"PK"
    assert refused.returncode == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "  - {at: 2021-02-11, widthdraw: {application: cidff, by: moi}}\n",
            "ligne 8, clé « events.1.widthdraw » : clé inconnue",
        ),
        ("  - {at: 2021-02-31, withdraw: {application: cidff, by: moi}}\n", "ce n'est pas un instant"),
        ("  - {at: 2021-02-11, withdraw: {application: cif, by: moi}}\n", "aucun dépôt n'introduit ce nom"),
        ("  - {at: 2021-02-11, bounce: {application: cidff, kind: convening}}\n", "notification inconnue"),
        ("  - {at: 2020-02-11, withdraw: {application: cidff, by: moi}}\n", "instant avant l'ouverture"),
    ],
)
def test_a_wrong_scenario_is_told_before_anything_runs(tmp_path: Path, typed: Typed, line: str, told: str) -> None:
    """One line naming the file, the line, the word and the mend; exit 2, and the folder made for it is gone."""
    (tmp_path / "annee.yaml").write_text(f"{SCENARIO}events:\n{DEPOSIT}{line}", encoding="utf-8")

    refused = typed("rehearse", "annee.yaml")

    assert refused.returncode == 2
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["annee.yaml"]


def test_a_setting_in_small_letters_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect reads it too, whatever is said in capitals goes first, and a rehearsal is sealed off from it as well."""
    monkeypatch.chdir(tmp_path)
    said = {"spro_home": "a", "SPRO_HOME": "b", "spro_database_url": "postgresql://db.example/spro", "http_proxy": "c"}

    found = in_capitals(said)

    assert found == {"SPRO_HOME": "b", "SPRO_DATABASE_URL": said["spro_database_url"], "http_proxy": "c"}
    assert set(sealed(found)) == {"SPRO_HOME", "PREFECT_HOME", "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "http_proxy"}


@pytest.mark.prefect
def test_rehearse_is_sealed_off_from_any_installation(tmp_path: Path) -> None:
    """Whatever SPRO_ and PREFECT_ settings say, a rehearsal works in its own fresh folder, and tells programs."""
    (tmp_path / "annee.yaml").write_text(f"{SCENARIO}events:\n{DEPOSIT}", encoding="utf-8")
    live = {
        "SPRO_HOME": str(tmp_path / "vif"),
        "SPRO_SMTP_URL": "smtp://127.0.0.1:9",
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
    }

    played = spro(tmp_path, "rehearse", "annee.yaml", "--json", "resultat.json", **live)

    assert (played.returncode, played.stderr) == (0, "")
    result = json.loads((tmp_path / "resultat.json").read_text(encoding="utf-8"))
    assert [application["status"] for application in result["applications"]] == ["under_examination"]
    assert not (tmp_path / "vif").exists()


def test_an_act_that_the_rules_refuse_stops_the_rehearsal_in_one_line(tmp_path: Path, typed: Typed) -> None:
    """An opinion in February, when the working group opens in June: one line saying why, exit 1, no traceback."""
    opinion = "  - {at: 2021-02-12 10:00, opinion: {application: cidff, opinion: favourable, by: Secrétariat}}\n"
    (tmp_path / "annee.yaml").write_text(f"{SCENARIO}events:\n{DEPOSIT}{opinion}", encoding="utf-8")

    refused = typed("rehearse", "annee.yaml")

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        "Étape « Groupe de travail » : elle ouvre le 01/06/2021 ; rien ne s'y enregistre avant."
    )


def test_check_names_the_expectation_that_does_not_hold(tmp_path: Path, typed: Typed) -> None:
    """`--check` exits with 1 and says what was expected and what was found."""
    expected = "expect:\n  - {application: cidff, status: member}\n"
    (tmp_path / "annee.yaml").write_text(f"{SCENARIO}events:\n{DEPOSIT}{expected}", encoding="utf-8")

    checked = typed("rehearse", "annee.yaml", "--check")

    assert checked.returncode == 1
    assert checked.stderr.strip() == "« cidff », status : « member » attendu, « under_examination » trouvé."
