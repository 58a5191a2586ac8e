"""The acts about members as Prefect runs them: recorded whole, told in an artifact, or refused with nothing changed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.acts import table
from flows.command.cli import app
from models.errors import Refusal
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.sending import send_notices
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris, typed
from tests.flows.boards.artifacts import account, done
from tests.support.mails import siret
from tests.support.members import (
    GIVEN,
    JULY,
    NAME,
    REASONS,
    adoption,
    cured,
    draft,
    entry,
    formal,
    member,
    proposal,
    signature,
    termination,
    text,
    text_opinion,
)

OCTOBER, MARCH = paris("2026-10-01 10:00"), paris("2027-03-01 10:00")


@pytest.fixture
def joined(prefect: None, spro: Installation) -> str:
    """Give the number of the only member of a session."""
    with transaction(spro.database) as session:
        return member(session, campaign_with(session), name="CIDFF de l'Ain", siret=siret()).number


def sent(spro: Installation) -> list[str]:
    """Return the subjects of the mails that arrived, as typed."""
    return [typed(mail["Subject"]) for mail in spro.mails()]


def test_an_adopted_text_is_told_with_those_to_sign_it(joined: str) -> None:
    """The run says which version is adopted, and where the list is; a draft is signed by nobody."""
    done(table.deposit_text(draft(), at=OCTOBER))
    assert "Aucune version n'est adoptée : rien ne peut être signé." in account()

    for flow, form in ((table.propose_text, proposal()), (table.advise_text, text_opinion())):
        done(flow(form, at=OCTOBER))
    done(table.adopt_text(adoption(confirmed=True), at=OCTOBER))

    told = account()
    assert "Texte enregistré : cahier des charges, version 1, « adopté »." in told
    assert "1 membre à faire signer, jusqu'au lundi 30 novembre 2026 inclus : la liste est dans « À traiter »." in told


def test_a_signature_is_told_with_its_dossier(prefect: None, spro: Installation) -> None:
    """Accepted, it signs: where it stands, and what comes next."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        text(session, campaign)
        application(session, campaign, Status.accepted)

    done(table.sign(signature(NAME), at=JULY))

    told = account()
    assert "Signature du samedi 18 juillet 2026 enregistrée." in told
    assert "Statut inchangé : « accepté »." in told


def test_an_entry_is_told_with_its_number_and_dates(prefect: None, spro: Installation) -> None:
    """Nothing leaves: the structure is a member by its text."""
    with transaction(spro.database) as session:
        campaign_with(session)

    done(table.enrol(entry(), at=JULY))

    said = "ADH-2026-0001 · Mission locale de l'Ain : membre depuis le jeudi 1er janvier 2026, jusqu'au dimanche 31"
    assert (said in account(), sent(spro)) == (True, [])


def test_a_formal_notice_leaves_and_its_delay_is_told(joined: str, spro: Installation) -> None:
    """Counted from the mail that really left."""
    done(table.give_notice(formal(joined), at=GIVEN))

    told = account()
    assert sent(spro) == [f"[{NAME}] Mise en demeure"]
    assert (
        "envoyée le jeudi 31 décembre 2026 : l'adhésion ne peut être résiliée qu'à partir du dimanche 28 février"
        in told
    )
    assert "Observations attendues jusqu'au mercredi 20 janvier 2027 inclus." in told


def test_a_formal_notice_that_waits_is_told_to_wait(joined: str, spro: Installation) -> None:
    """The mail server is out: no delay runs yet."""
    spro.sink.state("down")

    done(table.give_notice(formal(joined), at=GIVEN))

    assert "La mise en demeure n'est pas encore partie : le délai court de son envoi." in account()


def test_a_membership_ends_and_its_decision_leaves(joined: str, spro: Installation) -> None:
    """With its remedies; the run says that the logo goes."""
    done(
        table.give_notice(formal(joined), at=GIVEN),
        table.terminate(termination(joined, confirmed=True), at=MARCH),
        send_notices.fn(at=MARCH + timedelta(minutes=10)),
    )

    assert sent(spro)[-1] == f"[{NAME}] Décision sur votre adhésion : résiliation"
    assert "Cette adhésion a pris fin ; le logo est retiré." in account()


def test_a_membership_that_may_not_end_yet_is_refused(joined: str, spro: Installation) -> None:
    """In one French sentence, and nothing leaves."""
    with pytest.raises(Refusal, match="qu'à partir du 28/02/2027"):
        done(
            table.give_notice(formal(joined), at=GIVEN),
            table.terminate(termination(joined, confirmed=True), at=paris("2027-02-27 10:00")),
        )

    assert len(sent(spro)) == 1


def test_a_notice_that_was_heeded_is_closed(joined: str, spro: Installation) -> None:
    """And the member reads it."""
    done(table.give_notice(formal(joined), at=GIVEN), table.cure(cured(joined), at=paris("2027-01-15 10:00")))

    assert sent(spro)[-1] == f"[{NAME}] Mise en demeure : close sans effet"


def test_who_has_no_mailbox_is_told_to_be_written_to(prefect: None, spro: Installation) -> None:
    """A structure that never wrote gets its decision by post."""
    with transaction(spro.database) as session:
        number = member(session, campaign_with(session), dossier=False, circle=2).number
    posted = formal(number, posted_on=date(2026, 12, 31))

    done(table.give_notice(posted, at=GIVEN), table.terminate(termination(number, confirmed=True), at=MARCH))

    assert ("adressez-lui la décision par lettre recommandée" in account(), sent(spro)) == (True, [])


def test_nobody_is_named_in_an_account(joined: str) -> None:
    """Roles, references and organisations; the signatory and the reasons are in the letter."""
    done(
        table.give_notice(formal(joined), at=GIVEN),
        table.terminate(termination(joined, confirmed=True), at=MARCH),
    )

    told = account()
    assert [word for word in ("Camille", REASONS, "@") if word in told] == []


def test_the_command_writes_the_register(spro: Installation, tmp_path: Path) -> None:
    """`spro register DIR --on DATE`, for whoever has no console."""
    with transaction(spro.database) as session:
        member(session, campaign_with(session))

    typed = CliRunner().invoke(app, ["register", str(tmp_path / "registre"), "--on", "2026-10-01"])

    assert typed.exit_code == 0, typed.output
    assert "1 membre au jeudi 1er octobre 2026" in typed.output
    assert len(list((tmp_path / "registre").iterdir())) == 6


def test_the_command_needs_a_session(spro: Installation, tmp_path: Path) -> None:
    """Before the first one there are no members; the message says so."""
    typed = CliRunner().invoke(app, ["register", str(tmp_path / "registre")])

    assert isinstance(typed.exception, Refusal)
    assert "aucune session n'est ouverte" in str(typed.exception)
