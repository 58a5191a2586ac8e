"""What waits for a person, as the daily mail shows it: one line each, and the form that settles it."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from flows.boards.reasons import REASONS
from flows.boards.waiting import NAMED, waiting_views
from models.storage.database import transaction
from models.vocabulary import NoticeStatus, Status
from notifications.views.notices import WaitingView
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.reasons import Reason
from tests.conftest import Installation
from tests.factories import application, campaign_with, completion_request, notice, paris

MAY = paris("2026-05-20 10:00")
CONSOLE = "https://console.example"
TITLE = "Hors délai"
ADMIT = (
    "Admettre (formulaire admettre-hors-delai), ou laisser pour la session suivante (formulaire laisser-hors-delai)."
)


def mailed() -> tuple[WaitingView, ...]:
    """What the mail says of what waits."""
    return waiting_views(read_waiting("ara-2026", at=MAY, limit=NAMED), CONSOLE)


def late_dossiers(spro: Installation, number: int, **fields: Any) -> None:  # noqa: ANN401
    """Add a session of 2026 with some late dossiers."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        for _ in range(number):
            application(session, campaign, Status.late, **fields)


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
        link="https://console.example/spro/formulaires/admettre-hors-delai?session=ara-2026",
    )


def test_the_link_of_a_dossier_alone_opens_the_form_on_it(spro: Installation) -> None:
    """Among several, a person chooses."""
    late_dossiers(spro, 1)

    [view] = mailed()

    assert view.link == f"{CONSOLE}/spro/formulaires/admettre-hors-delai?session=ara-2026&reference=ARA-2026-0001"


def test_without_a_console_the_mail_leads_nowhere(spro: Installation) -> None:
    """A rehearsal has no form to open."""
    late_dossiers(spro, 1)

    [view] = waiting_views(read_waiting("ara-2026", at=MAY, limit=NAMED))

    assert view.link is None


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
