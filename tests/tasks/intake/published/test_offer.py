"""The files to fill in reach applicants: with the letter or by a link, as they were at the opening."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from sqlmodel import Session

from models.region.file import load_file
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import Status
from notifications.outbox.enclosures import files_of as enclosed
from tasks.dossiers.requests import ask
from tasks.intake.published.files import files_of, publish
from tasks.intake.published.offer import offer
from tasks.intake.published.templates import Given, read_templates
from tasks.sessions.daily import acknowledge, remind_of_deposit
from tasks.sessions.prospects import tell
from tests.factories import application, paris
from tests.support.incomplete import completion, lacking, read
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk
from tests.tasks.intake.conftest import RegionFolder, words

AT = paris("2026-02-02 09:00")
DIARY = "dernier-jour-pour-completer.ics"
FORM = "dossier-de-candidature-2026.docx"


def given(session: Session, campaign: Campaign, folder: RegionFolder) -> None:
    """Give a session the files of annexes 1 and 2."""
    publish(session, campaign, read_templates(load_file(folder(annexe_1=words("Un"), annexe_2=words("Deux")))))


def carried(desk: Desk, kind: str) -> list[Sequence[str]]:
    """Return the names of the files of each letter of a kind."""
    letters = desk.notices(kind=kind)
    files = enclosed(desk.session, [letter.id or 0 for letter in letters])
    return [[file.name for file in files.get(letter.id or 0, ())] for letter in letters]


def test_what_a_session_gives_is_what_it_opened_with(desk: Desk, folder: RegionFolder) -> None:
    """Versions and hashes are frozen, and the form is our own where the Région gives none."""
    given(desk.session, desk.campaign, folder)
    folder(version="2026-2", annexe_1=words("Autre"))

    found = files_of(desk.session, desk.campaign)

    assert [(one.piece_id, one.version) for one in found] == [
        ("dossier", "auvergne-rhone-alpes/2026"),
        ("annexe-1", "2026-1"),
        ("annexe-2", "2026-1"),
    ]
    assert found[1].digest == sha256(words("Un")).hexdigest()


def test_our_form_says_the_last_day_as_it_is(desk: Desk) -> None:
    """A delay that was moved makes another file of the same version."""
    [before] = files_of(desk.session, desk.campaign)
    stages(desk.session, desk.campaign)["deposit"].due_at = paris("2026-05-08 00:00")
    desk.session.flush()

    [after] = files_of(desk.session, desk.campaign)

    assert (before.version, before.digest) != (after.version, after.digest)
    assert before.version == after.version


def test_the_call_and_its_reminders_carry_the_form(desk: Desk, folder: RegionFolder) -> None:
    """With the files that the Région gave; no annexe is made up."""
    given(desk.session, desk.campaign, folder)

    tell(desk.session, desk.campaign, ["un@mjc.example"], at=AT)
    remind_of_deposit(desk.session, desk.campaign, at=paris("2026-03-30 09:00"))

    files = [FORM, "annexe-1.docx", "annexe-2.docx"]
    assert carried(desk, "opening") == [files]
    assert carried(desk, "deposit_reminder")[-1] == files
    said = "Les fichiers à remplir sont joints à ce courriel : Dossier de candidature, Annexe 1 et Annexe 2."
    assert said in read(desk.notices(kind="opening")[0])


def test_an_acknowledgement_carries_what_it_asks_for(desk: Desk, folder: RegionFolder) -> None:
    """And nothing to whom nothing is asked."""
    given(desk.session, desk.campaign, folder)

    lacking(desk, "annexe-2", "annexe-7")
    application(desk.session, desk.campaign, contact="entier@mjc.example", acknowledge_at=AT)
    acknowledge(desk.session, desk.campaign, at=AT)

    assert carried(desk, "acknowledgement") == [["annexe-2.docx", DIARY], []]


def test_a_request_carries_what_it_asks_for(desk: Desk, folder: RegionFolder) -> None:
    """The file of a piece that has one, and of no other."""
    given(desk.session, desk.campaign, folder)
    one = application(desk.session, desk.campaign, Status.under_examination)

    ask(desk.session, completion(one, {"dossier": "wrong_form", "annexe-3": "unsigned"}), at=AT)

    assert carried(desk, "completion_request") == [[FORM, DIARY]]
    letter = read(desk.notices(kind="completion_request")[0])
    assert "Le fichier à remplir est joint à ce courriel : Dossier de candidature." in letter


@pytest.mark.parametrize(
    ("console", "at", "link"),
    [
        ("https://spro.region.example", "2026-04-29 23:59", "https://spro.region.example/spro/appel/ara-2026"),
        ("https://spro.region.example", "2026-04-30 00:00", None),
        (None, "2026-02-02 09:00", None),
    ],
)
def test_too_heavy_for_a_mail_they_are_behind_a_link(
    desk_with: OpenDesk,
    monkeypatch: pytest.MonkeyPatch,
    console: str | None,
    at: str,
    link: str | None,
) -> None:
    """While applicants may deposit, and where others reach our pages; else they are told whom to ask."""
    desk = desk_with({"policies.in_hand.max_mb": 1})
    publish(desk.session, desk.campaign, [Given("annexe-1", "annexe-1.pdf", "1", b"x" * 1_000_000, frozenset())])
    if console:
        monkeypatch.setenv("SPRO_CONSOLE_URL", console)

    offered = offer(desk.session, desk.campaign, at=paris(at))

    assert offered.view is not None
    assert (offered.view.link, offered.files) == (link, ())
