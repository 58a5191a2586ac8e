"""A file that comes where no piece is asked for."""

from datetime import date
from pathlib import Path

from sqlmodel import Session

from models.region.file import load_region
from models.sessions.opening import open_campaign
from tasks.intake.store import Store
from tests.factories import paris
from tests.support.mails import Desk, compose, pdfs, said


def test_a_mail_with_a_file_is_sorted_where_no_piece_is_asked_for(session: Session, tmp_path: Path) -> None:
    """Where there is a register alone, a mail that encloses a document is shown to a person, and no letter tells its
    sender that the document is of a wrong format."""
    region, at = load_region("hauts-de-france"), paris("2026-01-05 09:00")
    campaign, _ = open_campaign(session, region, year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)
    desk = Desk(session, campaign, Store(tmp_path.as_uri()))

    assert desk.register(compose(said("CCAS de Creil"), files=pdfs(["projet"]))) is None

    assert [notice.kind for notice in desk.notices()] == ["registration", "to_read"]
