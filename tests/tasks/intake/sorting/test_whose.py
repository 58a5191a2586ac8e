"""Whose a deposit is, where it names several, quotes us, or comes by one of our desks."""

from models.dossiers.application import UNNAMED
from models.intake.deposit import Deposit
from models.vocabulary import Flag, PieceState
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
