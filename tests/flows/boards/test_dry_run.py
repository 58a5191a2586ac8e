"""What an act would do, as the console shows it: references and numbers, no address."""

from datetime import date

import pytest

from flows.acts.sessions import to_confirm
from flows.boards.dry_run import NAMED, in_short, lasting, render_dry_run
from models.forms.dossiers import OpeningForm
from models.region.file import load_region
from models.region.to_confirm import to_confirm as questions_of
from models.storage.preview.deed import Unconfirmed
from models.storage.preview.effects import Effects, Letter, Move, NewDate
from models.storage.preview.standing import Dated, Place
from models.vocabulary import NoticeKind, Status
from notifications.catalogue import KINDS

FORM = OpeningForm(region="auvergne-rhone-alpes", year=2027, opens=date(2027, 1, 18), by="Mme Essai")
SEVERAL = [f"ARA-2026-{rank:04d}" for rank in range(1, NAMED + 3)]
BEFORE, AFTER = Place("ara-2026", Status.incomplete), Place("ara-2027", Status.carried_over)
DONE = Effects(
    moves=tuple(Move(one, BEFORE, AFTER) for one in SEVERAL),
    to_leave=tuple(Letter(NoticeKind.next_session, one, "x", is_held=False) for one in SEVERAL),
    dates=tuple(NewDate(Dated(one, "dernier jour des compléments"), None, date(2027, 2, 8)) for one in SEVERAL[:2]),
    ended=("ARA-2025-0001",),
)


def test_what_happens_to_many_is_one_line() -> None:
    """How many, and the first of them."""
    named = ", ".join(SEVERAL[:NAMED])

    assert list(in_short(DONE)) == [
        f"incomplet → reporté, ara-2026 → ara-2027 : 14 ({named} et 2 autres).",
        f"Ouverture de la session suivante, à envoyer : 14 ({named} et 2 autres).",
        f"dernier jour des compléments : aucune → lundi 8 février 2027 ({SEVERAL[0]}, {SEVERAL[1]}).",
        "14 lettres partiront aussitôt : une lettre partie ne se reprend pas, une autre la corrige.",
        "ARA-2025-0001 : ce qui était accordé prend fin ; seule une nouvelle décision le rétablirait.",
    ]


def test_letters_of_no_dossier_are_said_so_once() -> None:
    """However many: those to the members of a body."""
    letters = tuple(Letter(NoticeKind.meeting_date, None, reader, is_held=False) for reader in "abcd")

    assert next(in_short(Effects(to_leave=letters))).endswith(" : 4 (sans dossier).")


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 lettre sera retenue avant son départ"), (2, "2 lettres seront retenues avant leur départ")],
)
def test_what_is_held_is_told_from_what_leaves_at_once(number: int, said: str) -> None:
    """Nobody believes gone what can still be stopped, nor the contrary."""
    letters = DONE.to_leave[:1] + tuple(one._replace(is_held=True) for one in DONE.to_leave[:number])

    at_once, held = lasting(Effects(to_leave=letters))

    assert at_once.startswith("1 lettre partira aussitôt")
    assert held == f"{said} : jusque-là, le formulaire « traiter-lettre » peut encore l'empêcher."


def test_letters_to_be_printed_are_told_as_such() -> None:
    """Not as called off, although they wait no longer; and what is posted is not taken back."""
    letters = tuple(Letter(NoticeKind.late, one, "x", is_held=False) for one in SEVERAL[:2])

    assert list(in_short(Effects(on_paper=letters))) == [
        f"{KINDS[NoticeKind.late].title}, à imprimer : 2 ({SEVERAL[0]}, {SEVERAL[1]}).",
        "2 lettres n'attendront plus : la page de chacune redonne le document ; un pli posté ne se reprend pas.",
    ]


def test_what_confirms_it_is_told() -> None:
    """By a link to the form, filled in, or else a code to type; and that something has moved, where it has."""
    told = Unconfirmed(FORM, DONE, None)
    again = Unconfirmed(FORM.model_copy(update={"confirmed": "0000-0000"}), DONE, None)

    assert "[le même formulaire, déjà confirmé](/x?y=1)" in render_dry_run(told, [], "/x?y=1")
    assert f"**{told.code}**" in render_dry_run(told, [], None)
    assert "n'est plus vrai" not in render_dry_run(told, [], None)
    assert "n'est plus vrai" in render_dry_run(again, [], None)


def test_an_opening_tells_what_is_still_to_be_confirmed() -> None:
    """Each question of the region file; the console holds no address."""
    questions = questions_of(load_region("auvergne-rhone-alpes"))

    said = render_dry_run(Unconfirmed(FORM, DONE, tuple(questions)), to_confirm(questions), None)

    assert said.count("À confirmer par la Région : ") == len(questions)
    assert "@" not in said


@pytest.mark.parametrize("effects", [Effects(), Effects(moves=DONE.moves)])
def test_what_can_be_taken_back_is_told_too(effects: Effects) -> None:
    """Where nothing leaves and nobody loses anything."""
    assert list(in_short(effects))[-1].startswith("Rien : ")
