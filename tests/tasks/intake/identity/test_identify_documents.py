"""Who a deposit comes from, where mail, form and documents each say something."""

from datetime import date
from time import process_time

import pytest

from notifications.documents.application_form import application_form
from tasks.intake.identity.identify import Claim, identify
from tasks.reading.files.documents import Document, read_document
from tasks.reading.mail.mail import read_mail
from tests.notifications.documents.papers import REGION
from tests.notifications.documents.word import fill
from tests.support.mails import compose, siret

FORM = application_form(REGION, year=2027, last_day=date(2027, 4, 29))
OURS, OTHER = siret(1), siret(2)
NOTHING = "Bonjour, voici notre dossier."


def claimed(text: str = NOTHING, *documents: Document) -> Claim:
    """Return what a mail of this text says, with these documents."""
    return identify(read_mail(compose(text, files={}).as_bytes()), documents)


def form(**answers: str) -> Document:
    """Return our form with these answers."""
    return read_document(fill(FORM, **answers), "docx")


def text(*lines: str) -> Document:
    """Return a document that is no form."""
    return Document("\n".join(lines), {})


def test_the_form_says_who_it_is() -> None:
    """Name, numbers, network, the address for answers and the model, without a word in the mail."""
    claim = claimed(NOTHING, form(organisation="MJC", siret=OURS, network="Cap emploi", email="Contact@MJC.example"))

    assert (claim.organisation, claim.named, claim.network) == ("MJC", True, "Cap emploi")
    assert (claim.identity.siret, claim.email, claim.model) == (
        OURS,
        "contact@mjc.example",
        "auvergne-rhone-alpes/2027",
    )


def test_the_form_comes_before_the_mail_and_the_mail_before_documents() -> None:
    """Each answer is taken from the first that gives it."""
    documents = (
        form(organisation="MJC du formulaire"),
        text("Organisme : MJC de l'annexe", "UAI : 0690001B", "RNA : W1"),
    )

    claim = claimed("Organisme : MJC du courriel\nRéseau : CIO\nRNA : W691234567", *documents)

    assert (claim.organisation, claim.network) == ("MJC du formulaire", "CIO")
    assert (claim.identity.rna, claim.identity.uai, claim.identity.invalid) == ("W691234567", "0690001B", None)


@pytest.mark.parametrize(
    "written",
    [
        f"N° SIRET :\n{OURS}",
        f"SIRET : {OURS[:3]} {OURS[3:6]} {OURS[6:9]}\n{OURS[9:]}",
        f"SIRET : {OURS[:9]}\n{OURS[9:]}",
        f"Siret : {' '.join(OURS)}",
        f"SIRET (siège) : {OURS} – APE 9499Z",
        f"• SIRET : {OURS}",
        f"Siret\u00a0: {''.join(chr(ord(digit) + 0xFEE0) for digit in OURS)}",
        f"Association n° {OURS[:3]} {OURS[3:6]}\n{OURS[6:9]} {OURS[9:]}, à Bourg",
        f"Code : {' '.join(OURS)}",
    ],
)
def test_a_siret_is_found_in_a_page_however_it_is_cut(written: str) -> None:
    """Spaces and ends of lines fall anywhere in the text of a PDF."""
    assert claimed(NOTHING, text(written)).identity.siret == OURS


@pytest.mark.parametrize("written", ["Tél. 04 65 71 00 12\n04 65 71 00 13", f"IBAN FR76 {OURS}185", "12/04/2026 18:30"])
def test_other_numbers_of_a_page_are_no_siret(written: str) -> None:
    """Two telephone numbers have as many digits."""
    assert claimed(NOTHING, text(written)).identity.known is False


def test_a_number_of_the_mail_comes_before_one_of_a_document() -> None:
    """Annexes name partners too."""
    assert claimed(f"Notre numéro est {OURS}.", text(f"Partenaire : {OTHER}")).identity.siret == OURS


@pytest.mark.parametrize("nothing", ["néant", "Aucun", "sans objet", "NC", "–", "N/A"])
def test_people_may_say_that_they_have_no_such_number(nothing: str) -> None:
    """It is no number that fails its check."""
    identity = claimed(NOTHING, form(siret=OURS, rna=nothing, uai=nothing)).identity

    assert (identity.siret, identity.rna, identity.invalid) == (OURS, None, None)


def test_no_network_is_an_answer() -> None:
    """Who chose it in the form belongs to none, whatever the mail's signature says."""
    assert claimed("Réseau : Mission locale", form(network="Aucun de ces réseaux")).network is None


def test_two_sound_numbers_are_told() -> None:
    """The form's is kept, and a person hears of the mail's."""
    claim = claimed(f"SIRET : {OTHER}", form(siret=OURS))

    assert (claim.identity.siret, claim.contradicted) == (OURS, True)
    assert claimed(NOTHING, form(siret=OURS), form(siret=OTHER)).organisations == (OURS, OTHER)


def test_the_same_number_twice_contradicts_nothing() -> None:
    """Nor does one that fails its check, or a second one beside the right one."""
    contradicted = [
        claimed(said, form(siret=OURS)).contradicted
        for said in (f"SIRET : {OURS}", "SIRET : 73282932000075", f"SIRET : {OURS}, et celui du réseau : {OTHER}")
    ]

    assert contradicted == [False, False, False]


def test_a_sound_number_is_taken_where_the_form_has_a_wrong_one() -> None:
    """A slip of the finger in one place is mended by the other."""
    identity = claimed(f"SIRET : {OURS}", form(siret="73282932000075")).identity

    assert (identity.siret, identity.invalid) == (OURS, None)


@pytest.mark.parametrize(
    "address", ["pas une adresse", "a@b", "a@b.example, c@d.example", "a@b.example\u2028Bcc: c@d.example"]
)
def test_an_address_that_is_none_is_left_out(address: str) -> None:
    """Letters then go where the deposit came from (CRPA R112-11-3)."""
    assert claimed(NOTHING, form(siret=OURS, email=address)).email is None


def test_only_our_form_says_where_letters_go() -> None:
    """Neither a signature nor somebody else's form does."""
    foreign = Document("Adresse électronique : espion@mjc.example", {"email": "espion@mjc.example", "siret": OURS})

    claim = claimed("Courriel : espion@mjc.example", foreign)

    assert (claim.email, claim.identity.siret) == (None, OURS)


@pytest.mark.parametrize(
    "sign", ["1 ", "123\n", "siret:\n", "\nsiret : 1 2 3 ", ">", "\norganisme : ", "Numéro SIRET : "]
)
def test_a_hostile_text_is_read_in_bounded_time(sign: str) -> None:
    """Two hundred thousand signs that nearly match cost a fraction of a second."""
    document = Document("Modèle du formulaire : a/2027 " + sign * (200_000 // len(sign)), {})
    start = process_time()

    claimed(NOTHING, document)

    assert process_time() - start < 2
