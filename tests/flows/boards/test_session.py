"""The board of a session as Prefect keeps it: a summary that leads to our own pages."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlmodel import Session

from flows.boards.reasons import FLAGS, REASONS
from flows.boards.session import board_page, render_board
from models.dossiers.completeness import FLAG_WAITS
from models.sessions.campaign import Campaign
from models.sessions.opening import move_stage, stages
from models.storage.database import transaction
from models.vocabulary import Flag, Status
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Reason
from tests.factories import application, campaign_with, paris, passage
from tests.support.dossiers import asked, dossier, opened

APRIL = datetime.fromisoformat("2021-04-29T23:58+02:00")


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """Give a transaction on an empty database."""
    with transaction(database) as opened_session:
        yield opened_session


def shown(session: Session, campaign: Campaign, *, at: datetime = APRIL) -> str:
    """The board."""
    return render_board(board_of(session, campaign, at=at), at=at)


def test_the_board_of_a_session_just_opened(session: Session) -> None:
    """The whole of it: nothing waits, no dossier, five stages."""
    campaign = opened(session)

    board = shown(session, campaign, at=datetime.fromisoformat("2021-01-19T09:00+01:00"))

    assert board == (
        "# Session 2021 : tableau de bord\n"
        "\n"
        "**[Ouvrir le tableau de bord](/spro/?session=ara-2021)** : tout y est sur un écran. En voici un résumé.\n"
        "\n"
        "État au **mardi 19 janvier 2021 à 9 h 00 (heure de Paris)**.\n"
        "Prochaine échéance, dont le système s'occupe seul : **mardi 30 mars 2021 à 9 h 00 (heure de Paris)**.\n"
        "\n"
        "## Ce qui attend une personne\n"
        "\n"
        "Rien : tout ce qui est dû est fait.\n"
        "\n"
        "## Calendrier\n"
        "\n"
        "| Étape | Ouvre le | Dernier jour, ou réunion | État |\n"
        "|:--|:--|:--|:--|\n"
        "| Dépôt | lundi 18 janvier 2021 | jeudi 29 avril 2021 | en cours |\n"
        "| Instruction | lundi 18 janvier 2021 | lundi 31 mai 2021 | en cours |\n"
        "| Groupe de travail | mardi 1er juin 2021 | mercredi 30 juin 2021 (réunion à fixer) | à venir |\n"
        "| Commission | jeudi 1er juillet 2021 | samedi 31 juillet 2021 (réunion à fixer) | à venir |\n"
        "| Prise d'effet | mercredi 1er septembre 2021 | mercredi 1er septembre 2021 | à venir |\n"
        "\n"
        "Les séances, avec ce qui est prêt et ce qui ne l'est pas : [séances](/spro/seances).\n"
        "\n"
        "## Aucun dossier\n"
        "\n"
        "Aucun dossier n'est ouvert.\n"
        "\n"
        "Ce qui arrive, et ce qu'il en advient : [arrivées](/spro/arrivees?session=ara-2021)."
    )


def test_the_board_says_what_waits_and_what_to_do(session: Session) -> None:
    """Each reason on one line: how many, the act, the first dossiers, and how many others."""
    campaign = opened(session)
    for _ in range(6):
        dossier(session, campaign, Status.late, received_at="2021-04-30T08:00+02:00")

    line = next(line for line in shown(session, campaign).splitlines() if line.startswith("- "))

    named = " ; ".join(f"ARA-2021-000{number} CIDFF de l'Ain (reçu le 30/04/2021)" for number in range(1, 6))
    act = (
        "Admettre (formulaire admettre-hors-delai), ou laisser pour la session suivante (formulaire "
        "laisser-hors-delai)."
    )
    assert line == f"- **Hors délai : 6.** {act} ▸ {named} ; et 1 autre"


def test_the_board_leads_to_all_that_waits(session: Session) -> None:
    """It names the first five; the table has them all, with the form of each."""
    campaign = opened(session)
    dossier(session, campaign, Status.late)

    _, _, after = shown(session, campaign).partition("## Ce qui attend une personne\n\n")

    table = "[ce qui attend une personne](/spro/a-traiter?session=ara-2021)"
    assert after.splitlines()[1:3] == ["", f"Un par un, avec le formulaire qui convient : {table}."]


def test_what_applicants_must_send_stands_apart(session: Session) -> None:
    """Nobody of the Région has to act on an open request."""
    campaign = opened(session)
    asked(session, dossier(session, campaign, Status.incomplete), due_on=date(2021, 5, 20))

    _, _, after = shown(session, campaign).partition("## Ce que les candidats doivent envoyer\n\n")

    assert after.splitlines()[0] == (
        "- **Compléments attendus des candidats : 1.** Les rappels partent seuls. ▸ "
        "ARA-2021-0001 CIDFF de l'Ain (au plus tard le 20/05/2021)"
    )


def test_the_dossiers_are_counted_by_status(session: Session) -> None:
    """The chart, and each of them, are on our own pages."""
    campaign = opened(session)
    for status in (Status.late, Status.examined, Status.examined):
        dossier(session, campaign, status)

    _, _, after = shown(session, campaign).partition("## 3 dossiers\n\n")

    assert after == (
        "Hors délai 1, instruit 2. Dont 3 du cercle 3. "
        "Un par un : [liste des dossiers](/spro/dossiers?session=ara-2021).\n"
        "\n"
        "Ce qui arrive, et ce qu'il en advient : [arrivées](/spro/arrivees?session=ara-2021)."
    )


def test_the_board_counts_what_came_back(session: Session) -> None:
    """From a former session, and before the bodies again; a first session says nothing of it."""
    former, campaign = campaign_with(session, year=2025), campaign_with(session)
    for represented_at in (None, paris("2026-02-20 10:00")):
        again = application(session, campaign, Status.under_examination)
        passage(session, former, again)
        passage(session, campaign, again, represented_at=represented_at)

    board = shown(session, campaign, at=paris("2026-03-01 10:00"))

    said = "En instruction 2. Dont 2 du cercle 3. Issus d'une session précédente : 2. Représentés : 1. Un par un : "
    assert board.splitlines()[-3] == f"{said}[liste des dossiers](/spro/dossiers?session=ara-2026)."


@pytest.mark.parametrize(
    ("at", "done_at", "state"),
    [
        ("2021-01-17T10:00+01:00", None, "à venir"),
        ("2021-04-29T23:59:59+02:00", None, "en cours"),
        ("2021-04-30T00:00+02:00", None, "échue, à clore"),
        ("2021-05-03T10:00+02:00", "2021-04-30T00:00+02:00", "close le 30/04/2021"),
    ],
)
def test_a_stage_is_to_come_current_over_or_closed(session: Session, at: str, done_at: str | None, state: str) -> None:
    """By the instant of the view, and by whether its closing work is done."""
    campaign = opened(session)
    stages(session, campaign)["deposit"].done_at = datetime.fromisoformat(done_at) if done_at else None

    board = shown(session, campaign, at=datetime.fromisoformat(at))

    assert next(line for line in board.splitlines() if "| Dépôt" in line).endswith(f"| {state} |")


def test_a_stage_that_moved_shows_both_dates(session: Session) -> None:
    """The former one is never lost, and the next deadline is named."""
    campaign = opened(session)
    stage = stages(session, campaign)["commission"]
    move_stage(session, campaign, stage, to=date(2021, 7, 8), reason="Salle", by="M. Essai", at=APRIL)

    board = shown(session, campaign, at=datetime.fromisoformat("2021-07-02T10:00+02:00"))

    assert "| jeudi 8 juillet 2021 (au lieu du 31/07/2021) | en cours |" in board
    assert "**vendredi 9 juillet 2021 à 0 h 00 (heure de Paris)**, fin de la commission." in board


def test_every_reason_and_flag_has_its_words() -> None:
    """A new one cannot be shown without."""
    assert set(REASONS) == {*Reason, *FLAG_WAITS}
    assert set(FLAGS) == set(Flag)


def test_the_board_is_kept_under_the_key_of_the_session(session: Session) -> None:
    """The officer finds it by name, each refresh in the same place."""
    board = board_page(board_of(session, opened(session), at=APRIL), at=APRIL)

    at = "jeudi 29 avril 2021 à 23 h 58 (heure de Paris)"
    assert (board.key, board.description) == ("tableau-de-bord-ara-2021", f"Session 2021, au {at}.")
