"""The certificate of membership: who, since when, by which text and which decision, on one page."""

from dataclasses import replace

from notifications.documents.typeset import typeset
from notifications.views.documents import CertificateDocument
from tests.notifications.documents.papers import CERTIFICATE, Paper, read


def printed(document: CertificateDocument) -> Paper:
    """Return the certificate read back."""
    return read(typeset("certificate", document))


def test_it_says_who_is_a_member_and_why() -> None:
    """The organisation, its days, what founds its membership, what it signed, who decided it, on one page."""
    (page,) = printed(CERTIFICATE).pages

    said = (
        "N° ADH-2021-0001",
        "La Région Auvergne-Rhône-Alpes certifie que l'organisme désigné ci-dessous est membre du Service public",
        "CIDFF de l'Ain SIRET 999 000 011 00018",
        "Membre depuis le mercredi 1er septembre 2021 Jusqu'au dimanche 31 décembre 2028 inclus",
        "Dossier ARA-2021-0001 Fondement article L. 6111-5 du code du travail",
        "Rhône-Alpes, version 2021-1, signé le mardi 20 juillet 2021",
        "Décision du jeudi 8 juillet 2021, signée par Camille Exemple, Directrice",
        "Délivré à Lyon, le mercredi 1er septembre 2021, d'après le registre des membres.",
        f"Code de vérification : {CERTIFICATE.code}. Pour savoir si ce certificat est authentique",
    )
    assert [words for words in said if words not in page] == []


def test_it_tells_the_benefits() -> None:
    """Those of the region file, in their order."""
    text = printed(CERTIFICATE).text

    places = [text.index(f"– {benefit}") for benefit in CERTIFICATE.benefits]
    assert places == sorted(places)


def test_what_is_not_known_is_left_out() -> None:
    """A member of the first circles has no decision; a text may be unsigned, and a membership without a term."""
    document = replace(
        CERTIFICATE, identifier=None, until=None, version=None, signed_on=None, decision=None, benefits=()
    )

    (page,) = printed(document).pages

    left = ("Jusqu'au", "version", ", signé", "Décision", "SIRET", "Ce que permet", "none")
    assert [word for word in left if word in page] == []


def test_its_code_is_that_of_what_the_register_says() -> None:
    """The same for the same membership, and another for another organisation under the same number."""
    forged = replace(CERTIFICATE, organisation="Association Exemple")

    assert CERTIFICATE.code == replace(CERTIFICATE, issued_on=CERTIFICATE.member_since).code
    assert CERTIFICATE.code != forged.code
