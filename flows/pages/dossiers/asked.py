"""What an address asks of the list of dossiers, and the address that asks it: a view is bookmarked as it is."""

from collections.abc import Mapping
from typing import NamedTuple, Self
from urllib.parse import urlencode

from flows.pages.dossiers.columns import BY_KEY, COLUMNS, FILTERS, Shown
from tasks.console.pages.dossiers.rows import DossierRow

LONGEST_PAGE = 5
"""Digits of the number of a page, at most."""


class Asked(NamedTuple):
    """A view of the list: a session, what is sought, what is chosen by filter, the column that it is sorted by, and
    the page, or `whole` for all of them."""

    session: str
    sought: str
    chosen: Mapping[str, str]
    sort: Shown
    is_descending: bool
    page: int
    whole: bool

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Self:
        """Return what the query of an address asks for; what it does not say, or says wrong, is as it usually is."""
        sort, number = said.get("tri", ""), said.get("page", "")
        return cls(
            session=said.get("session", ""),
            sought=said.get("recherche", "").strip(),
            chosen={one.key: said[one.key] for one in FILTERS if said.get(one.key)},
            sort=BY_KEY.get(sort.removeprefix("-"), COLUMNS[0]),
            is_descending=sort.startswith("-"),
            page=max(1, int(number)) if number.isdecimal() and len(number) <= LONGEST_PAGE else 1,
            whole=number == "toutes",
        )

    @property
    def order(self) -> str:
        """What the list is sorted by, as an address says it."""
        return f"{'-' if self.is_descending else ''}{self.sort.key}"

    def address(self, **otherwise: str | int) -> str:
        """Return the query of this view, or of the one that differs so; its first page unless told otherwise."""
        said = {"session": self.session, "recherche": self.sought, **self.chosen, "tri": self.order} | otherwise
        usual = {"tri": COLUMNS[0].key, "page": 1}
        return f"?{urlencode({name: value for name, value in said.items() if value and value != usual.get(name)})}"

    def sorted_by(self, column: Shown) -> str:
        """Return the query that sorts by a column; by the one that sorts already, the other way round."""
        is_it = column is self.sort
        return self.address(tri=f"-{column.key}" if is_it and not self.is_descending else column.key)

    def direction(self, column: Shown) -> str | None:
        """Return how a column is sorted, in the words of ARIA; None where it is not."""
        if column is not self.sort:
            return None
        return "descending" if self.is_descending else "ascending"

    def narrowed(self, rows: tuple[DossierRow, ...]) -> list[DossierRow]:
        """Return the dossiers that every filter lets through, sorted; what is empty comes last either way."""
        kept = [row for row in rows if all(self.chosen.get(one.key, "") in ("", *one.of(row)) for one in FILTERS)]
        kept.sort(key=self.sort.order, reverse=self.is_descending)
        return sorted(kept, key=lambda row: self.sort.order(row)[0]) if self.is_descending else kept
