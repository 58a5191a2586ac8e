"""The table of places forgets none: no table may gain an address, or text, that is looked for nowhere."""

import re

from sqlmodel import SQLModel

from models.storage.aside.hidden import tables
from tasks.console.person.named import searched
from tasks.console.person.places import PLACES, TABLES

ADDRESS = re.compile(r"(?:.*_)?(?:contact|sender|recipient|address|reply_to|e_?mail|courriel|cc|bcc)")
NO_ADDRESS = {("notice", "in_reply_to")}
"""Columns that are called as one that holds an address is, and hold a Message-ID."""


def test_each_column_that_is_called_as_an_address_is_in_the_table() -> None:
    """One that is not is never looked for as what it is: give it its row in `PLACES`."""
    called = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if ADDRESS.fullmatch(column.name)
    }

    assert called - NO_ADDRESS == {(str(place.model.__tablename__), place.column) for place in PLACES}


def test_each_table_that_holds_text_has_a_name_in_french() -> None:
    """It is told by it where its text names an address: give it its line in `TABLES`."""
    with_text = {name for name in tables() if searched(SQLModel.metadata.tables[name])}

    assert with_text - TABLES.keys() == set()


def test_text_and_what_was_typed_into_forms_is_looked_at() -> None:
    """Words of a closed list, numbers and what is read otherwise are not."""
    table = SQLModel.metadata.tables

    assert searched(table["journal"]) == ["by", "reason"]
    assert searched(table["internal_note"]) == ["text", "by"]
    assert searched(table["dry_run"]) == ["code", "letters", "whole"]
    assert "region" not in searched(table["campaign"])
