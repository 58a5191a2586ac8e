"""Scenario files: what is refused, and in which words."""

from datetime import date
from pathlib import Path

import pytest

from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from models.region.yaml_file import FileError

HEAD = "region: auvergne-rhone-alpes\nyear: 2021\nopens: 2021-01-18\nuntil: 2021-09-02\n"
DEPOSIT = "  - {at: 2021-02-10 09:12, deposit: {as: a, organisation: A, from: a@a.example, pieces: all}}\n"

LATER = "  - at: 2021-05-01\n"
NEXT = "  - {at: 2022-01-10, open: {year: 2022, opens: 2022-01-31}}\n"
MEETING = "    meeting:\n      stage: commission\n      on: 2021-07-08\n      by: x\n"
SIGNED = "signatory: {name: Camille Exemple, capacity: Directrice}"
REASONED = f"reasons: Les faits, {SIGNED}"

FAULTS = [
    ("evnts: []\n", "ligne 5, clé « evnts » : clé inconnue (valeur : []). Vouliez-vous dire « events » ?"),
    (
        f"events:\n{DEPOSIT}{LATER}    decision: {{application: a, decision: refused, by: x, {SIGNED}}}\n",
        "a « refusée » : indiquez les motifs, en droit et en fait (valeur",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    complement: {{application: a, pieces: [annexe-9], from: a@a.example}}\n",
        "ligne 8, clé « events.1.complement.pieces » : pièce inconnue (valeur : annexe-9).",
    ),
    ("set: {stages.deposit.inclusif: true}\n", "ligne 5, clé « set.stages.deposit.inclusif » : clé inconnue"),
    (f"events:\n{DEPOSIT[:-3]}, channel: fax}}}}\n", "clé « events.0.deposit.channel »"),
    (f"events:\n{DEPOSIT[:-3]}, postmark: 2021-04-29}}}}\n", "un cachet de la poste sans courrier"),
    (f"events:\n{DEPOSIT[:-3]}, channel: hand, postmark: 2021-04-29}}}}\n", "un cachet de la poste sans courrier"),
    (f"events:\n{DEPOSIT[:-3]}, channel: post, message_id: <1@a.example>}}}}\n", "un papier n'a pas de message_id"),
    (f"events:\n{DEPOSIT.replace('pieces: all', 'pieces: [], channel: hand')}", "cochez « Toutes les pièces »"),
    (f"events:\n{DEPOSIT}  - {{at: 2021-05-01}}\n", "un événement et un seul par ligne"),
    (
        f"events:\n{DEPOSIT}{LATER}    request_completion: {{application: a, pieces: {{annexe-9: missing}}, by: x}}\n",
        "ligne 8, clé « events.1.request_completion.pieces » : pièce inconnue (valeur : annexe-9).",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    request_completion: {{application: a, pieces: {{}}, by: x}}\n",
        "ligne 8, clé « events.1.request_completion.pieces » : liste vide",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    request_completion: {{application: a, pieces: {{annexe-1: other}}, by: x}}\n",
        "dites-le pour la pièce annexe-1 : « à reprendre » ne suffit pas (valeur",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    examine: {{application: a, unusable: {{annexe-9: illisible}}, by: x}}\n",
        "ligne 8, clé « events.1.examine.unusable » : pièce inconnue (valeur : annexe-9).",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    carry_over: {{application: a, by: x}}\n",
        "ligne 8, clé « events.1.carry_over.reason » : clé absente",
    ),
    (
        "events:\n  - {at: 2022-01-10, open: {year: 2021, opens: 2022-01-31}}\n",
        "ligne 6, clé « events.0.open.year » : année qui ne suit pas la précédente (valeur : 2021). La session",
    ),
    (
        f"events:\n  - {{at: 2023-01-09, open: {{year: 2023, opens: 2022-01-16}}}}\n{NEXT}",
        "ligne 6, clé « events.0.open.opens » : ouverture trop tôt (valeur : 2022-01-16). La session",
    ),
    (
        f"events:\n{NEXT[:-3]}, prospects: []}}}}\n",
        "ligne 6, clé « events.0.open.prospects » : clé inconnue",
    ),
    (f"events:\n{LATER}    meeting: {{stage: commission, by: x}}\n", "clé « events.0.meeting.on » : clé absente"),
    (
        f"events:\n{LATER}    meeting: {{stage: effect, on: 2021-07-08, by: x}}\n",
        "valeur inconnue (valeur : effect). Valeurs possibles : working_group, commission, ou une autre",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}{MEETING}      recused:\n        Mme X: [a]\n        M. Y: [a, b]\n",
        "ligne 14, clé « events.1.meeting.recused.M. Y.1 » : aucun dépôt n'introduit ce nom (valeur : b). Noms",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    rectify: {{application: b, decision: accepted, by: x, {REASONED}}}\n",
        "ligne 8, clé « events.1.rectify.application » : aucun dépôt n'introduit ce nom (valeur : b).",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    bounce: {{application: a, kind: convening}}\n",
        "ligne 8, clé « events.1.bounce.kind » : notification inconnue (valeur : convening). Notifications d'un",
    ),
    (
        f"events:\n{LATER}    mail: {{file: absent.eml}}\n",
        "ligne 7, clé « events.0.mail.file » : fichier introuvable (valeur : absent.eml). Écrivez son chemin",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    read: {{arrival: lettre, by: x}}\n",
        "ligne 8, clé « events.1.read.arrival » : aucun courriel ne porte ce nom (valeur : lettre). Envois nommés",
    ),
    (
        f"events:\n{LATER}    mail: {{file: annee.yaml, answers: {{application: a, kind: late}}}}\n",
        "clé « events.0.mail.answers.application » : aucun dépôt n'introduit ce nom (valeur : a)",
    ),
    (
        f"events:\n{LATER}    mail: {{file: annee.yaml, answers: {{arrival: lettre, kind: registration}}}}\n",
        "clé « events.0.mail.answers.arrival » : aucun courriel ne porte ce nom (valeur : lettre)",
    ),
    (
        f"events:\n{LATER}    mail: {{file: annee.yaml, answers: {{kind: registration}}}}\n",
        "une réponse à on ne sait quoi",
    ),
    (
        f"events:\n{DEPOSIT}{LATER}    identify: {{application: a, organisation: A, identifier: '1', by: x}}\n",
        "ce n'est ni un SIRET",
    ),
    ("expect:\n  - {arrival: lettre, waiting: true}\n", "clé « expect.0.arrival » : aucun courriel ne porte ce nom"),
    ("expect:\n  - {nature: question}\n", "Commencez par application, notice, stage ou arrival."),
    ("prospects: [contact]\n", "ce n'est pas une adresse"),
    ("expect:\n  - {application: z, status: late}\n", "clé « expect.0.application » : aucun dépôt n'introduit"),
    ("region: ile-de-france\n", "clé écrite deux fois"),
]


@pytest.mark.parametrize(("lines", "told"), FAULTS)
def test_a_fault_names_its_line_and_its_mend(tmp_path: Path, lines: str, told: str) -> None:
    """A word that means nothing is refused with its line, its value and what to write."""
    path = tmp_path / "annee.yaml"
    path.write_text(HEAD + lines, encoding="utf-8")

    with pytest.raises(FileError) as refused:
        load_scenario(path)

    assert told in str(refused.value)


def test_an_unknown_region_is_refused_at_its_line(tmp_path: Path) -> None:
    """The regions that come with the system are named."""
    path = tmp_path / "annee.yaml"
    path.write_text(HEAD.replace("auvergne-rhone-alpes", "ile-de-france"), encoding="utf-8")

    with pytest.raises(FileError) as refused:
        load_scenario(path)

    assert "ligne 1, clé « region »" in str(refused.value)
    assert "auvergne-rhone-alpes" in str(refused.value)


def test_a_session_may_open_after_another(tmp_path: Path) -> None:
    """Its year and its opening come after those of the one before; its event may come well ahead."""
    path = tmp_path / "annees.yaml"
    path.write_text(f"{HEAD}events:\n{NEXT}", encoding="utf-8")

    [opening] = [event.open for event in load_scenario(path).events]

    assert opening is not None
    assert (opening.year, opening.opens) == (2022, date(2022, 1, 31))


def test_events_are_played_by_instant_then_by_place() -> None:
    """The order of the file only decides between events of one instant."""
    timeline = load_scenario(SHIPPED).timeline

    assert [event.at for event in timeline] == sorted(event.at for event in timeline)
