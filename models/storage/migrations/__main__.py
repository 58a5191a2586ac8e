"""Writes the migration that a change of the tables needs, to be read over and completed by hand: `make migration`."""

import sys

from alembic import command

from models.storage.migrations.upgrade import scratch, settled
from models.storage.version import HEAD

if __name__ == "__main__":
    with scratch() as connection:
        config = settled(connection)
        config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
        command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{int(HEAD) + 1:04d}")
