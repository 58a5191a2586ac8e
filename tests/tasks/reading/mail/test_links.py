"""What a mail offers behind a link, told by its words."""

import pytest

from tasks.reading.mail.links import offers_more

FAR = "Vous trouverez ci-joint notre dossier.\n" * 8


@pytest.mark.parametrize(
    "text",
    [
        "Les annexes 4 à 7 sont trop lourdes, à télécharger ici : https://depot.example/abc",
        "La suite : https://fichiers.example/\nCliquez pour récupérer les fichiers.",
        "Le reste est là : https://wetransfer.example/downloads/abc",
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
