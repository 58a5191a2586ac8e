"""A version of a text is a draft, then proposed, then advised upon; each step is as the table says."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.errors import Refusal
from models.members.texts.text import DocumentStatus, ReferenceDocument, TextOpinion, TextSense
from models.storage.settings import Settings
from tasks.intake.store import Store
from tasks.members.texts.draft import advise_text, deposit_text, propose_text
from tests.factories import campaign_with, desk_file, paris
from tests.support.members import BY, JULY, draft, proposal, text, text_opinion


def versions(session: Session) -> list[tuple[str, str]]:
    """Return the versions that are recorded, and how each stands."""
    found = session.exec(select(ReferenceDocument).order_by(col(ReferenceDocument.id)))
    return [(one.version, one.status.value) for one in found]


def test_a_version_is_a_draft_with_who_and_when(session: Session) -> None:
    """Nothing is in force by it, and nothing waits for anybody."""
    campaign = campaign_with(session)
    text(session, campaign)

    deposit_text(session, draft(version="2"), at=JULY)

    document = session.exec(select(ReferenceDocument).where(ReferenceDocument.version == "2")).one()
    assert (document.title, document.recorded_by, document.recorded_at) == ("Cahier des charges du SPRO", BY, JULY)
    assert versions(session) == [("1", "adopted"), ("2", "draft")]
    assert campaign.digest_at is None


def test_a_draft_changes(session: Session) -> None:
    """Nobody signs it, so its print may be another's each time."""
    campaign_with(session)

    for digest in ("cd" * 32, "ef" * 32):
        deposit_text(session, draft(sha256=digest), at=JULY)

    assert session.exec(select(ReferenceDocument.sha256)).one() == "ef" * 32


def test_the_same_again_changes_nothing(session: Session) -> None:
    """The forms were sent twice."""
    campaign_with(session)

    for by, at in ((BY, JULY), ("M. Autre", paris("2026-07-21 10:00"))):
        deposit_text(session, draft(by=by), at=at)
    for _ in range(2):
        propose_text(session, proposal(), at=JULY)
    for _ in range(2):
        advise_text(session, text_opinion(), at=JULY)

    assert session.exec(select(ReferenceDocument.recorded_by)).one() == BY
    assert [one.sense for one in session.exec(select(TextOpinion))] == [TextSense.favourable]


@pytest.mark.parametrize("status", [DocumentStatus.proposed, DocumentStatus.adopted, DocumentStatus.superseded])
def test_what_is_no_draft_changes_no_more(session: Session, status: DocumentStatus) -> None:
    """What was advised upon, or signed, is what is there: another text is another version."""
    text(session, campaign_with(session), status=status)

    with pytest.raises(Refusal, match=r"Version « 1 » : .*déjà enregistrée ; donnez un autre numéro"):
        deposit_text(session, draft(sha256="cd" * 32), at=JULY)


def test_a_file_that_a_desk_sent_is_kept(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was signed may be read again."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    campaign_with(session)
    content = b"%PDF-1.7 cahier des charges"

    deposit_text(session, draft(file=desk_file(session, content, "cdc.pdf"), sha256=None), at=JULY)

    digest = session.exec(select(ReferenceDocument.sha256)).one()
    assert digest == sha256(content).hexdigest()
    assert Store(Settings().store).get(digest) == content


def test_a_file_that_no_desk_sent_is_refused(session: Session) -> None:
    """And nothing is recorded."""
    campaign_with(session)

    with pytest.raises(Refusal, match="Fichier « /etc/passwd » : choisissez dans la liste"):
        deposit_text(session, draft(file="/etc/passwd", sha256=None), at=JULY)

    assert versions(session) == []


def test_an_opinion_is_given_on_what_was_proposed(session: Session) -> None:
    """Not on a draft that may change still, nor before its proposal, nor tomorrow, nor twice on one day."""
    campaign_with(session)
    deposit_text(session, draft(), at=JULY)
    with pytest.raises(Refusal, match="« projet » : un avis se donne sur une version proposée"):
        advise_text(session, text_opinion(), at=JULY)
    propose_text(session, proposal(), at=JULY)

    for said, why in (
        ({"given_on": date(2026, 6, 9)}, "n'a été proposée que le 10/06/2026"),
        ({"given_on": date(2026, 7, 21)}, "ce jour n'est pas encore venu"),
    ):
        with pytest.raises(Refusal, match=why):
            advise_text(session, text_opinion(**said), at=JULY)
    advise_text(session, text_opinion(), at=JULY)
    with pytest.raises(Refusal, match="son avis du 24/06/2026 est déjà enregistré : favorable"):
        advise_text(session, text_opinion(sense="défavorable"), at=JULY)


def test_a_version_that_is_not_there_is_refused_with_the_form_to_fill_in(session: Session) -> None:
    """The words are those that were typed."""
    campaign_with(session)

    with pytest.raises(Refusal, match=r"Version « charte graphique, version 7 » : .*deposer-texte"):
        propose_text(session, proposal(text="charte graphique : 7"), at=JULY)
