"""What a mail offers to download beside its files."""

from tests.factories import typed
from tests.support.incomplete import lacking
from tests.support.mails import Desk, compose, pdfs, said


def test_what_a_link_offers_beside_files_is_not_received(desk: Desk) -> None:
    """The files are taken; of what the link holds its sender is told that nothing came, and a person sees it."""
    beside = "Dossier ci-joint. Les annexes sont à télécharger jusqu'au 22/04/2026 : https://depot.example/abc"
    application = desk.deposit(compose(f"{said('MJC des Lilas')}\n\n{beside}", files=pdfs(["dossier", "annexe-1"])))

    [letter] = desk.notices(application, kind="registration")
    told = typed(letter.text)
    assert "dossier.pdf" in told
    assert "propose aussi de télécharger des fichiers jusqu'au mercredi 22 avril 2026" in told
    assert "rien n'est encore reçu" in told
    assert "Cet envoi apporte un lien à télécharger" in (desk.deposits()[-1].trouble or "")


def test_an_answer_with_a_link_is_told_that_nothing_of_it_came(desk: Desk) -> None:
    """In the letter that says what it changed."""
    application = lacking(desk, "annexe-1", "annexe-2")

    thread, text = desk.notices(application)[-1].message_id, "L'annexe 2 est à télécharger : https://depot.example/abc"
    desk.deposit(compose(text, files=pdfs(["annexe-1"]), received="2026-04-20 10:00", In_Reply_To=thread))

    [letter] = desk.notices(application, kind="completion_received")
    assert "propose aussi de télécharger des fichiers" in typed(letter.text)
