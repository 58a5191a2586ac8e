"""By which names the console is known."""

from flows.serving.addresses import origins


def test_where_it_is_bound_is_a_name_unless_that_is_everywhere() -> None:
    """Everywhere is no address that anybody types."""
    local = {"127.0.0.1:4200", "localhost:4200", "[::1]:4200"}

    assert set(origins(4200)) == set(origins(4200, bound="0.0.0.0")) == set(origins(4200, bound="::")) == local  # noqa: S104
    assert set(origins(4200, bound="fd00::1")) == local | {"[fd00::1]:4200"}


def test_what_people_type_is_known_with_its_port_or_without() -> None:
    """The usual port may be said or not; another one must be."""
    assert (
        origins(1, console="https://Spro.example").items()
        >= {
            "spro.example": "https://spro.example",
            "spro.example:443": "https://spro.example",
        }.items()
    )
    assert origins(1, console="https://spro.example:8443")["spro.example:8443"] == "https://spro.example:8443"
    assert "spro.example" not in origins(1, console="https://spro.example:8443")
