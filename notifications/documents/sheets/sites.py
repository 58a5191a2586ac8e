"""The table of sites that applicants fill in beside the form: fixed columns, by which it is read back exactly."""

from notifications.documents.sheets.tables import Column, as_xlsx

COLUMNS = (
    Column("name", "Nom du site", 36),
    Column("siret", "SIRET", 18),
    Column("street", "Adresse", 36),
    Column("postal_code", "Code postal", 12),
    Column("town", "Commune", 22),
    Column("department", "Département", 13),
    Column("territory", "Territoire", 18),
    Column("services", "Services", 40),
    Column("levels", "Niveaux", 10),
    Column("hours", "Horaires", 32),
    Column("accessibility", "Accessibilité", 32),
    Column("phone", "Téléphone", 16),
    Column("email", "Courriel", 28),
    Column("is_public", "Contact public", 15),
)
"""The columns, by the fields of a site."""

NAMED = "tableau-des-sites"


def sites_filename(year: int) -> str:
    """Return how the table of a session is called."""
    return f"{NAMED}-{year}.xlsx"


def sites_table(label: str) -> bytes:
    """Return the table of a session, empty but for its headings."""
    return as_xlsx("Sites", f"Tableau des sites, {label}", COLUMNS, [])
