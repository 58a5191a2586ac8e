"""What a mail offers behind a link, told by its words, or by where the link leads."""

import pytest

from tasks.reading.mail.links import offers_download, offers_more

FAR = "Vous trouverez ci-joint notre dossier.\n" * 8
DRIVE = "https://drive.google.com/file/d/1a/view?usp=sharing"


@pytest.mark.parametrize(
    "text",
    [
        "Notre dossier est à télécharger ici : https://transfert.example/d/Zx81",
        f"Voici le dossier : {DRIVE}",
        "Le dossier : https://asso-my.sharepoint.com/:f:/g/personal/x",
        "https://we.tl/t-1a2b",
    ],
)
def test_files_behind_a_link_are_an_offer(text: str) -> None:
    """Though nothing but the link says so."""
    assert offers_download(text)


@pytest.mark.parametrize("text", ["https://mjc.example/", "https://drive.google.com.mjc.example/", "Voici."])
def test_a_link_is_not_always_one(text: str) -> None:
    """A signature has one, too."""
    assert not offers_download(text)


@pytest.mark.parametrize(
    "text",
    [
        "Les annexes 4 à 7 sont trop lourdes, à télécharger ici : https://depot.example/abc",
        "La suite : https://fichiers.example/\nCliquez pour récupérer les fichiers.",
        "Le reste est là : https://wetransfer.example/downloads/abc",
        f"Le reste : {DRIVE}",
    ],
)
def test_files_may_be_offered_beside_others(text: str) -> None:
    """By the words around a link, or by the link."""
    assert offers_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ci-joint notre dossier.\nCIDFF de l'Ain\nhttps://cidff01.example",
        f"Ci-joint le formulaire téléchargé sur votre site.\n{FAR}https://cidff01.example",
        "Je vous transfère notre dossier, à télécharger ci-dessous.",
    ],
)
def test_a_site_or_a_word_alone_offers_nothing(text: str) -> None:
    """A signature names a site; « télécharger » without a link is about the files of the mail."""
    assert not offers_more(text)
