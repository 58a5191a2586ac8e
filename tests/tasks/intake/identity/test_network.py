"""A network that a name tells is a person's to confirm: until then nothing is asked, and nobody is told."""

import pytest

from models.dossiers.application import Application
from models.vocabulary import Flag, Status
from tasks.dossiers.identify import identify_dossier
from tasks.sessions.daily import acknowledge, carry_over, remind_of_deposit
from tests.factories import campaign_with, paris, typed
from tests.support.arrivals import identification
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret

NEXT, LATER, LAST = paris("2026-04-16 09:00"), paris("2026-04-20 10:00"), paris("2026-04-29 09:00")
NAME = "MISSION LOCALE DU VELAYCITE NEGOCIA"


def deposited(desk: Desk, **lines: str) -> Application:
    """Return the dossier of a mission locale that brings one piece."""
    return desk.deposit(compose(said(NAME, siret=siret(), **lines), files=pdfs(["dossier"])))


def identified(desk: Desk, application: Application, network: str) -> Application:
    """Have a person say which network it is."""
    identify_dossier(desk.session, identification(application, organisation=NAME, network=network), at=LATER)
    desk.session.flush()
    desk.session.refresh(application)
    return application


def test_a_network_that_a_name_tells_is_proposed(desk: Desk) -> None:
    """Flagged, and held: seven pieces are not asked of a mission locale on the next morning."""
    application = deposited(desk)

    assert acknowledge(desk.session, desk.campaign, at=NEXT) == 0
    assert (application.status, application.network, application.circle) == (Status.registered, None, 3)
    assert (application.flags, application.acknowledge_at) == ([Flag.network_unsure], LAST)
    assert desk.kinds(application) == ["registration"]


def test_a_network_that_the_mail_states_is_told_at_once(desk: Desk) -> None:
    """By the system alone, as its words are certain."""
    application = deposited(desk, réseau="Mission locale")

    assert (application.status, application.flags) == (Status.not_required, [])
    assert desk.kinds(application) == ["registration", "not_required"]


def test_what_is_stated_in_other_words_is_proposed(desk: Desk) -> None:
    """« Missions locales d'Auvergne » is no name of the region file."""
    mail = compose(said("MLJ", siret=siret(), réseau="réseau des missions locales"), files={})

    assert desk.deposit(mail).flags == []
    mail = compose(said("ML 43", siret=siret(2), réseau="Mission locale du Velay"), files={}, sender="a@ml.example")
    assert desk.deposit(mail).flags == [Flag.network_unsure]


@pytest.mark.parametrize(
    ("network", "status", "kinds"),
    [
        ("Missions locales", Status.not_required, ["registration", "not_required"]),
        ("aucun", Status.registered, ["registration"]),
    ],
)
def test_a_person_settles_it(desk: Desk, network: str, status: Status, kinds: list[str]) -> None:
    """It is told that it needs none, or acknowledged on the next morning."""
    application = identified(desk, deposited(desk), network)

    assert (application.status, application.flags, desk.kinds(application)) == (status, [], kinds)
    due = paris("2026-04-21 09:00") if status is Status.registered else None
    assert application.acknowledge_at == due


def test_it_is_acknowledged_within_the_ten_days_all_the_same(desk: Desk) -> None:
    """Without a request; and a person may still say that it needs none."""
    application = deposited(desk)
    acknowledge(desk.session, desk.campaign, at=LAST)
    desk.session.refresh(application)
    letter = typed(desk.notices(application)[-1].text)

    done = [work(desk.session, desk.campaign, at=paris("2026-06-02 09:00")) for work in (carry_over, remind_of_deposit)]
    status = application.status
    identified(desk, application, "Missions locales")

    assert (status, done) == (Status.incomplete, [0, 0])
    assert "vérifie si votre organisme fait partie d'un réseau" in letter
    assert "À faire" not in letter
    assert (application.status, desk.kinds(application)[-1]) == (Status.not_required, "not_required")
    assert "D'après les indications" not in typed(desk.notices(application)[-1].text)


def test_who_gives_its_name_afterwards_is_looked_at_too(desk: Desk) -> None:
    """The name that an answer gives tells as much."""
    application = desk.deposit(compose(said(None), files=pdfs(["dossier"])))
    thread = desk.notices(application)[-1].message_id

    desk.deposit(compose(said(NAME, siret=siret()), files={}, received="2026-04-15 11:00", In_Reply_To=thread))

    assert (application.flags, application.acknowledge_at) == ([Flag.network_unsure], LAST)


def test_where_nobody_needs_a_dossier_a_stranger_is_shown(desk: Desk) -> None:
    """As in a Région that has a list of networks and no call: a CCAS is not told that it is one of them."""
    none = {f"circles.{number}.application": "not_required" for number in (1, 2, 3)}
    there = Desk(desk.session, campaign_with(desk.session, none, year=2027), desk.store)
    mail = compose(said("CCAS de Lens", siret=siret(9)), files=pdfs(PIECES), received="2027-04-01 10:00")

    application = there.deposit(mail)

    assert (application.status, application.flags) == (Status.registered, [Flag.network_unsure])
    assert there.kinds(application) == ["registration"]
