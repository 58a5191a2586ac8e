"""Loading a region file: by id or path, with overrides, and what is still to be confirmed."""

from pathlib import Path

import pytest

from models.region.file import REGIONS, load_region, shipped_regions
from models.region.to_confirm import to_confirm
from models.region.yaml_file import FileError


def test_a_shipped_region_is_loaded_by_its_id_or_its_path() -> None:
    """A bare id means the file that comes with the system."""
    assert load_region("auvergne-rhone-alpes") == load_region(REGIONS / "auvergne-rhone-alpes.yaml")


@pytest.mark.parametrize("region", shipped_regions())
def test_every_shipped_region_is_sound(region: str) -> None:
    """What comes with the system loads, under the name of its own id."""
    assert load_region(region).region.id == region


def test_a_file_that_windows_saved_is_read(tmp_path: Path) -> None:
    """The mark that it puts first is no part of the first key."""
    path = tmp_path / "ma-region.yaml"
    path.write_text((REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8"), encoding="utf-8-sig")

    assert load_region(path) == load_region("auvergne-rhone-alpes")


@pytest.mark.parametrize("text", ["", "auvergne", "- a\n- b\n"])
def test_a_file_without_keys_is_refused(tmp_path: Path, text: str) -> None:
    """An empty file, a word or a list is no region."""
    path = tmp_path / "vide.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileError) as refused:
        load_region(path)

    assert str(refused.value) == (f"{path}, ligne 1 : le fichier ne contient pas de clés. Partez d'un fichier fourni.")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """Latin-1 accents are told as such."""
    path = tmp_path / "latin.yaml"
    path.write_bytes("région".encode("latin-1"))

    with pytest.raises(FileError) as refused:
        load_region(path)

    assert str(refused.value) == f"{path} : ce n'est pas du texte UTF-8. Enregistrez le fichier en UTF-8."


def test_an_unknown_region_lists_those_that_are_shipped() -> None:
    """A bare id that names no file is answered with those that do."""
    with pytest.raises(FileError) as refused:
        load_region("bretagne")

    assert str(refused.value) == (
        f"models/region/shipped/bretagne.yaml : fichier introuvable. Régions fournies : {', '.join(shipped_regions())}."
    )


def test_a_folder_is_no_region_file(tmp_path: Path) -> None:
    """What cannot be read is said so."""
    with pytest.raises(FileError) as refused:
        load_region(tmp_path)

    assert str(refused.value) == f"{tmp_path} : fichier illisible. Vérifiez son chemin et ses droits."


def test_an_override_replaces_one_value() -> None:
    """A dotted key sets a value, and leaves all others as they are."""
    region = load_region("auvergne-rhone-alpes", {"circles.1.application": "required", "silence.effect": "rejection"})

    assert (region.circles[1].application, region.silence.effect, region.silence.months) == ("required", "rejection", 2)


OVERRIDES = {
    "stages.deposit.inclusif": "clé « stages.deposit.inclusif » : clé inconnue (valeur : true). "
    "Vouliez-vous dire « inclusive » ? Clés possibles : label, subject, until, inclusive, roll, kind.",
    "policies.relances.jours": "clé « policies.relances » : clé inconnue (valeur : true). "
    "Clés possibles : completion, deposit_reminders, acknowledge_within, send_hour, incomplete_at_end, "
    "in_hand, advice, hold, time_stamps, easy_french.",
    "entry.mode": "clé « entry.mode » : clé inconnue (valeur : true). La clé du dessus n'en contient pas d'autres.",
    "membership.until": "clé « membership.until » : ce n'est pas une date (valeur : true). "
    "Écrivez année-mois-jour, par exemple 2028-12-31.",
}


@pytest.mark.parametrize(("key", "said"), OVERRIDES.items())
def test_an_override_is_checked_like_the_file(key: str, said: str) -> None:
    """An unknown key is never added, and a wrong value is told by its key."""
    with pytest.raises(FileError) as refused:
        load_region("auvergne-rhone-alpes", {key: True})

    assert str(refused.value) == f"models/region/shipped/auvergne-rhone-alpes.yaml (valeur remplacée), {said}"


def test_an_error_holds_its_faults_as_data() -> None:
    """A caller that knows the line of an override finds the key, the value and the mend."""
    with pytest.raises(FileError) as refused:
        load_region("auvergne-rhone-alpes", {"policies.send_hour": 24})

    fault = refused.value.faults[0]
    assert (fault.line, fault.key, fault.value, fault.mend) == (
        None,
        "policies.send_hour",
        24,
        "Écrivez un nombre d'au plus 23.",
    )


TO_CONFIRM = [
    "stages.deposit.inclusive",
    "pieces",
    "bodies",
    "roles.decision_authority.label",
    "decision.authority",
    "silence.effect",
    "remedies.court",
    "commitments",
    "membership.until",
    "membership.announce_before",
    "membership.signature_first",
    "texts.opinions",
    "texts.accept_days",
    "membership.formal_notice_months",
    "membership.renewal",
    "membership.tax",
    "agreement.signatories",
    "data_protection.controller",
    "data_protection.processor",
    "data_protection.retention",
    "data_protection.months",
    "bodies.gt_orientation.members.region.email",
    "bodies.gt_orientation.members.prefecture.email",
    "bodies.gt_orientation.members.rectorat.email",
    "bodies.gt_orientation.members.draaf.email",
    "bodies.commission_omspp.members.region.email",
    "bodies.commission_omspp.members.prefecture.email",
    "bodies.commission_omspp.members.rectorat.email",
    "bodies.commission_omspp.members.draaf.email",
    "roles.deposit_mailbox.email",
    "roles.technical_contact.email",
    "roles.technical_contact.phone",
    "roles.content_contact.email",
    "roles.content_contact.phone",
    "roles.examining_service.email",
    "roles.examining_service.phone",
    "roles.decision_authority.email",
    "roles.decision_authority.phone",
    "agreement.mailboxes.prefet",
    "agreement.mailboxes.recteur",
    "agreement.mailboxes.draaf",
    "data_protection.contact",
]
"""What the shipped file leaves to confirm, in order."""


def test_what_is_to_be_confirmed_is_listed_by_key() -> None:
    """Stand-in mailboxes and numbers, and what the call and the law leave open."""
    keys = [sentence.partition(" : ")[0] for sentence in to_confirm(load_region("auvergne-rhone-alpes"))]

    assert keys == TO_CONFIRM


def test_what_is_confirmed_is_asked_no_more() -> None:
    """A Région that has settled everything is asked nothing."""
    open_keys = [sentence.partition(" : ")[0] for sentence in to_confirm(load_region("auvergne-rhone-alpes"))]

    assert to_confirm(load_region("auvergne-rhone-alpes", {"confirmed": open_keys})) == []


@pytest.mark.parametrize(("decides", "asked"), [("decision@region.example", 1), ("decision@EXAMPLE.invalid", 0)])
def test_whose_domain_decisions_leave_from_is_asked(decides: str, asked: int) -> None:
    """Where the mailbox that letters leave from is of another house than who decides."""
    found = to_confirm(load_region("auvergne-rhone-alpes", {"roles.decision_authority.email": decides}))

    told = [sentence for sentence in found if sentence.startswith("roles.deposit_mailbox.email : toutes les lettres")]
    assert len(told) == asked


def test_an_effect_of_silence_wants_its_ground() -> None:
    """Once the effect is chosen, what is open is the text it rests on (CRPA L231-1, L231-4)."""
    region = load_region("auvergne-rhone-alpes", {"silence.effect": "rejection"})

    assert [sentence for sentence in to_confirm(region) if sentence.startswith("silence")] == [
        "silence.basis : sur quel texte repose l'effet donné au silence ?"
    ]
