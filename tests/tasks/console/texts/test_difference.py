"""What differs between two texts: told word by word, and both can be read again from it."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.console.texts.difference import ADDED, KEPT, REMOVED, difference

WORDS = st.lists(
    st.sampled_from(["le", "SPRO", "accueille.", "toute", "personne;", "usager", "- un", "a:"]), max_size=40
)


@given(WORDS, WORDS)
def test_each_of_both_texts_is_read_again_from_it(former: list[str], now: list[str]) -> None:
    """What is kept and removed is the former one, what is kept and added is the new one: nothing else is told."""
    parts = difference(" ".join(former), " ".join(now))

    for words, sign in ((former, REMOVED), (now, ADDED)):
        told = " ".join(text for kind, text in parts if kind in {KEPT, sign})
        assert told.split() == " ".join(words).split()


def test_a_word_that_changed_is_told_alone() -> None:
    """S3 said « usager » where S2 says « personne »."""
    assert difference("Accueillir un usager. Informer.", "Accueillir une personne. Informer.") == [
        (KEPT, "Accueillir"),
        (REMOVED, "un usager."),
        (ADDED, "une personne."),
        (KEPT, "Informer."),
    ]


def test_how_lines_are_broken_is_no_difference() -> None:
    """A PDF breaks them anew each time."""
    assert difference("Le SPRO\naccueille toute\npersonne.", "Le SPRO accueille\n toute personne.") == [
        (KEPT, "Le SPRO accueille toute personne.")
    ]


def test_the_sign_of_an_apostrophe_is_no_difference() -> None:
    """Word processors change it."""
    assert difference("L\N{RIGHT SINGLE QUOTATION MARK}accueil.", "L'accueil.") == [(KEPT, "L'accueil.")]


def test_a_long_passage_is_told_whole() -> None:
    """Removed, then added: its words are not compared one by one."""
    former, now = ("un mot " * 900).strip(), ("deux mots " * 900).strip()

    assert difference(former, now) == [(REMOVED, former), (ADDED, now)]
