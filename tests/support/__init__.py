"""What tests of several rooms build with: mails, forms, rows, meetings; and what holds for each of many."""

from collections.abc import Callable, Iterable

Column = Iterable[object] | Callable[[], Iterable[object]]
"""Values, or what makes them: what takes long to make is made once the test runs, and not by each process that reads
it."""


def for_each(*columns: Column) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Have one test hold for each of many values, or rows of values, and tell all that it does not hold for: a table of
    hundreds of lines that take microseconds each is one idea, and a test of its own takes milliseconds."""
    told = tuple(tuple(column) if isinstance(column, Iterable) else column for column in columns)

    def decorated(test: Callable[..., None]) -> Callable[[], None]:
        def held() -> None:
            rows = [*zip(*(one if isinstance(one, tuple) else one() for one in told), strict=True)]
            assert rows
            if failed := [*_failures(test, rows)]:
                raise ExceptionGroup(f"{len(failed)} of {len(rows)}", failed)

        held.__name__, held.__qualname__, held.__doc__ = test.__name__, test.__qualname__, test.__doc__
        held.__module__ = test.__module__
        return held

    return decorated


def _failures(test: Callable[..., None], rows: Iterable[tuple[object, ...]]) -> Iterable[Exception]:
    for row in rows:
        try:
            test(*row)
        except Exception as failure:  # noqa: BLE001  whatever it is, the others are tried too
            failure.add_note(f"For {row!r:.200}")
            yield failure
