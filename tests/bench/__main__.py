"""Measures, in one run: the rehearsals with their memory, the cost of one more dossier, the daily run, a form, the
board, our other pages, Prefect's server asked by many at once, an agenda, minutes, the pages of a gate, letters that
leave, a chain verified, the end of a large instruction; some of it is done by others too.

make bench                          everything, about ten minutes
make bench ARGS="dossiers"          one of: rehearse, generated, dossiers, daily, form, board, pages, writers,
                                    papers, minutes, gate, intake, recognised, latency, read, fuzz,
                                    named, sending, sealing, moves, post_office, large
make bench ARGS="large=100000"      an instruction that ends with so many incomplete dossiers (10,000 unless said)
make bench ARGS="fuzz=600"          for as many seconds (30 unless said otherwise)
"""

import sys
from collections.abc import Callable

from tests.bench import (
    commands,
    dossiers,
    intake,
    latency,
    sealing,
)
from tests.bench.beside import moves, post_office
from tests.bench.console import board, form, pages, writers
from tests.bench.days import daily, large
from tests.bench.mails import fuzz, named, recognised, sending
from tests.bench.meetings import gate, minutes, papers

MEASURES: dict[str, Callable[..., None]] = {
    "rehearse": commands.rehearse,
    "generated": commands.generated,
    "dossiers": dossiers.cost_of_one_more,
    "daily": daily.daily,
    "large": large.large,
    "form": form.form,
    "board": board.board,
    "pages": pages.pages,
    "writers": writers.writers,
    "papers": papers.papers,
    "minutes": minutes.minutes,
    "gate": gate.gate,
    "intake": intake.intake,
    "recognised": recognised.recognised,
    "latency": latency.latency,
    "read": recognised.read,
    "fuzz": fuzz.fuzz,
    "named": named.named,
    "sending": sending.sending,
    "sealing": sealing.sealing,
    "moves": moves.moves,
    "post_office": post_office.post_office,
}


def main() -> None:
    """Run the measures named, or all of them."""
    for name in sys.argv[1:] or MEASURES:
        measure, *said = name.split("=")
        MEASURES[measure](*said)


if __name__ == "__main__":
    main()
