"""Two people who act on deposits at the same moment: done once, and neither waits for the other for ever."""

from pathlib import Path

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.dossiers.journal import JournalLine
from models.intake.deposit import Deposit
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import Flag, Status
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.merge import merge
from tasks.dossiers.paper import record_paper
from tasks.dossiers.postmarks import judge_postmark
from tasks.intake.store import Store
from tests.factories import campaign_with, paris
from tests.support.arrivals import identification, letter, merger, paper, verdict
from tests.support.mails import Desk, compose, said, siret
from tests.tasks.dossiers.test_at_once import at_once, counted

AT = paris("2026-05-05 10:00")


def unknown(session: Session, folder: Path, count: int = 2) -> list[Application]:
    """Return dossiers of which nobody knows whose they are."""
    desk = Desk(session, campaign_with(session), Store((folder / "store").as_uri()))
    return [desk.deposit(compose(said(f"Structure {n}"), sender=f"a@s{n}.example")) for n in range(count)]


def test_one_paper_recorded_by_two_people_is_one_deposit(any_database: str) -> None:
    """One dossier, one notice, one line."""
    with transaction(any_database) as session:
        campaign_with(session)

    failed = at_once(any_database, lambda session: record_paper(session, letter(), at=AT), times=4)

    assert failed == []
    assert counted(any_database, Deposit, Application, Organisation, JournalLine, Notice) == [1] * 5


def test_two_papers_of_one_new_organisation_are_one_dossier(any_database: str) -> None:
    """The second finds what the first has just opened."""
    with transaction(any_database) as session:
        campaign_with(session)
    forms = [paper(pieces=["dossier"]), paper(pieces=["annexe-1"])]

    failed = at_once(any_database, lambda session: record_paper(session, forms.pop(), at=AT))

    assert (failed, counted(any_database, Deposit, Application)) == ([], [2, 1])


def test_two_dossiers_named_after_one_organisation_at_once(any_database: str, tmp_path: Path) -> None:
    """It is recorded once, and the second to be named is the possible duplicate."""
    with transaction(any_database) as session:
        forms = [identification(one) for one in unknown(session, tmp_path)]

    failed = at_once(any_database, lambda session: identify_dossier(session, forms.pop(), at=AT))

    with transaction(any_database) as session:
        dossiers = session.exec(select(Application)).all()
        known = session.exec(select(Organisation).where(col(Organisation.siret).is_not(None))).all()
    assert (failed, len(known)) == ([], 1)
    assert {one.organisation_id for one in dossiers} == {known[0].id}
    assert sorted(one.flags for one in dossiers) == [[], [Flag.possible_duplicate]]


def test_two_establishments_named_at_once_flag_each_other(any_database: str, tmp_path: Path) -> None:
    """Each has the other's dossier to write on: neither waits for ever."""
    with transaction(any_database) as session:
        forms = [identification(one, identifier=siret(1, n)) for n, one in enumerate(unknown(session, tmp_path, 4), 1)]

    failed = at_once(any_database, lambda session: identify_dossier(session, forms.pop(), at=AT), times=4)

    with transaction(any_database) as session:
        flags = [one.flags for one in session.exec(select(Application))]
    assert (failed, flags) == ([], [[Flag.same_legal_entity]] * 4)


def test_two_dossiers_joined_each_to_the_other_at_once(any_database: str, tmp_path: Path) -> None:
    """One of the two forms wins; the other is refused, with where things stand."""
    with transaction(any_database) as session:
        first, second = unknown(session, tmp_path)
        for one in (first, second):
            identify_dossier(session, identification(one), at=AT)
        forms = [merger(first, second), merger(second, first)]

    failed = at_once(any_database, lambda session: merge(session, forms.pop(), at=AT))

    with transaction(any_database) as session:
        statuses = sorted(session.exec(select(Application.status)))
    assert statuses == [Status.registered, Status.withdrawn]
    assert [str(error).partition(" : ")[2] for error in failed] == [
        "il est « retiré » : rien ne peut plus y être joint."
    ]


def test_one_verdict_given_twice_at_once_is_one(any_database: str) -> None:
    """One line, and the notice of it once."""
    with transaction(any_database) as session:
        campaign_with(session)
        [application] = record_paper(session, letter(None), at=AT)
        form = verdict(application, "hors délai")

    failed = at_once(any_database, lambda session: judge_postmark(session, form, at=AT))

    assert (failed, counted(any_database, JournalLine, Notice)) == ([], [2, 2])
