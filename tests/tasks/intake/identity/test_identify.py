"""Who a mail says it comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dossiers.application import UNNAMED
from tasks.intake.identity.identify import Claim, identify
from tasks.intake.identity.sent_on import telling_words
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


@pytest.mark.parametrize("line", ["- organisme: MJC", "  Organisme = MJC  ", "* Organisme :\tMJC"])
def test_a_labelled_line_may_be_listed(line: str) -> None:
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


REGION = "20005376700014"
CALL = f"L'appel est ouvert.\nRégion Auvergne-Rhône-Alpes - SIRET {REGION}\nOrganisme : Région"


@pytest.mark.parametrize(
    "text",
    [
        CALL.replace("\n", "\n> "),
        f"Voici.\n\n-----Message d'origine-----\n{CALL}",
        f"Voici.\n\nLe mer. 15 avr. 2026 à 10:00, Région <depot@region.example>\na écrit :\n{CALL}",
        f"Voici.\n\nDe : Région <depot@region.example>\nEnvoyé : mercredi 15 avril\n{CALL}",
    ],
)
def test_quoted_lines_identify_nobody(text: str) -> None:
    """Whatever a mail program puts before what is answered."""
    claim = claimed(text.replace(REGION, siret(7)))

    assert (claim.named, claim.identity.known) == (False, False)


def test_what_is_sent_on_identifies() -> None:
    """« Tr: » holds what its sender wants to be read, and says who wrote it."""
    text = f"Pour suite.\n\n-----Message d'origine-----\nDe : Anne <Anne@mjc.example>\nOrganisme : MJC\nSIRET : {SIRET}"
    claim = identify(read_mail(compose(text, subject="Tr: Candidature", files={}).as_bytes()))

    assert (claim.organisation, claim.identity.siret, claim.sent_on_from) == ("MJC", SIRET, "anne@mjc.example")


@pytest.mark.parametrize("text", [f"Région, SIRET {REGION}", f"SIRET : {REGION}"])
def test_our_own_number_identifies_nobody(text: str) -> None:
    """With a label or without, beside the applicant's or alone; it is no wrong number either."""
    alone, beside = (read_mail(compose(said, files={}).as_bytes()) for said in (text, f"{text}\nnous : {SIRET}"))
    claims = [identify(mail, ours={REGION[:9]}) for mail in (alone, beside)]

    assert [(claim.identity.siret, claim.identity.invalid) for claim in claims] == [(None, None), (SIRET, None)]


def test_several_numbers_without_a_label_are_not_chosen_from() -> None:
    """Whose they are is for a person to see."""
    claim = claimed(f"MJC {SIRET}, fédération {siret(2)}, MJC {SIRET}")

    assert (claim.identity.known, claim.candidates, claim.organisations) == (False, (SIRET, siret(2)), ())


def test_two_organisations_are_told_from_two_establishments() -> None:
    """Another NIC is the same legal entity."""
    two = claimed(f"SIRET : {SIRET}\n\nSIRET : {siret(2)}\n")
    one = claimed(f"SIRET : {SIRET}\n\nSIRET : {siret(site=2)}\n")

    assert (two.organisations, one.organisations) == ((SIRET, siret(2)), ())
    assert (two.identity.siret, one.identity.siret) == (SIRET, SIRET)


@given(text=st.text(max_size=300), subject=st.text(max_size=20))
def test_telling_words_are_words_of_the_mail(text: str, subject: str) -> None:
    """Whatever is written: nothing is added, and no quoted line is left."""
    own = telling_words(subject, text)

    assert not any(line.lstrip(" \t").startswith(">") for line in own.split("\n"))
    assert set(own) <= {*text, " "}


def test_a_network_is_read_as_it_is_said() -> None:
    """Which network that is, and whether it counts at that date, is the region file's."""
    assert claimed("Réseau : Mission locale").network == "Mission locale"
    assert claimed("Reseau d'appartenance : CIO").network == "CIO"


def test_a_name_cannot_hold_a_line_break_or_a_hidden_character() -> None:
    """One line, without control characters, without signs that turn the reading order."""
    claim = claimed("Organisme : MJC\u202e\x08 de l'été\x0bBcc: espion@mjc.example\r\nSuite")

    assert claim.organisation == "MJC de l'été Bcc: espion@mjc.example"
