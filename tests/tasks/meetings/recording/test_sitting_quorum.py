"""Who was at a meeting, and whether they were enough (CRPA R133-10)."""

from datetime import date

import pytest

from models.vocabulary import Status
from tests.factories import paris
from tests.support.bodies import GROUP, MET, set_day, sit, waits
from tests.support.letters import text
from tests.support.mails import Desk
from tests.support.sittings import met, refused


def test_who_was_there_is_kept_by_seat_each_once(desk: Desk) -> None:
    """Whatever they are called; others are kept as they are told."""
    waits(desk)
    set_day(desk)

    sit(desk, present=("rectorat", "PREFECTURE", "Région académique (rectorat)", "Un expert"))

    assert met(desk).present == ["Région académique (rectorat)", "Préfecture de région", "Un expert"]
    assert met(desk).quorate is True


@pytest.mark.parametrize(
    ("present", "quorum", "quorate"),
    [
        (("rectorat", "draaf"), None, True),
        (("rectorat",), None, False),
        ((), None, False),
        (("rectorat", "draaf"), True, True),
        (("rectorat", "draaf"), False, False),
        (("rectorat", "Région académique (rectorat)"), None, False),
    ],
)
def test_half_of_the_seats_make_a_quorum(
    desk: Desk,
    present: tuple[str, ...],
    quorum: bool | None,  # noqa: FBT001
    quorate: bool,  # noqa: FBT001
) -> None:
    """CRPA R133-10: two of four; a person may say that it is not there, since not everybody counts."""
    waits(desk)
    set_day(desk)

    sit(desk, present=present, quorum=quorum)

    assert met(desk).quorate is quorate


def test_a_quorum_that_is_not_there_is_not_held_to_be(desk: Desk) -> None:
    """With the number, and the mend."""
    waits(desk)
    set_day(desk)

    assert refused(desk, present=("rectorat",), quorum=True) == (
        "Présents « Région académique (rectorat) » : le quorum est de 2 : ajoutez les autres présents, notez les "
        "procurations (enregistrer-procuration), ou indiquez qu'il n'est pas atteint."
    )


def test_without_a_quorum_nothing_is_said_and_the_meeting_is_over(desk: Desk) -> None:
    """Case 42: statuses stay, the minutes say it, people are told that a second one is to be set."""
    dossier = waits(desk)
    set_day(desk)

    sit(desk, present=("rectorat",))

    [letter] = desk.notices(kind="minutes")
    assert (dossier.status, met(desk).closed_at) == (Status.examined, MET[GROUP])
    assert "Le quorum n'a pas été atteint à la séance du jeudi 18 juin 2026" in text(letter)
    assert desk.campaign.digest_at == paris("2026-06-19 09:00")


def test_without_a_quorum_no_dossier_is_recorded(desk: Desk) -> None:
    """Nor who was there: all of the form or nothing."""
    dossier = waits(desk)
    set_day(desk)

    assert refused(desk, {dossier.reference: "favourable"}, present=("rectorat",)) == (
        "Quorum « groupe de travail » : il n'est pas atteint (1 présent) : rien ne peut être délibéré. Retirez les "
        "dossiers de la saisie, puis fixez une seconde séance, qui n'en demandera pas (fixer-seance)."
    )


def test_after_a_missing_quorum_a_second_meeting_is_set_first(desk: Desk) -> None:
    """Its members have to be convened."""
    dossier = waits(desk)
    set_day(desk)
    sit(desk, present=("rectorat",))
    told = refused(desk, {dossier.reference: "favourable"}, present=None)

    set_day(desk, on=date(2026, 6, 30), at=paris("2026-06-19 10:00"))
    sit(desk, {dossier.reference: "favourable"}, present=("rectorat",), at=paris("2026-06-30 16:00"))

    assert told == (
        "Séance « groupe de travail du 18/06/2026 » : le quorum n'a pas été atteint ; fixez d'abord une seconde séance "
        "(fixer-seance)."
    )
    assert (met(desk).quorate, dossier.status) == (True, Status.studied)


def test_what_came_since_waits_for_the_meeting_after_the_second(desk: Desk) -> None:
    """CRPA R133-10: without a quorum the body speaks of the first agenda, and of nothing else."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("rectorat",))
    newcomer = waits(desk)
    set_day(desk, on=date(2026, 6, 30), at=paris("2026-06-19 10:00"))

    assert refused(desk, {newcomer.reference: "favourable"}, at=paris("2026-06-30 16:00")) == (
        f"Dossier « {newcomer.reference} » : il n'est pas à l'ordre du jour de cette séance ; retirez-le de la saisie."
    )
