"""The account that a run gives of itself: what changed, what left, what comes; in French, and to nobody's address."""

from datetime import date
from typing import Any

import pytest
from prefect import flow

from flows.acts.accounts.account import NEXT, render_account, tell_account
from flows.acts.accounts.said import SENT
from flows.boards.artifact import ACCOUNT
from models.forms.parts import Form
from models.forms.requests import CancellationForm, CompletionForm, ExtensionForm
from models.storage.database import transaction
from models.vocabulary import NoticeKind, NoticeStatus, Status
from tasks.console.forms.account import DossierAccount, RequestAccount
from tests.conftest import Installation
from tests.factories import application, campaign_with, completion_request, paris
from tests.flows.boards.artifacts import left_by

AT = paris("2026-05-20 10:00")
MONDAY, SUNDAY = date(2026, 5, 25), date(2026, 5, 24)
CANCELLATION = CancellationForm(reference="ARA-2026-0001", reason="Erreur.", by="Mme Essai")
OVER = frozenset({Status.not_required, Status.member, Status.refused, Status.withdrawn})


def asking(due: date | None = None) -> CompletionForm:
    """A form that asks for a piece, by a day if one is said."""
    said = {"reference": "ARA-2026-0001", "pieces": [{"piece": "annexe-1", "reason": "missing"}], "by": "Mme Essai"}
    return CompletionForm.model_validate({**said, "due": due})


def extending(to: date) -> ExtensionForm:
    """A form that gives until a later day."""
    return ExtensionForm(reference="ARA-2026-0001", to=to, reason="Congés.", by="Mme Essai")


def account(**fields: Any) -> DossierAccount:  # noqa: ANN401
    """The account of a dossier that came to wait for a piece, unless told otherwise."""
    row: dict[str, Any] = {
        "reference": "ARA-2026-0001",
        "organisation": "CIDFF de l'Ain",
        "former": Status.under_examination,
        "status": Status.incomplete,
        "position": None,
        "request": None,
        "notices": [],
        "silence_on": None,
        "notified_on": None,
        "contestable_until": None,
        "effect_on": date(2026, 9, 1),
    }
    return DossierAccount(**(row | fields))


def request(**fields: Any) -> RequestAccount:  # noqa: ANN401
    """The account of a request of two pieces until a Monday."""
    row: dict[str, Any] = {
        "pieces": ["Annexe 1", "Annexe 4"],
        "due_on": MONDAY,
        "remind_on": None,
        "passes_examination": None,
    }
    return RequestAccount(**(row | fields))


def told(form: Form = CANCELLATION, **fields: Any) -> str:  # noqa: ANN401
    """The account of one dossier, in Markdown."""
    return render_account(form, [account(**fields)])


def warnings(form: Form, asked: RequestAccount) -> list[str]:
    """What the account draws attention to."""
    lines = told(form, request=asked).splitlines()
    return [line.removeprefix("> **Attention.** ") for line in lines if line.startswith("> ")]


def test_an_account_is_read_from_top_to_bottom() -> None:
    """The dossier, what changed, what left, what comes."""
    asked = request(remind_on=date(2026, 5, 22))
    until = "jusqu'au lundi 25 mai 2026 inclus ; prochain rappel le vendredi 22 mai 2026."
    notices = [("completion_request", NoticeStatus.sent)]

    assert [line for line in told(asking(MONDAY), request=asked, notices=notices).splitlines() if line] == [
        "# ARA-2026-0001 · CIDFF de l'Ain",
        "## Ce qui a changé",
        "« en instruction » → « incomplet ».",
        f"Demande en cours : 2 pièces (Annexe 1, Annexe 4), {until}",
        "## Ce qui est parti",
        "- « Demande de compléments », au candidat : partie",
        "## Ce qui vient ensuite",
        NEXT[Status.incomplete],
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"former": None}, "Statut inchangé : « incomplet »."),
        ({"former": None, "status": Status.studied}, "Statut inchangé : « étudié »."),
        (
            {"former": Status.incomplete, "status": Status.under_examination, "position": 3},
            "« incomplet » → « en instruction », au rang 3 de la file.",
        ),
        ({"former": Status.studied, "status": Status.accepted}, "« étudié » → « accepté »."),
    ],
)
def test_what_changed_is_the_status_and_the_place(fields: dict[str, Any], said: str) -> None:
    """An act that leaves the status as it was says so."""
    assert told(**fields).splitlines()[4] == said


@pytest.mark.parametrize("status", NoticeStatus)
def test_each_notice_says_how_far_it_is(status: NoticeStatus) -> None:
    """And what to do of one that could not leave."""
    assert f"- « Dossier reporté », au candidat : {SENT[status]}" in told(notices=[("carried_over", status)])


@pytest.mark.parametrize(
    ("kind", "reader"),
    [
        ("advice_request", "à la personne consultée"),
        ("advice_revoked", "à la personne consultée"),
        ("advice_given", "au service instructeur"),
        ("advice_shown", "au candidat"),
    ],
)
def test_a_notice_of_advice_says_who_reads_it(kind: str, reader: str) -> None:
    """What is asked of somebody from outside is no letter to the applicant."""
    assert f" », {reader} : " in told(notices=[(NoticeKind(kind), NoticeStatus.sent)])


def test_nothing_left_is_said() -> None:
    """Rather than an empty list."""
    assert "Aucune notification." in told().splitlines()


@pytest.mark.parametrize("status", Status)
def test_every_status_says_what_comes_next(status: Status) -> None:
    """Or that this is the end of the road."""
    end = "Rien : ce dossier est arrivé à son terme."

    assert (end in told(status=status)) is (status in OVER)
    assert NEXT.keys() == set(Status) - OVER


def test_an_acceptance_says_from_which_day_it_holds() -> None:
    """The applicant is told that day."""
    assert "L'adhésion prend effet le mardi 1er septembre 2026 ;" in told(status=Status.accepted)


def test_the_day_on_which_silence_would_decide_is_told() -> None:
    """Where the region file says that it does."""
    said = "Sans décision expresse, le silence vaudrait décision le **mercredi 20 mai 2026**."

    assert (said in told(silence_on=date(2026, 5, 20)), "silence" in told()) == (True, False)


@pytest.mark.parametrize(
    ("until", "said"),
    [(None, "."), (date(2026, 9, 10), " ; elle peut être contestée jusqu'au jeudi 10 septembre 2026 inclus.")],
)
def test_a_decision_that_was_notified_is_told_with_its_delay(until: date | None, said: str) -> None:
    """Where there is one; nothing is said of a decision that was not notified."""
    notified = told(status=Status.refused, notified_on=date(2026, 7, 9), contestable_until=until)

    assert f"La décision a été notifiée le jeudi 9 juillet 2026{said}" in notified.splitlines()
    assert "notifiée" not in told(status=Status.refused)


@pytest.mark.parametrize("form", [asking(SUNDAY), extending(SUNDAY)])
def test_a_day_moved_to_a_working_one_is_pointed_out(form: Form) -> None:
    """Whoever typed a Sunday reads the Monday that the applicant was told."""
    [said] = warnings(form, request())

    moved = "Vous aviez indiqué le dimanche 24 mai 2026 ; le dernier jour retenu est le lundi 25 mai 2026 :"
    assert said.startswith(moved)


@pytest.mark.parametrize("form", [asking(), asking(MONDAY), extending(MONDAY), CANCELLATION])
def test_a_day_kept_as_it_was_said_needs_no_word(form: Form) -> None:
    """Nor does one that nobody said."""
    assert warnings(form, request()) == []


@pytest.mark.parametrize("form", [asking(), asking(MONDAY), extending(MONDAY), CANCELLATION])
def test_a_delay_beyond_the_instruction_is_pointed_out(form: Form) -> None:
    """The dossier would go to the next session, whatever the act that shows it."""
    [said] = warnings(form, request(passes_examination=date(2026, 5, 20)))

    assert said.startswith("Ce délai passe la fin de l'instruction, le mercredi 20 mai 2026 : si le dossier est encore")


def test_what_an_organisation_calls_itself_is_no_markup() -> None:
    """Nor does it bring an address into the console."""
    title = told(organisation="<b>MJC</b> [ici](https://piege.example) a@b.example").splitlines()[0]

    assert title.startswith("# ARA-2026-0001 · ")
    assert not set("<>[]@") & set(title)


def test_several_dossiers_are_told_in_a_row() -> None:
    """Each under its own title."""
    text = render_account(CANCELLATION, [account(), account(reference="ARA-2026-0002")])

    titles = [line for line in text.splitlines() if line.startswith("# ")]
    assert titles == ["# ARA-2026-0001 · CIDFF de l'Ain", "# ARA-2026-0002 · CIDFF de l'Ain"]


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_the_account_is_an_artifact_of_its_run(spro: Installation) -> None:
    """It has a name among those of the run, and is read back from the rows: no address is in them."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])
        completion_request(session, campaign, dossier, due_on=MONDAY)

    @flow(name="essai-de-compte-rendu")
    async def tell() -> None:
        await tell_account(CANCELLATION, ["ARA-2026-0001"], at=AT)

    [(key, kept)] = (await left_by(await tell(return_state=True))).items()

    assert (key, kept.type) == (ACCOUNT, "markdown")
    assert kept.description == "Ce que l'exécution a fait : ARA-2026-0001."
    assert "Demande en cours : 1 pièce (Annexe 1), jusqu'au lundi 25 mai 2026 inclus" in str(kept.data)
    assert "@" not in str(kept.data)


def test_what_is_answered_on_paper_leaves_by_somebodys_hand() -> None:
    """Of whoever has no mail address nothing leaves of itself."""
    row: dict[str, Any] = {"former": None, "status": Status.registered, "is_new": True}

    assert "lettres-a-poster" in told(**row, is_on_paper=True)
    assert "lettres-a-poster" not in told(**row)
