"""What comes where there is no deadline, and where nothing is deposited at all."""

from collections.abc import Callable

import pytest

from models.dossiers.application import Application
from models.errors import Refusal
from models.intake.words import Meaning
from models.vocabulary import Status
from tasks.dossiers.paper import record_paper
from tests.factories import paris, typed
from tests.support.arrivals import paper
from tests.support.mails import Desk, compose, pdfs, said, siret

CENTRE, NORTH = "centre-val-de-loire", "hauts-de-france"
SIGNED = ("cahier des charges signé", "convention territoriale signée")


def deposit(desk: Desk, name: str, received: str = "2026-04-15 10:00", **lines: str) -> Application | None:
    """Have both signed texts come from an organisation, and return its dossier if it has one."""
    found = desk.register(compose(said(name, siret=siret(), **lines), files=pdfs(SIGNED), received=received))
    assert not found or isinstance(found, Application)
    return found


@pytest.mark.parametrize("lines", [{}, {"réseau": "APEC"}], ids=["a stranger", "a member of a network"])
def test_in_a_register_nothing_is_a_candidacy(desk_of: Callable[[str], Desk], lines: dict[str, str]) -> None:
    """A centre communal d'action sociale is told nothing of what it is (S1): it is answered, and shown to a person."""
    desk = desk_of(NORTH)

    assert deposit(desk, "CCAS de Creil", **lines) is None

    [mail], [letter] = desk.deposits(), desk.notices(kind="registration")
    assert (mail.meaning, mail.seen_at, desk.applications()) == (Meaning.question, None, [])
    assert "va lire votre message, et vous répondre" in typed(letter.text)
    for word in ("hors délai", "accusé de réception vous sera adressé", "candidature"):
        assert word not in typed(letter.text)


def test_no_paper_is_deposited_in_a_register(desk_of: Callable[[str], Desk]) -> None:
    """Who records one is told where a member enters."""
    desk = desk_of(NORTH)

    with pytest.raises(Refusal, match=r"elle tient un registre, .* inscrire-au-registre"):
        record_paper(desk.session, paper(pieces=[], complete=True), at=paris("2026-02-12 10:00"))


@pytest.mark.parametrize("received", ["2026-04-30 00:00", "2026-12-31 23:59"])
def test_without_a_deadline_nobody_is_late(desk_of: Callable[[str], Desk], received: str) -> None:
    """Nor flagged for the day that another region's call names."""
    application = deposit(desk_of(CENTRE), "Pôle de Dreux", received)

    assert application is not None
    assert (application.status, application.flags) == (Status.registered, [])


def test_who_enters_on_invitation_is_told_so_and_shown(desk_of: Callable[[str], Desk]) -> None:
    """No dossier is asked of it, and a person says what follows."""
    desk = desk_of(CENTRE)
    application = deposit(desk, "CIDFF du Loiret", réseau="CIDFF")

    assert application is not None
    [_, letter] = desk.notices(application)
    assert (application.status, application.circle, letter.kind) == (Status.not_required, 3, "not_required")
    assert "rejoignent le Service public régional de l'orientation (SPRO) sur invitation" in typed(letter.text)
    assert "au titre du texte suivant" not in typed(letter.text)
    assert desk.deposits()[0].trouble == (
        "Cet organisme est d'une catégorie qui entre sur invitation : à inviter, ou à éclairer ?"
    )
