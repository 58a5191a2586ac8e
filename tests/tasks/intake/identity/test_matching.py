"""Which dossier a mail is about: by its thread, its reference, its identifier, or whoever writes."""

import pytest

from models.forms.dossiers import WithdrawalForm
from models.vocabulary import Flag, Status
from tasks.dossiers.withdraw import withdraw
from tests.factories import paris
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret


def test_a_reply_goes_to_the_dossier_of_the_notice_that_it_answers(desk: Desk) -> None:
    """By the thread alone: another address, no reference, no number."""
    application = desk.deposit()
    notice = desk.notices(application)[0]

    reply = desk.deposit(compose("Voici.", sender="autre@cidff.example", In_Reply_To=notice.message_id))

    assert reply.id == application.id


def test_a_reference_in_the_subject_is_enough(desk: Desk) -> None:
    """People write anew instead of answering: the reference says what about, in whatever case."""
    application = desk.deposit()

    mail = compose(
        "Voici.", sender="autre@cidff.example", subject=f"Compléments {application.reference.lower()} (suite)"
    )

    assert desk.deposit(mail).id == application.id


def test_a_reference_of_nobody_leads_nowhere(desk: Desk) -> None:
    """A mistyped reference does not stop the mail from being registered as what it is."""
    application = desk.deposit(compose(subject="ARA-2026-9999"))

    assert application.reference == "ARA-2026-0001"


def test_a_second_mail_of_an_establishment_completes_its_dossier(desk: Desk) -> None:
    """The SIRET decides, whoever writes for it."""
    first = desk.deposit(compose(files={"dossier.pdf": b"1"}))

    second = desk.deposit(compose(files={"annexe-1.pdf": b"2"}, sender="secretariat@cidff.example"))

    assert second.id == first.id
    assert [piece for piece in desk.pieces(first) if piece not in desk.missing(first)] == ["dossier", "annexe-1"]


def test_another_establishment_has_its_own_dossier_and_both_are_flagged(desk: Desk) -> None:
    """Same SIREN, another NIC: two sites of one legal entity, which somebody should see together."""
    first = desk.deposit(compose(said(siret=siret(1, site=1))))

    second = desk.deposit(compose(said(siret=siret(1, site=2))))

    assert second.id != first.id
    assert first.flags == second.flags == [Flag.same_legal_entity]


def test_the_establishments_of_an_association_share_its_rna(desk: Desk) -> None:
    """Where both have a SIRET it alone decides: one RNA for two sites makes two dossiers, not one."""
    first = desk.deposit(compose(said(siret=siret(1, site=1), rna="W691234567")))

    second = desk.deposit(compose(said(siret=siret(1, site=2), rna="W691234567")))

    assert second.id != first.id
    assert desk.deposit(compose(said(siret=siret(1, site=2)))).id == second.id


def test_an_association_known_by_its_rna_may_add_its_siret(desk: Desk) -> None:
    """More is known of the same organisation: it is no other."""
    first = desk.deposit(compose(said(rna="W691234567")))

    second = desk.deposit(compose(said(rna="W691234567", siret=siret())))

    assert second.id == first.id


@pytest.mark.parametrize("text", ["Bonjour.", said("Maison de l'orientation")])
def test_a_sender_without_identifier_is_recognised_by_address(desk: Desk, text: str) -> None:
    """The second mail of the same address, naming nobody or the same organisation, completes the first."""
    first = desk.deposit(compose(text, files={"dossier.pdf": b"1"}))

    second = desk.deposit(compose(text, files={"annexe-1.pdf": b"2"}))

    assert second.id == first.id
    assert first.flags == [Flag.unidentified]


def test_an_address_may_write_for_two_organisations(desk: Desk) -> None:
    """A federation that deposits for its members names each: another name is another dossier."""
    first = desk.deposit(compose(said("MJC de Bron")))

    second = desk.deposit(compose(said("MJC de Gerland")))

    assert [first.reference, second.reference] == ["ARA-2026-0001", "ARA-2026-0002"]


def test_a_whole_dossier_that_names_nobody_is_shown_to_a_person(desk: Desk) -> None:
    """It is held to be a new version of the one before; one who deposits for several structures may have meant
    another. Single pieces raise no doubt."""
    application = desk.deposit()

    anew = desk.deposit(compose("Bonjour.", files=pdfs(version=2)))
    one = desk.deposit(compose("Bonjour.", files=pdfs(PIECES[1:2], version=3)))

    assert (anew is application, one is application) == (True, True)
    assert [bool(deposit.trouble) for deposit in desk.deposits()] == [False, True, False]


def test_after_a_withdrawal_a_new_mail_makes_a_new_dossier(desk: Desk) -> None:
    """Who withdrew may apply again in the same session (case 37)."""
    first = desk.deposit()
    withdraw(desk.session, WithdrawalForm(application=first.reference, by="Mme Essai"), at=paris("2026-04-16 10:00"))

    second = desk.deposit(compose(received="2026-04-17 10:00"))

    assert (first.status, second.status) == (Status.withdrawn, Status.registered)
    assert second.organisation_id == first.organisation_id


def test_after_a_refusal_a_new_mail_makes_a_new_dossier(desk: Desk) -> None:
    """What was refused stands in nobody's way."""
    first = desk.deposit()
    first.status = Status.refused

    second = desk.deposit()

    assert [first.reference, second.reference] == ["ARA-2026-0001", "ARA-2026-0002"]


def test_a_reply_that_speaks_for_another_establishment_is_its_own_dossier(desk: Desk) -> None:
    """A head office answers the notice of one site with the dossier of another: neither overwrites the other."""
    first = desk.deposit(compose(said(siret=siret(1, site=1))))
    notice = desk.notices(first)[0]

    second = desk.deposit(compose(said(siret=siret(1, site=2)), In_Reply_To=notice.message_id))

    assert second.id != first.id


def test_a_new_dossier_sent_as_a_reply_to_a_withdrawal_is_a_deposit(desk: Desk) -> None:
    """One may apply again, and answering the notice that says so is a way of doing it."""
    first = desk.deposit()
    withdraw(desk.session, WithdrawalForm(application=first.reference, by="M. Essai"), at=paris("2026-04-16 10:00"))
    notice = desk.notices(first, kind="withdrawn")[0]

    second = desk.deposit(compose(In_Reply_To=notice.message_id), at=paris("2026-04-17 10:00"))

    assert (second.id != first.id, second.status) == (True, Status.registered)


def test_a_number_given_in_a_second_mail_mends_the_first(desk: Desk) -> None:
    """The organisation that gave none, written to from the same address under the same name, is the same."""
    first = desk.deposit(compose(said()))

    second = desk.deposit(compose(said(siret=siret(1))))

    assert (second.id, second.flags) == (first.id, [])
    assert desk.organisation(first).siret == siret(1)
