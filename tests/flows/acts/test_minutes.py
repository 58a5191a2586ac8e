"""The spreadsheet imported as a run: what would change is told first; then all of it is recorded, or nothing is."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from prefect.client.schemas.objects import State
from sqlmodel import col, select

from flows.acts import minutes
from flows.acts.minutes import import_minutes, render_minutes, shown
from flows.boards.artifact import ACCOUNT
from models.dossiers.application import Application, Decision
from models.forms.meetings import MinutesFileForm
from models.intake.deposit import File
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import NoticeStatus, Status
from notifications.delivery.delivery import Delivery
from tasks.meetings.recording.import_sheet import Plan, PlannedLine
from tasks.sending import send_notices
from tests.conftest import Installation
from tests.factories import desk_file
from tests.flows.boards.artifacts import left_by
from tests.tasks.meetings.sheet.sheets import NAMES, Case, Change, at_of, filled, meeting_to_record, write, write_head

COMMISSION = "commission"
AT = at_of(COMMISSION)
REFUSED = write(3, sense="refusée", reasons="Accueil réservé aux adhérents.", recused="M. Essai")
LINES = [
    f"ARA-2026-0001 · {NAMES[0]} : étudié → accepté, décision « acceptée »",
    f"ARA-2026-0002 · {NAMES[1]} : étudié → refusé, décision « refusée », 1 déport",
    f"ARA-2026-0003 · {NAMES[2]} : étudié → accepté, décision « acceptée »",
]
UNTOUCHED: tuple[list[Status], int, list[str]] = ([Status.studied] * 3, 0, [])


class Office(NamedTuple):
    """An installation where the commission met, and its secretary, who fills in its sheet."""

    spro: Installation
    case: Case

    async def imports(self, *changes: Change, confirmed: object = True) -> State[Any]:
        """Have a desk send the sheet, and import it."""
        with transaction(self.spro.database) as session:
            file = desk_file(session, filled(self.case, *changes), "pv.xlsx")
        form = MinutesFileForm.model_validate({"file": file, "by": "Coordination", "confirmed": confirmed})
        state: State[Any] = await import_minutes(form, at=AT, return_state=True)
        return state

    def stands(self) -> tuple[list[Status], int, list[str]]:
        """Where the dossiers stand, how many decisions were taken, and the notices that left, by kind."""
        with transaction(self.spro.database) as session:
            statuses = session.exec(select(Application.status).order_by(col(Application.id))).all()
            decisions = session.exec(select(Decision)).all()
            sent = session.exec(select(Notice.kind).where(Notice.status == NoticeStatus.sent)).all()
            return [Status(status) for status in statuses], len(decisions), sorted(sent)


@pytest.fixture
def office(prefect: None, spro: Installation) -> Office:
    """Give the office of the commission's secretary."""
    with transaction(spro.database) as session:
        return Office(spro, meeting_to_record(session, COMMISSION))


def lines(told: str) -> list[str]:
    """The lines of the lists of an account."""
    return [line.removeprefix("- ") for line in told.splitlines() if line.startswith("- ")]


async def account(state: State[Any]) -> str:
    """What a run told of itself."""
    return str((await left_by(state))[ACCOUNT].data)


async def test_what_would_change_is_told_and_nothing_is_recorded(office: Office) -> None:
    """Line by line, as the sheet has them: nothing is written, nothing leaves."""
    state = await office.imports(REFUSED, confirmed=None)

    assert (state.name, office.stands()) == ("À blanc", UNTOUCHED)
    told = await account(state)
    assert told.startswith("# À blanc : rien n'est enregistré, rien n'est parti\n")
    assert [line for line in lines(told) if line in LINES] == LINES
    assert "- Commission · Session 2026, 2 présents à enregistrer." in told
    assert "1 lettre partira aussitôt" in told  # the minutes
    assert "3 lettres seront retenues avant leur départ" in told


async def test_it_is_recorded_and_the_notices_leave(office: Office) -> None:
    """Each applicant reads the decision ten minutes later, and the secretary gets the minutes."""
    state = await office.imports(REFUSED)
    await send_notices.fn(at=AT + timedelta(minutes=10))

    assert await state.result() == office.case.references
    statuses = [Status.accepted, Status.refused, Status.accepted]
    assert office.stands() == (statuses, 3, ["accepted", "accepted", "minutes", "refused"])
    told = await account(state)
    assert told.startswith("# Procès-verbal importé\n")
    assert [line.removeprefix("- ") for line in told.splitlines() if line.startswith("- ")] == LINES


async def test_what_was_shown_is_confirmed_and_done(office: Office) -> None:
    """The code of the dry run confirms the same file, whenever it was sent; the same lines are told."""
    dry = await office.imports(REFUSED, confirmed=None)
    code = await dry.result()
    with transaction(office.spro.database) as session:
        [file] = session.exec(select(File)).all()
    form = MinutesFileForm(file=f"fichier-{file.id}", by="Coordination", confirmed=code)
    done: State[Any] = await import_minutes(form, at=AT, return_state=True)

    assert lines(await account(done)) == [line for line in lines(await account(dry)) if line in LINES]


async def test_imported_again_it_changes_nothing(office: Office) -> None:
    """Each line is known, and no mail leaves."""
    await office.imports(REFUSED)
    former = office.stands()

    state = await office.imports(REFUSED)

    assert (await state.result(), office.stands()) == ([], former)
    told = await account(state)
    assert told.count(": déjà enregistré") == 3
    assert "Rien de nouveau dans ce fichier." in told


@pytest.mark.parametrize("confirmed", [None, True])
async def test_one_wrong_line_refuses_all_of_it(office: Office, confirmed: object) -> None:
    """The run ends with every fault, in its state and, to be read at ease, in its account."""
    state = await office.imports(write(2, sense="oui"), write(4, sense="refusée"), confirmed=confirmed)

    assert state.name == "Refusé"
    assert "Fichier « pv.xlsx » : 2 erreurs ; rien n'a été enregistré." in str(state.message)
    assert office.stands() == UNTOUCHED
    told = await account(state)
    assert [line for line in told.splitlines() if line.startswith("- ")] == [
        "- Dossiers, ligne 2, « Décision » (« oui ») : choisissez parmi : acceptée, refusée, ajournée.",
        "- Dossiers, ligne 4, « Motifs » : indiquez les motifs, en droit et en fait.",
    ]


async def test_what_the_rules_alone_refuse_is_refused_dry_too(office: Office) -> None:
    """Too few members were there: a dry run knows, since it tries."""
    state = await office.imports(write_head(present=("Préfecture de région", None)), confirmed=None)

    assert state.name == "Refusé"
    assert "Quorum" in await account(state)
    assert office.stands() == UNTOUCHED


async def test_no_person_is_named_in_the_console(office: Office) -> None:
    """Nor are the reasons told: they are the applicant's."""
    told = await account(await office.imports(REFUSED))

    assert [word for word in ("Essai", "adhérents", "@") if word in told] == []


async def test_what_is_left_for_later_is_told(office: Office) -> None:
    """After what changes."""
    told = await account(await office.imports(write(3, sense=None), confirmed=None))

    assert f"- ARA-2026-0002 · {NAMES[1]} : laissé pour plus tard" in told


def test_it_is_dry_unless_it_is_told_otherwise() -> None:
    """Nobody records a meeting by sending the form as it opens."""
    assert MinutesFileForm(file="fichier-1", by="Coordination").confirmed is None


def test_a_name_of_many_signs_is_shown_as_plain_text() -> None:
    """A mail may give any name: neither markup nor an address reaches the console."""
    line = PlannedLine("ARA-2026-0001", "<b>MJC</b> [x](http://y.example) accueil@mjc.example", "déjà enregistré")

    assert [sign for sign in "<>[]@" if sign in shown(line)] == []


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        (Delivery(1, 0, 0), "1 notification."),
        (
            Delivery(3, 2, 1),
            "3 notifications ; 2 en attente, réessayées seules ; 1 en échec, à joindre par une autre voie.",
        ),
    ],
)
def test_what_left_is_counted(spro: Installation, delivery: Delivery, said: str) -> None:
    """What waits and what failed too."""
    assert said in render_minutes(Plan("ara-2026", COMMISSION, "commission", (), [], []), delivery)


async def test_each_line_is_logged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person reads while it runs."""
    said: list[str] = []
    monkeypatch.setattr(minutes, "get_run_logger", lambda: _Logger(said))

    await office.imports(REFUSED)

    assert said == LINES


class _Logger:
    """A logger that keeps what it is told; Prefect's sends it to its server later."""

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def info(self, message: str) -> None:
        """Keep a line."""
        self._said.append(message)
