"""A notice rendered: its templates, layout, French wording and mandatory mentions."""
