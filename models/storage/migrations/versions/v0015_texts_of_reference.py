"""Texts of reference: who proposed and adopted each version, from when it is in force, and what was said of it."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, add, key, needed, of, optional

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add what a version has since, and what stands beside it."""
    _dates()
    _tables()
    _people()


def _dates() -> None:
    """Those that are there were in force from their adoption to that of the next."""
    add(
        "reference_document",
        *optional(sa.String, "format"),
        *optional(sa.Date, "proposed_on"),
        *optional(sa.String, "proposed_by"),
        *optional(sa.String, "adopted_by"),
        *optional(sa.Date, "in_force_from", "superseded_on", "accept_by"),
        *optional(INSTANT, "asked_at", "late_told_at"),
        of("reference_document", "since_id", nullable=True, index=False),
    )
    op.execute("UPDATE reference_document SET in_force_from = adopted_on")
    op.execute(
        """
        UPDATE reference_document SET superseded_on = COALESCE(
            (SELECT MIN(later.adopted_on) FROM reference_document AS later
             WHERE later.region_id = reference_document.region_id AND later.document = reference_document.document
             AND later.adopted_on >= reference_document.adopted_on AND later.id <> reference_document.id),
            adopted_on)
        WHERE status = 'superseded'
        """
    )


def _tables() -> None:
    op.create_table(
        "text_opinion",
        key(),
        of("reference_document", "document_id"),
        *needed(sa.String, "body"),
        *needed(sa.Date, "given_on"),
        *needed(WORD, "sense"),
        *optional(sa.String, "remarks"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("document_id", "body", "given_on"),
    )
    op.create_table(
        "dossier_text",
        key(),
        of("application", "application_id"),
        of("reference_document", "document_id", index=False),
        sa.UniqueConstraint("application_id", "document_id"),
    )


def _people() -> None:
    op.create_table(
        "text_amendment",
        key(),
        of("reference_document", "document_id"),
        *needed(sa.String, "organisation", "place", "proposed"),
        *needed(WORD, "outcome"),
        *optional(sa.String, "reason"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        *optional(sa.String, "ruled_by"),
        *optional(INSTANT, "ruled_at"),
    )
    op.create_table(
        "text_signatory",
        key(),
        of("reference_document", "document_id"),
        *needed(sa.String, "organisation"),
        *needed(sa.Date, "sent_on"),
        *optional(sa.Date, "signed_on"),
        *optional(sa.String, "signatory_name", "signatory_capacity", "sha256"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("document_id", "organisation"),
    )
