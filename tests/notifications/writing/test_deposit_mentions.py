"""What a sender is told of an arrival: by which way it came, what it held, and what follows."""

from datetime import date

import pytest

from models.region.file import load_region
from notifications.samples.sample_data import APPLICATION, DEPOSIT
from tests.support.notices import REGION, flat, notice

PROMISED = "un accusé de réception vous sera adressé au plus tard le mercredi 24 février 2021"


@pytest.mark.parametrize("name", ["registration", "misdirected"])
def test_what_has_no_dossier_goes_by_its_number(name: str) -> None:
    """In the subject, where an answer keeps it, in the heading and in the way to answer."""
    rendered = notice(name)

    assert rendered.subject.startswith("[2021-000012] ")
    assert "Numéro d'enregistrement : 2021-000012" in rendered.text
    assert "gardant le numéro [2021-000012] dans l'objet" in flat(rendered)


@pytest.mark.parametrize("name", ["registration-reply", "file-refused"])
def test_what_has_a_dossier_goes_by_its_reference(name: str) -> None:
    """The number is told beside it."""
    rendered = notice(name)

    assert rendered.subject.startswith("[ARA-2021-0001] ")
    assert "2021-000012" in rendered.text
    assert "gardant la référence [ARA-2021-0001] dans l'objet" in flat(rendered)


def test_a_registration_says_when_and_what_came() -> None:
    """CRPA R112-11-2: day and hour; each file with its size and the first digits of its digest."""
    text = flat(notice("registration"))

    file = "CIDFF01_Annexe_1.pdf – taille : 184 Ko ; début de l'empreinte SHA-256 : 2a64 2b8d 8999"
    said = ("mercredi 10 février 2021 à 9 h 11 (heure de Paris)", "article R. 112-11-2", file)
    assert [words for words in said if words not in text] == []


def test_nothing_is_said_of_pieces_before_files_were_looked_at() -> None:
    """A name alone proves nothing."""
    assert "non reconnu" not in notice("registration").text


@pytest.mark.parametrize(
    ("name", "promised"),
    [
        ("registration", f"{PROMISED}, avec la référence de votre dossier, s'il s'agit d'une nouvelle candidature."),
        ("registration-reply", f"La suite : {PROMISED}."),
    ],
)
def test_a_registration_says_what_follows_and_when(name: str, promised: str) -> None:
    """The acknowledgement, and the reference with it where there is none yet."""
    assert promised in flat(notice(name))


def test_a_dossier_is_acknowledged_by_its_own_date() -> None:
    """A second mail does not give the Région ten days more."""
    text = flat(notice("registration-reply", acknowledge_by=date(2021, 3, 1)))

    assert ("24 février 2021" in text, "1er mars 2021" in text) == (True, False)


def test_what_is_acknowledged_already_promises_nothing() -> None:
    """A question about a dossier under examination is read by a person."""
    assert "accusé de réception vous sera adressé" not in flat(notice("registration-question"))


def test_a_mail_that_is_too_large_to_be_opened_is_kept() -> None:
    """Its sender need not wait to send it again, and loses nothing by it."""
    text = flat(notice("registration-unopened", region=load_region("auvergne-rhone-alpes", {"intake.max_mb": 25})))

    said = ("dépasse 25 Mo", "conservé tel qu'il nous est parvenu", "garde la date de réception de ce premier envoi")
    assert [words for words in said if words not in text] == []
    assert "Vous n'avez rien à faire" not in text


PAPERS: list[tuple[str, str, str]] = [
    ("hand", "remis en main propre le jeudi 29 avril 2021", "Il est arrivé dans le délai"),
    ("post", "le mardi 4 mai 2021", "cachet de la poste, du mercredi 28 avril 2021, fait foi (article L. 112-1"),
    ("post-unreadable", "le mardi 4 mai 2021", "Il est admis, bien que le cachet de la poste soit illisible."),
]


@pytest.mark.parametrize(("name", "arrived", "judged"), PAPERS)
def test_a_paper_is_registered_and_acknowledged_as_one(name: str, arrived: str, judged: str) -> None:
    """CRPA R112-5: no mail server is spoken of; the day, the way and the postal address of the service are."""
    registration, acknowledgement = (flat(notice(f"{kind}-{name}")) for kind in ("registration", "acknowledgement"))

    electronic = ("serveur", "9 h 11", "R. 112-11", "Fichiers reçus", "Votre courriel")
    both = registration + acknowledgement
    assert [words for words in electronic if words in both] == []
    assert (both.count(arrived), both.count(REGION.roles.examining_service.postal)) == (2, 2)
    assert (judged in acknowledgement, "article R. 112-5" in acknowledgement) == (True, True)


@pytest.mark.parametrize(
    ("name", "said", "waits"),
    [
        ("registration-post", "Le cachet de la poste est du mercredi 28 avril 2021.", False),
        ("registration-post-unreadable", "une preuve de la date de votre envoi (récépissé, numéro de suivi)", True),
    ],
)
def test_a_letter_is_judged_by_its_postmark(name: str, said: str, *, waits: bool) -> None:
    """CRPA L112-1; one that cannot be read is a person's, and its sender may prove the date."""
    text = flat(notice(name))

    assert (said in text, "une personne du service va se prononcer" in text) == (True, waits)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("late", "c'est l'heure de réception qui fait foi (article L. 112-13 "),
        ("late-post", "c'est le cachet de la poste qui fait foi (article L. 112-1 "),
        ("late-post-unreadable", "Votre dossier est donc considéré comme envoyé hors délai."),
        ("late-hand", "Votre dossier est donc arrivé hors délai."),
    ],
)
def test_a_late_dossier_reads_by_which_date_it_is_late(name: str, why: str) -> None:
    """The receipt of a mail or of what is handed in, the postmark of a letter."""
    text = flat(notice(name))

    assert (why in text, "serveur de messagerie" in text) == (True, name == "late")


def test_who_wrote_to_another_desk_loses_nothing() -> None:
    """CRPA L114-2: it is passed on, its sender told; the first arrival counts, and the right address is given."""
    text = flat(notice("misdirected", desk="Direction | de l'<Exemple>"))

    said = (
        "Boîte qui l'a reçu : Direction | de l'<Exemple>",
        "vous n'avez rien à envoyer de nouveau",
        "C'est cette première arrivée qui compte",
        "mercredi 10 février 2021 à 9 h 11",
        "article L. 114-2",
        f"écrivez à l'adresse {REGION.roles.deposit_mailbox.email}",
    )
    assert [words for words in said if words not in text] == []


def test_a_number_is_shown_once_a_dossier_answers() -> None:
    """The heading holds the reference, the organisation and the number."""
    heading = notice("file-refused", application=APPLICATION, deposit=DEPOSIT).text.partition("Madame")[0]

    assert [words in heading for words in ("ARA-2021-0001", "CIDFF de l'Ain", "2021-000012")] == [True] * 3
