"""A letter sent once more: the same words under a line that says so, and whose delay runs from when."""

import re
from datetime import date

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.letters import CopyForm
from models.notices import Notice
from models.vocabulary import NoticeStatus
from notifications.loading.proof_of_notification import served
from notifications.outbox.leases import Claims
from tasks.dossiers.letters.again import send_again
from tests.factories import paris, typed
from tests.support.decided import decided, leave
from tests.support.mails import Desk
from tests.tasks.console.waiting.waiting import waiting

AT = paris("2026-07-20 10:00")


@pytest.fixture
def refused(desk: Desk) -> Application:
    """Give a dossier whose refusal left on 9 July, and whose contact was replaced since."""
    dossier = decided(desk, "refused")
    dossier.contact = "nouvelle@cidff.example"
    desk.session.add(dossier)
    desk.session.flush()
    return dossier


def again(desk: Desk, dossier: Application) -> Notice:
    """Send its refusal again, and return the latest letter."""
    send_again(desk.session, CopyForm(letter=f"{dossier.reference}/refused", by="Mme Essai"), at=AT)
    return desk.session.exec(select(Notice).order_by(col(Notice.id).desc())).all()[0]


def notified_on(desk: Desk, dossier: Application) -> date | None:
    """Return the day on which a decision was notified."""
    return served(desk.session, desk.campaign.rules, [dossier.id or 0])[dossier.id or 0].notified_on


def came_back(desk: Desk) -> None:
    """Have the letters that left come back."""
    for letter in desk.session.exec(select(Notice)):
        letter.status = NoticeStatus.bounced
    desk.session.flush()


def test_a_copy_says_that_it_is_one(desk: Desk, refused: Application) -> None:
    """In its subject and above its words, in the thread of the first; it goes to the present contact, without delay."""
    [first] = desk.notices(refused)

    copy = again(desk, refused)

    text = typed(copy.text)
    assert (copy.subject, copy.recipient) == (f"Copie : {first.subject}", "nouvelle@cidff.example")
    assert (copy.in_reply_to, copy.message_id == first.message_id, copy.due_at) == (first.message_id, False, AT)
    assert text.startswith(
        f">> Copie d'un courriel du jeudi 9 juillet 2026 à {first.recipient}. Le délai pour contester"
    )
    assert "court à compter de ce premier envoi. " in text
    assert copy.text.endswith(first.text)
    assert len(re.findall('<p class="todo"[^>]*><strong>Copie</strong>', copy.html)) == 1


def test_the_delay_stays_that_of_the_first(desk: Desk, refused: Application) -> None:
    """Notified on 9 July, it is not notified again (CRPA L221-8)."""
    again(desk, refused)
    leave(desk, at=AT)

    assert notified_on(desk, refused) == date(2026, 7, 9)


def test_a_copy_notifies_where_the_first_came_back(desk: Desk, refused: Application) -> None:
    """It says so, the delay runs from it, and nobody is to be notified otherwise any more."""
    came_back(desk)

    copy = again(desk, refused)
    leave(desk, at=AT)

    text = typed(copy.text)
    assert "qui n'est pas arrivé. Le délai pour contester la décision court à compter de la réception" in text
    assert notified_on(desk, refused) == date(2026, 7, 20)
    assert "decision_unserved" not in waiting(desk, at=AT)


def test_the_same_form_twice_sends_one_copy(desk: Desk, refused: Application) -> None:
    """To the same address, on the same day."""
    copies = [again(desk, refused).id for _ in range(2)]

    assert copies[0] == copies[1]


def test_what_has_not_left_has_no_copy(desk: Desk, refused: Application) -> None:
    """Nor has a copy itself."""
    copy = again(desk, refused)
    copies = [f"courriel-{copy.id}", "courriel-99", "rien"]

    for key in copies:
        with pytest.raises(Refusal):
            send_again(desk.session, CopyForm(letter=key, by="Mme Essai"), at=AT)


def test_a_copy_of_what_is_over_leaves_all_the_same(desk: Desk, refused: Application) -> None:
    """A person asked for it, and it says of when it is."""
    again(desk, refused)

    assert [one.kind for one in Claims(at=AT, sender="essai").claim(desk.session, 9)] == ["refused"]
