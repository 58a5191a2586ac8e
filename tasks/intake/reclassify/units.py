"""An arrival put right, as Prefect sees it: looked at first, then recorded whole."""

from datetime import datetime
from functools import partial
from typing import NamedTuple

from models.errors import Refusal
from models.forms.arrivals import ReclassificationForm
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.preview.deed import Following, deed
from models.storage.settings import Settings
from tasks.concerned import Concerned, concerned, refusable
from tasks.intake.published.files import versions
from tasks.intake.reclassify.difference import Difference
from tasks.intake.reclassify.judge import find_arrival
from tasks.intake.reclassify.rule import Look, put_right
from tasks.intake.sorting.examine import examine_deposit
from tasks.intake.store import Missing, Store
from tasks.reading.files.antivirus import ScannerDown, open_scanner
from tasks.reading.mail.returned import read_report


class Reclassified(NamedTuple):
    """What putting an arrival right changed, and the dossiers that it was about."""

    difference: Difference
    concerned: list[Concerned]


@refusable("Reclasser l'envoi")
async def reclassify(form: ReclassificationForm, *, at: datetime, then: Following) -> Reclassified:
    """Put an arrival right, all of it or nothing. Raises Refusal for what cannot be, Unconfirmed for what is to be
    shown first, with what `then` does next."""
    settings = Settings()
    # Before the transaction: it takes a while, during which others write.
    look = _look(settings, form)
    with deed(settings.database, form, at=at) as doing:
        done, doing.next = put_right(doing.session, form, look, at=at), partial(then, at=at)
        doing.besides = None if done.difference.is_none else done.difference
        return Reclassified(done.difference, [concerned(doing.session, one) for one in done.applications])


def _look(settings: Settings, form: ReclassificationForm) -> Look | None:
    """Look at the mail of an arrival, whatever was made of it; None of a paper. Raises Refusal where its files cannot
    be looked at."""
    with reading(settings.database) as session:
        deposit = find_arrival(session, form.arrival)
        region = session.get_one(Campaign, deposit.campaign_id).rules
        known = versions(session, region.region.id)
    if deposit.raw_digest is None:
        return None
    store = Store(settings.store)
    try:
        found = examine_deposit(store, deposit, region, scanner=open_scanner(settings), known=known)
        return Look(found, read_report(store.get(deposit.raw_digest)))
    except ScannerDown as error:
        raise Refusal("Envoi", form.arrival, "l'antivirus ne répond pas ; réessayez dans quelques minutes.") from error
    except Missing as error:
        raise Refusal("Envoi", form.arrival, f"son courriel {error.said}.") from error
