"""« La séance »: what the secretary of a body reads, whole, and section by section."""

from datetime import date
from pathlib import Path

import pytest

from models.vocabulary import Finding, NoticeStatus, OpinionSense, Status
from tasks.decisions.rectify import rectify
from tests.factories import application, completion_request, paris
from tests.flows.pages.meeting.shown import context, read, told
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
from tests.support.decided import rectification
from tests.support.mails import Desk
from tests.support.members import text
from tests.tasks.intake.replies.test_presence import answered, invited


def test_the_page_of_a_body_whose_meeting_nobody_has_set(desk: Desk) -> None:
    """What to do, what is ready and proposed, what is not and why; each dossier leads to its page."""
    waits(desk)
    waits(desk, name="MIFE de Savoie", finding=Finding.unfavourable)
    asked = application(desk.session, desk.campaign, Status.incomplete, name="PLIE du Puy-de-Dôme")
    completion_request(desk.session, desk.campaign, asked, due_on=date(2026, 6, 20))

    page = read(desk)

    assert "<h1>Session 2026 : groupe de travail Orientation du CREFOP</h1>" in page
    assert "mardi 2 juin 2026 à 10 h 00 (heure de Paris) : 2 dossiers prêts, 1 pas prêt, 0 avis donné." in page
    assert "Aucune séance n'est fixée ; cette instance se réunit au plus tard le mardi 30 juin 2026." in page
    assert '<a href="/spro/dossiers/ARA-2026-0002">ARA-2026-0002</a></th>' in page
    assert '<td class="broken">MIFE de Savoie</td><td>défavorable</td>' in page
    waited = "ARA-2026-0003 PLIE du Puy-de-Dôme (jusqu'au 20/06/2026)"
    assert told(context(desk)["blocked"]) == {"Incomplets : 1": [waited]}
    assert "Rien n'est encore saisi." in page
    assert "Un avis ne se notifie pas" in page


def test_a_meeting_that_was_convened_and_moved(desk: Desk) -> None:
    """Its day and the one before it, when it was convened anew, whom that did not reach."""
    waits(desk)
    set_day(desk, place="Hôtel de Région, salle 3")
    put_off(desk, date(2026, 6, 25))
    send_convening(desk, at=paris("2026-06-19 09:00"))
    come_back(desk, "/member/prefecture")

    at = paris("2026-06-19 10:00")

    assert context(desk, at=at)["facts"][:4] == [
        ("Quand", "jeudi 25 juin 2026 à 14 h 00 (heure de Paris), au lieu du jeudi 18 juin 2026"),
        ("Où", "Hôtel de Région, salle 3"),
        ("Convocation", "partie le 19/06/2026 (5 courriels, dont 4 en attente d'envoi)"),
        (
            "Convocation non reçue",
            "Préfecture de région (revenue en erreur : 550 5.1.1 (adresse masquée) inconnu). À joindre autrement.",
        ),
    ]
    assert '<th scope="row">Préfecture de région</th>' in read(desk, at=at)
    assert "Convoqués : 5" in read(desk, at=at)


def test_what_the_diaries_of_members_answered_is_shown(desk: Desk) -> None:
    """By seat, the latest answer alone, of this meeting; nothing before there is any, nor once its mail is gone."""
    event = invited(desk)
    before = read(desk)
    for comes in ("TENTATIVE", "ACCEPTED"):
        answered(desk, event, comes)

    page = read(desk)

    assert "Réponses données dans les agendas" not in before
    assert page.count("Préfecture de région : sera présent") == 1
    assert "ne sait pas encore" not in page
    [*_, kept] = desk.deposits()
    Path(desk.store.path(str(kept.raw_digest))).unlink()
    assert "Préfecture de région : ne sait pas encore" in read(desk)


def test_a_meeting_that_was_held_without_a_quorum(desk: Desk) -> None:
    """Who came, how many it takes, and that a second one is to be set, which will ask for none."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("draaf", "Mme Exemple"), quorum=False)

    draaf = "Direction régionale de l'alimentation, de l'agriculture et de la forêt"
    present = f"2 ({draaf} et 1 autre personne) ; quorum non atteint, il en fallait 2"
    page = context(desk, at=MET[GROUP])
    assert page["facts"][2:5] == [
        ("Présents", present),
        ("Close", "le 18/06/2026"),
        ("Procès-verbal", "courriel au secrétariat : en attente d'envoi"),
    ]
    assert page["step"].said.startswith("Quorum non atteint : fixer la seconde séance")


def test_who_keeps_out_and_what_was_moved_are_told_above_the_agenda(desk: Desk) -> None:
    """The seats, never a name; the reason, as text."""
    first, other = waits(desk), waits(desk)
    set_day(desk)
    keep_out(desk, first, member="prefecture")
    keep_out(desk, first, name="Mme Exemple")
    move(desk, other, 1, "Urgence <b>locale</b>")

    page = context(desk)

    assert told(page["apart"]) == {
        "Déports : 1": [f"{first.reference} CIDFF de l'Ain (Préfecture de région et une personne sans siège)"],
        "Ordre changé : 1": [f"{other.reference} CIDFF de l'Ain (rang 1 : Urgence <b>locale</b>)"],
    }
    assert [(one.position, one.reference) for one in page["ready"]] == [(1, other.reference), (2, first.reference)]
    assert "Urgence &lt;b&gt;locale&lt;/b&gt;" in read(desk)


def test_what_a_second_meeting_leaves_to_another_one_has_no_rank(desk: Desk) -> None:
    """It became ready after the members were convened: without a quorum, nobody can speak of it."""
    listed = waits(desk)
    set_day(desk)
    sit(desk, present=("draaf",))
    new = waits(desk)

    page = context(desk, at=MET[GROUP])

    expected = {"Hors de cet ordre du jour : 1": [f"{new.reference} CIDFF de l'Ain (pour une autre séance)"]}
    assert told(page["apart"]) == expected
    assert [(one.position, one.reference) for one in page["ready"]] == [(1, listed.reference), (None, new.reference)]


def test_a_name_makes_no_markup(desk: Desk) -> None:
    """Ready, not ready or decided: whatever a sender calls their organisation, it is text."""
    name = "<script>alert(1)</script>"
    waits(desk, COMMISSION, name=name)
    sit(desk, {waits(desk, COMMISSION, name=name, opinion=OpinionSense.adjourn).reference: "accepted"}, COMMISSION)
    application(desk.session, desk.campaign, Status.late, name=name)

    page = read(desk, COMMISSION, at=MET[COMMISSION])

    assert page.count("&lt;script&gt;") == 5
    assert "<script>" not in page


def test_beyond_what_can_be_read_the_first_are_shown_and_the_others_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in the list of dossiers; the same of what was said."""
    monkeypatch.setattr("flows.pages.meeting.page.ROWS", 2)
    sit(desk, {waits(desk).reference: "favourable" for _ in range(3)})
    for _ in range(4):
        waits(desk)

    page = read(desk, at=MET[GROUP])

    more = '<a href="/spro/dossiers?session=ara-2026">liste des dossiers</a>'
    assert "<h2>Prêts : 4 dossiers</h2>" in page
    assert f"<p>Et 2 autres : {more}.</p>" in page
    assert "<h2>Avis donnés : 3 dossiers</h2>" in page
    assert f"<p>Et 1 autre : {more}.</p>" in page


def test_what_was_decided_and_what_is_left_to_notify(desk: Desk) -> None:
    """By sense, what differs from the opinion, what was rectified since; whom to reach, and who has to sign."""
    opinions = (OpinionSense.favourable, OpinionSense.unfavourable, OpinionSense.favourable)
    first, second, third = (waits(desk, COMMISSION, opinion=opinion) for opinion in opinions)
    senses = {first.reference: "refused", second.reference: "accepted", third.reference: "accepted"}
    sit(desk, senses, COMMISSION)
    for one in desk.notices(second):
        one.status, one.sent_at = NoticeStatus.sent, MET[COMMISSION]
    come_back(desk, f"{third.reference}/accepted/1")
    rectify(desk.session, rectification(first, "adjourned"), at=paris("2026-07-20 10:00"))
    text(desk.session, desk.campaign)

    page = context(desk, COMMISSION, at=paris("2026-07-20 10:00"))

    assert page["in_short"] == "0 dossier prêt, 1 pas prêt, 3 décisions prises, dont 2 à notifier"
    assert page["senses"] == "acceptée : 2, ajournée : 1."
    assert told(page["remarks"]) == {
        "S'écartent de ce qui était proposé : 2": [
            "ARA-2026-0001 CIDFF de l'Ain (ajournée, où l'avis était : favorable)",
            "ARA-2026-0002 CIDFF de l'Ain (acceptée, où l'avis était : défavorable)",
        ],
        "Rectifiées depuis : 1": ["ARA-2026-0001 CIDFF de l'Ain (ajournée au lieu de refusée)"],
    }
    assert told(page["left"]) == {
        "Non notifiées : 1": ["ARA-2026-0003 CIDFF de l'Ain (revenue en erreur)"],
        "En attente d'envoi : 1": ["ARA-2026-0001 CIDFF de l'Ain (en attente d'envoi)"],
        "Cahier des charges à faire signer : 2": [
            "ARA-2026-0002 CIDFF de l'Ain (depuis le 09/07/2026)",
            "ARA-2026-0003 CIDFF de l'Ain (depuis le 09/07/2026)",
        ],
    }


def test_each_decision_says_when_it_was_notified_or_how_its_letter_stands(desk: Desk) -> None:
    """In the table of what was decided, beside the opinion."""
    one, other = waits(desk, COMMISSION), waits(desk, COMMISSION)
    sit(desk, {one.reference: "accepted", other.reference: "refused"}, COMMISSION)
    for notice in desk.notices(one):
        notice.status, notice.sent_at = NoticeStatus.sent, MET[COMMISSION]

    page = read(desk, COMMISSION, at=MET[COMMISSION])

    assert "<td>acceptée</td><td>favorable</td><td>09/07/2026</td>" in page
    assert "<td>refusée</td><td>favorable</td><td>en attente d'envoi</td>" in page.replace("&#39;", "'")


def test_the_minutes_are_taken_away_once_the_meeting_is_over(desk: Desk) -> None:
    """As they were sent to the secretary."""
    only = waits(desk)
    set_day(desk)
    sit(desk, {only.reference: "favourable"})

    [letter] = desk.notices(kind="minutes")
    assert f'<a href="/spro/lettres/{letter.id}/jointes/1" download>PDF</a>' in read(desk, at=MET[GROUP])
