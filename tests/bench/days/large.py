"""An instruction that ends with very many incomplete dossiers: the memory that it takes, and the time of each, beside
those of few. What a stage's end does, what is owed that day, the boards."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert

from models.dossiers.application import Application, CompletionRequest, Organisation, Piece
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tasks.console.pages.session_board import read_board
from tasks.console.snapshot import read_console
from tasks.sessions import units
from tests.bench.commands import environment
from tests.bench.days.daily import YEAR, application, pieces, request
from tests.factories import paris

FEW, MANY = 1_000, 10_000
CODE = "ara-2027"
AT = paris(f"{YEAR}-06-01 09:00")
_CALM = {"silence_at": None, "next_alarm_at": None}
_AT_ONCE = 5_000


class Cost(NamedTuple):
    """What a size took: the peak of the process that worked, in MB, and its seconds."""

    megabytes: float
    seconds: float


def large(many: str = str(MANY)) -> None:
    """Compare an instruction that ends with very many incomplete dossiers with one of 1,000: at most 1.5 times the
    memory and 1.15 times the time of each. `large=100000` for as many."""
    few, most = _cost(FEW), _cost(int(many))
    each = (most.seconds / int(many)) / (few.seconds / FEW)
    for size, cost in ((FEW, few), (int(many), most)):
        print(f"instruction ends with {size} incomplete dossiers: {cost.seconds:.1f} s, peak {cost.megabytes:.0f} MB")
    print(
        f"memory {most.megabytes / few.megabytes:.2f} times (at most 1.5), time of each {each:.2f} times (at most 1.15)"
    )


def _cost(size: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        for step in ("fill", "work"):
            code = f"from tests.bench.days import large; large.{step}({folder!r}, {size})"
            told = subprocess.run(
                [sys.executable, "-c", code],
                env=environment(),
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
        return Cost(*json.loads(told.stdout.splitlines()[-1]))


def work(folder: str, size: int) -> None:
    """Do what an end of an instruction asks, and tell the peak of this process and its seconds, as JSON."""
    os.environ["SPRO_HOME"] = folder
    began = time.process_time()
    caused = asyncio.run(units.close_stage.fn(CODE, "examination", at=AT))
    assert caused == {"completion_expired": size, "carried_over": size}, caused
    assert asyncio.run(units.fulfil.fn(None, at=AT)) == {}
    read_console([CODE], at=AT)
    read_board(CODE, at=AT)
    print(json.dumps([_peak(), time.process_time() - began]))
    forget(Settings().database)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def fill(folder: str, size: int) -> None:
    """Write a session whose instruction ends with so many incomplete dossiers."""
    os.environ["SPRO_HOME"] = folder
    with transaction(Settings().database) as session:
        region = load_region("auvergne-rhone-alpes")
        opens = date(YEAR, 1, 18)
        opened, _ = open_campaign(session, region, year=YEAR, opens=opens, by="Mesure", at=paris(f"{YEAR}-01-18 00:00"))
        for start in range(1, size + 1, _AT_ONCE):
            numbers = range(start, min(size + 1, start + _AT_ONCE))
            session.execute(insert(Organisation), [{"id": n, "name": f"Maison de l'emploi n° {n}"} for n in numbers])
            session.execute(insert(Application), [application(opened, n, is_whole=False) | _CALM for n in numbers])
            session.execute(insert(Piece), [piece for n in numbers for piece in pieces(opened, n, is_whole=False)])
            session.execute(insert(CompletionRequest), [request(opened, n) for n in numbers])
    forget(Settings().database)
