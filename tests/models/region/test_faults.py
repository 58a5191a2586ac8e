"""A mistake in a region file is told at its line, one French line a fault: the key, the value, the mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.region.file import REGIONS, load_region
from models.region.yaml_file import FileError

SHIPPED = (REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8")
Faults = Callable[[str, str], list[str]]


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """The faults of the shipped file once a piece of it is replaced, without the folder and line of the file."""

    def load(former: str, latter: str) -> list[str]:
        assert SHIPPED.count(former) == 1
        path = tmp_path / "ara.yaml"
        path.write_text(SHIPPED.replace(former, latter), encoding="utf-8")
        with pytest.raises(FileError) as refused:
            load_region(path)
        return str(refused.value).replace(f"{path}, ligne ", "").splitlines()

    return load


def line_of(text: str) -> int:
    """The line of the shipped file that holds the text."""
    return SHIPPED[: SHIPPED.index(text)].count("\n") + 1


DEPOSIT = "deposit: {until: {month: 4, day: 30}, inclusive: false"
PHONE = "    phone: 04 65 71 00 03\n"
FAULTS = {
    "unknown key": (
        DEPOSIT,
        "deposit: {until: {moth: 4, month: 4, day: 30}, inclusive: false",
        (
            "clé « stages.deposit.until.moth » : clé inconnue (valeur : 4). "
            "Vouliez-vous dire « month » ? Clés possibles : month, day."
        ),
    ),
    "missing key": (
        DEPOSIT,
        "deposit: {until: {month: 4, day: 30}",
        "clé « stages.deposit.inclusive » : clé absente (valeur : aucune). Ajoutez-la.",
    ),
    "number": (
        DEPOSIT,
        "deposit: {until: {month: avril, day: 30}, inclusive: false",
        (
            "clé « stages.deposit.until.month » : ce n'est pas un nombre entier (valeur : avril). "
            "Écrivez un nombre, sans guillemets."
        ),
    ),
    "month": (
        DEPOSIT,
        "deposit: {until: {month: 13, day: 30}, inclusive: false",
        "clé « stages.deposit.until.month » : nombre trop grand (valeur : 13). Écrivez un nombre d'au plus 12.",
    ),
    "day": (
        DEPOSIT,
        "deposit: {until: {month: 4, day: dernier}, inclusive: false",
        (
            "clé « stages.deposit.until.day » : jour inconnu (valeur : dernier). "
            "Écrivez un nombre de 1 à 31, ou last pour le dernier jour du mois."
        ),
    ),
    "no such day": (
        DEPOSIT,
        "deposit: {until: {month: 4, day: 31}, inclusive: false",
        (
            "clé « stages.deposit.until » : ce jour n'existe pas chaque année (valeur : month: 4, day: 31). "
            "Écrivez un jour du mois, ou last pour son dernier jour."
        ),
    ),
    "true or false": (
        DEPOSIT,
        "deposit: {until: {month: 4, day: 30}, inclusive: peut-être",
        "clé « stages.deposit.inclusive » : ce n'est ni vrai ni faux (valeur : peut-être). Écrivez true ou false.",
    ),
    "duplicate key": (
        DEPOSIT,
        "deposit: {until: {month: 4, month: 5, day: 30}, inclusive: false",
        (
            "clé « stages.deposit.until.month » : clé écrite deux fois (valeur : 5). "
            f"Gardez-en une seule : la première est ligne {line_of(DEPOSIT)}."
        ),
    ),
    "choice": (
        "entry: call ",
        "entry: appel ",
        "clé « entry » : valeur inconnue (valeur : appel). Valeurs possibles : call, agreement, none.",
    ),
    "text": (
        'code: "84" ',
        "code: 84 ",
        "clé « region.code » : ce n'est pas un texte (valeur : 84). Mettez la valeur entre guillemets.",
    ),
    "zone": (
        "Europe/Paris",
        "Europe/Lyon",
        "clé « region.timezone » : fuseau horaire inconnu (valeur : Europe/Lyon). Écrivez par exemple Europe/Paris.",
    ),
    "date": (
        "membership: {until: 2028-12-31,",
        "membership: {until: fin 2028,",
        (
            "clé « membership.until » : ce n'est pas une date (valeur : fin 2028). "
            "Écrivez année-mois-jour, par exemple 2028-12-31."
        ),
    ),
    "format without its number": (
        "ARA-{year}-{number:04d}",
        "ARA-{year}",
        "clé « session.reference » : modèle de texte incomplet (valeur : ARA-{year}). Ajoutez-y {number}.",
    ),
    "format of something else": (
        "ara-{year}",
        "ara-{annee}",
        "clé « session.code » : modèle de texte illisible (valeur : ara-{annee}). Les seuls champs sont {year}.",
    ),
    "regex": (
        "patterns: ['dossier', ",
        "patterns: ['dossier(', ",
        (
            "clé « pieces.dossier.patterns.0 » : ce n'est pas une expression régulière (valeur : dossier(). "
            "Corrigez-la vers le caractère 8."
        ),
    ),
    "reminder": (
        "deposit_reminders: [30, 15, 7, 2]",
        "deposit_reminders: [30, 15, 0, 2]",
        "clé « policies.deposit_reminders.2 » : nombre trop petit (valeur : 0). Écrivez un nombre plus grand que 0.",
    ),
    "late reminder": (
        "remind_before: [7, 2]",
        "remind_before: [21, 2]",
        (
            "clé « policies.completion.remind_before.0 » : relance avant la demande (valeur : 21). "
            "Écrivez un nombre de 1 à 20."
        ),
    ),
    "body": (
        "{body: gt_orientation,",
        "{body: gt,",
        (
            "clé « stages.working_group.body » : instance inconnue (valeur : gt). "
            "Valeurs possibles : gt_orientation, commission_omspp."
        ),
    ),
    "circle": (
        "label: France Travail, circle: 2",
        "label: France Travail, circle: 4",
        "clé « networks.france_travail.circle » : cercle inconnu (valeur : 4). Valeurs possibles : 1, 2, 3.",
    ),
    "address": (
        "depot-spro@example.invalid",
        "depot-spro",
        (
            "clé « roles.deposit_mailbox.email » : ce n'est pas une adresse (valeur : depot-spro). "
            "Écrivez par exemple depot@example.invalid."
        ),
    ),
    "family": (
        "e2: {family: egalite,",
        "e2: {family: simplicite,",
        (
            "clé « commitments.e2.family » : famille inconnue (valeur : simplicite). "
            "Valeurs possibles : egalite, neutralite, qualite."
        ),
    ),
    "asks": (
        "e2: {family: egalite,",
        "e2: {asks: [comment], family: egalite,",
        ("clé « commitments.e2.asks.0 » : valeur inconnue (valeur : comment). Valeurs possibles : how, evidence."),
    ),
    "family without commitment": (
        "  qualite: Qualité des services\n",
        "  autre: Autres\n  qualite: Qualité des services\n",
        (
            "clé « families.autre » : famille sans engagement (valeur : Autres). "
            "Donnez-la à un engagement (family), ou retirez-la."
        ),
    ),
    "cep": (
        "label: France Travail, circle: 2, cep: true",
        "label: France Travail, circle: 2, cep: peut-être",
        ("clé « networks.france_travail.cep » : ce n'est ni vrai ni faux (valeur : peut-être). Écrivez true ou false."),
    ),
    "confirmed": (
        "confirmed: []",
        "confirmed: [remedies.tribunal]",
        (
            "clé « confirmed.0 » : clé inconnue (valeur : remedies.tribunal). "
            "Écrivez une clé de ce fichier, par exemple remedies.court."
        ),
    ),
}


@pytest.mark.parametrize(("former", "latter", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_line_key_value_and_mend(faults: Faults, former: str, latter: str, said: str) -> None:
    """Each mistake is one line, at the line where it stands."""
    assert faults(former, latter) == [f"{line_of(former)}, {said}"]


@pytest.mark.parametrize(("latter", "said_at"), [("", "    label: Direction"), ("    phone: null\n", PHONE)])
def test_the_telephone_of_the_examining_service_is_required(faults: Faults, latter: str, said_at: str) -> None:
    """CRPA R112-11-1: every acknowledgement gives it, so a file without it is refused."""
    line = line_of("  examining_service:\n") if not latter else line_of(said_at)

    assert faults(PHONE, latter) == [
        (
            f"{line}, clé « roles.examining_service.phone » : le téléphone du service instructeur manque "
            "(valeur : aucune). Indiquez-le : l'article R. 112-11-1 du CRPA l'exige."
        )
    ]


def test_all_faults_are_told_at_once(faults: Faults) -> None:
    """An author mends a file in one go, not fault by fault."""
    said = faults("{days: 21, remind_before: [7, 2]}", "{days: vingt, remind_before: [7, -2]}")

    line = line_of("  completion: {days")
    assert said == [
        (
            f"{line}, clé « policies.completion.days » : ce n'est pas un nombre entier (valeur : vingt). "
            "Écrivez un nombre, sans guillemets."
        ),
        (
            f"{line}, clé « policies.completion.remind_before.1 » : nombre trop petit (valeur : -2). "
            "Écrivez un nombre plus grand que 0."
        ),
    ]


def test_broken_yaml_names_its_line(faults: Faults) -> None:
    """A bracket left open is a fault of the file, not a traceback."""
    assert faults("entry: call ", "entry: [call ") == [
        (
            f"{line_of('stages:')} : YAML illisible. "
            "Vérifiez le retrait, les deux-points, les guillemets et les crochets à cet endroit."
        )
    ]
