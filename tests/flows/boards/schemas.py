"""What a form asks for, as the schema of its parameters says it."""

from collections.abc import Iterator, Mapping
from typing import Any


def parts_of(schema: Mapping[str, Any]) -> list[dict[str, dict[str, Any]]]:
    """The fields of a form and of each of its parts."""
    parts = (schema, *schema.get("definitions", {}).values())
    return [dict(part["properties"]) for part in parts if "properties" in part]


def fields_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each field of a form, those of its parts included, by name."""
    for fields in parts_of(schema):
        yield from fields.items()


def field_of(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The only field of that name."""
    [field] = [said for key, said in fields_of(schema) if key == name]
    return field
