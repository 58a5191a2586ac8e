"""What a person writes: to whoever wrote, or to the contact of a dossier, in the thread of the mail that it answers."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.intake.deposit import Deposit, number_of
from models.notices import Notice
from models.vocabulary import Event
from tasks.dossiers.letters.write import write
from tasks.dossiers.seen import unread
from tests.factories import application as dossier
from tests.factories import paris, typed
from tests.support.mails import SENDER, Desk, compose, pdfs
from tests.tasks.dossiers.letters.letters import letter_to, letters

AT, LATER = paris("2026-04-16 10:00"), paris("2026-04-17 10:00")
QUESTION = "Notre association accueille des adultes. Peut-elle candidater ?"
ASKED = {"subject": "Re: Question"}


def waits(desk: Desk) -> Application:
    """Return a dossier, whose contact is who writes where nobody else is said to."""
    return dossier(desk.session, desk.campaign, contact=SENDER)


def arrived(desk: Desk, text: str = QUESTION, **headers: Any) -> Deposit:  # noqa: ANN401  headers of a mail
    """Have somebody write, without a file unless it is said otherwise."""
    deposit = desk.receive(compose(text, **{"files": {}, **ASKED, **headers}))
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)
    return deposit


def wrote(desk: Desk, *, at: datetime = AT, **said: Any) -> Notice:  # noqa: ANN401  fields of the form
    """Write a letter, and return the latest."""
    write(desk.session, letter_to(**said), at=at)
    return letters(desk.session)[-1]


def journal(desk: Desk) -> list[tuple[str, str | None]]:
    """Return who wrote letters, and what the journal says of each."""
    lines = select(JournalLine.by, JournalLine.reason).where(JournalLine.event == Event.write)
    return list(desk.session.exec(lines))


def test_a_question_is_answered_in_its_thread(desk: Desk) -> None:
    """To whoever asked, with who answers and of which service (CRPA L111-2), under the number of the arrival."""
    deposit = arrived(desk)

    letter = wrote(desk, arrival=f"envoi-{deposit.id}")

    number = number_of(deposit, desk.campaign.rules.zone)
    assert (letter.recipient, letter.in_reply_to) == (SENDER, deposit.message_id)
    assert (letter.subject, letter.deposit_id) == (f"[{number}] Re: Question", deposit.id)
    for words in ("Camille Essai, chargée de mission", "Direction de la Formation et de l'Orientation", number):
        assert words in typed(letter.text)


def test_what_was_answered_is_read(desk: Desk) -> None:
    """By whoever answered; nothing waits any more."""
    deposit = arrived(desk)
    waited = unread(desk.session, desk.campaign)

    wrote(desk, arrival=f"envoi-{deposit.id}")

    assert [one.partition(" ")[0] for one in waited] == [f"envoi-{deposit.id}"]
    assert (deposit.seen_at, deposit.seen_by) == (AT, "Camille Essai")
    assert unread(desk.session, desk.campaign) == []


def test_files_that_nobody_has_looked_at_still_wait(desk: Desk) -> None:
    """An answer says nothing of them."""
    desk.deposit(compose(files=pdfs(["dossier"])))
    deposit = arrived(desk, "Nous retirons notre candidature.", files=pdfs(["scan0001"]))
    assert deposit.wish

    wrote(desk, arrival=f"envoi-{deposit.id}")

    assert deposit.seen_at == AT
    assert [one.partition(" ")[0] for one in unread(desk.session, desk.campaign)][-1:] == [f"envoi-{deposit.id}"]


def test_the_contact_of_a_dossier_is_written_to(desk: Desk) -> None:
    """Under its reference, and the journal says who wrote, about what."""
    application = waits(desk)

    letter = wrote(desk, reference=application.reference, subject="Votre appel de ce matin")

    assert (letter.recipient, letter.application_id) == (application.contact, application.id)
    assert typed(letter.subject) == f"[{application.reference}] Votre appel de ce matin"
    assert journal(desk) == [("Camille Essai", "« Votre appel de ce matin »")]


def test_an_answer_keeps_the_subject_once(desk: Desk) -> None:
    """Neither our numbers nor « Re: » pile up in an exchange that lasts."""
    application = waits(desk)
    said = f"RE: [{application.reference}] Re : Nos annexes"
    deposit = arrived(desk, "Quand serons-nous fixés ?", subject=said)

    letter = wrote(desk, arrival=f"envoi-{deposit.id}")

    number = number_of(deposit, desk.campaign.rules.zone)
    assert typed(letter.subject) == f"[{application.reference}] Re: Nos annexes"
    assert journal(desk) == [("Camille Essai", f"« Re: Nos annexes », en réponse à l'envoi {number}")]


def test_a_letter_is_written_once(desk: Desk) -> None:
    """Sent again in the same words, even the day after; other words are another letter."""
    application = waits(desk)
    for at, text in ((AT, "Oui."), (LATER, "Oui."), (LATER, "Non.")):
        wrote(desk, at=at, reference=application.reference, text=text)

    assert len(letters(desk.session)) == len(journal(desk)) == 2


def test_what_the_applicant_answers_is_of_the_dossier(desk: Desk) -> None:
    """By the Message-ID of the letter, as for any notice, from whatever address and under whatever subject."""
    application = waits(desk)
    letter = wrote(desk, reference=application.reference)

    answer = arrived(
        desk,
        "Merci.",
        sender="autre@ailleurs.example",
        subject="Merci",
        In_Reply_To=letter.message_id,
    )

    assert answer.application_id == application.id


def test_whoever_is_not_the_contact_reads_nothing_of_the_dossier(desk: Desk) -> None:
    """Anybody may write a reference in a mail: the answer shows the number of that mail, and encloses no piece (CRPA
    R112-11-3)."""
    application = waits(desk)
    said = f"Question sur {application.reference}"
    deposit = arrived(desk, sender="curieux@ailleurs.example", subject=said)
    assert deposit.application_id == application.id

    letter = wrote(desk, arrival=f"envoi-{deposit.id}", subject="Votre question")

    assert typed(letter.subject) == f"[{number_of(deposit, desk.campaign.rules.zone)}] Votre question"
    assert desk.organisation(application).name not in letter.text
    with pytest.raises(Refusal, match="ne partent qu'à son contact"):
        write(desk.session, letter_to(arrival=f"envoi-{deposit.id}", pieces=["dossier"]), at=AT)


def test_an_arrival_of_another_dossier_is_refused(desk: Desk) -> None:
    """With what to do."""
    application, deposit = waits(desk), arrived(desk, sender="autre@ailleurs.example")

    with pytest.raises(Refusal, match="n'est pas de ce dossier"):
        write(desk.session, letter_to(arrival=f"envoi-{deposit.id}", reference=application.reference), at=AT)


def test_what_nobody_wrote_has_no_answer(desk: Desk) -> None:
    """Nor what a desk of ours sends: it is no applicant."""
    deposit = arrived(desk, sender="instruction-spro@example.invalid")

    with pytest.raises(Refusal, match="n'a pas d'adresse"):
        write(desk.session, letter_to(arrival=f"envoi-{deposit.id}"), at=AT)


def test_a_letter_is_to_somebody() -> None:
    """To the contact of a dossier, or to the writer of a mail."""
    with pytest.raises(ValueError, match="ou l'envoi auquel vous répondez"):
        letter_to()


def test_a_dossier_that_was_joined_to_another_is_written_to_as_that(desk: Desk) -> None:
    """Whoever types an old reference writes to the contact of today."""
    kept, other = waits(desk), waits(desk)
    other.joined_to_id = kept.id
    desk.session.flush()

    letter = wrote(desk, reference=other.reference)

    assert desk.session.get_one(Application, letter.application_id).reference == kept.reference
