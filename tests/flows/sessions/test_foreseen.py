"""The letters that could be written about a dossier now: its own data, the files of each, and nothing done."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from flows.sessions.foreseen import foresee
from models.dossiers.application import Application
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.console.foreseen.tried import Foreseen
from tests.conftest import Installation
from tests.factories import application, campaign_with, decision_on, paris, passage
from tests.support.members import member
from tests.support.transactions import rows_of

REFERENCE = "ARA-2026-0001"
SPRING, SUMMER, AFTER = paris("2026-04-20 10:00"), paris("2026-07-08 10:00"), paris("2026-07-20 10:00")


def _registered(session: Session, campaign: Campaign) -> Application:
    made = application(session, campaign, missing=["annexe-1"])
    made.acknowledge_at = paris("2026-04-21 09:00")
    return made


def _studied(session: Session, campaign: Campaign) -> Application:
    return application(session, campaign, Status.studied)


def _accepted(session: Session, campaign: Campaign) -> Application:
    made = application(session, campaign, Status.accepted)
    decision_on(session, made, decided_at=SUMMER)
    return made


def _member(session: Session, campaign: Campaign) -> Application:
    return session.get_one(Application, member(session, campaign).application_id)


async def foreseen(spro: Installation, make: Callable[[Session, Campaign], Application], at: object) -> list[Foreseen]:
    """Return the letters of a dossier that is beside another one."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        passage(session, campaign, make(session, campaign))
        application(session, campaign, Status.under_examination, missing=["annexe-2"])
    return await foresee(REFERENCE, at=at)  # type: ignore[arg-type]


async def test_they_are_of_its_own_data_and_nothing_is_done(spro: Installation) -> None:
    """Its reference in each, none about another dossier, and not one row has changed."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        passage(session, campaign, _registered(session, campaign))
        application(session, campaign, Status.under_examination)
    before = rows_of(spro.database)

    found = await foresee(REFERENCE, at=SPRING)

    assert rows_of(spro.database) == before
    assert all(REFERENCE in one.text for one in found)
    assert {"acknowledgement", "completion_reminder", "completion_expired", "withdrawn", "letter"} <= {
        one.kind for one in found
    }
    assert not {"accepted", "terminated", "appeal_rejected"} & {one.kind for one in found}


@pytest.mark.parametrize(
    ("make", "at", "kinds", "files"),
    [
        (_studied, SUMMER, ["refused", "accepted"], ["decision-ARA-2026-0001.pdf"]),
        (_accepted, AFTER, ["effective"], ["certificat-ADH-2026-0001.pdf"]),
        (_member, paris("2026-12-01 10:00"), ["formal_notice"], ["mise-en-demeure-ARA-2026-0001.pdf"]),
        (_registered, SPRING, ["withdrawn"], []),
    ],
)
async def test_each_has_exactly_its_files(
    spro: Installation,
    make: Callable[[Session, Campaign], Application],
    at: object,
    kinds: list[str],
    files: list[str],
) -> None:
    """The act that it tells, the certificate of a member, or none: days for a diary come besides."""
    found = await foreseen(spro, make, at)

    letters: dict[str, list[str]] = {each.kind: [file.name for file in each.files] for each in reversed(found)}
    for kind in kinds:
        assert (kind, [name for name in letters[kind] if not name.endswith(".ics")]) == (kind, files)


async def test_what_a_person_would_type_stands_in_brackets(spro: Installation) -> None:
    """Nobody takes an example for a decision."""
    found = await foreseen(spro, _studied, SUMMER)

    refused = next(each for each in found if each.kind == "refused")
    assert "[Vos motifs en fait" in refused.text
    assert refused.cause == "commission, refusée"


async def test_a_dossier_that_does_not_exist_is_refused(spro: Installation) -> None:
    """By its reference."""
    with transaction(spro.database) as session:
        campaign_with(session)

    with pytest.raises(Refusal, match="aucun dossier de cette référence"):
        await foresee("ARA-2026-9999", at=SPRING)
