"""Silence decides no demand of a public body (CRPA L100-3, L231-1): told by its number, or by a person."""

import pytest
from stdnum import luhn

from models.vocabulary import LegalKind
from tasks.dossiers.identify import identify_dossier
from tasks.implied_decision import mind_silence
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.arrivals import identification
from tests.support.decided import versions
from tests.support.incomplete import lines
from tests.support.mails import compose, said
from tests.tasks.conftest import OpenDesk
from tests.tasks.sessions.test_implied_decision import ACCEPTANCE, either, silence


def commune() -> str:
    """Return the sound SIRET of a fictitious commune."""
    siren = luhn_ended("21019999")
    return luhn_ended(f"{siren}0001")


def luhn_ended(digits: str) -> str:
    """Return some digits with the one that makes them pass Luhn."""
    return digits + luhn.calc_check_digit(digits)


@either
def test_a_commune_has_no_date_and_the_same_notices(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """Case 18: its acknowledgement announces an express decision, and nothing of silence."""
    desk = desk_with(effect)
    application = desk.deposit(compose(said("Commune Exemple", siret=commune()), received="2026-02-01 10:00"))
    acknowledge(desk.session, desk.campaign, at=paris("2026-02-02 09:00"))
    mind_silence(desk.session, desk.campaign, at=paris("2026-06-02 09:00"))

    text = typed(desk.notices(kind="acknowledgement")[0].text)
    assert (application.silence_at, application.next_alarm_at) == (None, None)
    assert ("réputée" in text, "vous sera notifiée par écrit" in text) == (False, True)
    assert [line.event for line in lines(desk, application) if line.event == "silence"] == []


@pytest.mark.parametrize(
    ("kind", "date"), [(LegalKind.public, None), (LegalKind.private, "2026-04-01 23:59:59"), (None, None)]
)
def test_a_person_says_it_where_the_number_does_not(
    desk_with: OpenDesk, kind: LegalKind | None, date: str | None
) -> None:
    """Asked for by `identifier-dossier`: the date goes, or comes, with what is said; left empty, nothing changes."""
    desk = desk_with(ACCEPTANCE)
    number = commune() if kind is not LegalKind.public else None
    told = said("Régie Exemple", siret=number) if number else said("Régie Exemple")
    application = desk.deposit(compose(told, received="2026-02-01 10:00"))

    form = identification(application, legal_kind=kind, **({"identifier": number} if number else {}))
    identify_dossier(desk.session, form, at=paris("2026-02-03 10:00"))

    assert (silence(application), versions(desk, application)) == (date, [])
