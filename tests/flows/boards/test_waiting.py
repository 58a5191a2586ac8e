"""What waits for a person, as the console and the daily mail show it: one line each, and the form that settles it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.boards.links import Links, form_link
from flows.boards.reasons import REASONS
from flows.boards.waiting import NAMED, shared, waiting_rows, waiting_views
from models.storage.database import transaction
from models.vocabulary import Flag, NoticeStatus, RequestOutcome, Status
from notifications.views.notices import WaitingView
from tasks.console.boards.board import read_waiting
from tasks.console.snapshot import read_console
from tasks.console.waiting.reasons import Reason
from tests.conftest import Installation
from tests.factories import application, campaign_with, completion_request, notice, paris

MAY = paris("2026-05-20 10:00")
LINKS = {
    "admettre-hors-delai": "/run/1?reference={reference}",
    "prolonger-complements": "/run/2",
    "distribuer-notifications": "/run/3",
}
TITLE = "Hors délai"
ADMIT = "Admettre (formulaire admettre-hors-delai), ou laisser pour la session suivante."


def shown(links: Links = LINKS) -> tuple[Sequence[dict[str, str | int]], str]:
    """The rows of the table and its description, as the console has them."""
    [view] = read_console(["ara-2026"], at=MAY, forms=False).sessions
    drawn = waiting_rows(view.board, at=MAY, links=links)
    return drawn.table, drawn.description


def mailed() -> tuple[WaitingView, ...]:
    """What the mail says of what waits."""
    return waiting_views(read_waiting("ara-2026", at=MAY, limit=NAMED), LINKS)


def late_dossiers(spro: Installation, number: int, **fields: Any) -> None:  # noqa: ANN401
    """Add a session of 2026 with some late dossiers."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        for _ in range(number):
            application(session, campaign, Status.late, **fields)


def test_the_table_has_a_line_a_dossier_and_reason_the_most_pressing_first(spro: Installation) -> None:
    """Those that wait for an applicant are not there."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        waits = application(session, campaign, Status.incomplete, flags=[Flag.same_legal_entity])
        completion_request(session, campaign, waits, due_on=date(2026, 3, 4), outcome=RequestOutcome.expired)
        late = application(session, campaign, Status.late)
        notice(session, campaign, due_at=None, application=late, status=NoticeStatus.failed)
        asked = application(session, campaign, Status.incomplete)
        completion_request(session, campaign, asked, due_on=date(2026, 6, 4))

    rows, description = shown({})

    assert [(row["Motif"], row["Dossier"]) for row in rows] == [
        ("Notifications en échec", "ARA-2026-0002"),
        (TITLE, "ARA-2026-0002"),
        ("Délai de complément expiré", "ARA-2026-0001"),
        ("Même entité juridique qu'un autre dossier", "ARA-2026-0001"),
    ]
    assert description == "Session 2026 : 4 lignes à traiter, au mercredi 20 mai 2026 à 10 h 00 (heure de Paris)."


def test_a_line_says_what_is_to_know_and_leads_to_its_form(spro: Installation) -> None:
    """Filled with the dossier where the address of the form can say which."""
    late_dossiers(spro, 1, received_at=paris("2026-05-01 10:00"), flags=[Flag.unidentified])

    rows, _ = shown()

    link, unknown = "/run/1?reference=ARA-2026-0001", REASONS[Flag.unidentified]
    name = {"Organisme": "CIDFF de l'Ain"}
    late = {"Motif": TITLE, "Dossier": f"[ARA-2026-0001]({link})", **name, "Détail": "reçu le 1er mai 2026"}
    assert rows == [
        {**late, "À faire": f"[{ADMIT}]({link})"},
        {"Motif": unknown.title, "Dossier": "ARA-2026-0001", **name, "Détail": "", "À faire": unknown.act},
    ]
    assert list(rows[0]) == ["Motif", "Dossier", "Organisme", "Détail", "À faire"]


def test_a_name_makes_no_markup_in_the_table(spro: Installation) -> None:
    """Whatever a sender calls their organisation, only our own link is one."""
    late_dossiers(spro, 1, name="[ici](https://piege.example) contact@piege.example")

    [[row], _] = shown({})

    assert (row["Organisme"], row["À faire"]) == ("(ici)(https piege.example) (adresse masquée)", ADMIT)


def test_with_nothing_to_do_the_table_says_so(spro: Installation) -> None:
    """It is there all the same: the board leads to it."""
    late_dossiers(spro, 0)

    rows, description = shown()

    nothing = {"Motif": "Rien n'attend une personne.", "Dossier": "", "Organisme": "", "Détail": "", "À faire": ""}
    assert rows == [nothing]
    assert description.startswith("Session 2026 : rien n'attend une personne, au ")


def test_a_table_that_is_cut_says_so(spro: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every dossier is counted; those that are shown are the first of each reason."""
    monkeypatch.setattr("flows.boards.waiting.LISTED", 3)
    late_dossiers(spro, 4, flags=[Flag.unidentified])

    rows, description = shown()

    assert [row["Motif"] for row in rows] == [TITLE, "Organisme non identifié", "Organisme non identifié"]
    said = "8 lignes à traiter, dont 3 montrées, les plus pressantes de chaque motif"
    assert description.startswith(f"Session 2026 : {said}, au ")


@pytest.mark.parametrize(
    ("totals", "shares"),
    [
        ([], []),
        ([3, 2, 5], [3, 2, 5]),
        ([3, 2, 6], [3, 2, 5]),
        ([100, 2, 1], [7, 2, 1]),
        ([100, 2, 100], [4, 2, 4]),
        ([100, 100, 100], [3, 3, 4]),
    ],
)
def test_a_long_list_hides_no_short_one(totals: list[int], shares: list[int]) -> None:
    """Of ten rows, each list has its fair share, and what the short ones leave."""
    assert shared(totals, 10) == shares


@pytest.mark.parametrize(
    ("form", "reference", "link"),
    [
        ("prolonger-complements", "ARA-2026-0001", "/run/2"),
        ("admettre-hors-delai", "ARA-2026-0001", "/run/1?reference=ARA-2026-0001"),
        ("admettre-hors-delai", "A & B", "/run/1?reference=A%20%26%20B"),
        ("admettre-hors-delai", None, "/run/1"),
        ("instruire-dossier", "ARA-2026-0001", None),
    ],
)
def test_a_form_opens_on_its_dossier_where_its_address_can_say_which(
    form: str, reference: str | None, link: str | None
) -> None:
    """About no dossier in particular it opens empty; a form that is not deployed has no address."""
    assert form_link(LINKS, form, reference) == link


def test_the_mail_names_twenty_dossiers_a_reason(spro: Installation) -> None:
    """And says how many others there are, with the words of the board."""
    late_dossiers(spro, 23, received_at=paris("2026-05-01 10:00"))

    [view] = mailed()

    assert view == WaitingView(
        title=TITLE,
        act=ADMIT,
        total=23,
        dossiers=tuple(f"ARA-2026-{number:04d} CIDFF de l'Ain (reçu le 01/05/2026)" for number in range(1, 21)),
        others=3,
        link="/run/1",
    )


def test_the_mail_leaves_out_what_waits_for_nobody_of_the_region(spro: Installation) -> None:
    """An applicant answers, a notice is tried again: the mail would be about itself."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        asked = application(session, campaign, Status.incomplete)
        completion_request(session, campaign, asked, due_on=date(2026, 6, 4))
        notice(session, campaign, due_at=MAY, last_error="le serveur d'envoi est injoignable")

    assert mailed() == ()


def test_the_mail_does_not_speak_of_the_mails_that_came_back_before_it(spro: Installation) -> None:
    """It would come back too, every morning; the console shows them."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        notice(session, campaign, due_at=None, kind="digest", status=NoticeStatus.bounced, last_error="550 : non")

    assert mailed() == ()


def test_a_notice_about_no_dossier_is_named_by_its_kind(spro: Installation) -> None:
    """It has neither reference nor organisation."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        notice(session, campaign, due_at=None, kind="opening", status=NoticeStatus.failed, last_error="550 : non")

    [view] = mailed()

    assert view.dossiers == ("Ouverture de la session : 550 : non",)


def test_each_reason_names_a_deployment() -> None:
    """But an open request, which an applicant settles: a wrong name would lose its link without a word."""
    document = yaml.safe_load((Path(__file__).parents[3] / "prefect.yaml").read_text(encoding="utf-8"))
    deployed = {each["name"] for each in document["deployments"]}

    assert {reason for reason, words in REASONS.items() if words.form not in deployed} == {Reason.open_request}
    assert REASONS[Reason.open_request].form == ""
