"""Whole dossiers whose files are called as people call them: how many of the files that came end « manquante » in what
their sender reads."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application
from models.storage.database import forget, transaction
from models.vocabulary import NoticeKind
from tasks.intake.store import Store
from tasks.sessions.daily import acknowledge
from tests.factories import campaign_with, paris
from tests.models.region.habits import deposits
from tests.support.mails import Desk, compose, said, siret

NUMBER = 300
LATE = paris("2026-05-01 09:00")
"""When all are acknowledged, whoever has looked at their files."""

Names = Mapping[str, str]


def named(number: str = "") -> None:
    """Measure the share of files that end « manquante » although they came (0)."""
    came = list(deposits(int(number or NUMBER)))
    with _desk() as desk:
        made = [desk.deposit(_mail(place, names)) for place, names in enumerate(came, start=1)]
        while acknowledge(desk.session, desk.campaign, at=LATE):
            desk.session.flush()
        lost = list(chain.from_iterable(_lost(desk, *each) for each in zip(came, made, strict=True)))
        known = sum(len(names) - len(desk.missing(one)) for names, one in zip(came, made, strict=True))
    total = sum(map(len, came))
    print(f"named: {total} files of {len(came)} dossiers, {100 * known / total:.0f} % told at once by their names")
    print("; ".join([f"named: {len(lost)} end « manquante » although they came (0)", *lost]))


def _lost(desk: Desk, names: Names, application: Application) -> Iterator[str]:
    """Yield the files that an acknowledgement says are missing, each with the piece that it is."""
    desk.session.refresh(application)
    [letter] = desk.notices(application, kind=NoticeKind.acknowledgement)
    if "manquante" in letter.text:
        yield from (f"{piece}: {names[piece]}" for piece in desk.missing(application))


@contextmanager
def _desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder, 'spro.db')}"
        with transaction(address) as session:
            yield Desk(session, campaign_with(session), Store(Path(folder, "store").as_uri()))
        forget(address)


def _mail(place: int, names: Names) -> bytes:
    files = {name: page(f"Structure {place}, page {rank}") for rank, name in enumerate(names.values())}
    text = said(f"Structure {place}", siret=siret(place))
    return compose(text, files=files, sender=f"contact@structure{place}.example").as_bytes()
