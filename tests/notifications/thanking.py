"""Runs where the product has one kind of notice more, `thanks` and writes what becomes of it (see test_new_kind.py)."""

import json
import sys
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from models.notices import Notice
from models.region.file import load_region
from models.storage.database import transaction
from models.vocabulary import NoticeKind, Status
from notifications.outbox.enqueue import notify
from notifications.samples.preview import write_preview
from tasks.intake.registering.reply_limits import Answers
from tests.factories import application, campaign_with, completion_request, paris

REMINDED, THANKED = paris("2026-03-02 09:00"), paris("2026-03-02 10:00")


def thank(session: Session) -> dict[str, object]:
    """Thank an applicant whom a reminder waits for, and return what the outbox and the reply limits know of it."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    completion_request(session, campaign, dossier, due_on=date(2026, 3, 9))
    ids = [dossier.id or 0]
    notify(session, campaign, NoticeKind.completion_reminder, ids, at=REMINDED, days_left=7)

    notify(session, campaign, NoticeKind("thanks"), ids, at=THANKED)

    queued = session.exec(select(Notice).order_by(col(Notice.id))).all()
    return {
        "queued": [[one.kind, one.subject] for one in queued],
        "answers": Answers(session, [dossier.contact], at=THANKED).to(dossier.contact),
    }


def main(folder: Path) -> None:
    """Write as JSON what the outbox, the reply limits and the preview make of it."""
    with transaction(f"sqlite:///{folder / 'spro.db'}") as session:
        told = thank(session)
    index = write_preview(folder / "preview", load_region("auvergne-rhone-alpes")).read_text(encoding="utf-8")
    told["previewed"] = "Remerciements" in index and 'href="thanks.html"' in index
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
