"""A dossier that is late by one mail and in time by another, which was read after it, is in time."""

from email.message import EmailMessage

from models.dossiers.application import Application
from models.vocabulary import Event, Status
from tests.factories import paris, typed
from tests.support.incomplete import lines, owe, read
from tests.support.mails import Desk, compose, pdfs, said, siret

LATE, READ = "2026-05-04 10:00", "2026-05-06 10:00"


def mail(*pieces: str, received: str) -> EmailMessage:
    """Return what the same organisation sent."""
    return compose(said(siret=siret()), files=pdfs(pieces), received=received)


def read_after(desk: Desk, first: EmailMessage) -> Application:
    """Return the dossier of a late mail, once one that had come before was read."""
    application = desk.deposit(mail("dossier", "annexe-1", received=LATE))
    assert application.status is Status.late
    owe(desk, LATE)
    desk.deposit(first, at=paris(READ))
    return application


def test_it_is_in_time_by_its_first_mail(desk: Desk) -> None:
    """At the place of that receipt, acknowledged on the next morning; the journal says why."""
    application = read_after(desk, mail("annexe-2", received="2026-04-28 10:00"))

    assert (application.status, application.received_at) == (Status.registered, paris("2026-04-28 10:00"))
    assert (application.acknowledge_at, application.flags) == (paris("2026-05-07 09:00"), [])
    assert [(one.event, one.reason) for one in lines(desk, application)][-1] == (
        Event.restore,
        "reçu à temps, mais lu plus tard",
    )


def test_the_same_sent_once_more_is_in_time_by_the_first(desk: Desk) -> None:
    """Whoever is not sure sends it again, and we read that first."""
    application = read_after(desk, mail("dossier", "annexe-1", received="2026-04-28 10:00"))

    assert (application.status, application.received_at) == (Status.registered, paris("2026-04-28 10:00"))


def test_its_applicant_is_told_that_the_letter_is_void(desk: Desk) -> None:
    """The letter that called it late is named, with the day on which it left."""
    application = read_after(desk, mail("annexe-2", received="2026-04-28 10:00"))

    [letter] = desk.notices(application, kind="corrected")
    assert typed(letter.subject).endswith("Votre dossier est arrivé dans les délais")
    assert "Dépôt hors délai, le lundi 4 mai 2026" in read(letter)


def test_what_brought_nothing_of_it_changes_nothing(desk: Desk) -> None:
    """A question asked in time is no deposit in time."""
    question = compose("Une question.", files={}, received="2026-04-28 10:00")
    application = desk.deposit(mail("dossier", received=LATE))

    desk.register(question, at=paris(READ))

    assert application.status is Status.late


def test_another_late_mail_changes_nothing(desk: Desk) -> None:
    """Received earlier, and after the last day all the same."""
    application = read_after(desk, mail("annexe-2", received="2026-05-02 10:00"))

    assert (application.status, application.received_at) == (Status.late, paris(LATE))
