"""What no person wrote opens nothing and is not answered; what it brings is shown to a person all the same."""

from email.message import EmailMessage

import pytest
from sqlmodel import select, update

from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.notices import Notice
from models.vocabulary import NoticeStatus, Status
from notifications.outbox.doubts import is_doubted
from tests.factories import application as dossier
from tests.factories import notice, paris
from tests.support.mails import SENDER, Desk, compose, pdfs, said, siret
from tests.tasks.intake.bounces import RECEIVED, recipient, report
from tests.tasks.reading.mail.corpus.drawn import BOUNCED, FORMATS, LATE, drawn

SHOWN = "Message resté sans réponse (automatique, de liste ou tenu pour indésirable) qui apporte"


def decided(desk: Desk, message_id: str) -> Notice:
    """Return the letter of a refusal, which a mail server took."""
    application = dossier(desk.session, desk.campaign, Status.refused)
    return notice(
        desk.session,
        desk.campaign,
        application=application,
        kind="refused",
        key=f"{application.reference}/refused/1",
        message_id=message_id,
        status=NoticeStatus.sent,
        sent_at=paris("2026-07-09 10:00"),
        due_at=None,
    )


def only(desk: Desk, mail: EmailMessage | bytes) -> Deposit:
    """Register a mail that opens no dossier, and return its row."""
    assert desk.register(mail) is None
    [deposit] = desk.deposits()
    assert (desk.applications(), desk.notices()) == ([], [])
    return deposit


DOUBTED = paris("2026-07-09 10:00")


@pytest.mark.parametrize("name", FORMATS[BOUNCED])
def test_a_letter_that_comes_back_in_any_form_is_noted_and_told(desk: Desk, name: str) -> None:
    """No dossier, no answer: bounced, and the Région is alerted."""
    one = next(mail for mail in drawn(1) if (mail.what, mail.format) == (BOUNCED, name))
    letter = decided(desk, one.letter)

    desk.register(one.raw)

    desk.session.refresh(letter)
    assert letter.status is NoticeStatus.bounced
    assert [told.kind for told in desk.notices()] == ["refused", "alert"]
    assert len(desk.applications()) == 1


@pytest.mark.parametrize("name", FORMATS[LATE])
def test_a_letter_that_is_late_in_any_form_stands_as_it_is(desk: Desk, name: str) -> None:
    """A warning changes nothing: the server still tries."""
    one = next(mail for mail in drawn(1) if (mail.what, mail.format) == (LATE, name))
    letter = decided(desk, one.letter)

    desk.register(one.raw)

    desk.session.refresh(letter)
    assert (letter.status, letter.delivered_at) == (NoticeStatus.sent, None)
    assert [told.kind for told in desk.notices()] == ["refused"]


def test_what_comes_to_the_address_of_a_letter_is_about_it(desk: Desk) -> None:
    """Each leaves with an address of its own: nothing of it needs to be returned, nor be understood."""
    letter = decided(desk, f"<{'0a' * 16}@example.invalid>")
    said_elsewhere = compose("Viestiä ei voitu toimittaa.", files={}, sender="Postmaster@mjc.example", message_id=None)
    said_elsewhere.replace_header("To", f"depot-spro+{'0a' * 16}@example.invalid")

    desk.register(said_elsewhere)

    desk.session.refresh(letter)
    assert letter.status is NoticeStatus.bounced


def test_an_absence_that_comes_to_the_address_of_a_letter_changes_nothing(desk: Desk) -> None:
    """It arrived; nobody is answered, though no header says that a program wrote (RFC 3834, 4)."""
    letter = decided(desk, f"<{'0a' * 16}@example.invalid>")
    absent = compose("Je suis absente, de retour lundi.", files={}, subject="Votre envoi")
    absent.replace_header("To", f"depot-spro+{'0a' * 16}@example.invalid")

    assert desk.register(absent) is None

    desk.session.refresh(letter)
    assert letter.status is NoticeStatus.sent
    assert desk.deposits()[0].nature is Nature.automatic


def test_a_report_may_name_a_letter_by_its_envelope(desk: Desk) -> None:
    """What we gave with it comes back (RFC 3461), though nothing of the letter does."""
    letter = decided(desk, f"<{'0a' * 16}@example.invalid>")
    raw = report("<perdu@ailleurs.example>", returned="bare")

    desk.register(raw.replace(b"Reporting-MTA:", f"Original-Envelope-Id: {'0a' * 16}\r\nReporting-MTA:".encode()))

    desk.session.refresh(letter)
    assert letter.status is NoticeStatus.bounced


def test_a_report_of_success_is_kept_as_the_proof(any_desk: Desk) -> None:
    """Never « bounced »: the day on which a server says that it delivered, and the mail by which it does."""
    letter = decided(any_desk, "<abc@example.invalid>")

    assert any_desk.register(report(letter.message_id, recipient(action="delivered", diagnostic=None))) is None
    any_desk.register(report(letter.message_id, recipient(action="delivered"), received="2026-07-10 10:00", name="2"))

    any_desk.session.refresh(letter)
    assert letter.status is NoticeStatus.sent
    assert letter.delivered_at == paris(RECEIVED)
    assert letter.attested_by is not None
    assert [told.kind for told in any_desk.notices()] == ["refused"]


def test_a_proof_settles_a_letter_that_may_leave_again(any_desk: Desk) -> None:
    """It had left: it does not leave again, and nobody has to look at it."""
    letter = decided(any_desk, "<abc@example.invalid>")
    any_desk.session.execute(update(Notice).values(status="queued", due_at=DOUBTED, doubted_at=DOUBTED))

    any_desk.register(report(letter.message_id, recipient(action="delivered", diagnostic=None)))

    any_desk.session.refresh(letter)
    assert (letter.status, letter.sent_at, letter.due_at) == (NoticeStatus.sent, DOUBTED, None)
    assert any_desk.session.exec(select(Notice.id).where(is_doubted())).first() is None


@pytest.mark.parametrize(
    ("mail", "nature"),
    [
        (compose("Voici.", files={"scan0001.pdf": b"%PDF-1.4"}, X_Spam_Flag="YES"), Nature.spam),
        (compose("Voici.", files={"scan0001.pdf": b"%PDF-1.4"}, Auto_Submitted="auto-generated"), Nature.automatic),
        (compose("Voici.", files={"scan0001.pdf": b"%PDF-1.4"}, List_Id="<reseau.example>"), Nature.bulk),
        (compose("Voici.", files=pdfs(["dossier"]), sender="scanner-noreply@mjc.example"), Nature.automatic),
    ],
)
def test_what_gets_no_answer_and_brings_files_is_shown(desk: Desk, mail: EmailMessage, nature: Nature) -> None:
    """Whatever they are called: a scanner, a portal or a filter at fault may stand between a person and us."""
    deposit = only(desk, mail)

    assert (deposit.nature, deposit.trouble) == (nature, f"{SHOWN} des fichiers.")


def test_what_gets_no_answer_and_names_an_organisation_is_shown(desk: Desk) -> None:
    """A number that stands its check, and nothing else."""
    assert only(desk, compose(said(siret=siret()), files={}, X_Spam_Flag="YES")).trouble == (
        f"{SHOWN} un numéro d'organisme."
    )


@pytest.mark.parametrize(
    ("until", "said_of_it"),
    [
        ("Il sera supprimé le 30/04/2026.", " avant le jeudi 30 avril 2026"),
        ("Disponible jusqu'au 1er mai 2026.", " avant le vendredi 1er mai 2026"),
        ("Valable jusqu'au 31/02/2026.", ""),
        ("", ""),
    ],
)
def test_files_behind_a_link_are_shown_with_their_last_day(desk: Desk, until: str, said_of_it: str) -> None:
    """Nothing is received until they are; nobody at a robot's is answered, and no link is followed."""
    text = f"a@mjc.example vous a envoyé un pli. {until}\nTélécharger : https://transfert.example/pli/7f3a"

    deposit = only(desk, compose(text, files={}, sender="Service de transfert <noreply@transfert.example>"))

    assert deposit.trouble == f"{SHOWN} un lien à télécharger{said_of_it} : rien n'est encore reçu."


@pytest.mark.parametrize(
    "mail",
    [
        compose("Votre demande est enregistrée.", files={}, sender="ne-pas-repondre@portail.example"),
        compose("Lettre du réseau.", files={"logo.png": b"x"}, List_Id="<reseau.example>"),
        compose("Je suis absente.", files={}, X_Apple_Action="VACATION", subject="Reponse"),
    ],
)
def test_what_brings_nothing_is_set_aside_in_silence(desk: Desk, mail: EmailMessage) -> None:
    """It is kept, as everything that comes."""
    assert only(desk, mail).trouble is None


def test_an_absence_is_no_answer_to_a_request(desk: Desk) -> None:
    """No « Compléments reçus », though it is in the thread of the dossier."""
    application = desk.deposit(compose(files=pdfs(["dossier"])))
    [told] = desk.notices(application)

    desk.register(compose("De retour le 11.", files={}, X_Apple_Action="VACATION", In_Reply_To=told.message_id))

    assert desk.kinds(application) == ["registration"]


def test_who_asks_others_not_to_answer_by_themselves_is_a_person(desk: Desk) -> None:
    """A header of Outlook's: registered, told, and a dossier."""
    application = desk.deposit(compose(X_Auto_Response_Suppress="DR, OOF, AutoReply"))

    assert desk.kinds(application) == ["registration"]


@pytest.mark.parametrize("asked", ["depot-spro@example.invalid", "DEPOT-SPRO@example.invalid"])
def test_none_of_our_own_addresses_is_answered(desk: Desk, asked: str) -> None:
    """A mail program set up by a copy of our address: who wrote is told, and is the contact of the dossier."""
    application = desk.deposit(compose(Reply_To=asked))

    assert application.contact == SENDER
    assert [one.recipient for one in desk.notices()] == [SENDER]


def test_a_mail_whose_parts_cannot_be_told_apart_came_damaged(desk: Desk) -> None:
    """Its sender is told so, and how to send it again: no archive is spoken of."""
    raw = compose().as_bytes()
    boundary = raw.partition(b'boundary="')[2].partition(b'"')[0]

    application = desk.deposit(raw.replace(b"--" + boundary, b"--autre"))

    [refused] = desk.notices(application, kind="file_refused")
    text = " ".join(refused.text.split())
    assert "le message est arrivé endommagé" in text
    assert "archive" not in text
