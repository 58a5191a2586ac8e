"""What a run finds ready, since its process is a copy of one that has imported this module: all that it reads, and what
comes out the same in each.

It must start no thread, and open nothing.
"""

import gc

from flows.machine.start import read

READ = (
    "prefect.engine",
    "prefect.flow_engine",
    "prefect.runner.storage",
    "flows.acts.table",
    "flows.gates.gate",
    "flows.installation.deploy",
    "flows.sessions.conduct",
    "flows.sessions.deposits",
    # What a copy looks for what it is to do in.
    "flows.installation.worker.copies",
    # Read at the first question about a day.
    "holidays.countries",
)
"""The modules."""


def get_ready() -> None:
    """Read the modules, lay out the tables, and draw the forms as the code has them."""
    for module in READ:
        read(module)
    read("sqlalchemy.orm").configure_mappers()
    deploying = read("flows.installation.deploy")
    for one in deploying.listed():
        deploying.schema_of(one.entrypoint)
    gc.freeze()


get_ready()
