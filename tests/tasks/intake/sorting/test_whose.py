"""Whose a deposit is, where it names several, quotes us, or comes by one of our desks."""

import pytest

from models.dossiers.application import UNNAMED, Application
from models.intake.deposit import Deposit
from models.vocabulary import Flag, NoticeKind, PieceState
from tests.factories import typed
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret

REGION = "200 053 767 00014"
DESK = "contenu-spro@example.invalid"
SENT_ON = (
    "Pour suite à donner.\n\n-----Message d'origine-----\nDe : Anne Essai <direction@mjc-lilas.example>\n"
    f"Envoyé : mardi 14 avril 2026 16:02\nÀ : {DESK}\n\n"
)


def two_organisations() -> dict[str, bytes]:
    """Return the files of two organisations, whose names tell the same pieces."""
    return {
        f"MJC {name} {file}": content
        for number, name in enumerate("AB")
        for file, content in pdfs(["dossier", "annexe-1"], version=number).items()
    }


def test_files_of_one_organisation_never_replace_those_of_another(desk: Desk) -> None:
    """A federation sends two dossiers in one mail: none of its files is a piece before a person has looked."""
    text = f"ORGANISME : MJC A\nSIRET : {siret()}\n\nORGANISME : MJC B\nSIRET : {siret(2)}"
    application = desk.deposit(compose(text, files=two_organisations()))

    [deposit] = desk.deposits()
    assert set(desk.pieces(application).values()) == {PieceState.missing}
    assert [file.proposed for file in desk.files()] == [["dossier"], ["annexe-1"]] * 2
    assert deposit.trouble is not None
    assert deposit.trouble.startswith("Plusieurs organismes dans un envoi (999 000 011 00018 et 999 000 029 00010)")
    assert desk.kinds(application) == ["registration"]


def test_what_one_sent_before_is_kept(desk: Desk) -> None:
    """Though the second mail, in answer to our notice, brings a piece of the same name."""
    first = desk.deposit(compose(files=pdfs(["dossier"])))
    before, thread = desk.content(first, "dossier"), desk.notices(first)[-1].message_id
    text = f"SIRET : {siret()}\nSIRET : {siret(2)}"

    desk.deposit(compose(text, files=two_organisations(), received="2026-04-15 12:00", In_Reply_To=thread))

    assert desk.content(first, "dossier") == before


def test_two_mails_that_quote_the_call_are_two_dossiers(desk: Desk) -> None:
    """The Région's own number, which both quote, is nobody's."""
    quoted = f"\n\n> De : Région\n> L'appel est ouvert.\n> Région - SIRET {REGION}"
    mjc = desk.deposit(compose(f"Voici notre dossier.\nMJC des Lilas{quoted}", sender="a@mjc-lilas.example"))
    centre = desk.deposit(compose(f"Voici.\nCentre du Parc, SIRET {REGION}", sender="b@centre-parc.example"))

    assert mjc.id != centre.id
    assert [desk.organisation(one).name for one in (mjc, centre)] == [UNNAMED] * 2
    assert [one.flags for one in (mjc, centre)] == [[Flag.unidentified]] * 2


def test_several_numbers_are_shown(desk: Desk) -> None:
    """And nobody is guessed."""
    application = desk.deposit(compose(f"MJC {siret()}, fédération {siret(2)}"))

    assert (application.flags, desk.organisation(application).siret) == ([Flag.unidentified], None)
    assert desk.deposits()[0].trouble == (
        "Plusieurs numéros SIRET, sans dire lequel est celui du candidat : 999 000 011 00018 et 999 000 029 00010."
    )


def test_who_asks_for_answers_at_our_own_address_is_answered_at_theirs(desk: Desk) -> None:
    """A contact that is ours would have us write to ourselves."""
    application = desk.deposit(compose(Reply_To="Depot-SPRO@example.invalid", sender="a@mjc-lilas.example"))

    assert application.contact == "a@mjc-lilas.example"
    assert [notice.recipient for notice in desk.notices()] == ["a@mjc-lilas.example"]


def test_what_a_desk_sends_on_is_its_writers(desk: Desk) -> None:
    """Told to that address; and a person is asked who the applicant is."""
    text = SENT_ON + said("MJC des Lilas", siret=siret())
    application = desk.deposit(compose(text, sender=f"Contenu <{DESK}>", subject="Tr: Candidature SPRO"))

    assert (application.contact, desk.organisation(application).siret) == ("direction@mjc-lilas.example", siret())
    assert desk.deposits()[0].trouble == (
        "Transmis par l'un de nos services : dire qui est le candidat, et à quelle adresse lui écrire."
    )


def test_two_mails_that_a_desk_sends_on_are_two_dossiers(desk: Desk) -> None:
    """Though neither says who wrote it: the desk is not their applicant, and a person is asked."""
    texts = ("Reçu par courrier, numérisé.", "Un autre.")
    mails = [compose(text, sender=DESK, files=pdfs(PIECES[:2], version=n)) for n, text in enumerate(texts)]
    first, second = (desk.deposit(mail) for mail in mails)

    assert first.id != second.id
    assert [one.flags for one in (first, second)] == [[Flag.unidentified]] * 2


def test_a_deposit_without_a_doubt_has_no_trouble(desk: Desk) -> None:
    """Most have none."""
    deposit = desk.receive(compose())
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)

    assert deposit.trouble is None


FEDERATION = "pole@federation.example"
BUT_ONE = [piece for piece in PIECES if piece != "annexe-7"]


def two_dossiers(desk: Desk) -> tuple[Application, Application]:
    """Return the dossiers that one address deposited for two associations; both lack annexe-7."""
    first, second = (
        desk.deposit(compose(said(f"MJC {n}", siret=siret(n)), files=pdfs(BUT_ONE, version=n), sender=FEDERATION))
        for n in (1, 2)
    )
    return first, second


def test_what_may_be_for_two_dossiers_is_for_neither(desk: Desk) -> None:
    """« La pièce manquante », outside any thread, naming nobody. A person sees it, and the sender is asked."""
    both = two_dossiers(desk)

    left = desk.register(
        compose("Voici la pièce manquante.", files=pdfs(["annexe-7"]), sender=FEDERATION, received="2026-04-16 10:00")
    )

    deposit, letter = desk.deposits()[-1], desk.notices(kind=NoticeKind.unattributed)[-1]
    assert (left, deposit.application_id, [desk.missing(one) for one in both]) == (None, None, [["annexe-7"]] * 2)
    assert deposit.trouble == (
        "Plusieurs dossiers de cette adresse peuvent être concernés (ARA-2026-0001 et ARA-2026-0002) : joint à aucun."
    )
    assert (letter.kind, letter.recipient, letter.application_id) == (NoticeKind.unattributed, FEDERATION, None)
    assert all(f"{one.reference} : MJC {n}" in typed(letter.text) for n, one in enumerate(both, start=1))


def test_the_sender_says_which(desk: Desk) -> None:
    """In words, in answer to that letter."""
    first, second = two_dossiers(desk)
    desk.register(compose("Voici la pièce manquante.", files=pdfs(["annexe-7"]), sender=FEDERATION))
    thread = desk.notices(kind=NoticeKind.unattributed)[-1].message_id

    words = f"C'est pour {first.reference}.\n\n> - {second.reference} : MJC 2"
    answer = compose(words, files=pdfs(["annexe-7"], version=2), sender=FEDERATION, In_Reply_To=thread)

    assert desk.deposit(answer).id == first.id
    assert (desk.missing(first), desk.missing(second)) == ([], ["annexe-7"])


def test_a_whole_dossier_without_a_name_is_a_third(desk: Desk) -> None:
    """Nothing lacks in it: it is a candidacy of its own, and a person finds out whose."""
    two_dossiers(desk)

    third = desk.deposit(compose("Notre dossier.", files=pdfs(version=3), sender=FEDERATION))

    assert (third.reference, third.flags, desk.missing(third)) == ("ARA-2026-0003", [Flag.unidentified], [])
    assert desk.deposits()[-1].trouble is not None


def test_an_establishment_that_moved_answers_for_its_dossier(desk: Desk) -> None:
    """In the thread, with another number of the same legal entity, which a person is shown."""
    dossier = desk.deposit(compose(files=pdfs(BUT_ONE)))
    thread = desk.notices(dossier)[-1].message_id

    moved = compose(
        said(siret=siret(site=2)), files=pdfs(["annexe-7"]), received="2026-05-10 10:00", In_Reply_To=thread
    )

    assert desk.deposit(moved).id == dossier.id
    assert (desk.missing(dossier), desk.organisation(dossier).siret) == ([], siret())
    assert desk.deposits()[-1].trouble == "Nouveau numéro SIRET du même organisme : 999 000 011 00026."


def test_an_establishment_with_a_dossier_of_its_own_answers_for_that(desk: Desk) -> None:
    """Whatever notice of the other it replies to."""
    one = desk.deposit(compose(files=pdfs(BUT_ONE)))
    other = desk.deposit(compose(said(siret=siret(site=2)), files=pdfs(BUT_ONE, version=2)))
    thread = desk.notices(one)[0].message_id

    answer = compose(said(siret=siret(site=2)), files=pdfs(["annexe-7"]), In_Reply_To=thread)

    assert desk.deposit(answer).id == other.id


def test_a_colleague_who_sends_the_rest_is_perhaps_a_duplicate(desk: Desk) -> None:
    """From the same organisation's domain, naming it: a person joins the two, or says that they are not one."""
    first = desk.deposit(compose(said("MJC des Lilas", siret=siret()), files=pdfs(["dossier"]), sender="a@mjc.example"))
    words = "Suite de la candidature de la MJC des Lilas"
    second = desk.deposit(compose(words, files=pdfs(["annexe-1"]), sender="luc@mjc.example"))

    assert second.id != first.id
    assert second.flags == [Flag.unidentified, Flag.possible_duplicate]


@pytest.mark.parametrize("domain", ["gmail.com", "orange.fr", "laposte.net"])
def test_two_people_at_one_mail_provider_have_nothing_in_common(desk: Desk, domain: str) -> None:
    """Neither does one make a duplicate of the other, nor may one send pieces for the other unseen."""
    first = desk.deposit(compose(said("MJC des Lilas", siret=siret()), files=pdfs(["dossier"]), sender=f"a@{domain}"))
    stranger = desk.deposit(compose("MJC des Lilas, suite", files=pdfs(["annexe-1"]), sender=f"b@{domain}"))
    unseen = desk.deposit(compose(said(siret=siret()), files=pdfs(["annexe-2"]), sender=f"c@{domain}"))

    assert (stranger.flags, unseen.id) == ([Flag.unidentified], first.id)
    assert desk.deposits()[-1].trouble == "Envoi venu d'une adresse étrangère au dossier."
