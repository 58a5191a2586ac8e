"""« La séance »: what the secretary of a body reads in the console, whole, and section by section."""

import re
from datetime import date

import pytest

from models.vocabulary import Finding, NoticeStatus, OpinionSense, Status
from tests.factories import application, completion_request, paris
from tests.flows.boards.meeting.dashboard import RUN, read
from tests.support.bodies import (
    COMMISSION,
    GROUP,
    MET,
    come_back,
    keep_out,
    move,
    put_off,
    send_convening,
    set_day,
    sit,
    waits,
)
from tests.support.decided import rectified
from tests.support.mails import Desk
from tests.support.members import text


def section(markdown: str, title: str) -> list[str]:
    """The lines below a heading, by how it begins."""
    [found] = [part for part in re.split(r"^## ", markdown, flags=re.MULTILINE) if part.startswith(title)]
    return [line for line in found.splitlines()[1:] if line]


def test_the_dashboard_of_a_body_whose_meeting_nobody_has_set(desk: Desk) -> None:
    """The whole of it: what to do, what is ready and proposed, what is not and why."""
    waits(desk)
    waits(desk, name="MIFE de Savoie", finding=Finding.unfavourable)
    asked = application(desk.session, desk.campaign, Status.incomplete, name="PLIE du Puy-de-Dôme")
    completion_request(desk.session, desk.campaign, asked, due_on=date(2026, 6, 20))

    assert read(desk) == (
        "# Session 2026 : groupe de travail Orientation du CREFOP\n"
        "\n"
        "État au **mardi 2 juin 2026 à 10 h 00 (heure de Paris)** : 2 dossiers prêts, 1 pas prêt, 0 avis donné.\n"
        "\n"
        "> **À faire.** Fixer le jour de la séance ; la convocation partira seule, dans le délai légal. ▸ "
        f"[fixer-seance]({RUN}?parameters=%257B%2522form%2522%253A%257B%2522session%2522%253A%2522ara-2026%2522%252C"
        "%2522stage%2522%253A%2522groupe%2520de%2520travail%2522%257D%257D)\n"
        "\n"
        "## La séance\n"
        "\n"
        "Aucune séance n'est fixée ; cette instance se réunit au plus tard le mardi 30 juin 2026.\n"
        "\n"
        "## Prêts : 2 dossiers\n"
        "\n"
        "| Rang | Dossier | Organisme | Conclusion |\n"
        "|--:|:--|:--|:--|\n"
        "| 1 | ARA-2026-0001 | CIDFF de l'Ain | favorable |\n"
        "| 2 | ARA-2026-0002 | MIFE de Savoie | défavorable |\n"
        "\n"
        "## Pas prêts : 1 dossier\n"
        "\n"
        "- **Incomplets : 1.** Une fois complets, ils reviennent d'eux-mêmes en instruction. ▸ "
        "ARA-2026-0003 PLIE du Puy-de-Dôme (jusqu'au 20/06/2026)\n"
        "\n"
        "## Avis donnés : aucun dossier\n"
        "\n"
        "Rien n'est encore saisi.\n"
        "\n"
        "## Reste à notifier\n"
        "\n"
        "Un avis ne se notifie pas : le candidat recevra la décision.\n"
    )


def test_a_meeting_that_was_convened_and_moved(desk: Desk) -> None:
    """Its day and the one before it, when it was convened anew, whom that did not reach."""
    waits(desk)
    set_day(desk, place="Hôtel de Région, salle 3")
    put_off(desk, date(2026, 6, 25))
    send_convening(desk, at=paris("2026-06-19 09:00"))
    come_back(desk, "/member/prefecture")

    board = read(desk, at=paris("2026-06-19 10:00"))

    assert section(board, "La séance")[:4] == [
        "- **Quand :** jeudi 25 juin 2026 à 14 h 00 (heure de Paris), au lieu du jeudi 18 juin 2026",
        "- **Où :** Hôtel de Région, salle 3",
        "- **Convocation :** partie le 19/06/2026 (5 courriels, dont 4 en attente d'envoi)",
        (
            "- **Convocation non reçue :** Préfecture de région (revenue en erreur : 550 5.1.1 (adresse masquée) "
            "inconnu). À joindre autrement."
        ),
    ]


def test_a_meeting_that_was_held_without_a_quorum(desk: Desk) -> None:
    """Who came, how many it takes, and that a second one is to be set, which will ask for none."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("draaf", "Mme Exemple"), quorum=False)

    board = read(desk, at=MET[GROUP])

    draaf = "Direction régionale de l'alimentation, de l'agriculture et de la forêt"
    present = f"2 ({draaf} et 1 autre personne) ; quorum non atteint, il en fallait 2"
    assert section(board, "La séance")[2:5] == [
        f"- **Présents :** {present}",
        "- **Close :** le 18/06/2026",
        "- **Procès-verbal :** courriel au secrétariat : en attente d'envoi",
    ]
    assert "> **À faire.** Quorum non atteint : fixer la seconde séance" in board
    assert "Exemple" not in board


def test_who_keeps_out_and_what_was_moved_are_told_above_the_agenda(desk: Desk) -> None:
    """The seats, never a name; the reason, as text."""
    first, other = waits(desk), waits(desk)
    set_day(desk)
    keep_out(desk, first, member="prefecture")
    keep_out(desk, first, name="Mme Exemple")
    move(desk, other, 1, "Urgence | [locale](https://piege.example)")

    kept_out, moved, *table = section(read(desk), "Prêts")

    seats = "Préfecture de région et une personne sans siège"
    assert kept_out == f"- **Déports : 1.** ▸ {first.reference} CIDFF de l'Ain ({seats})"
    reason = "rang 1 : Urgence ¦ (locale)(https piege.example)"
    assert moved == f"- **Ordre changé : 1.** ▸ {other.reference} CIDFF de l'Ain ({reason})"
    assert table[2:] == [
        f"| 1 | {other.reference} | CIDFF de l'Ain | favorable |",
        f"| 2 | {first.reference} | CIDFF de l'Ain | favorable |",
    ]


def test_what_a_second_meeting_leaves_to_another_one_has_no_rank(desk: Desk) -> None:
    """It became ready after the members were convened: without a quorum, nobody can speak of it."""
    listed = waits(desk)
    set_day(desk)
    sit(desk, present=("draaf",))
    new = waits(desk)

    apart, *table = section(read(desk, at=MET[GROUP]), "Prêts")

    assert apart == f"- **Hors de cet ordre du jour : 1.** ▸ {new.reference} CIDFF de l'Ain (pour une autre séance)"
    assert table[2:] == [
        f"| 1 | {listed.reference} | CIDFF de l'Ain | favorable |",
        f"| — | {new.reference} | CIDFF de l'Ain | favorable |",
    ]


def test_a_name_makes_no_markup(desk: Desk) -> None:
    """Ready, not ready or decided: whatever a sender calls their organisation, only our own links are links."""
    name = "[ici](https://piege.example) contact@piege.example"
    waits(desk, COMMISSION, name=name)
    sit(desk, {waits(desk, COMMISSION, name=name, opinion=OpinionSense.adjourn).reference: "accepted"}, COMMISSION)
    application(desk.session, desk.campaign, Status.late, name=name)

    board = read(desk, COMMISSION, at=MET[COMMISSION], links={})

    assert board.count("(ici)(https piege.example) (adresse masquée)") == 5
    assert re.findall(r"\]\(", board) == []


def test_beyond_what_can_be_read_the_first_are_shown_and_the_others_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in the table of dossiers; the same of what was said."""
    monkeypatch.setattr("flows.boards.meeting.page.ROWS", 2)
    sit(desk, {waits(desk).reference: "favourable" for _ in range(3)})
    for _ in range(4):
        waits(desk)

    board = read(desk, at=MET[GROUP])

    table = "[tableau des dossiers](/artifacts/key/dossiers-ara-2026)"
    assert section(board, "Prêts : 4 dossiers")[2:] == [
        "| 1 | ARA-2026-0004 | CIDFF de l'Ain | favorable |",
        "| 2 | ARA-2026-0005 | CIDFF de l'Ain | favorable |",
        f"Et 2 autres : {table}.",
    ]
    assert section(board, "Avis donnés : 3 dossiers")[-1] == f"Et 1 autre : {table}."


def test_what_was_decided_and_what_is_left_to_notify(desk: Desk) -> None:
    """By sense, what differs from the opinion, what was rectified since; whom to reach, and who has to sign."""
    opinions = (OpinionSense.favourable, OpinionSense.unfavourable, OpinionSense.favourable)
    first, second, third = (waits(desk, COMMISSION, opinion=opinion) for opinion in opinions)
    senses = {first.reference: "refused", second.reference: "accepted", third.reference: "accepted"}
    sit(desk, senses, COMMISSION)
    for one in desk.notices(second):
        one.status, one.sent_at = NoticeStatus.sent, MET[COMMISSION]
    come_back(desk, f"{third.reference}/accepted/1")
    rectified(desk, first, "adjourned", at=paris("2026-07-20 10:00"))
    text(desk.session, desk.campaign)

    board = read(desk, COMMISSION, at=paris("2026-07-20 10:00"), links={"notifier-autrement": RUN})

    assert " : 0 dossier prêt, 1 pas prêt, 3 décisions prises, dont 2 à notifier.\n" in board
    assert section(board, "Décisions prises : 3 dossiers") == [
        "acceptée : 2, ajournée : 1.",
        (
            "- **S'écartent de ce qui était proposé : 2.** ▸ ARA-2026-0001 CIDFF de l'Ain (ajournée, où l'avis était : "
            "favorable) ; ARA-2026-0002 CIDFF de l'Ain (acceptée, où l'avis était : défavorable)"
        ),
        "- **Rectifiées depuis : 1.** ▸ ARA-2026-0001 CIDFF de l'Ain (ajournée au lieu de refusée)",
        "| Dossier | Organisme | Décision | Avis | Notifiée le |",
        "|:--|:--|:--|:--|:--|",
        "| ARA-2026-0001 | CIDFF de l'Ain | ajournée | favorable | en attente d'envoi |",
        "| ARA-2026-0002 | CIDFF de l'Ain | acceptée | défavorable | 09/07/2026 |",
        "| ARA-2026-0003 | CIDFF de l'Ain | acceptée | favorable | revenue en erreur |",
    ]
    assert section(board, "Reste à notifier") == [
        (
            "- **Non notifiées : 1.** Joindre le candidat autrement, puis dire quand il a reçu la décision "
            f"([notifier-autrement]({RUN})). ▸ ARA-2026-0003 CIDFF de l'Ain (revenue en erreur)"
        ),
        "- **En attente d'envoi : 1.** Le système réessaie seul. ▸ ARA-2026-0001 CIDFF de l'Ain (en attente d'envoi)",
        (
            "- **Cahier des charges à faire signer : 2.** L'adresser à l'organisme, puis enregistrer sa signature "
            "(enregistrer-signature). ▸ ARA-2026-0002 CIDFF de l'Ain (depuis le 09/07/2026) ; "
            "ARA-2026-0003 CIDFF de l'Ain (depuis le 09/07/2026)"
        ),
    ]
