"""Conventions with their amendments, renewals of memberships, support of members, and the yearly list for the tax."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, key, needed, of, optional

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables. No convention is known of those that engage members already: a person records it."""
    _agreements()
    _renewals()
    _support()


def _agreements() -> None:
    op.create_table(
        "agreement",
        key(),
        *needed(sa.String, "region_id", "name"),
        *needed(sa.Date, "signed_on", "ends_on"),
        *needed(sa.JSON, "signatories"),
        *optional(sa.String, "sha256", "denounced_by"),
        *optional(sa.Date, "denounced_on"),
        *optional(sa.String, "denounced_because"),
        *optional(sa.Date, "former_ends_on"),
        *needed(sa.JSON, "shortened"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("region_id", "name"),
    )
    op.create_table(
        "amendment",
        key(),
        of("agreement", "agreement_id", index=False),
        *needed(sa.Integer, "number"),
        *needed(sa.String, "subject", "asked_by"),
        *needed(sa.Date, "opinion_on", "signed_on"),
        *optional(sa.Date, "ends_on"),
        *needed(sa.Date, "former_ends_on"),
        *optional(sa.String, "sha256"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("agreement_id", "number"),
    )


def _renewals() -> None:
    op.create_table(
        "renewal",
        key(),
        of("membership", "membership_id", index=False),
        *needed(WORD, "answer"),
        *needed(sa.Date, "answered_on"),
        *needed(sa.String, "said"),
        *needed(sa.JSON, "pieces"),
        of("membership", "next_id", nullable=True),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("membership_id"),
    )


def _support() -> None:
    op.create_table(
        "support_action",
        key(),
        *needed(sa.String, "region_id", "code", "title"),
        *needed(sa.Date, "held_on"),
        *needed(sa.String, "operator", "audience", "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("region_id", "code"),
    )
    op.create_table(
        "attendance",
        key(),
        of("support_action", "action_id", index=False),
        of("organisation", "organisation_id"),
        *needed(sa.Integer, "people"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("action_id", "organisation_id"),
    )
    op.create_table(
        "tax_request",
        key(),
        of("organisation", "organisation_id", index=False),
        *needed(sa.Integer, "year"),
        *needed(sa.Date, "asked_on"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("organisation_id", "year"),
    )
