"""An arrival put right as a run: what would change is told first, with the form to confirm; then it is done."""

from typing import Any

from prefect.client.schemas.objects import State

from flows.acts.arrivals import reclassify, sentences
from flows.boards.artifact import ACCOUNT
from models.intake.deposit import Deposit
from models.intake.words import Meaning
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, PieceState, RequestOutcome, Status
from tasks.intake.reclassify.difference import Change, Difference, Letter
from tasks.intake.store import Store
from tests.conftest import Installation
from tests.factories import campaign_with, paris
from tests.flows.boards.artifacts import left_by
from tests.support.arrivals import reclassification
from tests.support.mails import Desk, compose

AT, DAY = paris("2026-04-20 10:00"), paris("2026-04-16 09:00").date()
ONE = "ARA-2026-0001"


async def put_right(deposit: Deposit, confirmed: object) -> tuple[State[Any], str]:
    """Have a run make a question a candidacy, and return how it ended and what it told."""
    form = reclassification(deposit, nature="dépôt", organisation="Maison Essai", confirmed=confirmed)
    state: State[Any] = await reclassify(form, at=AT, return_state=True)
    return state, str((await left_by(state))[ACCOUNT].data)


async def test_what_would_change_is_told_then_done(prefect: None, spro: Installation) -> None:
    """A run that is not confirmed changes nothing; the next does what was told."""
    with transaction(spro.database) as session:
        desk = Desk(session, campaign_with(session), Store(Settings().store))
        desk.register(compose("Quand ouvre la session ?", files={}, subject="Question"))
        [deposit] = desk.deposits()

    planned, plan = await put_right(deposit, None)
    with reading(spro.database) as session:
        assert session.get_one(Deposit, deposit.id).application_id is None
    done, account = await put_right(deposit, await planned.result())

    assert (planned.name, await done.result()) == ("À blanc", [ONE])
    assert plan.startswith("# À blanc : rien n'est enregistré, rien n'est parti")
    assert f"- Envoi 2026-000001, dossier : aucun → {ONE}." in plan
    assert f"| nouveau dossier, enregistré | 1 | {ONE} |" in plan
    assert f"- Envoi 2026-000001, dossier : aucun → {ONE}." in account


def test_each_change_is_a_sentence() -> None:
    """Numbers, references and kinds alone."""
    left = Letter(NoticeKind.acknowledgement, ONE, DAY)
    said = Difference(
        number="2026-000012",
        meaning=(Meaning.answer, Meaning.question),
        dossier=(ONE, None),
        statuses=(Change(ONE, "", Status.under_examination, Status.incomplete),),
        pieces=(Change(ONE, "Annexe 1", PieceState.received, PieceState.missing),),
        requests=(Change(ONE, "16/04/2026", RequestOutcome.answered, RequestOutcome.open),),
        to_leave=(Letter(NoticeKind.corrected, ONE),),
        called_off=(Letter(NoticeKind.completion_received, ONE),),
        corrected=(left,),
    )

    assert list(sentences(said)) == [
        "Envoi 2026-000012 : « réponse » → « question ».",
        f"Envoi 2026-000012, dossier : {ONE} → aucun.",
        f"{ONE} : en instruction → incomplet.",
        f"{ONE}, Annexe 1 : reçue → manquante.",
        f"{ONE}, demande du 16/04/2026 : satisfaite → en cours.",
        f"Courriel qui part : « Correction de nos courriers », {ONE}.",
        f"Courriel annulé avant son départ : « Compléments reçus », {ONE}.",
        f"Courriel déjà parti, corrigé par un autre : « Accusé de réception », {ONE}, parti le jeudi 16 avril 2026.",
    ]
