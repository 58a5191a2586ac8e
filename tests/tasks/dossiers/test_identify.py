"""A person says which organisation a dossier is from: named, in its circle, and beside its other dossiers."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.forms.intake import IdentificationForm
from models.vocabulary import Event, Flag, NoticeStatus, Status
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.paper import record_paper
from tests.factories import notice, paris, taken
from tests.support.arrivals import identification, letter
from tests.support.incomplete import lines
from tests.support.mails import SENDER, Desk, compose, pdfs, said, siret
from tests.tasks.conftest import OpenDesk

AT = paris("2026-04-20 10:00")
HOUR = timedelta(hours=1)
OTHER_SENDER = "accueil@antenne.example"


def unknown(desk: Desk, text: str | None = None, *, sender: str = SENDER) -> Application:
    """Return a dossier whose mail names nobody, except what `text` says."""
    files = pdfs(["dossier"])
    return desk.deposit(compose(said(None) if text is None else text, files=files, sender=sender))


def identify(desk: Desk, form: IdentificationForm) -> Application:
    """Identify a dossier, and return it as it stands."""
    [application] = identify_dossier(desk.session, form, at=AT)
    desk.session.flush()
    desk.session.refresh(application)
    return application


@pytest.mark.parametrize(
    ("text", "flag"),
    [(None, Flag.unidentified), (said("CIDFF", siret="73282932000075"), Flag.identifier_invalid)],
)
def test_a_dossier_is_identified(desk: Desk, text: str | None, flag: Flag) -> None:
    """Named, numbered, its flag gone; its life goes on, and nobody is written to."""
    application = unknown(desk, text)
    flags = list(application.flags)

    identify(desk, identification(application))

    organisation = desk.organisation(application)
    assert (flags, application.flags) == ([flag], [])
    assert (organisation.name, organisation.siret, organisation.siren) == ("CIDFF de l'Ain", siret(), siret()[:9])
    assert application.status is Status.registered
    assert desk.kinds(application) == ["registration"]


@pytest.mark.parametrize(("number", "column"), [("W012345678", "rna"), ("0010001W", "uai")])
def test_an_association_or_a_school_has_a_number_of_its_own(desk: Desk, number: str, column: str) -> None:
    """Case 28: CRPA R112-9-1 knows three."""
    application = identify(desk, identification(unknown(desk), identifier=number))

    assert getattr(desk.organisation(application), column) == number


def test_the_journal_says_what_was_said_and_by_whom(desk: Desk) -> None:
    """Once, however often the form is sent."""
    application = unknown(desk)

    for _ in range(2):
        identify(desk, identification(application, reason="Téléphoné le 20."))

    _, line = lines(desk, application)
    assert (line.event, line.by, line.status) == (Event.identify, "Mme Essai", Status.registered)
    assert line.reason == f"CIDFF de l'Ain, SIRET {siret()} : Téléphoné le 20."


def test_an_organisation_that_is_known_gets_the_dossier(desk: Desk) -> None:
    """And where it has another one, whoever identifies it is told: a person joins them."""
    first = desk.deposit()
    second = unknown(desk, sender=OTHER_SENDER)

    identify(desk, identification(second))

    assert second.organisation_id == first.organisation_id
    assert (first.flags, second.flags) == ([], [Flag.possible_duplicate])
    assert len(desk.applications()) == 2


def test_what_has_ended_is_no_duplicate(desk: Desk) -> None:
    """A withdrawn candidacy stands in nobody's way."""
    first, second = desk.deposit(), unknown(desk, sender=OTHER_SENDER)
    first.status = Status.withdrawn

    assert identify(desk, identification(second)).flags == []


def test_another_establishment_of_the_same_entity_flags_both(desk: Desk) -> None:
    """Same SIREN, another NIC: two applications, and a person looks."""
    first, second = desk.deposit(), unknown(desk, sender=OTHER_SENDER)

    identify(desk, identification(second, identifier=siret(1, site=2)))

    assert (first.flags, second.flags) == ([Flag.same_legal_entity], [Flag.same_legal_entity])
    assert second.organisation_id != first.organisation_id


def test_a_correction_leaves_the_dossiers_of_the_former_organisation(desk: Desk) -> None:
    """The SIRET was another's: this dossier alone moves."""
    former = desk.deposit()
    former.status = Status.refused
    again = desk.deposit(compose(received="2026-04-16 10:00"))

    identify(desk, identification(again, organisation="MJC", identifier=siret(2)))

    assert (desk.organisation(former).name, desk.organisation(former).siret) == ("CIDFF de l'Ain", siret())
    assert (desk.organisation(again).name, desk.organisation(again).siret) == ("MJC", siret(2))


def test_a_slip_is_put_right_where_it_was_made(desk: Desk) -> None:
    """One organisation, with the right number."""
    application = desk.deposit()

    identify(desk, identification(application, identifier=siret(2)))

    [organisation] = desk.session.exec(select(Organisation)).all()
    assert (organisation.siret, organisation.siren) == (siret(2), siret(2)[:9])


def test_a_mail_finds_the_dossier_by_what_a_person_said(desk: Desk) -> None:
    """From then on its SIRET is enough."""
    application = identify(desk, identification(unknown(desk)))

    found = desk.deposit(compose(said(siret=siret()), sender=OTHER_SENDER, received="2026-04-21 10:00"))

    assert found == application


@pytest.mark.parametrize(("network", "circle"), [("cio", 1), ("Mission locale", 2)])
def test_a_network_that_needs_no_dossier(desk: Desk, network: str, circle: int) -> None:
    """Cases 29 and 30: told so at once, and acknowledged no more."""
    application = unknown(desk)

    identify(desk, identification(application, network=network))

    assert (application.status, application.circle) == (Status.not_required, circle)
    assert application.acknowledge_at is None
    assert desk.kinds(application) == ["registration", "not_required"]
    assert desk.journal(application) == ["registered", "not_required"]


def test_a_dossier_that_is_examined_stays_where_it_is(desk: Desk) -> None:
    """Its circle is right from then on; what becomes of it is a person's matter."""
    application = unknown(desk)
    application.status = Status.under_examination

    identify(desk, identification(application, network="cio"))

    assert (application.status, application.circle) == (Status.under_examination, 1)
    assert desk.journal(application) == ["registered", "under_examination"]


def test_a_network_is_the_one_of_the_day_of_the_receipt(desk_with: OpenDesk) -> None:
    """It ended between the receipt and the form."""
    desk = desk_with({"networks.opacif.valid_until": "2026-04-15"})
    application = unknown(desk)

    identify(desk, identification(application, network="opacif"))

    assert (application.network, application.circle) == ("opacif", 2)


def test_a_network_of_another_day_is_refused(desk: Desk) -> None:
    """With those there were; nothing has changed."""
    application = unknown(desk)

    with pytest.raises(
        Refusal, match=r"Réseau « opacif » : aucun réseau de ce nom au 15/04/2026, jour de la réception"
    ):
        identify(desk, identification(application, network="opacif"))


@pytest.mark.parametrize(
    ("received", "status", "kinds"),
    [
        ("2026-04-15 10:00", Status.registered, ["registration", "not_required"]),
        ("2026-05-02 10:00", Status.late, ["registration", "not_required", "late"]),
    ],
)
def test_a_network_that_was_a_mistake(desk: Desk, received: str, status: Status, kinds: list[str]) -> None:
    """The notice promised it: « traité comme un dossier de candidature, à sa date de réception »."""
    application = desk.deposit(compose(said(réseau="CIO", siret=siret()), received=received))

    identify(desk, identification(application, network="aucun · troisième cercle"))

    assert (application.status, application.network, application.circle) == (status, None, 3)
    assert desk.kinds(application) == kinds
    assert application.acknowledge_at == (paris("2026-04-21 09:00") if status is Status.registered else None)


def test_a_network_there_and_back_is_told_each_time(desk: Desk) -> None:
    """Each is its own reason to write."""
    application = unknown(desk)

    for network, at in (("cio", "2026-04-20 10:00"), ("aucun", "2026-04-20 11:00"), ("cio", "2026-04-20 12:00")):
        identify_dossier(desk.session, identification(application, network=network), at=paris(at))

    assert desk.kinds(application) == ["registration", "not_required", "not_required"]


def test_a_postmark_is_still_to_be_judged_once_a_dossier_is_named(desk: Desk) -> None:
    """Its acknowledgement is not planned by naming it."""
    [application] = record_paper(desk.session, letter(None, network="cio"), at=paris("2026-05-05 10:00"))

    identify(desk, identification(application, network="aucun"))

    assert (application.status, application.acknowledge_at) == (Status.registered, None)
    assert application.flags == [Flag.postmark_unreadable]


def test_an_address_is_put_right(desk: Desk) -> None:
    """The next notices go there; left empty, it stays."""
    application = unknown(desk)

    identify(desk, identification(application, contact="Contact@CIDFF.example"))
    identify(desk, identification(application))

    assert application.contact == "contact@cidff.example"


def test_what_waits_for_the_former_address_leaves_to_the_present_one(desk: Desk) -> None:
    """Nobody is notified at an address that was replaced; what left stays, and an answer goes to who wrote."""
    application = unknown(desk)
    [told] = desk.notices(application)
    waits = notice(desk.session, desk.campaign, due_at=AT, application=application)
    left = notice(desk.session, desk.campaign, due_at=None, application=application, status=NoticeStatus.sent)
    held = notice(desk.session, desk.campaign, due_at=AT, application=application)
    taken(desk.session, held)

    identify(desk, identification(application, contact="accueil@cidff.example"))
    for one in (told, waits, left, held):
        desk.session.refresh(one)

    assert [one.recipient for one in (told, waits, left, held)] == [SENDER, "accueil@cidff.example", SENDER, SENDER]


def test_an_unknown_reference_is_refused(desk: Desk) -> None:
    """By name."""
    application = unknown(desk)

    with pytest.raises(Refusal, match="Dossier « ARA-2026-0009 » : aucun dossier de cette référence"):
        identify(desk, identification(application, reference="ARA-2026-0009"))
