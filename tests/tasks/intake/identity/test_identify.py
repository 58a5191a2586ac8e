"""Who a mail says it comes from."""

import pytest

from models.dossiers.application import UNNAMED
from tasks.intake.identity.identify import Claim, identify
from tasks.reading.mail.mail import read_mail
from tests.support.mails import compose, siret

SIRET = siret()
GROUPED = f"{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]}"
FULL_WIDTH = "".join(chr(ord(digit) + 0xFEE0) for digit in SIRET)


def claimed(text: str) -> Claim:
    """Return what a mail of this text says."""
    return identify(read_mail(compose(text, files={}).as_bytes()))


@pytest.mark.parametrize("label", ["Organisme", "ORGANISATION", "Structure", "Raison sociale", "Nom de l'organisme"])
def test_an_organisation_is_named_by_a_labelled_line(label: str) -> None:
    """The labels that people use are known, whatever their case."""
    claim = claimed(f"Bonjour,\n{label} : MJC des Brotteaux\n")

    assert (claim.organisation, claim.named) == ("MJC des Brotteaux", True)


@pytest.mark.parametrize("line", ["> Organisme : MJC", "- organisme: MJC", "  Organisme = MJC  ", "* Organisme :\tMJC"])
def test_a_labelled_line_may_be_quoted_or_listed(line: str) -> None:
    """Marks before a label and blanks around the sign are no part of the name."""
    assert claimed(line).organisation == "MJC"


def test_a_mail_that_names_nobody_has_no_name() -> None:
    """Neither part of an address is one: the first is somebody's, the second a provider's more often than not."""
    claim = claimed("Bonjour, voici notre dossier.")

    assert (claim.organisation, claim.named) == (UNNAMED, False)


@pytest.mark.parametrize(
    "text",
    [
        f"SIRET : {SIRET}",
        f"N° SIRET : {GROUPED}",
        f"SIRET : {GROUPED.replace(' ', chr(0xA0))}",
        f"Siret : {FULL_WIDTH}",
        f"numéro siret = {SIRET[:9]}-{SIRET[9:]}",
        f"Notre SIRET est le {GROUPED}.",
        f"RNA : W691234567\nN° de SIRET {SIRET}",
    ],
)
def test_a_siret_is_found_however_it_is_written(text: str) -> None:
    """Spaces, unbreakable ones, full-width digits and dashes are folded; without a label, the number is enough."""
    assert claimed(text).identity.siret == SIRET


def test_a_number_that_is_no_siret_is_not_taken_for_one() -> None:
    """A telephone, an amount or fourteen other digits do not stand the check."""
    text = "Tél. 04 65 71 00 12, montant 99900001100019, IBAN 30001007941234567890185"

    assert claimed(text).identity.known is False


@pytest.mark.parametrize("written", ["73282932000075", "00000000000000", "7328293200007", "en cours"])
def test_a_labelled_siret_that_fails_its_check_is_kept_as_written(written: str) -> None:
    """It is a defect to tell the applicant about, not a reason to forget what they wrote."""
    identity = claimed(f"SIRET : {written}").identity

    assert (identity.siret, identity.invalid) == (None, written)


@pytest.mark.parametrize("number", ["35600000049837", "35600000000048", "73282932000074"])
def test_la_poste_has_a_rule_of_its_own(number: str) -> None:
    """Its establishments stand either check."""
    assert claimed(f"SIRET : {number}").identity.siret == number


def test_an_association_and_a_school_have_other_numbers() -> None:
    """RNA and UAI identify as well as a SIRET."""
    assert claimed("RNA : w123456789").identity.rna == "W123456789"
    assert claimed("Code UAI : 0690001B").identity.uai == "0690001B"


def test_a_network_is_read_as_it_is_said() -> None:
    """Which network that is, and whether it counts at that date, is the region file's."""
    assert claimed("Réseau : Mission locale").network == "Mission locale"
    assert claimed("Reseau d'appartenance : CIO").network == "CIO"


def test_a_name_cannot_hold_a_line_break_or_a_hidden_character() -> None:
    """One line, without control characters, without signs that turn the reading order."""
    claim = claimed("Organisme : MJC\u202e\x08 de l'été\x0bBcc: espion@mjc.example\r\nSuite")

    assert claim.organisation == "MJC de l'été Bcc: espion@mjc.example"
