"""The « boîte de dépôt » of the console: what came, in words, and nothing that is anybody's."""

from sqlmodel import Session

from flows.boards.mailbox import ASIDE, FATES, WAYS, mailbox_page, render_mailbox
from models.intake.words import Nature, Trouble, Way
from models.sessions.campaign import Campaign
from tasks.console.boards.mailbox import Fate, mailbox_of
from tests.factories import application, arrival, campaign_with, file_of, paris

AT = paris("2026-02-12 18:00")
PERSONAL = {
    "sender": "jeanne.exemple@cidff.example",
    "reply_to": "j.exemple@cidff.example",
    "subject": "Dossier de Jeanne Exemple",
}


def shown(session: Session, campaign: Campaign) -> str:
    """The mailbox in Markdown."""
    return render_mailbox(mailbox_of(session, campaign), at=AT)


def test_the_mailbox_of_a_session_just_opened(session: Session) -> None:
    """The whole of it."""
    assert shown(session, campaign_with(session)) == (
        "# Session 2026 : boîte de dépôt\n"
        "\n"
        "État au **jeudi 12 février 2026 à 18 h 00 (heure de Paris)**. Aucun envoi.\n"
        "\n"
        "Ce qui demande une personne est dans [ce qui attend une personne](/artifacts/key/a-traiter-ara-2026)."
    )


def test_the_mailbox_says_what_came_and_what_became_of_it(session: Session) -> None:
    """The latest first; a table that Markdown reads as one."""
    campaign = campaign_with(session)
    dossier = application(session, campaign)
    arrival(session, campaign, dossier)
    for nature in (Nature.automatic, Nature.automatic, Nature.spam):
        arrival(session, campaign, nature=nature)
    arrival(session, campaign, dossier, received_at=paris("2026-02-11 23:50"), way=Way.post)
    arrival(session, campaign, received_at=paris("2026-02-12 17:59"), sorted_at=None)

    _, _, after = shown(session, campaign).partition("heure de Paris)**. ")

    assert after.splitlines()[:-2] == [
        "3 envois : 2 par courriel et 1 par courrier.",
        "",
        "**1 envoi n'est pas encore classé.**",
        "",
        "Mis de côté, sans réponse, et conservé : 2 réponses automatiques et 1 indésirable.",
        "",
        "## Les 6 derniers arrivés",
        "",
        "Ni nom, ni adresse, ni objet n'est montré ici : le numéro est celui que l'expéditeur a reçu.",
        "",
        "| Numéro | Reçu le | Par | Ce qu'il en advient | Dossier |",
        "|:--|:--|:--|:--|:--|",
        "| 2026-000006 | 12/02/2026 17:59 | courriel | enregistré, en cours de classement |  |",
        "| 2026-000005 | 11/02/2026 23:50 | courrier | joint au dossier | ARA-2026-0001 |",
        "| 2026-000004 | 10/02/2026 09:11 | courriel | indésirable, mis de côté |  |",
        "| 2026-000003 | 10/02/2026 09:11 | courriel | réponse automatique, mise de côté |  |",
        "| 2026-000002 | 10/02/2026 09:11 | courriel | réponse automatique, mise de côté |  |",
        "| 2026-000001 | 10/02/2026 09:11 | courriel | a ouvert le dossier | ARA-2026-0001 |",
    ]


def test_nothing_personal_is_shown(session: Session) -> None:
    """Neither who wrote, nor about what, nor what a file is called, whatever became of the mail."""
    campaign = campaign_with(session)
    for fields in ({}, {"sorted_at": None}, {"trouble": "Jeanne Exemple"}, {"nature": Nature.automatic}):
        mail = arrival(session, campaign, application(session, campaign), **PERSONAL | fields)
        file_of(session, mail, name="Jeanne.pdf", trouble=Trouble.infected)

    told = shown(session, campaign)

    assert [word for word in ("eanne", "xemple", "@", ".pdf", "CIDFF") if word in told] == []


def test_every_nature_fate_and_way_has_its_words() -> None:
    """A new one cannot be shown without."""
    assert set(FATES) == {*Fate, *Nature} - {Nature.written}
    assert (set(ASIDE), set(WAYS)) == (set(Nature) - {Nature.written}, set(Way))


def test_the_mailbox_is_kept_under_the_key_of_its_session(session: Session) -> None:
    """The board leads to it."""
    campaign = campaign_with(session)
    arrival(session, campaign, application(session, campaign))

    drawn = mailbox_page(mailbox_of(session, campaign), at=AT)

    said = "Session 2026 : 1 envoi, au jeudi 12 février 2026 à 18 h 00 (heure de Paris)."
    assert (drawn.key, drawn.description) == ("boite-de-depot-ara-2026", said)
