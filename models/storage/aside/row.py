"""The one place that holds what was set aside: which row, of which table, why, since when."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SetAside(SQLModel, table=True):
    """A row set aside: `row` is its number in the table `of`, `duty` what could not be done for it, empty where it
    cannot be read at all. It goes once it can be again.

    `campaign_id` is its session, where that is known: no key, since what is set aside may point to nothing. `reference`
    and `name` are what people know it by, `reason` is in French.
    """

    __tablename__ = "set_aside"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    of: str
    row: int
    duty: str = ""
    campaign_id: int | None = None
    reference: str | None = None
    name: str
    reason: str
    since: datetime


def key_of(of: str, row: int, duty: str) -> str:
    """Return what a row is set aside under: once for each thing that cannot be done for it."""
    return f"{of}/{row}/{duty}"
