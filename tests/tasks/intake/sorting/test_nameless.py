"""A deposit that does not say who it is from: a domain of mail is nobody's name, and never stands for one."""

import pytest

from models.dossiers.application import UNNAMED
from models.vocabulary import Flag
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.mails import Desk, compose, said, siret

MORNING = paris("2026-04-16 09:00")
INVALID = "73282932000075"

SAID = [
    pytest.param("Bonjour.", UNNAMED, [Flag.unidentified], "identifiant non communiqué", id="nothing"),
    pytest.param(f"SIRET : {siret()}", UNNAMED, [Flag.unidentified], "SIRET 999 000 011 00018", id="a number"),
    pytest.param(said("MJC", siret=""), "MJC", [Flag.unidentified], "identifiant non communiqué", id="a name"),
    pytest.param(
        said("MJC", siret=INVALID),
        "MJC",
        [Flag.identifier_invalid],
        "identifiant communiqué mais non valide",
        id="a wrong number",
    ),
]


@pytest.mark.parametrize(("text", "name", "flags", "told"), SAID)
def test_what_is_not_known_is_said_to_be_so(desk: Desk, text: str, name: str, flags: list[Flag], told: str) -> None:
    """In tables as in letters of legal effect; a person is asked to find out."""
    application = desk.deposit(compose(text, sender="Camille <camille@gmail.example>"))
    acknowledge(desk.session, desk.campaign, at=MORNING)

    letter = desk.notices(application)[-1]
    assert (desk.organisation(application).name, application.flags) == (name, flags)
    known_as = name if name != UNNAMED else "à identifier, faute de nom lisible dans l'envoi"
    assert f"Organisme : {known_as}, {told}" in typed(letter.text)
    assert "gmail.example" not in letter.text


def test_whoever_says_it_afterwards_is_named(desk: Desk) -> None:
    """An answer to the acknowledgement is enough: nobody needs to type it."""
    application = desk.deposit(compose("Bonjour.", sender="Camille <camille@gmail.example>"))
    acknowledge(desk.session, desk.campaign, at=MORNING)
    thread = desk.notices(application)[-1].message_id

    desk.deposit(
        compose(files={}, sender="Camille <camille@gmail.example>", received="2026-04-20 10:00", In_Reply_To=thread)
    )

    organisation = desk.organisation(application)
    assert (organisation.name, organisation.siret, application.flags) == ("CIDFF de l'Ain", siret(), [])
