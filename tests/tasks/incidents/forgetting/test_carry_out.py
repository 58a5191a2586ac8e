"""What is over and was approved is forgotten: nothing of it is left that is anybody's, and nothing else is touched."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable
from sqlmodel import SQLModel, col, delete, select, update

from models.dossiers.application import Application, Organisation
from models.dossiers.forgetting import ArchivePackage, Erasure, Hold, HoldGround, Purge
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.handling import PurgeForm
from models.members.agreement import Agreement, Amendment
from models.members.membership import Membership
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from tasks.console.pages.figures import completeness_of, funnel_of
from tasks.incidents.forgetting.carry_out import carry_out
from tasks.incidents.forgetting.package import write_package
from tasks.incidents.forgetting.proposal import approve
from tasks.incidents.proof.seal import seal
from tasks.incidents.proof.verified import verify
from tasks.intake.store import Store
from tests.conftest import ON_SQLITE
from tests.support.members import member
from tests.tasks.console.person.person import PIECE, RAW, SHE
from tests.tasks.incidents.forgetting.over import DECIDED, LATER, all_text, approved, over, proposed


@pytest.fixture
def installed(any_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the database of an installation."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path / "installation"))
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    return any_database


@pytest.fixture
def reference(installed: str) -> str:
    """Have her time over, and all that was written sealed; give her reference."""
    named = over(installed)
    seal(installed, at=DECIDED)
    return named


def dossier(database: str, reference: str) -> list[int]:
    """Have the dossier of a reference alone forgotten."""
    return approved(database, *(unit for unit in proposed(database) if unit.name == reference))


def kept(digest: str) -> bool:
    """Return True if the store has a content."""
    return [*Store(Settings().store).digests(digest)] != []


def test_nothing_of_hers_is_left(installed: str, reference: str) -> None:
    """In no table, but where she stands for another: seats, advice, letters to desks; nor in the store."""
    before = all_text(installed)

    dossier(installed, reference)

    with reading(installed) as session:
        hers = session.exec(select(Application).where(Application.reference == reference)).one()
        letters = session.exec(select(Notice.text).where(Notice.application_id == hers.id)).all()
    assert "Anne ne remplit pas" in before
    assert "Anne ne remplit pas" not in all_text(installed)
    assert (hers.contact, {*letters}) == ("effacé", {"effacé"})
    assert not kept(sha256(RAW).hexdigest())


@ON_SQLITE
def test_a_content_that_another_dossier_has_stays(installed: str, reference: str) -> None:
    """The same annex was sent by both."""
    dossier(installed, reference)

    assert kept(sha256(PIECE).hexdigest())


@ON_SQLITE
@pytest.mark.parametrize("of", [Agreement, Amendment])
def test_a_content_that_a_convention_names_stays(installed: str, reference: str, of: type[SQLModel]) -> None:
    """Signed, it came by a mail that is forgotten: the convention, or its amendment, still has it."""
    named = {of: sha256(RAW).hexdigest()}
    signed: dict[str, Any] = {"signed_on": date(2026, 3, 1), "by": "DFOR", "at": DECIDED}
    with transaction(installed) as session:
        agreed: dict[str, Any] = {"region_id": "ara", "name": "État-Région", "ends_on": date(2028, 12, 31)}
        convention = Agreement(**agreed, **signed, sha256=named.get(Agreement))
        session.add(convention)
        session.flush()
        asked: dict[str, Any] = {"subject": "Durée", "asked_by": "region", "opinion_on": date(2026, 2, 1), "number": 1}
        moved: dict[str, Any] = {"agreement_id": convention.id, "former_ends_on": date(2028, 12, 31)}
        session.add(Amendment(**asked, **moved, **signed, sha256=named.get(Amendment)))

    dossier(installed, reference)

    assert kept(sha256(RAW).hexdigest())


@ON_SQLITE
def test_no_figure_changes(installed: str, reference: str) -> None:
    """Those of the session are what they were."""

    def figures() -> object:
        with reading(installed) as session:
            campaign = session.exec(select(Campaign)).one()
            return funnel_of(session, campaign), completeness_of(session, campaign)

    before = figures()
    approved(installed)

    assert figures() == before


def test_the_proof_says_what_was_erased(installed: str, reference: str) -> None:
    """Nothing is wrong, and so many lines were erased by a certificate, which is sealed itself."""
    approved(installed)

    verified = verify(Settings())
    assert (verified.fault, verified.waiting) == (None, 0)
    assert verified.erased > 0
    assert verified.certificates == [(1, LATER)]


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (update(JournalLine).where(col(JournalLine.reason).is_(None)).values(reason="Rien."), "certificat n° 1"),
        (update(Erasure).values(lines={}), "modifiée depuis qu'elle est scellée"),
        (update(Purge).values(certificate="{}"), "diffère : texte du certificat"),
        (delete(Erasure), "modifiée depuis qu'elle est scellée"),
    ],
)
def test_what_no_certificate_covers_is_found(installed: str, reference: str, changes: Executable, said: str) -> None:
    """What is left is changed, the certificate is, or what it covers is told no more."""
    dossier(installed, reference)

    with transaction(installed) as session:
        session.execute(changes)

    assert said in (verify(Settings()).fault or "")


@ON_SQLITE
def test_what_is_deleted_beside_is_found(installed: str, reference: str) -> None:
    """A certificate covers what it names, and nothing else."""
    dossier(installed, reference)

    with transaction(installed) as session:
        session.execute(delete(JournalLine).where(col(JournalLine.reason) == "Contact : paul@mlj.example"))

    assert "supprimée depuis qu'elle est scellée" in (verify(Settings()).fault or "")


@pytest.mark.parametrize("again", [False, True])
def test_a_membership_without_a_dossier_goes_with_its_structure(installed: str, reference: str, again: bool) -> None:  # noqa: FBT001
    """Unless the structure belongs again by another."""
    with transaction(installed) as session:
        campaign = session.exec(select(Campaign)).one()
        ended = member(session, campaign, name="APEC", dossier=False, ends_on=date(2026, 7, 9))
        if again:
            member(session, campaign, name="APEC", dossier=False, organisation_id=ended.organisation_id, ends_on=None)
        name, number = ended.number, ended.id

    approved(installed, *(unit for unit in proposed(installed) if unit.name == name))

    with reading(installed) as session:
        erased = session.exec(select(Erasure.of, Erasure.row)).all()
        named = session.get_one(Organisation, session.get_one(Membership, number).organisation_id).name
    assert (erased, named) == ([("membership", number)], "APEC" if again else "effacé")
    assert verify(Settings()).fault is None


def test_it_is_done_once(installed: str, reference: str) -> None:
    """Interrupted before its certificate, it is finished; finished, nothing more happens."""
    dossier(installed, reference)
    with transaction(installed) as session:
        session.execute(update(Purge).values(done_at=None, certificate=None))

    assert carry_out(Settings(), at=LATER) == [1]
    assert carry_out(Settings(), at=LATER) == []
    with reading(installed) as session:
        assert len(session.exec(select(Erasure)).all()) == 1


@ON_SQLITE
def test_the_certificate_names_nobody(installed: str, reference: str) -> None:
    """But who approved it: references, rules, numbers and digests."""
    dossier(installed, reference)

    with reading(installed) as session:
        said = json.loads(session.exec(select(Purge.certificate)).one() or "")
    [erased] = said["effacé"]
    assert (said["autorisé par"], said["visa des archives départementales"]) == (
        "Mme Essai",
        "Visa du 1er juillet 2031",
    )
    assert (erased["nom"], erased["règle"], erased["conservé jusqu'au"]) == (
        reference,
        "candidature refusée",
        "2031-07-09",
    )
    assert SHE not in json.dumps(said)


def test_what_a_person_keeps_since_is_left(installed: str, reference: str) -> None:
    """Even once it was approved; the certificate says why, in words of ours."""
    [unit] = [one for one in proposed(installed) if one.name == reference]
    with transaction(installed) as session:
        hold = Hold(application_id=unit.key[1], ground=HoldGround.access, reason="Mme A.", by="M. Essai", at=DECIDED)
        session.add(hold)

    approved(installed, unit)

    with reading(installed) as session:
        said = json.loads(session.exec(select(Purge.certificate)).one() or "")
    assert (said["effacé"], said["conservé"]) == ([], [{"nom": reference, "motif": "demande d'accès en cours"}])


@ON_SQLITE
def test_a_mail_server_that_does_not_answer_keeps_the_certificate_waiting(
    installed: str, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is forgotten is so at once; that its mails are gone is certified once they are."""
    with monkeypatch.context() as away:
        away.setattr("tasks.mailboxes.connection.PAUSES", ())
        away.setenv("SPRO_MAILBOX_URL", "imap://depot:secret@127.0.0.1:9/INBOX")
        first = dossier(installed, reference)
        forgotten = "Anne ne remplit pas" not in all_text(installed)

    assert (first, forgotten, carry_out(Settings(), at=LATER)) == ([], True, [1])


def test_a_package_that_was_named_is_compared(installed: str, reference: str, tmp_path: Path) -> None:
    """What is not in it is said; one that was never written is refused."""
    written = write_package(Settings(), tmp_path / "versement", at=LATER)
    with transaction(installed) as session:
        session.exec(select(ArchivePackage)).one().units = []

    with reading(installed) as session:
        unpacked = approve(session, purge(written.hash if written else ""), at=LATER).unpacked
        with pytest.raises(Refusal, match="aucun versement n'a cette empreinte"):
            approve(session, purge("9b1e"), at=LATER)

    assert reference in {unit.name for unit in unpacked}


@ON_SQLITE
def test_what_is_in_the_package_is_not_said_to_lack(installed: str, reference: str, tmp_path: Path) -> None:
    """However its hash is typed."""
    written = write_package(Settings(), tmp_path / "versement", at=LATER)

    with reading(installed) as session:
        proposal = approve(session, purge((written.hash if written else "").upper()), at=LATER)

    assert (proposal.unpacked, reference in {unit.name for unit in proposal.units}) == ((), True)


def purge(package: str) -> PurgeForm:
    """Return the form that names a package."""
    return PurgeForm(visa="Visa du 1er juillet 2031", package=package, by="Mme Essai")
