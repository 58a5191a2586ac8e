"""The database's own clock: one for all who share it, whatever theirs say."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel.sql.sqltypes import UTCDateTime


class clock(FunctionElement[datetime]):  # noqa: N801  read as a function of SQL
    """SQL expression: the present instant by the database's clock, or one some time after it."""

    inherit_cache = True
    type = UTCDateTime()

    def __init__(self, after: timedelta = timedelta()) -> None:
        super().__init__(bindparam("after", f"{after.total_seconds():+.0f} seconds", unique=True))


@compiles(clock, "sqlite")
def _on_sqlite(element: clock, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    # Written as instants are, so that texts compare as they do: milliseconds, and three digits that it has not.
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', {compiler.process(element.clauses, **how)})"


@compiles(clock, "postgresql")
def _on_postgresql(element: clock, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return f"(clock_timestamp() + CAST({compiler.process(element.clauses, **how)} AS INTERVAL))"
