"""What the account of an act says besides where dossiers stand: what moved, and to how many something left."""

from datetime import date

import pytest

from flows.acts.accounts.said import said_of
from flows.acts.meetings import set_meeting
from flows.acts.prospects import tell_prospects
from flows.acts.sessions import open_campaign, postpone
from models.forms.dossiers import OpeningForm, PostponementForm, ProspectsForm
from models.forms.intake import IdentificationForm
from models.forms.meetings import MeetingForm
from models.sessions.correctable import shown_value
from models.storage.database import transaction
from models.vocabulary import Flag, NoticeKind, NoticeStatus, Status
from tasks.acts.table import ACTS
from tasks.dossiers.account import ExaminationAccount, read_letter
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.letters.write import write
from tasks.sessions.account import CorrectionAccount, ProxiesAccount, SentAccount, StageAccount
from tests.conftest import Installation
from tests.factories import application, arrival, campaign_with, desk_file, paris
from tests.flows.boards.artifacts import account, done
from tests.tasks.dossiers.letters.letters import letter_to

AT, AGAIN = paris("2026-01-19 10:00"), paris("2026-01-20 10:00")
BY = "Mme Essai"


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
def test_whoever_conducts_a_session_reads_what_they_did(spro: Installation) -> None:
    """The dates, what moved, and to how many something left."""
    opening = OpeningForm(region="auvergne-rhone-alpes", year=2026, opens=date(2026, 1, 19), by=BY, confirmed=True)
    moving = PostponementForm(
        session="ara-2026", stage="deposit", to=date(2026, 5, 4), reason="Gel.", by=BY, confirmed=True
    )
    setting = MeetingForm(session="ara-2026", stage="working_group", on=date(2026, 6, 18), by=BY, confirmed=True)

    def listed() -> ProspectsForm:
        with transaction(spro.database) as session:
            file = desk_file(session, b"a@mjc.example\nb@mife.example\n", "liste.csv")
        return ProspectsForm(session="ara-2026", file=file, by=BY, confirmed=True)

    told = []
    for act in (
        lambda: open_campaign(opening, at=AT),
        lambda: tell_prospects(listed(), at=AT),
        lambda: postpone(moving, at=AGAIN),
        lambda: set_meeting(setting, at=AGAIN),
    ):
        done(act())
        told.append(account())

    opened, announced, moved, met = told
    assert "- Dépôt : mercredi 29 avril 2026." in opened
    assert "- 2 adresses dans la liste, dont 2 nouvelles" in announced
    assert "2 notifications." in announced
    assert "- Dépôt : mercredi 29 avril 2026 → lundi 4 mai 2026." in moved
    assert "2 notifications, envoyées." in moved
    assert "- Groupe de travail : séance du jeudi 18 juin 2026 à 14 h 00 (heure de Paris)." in met
    assert "- Les membres seront convoqués le vendredi 12 juin 2026." in met
    assert not [one for one in told if "@" in one]


def test_nothing_that_changed_is_said_too() -> None:
    """A form sent twice did nothing the second time."""
    day = date(2026, 5, 4)

    assert said_of(StageAccount("deposit", None, day, [])) == [
        "Rien n'a changé : cette échéance était déjà au lundi 4 mai 2026.",
        "Aucune notification n'est partie.",
    ]


def test_proxies_are_said_with_the_quorum_that_they_make() -> None:
    """By seat; before the meeting there is none yet."""
    held = {"Préfecture": "Région"}

    assert said_of(ProxiesAccount("Commission", held, None)) == [
        "Commission, procurations notées : Préfecture à Région."
    ]
    assert said_of(ProxiesAccount("Commission", {}, quorate=False)) == [
        "Commission, procurations notées : aucune.",
        "Quorum non atteint, procurations comprises.",
    ]


def test_a_correction_says_both_values_and_no_address() -> None:
    """Sent twice, that nothing has changed."""
    key = "roles.examining_service.phone"

    assert said_of(CorrectionAccount(key, "04 65 71 00 03", "04 65 71 00 09")) == [
        f"{key} : 04 65 71 00 03 → 04 65 71 00 09.",
        "Les courriels écrits désormais le disent ; une date déjà annoncée reste.",
    ]
    assert said_of(CorrectionAccount(key, None, "04 65 71 00 09")) == [
        f"Rien n'a changé : {key} était déjà ainsi (04 65 71 00 09)."
    ]
    assert shown_value("instruction-spro@example.invalid") == "une adresse"


@pytest.mark.parametrize(
    ("status", "total", "told"),
    [
        (NoticeStatus.sent, 1, "1 notification, partie."),
        (NoticeStatus.sent, 9, "9 notifications, envoyées."),
        (NoticeStatus.failed, 2, "2 notifications, en échec."),
    ],
)
def test_what_left_is_counted(status: NoticeStatus, total: int, told: str) -> None:
    """By kind, and by how far it is on its way."""
    day, sent = date(2026, 5, 4), [SentAccount(NoticeKind.postponed, status, total)]

    assert said_of(StageAccount("deposit", day, day, sent))[-1].endswith(told)


def test_an_identification_says_whose_dossier_it_is_now(spro: Installation) -> None:
    """Sent again, that nothing changed; an address is never shown."""
    form = IdentificationForm(
        reference="ARA-2026-0001",
        organisation="MJC de l'Ain",
        identifier="99900001100018",
        contact="contact@mjc.example",
        by=BY,
    )
    told = []
    with transaction(spro.database) as session:
        application(session, campaign_with(session), Status.registered, flags=[Flag.unidentified])
    for at in (AT, AGAIN):
        with transaction(spro.database) as session:
            identify_dossier(session, form, at=at)
        read = ACTS[IdentificationForm].account
        told.append(said_of(read(form, at=at) if read else None))

    facts = [
        "Organisme : MJC de l'Ain, SIRET 99900001100018.",
        "Réseau : aucun ; cercle 3.",
        "Courriel du candidat : celui que vous avez saisi.",
    ]
    assert told == [facts, ["Rien n'a changé : tout était déjà enregistré ainsi.", *facts]]


def test_an_answer_says_that_it_left_and_once_is_enough(spro: Installation) -> None:
    """By the number of what it answers, where no dossier's account says so; and no address."""
    with transaction(spro.database) as session:
        deposit = arrival(session, campaign_with(session))
        form = letter_to(arrival=f"envoi-{deposit.id}")
        write(session, form, at=AT)

    told = [list(said_of(read_letter(form, at=at))) for at in (AT, AGAIN)]

    assert told == [
        ["Réponse à l'envoi 2026-000001 : en attente d'envoi ; le système l'enverra seul."],
        ["Rien n'a changé : cette lettre a déjà été écrite, dans les mêmes mots."],
    ]


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (ExaminationAccount(12, 12, 1, 0, is_concluded=True), ["Grille d'examen : 12 engagements sur 12."]),
        (
            ExaminationAccount(1, 12, 1, 1, is_concluded=True),
            [
                "Grille d'examen : 1 engagement sur 12.",
                "Ce dossier n'a pas de grille complète : les instances liront la conclusion, et ce qui est apprécié.",
            ],
        ),
        (ExaminationAccount(0, 12, 1, 1, is_concluded=False), ["Grille d'examen : 0 engagement sur 12."]),
        (
            ExaminationAccount(0, 12, 3, 2, is_concluded=True),
            ["2 dossiers sans grille complète : les instances liront la conclusion, et ce qui est apprécié."],
        ),
    ],
)
def test_a_finding_without_a_whole_grid_is_warned_of(account: ExaminationAccount, told: list[str]) -> None:
    """It is possible, and whoever concludes knows it."""
    assert said_of(account) == told
