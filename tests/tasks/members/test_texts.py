"""The texts that members sign: a draft changes, an adopted version replaces the former, neither is signed."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.errors import Refusal
from models.members.membership import DocumentStatus, ReferenceDocument
from models.storage.settings import Settings
from tasks.intake.store import Store
from tasks.members.texts import record_document
from tests.factories import campaign_with, desk_file, paris
from tests.support.members import BY, JULY, PRINT, recorded, text

DRAFT = {"status": "projet", "adopted_on": None}


def versions(session: Session) -> list[tuple[str, str]]:
    """Return the versions that are recorded, and how each stands."""
    found = session.exec(select(ReferenceDocument).order_by(col(ReferenceDocument.id)))
    return [(one.version, one.status.value) for one in found]


def test_a_version_is_recorded_with_who_and_when(session: Session) -> None:
    """Its title and print as they were said."""
    campaign_with(session)

    record_document(session, recorded(), at=JULY)

    document = session.exec(select(ReferenceDocument)).one()
    assert (document.region_id, document.title, document.sha256) == (
        "auvergne-rhone-alpes",
        "Cahier des charges du SPRO",
        PRINT,
    )
    assert (document.adopted_on, document.recorded_by, document.recorded_at) == (date(2026, 7, 1), BY, JULY)


def test_an_adopted_version_replaces_the_former(session: Session) -> None:
    """Which is kept: people signed it."""
    text(session, campaign_with(session))

    record_document(session, recorded(version="2", adopted_on=date(2026, 7, 15)), at=JULY)

    assert versions(session) == [("1", "superseded"), ("2", "adopted")]


def test_a_draft_replaces_nothing(session: Session) -> None:
    """What is in force stays so until the draft is adopted."""
    text(session, campaign_with(session))

    record_document(session, recorded(version="2", **DRAFT), at=JULY)

    assert versions(session) == [("1", "adopted"), ("2", "draft")]


def test_a_draft_changes_then_is_adopted(session: Session) -> None:
    """Nobody signs it, so its print may be another's each time."""
    campaign_with(session)

    for said in (DRAFT | {"sha256": "cd" * 32}, DRAFT, {}):
        record_document(session, recorded(**said), at=JULY)

    assert versions(session) == [("1", "adopted")]
    assert session.exec(select(ReferenceDocument.sha256)).one() == PRINT


def test_the_same_version_again_changes_nothing(session: Session) -> None:
    """The form was sent twice."""
    campaign_with(session)
    record_document(session, recorded(), at=JULY)

    record_document(session, recorded(by="M. Autre"), at=paris("2026-07-21 10:00"))

    assert session.exec(select(ReferenceDocument.recorded_by)).one() == BY


@pytest.mark.parametrize("said", [{"sha256": "cd" * 32}, {"title": "Autre titre"}, DRAFT])
def test_an_adopted_version_changes_no_more(session: Session, said: dict[str, object]) -> None:
    """What was signed is what is there: another text is another version."""
    campaign_with(session)
    record_document(session, recorded(), at=JULY)

    with pytest.raises(Refusal, match=r"déjà enregistrée .*version 1, « adopté ».* donnez un autre numéro"):
        record_document(session, recorded(**said), at=JULY)


def test_a_former_version_does_not_come_back(session: Session) -> None:
    """Adopted in the wrong order, it is refused with the day of the one that came after."""
    campaign_with(session)
    record_document(session, recorded(version="2", adopted_on=date(2026, 7, 15)), at=JULY)

    with pytest.raises(Refusal, match=r"Adopté le « 01/07/2026 » : la version 2 a été adoptée depuis, le 15/07/2026"):
        record_document(session, recorded(), at=JULY)


def test_a_file_that_a_desk_sent_is_told_by_its_print(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was signed may be read again."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    campaign_with(session)
    content = b"%PDF-1.7 cahier des charges"

    record_document(session, recorded(file=desk_file(session, content, "cdc.pdf"), sha256=None), at=JULY)

    digest = session.exec(select(ReferenceDocument.sha256)).one()
    assert digest == sha256(content).hexdigest()
    assert Store(Settings().store).get(digest) == content


def test_a_file_that_no_desk_sent_is_refused(session: Session) -> None:
    """And nothing is recorded."""
    campaign_with(session)

    with pytest.raises(Refusal, match="Fichier « /etc/passwd » : choisissez dans la liste"):
        record_document(session, recorded(file="/etc/passwd", sha256=None), at=JULY)

    assert versions(session) == []


def test_people_are_told_that_something_waits_for_them(session: Session) -> None:
    """Members have the new version to sign: the next morning's letter says so."""
    campaign = campaign_with(session)

    record_document(session, recorded(), at=JULY)

    assert campaign.digest_at == paris("2026-07-21 09:00")


def test_a_draft_is_nobodys_business(session: Session) -> None:
    """Nothing waits for anybody."""
    campaign = campaign_with(session)

    record_document(session, recorded(**DRAFT), at=JULY)

    assert campaign.digest_at is None


def test_each_text_has_its_versions(session: Session) -> None:
    """The convention and the cahier des charges are numbered apart."""
    text(session, campaign_with(session))

    record_document(session, recorded(document="convention"), at=JULY)

    assert [one for _, one in versions(session)] == [DocumentStatus.adopted, DocumentStatus.adopted]
