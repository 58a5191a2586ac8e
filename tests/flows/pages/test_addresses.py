"""Addresses that name a row by its number, typed by anybody."""

import pytest

from flows.pages.app import ROUTES
from tests.flows.pages.visit import visit

NUMBERED = sorted(path for one in ROUTES if ":row}" in (path := one.path))


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 30])
@pytest.mark.parametrize("path", NUMBERED)
async def test_a_number_of_no_row_is_missing(rows: str, path: str, number: str) -> None:
    """However long it is: no database holds one of thirty digits."""
    for name in ("id", "place", "batch", "position"):
        path = path.replace(f"{{{name}:row}}", number)
    for name, said in (("form", "csv"), ("code", "a"), ("reference", "ARA-2026-0001")):
        path = path.replace(f"{{{name}}}", said)

    assert (await visit(path)).status_code == 404
